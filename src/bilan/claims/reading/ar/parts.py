"""A report opens with its total, then tells the incidents: those are parts of the total, not more of the dead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bilan.model.claim import Claim, Proposal
from bilan.model.vocab import Basis, Group, Harm, Hedge
from bilan.places import gazetteer

_BROAD = {Group.PERSON, Group.CIVILIAN}


def inside_the_lead(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Give `part_of` to later, smaller claims of the same harm, by the same actors, inside the place of the lead."""
    if not proposals:
        return []
    opening = proposals[0].claim.quote.start
    lead = [p.claim for p in proposals if p.claim.quote.start == opening]
    made: list[Proposal] = []
    for p in proposals:
        c = p.claim
        if c.quote.start != opening and c.part_of is None and c.same_as is None:
            parents = [t for t in lead if _contains(t, c)]
            if parents:
                parent = min(parents, key=lambda t: (t.part_of is None, t.quantity.low))
                p = replace(p, claim=replace(c, part_of=parent.n))
        made.append(p)
    return made


def _contains(total: Claim, c: Claim) -> bool:
    if total.harm is not c.harm and not (
        total.harm is Harm.KILLED_OR_INJURED and c.harm in (Harm.KILLED, Harm.INJURED)
    ):
        return False
    vague = total.quantity.hedge is Hedge.SOME
    if c.quantity.hedge in (Hedge.SOME, Hedge.NONE) or (total.quantity.low <= c.quantity.low and not vague):
        return False
    if not set(total.groups) <= _BROAD and not set(total.groups) & set(c.groups):
        return False
    if {m.name for m in total.by} != {m.name for m in c.by}:
        return False
    if (
        c.period is not None
        and c.basis.period is Basis.STATED
        and (total.period is None or not total.period.contains(c.period))
    ):
        return False
    return _inside(total, c, vague)


def _inside(total: Claim, c: Claim, vague: bool) -> bool:
    """Strictly inside the total's place; in the very same place only when the total gives no number."""
    if not total.place or not c.place:
        return False
    g = gazetteer()
    wide = g.resolve_chain([m.name for m in total.place])
    narrow = g.resolve_chain([m.name for m in c.place])
    within = all(any(g.contains(w, n) for w in wide) for n in narrow) and bool(narrow)
    same = set(wide) == set(narrow) or c.basis.place is Basis.INHERITED
    return within and (vague or not same)
