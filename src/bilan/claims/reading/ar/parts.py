"""A report opens with its total, then tells the incidents: those are parts of the total, not more of the dead."""

from __future__ import annotations

import re
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


_THUS = re.compile(r"(?:وبذلك|وبهذا|بذلك|ليرتفع|لترتفع|ليصل|لتصل|ليبلغ|لتبلغ)(?!\w)[^.،؛:!؟\n]{0,60}$")


def inside_the_risen_toll(text: str, proposals: Sequence[Proposal]) -> list[Proposal]:
    """ "قُتل عنصران، ليرتفع عدد القتلى إلى 5": those told before are among the toll that their death brings up."""
    made = list(proposals)
    for n, p in enumerate(proposals):
        toll = p.claim
        before = text[max(0, toll.count_span.start - 80) : toll.count_span.start]
        if toll.quantity.low < 2 or toll.part_of is not None or not _THUS.search(before):
            continue
        told = [
            (k, c)
            for k, c in ((k, made[k].claim) for k in range(max(0, n - _FAR), n))
            if c.n < toll.n and c.harm is toll.harm and c.part_of is None and c.same_as is None
        ]
        inside = [(k, c) for k, c in told if 0 < c.quantity.low < toll.quantity.low and _not_elsewhere(toll, c)]
        if sum(c.quantity.low for _, c in inside) > toll.quantity.low:
            inside = inside[-1:]
        for k, c in inside:
            made[k] = replace(made[k], claim=replace(c, part_of=toll.n))
    return made


_FAR = 30  # claims back that a risen toll may hold
_NEAR = 3  # sentences with claims that a headline may head


def under_the_headline(proposals: Sequence[Proposal], starts: Sequence[int]) -> list[Proposal]:
    """ "ضحايا جراء قصف …", "8 شهداء وجرحى": the killed and the injured told next are inside it, if there is room.

    `starts`: where the sentences with claims begin.
    """
    heads = [p.claim for p in proposals[:1] if p.claim.harm is Harm.KILLED_OR_INJURED and p.claim.part_of is None]
    if not heads or len(starts) < 2 or heads[0].quote.start != starts[0]:
        return list(proposals)
    head = heads[0]
    below = [
        p.claim
        for p in proposals
        if p.claim.quote.start in starts[1 : 1 + _NEAR]
        and p.claim.harm in (Harm.KILLED, Harm.INJURED)
        and p.claim.part_of is None
        and p.claim.same_as is None
        and p.claim.quantity.low > 0
        and _not_elsewhere(head, p.claim)
    ]
    vague = [c for c in below if c.quantity.hedge is Hedge.SOME]
    below = [c for c in below if c not in vague or not any(e.harm is c.harm for e in vague if e.n < c.n)]
    if sum(c.quantity.low for c in below) > (
        head.quantity.high or 10**9
    ):  # one told alone may be among those told later
        below = [c for c in below if c.quantity.low > 1 or not any(e.harm is c.harm and e is not c for e in below)]
    if sum(c.quantity.low for c in below) > (head.quantity.high or 10**9):
        return list(proposals)
    inside = {c.n for c in below}
    return [replace(p, claim=replace(p.claim, part_of=head.n)) if p.claim.n in inside else p for p in proposals]


def _not_elsewhere(head: Claim, c: Claim) -> bool:
    """Whether nothing says that the two speak of other doers or other places."""
    if head.by and c.by and not {m.name for m in head.by} & {m.name for m in c.by}:
        return False
    window = c.period is not None and c.basis.period is Basis.STATED and not c.period.is_one_day
    if window and c.period != head.period:
        return False
    g = gazetteer()
    wide = g.resolve_chain([m.name for m in head.place])
    narrow = g.resolve_chain([m.name for m in c.place])
    return not wide or all(any(g.contains(w, n) for w in wide) for n in narrow)
