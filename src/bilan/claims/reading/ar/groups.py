"""Who is counted: every group of people that an Arabic sentence names, with how many it says.

"ستة مدنيين", "طفلين", "عشرات الضحايا", "عدد من المدنيين", "نساء", "شخصاً مدنياً", "28 آخرين".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bilan.claims.reading.ar.bare_numbers import (
    bare_after_harm,
    cue_ends,
    hits,
    looks_like_a_person,
    of_those_before,
    one_of_a_kind,
    slain_behind,
    they_suffered,
    unknown_people,
)
from bilan.claims.reading.ar.lexicon import his, lists, nation, noun
from bilan.claims.reading.ar.numerals import may_number, opens_number, read_number
from bilan.claims.reading.ar.people import PAIR, is_other, people, qualified
from bilan.claims.reading.ar.quantities import VAGUE, digit_range, hedge_after, hedge_before, quantity_of, rises
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Hedge
from bilan.search.phrases import adjacent
from bilan.search.words import Word, fold, stems

_CIVIL = (fold("المدني"), fold("المدنية"), fold("العسكري"), fold("العسكرية"), fold("المسلحة"))
_MOST = ("معظم", "اغلب", "غالب", "جل", "اكثر")
AS_MANY = frozenset(map(fold, ("مثلهم", "مثلهما", "مثلهن", "مثيلهم", "مثله", "مثلها")))
ONE_MORE = frozenset(map(fold, ("آخر", "أخرى", "ثان", "ثالث", "رابع", "خامس", "ثالثة", "رابعة")))
_BODIES = frozenset(map(fold, ("جثث", "جثامين", "جثمان", "أشلاء", "رفات", "بحياة", "بأرواح")))
TWO_MORE = frozenset(map(fold, ("آخران", "أخريان", "أخريين")))
ONE_OF = frozenset(map(fold, ("أحدهما", "أحدهم", "إحداهما", "إحداهن", "أحدها")))
THE_OTHER = frozenset(map(fold, ("الآخر", "الأخرى", "الثاني", "الثانية")))


@dataclass(slots=True, eq=False)
class Counted:
    """A group as counted: its words, its quantity; `harm` when its own noun says it ("شهداء").

    `nobody`: "أي مدني", which counts none where something is denied.
    `loose`: nothing but a noun says how many (a singular, a plural, a dual): it needs a word of harm beside it.
    """

    begin: int
    first: int
    last: int
    end: int
    quantity: Quantity
    groups: tuple[Group, ...]
    harm: Harm | None = None
    loose: bool = False
    owned: bool = False
    definite: bool = False
    other: bool = False
    start: int = 0
    nobody: bool = False
    most: bool = False

    def span(self, cut: Sequence[Word]) -> Span:
        return Span(self.start or cut[self.first].start, cut[self.last - 1].end)


def counted_groups(text: str, cut: Sequence[Word], s: Sentence) -> list[Counted]:
    """Every counted group of a sentence, left to right, none inside another."""
    found: list[Counted] = []
    i = s.first
    while i < s.last:
        group = (
            _numbered(text, cut, i, s)
            or _quantified(text, cut, i, s)
            or _bare(text, cut, i, s)
            or _as_many(text, cut, i, s, found)
            or _one_of_them(text, cut, i, s, found)
            or _nameless(text, cut, i, s)
            or _most_of_them(text, cut, i, s)
        )
        if group is None:
            i += 1
            continue
        found.append(group)
        i = max(group.end, i + 1)
    return found


def _most_of_them(text: str, cut: Sequence[Word], i: int, s: Sentence) -> Counted | None:
    """ "22 شخصا، معظمهم ينتمون إلى …": most of those just counted, whom no noun names."""
    if not cut[i].folded.removeprefix("و").startswith(_MOST) or not hits(lists().books["most"], text, cut, i):
        return None
    if any(noun(w.folded) is not None for w in cut[i + 1 : min(i + 4, s.last)]):
        return None
    q = Quantity(3, None, Hedge.SOME, text[cut[i].start : cut[i].end])
    return Counted(i, i, i + 1, i + 1, q, (Group.PERSON,), other=True, loose=True, most=True)


def _as_many(text: str, cut: Sequence[Word], i: int, s: Sentence, found: Sequence[Counted]) -> Counted | None:
    """ "قتل 4 جنود وأصيب مثلهم": as many again as counted last."""
    if cut[i].folded not in AS_MANY or not found or found[-1].quantity.hedge is Hedge.SOME:
        return None
    if cue_ends(text, cut, i, s) is None:
        return None
    last = found[-1]
    q = replace(last.quantity, verbatim=text[cut[i].start : cut[i].end])
    return Counted(i, i, i + 1, i + 1, q, last.groups, other=True)


def _one_of_them(text: str, cut: Sequence[Word], i: int, s: Sentence, found: Sequence[Counted]) -> Counted | None:
    """ "مقتل أحدهما وإصابة الآخر": one of those told before, and the other."""
    word = cut[i].folded
    other = word in THE_OTHER and bool(found) and found[-1].quantity.low == 1
    if not (word in ONE_OF or other) or cue_ends(text, cut, i, s) is None:
        return None
    q = Quantity.exactly(1, text[cut[i].start : cut[i].end])
    groups = found[-1].groups if found and found[-1].begin >= i - 30 else (Group.PERSON,)
    return Counted(i, i, i + 1, i + 1, q, groups, None, True, other=True)


def _nameless(text: str, cut: Sequence[Word], i: int, s: Sentence) -> Counted | None:
    """ "مقتل سارق": one whom no list names, right behind a noun that only befalls people."""
    if not slain_behind(text, cut, i, s):
        return None
    one = Quantity.exactly(1, text[cut[i].start : cut[i].end])
    return Counted(i, i, i + 1, i + 1, one, (Group.PERSON,), None, True)


def _numbered(text: str, cut: Sequence[Word], i: int, s: Sentence) -> Counted | None:
    if not may_number(cut[i].folded):
        return None
    pair = digit_range(text, cut, i)
    number = (pair[1], pair[2]) if pair is not None else read_number(text, cut, i)
    if number is None or number[1] > s.last:
        return None
    value, j = number
    if value == 0 or text[cut[j - 1].end : cut[j - 1].end + 1] in ("w", "y", "d", "h", "K"):
        return None  # "35w": how long ago somebody commented
    begin, hedge, low_end = hedge_before(text, cut, i, s)
    end, who, harm, other = people(text, cut, j, s)
    if value == 1 and (end == j or not cut[i].folded.isdigit()):
        return None
    if (
        end == j
        and j < s.last
        and cut[j].folded == "الي"
        and rises(cut, i, s)
        and (later := read_number(text, cut, j + 1)) is not None
    ):
        _, who, harm, _ = people(text, cut, later[1], s)  # "من 12 إلى 19 قتيلا": the noun serves both
        if not who:
            return None
    elif end == j and (of_those_before(text, cut, i, j, s) or bare_after_harm(text, cut, begin, j, s)):
        end, who, harm, other = j, (Group.PERSON,), None, True
    elif end == j and unknown_people(text, cut, begin, j, s):
        end, who = j + (2 if cut[j].folded == "من" else 1), (Group.PERSON,)
    elif end == j and they_suffered(text, cut, j, s):
        who = (Group.PERSON,)
    elif end == j:
        return None
    elif value > 10 and end < s.last and (more := _and_kind(cut, end)):
        end, who = end + 1, tuple(dict.fromkeys((*who, *more)))  # "12 مدنيا وعسكريا": one group of two kinds
    elif end < s.last and not other and is_other(text, cut, end) and adjacent(text, cut[end - 1].end, cut[end].start):
        end += 1
    if begin > s.first and cut[begin - 1].folded in _BODIES:
        harm = harm or Harm.KILLED
    if hedge is None:
        hedge = hedge_after(text, cut, end, s)
    low_end = pair[0] if pair is not None else low_end
    quantity = quantity_of(value, hedge, text[cut[i].start : cut[j - 1].end], low_end)
    return Counted(begin, i, j, end, quantity, who, harm, other=other, start=_without_clitics(text, cut[i]))


def _and_kind(cut: Sequence[Word], end: int) -> tuple[Group, ...]:
    word = cut[end].folded
    said = noun(word[1:]) if word.startswith("و") and word.endswith("ا") else None
    return said.groups if said is not None and said.number == 1 and said.harm is None else ()


def _quantified(text: str, cut: Sequence[Word], i: int, s: Sentence) -> Counted | None:
    if cut[i].folded in ("عدد", "عددا") and i + 1 < s.last and cut[i + 1].folded in ("منهم", "منهن"):
        if cue_ends(text, cut, i, s) is None:
            return None
        some = Quantity(3, None, Hedge.SOME, text[cut[i].start : cut[i + 1].end])
        return Counted(i, i, i + 2, i + 2, some, (Group.PERSON,), other=True, loose=True)
    hit = lists().books["quantifier"].longest(text, cut, i)
    if hit is None or hit.last > s.last:
        return None
    kind = str(hit.entry.value)
    end, groups, harm, other = people(text, cut, hit.last, s)
    start = hit.start + (text[hit.start] == "و" and cut[i].folded.startswith("و"))
    if end == hit.last:
        if kind in VAGUE and cut[i].folded.lstrip("وب").startswith("ال") and bare_after_harm(text, cut, i, end, s):
            low, hedge = VAGUE[kind]  # "مقتل العشرات"
            return Counted(
                i, i, i + 1, i + 1, Quantity(low, None, hedge, text[start : hit.end]), (Group.PERSON,), start=start
            )
        if kind == "one" and hit.last < s.last and cue_ends(text, cut, i, s) and one_of_a_kind(cut[hit.last].folded):
            one = Quantity.exactly(1, text[hit.start : cut[hit.last].end])  # "مقتل إحدى إدارياتها"
            return Counted(i, i, hit.last + 1, hit.last + 1, one, (Group.PERSON,), None, True, start=hit.start)
        return None
    head = cut[hit.last if cut[hit.last].folded != "من" else hit.last + 1].folded
    said = noun(head) or nation(head)
    if kind == "nobody":
        q = Quantity.none(text[hit.start : cut[end - 1].end])
        return Counted(i, i, end, end, q, groups, harm, loose=True, start=hit.start, nobody=True)
    if kind == "one":
        if said is None or said.number == 1:
            return None
        q = Quantity.exactly(1, text[hit.start : cut[end - 1].end])
        return Counted(i, i, hit.last + 1, end, q, groups, harm, loose=True, start=hit.start)
    if kind in VAGUE:
        low, hedge = VAGUE[kind]
        last = hit.last - 1 if cut[hit.last - 1].folded == "من" else hit.last
        q = Quantity(low, None, hedge, text[start : cut[last - 1].end])
        if said is not None and said.definite and (more := _and_those(cut, end, s, harm)):
            end, groups = end + 1, tuple(dict.fromkeys((*groups, *more)))
        return Counted(i, i, last, end, q, groups, harm, other=other, start=start)
    if said is not None and said.number == 1 and not other:
        return None
    q = Quantity(3, None, Hedge.SOME, text[hit.start : cut[end - 1].end])
    return Counted(i, i, end, end, q, groups, harm, other=other, start=hit.start, loose=True)


def _and_those(cut: Sequence[Word], end: int, s: Sentence, harm: Harm | None) -> tuple[Group, ...]:
    """ "العشرات من المدنيين والعسكريين": the quantifier serves both."""
    if harm is not None or end >= s.last or not cut[end].folded.startswith("و"):
        return ()
    more = noun(cut[end].folded)
    return more.groups if more is not None and more.definite and more.number == 3 and more.harm is None else ()


def _bare(text: str, cut: Sequence[Word], i: int, s: Sentence) -> Counted | None:
    """A noun alone: a dual is two, a plural some, a singular one; never a number's own noun."""
    n = (his(cut[i].folded) if text[cut[i].end - 1] == "ه" else None) or noun(cut[i].folded)
    plain = n is not None and n.number == 1 and n.harm is None and n.groups == (Group.PERSON,)
    attack = plain and i > s.first and hits(lists().books["attack_nouns"], text, cut, i - 1)
    if attack and cue_ends(text, cut, i, s) is None:
        return None  # "غارات جوية إسرائيلية"; but "اعتقال شخص"
    if plain and n is not None and n.definite and _of_a_country(cut, i, s):
        return None
    if n is None and i > s.first and (of := nation(cut[i].folded)) and cue_ends(text, cut, i, s) is not None:
        n = of
    if n is None:
        if cut[i].folded in ONE_MORE and i > s.first and cue_ends(text, cut, i, s) is not None:
            one = Quantity.exactly(1, text[cut[i].start : cut[i].end])
            return Counted(i, i, i + 1, i + 1, one, (Group.PERSON,), None, True, other=True)
        if cut[i].folded.removeprefix("و") in TWO_MORE:
            two = Quantity.exactly(2, text[cut[i].start : cut[i].end])
            return Counted(i, i, i + 1, i + 1, two, (Group.PERSON,), None, True, other=True)
        if is_other(text, cut, i) and cut[i].folded.endswith(("ين", "ون")) and not cut[i].folded.startswith("ال"):
            q = Quantity(3, None, Hedge.SOME, text[cut[i].start : cut[i].end])
            return Counted(i, i, i + 1, i + 1, q, (Group.PERSON,), None, True, other=True)
        return None
    if looks_like_a_person(text, cut, i, s) or (
        cut[i].folded in _CIVIL and i > s.first and cut[i - 1].folded.lstrip("وبل").startswith("ال")
    ):
        return None  # "الدفاع المدني"
    if cut[i].folded.lstrip("وبل") in _BODIES and i + 1 < s.last and read_number(text, cut, i + 1) is not None:
        return None
    end, groups, harm = qualified(text, cut, i, n, s)
    number = n.number
    if number == 3 and (n.definite or n.owned) and (told := _told_after(text, cut, end, s)) is not None:
        q = Quantity.exactly(told, text[cut[end].start : cut[end].end])
        return Counted(i, end, end + 1, end + 1, q, groups, harm, False, n.owned, n.definite)
    other = end > i + 1 and is_other(text, cut, end - 1)
    pair = end - 1 > i and cut[end - 1].folded in PAIR
    if pair:
        number = 2
    if end < s.last and number > 1 and not n.definite and is_other(text, cut, end):
        end, other = end + 1, True
    last = end if number == 1 or pair or other else i + 1
    if number == 1 and last > i + 2 and groups[-1:] == (Group.FAMILY,):
        last = i + 1
    start = _without_clitics(text, cut[i])
    verbatim = text[start : cut[last - 1].end]
    q = Quantity(3, None, Hedge.SOME, verbatim) if number == 3 else Quantity.exactly(number, verbatim)
    begin = i
    if number < 3 and not n.definite:
        begin, before, _ = hedge_before(text, cut, i, s)
        hedge = before or hedge_after(text, cut, end, s)
        q = quantity_of(number, hedge, verbatim, None) if hedge in ("at_least", "only") else q
    return Counted(begin, i, last, end, q, groups, harm, True, n.owned, n.definite, start=start)


