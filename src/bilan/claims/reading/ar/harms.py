"""What befell each counted group, and of which larger group it is a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bilan.claims.reading.ar.groups import Counted, counted_groups, hedge_before, hits, people, quantity_of
from bilan.claims.reading.ar.lexicon import lists, noun
from bilan.claims.reading.ar.numerals import read_number
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Hedge
from bilan.search.phrases import Phrasebook
from bilan.search.words import Word, stems

_FAR = 9  # words between a word of harm and those who suffer it


@dataclass(slots=True, eq=False)
class Hit:
    """A counted group with its harm. `cue`: the words that say so; `part_of`: the group that includes it."""

    counted: Counted
    harm: Harm
    cue: Span
    rule: str
    part_of: Hit | None = None
    most: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    first: int
    last: int
    harm: Harm
    verb: bool


@dataclass(slots=True)
class Harms:
    """The claims of a sentence: hits in its order."""

    hits: list[Hit] = field(default_factory=list)


def speaks_of_harm(text: str, cut: Sequence[Word], s: Sentence) -> bool:
    """Whether a sentence holds any word of harm at all; most hold none."""
    books = lists().books
    for i in range(s.first, s.last):
        said = noun(cut[i].folded)
        if (
            (said is not None and said.harm is not None)
            or hits(books["noun"], text, cut, i)
            or hits(books["verb"], text, cut, i)
            or hits(books["none"], text, cut, i)
        ):
            return True
    return False


def harm_hits(text: str, cut: Sequence[Word], s: Sentence, named: Sequence[Span]) -> list[Hit]:
    """Every counted group of the sentence that a word of harm reaches.

    `named`: where actors and places stand, which may come between a verb and its object.
    """
    groups = counted_groups(text, cut, s)
    cues = _cues(text, cut, s, groups)
    inside = [any(n.start <= cut[i].start < n.end for n in named) for i in range(s.first, s.last)]
    found: list[Hit] = []
    of: dict[int, Hit] = {}
    for n, group in enumerate(groups):
        before = next((e for e in reversed(groups[:n]) if id(e) in of or not (e.loose and e.definite)), None)
        if group.other:
            _same_kind(group, found)
        hit = (
            _part(text, cut, s, group, found, groups[:n], of)
            or _both(cut, s, group)
            or _own(cut, group, text, s)
            or _governed(text, cut, s, group, before, cues, inside, of)
            or _chained(text, cut, group, before, of)
            or _verb_after(text, cut, s, groups, n, cues)
        )
        if hit is not None:
            of[id(group)] = hit
            found.append(hit)
    _killed_and_injured(cut, found, s)
    found += _tallies(text, cut, s, found)
    return [*found, *_none(text, cut, s, found)]


def _cues(text: str, cut: Sequence[Word], s: Sentence, groups: Sequence[Counted]) -> list[_Cue]:
    books = lists().books
    found: list[_Cue] = []
    i = s.first
    while i < s.last:
        noun_hit, verb_hit = books["noun"].longest(text, cut, i), books["verb"].longest(text, cut, i)
        best = max((h for h in (noun_hit, verb_hit) if h is not None), key=lambda h: h.last, default=None)
        if best is None or best.last > s.last:
            i += 1
            continue
        found.append(_Cue(i, best.last, best.entry.value, verb_hit is not None and verb_hit.last == best.last))
        i = best.last
    return found


def _same_kind(group: Counted, found: Sequence[Hit]) -> None:
    """ "28 آخرين": others of the kind counted last, parts aside."""
    whole = next((h for h in reversed(found) if h.part_of is None), None)
    if whole is None or (group.groups and group.groups[0] not in (Group.PERSON, Group.FAMILY)):
        return
    kind = tuple(g for g in whole.counted.groups if g not in (Group.PERSON, Group.FAMILY))
    family = (Group.FAMILY,) if Group.FAMILY in group.groups else ()
    group.groups = (*kind, *family) or (Group.PERSON,)


def _span(cut: Sequence[Word], first: int, last: int) -> Span:
    return Span(cut[first].start, cut[last - 1].end)


def _both(cut: Sequence[Word], s: Sentence, g: Counted) -> Hit | None:
    """ "40 مدنياً بين قتيل وجريح"."""
    after = [w.folded for w in cut[g.end : min(g.end + 5, s.last)]]
    if g.loose or "وجريح" not in after or not ({"قتيل", "شهيد"} & set(after)):
        return None
    return Hit(g, Harm.KILLED_OR_INJURED, _span(cut, g.end, min(g.end + len(after), s.last)), "noun of harm")


_TALLY = frozenset({"عدد", "حصيله", "اعداد", "الحصيله"})
_REACHES = frozenset({"الي", "بلغ", "بلغت", "وصل", "نحو", "حوالي", "قرابه", "عن", "من", "لي"})


def _tallies(text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Hit]) -> list[Hit]:
    """ "ارتفاع حصيلة القتلى إلى 15", "يقدر عدد النازحين بنحو 6 ملايين": the number comes after its harm."""
    made: list[Hit] = []
    for i in range(s.first, s.last - 2):
        if not any(stem in _TALLY for stem, _, _ in stems(cut[i].folded)):
            continue
        said = noun(cut[i + 1].folded)
        if said is None or said.harm is None or said.number != 3:
            continue
        for k in range(i + 2, min(i + 10, s.last)):
            number = read_number(text, cut, k)
            if number is None or number[0] < 2 or number[1] > s.last:
                continue
            glued = cut[k].folded[0] in "بل" and not cut[k].folded.isdigit()
            begin, hedge, low = hedge_before(text, cut, k, s)
            reach = (
                cut[begin - 1].folded in _REACHES
                or glued
                or (begin < k and cut[begin].folded[0] in "بل")
                or text[cut[k].start - 1] == "ب"
            )
            if not reach or any(h.counted.first <= k < h.counted.end for h in found):
                break
            end, groups, harm, _ = people(text, cut, number[1], s)
            q = quantity_of(number[0], hedge, text[cut[k].start : cut[number[1] - 1].end], low)
            made.append(
                Hit(
                    Counted(begin, k, number[1], max(end, number[1]), q, groups or (Group.PERSON,)),
                    harm or said.harm,
                    _span(cut, i, i + 2),
                    "tally",
                )
            )
            break
    return made


def _own(cut: Sequence[Word], g: Counted, text: str, s: Sentence) -> Hit | None:
    """ "7 شهداء", "عشرات الجرحى", "وقوع إصابات": the noun itself says it."""
    if _unheard_of(cut, g, s):
        return None
    if g.harm is None or (g.loose and g.definite and g.quantity.low != 1):
        return None
    if g.loose and g.harm not in (Harm.KILLED, Harm.INJURED, Harm.KILLED_OR_INJURED):
        return None
    if g.loose and g.quantity.low == 1 and not g.definite and _received(cut, g):
        return Hit(g, g.harm, _span(cut, g.first, g.end), "noun of harm")
    if g.loose and (g.definite or g.quantity.low == 1) and g.quantity.hedge is not Hedge.SOME:
        return None
    return Hit(g, g.harm, _span(cut, g.first, g.end), "noun of harm")


_RECEIVED = frozenset(
    {"سقوط", "سقط", "وصول", "ارتقاء", "ارتقي", "انتشال", "اسعاف", "يسعف", "اسعفت", "اسعف", "انتشلت", "نقل"}
)


def _unheard_of(cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "ولا أنباء عن إصابات": nothing is known, nothing is claimed."""
    near = [w.folded for w in cut[max(s.first, g.begin - 5) : g.begin]]
    denied = any(w in ("لا", "ولا", "دون", "بدون", "لم", "ولم") for w in near)
    return denied and any(w in ("انباء", "معلومات", "ورود", "معرفه", "تفاصيل", "انباءا") for w in near)


