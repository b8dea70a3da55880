"""Who did it and who says so: blamed actors, speakers, those they rely on, and the stance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bilan.actors import Actor, ActorKind, Capacity, Found, Through, registry
from bilan.claims.reading.ar.groups import hits
from bilan.claims.reading.ar.harms import Hit
from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.claim import Mention
from bilan.model.ids import ActorId
from bilan.model.text import Span
from bilan.model.vocab import Group, Stance
from bilan.search.words import Word, stems, words

_NOT_NAMES = frozenset(
    {
        "هذا",
        "هذه",
        "الذي",
        "التي",
        "ذلك",
        "علي",
        "الي",
        "من",
        "ما",
        "لم",
        "لا",
        "كل",
        "قد",
        "ايضا",
        "عدد",
        "بيان",
        "تقرير",
        "تصريح",
        "حول",
        "عن",
    }
)
_LOCATED = frozenset(
    {
        "في",
        "شمال",
        "شمالي",
        "جنوب",
        "جنوبي",
        "شرق",
        "شرقي",
        "غرب",
        "غربي",
        "وسط",
        "عموم",
        "انحاء",
        "داخل",
        "الي",
        "عبر",
        "حدود",
        "من",
        "اراضي",
    }
)
_FIGHTS = {ActorKind.STATE, ActorKind.GOVERNMENT, ActorKind.ARMED_FORCES, ActorKind.ARMED_GROUP, ActorKind.ALLIANCE, ActorKind.COLLECTIVE, ActorKind.COMPANY, ActorKind.OTHER}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Blamed:
    """An actor blamed by the words around it, at words `first` up to `last`."""

    first: int
    last: int
    actor: Actor
    span: Span

    @property
    def mention(self) -> Mention:
        return Mention(self.actor.name, self.span)


@dataclass(frozen=True, slots=True)
class Speech:
    """Who speaks in a sentence, whom it cites, and by which kind of word."""

    speaker: Mention
    actor: Actor | None
    cites: tuple[Mention, ...]
    at: int
    verb: str
    trails: bool = False
    inherited: bool = False


def place_in(cut: Sequence[Word], s: Sentence, span: Span) -> tuple[int, int]:
    """The words of a sentence that a span covers."""
    inside = [i for i in range(s.first, s.last) if cut[i].start < span.end and span.start < cut[i].end]
    return (inside[0], inside[-1] + 1) if inside else (s.first, s.first)


def blamed(text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Found], speech: Speech | None) -> list[Blamed]:
    """The actors that the sentence's own words make the doers."""
    books = lists().books
    made: list[Blamed] = []
    for f in found:
        if f.actor.kind not in _FIGHTS or f.actor.capacity is Capacity.RECORDER or f.through is Through.SEAT:
            continue
        first, last = place_in(cut, s, f.span)
        if first == last:
            continue
        if speech is not None and speech.speaker.span == f.span and speech.verb != "admit":
            continue
        if _does(text, cut, s, first, last, f) or _joined(text, cut, first, made, f):
            actor = doer(f.actor)
            made.append(Blamed(first, last, actor, f.span))
    if (
        not made
        and speech is not None
        and speech.actor is not None
        and speech.actor.kind in _FIGHTS
        and speech.speaker.span is not None
    ):
        first, last = place_in(cut, s, speech.speaker.span)
        itself = any(
            cut[k].folded in ("انها", "انه", "بانها", "بانه")
            and k + 1 < s.last
            and hits(books["attack_verbs"], text, cut, k + 1)
            for k in range(last, min(last + 3, s.last))
        )
        if first < last and (speech.verb == "admit" or itself or _own_attack(text, cut, s)):
            made.append(Blamed(first, last, doer(speech.actor), speech.speaker.span))
    return made


def _own_attack(text: str, cut: Sequence[Word], s: Sentence) -> bool:
    """ "في غاراته", "بضرباتها": an attack that belongs to whoever speaks."""
    nouns = lists().books["attack_nouns"]
    for k in range(s.first, s.last):
        word = cut[k].folded
        for suffix in ("هم", "ها", "ه", "نا"):
            if not word.endswith(suffix) or len(word) - len(suffix) < 3:
                continue
            bare = word[: -len(suffix)]
            for form in (bare, bare[:-1] + "ه" if bare.endswith("ت") else bare):
                for stem, definite, _ in stems(form):
                    if not definite and nouns.longest(stem, list(words(stem)), 0) is not None:
                        return True
    return False


def unadmitted(text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Found]) -> tuple[Found | None, bool] | None:
    """ "لم يعترف الجيش … إلا ب…": who has admitted nothing, or (True) nothing but the figure; None: nothing of the kind."""
    books = lists().books
    for k in range(s.first + 1, s.last):
        if not hits(books["speech_unadmitted"], text, cut, k) or not hits(books["speech_not"], text, cut, k - 1):
            continue
        who = next((f for f in found if k < place_in(cut, s, f.span)[0] <= k + 3), None)
        but = any(hits(books["speech_except"], text, cut, n) for n in range(k + 1, min(k + 9, s.last)))
        return who, but
    return None


