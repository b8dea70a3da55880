"""Who did it: the actors that the words of an Arabic sentence blame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bilan.actors import Actor, ActorKind, Capacity, Found, Through, registry
from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.lexicon import lists, noun
from bilan.claims.reading.ar.numerals import read_number
from bilan.claims.reading.ar.sentences import Sentence, place_in
from bilan.claims.reading.ar.speeches import CONCEDES, Speech
from bilan.claims.reading.ar.verbs import forms
from bilan.model.claim import Mention
from bilan.model.ids import ActorId
from bilan.model.text import Span
from bilan.model.vocab import Group
from bilan.search.words import Word, fold, stems, words

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
FIGHTS = {ActorKind.STATE, ActorKind.GOVERNMENT, ActorKind.ARMED_FORCES, ActorKind.ARMED_GROUP, ActorKind.ALLIANCE, ActorKind.COLLECTIVE, ActorKind.COMPANY, ActorKind.OTHER}  # fmt: skip

_TELL = {Capacity.RECORDER, Capacity.WITNESS, Capacity.PRESS}


@dataclass(frozen=True, slots=True)
class Blamed:
    """An actor blamed by the words around it, at words `first` up to `last`."""

    first: int
    last: int
    actor: Actor
    span: Span
    helps: bool = False  # "بمساندة …": it does what the one named before it does

    @property
    def mention(self) -> Mention:
        return Mention(self.actor.name, self.span)


def blamed(
    text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Found], speeches: Sequence[Speech]
) -> list[Blamed]:
    """The actors that the sentence's own words make the doers."""
    books = lists().books
    made: list[Blamed] = []
    owned: Found | None = None  # whose people are counted
    for f in found:
        if f.actor.kind not in FIGHTS or f.actor.capacity in _TELL or f.through is Through.SEAT:
            continue
        first, last = place_in(cut, s, f.span)
        if first == last:
            continue
        again = owned is not None and owned.actor.id == f.actor.id and not _apart(text, owned.span.end, f.span.start)
        if again or _of_its_own(cut, first, s) or _its_soldiers(cut, first, last, f, s):
            owned = f  # "7 من قوات … (قسد)": its other name counts its people as well
            continue
        if any(x.speaker.span == f.span and x.verb not in CONCEDES for x in speeches):
            continue
        if _does(text, cut, s, first, last, f) or _joined(text, cut, first, made, f):
            actor = doer(f.actor)
            made.append(Blamed(first, last, actor, f.span))
    if made:
        made = _with_helpers(text, cut, s, found, made)
    else:
        made += _believed(text, cut, s)
    for speech in speeches if not made else ():
        if speech.actor is None or speech.actor.kind not in FIGHTS or speech.speaker.span is None:
            continue
        if speech.actor.kind is ActorKind.OTHER or speech.actor.capacity is not Capacity.PARTY:
            continue  # a source or a witness has no strikes of its own
        first, last = place_in(cut, s, speech.speaker.span)
        itself = any(
            cut[k].folded in ("انها", "انه", "بانها", "بانه", "قواته", "قواتها", "قواتنا")
            and k + 1 < s.last
            and (hits(books["attack_verbs"], text, cut, k + 1) or hits(books["verb"], text, cut, k + 1))
            for k in range(last, min(last + 3, s.last))
        )
        if first < last and (speech.verb in CONCEDES or itself or _own_attack(text, cut, s)):
            made.append(Blamed(first, last, doer(speech.actor), speech.speaker.span))
            break
    return made


_HELP = frozenset(map(fold, ("مساندة", "مشاركة", "الاشتراك", "اشتراك", "مؤازرة", "دعم", "إسناد", "تعاون", "التعاون", "تنسيق", "التنسيق")))  # fmt: skip


def _with_helpers(
    text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Found], made: Sequence[Blamed]
) -> list[Blamed]:
    """ "شنت قسد، بمشاركة مروحيات التحالف، حملة": who helps does it too."""
    out = list(made)
    for f in found:
        if f.actor.kind not in FIGHTS or f.actor.capacity in _TELL or (len(out) == 1 and out[0].span == f.span):
            continue
        first, last = place_in(cut, s, f.span)
        near = range(max(s.first, first - 7), first)
        k = next((k for k in near if cut[k].folded.removeprefix("و").startswith("ب") and _helps(cut[k].folded)), None)
        if first < last and k is not None and not any(c in text[cut[k].end : cut[first].start] for c in "،,.؛:"):
            out = [d for d in out if d.span != f.span]
            out.append(Blamed(first, last, doer(f.actor), f.span, True))
    return sorted(out, key=lambda d: d.first)


def _helps(word: str) -> bool:
    return word.removeprefix("و").removeprefix("ب") in _HELP or any(stem in _HELP for stem, _, _ in stems(word))


_BELIEF = frozenset(map(fold, ("يعتقد", "يرجح", "يشتبه", "قيل", "يبدو", "يظن", "تعتقد")))