def _received(cut: Sequence[Word], g: Counted) -> bool:
    """ "سقوط شهيد", "انتشال جثة": one, when the word before says that somebody fell or was brought in."""
    if g.begin == 0 or cut[g.begin - 1].folded in ("عاجل", "سوريا"):
        return True
    return any(stem in _RECEIVED for stem, _, _ in stems(cut[g.begin - 1].folded))


def _governed(
    text: str,
    cut: Sequence[Word],
    s: Sentence,
    g: Counted,
    before: Counted | None,
    cues: Sequence[_Cue],
    inside: Sequence[bool],
    of: dict[int, Hit],
) -> Hit | None:
    """ "مقتل 3 مدنيين", "قُتل، اليوم، 3 مدنيين", "اعتقلت قوات … شخصين": a word of harm before the group."""
    cue = next((c for c in reversed(cues) if c.last <= g.begin or (c.first < g.begin and c.last <= g.first)), None)
    if cue is None or (before is not None and before.first >= cue.last):
        return None
    if g.definite and g.loose and (g.quantity.hedge is Hedge.SOME or cue.verb or g.begin != cue.last):
        return None
    between = list(range(cue.last, g.begin))
    if len(between) > (_FAR + 6 if any(inside[i - s.first] for i in between) else _FAR):
        return None
    books = lists().books
    strange = 0
    i = cue.last
    while i < g.begin:
        step = hits(books["between"], text, cut, i) or hits(books["hedge"], text, cut, i)
        if step and step <= g.begin:
            i = step
            continue
        if not inside[i - s.first] and not cut[i].folded.isdigit():
            strange += 1
        i += 1
    allowed = 0 if g.loose and not cue.verb else 1 if g.loose else 2
    if strange > allowed or any(c in text[cut[cue.last - 1].end : cut[g.begin].start] for c in ":؛;()\n"):
        return None
    return Hit(g, cue.harm, _span(cut, cue.first, cue.last), "verb of harm" if cue.verb else "noun of the act")