def doer(actor: Actor) -> Actor:
    """The forces of a state, when the state, its army or its command is blamed."""
    r = registry()
    state = r.state_of(actor.id)
    if state is None or actor.kind is ActorKind.OTHER:
        return actor
    if (
        actor.kind is ActorKind.STATE
        or actor.kind is ActorKind.GOVERNMENT
        or actor.id.endswith(("-military", "-command", "-army"))
    ):
        return r.forces_of(ActorId(state))
    return actor


def _does(text: str, cut: Sequence[Word], s: Sentence, first: int, last: int, f: Found) -> bool:
    if f.through is Through.ACTION:
        return True
    if (
        f.actor.kind is ActorKind.STATE
        and first > s.first
        and any(st in _LOCATED for st, _, _ in stems(cut[first - 1].folded))
    ):
        return False
    books = lists().books
    nouns, verbs, against = books["attack_nouns"], books["attack_verbs"], books["attack_against"]
    near = [
        k
        for k in range(max(s.first, first - 4), first)
        if not any(c in text[cut[k].end : cut[first].start] for c in ".؛:")
    ]
    for k in reversed(near):
        if _one(against, text, cut, k) and k >= first - 2 and not _one(nouns, text, cut, k):
            return False
        if _one(verbs, text, cut, k):
            return first - k <= 2 or _subject(cut, k, first)
        if _one(nouns, text, cut, k):
            return True
    prefixed = cut[first].folded.startswith(("ل", "بال", "و"))
    after = range(last, min(last + 4, s.last))
    for k in after:
        if any(c in text[cut[last - 1].end : cut[k].start] for c in ".؛:،"):
            break
        if _one(verbs, text, cut, k):
            return True
    return prefixed and f.through is Through.ORGAN and bool(near) and _one(nouns, text, cut, near[-1])


def _subject(cut: Sequence[Word], verb: int, first: int) -> bool:
    return first - verb <= 3 and not any(
        w.folded in ("علي", "في", "من", "مواقع", "عناصر") for w in cut[verb + 1 : first]
    )


def _one(book: object, text: str, cut: Sequence[Word], k: int) -> bool:
    return bool(hits(book, text, cut, k))  # type: ignore[arg-type]


def _joined(text: str, cut: Sequence[Word], first: int, made: Sequence[Blamed], f: Found) -> bool:
    """ "قوات النظام وروسيا": named together with one who did it."""
    if not made or first - made[-1].last > 2:
        return False
    gap = [c for c in text[made[-1].span.end : f.span.start] if c not in ' "”“«»#،,()']
    return gap in ([], ["و"])


def speech_in(
    text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Found], last: Speech | None
) -> Speech | None:
    """Who says what this sentence says; a bare "وأضاف" is the last speaker again."""
    books = lists().books
    for k in range(s.first, s.last):
        preposition = books["speech_prepositions"].longest(text, cut, k)
        verb = hits(books["speech_verbs"], text, cut, k)
        if preposition is None and not verb:
            continue
        after = preposition.last if preposition is not None else verb
        speech = _who_after(text, cut, s, after, found, k, _verb_kind(text, cut, k), preposition is not None, last)
        if speech is not None:
            return speech
        if preposition is None and k - s.first <= 1 and last is not None and _goes_on(text, cut, after, s):
            return replace(last, inherited=True, at=k, verb=_verb_kind(text, cut, k), trails=False)
        if preposition is None and (speech := _who_before(text, cut, s, k, found)) is not None:
            return speech
    return None


def _goes_on(text: str, cut: Sequence[Word], after: int, s: Sentence) -> bool:
    """ "وأضاف أن", "وأشارت إلى": a verb of speech without a subject of its own."""
    return after < s.last and any(
        stem in ("ان", "الي", "انه", "انها", "بان", "في", "بانه") for stem, _, _ in stems(cut[after].folded)
    )


def _verb_kind(text: str, cut: Sequence[Word], k: int) -> str:
    books = lists().books
    for kind in ("deny", "admit"):
        if hits(books[f"speech_{kind}"], text, cut, k):
            return kind
    return "says"


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
    for k in range(after, min(after + (6 if trails else 4), s.last)):
        if any(c in text[cut[after - 1].end : cut[k].start] for c in ".؛:،") or cut[k].folded in (
            "ان",
            "بان",
            "انه",
            "انها",
            "إن",
        ):
            return None
        if hits(books["own"], text, cut, k):
            return None
        named = next((f for f in found if place_in(cut, s, f.span)[0] == k and f.through is not Through.ACTION), None)
        if named is not None:
            cites = _cited(text, cut, s, named, found)
            return Speech(Mention(named.actor.name, named.span), named.actor, cites, at, verb, trails)
        if last is not None and k == after and hits(books["title_again"], text, cut, k):
            return replace(last, inherited=True, at=at, verb=verb, trails=trails)
        if trails and hits(books["speech_verbs"], text, cut, k):
            after = k + 1
        elif k == after and not trails and (person := _person(text, cut, s, k, at, found, verb)) is not None:
            return person
    return None