def _believed(text: str, cut: Sequence[Word], s: Sentence) -> list[Blamed]:
    """ "غارات يُعتقد أنها روسية": the adjective blames through the noun of attack before it."""
    nouns = lists().books["attack_nouns"]
    for k in range(s.first + 2, s.last):
        if cut[k - 1].folded not in ("انها", "انه", "بانها", "بانه") or cut[k - 2].folded not in _BELIEF:
            continue
        noun = next((i for i in range(k - 3, max(s.first - 1, k - 7), -1) if _one(nouns, text, cut, i)), None)
        if noun is None:
            continue
        span = Span(cut[noun].start, cut[k].end)
        who = believed(span.of(text))
        if who is not None:
            return [Blamed(k, k + 1, who, span)]
    return []


def believed(said: str) -> Actor | None:
    """Whom words such as "غارات يُعتقد أنها روسية" blame: their first word with their last.

    >>> believed("غارات يعتقد أنها روسية").name
    'Russian forces'
    >>> believed("غارات روسية") is None
    True
    """
    cut = [fold(w) for w in said.split()]
    if len(cut) < 4 or cut[-3] not in _BELIEF:
        return None
    named = next((f for f in registry().find(f"{cut[0]} {cut[-1]}", "ar") if f.through is Through.ACTION), None)
    return doer(named.actor) if named is not None else None


def not_oman(text: str, found: Sequence[Found]) -> list[Found]:
    """ "عمّان", or "عمان" where Jordan is spoken of: the capital, which stands for its state."""
    jordan = registry().get(ActorId("jordan"))
    spoken = "أردن" in text
    return [replace(f, actor=jordan) if f.actor.id == "oman" and ("\u0651" in f.words or spoken) else f for f in found]


def the_occupier(found: Sequence[Found]) -> list[Found]:
    """ "جيش الاحتلال" after "الاحتلال التركي": the occupier named in full before, whoever it is."""
    made: list[Found] = []
    named: Actor | None = None
    for f in found:
        if "احتلال" in f.words:
            bare = f.words.rstrip().endswith("احتلال")
            if bare and named is not None:
                f = replace(f, actor=named)
            elif not bare:
                named = f.actor
        made.append(f)
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
                    if not definite and len(stem) > 3 and nouns.longest(stem, list(words(stem)), 0) is not None:
                        return True
    return False


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


def _apart(text: str, start: int, end: int) -> bool:
    """Whether more than quotation marks and brackets stand between two names."""
    return not all(c in " ()\"”“«»'’‘[]" for c in text[start:end])


def _its_soldiers(cut: Sequence[Word], first: int, last: int, f: Found, s: Sentence) -> bool:
    """ "ثلاثة جنود سوريين": soldiers that a number or a word of harm counts are no doers."""
    said = noun(cut[first].folded)
    if f.through is not Through.ORGAN or said is None or Group.COMBATANT not in said.groups or first == s.first:
        return False
    before = cut[first - 1].folded
    harmed = noun(before)
    return (
        before.isdigit()
        or read_number("", [Word(1, 2, before)], 0) is not None
        or (harmed is not None and harmed.harm is not None)
    )


def _does(text: str, cut: Sequence[Word], s: Sentence, first: int, last: int, f: Found) -> bool:
    if f.through is Through.ACTION or (last - first > 1 and _one(lists().books["attack_nouns"], text, cut, first)):
        return True  # "قصف الاحتلال": the attack is in the name
    if _fired_from(text, cut, first, s):
        return True
    if first > s.first and cut[first - 1].folded in _WITH:
        return False
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
    if any(
        k + 1 < first <= k + 4 and cut[k].folded.lstrip("وف") in _ASSAULTS and cut[k + 1].folded in _PEOPLE
        for k in near
    ):
        return True  # "هاجمت خلايا تابعة ل…": its people do it
    for k in reversed(near):
        if k > s.first and k + 1 < first and _struck_by(text, cut, k, nouns):
            return False
        if _one(against, text, cut, k) and k >= first - 2 and not _one(nouns, text, cut, k):
            return False
        if _one(verbs, text, cut, k) and (_strikes_it(text, cut, k, s) or _lays_blame(cut, k, s)):
            return False
        if _one(verbs, text, cut, k):
            return first - k <= 2 or _subject(cut, k, first)
        if _one(nouns, text, cut, k) and (
            not any(st in _BELONGS for st, _, _ in stems(cut[k].folded))
            or any(_one(nouns, text, cut, i) for i in range(max(s.first, k - 4), k))
        ):
            return True
    prefixed = cut[first].folded.startswith(("ل", "بال", "و"))
    after = range(last, min(last + 4, s.last))
    for k in after:
        if any(c in text[cut[last - 1].end : cut[k].start] for c in ".؛:،"):
            break
        if _one(verbs, text, cut, k):
            return True
    return prefixed and f.through is Through.ORGAN and bool(near) and _one(nouns, text, cut, near[-1])