def _chained(text: str, cut: Sequence[Word], g: Counted, before: Counted | None, of: dict[int, Hit]) -> Hit | None:
    """ "امرأة وطفل", "إضافة إلى عدة نساء": joined to a group that was harmed."""
    if (
        before is None
        or id(before) not in of
        or (g.definite and g.loose)
        or (before.harm is not None and g.harm is None)
    ):
        return None
    if g.owned and Group.FAMILY in g.groups:
        return None
    previous = of[id(before)]
    gap = text[cut[before.end - 1].end : cut[g.begin].start]
    if any(c in gap for c in ".:؛\n"):
        return None
    joined = cut[g.begin].folded.startswith("و") or "و" in gap
    direct = g.begin - before.end <= 1 and not gap.strip(' \t،,"”“و#') and joined
    if not direct and not _by_joiner(text, cut, before.end, g.begin):
        return None
    return Hit(g, previous.harm, previous.cue, previous.rule, previous.part_of, previous.most)


def _by_joiner(text: str, cut: Sequence[Word], end: int, begin: int) -> bool:
    """Words such as "بالإضافة إلى" close before the group, and near the one before it."""
    for k in range(max(end, begin - 3), begin):
        last = hits(lists().books["joins"], text, cut, k)
        if last and last == begin:
            return k - end <= 8
    return False


def _verb_after(
    text: str, cut: Sequence[Word], s: Sentence, groups: Sequence[Counted], n: int, cues: Sequence[_Cue]
) -> Hit | None:
    """ "أن امرأتين أصيبتا", "شخصاً مدنياً لقي مصرعه", "6 مدنيين بينهم 3 أطفال قتلوا": the verb stands after."""
    g = groups[n]
    cue = next((c for c in cues if c.verb and c.first >= g.end), None)
    if cue is None or (g.definite and g.loose and g.quantity.hedge is Hedge.SOME):
        return None
    parts = [e for e in groups[n + 1 :] if e.end <= cue.first]
    if parts and g.loose:
        return None
    between = [i for i in range(g.end, cue.first) if not any(e.begin <= i < e.end for e in parts)]
    if len(between) > 1 + len(parts):
        return None
    small = {"الذي", "التي", "قد", "الذين", "اخر", "ممن", "بينهم", "بينهن", "منهم", "و"}
    if any(cut[i].folded not in small for i in between):
        return None
    after = groups[n + 1 + len(parts)] if n + 1 + len(parts) < len(groups) else None
    if after is not None and after.begin <= cue.last + 1 and not cut[after.begin].folded.startswith(("ب", "و")):
        return None
    if any(c in text[cut[g.end - 1].end : cut[cue.first].start] for c in "،,:؛.\n"):
        return None
    return Hit(g, cue.harm, _span(cut, cue.first, cue.last), "verb of harm")


