"""Who says so: every speaker of an Arabic sentence, by which kind of word, and which speaker covers a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bilan.actors import Actor, ActorKind, Capacity, Found, Through
from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.lexicon import lists, may_speak
from bilan.claims.reading.ar.sentences import Sentence, place_in
from bilan.claims.reading.ar.speech_verbs import ANSWERS, OPENS, speech_verb
from bilan.model.claim import Mention
from bilan.model.text import Span
from bilan.search.words import Word, fold, stems

CONCEDES = frozenset({"admit", "only", "unadmitted"})  # the speaker's own strikes are spoken of
_NOT_NAMES = frozenset(map(fold, ("هذا", "هذه", "الذي", "التي", "ذلك", "على", "إلى", "من", "ما", "لم", "لا", "كل", "قد", "أيضا", "عدد", "بيان", "تقرير", "تصريح", "حول", "عن")))  # fmt: skip
_STOPS = OPENS | frozenset(map(fold, ("في", "خلال", "لـ", "ل", "اليوم", "أمس", "عن", "على", "من", "مقتل", "إصابة", "عبر", "بعد", "قبل", "التي", "الذي", "مساء", "صباح", "يوم", "إلى", "فجر", "سقوط", "فإن", "فإنه", "فإنها", "نقلا")))  # fmt: skip
_PAPERS = frozenset(map(fold, ("تقرير", "بيان", "تحقيق", "دراسة", "إحصائية")))
_OUTLETS = frozenset(
    map(fold, ("مصادر", "مصدر", "موقع", "صفحة", "شبكة", "وكالة", "صحيفة", "قناة", "منصة", "ناشطو", "مكتب"))
)
_GOVERNS = frozenset(map(fold, ("من", "على", "في", "عن", "إلى", "ضد", "مع", "قبل", "بين", "قصف", "غارات", "استهداف")))


@dataclass(frozen=True, slots=True)
class Speech:
    """Who speaks in a sentence, whom it cites, and by which kind of word.

    verb     says; or an answer: admit, only (admits nothing but), deny, dispute, inquire, unadmitted
    trails   it follows what it says ("بحسب …")
    behalf   whose spokesperson it is
    opens    the "أن" that opens what is said; 0: none
    head     the noun for a speaker that no registry knows ("شبكة"); "closes": nothing follows the verb
    """

    speaker: Mention
    actor: Actor | None
    cites: tuple[Mention, ...]
    at: int
    verb: str
    trails: bool = False
    inherited: bool = False
    head: str = ""
    behalf: Mention | None = None
    opens: int = 0


def speeches_in(
    text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Found], last: Speech | None
) -> list[Speech]:
    """Everybody who speaks in a sentence; a bare "وأضاف" is the last speaker again."""
    books = lists().books
    made = _headline(text, cut, s, found)
    k = s.first
    while k < s.last:
        if not may_speak(cut[k].folded) or cut[k].folded.startswith(("ال", "وال")):
            k += 1
            continue
        preposition = books["speech_prepositions"].longest(text, cut, k)
        kind, after = speech_verb(text, cut, s, k) if preposition is None else ("says", preposition.last)
        if not kind:
            k += 1
            continue
        trails = preposition is not None
        speech = _who_after(text, cut, s, after, found, k, kind, trails, last)
        if speech is None and not trails:
            speech = _who_before(text, cut, s, k, after, found, kind)
        if speech is None and not trails and made and _says_more(text, cut, k, after, s, kind):
            speech = replace(made[-1], at=k, verb=kind, trails=False, cites=())
        if speech is None and not trails and last is not None and _goes_on(text, cut, k, after, s, kind):
            speech = replace(last, inherited=True, at=k, verb=kind, trails=False, cites=())
        last = speech if speech is not None and not trails else last
        if speech is not None and not any(x.speaker.span == speech.speaker.span and x.verb == kind for x in made[-1:]):
            opens = next((i for i in range(after, min(after + 14, s.last)) if cut[i].folded in OPENS), 0)
            made.append(replace(speech, opens=0 if trails else opens))
        k = max(after, k + 1)
    if any(x.actor is not None and not x.trails for x in made):
        made = [x for x in made if not (x.trails and x.actor is None and _bare_statement(x.speaker.name))]
    return made


def _bare_statement(name: str) -> bool:
    """ "أعلن الجيش … وفق بيان رسمي": the statement is that of whoever announced, no speaker of its own."""
    said = fold(name).split()
    return bool(said) and said[0] == "بيان" and len(said) <= 2


def _headline(text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Found]) -> list[Speech]:
    """ "المرصد السوري: مقتل …", "مصدر عسكري: …": whoever stands before the colon that opens a sentence."""
    titled = hits(lists().books["title_words"], text, cut, s.first) or s.first
    opens = {s.first, titled}
    first = next((f for f in found if place_in(cut, s, f.span)[0] in opens and f.through is not Through.ACTION), None)
    if first is not None and first.actor.capacity is not Capacity.PRESS and first.actor.kind is not ActorKind.STATE:
        last = place_in(cut, s, first.span)[1]
        if last < s.last and text[cut[last - 1].end : cut[last].start].lstrip(' "”»').startswith(":"):
            return [Speech(Mention(first.actor.name, first.span), first.actor, (), s.first, "says")]
    head = lists().books["title_heads"].longest(text, cut, s.first)
    for last in range(head.last, min(head.last + 4, s.last)) if head is not None and first is None else ():
        gap = text[cut[last - 1].end : cut[last].start].strip()
        if gap.startswith(":"):
            span = Span(cut[s.first].start, cut[last - 1].end)
            return [Speech(Mention(span.of(text), span), None, (), s.first, "says", head=cut[s.first].folded)]
        if gap:
            break
    return []


def speech_for(at: int, speeches: Sequence[Speech], turns: Sequence[int], first: int) -> Speech | None:
    """The speaker who covers word `at`; None when the author speaks. `first`: where the sentence begins."""

    def parted(a: int, b: int) -> bool:
        return any(a < t <= b for t in turns)

    forward = [x for x in speeches if not x.trails and x.at <= at and not parted(x.at, at)]
    if forward:
        return max(forward, key=lambda x: x.at)
    opening = [x for x in speeches if x.trails and x.at - first <= 3 and x.at <= at and not parted(x.at, at)]
    trailing = [x for x in speeches if x.trails and x.at > at]
    closing = [x for x in speeches if not x.trails and x.at > at and x.head == "closes"]
    if opening and not any(not parted(at, x.at) for x in trailing):
        return opening[0]
    if trailing or closing:
        return min([*trailing, *closing], key=lambda x: x.at)
    if len(speeches) == 1 and speeches[0].trails and speeches[0].at <= at:
        return speeches[0]
    return None


def _says_more(text: str, cut: Sequence[Word], k: int, after: int, s: Sentence, kind: str) -> bool:
    """ "رفضت هذه الرواية … وقالت إن": the same speaker, a new verb within the sentence."""
    if kind in ANSWERS:
        return True
    again = hits(lists().books["speech_again"], text, cut, k)
    return bool(again) and cut[k].folded.startswith("و") and after < s.last and cut[after].folded in OPENS


def _goes_on(text: str, cut: Sequence[Word], k: int, after: int, s: Sentence, kind: str) -> bool:
    """ "وأضاف أن", "وأشارت إلى", "مشيرا إلى": a verb of speech without a subject of its own."""
    if after >= s.last or (k - s.first > 1 and not hits(lists().books["speech_again_nouns"], text, cut, k)):
        return False
    opens = ("ان", "الي", "انه", "انها", "بان", "في", "بانه", "بانها", "عن", "مقتل", "اصابه")
    quoted = any(c in text[cut[after - 1].end : cut[after].start] for c in ':"“«')
    return quoted or kind in ANSWERS or any(stem in opens for stem, _, _ in stems(cut[after].folded))


def _who_after(
    text: str,
    cut: Sequence[Word],
    s: Sentence,
    after: int,
    found: Sequence[Found],
    at: int,
    verb: str,
    trails: bool,
    last: Speech | None,
) -> Speech | None:
    books = lists().books
    named = {place_in(cut, s, f.span)[0]: f for f in reversed(found) if f.through is not Through.ACTION}
    known = frozenset(fold(w) for w in last.speaker.name.split()) if last is not None else frozenset[str]()
    for k in range(after, min(after + (6 if trails else 5), s.last)):
        if k > after and not trails and not _passes(text, cut, k - 1):
            return None
        if last is not None and k == after and len(cut[k].folded) > 3 and cut[k].folded in known and k not in named:
            return replace(last, at=at, verb=verb, trails=trails, cites=())  # the surname of who spoke before
        if any(c in text[cut[after - 1].end : cut[k].start] for c in ".؛:،") or cut[k].folded in OPENS:
            return None
        if hits(books["own"], text, cut, k):
            return None
        if k in named:
            f = named[k]
            return Speech(Mention(f.actor.name, f.span), f.actor, _cited(cut, s, f, found), at, verb, trails)
        again = last is not None and k == after and hits(books["title_again"], text, cut, k)
        if last is not None and again and not _described(cut, k, s):
            return replace(last, inherited=True, at=at, verb=verb, trails=trails, cites=())
        if trails and hits(books["speech_verbs"], text, cut, k):
            after = k + 1
        elif k == after and (person := _person(text, cut, s, k, at, found, verb, trails)) is not None:
            return person
    return None


_PASSED = frozenset(map(fold, ("اليوم", "أمس", "مساء", "صباح", "فجر", "ظهر", "يوم", "أيضا", "كذلك", "رسميا", "لاحقا", "من", "جهتها", "جهته", "جانبها", "جانبه", "كل", "بدورها", "بدوره", "السبت", "الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "ليل", "في", "بيان", "المتحدث", "باسم", "الناطق", "العسكري", "الرسمي", "لسان", "على", "قيادة", "وزير", "وزارة", "رئيس", "قائد", "عن", "ل", "به", "له", "ذلك")))  # fmt: skip


def _passes(text: str, cut: Sequence[Word], k: int) -> bool:
    """What may stand between a verb of speech and who speaks: when, a title."""
    books = lists().books
    return cut[k].folded in _PASSED or bool(
        hits(books["title_words"], text, cut, k) or hits(books["own"], text, cut, k)
    )


def _described(cut: Sequence[Word], k: int, s: Sentence) -> bool:
    """ "المتحدث باسم …": a new speaker, not the last one again."""
    return k + 1 < s.last and cut[k + 1].folded in ("باسم", "الرسمي", "الاعلامي", "العسكري", "الطبي", "السوري")


def _person(
    text: str, cut: Sequence[Word], s: Sentence, k: int, at: int, found: Sequence[Found], verb: str, trails: bool
) -> Speech | None:
    """ "وقال الناشط …، إن", "وقالت شبكة …": a title or a noun for those who speak; or a name alone before "إن"."""
    books = lists().books
    titled = bool(hits(books["title_words"], text, cut, k))
    head = books["title_heads"].longest(text, cut, k)
    if not titled and head is None and (trails or not hits(books["title_person_verbs"], text, cut, at)):
        return None
    end = _name_end(text, cut, s, k, head.last if head is not None else k)
    if end == k or (head is None and ((end >= s.last and not trails) or not 2 <= end - k <= (8 if titled else 4))):
        return None
    if not titled and head is None:
        closed = cut[end].folded in OPENS or any(c in text[cut[end - 1].end : cut[end].start] for c in "،:")
        if not closed or any(stem in _NOT_NAMES for w in cut[k:end] for stem, _, _ in stems(w.folded)):
            return None
        if hits(books["attack_nouns"], text, cut, k) or any(
            cut[k].start <= f.span.start < cut[end - 1].end for f in found
        ):
            return None  # "وأكد استهداف قوات …": what is said, not who says it
    span = Span(cut[k].start, cut[end - 1].end)
    near = [f for f in found if span.start <= f.span.start < span.end + 40 and f.through is not Through.ACTION]
    behind = next((f for f in near if f.actor.kind is not ActorKind.STATE), None)
    if behind is not None and titled and behind.span.start < span.end:
        org = Mention(behind.actor.name, behind.span)
        person = _called(text, cut, s, place_in(cut, s, behind.span)[1])
        if person is not None:
            return Speech(Mention(person.of(text), person), behind.actor, (), at, verb, trails, behalf=org)
        return Speech(org, behind.actor, (), at, verb, trails)
    word = cut[k].folded if head is not None else ""
    issuer = next((f for f in near if f.span.start <= cut[min(end + 1, s.last - 1)].end), None)
    outlet = issuer is not None and issuer.actor.capacity in (Capacity.RECORDER, Capacity.PRESS)
    if issuer is not None and (
        any(stem in _PAPERS for stem, _, _ in stems(word or "-")) or (outlet and word in _OUTLETS)
    ):
        return Speech(Mention(issuer.actor.name, issuer.span), issuer.actor, (), at, verb, trails)
    if behind is not None and head is None:
        org = Mention(behind.actor.name, behind.span)
        return Speech(Mention(span.of(text), span), behind.actor, (), at, verb, trails, behalf=org)
    return Speech(Mention(span.of(text), span), None, (), at, verb, trails, head=word)


def _called(text: str, cut: Sequence[Word], s: Sentence, k: int) -> Span | None:
    """ "الناطق باسم الجيش … دانيال هاغاري، أن": the name between the body and what is said."""
    books = lists().books
    end = next((i for i in range(k, min(k + 9, s.last)) if cut[i].folded in OPENS), None)
    if end is None or end - k < 2:
        comma = next((i for i in range(k + 1, min(k + 5, s.last)) if "،" in text[cut[i - 1].end : cut[i].start]), None)
        if comma is None:
            return None
        end = comma
    comma = next((i for i in range(k + 1, end) if "،" in text[cut[i - 1].end : cut[i].start]), end)
    first = comma
    while first > k and comma - first < 3:
        word = cut[first - 1].folded
        known = word in _STOPS or hits(books["title_words"], text, cut, first - 1)
        if known or len(word) < 3 or word.isdigit() or (word.startswith("ال") and comma - first == 0 and comma - k < 2):
            break
        first -= 1
    while first < comma and cut[first].folded.startswith("ال"):
        first += 1
    if comma - first < 2 or any(
        hits(books[b], text, cut, i) for i in range(first, comma) for b in ("verb", "noun", "own")
    ):
        return None
    return Span(cut[first].start, cut[comma - 1].end)


def _name_end(text: str, cut: Sequence[Word], s: Sentence, k: int, end: int) -> int:
    """How far a speaker's name or title reaches: to a comma, a preposition, the words of what is said."""
    books = lists().books
    while end < s.last and end - k < 8 and cut[end].folded not in _STOPS:
        if end > k and any(c in text[cut[end - 1].end : cut[end].start] for c in '،:.,؛"”»)'):
            break
        if end > k and (hits(books["verb"], text, cut, end) or hits(books["noun"], text, cut, end)):
            break
        end += 1
    return end