_ASSAULTS = frozenset(f for past in ("هاجم", "شن", "نفذ", "ارتكب", "داهم", "اقتحم", "أعدم") for f in forms(past))
_PEOPLE = frozenset(map(fold, ("خلايا", "خلية", "عناصر", "مسلحو", "مسلحون", "مقاتلو", "مجموعة", "مجموعات", "دورية", "دوريات")))  # fmt: skip


def _struck_by(text: str, cut: Sequence[Word], k: int, nouns: object) -> bool:
    """ "استهدفت الضربات مقرا ل…": the strikes have struck what is named behind them."""
    return cut[k - 1].folded.lstrip("وف") in _STRIKES and _one(nouns, text, cut, k) and cut[k].folded.startswith("ال")


_BELONGS = frozenset(map(fold, ("تابع", "تابعة", "تابعين", "تابعان")))


_ITS_DEAD = frozenset(map(fold, ("قتلى", "جرحى", "مصابي", "مقاتلي", "أسرى")))  # "بين قتلى …"


def _of_its_own(cut: Sequence[Word], first: int, s: Sentence) -> bool:
    """ "7 من قوات …", "عناصر من …": the actor's people are those counted, it is not the doer."""
    if first > s.first and cut[first - 1].folded in _ITS_DEAD:
        return True
    if first < s.first + 2 or cut[first - 1].folded != "من":
        return False
    before = cut[first - 2].folded
    said = noun(before)
    return (
        before.isdigit()
        or read_number("", [Word(1, 2, before)], 0) is not None
        or (said is not None and (said.harm is not None or Group.COMBATANT in said.groups))
    )


_STRIKES = frozenset(forms("استهدف")) | frozenset(forms("طال")) | frozenset(forms("ضرب"))
_CLAUSE = frozenset(map(fold, ("أن", "إن", "كما", "حيث", "فيما", "بينما", "اليوم", "أمس", "بأن", "قد", "وقد", "حين", "عندما", "بعدما", "مساء", "صباح", "فجر")))  # fmt: skip


_LAYS = frozenset(
    map(fold, ("بالمسؤولية", "المسؤولية", "مسؤولية", "باللوم", "اللوم", "باللائمة", "اللائمة", "بمسؤولية"))
)
_THROWS = frozenset(forms("ألقى")) | frozenset(forms("حمل"))


def _lays_blame(cut: Sequence[Word], k: int, s: Sentence) -> bool:
    """ "ألقت … باللوم على …": who lays the blame on others has struck nobody."""
    verb = cut[k].folded
    return (verb in _THROWS or verb.lstrip("وف") in _THROWS) and any(
        w.folded in _LAYS for w in cut[k + 1 : min(k + 6, s.last)]
    )


_WITH = frozenset(map(fold, ("لدى", "عند", "لصفوف")))  # "معتقل سابق لدى …"
_FROM = frozenset(map(fold, ("مصدره", "مصدرها", "مصدرهما")))
_AREAS = frozenset(map(fold, ("مناطق", "مواقع", "نقاط", "مقرات", "ثكنات", "قواعد", "معسكرات", "حواجز", "أماكن", "انتشار", "سيطرة", "تمركز", "نفوذ")))  # fmt: skip


def _fired_from(text: str, cut: Sequence[Word], first: int, s: Sentence) -> bool:
    """ "قصف مدفعي من مواقع …", "قذائف مصدرها مناطق انتشار …", "قصف مشترك من …": where it was fired from."""
    k = first - 1
    while k > s.first and first - k <= 3 and cut[k].folded in _AREAS:
        k -= 1
    if k <= s.first or any(c in text[cut[k].end : cut[first].start] for c in "،,.:؛"):
        return False
    if cut[k].folded in _FROM:
        return True
    if cut[k].folded != "من":
        return False
    nouns = lists().books["attack_nouns"]
    for i in range(k - 1, max(s.first - 1, k - 5), -1):
        if any(c in text[cut[i].end : cut[k].start] for c in "،,.:؛") or noun(cut[i].folded) is not None:
            return False
        if _one(nouns, text, cut, i) and not any(st in _BELONGS for st, _, _ in stems(cut[i].folded)):
            return True
    return False


def _strikes_it(text: str, cut: Sequence[Word], k: int, s: Sentence) -> bool:
    """ "هجوم استهدف قوات …", "الذي استهدف …": the verb has its subject before it, and strikes whom it names."""
    word = cut[k].folded
    if word.lstrip("وف") not in _STRIKES or word[0] in "وف" or k == s.first:
        return False
    gap = text[cut[k - 1].end : cut[k].start]
    return cut[k - 1].folded not in _CLAUSE and not any(c in gap for c in "،,:؛.-–\n")


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
