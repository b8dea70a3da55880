"""Groups joined to one that was harmed: "امرأة وطفل", "إضافة إلى عدة نساء", "فتاة بجروح بليغة، وامرأة أخرى"."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.hit import Hit
from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.names import name_end, past_age
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.vocab import Group, Hedge
from bilan.search.words import Word, fold


def chained(
    text: str,
    cut: Sequence[Word],
    g: Counted,
    before: Counted | None,
    of: dict[int, Hit],
    inside: Sequence[bool],
    s: Sentence,
) -> Hit | None:
    """ "امرأة وطفل", "إضافة إلى عدة نساء": joined to a group that was harmed."""
    if (
        before is None
        or id(before) not in of
        or (g.definite and g.loose and not _of_the_same(cut, g, before))
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
    elsewhere = not direct and joined and _only_where(cut, before.end, g.begin, inside, s)
    apart = cut[g.begin].folded.startswith("و") or cut[g.begin - 1].folded == "و"
    direct = direct or (apart and (_only_how(text, cut, before, g) or _of_whom(text, cut, before, g)))
    if elsewhere:
        return Hit(g, g.harm or previous.harm, previous.cue, previous.rule)
    if not direct and not _by_joiner(text, cut, before.end, g.begin, g.owned):
        return None
    return Hit(g, g.harm or previous.harm, previous.cue, previous.rule, previous.part_of, previous.most)


def _only_where(cut: Sequence[Word], first: int, last: int, inside: Sequence[bool], s: Sentence) -> bool:
    """ "مدني في قرية …، وامرأة في بلدة …": nothing but where they were stands between."""
    between = range(first, last)
    placed = any(inside[k - s.first] for k in between)
    return placed and all(inside[k - s.first] or cut[k].folded in _WHERE for k in between)


def _only_how(text: str, cut: Sequence[Word], before: Counted, g: Counted) -> bool:
    """ "فتاة بجروح بليغة، وامرأة أخرى", "المواطن سامر طارق (37 عاما) وطفلتيه": wounds, a name, an age between."""
    k = before.end
    if before.quantity.low == 1 and k < g.begin and cut[k].folded not in _HOW:
        k = min(name_end(text, cut, k, g.begin), g.begin)
        k = past_age(text, cut, k, g.begin) if k > before.end else k
    return before.end < g.begin and k <= g.begin and all(w.folded in _HOW for w in cut[k : g.begin])


def _of_whom(text: str, cut: Sequence[Word], before: Counted, g: Counted) -> bool:
    """ "7 حراس من “اللواء”، وسائقين": a body in quotation marks between."""
    between = [w.folded for w in cut[before.end : g.begin]]
    quoted = any(c in text[cut[before.end - 1].end : cut[g.begin].start] for c in '"“«')
    return 2 <= len(between) <= 4 and between[0] == "من" and quoted


_HOW = frozenset(map(fold, ("بجروح", "بجراح", "بحروق", "بكسور", "بشظايا", "بليغة", "خطيرة", "خطرة", "طفيفة", "متوسطة", "متفاوتة", "حرجة", "بعضها", "الخطورة", "و")))  # fmt: skip
_WHERE = frozenset(map(fold, ("في", "من", "على", "قرب", "قرية", "بلدة", "مدينة", "بقرية", "ببلدة", "بمدينة", "محيط", "أطراف", "ريف", "بريف", "مخيم", "بمخيم", "حي", "بحي", "منطقة", "بمنطقة", "و", "أخرى", "بجروح", "بجراح", "غرب", "شرق", "شمال", "جنوب", "غربي", "شرقي", "شمالي", "جنوبي")))  # fmt: skip


def _of_the_same(cut: Sequence[Word], g: Counted, before: Counted) -> bool:
    """ "عدد من القتلى والجرحى", "عشرات الأطفال والنساء": the quantifier serves the noun joined to its own."""
    quantified = before.end - before.first > 1 and before.quantity.hedge is not Hedge.EXACTLY
    return quantified and g.quantity.hedge is Hedge.SOME and cut[before.end - 1].folded.startswith("ال")


def _by_joiner(text: str, cut: Sequence[Word], end: int, begin: int, with_them: bool) -> bool:
    """Words such as "بالإضافة إلى" close before the group, and near the one before it."""
    for k in range(max(end, begin - 3), begin):
        last = hits(lists().books["joins"], text, cut, k)
        if not last and cut[k].folded == "مع" and with_them:
            last = k + 1
        if last and last == begin:
            return k - end <= 14
    return False