def _part(
    text: str,
    cut: Sequence[Word],
    s: Sentence,
    g: Counted,
    found: Sequence[Hit],
    earlier: Sequence[Counted],
    of: dict[int, Hit],
) -> Hit | None:
    """ "بينهم 4 أطفال", "معظمهم من الأطفال", "(رجل وزوجته)", "ثلاثة منهم": part of the group before."""
    books = lists().books
    wholes = [h for h in reversed(found) if h.part_of is None]
    if not wholes:
        return None
    head = wholes[0]
    if head.counted.quantity.low == 1:  # nobody is part of one person
        head = next((h for h in wholes if h.counted.quantity.low > 1), head)
    if g.other and g.quantity.hedge is not Hedge.SOME and _of_them(cut, g):
        return Hit(g, head.harm, head.cue, "part", head)
    for k in range(max(s.first, g.begin - 6), g.begin):
        last = hits(books["part"], text, cut, k)
        if not last or last > g.begin or k < head.counted.end or k - wholes[0].counted.end > 10:
            continue
        if any(e.first <= k < e.end for e in earlier if e.first >= head.counted.end):
            continue
        most = bool(hits(books["most"], text, cut, k))
        between = list(range(last, g.begin))
        if len(between) > 3 or any(
            cut[i].folded not in ("من", "علي", "الاقل", "ما", "لا", "يقل", "عن", "اكثر", "نحو") for i in between
        ):
            continue
        if cut[k].folded in ("هم", "وهم") and text[cut[k].start - 1 : cut[k].start] not in ("(", " ", "،"):
            continue
        if most and g.quantity.hedge is not Hedge.SOME:
            g.quantity = Quantity(3, None, Hedge.SOME, g.quantity.verbatim)
        return Hit(g, head.harm, head.cue, "part", head, most)
    previous = found[-1]
    opened = text.rfind("(", cut[previous.counted.end - 1].end, cut[g.begin].start + 1) if previous is head else -1
    if opened >= 0 and not text[opened + 1 : cut[g.begin].start].strip() and (g.quantity.low == 1 or g.loose):
        return Hit(g, head.harm, head.cue, "part", head)
    if g.owned and previous.part_of is None and previous.counted.end == g.begin and g.quantity.hedge is Hedge.SOME:
        return None
    return None


def _of_them(cut: Sequence[Word], g: Counted) -> bool:
    return any(w.folded in ("منهم", "منهن", "بينهم", "بينهن") for w in cut[g.last : g.end])


def _killed_and_injured(cut: Sequence[Word], found: list[Hit], s: Sentence) -> None:
    """ "40 مدنياً بين قتيل وجريح": killed or injured, and the two words count nobody."""
    for hit in list(found):
        i = hit.counted.end
        if (
            i + 2 < s.last
            and cut[i].folded in ("بين", "ما")
            and cut[i + 1].folded in ("قتيل", "شهيد", "بين")
            and "جريح" in " ".join(w.folded for w in cut[i : i + 5])
        ):
            hit.harm = Harm.KILLED_OR_INJURED
            for other in list(found):
                if other is not hit and i <= other.counted.first < i + 5:
                    found.remove(other)


def _none(text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Hit]) -> list[Hit]:
    """ "دون وقوع إصابات": nobody was harmed. "دون معلومات عن خسائر" says nothing and is no claim."""
    books: dict[str, Phrasebook[object]] = dict(lists().books)
    made: list[Hit] = []
    words_of_harm = {
        "اصابات": Harm.INJURED,
        "اصابه": Harm.INJURED,
        "ضحايا": Harm.KILLED_OR_INJURED,
        "قتلي": Harm.KILLED,
        "جرحي": Harm.INJURED,
        "خسائر": Harm.KILLED_OR_INJURED,
    }
    for i in range(s.first, s.last):
        last = hits(books["none"], text, cut, i)
        if not last or last >= s.last or cut[i].folded == "لا":
            continue
        k = last + 1 if cut[last].folded == "اي" and last + 1 < s.last else last
        harm = words_of_harm.get(cut[k].folded)
        if harm is None or (cut[k].folded == "خسائر" and not (k + 1 < s.last and cut[k + 1].folded == "بشريه")):
            continue
        for hit in found:
            if hit.counted.first <= k < hit.counted.end:
                hit.counted.quantity = Quantity.none(text[cut[i].start : cut[k].end])
                hit.counted.first, hit.counted.last, hit.counted.start = i, k + 1, 0
                break
        else:
            q = Quantity.none(text[cut[i].start : cut[k].end])
            made.append(Hit(Counted(i, i, k + 1, k + 1, q, (Group.PERSON,)), harm, _span(cut, i, k + 1), "nobody"))
    return made