def _who_before(
    text: str, cut: Sequence[Word], s: Sentence, k: int, after: int, found: Sequence[Found], verb: str
) -> Speech | None:
    """ "التحالف الدولي يعرب عن أسفه", "غير أن القيادة … رفضت": the subject before its verb."""
    books = lists().books
    closes = "closes" if s.last - after <= 2 and after - s.first > 8 else ""
    for f in found:
        first, last = place_in(cut, s, f.span)
        if not first < last <= k or k - last > 1 or f.through is Through.ACTION:
            continue
        governed = first > s.first and any(st in _GOVERNS for st, _, _ in stems(cut[first - 1].folded))
        attacking = first > s.first and hits(books["attack_verbs"], text, cut, first - 1)
        if governed or attacking or any(c in text[cut[last - 1].end : cut[k].start] for c in ".؛:"):
            continue
        led = first <= s.first + 2 or cut[first - 1].folded in ("ان", "اما", "لكن", "بينما", "فيما")
        if led or verb in ANSWERS:
            return Speech(Mention(f.actor.name, f.span), f.actor, (), k, verb, head=closes)
    return _unknown_before(text, cut, s, k, verb)


def _unknown_before(text: str, cut: Sequence[Word], s: Sentence, k: int, verb: str) -> Speech | None:
    """ "أما رابطة أطباء النهر فتحدثت عن": a speaker no registry knows, at the head of its sentence."""
    for first in range(s.first, min(s.first + 2, k)):
        head = lists().books["title_heads"].longest(text, cut, first)
        if head is None or head.last > k or k - first > 9:
            continue
        if first > s.first and cut[s.first].folded not in ("اما", "لكن", "بينما", "كان", "وكان", "كانت", "وكانت"):
            continue
        k = k - 1 if cut[k - 1].folded == "قد" else k
        between = text[cut[first].start : cut[k].start]
        if any(c in between for c in ".؛:،") or any(cut[n].folded in _STOPS for n in range(first, k)):
            return None
        span = Span(cut[first].start, cut[k - 1].end)
        return Speech(Mention(span.of(text), span), None, (), k, verb, head=cut[first].folded)
    return None


def _cited(cut: Sequence[Word], s: Sentence, speaker: Found, found: Sequence[Found]) -> tuple[Mention, ...]:
    """ "وفق ما نقلته فرانس برس عن المرصد": whom the speaker relies on."""
    _, last = place_in(cut, s, speaker.span)
    for f in found:
        first, _ = place_in(cut, s, f.span)
        if last < first <= last + 3 and any(w.folded in ("عن", "نقلا") for w in cut[last:first]):
            return (Mention(f.actor.name, f.span),)
    return ()