def _person(
    text: str, cut: Sequence[Word], s: Sentence, k: int, at: int, found: Sequence[Found], verb: str
) -> Speech | None:
    """ "وقال الناشط …، إن": somebody named with a title, or by name alone before a comma or "إن"."""
    books = lists().books
    titled = bool(hits(books["title_words"], text, cut, k))
    if not titled and not hits(books["title_person_verbs"], text, cut, at):
        return None
    end = k
    while (
        end < s.last
        and end - k < 7
        and cut[end].folded not in ("ان", "بان", "في", "خلال", "لـ", "ل", "انه", "انها", "اليوم", "امس")
    ):
        end += 1
        if end < s.last and any(c in text[cut[end - 1].end : cut[end].start] for c in '،:.,"“«'):
            break
    if end >= s.last or not (2 <= end - k <= (7 if titled else 4)):
        return None
    if not titled and (
        cut[end].folded not in ("ان", "انه", "انها")
        and not any(c in text[cut[end - 1].end : cut[end].start] for c in "،:")
    ):
        return None
    if not titled and any(stem in _NOT_NAMES for w in cut[k:end] for stem, _, _ in stems(w.folded)):
        return None
    span = Span(cut[k].start, cut[end - 1].end)
    behind = next(
        (
            f
            for f in found
            if span.start <= f.span.start < span.end + 40
            and f.through is not Through.ACTION
            and f.actor.kind is not ActorKind.STATE
        ),
        None,
    )
    if behind is not None and titled and behind.span.start < span.end:
        return Speech(Mention(behind.actor.name, behind.span), behind.actor, (), at, verb)
    return Speech(Mention(span.of(text), span), behind.actor if behind is not None else None, (), at, verb)


def _who_before(text: str, cut: Sequence[Word], s: Sentence, k: int, found: Sequence[Found]) -> Speech | None:
    """A headline: "التحالف الدولي يعرب عن أسفه"."""
    for f in found:
        first, last = place_in(cut, s, f.span)
        if first < last == k and first <= s.first + 1 and f.through is not Through.ACTION:
            return Speech(Mention(f.actor.name, f.span), f.actor, (), k, _verb_kind(text, cut, k))
    return None


def _cited(text: str, cut: Sequence[Word], s: Sentence, speaker: Found, found: Sequence[Found]) -> tuple[Mention, ...]:
    """ "وفق ما نقلته فرانس برس عن المرصد": whom the speaker relies on."""
    _, last = place_in(cut, s, speaker.span)
    for f in found:
        first, _ = place_in(cut, s, f.span)
        if last < first <= last + 3 and any(w.folded in ("عن", "نقلا") for w in cut[last:first]):
            return (Mention(f.actor.name, f.span),)
    return ()


def stance(
    hit: Hit, text: str, cut: Sequence[Word], s: Sentence, speech: Speech | None, by: Sequence[Blamed]
) -> Stance:
    """What the speaker does with the number."""
    books = lists().books
    fighters = set(hit.counted.groups) <= {Group.COMBATANT}
    if hit.rule == "nobody" and speech is not None and speech.actor is not None and _own_side(speech.actor, by):
        return Stance.DENIES
    if _distant(text, cut, s, hit):
        return (
            Stance.ALLEGES
            if not any(hits(books["speech_inquire"], text, cut, k) for k in range(s.first, s.last)) or speech is None
            else Stance.INVESTIGATES
        )
    if speech is None:
        return Stance.REPORTS
    party = speech.actor is not None and speech.actor.capacity is Capacity.PARTY
    if speech.verb == "deny":
        return Stance.DENIES if party else Stance.DISPUTES
    if party and speech.verb != "admit" and _looks_into(text, cut, s, hit):
        return Stance.INVESTIGATES
    if speech.actor is not None and _own_side(speech.actor, by):
        if fighters:
            return Stance.CLAIMS_ACTION
        inquiry = any(
            hits(books["speech_inquire"], text, cut, k)
            for k in range(max(s.first, hit.counted.first - 8), hit.counted.first)
        )
        return Stance.INVESTIGATES if inquiry and speech.verb != "admit" else Stance.ADMITS
    witness = (
        speech.actor is not None and speech.actor.kind is ActorKind.OTHER and speech.actor.capacity is Capacity.WITNESS
    )
    if speech.actor is None or witness or speech.actor.capacity in (Capacity.PARTY, Capacity.OTHER):
        return Stance.ALLEGES
    return Stance.REPORTS


def _looks_into(text: str, cut: Sequence[Word], s: Sentence, hit: Hit) -> bool:
    book = lists().books["speech_inquire"]
    return any(hits(book, text, cut, k) for k in range(max(s.first, hit.counted.first - 5), hit.counted.first))


def _distant(text: str, cut: Sequence[Word], s: Sentence, hit: Hit) -> bool:
    book = lists().books["distance"]
    return any(hits(book, text, cut, k) for k in range(max(s.first, hit.counted.begin - 7), hit.counted.begin))


def _own_side(speaker: Actor, by: Sequence[Blamed]) -> bool:
    r = registry()
    line = set(r.government_line(speaker.id))
    return any(line & set(r.government_line(b.actor.id)) for b in by)