_COUNTRIES = frozenset(map(fold, ("السوري", "السورية", "الفلسطيني", "الفلسطينية", "العراقي", "اليمني", "الإسرائيلية", "الأفريقي", "التركماني", "الأجنبي", "المعارض")))  # fmt: skip


def _of_a_country(cut: Sequence[Word], i: int, s: Sentence) -> bool:
    """ "المرصد السوري", "الحدود الإسرائيلية": an adjective behind its noun."""
    word, before = cut[i].folded, cut[i - 1].folded if i > s.first else ""
    if word == "الانسان" and before.endswith("حقوق"):
        return True
    return word in _COUNTRIES and before.removeprefix("و").removeprefix("ب").startswith("ال") and len(before) > 4


def _told_after(text: str, cut: Sequence[Word], end: int, s: Sentence) -> int | None:
    """ "الأطفال الثلاثة": the number stands behind its noun, with the article."""
    if end >= s.last or not cut[end].folded.startswith("ال") or not adjacent(text, cut[end - 1].end, cut[end].start):
        return None
    number = read_number(text, cut, end)
    return number[0] if number is not None and number[1] == end + 1 and 2 < number[0] < 100 else None


def _without_clitics(text: str, word: Word) -> int:
    """Where the word begins without و ف ب ل."""
    if word.folded[:1].isdigit():
        return word.start
    plain = word.end - word.start == len(word.folded)
    for stem, definite, taken in stems(word.folded):
        if stem in lists().nouns and taken and plain:
            return word.start + (taken - 2 if definite and word.folded.endswith("ال" + stem) else taken)
    if word.folded[0] == "و" and text[word.start] == "و" and noun(word.folded[1:]) is not None:
        return word.start + 1
    if word.folded[0] in "وبلف" and len(word.folded) > 3 and opens_number(word.folded[1:]):
        return word.start + 1
    return word.start
