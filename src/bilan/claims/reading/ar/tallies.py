"""Numbers that come after their harm ("حصيلة القتلى إلى 15"), and words that say that nobody was harmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.lexicon import is_thing, lists, noun
from bilan.claims.reading.ar.numerals import read_number
from bilan.claims.reading.ar.people import people
from bilan.claims.reading.ar.quantities import hedge_after, hedge_before, quantity_of, rises
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge
from bilan.search.words import Word, fold, stems

TALLY = frozenset(map(fold, ("عدد", "تعداد", "حصيلة", "أعداد", "إجمالي", "مجموع")))
_REACHES = frozenset(map(fold, ("إلى", "بلغ", "بلغت", "وصل", "وصلت", "نحو", "حوالي", "قرابة", "عن", "من", "لـ", "هو", "عند", "بات", "أصبح", "كان", "لى", "بلغوا", "وصلوا", "بواقع", "ب", "لي")))  # fmt: skip
RISE = frozenset(map(fold, ("ارتفاع", "ارتفع", "ارتفعت", "يرتفع", "ترتفع", "ليرتفع", "لترتفع")))
_PASSES = frozenset(map(fold, ("تجاوز", "بلغ", "وصل", "فاق", "يتجاوز", "يبلغ", "تخطى")))
_LOSSES = {fold(k): v for k, v in {"إصابات": Harm.INJURED, "إصابة": Harm.INJURED, "ضحايا": Harm.KILLED_OR_INJURED, "قتلى": Harm.KILLED, "شهداء": Harm.KILLED, "وفيات": Harm.KILLED, "جرحى": Harm.INJURED, "خسائر": Harm.KILLED_OR_INJURED}.items()}  # fmt: skip
_NOT = frozenset(map(fold, ("لم", "ولم", "لا", "ولا", "دون", "بدون", "ليس", "وليس", "ليست", "فلم", "عدم")))
_HAPPENS = frozenset(map(fold, ("يسفر", "تسفر", "يسفروا", "يؤد", "تؤد", "يوقع", "توقع", "يخلف", "تخلف", "يتسبب", "تتسبب", "تسجل", "يسجل", "تقع", "يقع", "يسقط", "تسقط", "يصب", "تصب", "يقتل", "تقتل", "وقوع", "تسجيل", "سقوط", "حدوث", "إحداث", "تحدث", "يحدث", "توجد", "هناك", "ينجم", "تنجم", "ترصد", "يوثق", "توثق", "إيقاع", "أن", "تبلغ", "يبلغ")))  # fmt: skip
_AND_WOUNDED = frozenset(map(fold, ("والجرحى", "والمصابين", "والمصابون")))
_FIGHTERS = frozenset(map(fold, ("التنظيم", "تنظيم", "داعش", "المسلحين", "الإرهابيين", "الميليشيا", "ميليشيا", "الجيش", "الفصائل")))  # fmt: skip
_ANYBODY = frozenset(map(fold, ("أحد", "أحدا", "أي شخص")))


@dataclass(frozen=True, slots=True)
class Told:
    """A count told apart from its harm, or told to be none; the words `first` to `last` say so."""

    counted: Counted
    harm: Harm
    first: int
    last: int
    rule: str


def tallies(text: str, cut: Sequence[Word], s: Sentence, taken: Sequence[tuple[int, int]]) -> Iterator[Told]:
    """ "ارتفاع حصيلة القتلى إلى 15", "عدد الجرحى 120", "يقدر عدد النازحين بنحو 6 ملايين"; and "لم يصب أحد"."""
    for i in range(s.first, s.last - 2):
        if any(stem in TALLY for stem, _, _ in stems(cut[i].folded)):
            yield from _tally(text, cut, i, s, taken)
            yield from _risen(text, cut, i, s, taken)
        elif cut[i].folded.removeprefix("و") in RISE:
            yield from _tally(text, cut, i, s, taken)  # "ارتفاع قتلى الحرب إلى 37"
    yield from _nobody(text, cut, s, taken)
    for i in range(s.first, s.last - 1):
        end = _human(cut, i, s)
        if end and silent(text, cut, s, i) is None and not any(w.folded in _NOT for w in cut[max(s.first, i - 4) : i]):
            q = Quantity(3, None, Hedge.SOME, text[cut[i].start : cut[end - 1].end])
            harm = Harm.KILLED_OR_INJURED if cut[end - 1].folded == "بشريه" else Harm.KILLED
            yield Told(Counted(i, i, end, end, q, (Group.PERSON,)), harm, i, end, "tally")


def _human(cut: Sequence[Word], i: int, s: Sentence) -> int:
    """Where "خسائر بشرية", "خسائر في الأرواح" ends; 0: no such loss."""
    if (
        cut[i].folded.removeprefix("ل").removeprefix("ب") not in ("خسائر", "لخسائر", "الخسائر")
        and cut[i].folded != "للخسائر"
    ):
        return 0
    if cut[i + 1].folded == "بشريه":
        return i + 2
    lives = i + 2 < s.last and cut[i + 1].folded == "في" and cut[i + 2].folded in ("الارواح", "ارواح")
    return i + 3 if lives else 0


def _tally(text: str, cut: Sequence[Word], i: int, s: Sentence, taken: Sequence[tuple[int, int]]) -> Iterator[Told]:
    said = noun(cut[i + 1].folded)
    if said is None or said.harm is None or said.number != 3:
        return
    both = said.harm is Harm.KILLED and cut[i + 2].folded in _AND_WOUNDED
    told = 0
    for k in range(i + 2, min(i + 34, s.last)):
        if any(c in text[cut[k - 1].end : cut[k].start] for c in ".؛:\n") and text[cut[k - 1].end] != ":":
            return
        if any(stem in TALLY for stem, _, _ in stems(cut[k].folded)):
            return
        number = read_number(text, cut, k)
        if number is None or number[0] < 2 or number[1] > s.last:
            continue
        begin, hedge, low = hedge_before(text, cut, k, s)
        if any(first <= k < end for first, end in taken):
            return
        if not _reached(text, cut, i, k, begin) or (number[1] < s.last and is_thing(cut[number[1]].folded)):
            continue
        end, groups, harm, _ = people(text, cut, number[1], s)
        hedge = hedge or hedge_after(text, cut, max(end, number[1]), s)
        q = quantity_of(number[0], hedge, text[cut[k].start : cut[number[1] - 1].end], low)
        who = groups if groups and groups != (Group.PERSON,) else _kind(cut, i + 2, said.groups)
        befell = Harm.KILLED_OR_INJURED if both else harm or said.harm
        yield Told(Counted(begin, k, number[1], max(end, number[1]), q, who), befell, i, i + 2, "tally")
        told += 1
        rising = told == 1 and rises(cut, k, s) and number[1] < s.last and cut[number[1]].folded == "الي"
        if not rising:
            return


def _risen(text: str, cut: Sequence[Word], i: int, s: Sentence, taken: Sequence[tuple[int, int]]) -> Iterator[Told]:
    """ "يرتفع إلى 327 تعداد المدنيين الذين قتلوا": the number stands before the toll."""
    k = next((k for k in range(max(s.first + 1, i - 4), i) if (n := read_number(text, cut, k)) and n[1] == i), None)
    if k is None or cut[k - 1].folded != "الي" or any(first <= k < end for first, end in taken):
        return
    number = read_number(text, cut, k)
    kinds: list[Group] = []
    harm: Harm | None = None
    for j in range(i + 1, min(i + 9, s.last)):
        said = noun(cut[j].folded)
        verb = lists().books["verb"].longest(text, cut, j)
        if said is not None and said.harm is None and said.number == 3:
            kinds += said.groups
        harm = (
            harm or (said.harm if said is not None else None) or (Harm(verb.entry.value) if verb is not None else None)
        )
        if harm is not None:
            break
    if number is not None and harm is not None and number[0] > 1:
        q = quantity_of(number[0], None, text[cut[k].start : cut[i - 1].end], None)
        yield Told(Counted(k, k, i, i, q, tuple(dict.fromkeys(kinds)) or (Group.PERSON,)), harm, i, i + 1, "tally")


def _kind(cut: Sequence[Word], k: int, said: tuple[Group, ...]) -> tuple[Group, ...]:
    """ "عدد القتلى المدنيين": the adjective says who they were."""
    if k < len(cut) and cut[k].folded in _FIGHTERS:
        return (Group.COMBATANT,)
    after = noun(cut[k].folded) if k < len(cut) else None
    return after.groups if after is not None and after.harm is None and after.definite else said


def _reached(text: str, cut: Sequence[Word], i: int, k: int, begin: int) -> bool:
    glued = cut[k].folded[0] in "بل" and not cut[k].folded.isdigit()
    return (
        cut[begin - 1].folded in _REACHES
        or glued
        or begin == i + 2
        or (begin < k and cut[begin].folded[0] in "بل")
        or text[cut[k].start - 1] in "ب:"
        or (i > 0 and any(stem in _PASSES for stem, _, _ in stems(cut[i - 1].folded)) and cut[k - 1].folded == "ال")
    )


def _nobody(text: str, cut: Sequence[Word], s: Sentence, taken: Sequence[tuple[int, int]]) -> Iterator[Told]:
    """ "لم يصب أحد بأذى", "دون خسائر بشرية", "دون وقوع أي إصابة"."""
    books = lists().books
    for i in range(s.first, s.last):
        if cut[i].folded not in _NOT or (i > s.first and _purpose(cut, i)):
            continue
        harm: Harm | None = None
        k = i + 1
        while k < min(i + 9, s.last):
            word = cut[k].folded
            if (
                _answers(text, cut, k)
                or hits(books["unknown"], text, cut, k)
                or any(first <= k < end for first, end in taken)
            ):
                break
            verb = books["verb"].longest(text, cut, k)
            if verb is not None and harm is None:
                harm, k = Harm(verb.entry.value), verb.last
                continue
            loss = _LOSSES.get(word.removeprefix("ب").removeprefix("ل")) if word not in _LOSSES else _LOSSES[word]
            human = word != "خسائر" or (k + 1 < s.last and cut[k + 1].folded in ("بشريه", "في") and _lives(cut, k, s))
            if loss is not None and human and (k == i + 1 or cut[i + 1].folded == "وجود" or _happens(cut, i, k)):
                end = k + 2 if word == "خسائر" else k + 1
                yield _told_none(text, cut, s, i, end, loss)
                break
            if harm is not None and word in _ANYBODY:
                yield _told_none(text, cut, s, i, k + 1, harm)
                break
            k += 1


def _purpose(cut: Sequence[Word], i: int) -> bool:
    """ "للتأكد من عدم وجود إصابات": what they went to see."""
    return any(w.folded in _TO_SEE for w in cut[max(0, i - 2) : i])


_TO_SEE = frozenset(map(fold, ("للتأكد", "للتحقق", "للتثبت", "والتأكد", "والتحقق")))


def _lives(cut: Sequence[Word], k: int, s: Sentence) -> bool:
    return cut[k + 1].folded == "بشريه" or (k + 2 < s.last and cut[k + 2].folded == "الارواح")


def _happens(cut: Sequence[Word], i: int, k: int) -> bool:
    return any(stem in _HAPPENS or stem == "اي" for w in cut[i + 1 : k] for stem, _, _ in stems(w.folded))


def _told_none(text: str, cut: Sequence[Word], s: Sentence, i: int, end: int, harm: Harm) -> Told:
    _, groups, _, _ = people(text, cut, end, s) if end < s.last else (0, (), None, False)
    if end + 2 < s.last and cut[end].folded in ("في", "بين") and (m := _ranks(text, cut, end + 1, s)):
        groups = m
    q = Quantity.none(text[cut[i].start : cut[end - 1].end])
    return Told(Counted(i, i, end, end, q, groups or (Group.PERSON,)), harm, i, end, "nobody")


def _ranks(text: str, cut: Sequence[Word], k: int, s: Sentence) -> tuple[Group, ...]:
    """ "في صفوف المدنيين", "في صفوف عناصرها"."""
    if k < s.last and cut[k].folded in ("صفوف", "اوساط"):
        k += 1
    said = noun(cut[k].folded) if k < s.last else None
    return said.groups if said is not None and said.harm is None else ()


def _answers(text: str, cut: Sequence[Word], k: int) -> bool:
    """A verb that admits or denies: what is not admitted is not said to be none."""
    books = lists().books
    return any(hits(books[f"answer_{kind}"], text, cut, k) for kind in ("admit", "own", "deny", "admitting"))


def silent(text: str, cut: Sequence[Word], s: Sentence, first: int) -> bool | None:
    """What stands before a loose loss at word `first`: True, it is said that none happened; False, that nothing is known."""
    for i in range(first - 1, max(s.first, first - 9) - 1, -1):
        if any(c in text[cut[i].end : cut[first].start] for c in ".:؛،\n"):
            return None
        if cut[i].folded in _NOT:
            if _purpose(cut, i):
                return False
            if any(_answers(text, cut, k) for k in range(i + 1, first)):
                return None
            if any(hits(lists().books["unknown"], text, cut, k) for k in range(i + 1, first)):
                return False
            return True if i + 1 == first or cut[i + 1].folded == "وجود" or _happens(cut, i, first) else None
    return None
