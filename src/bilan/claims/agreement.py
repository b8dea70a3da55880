"""Several proposers, one list: the same count and harm is one claim, whoever proposes it.

Where the rules and a language model agree on the count, the harm, the bounds and the stance, the claim says so. Where
they read the same words otherwise, what the rules read stays on file and the other reading is told to the reviewer:
two readings of one count are never two counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bilan.model.claim import Claim, Mention, Proposal, Why
from bilan.model.vocab import Harm

_HURT = frozenset({Harm.KILLED, Harm.INJURED})


def joined(rules: Sequence[Proposal], told: Iterable[tuple[str, Sequence[Proposal]]]) -> list[Proposal]:
    """The proposals of the rules, in their order, then what only models propose."""
    found = list(rules)
    for name, proposals in told:
        _join(found, name, proposals)
    return found


def _join(found: list[Proposal], name: str, proposals: Sequence[Proposal]) -> None:
    free = list(range(len(found)))
    number: dict[int, int] = {}
    fresh: list[Proposal] = []
    for p in proposals:
        at = _match(found, free, p.claim)
        if at is None:
            number[p.claim.n] = len(found)
            fresh.append(p)
            found.append(replace(p, claim=replace(p.claim, n=len(found), part_of=None, same_as=None, against=None)))
        else:
            free.remove(at)
            number[p.claim.n] = at
            found[at] = _told_by(found[at], p.claim, name)
    for p in fresh:
        n = number[p.claim.n]
        part_of, same_as = _number(number, p.claim.part_of), _number(number, p.claim.same_as)
        if part_of is not None and not _leads_to(found, part_of, n):
            found[n] = replace(found[n], claim=replace(found[n].claim, part_of=part_of))
        if same_as is not None and not _leads_to(found, same_as, n):
            found[n] = replace(found[n], claim=replace(found[n].claim, same_as=same_as))


def _number(number: Mapping[int, int], n: int | None) -> int | None:
    return None if n is None else number[n]


def _match(found: Sequence[Proposal], free: Sequence[int], claim: Claim) -> int | None:
    """Which proposal is about the same count: one that agrees before one that does not."""
    alike = [i for i in free if _same_count(found[i].claim, claim)]
    return next((i for i in alike if agree(found[i].claim, claim)), alike[0] if alike else None)


def _same_count(a: Claim, b: Claim) -> bool:
    harms = {a.harm, b.harm}
    alike = len(harms) == 1 or (Harm.KILLED_OR_INJURED in harms and bool(harms & _HURT))
    return alike and a.count_span.overlaps(b.count_span)


def agree(a: Claim, b: Claim) -> bool:
    """Whether two readings of one count say the same: harm, bounds and stance."""
    return (a.harm, a.quantity.low, a.quantity.high, a.stance) == (b.harm, b.quantity.low, b.quantity.high, b.stance)


def _told_by(p: Proposal, other: Claim, name: str) -> Proposal:
    if not agree(p.claim, other):
        says = f"{name} reads {_reading(other)} in these words; it is not taken"
        return replace(p, why=(*p.why, Why("disagreed", says, other.count_span)))
    apart = _apart(p.claim, other)
    says = f"{name} reads the same count, harm, bounds and stance" + (f", but another {apart}" if apart else "")
    return replace(p, why=(*p.why, Why("agreed", says, other.count_span)), proposers=(*p.proposers, name))


def _reading(c: Claim) -> str:
    high = "no ceiling" if c.quantity.high is None else str(c.quantity.high)
    return f"{c.harm.value}, {c.quantity.low} to {high}, {c.stance.value}"


def _apart(a: Claim, b: Claim) -> str:
    """The other fields in which two readings differ, for the reviewer's eye."""
    fields = {
        "group": (set(a.groups), set(b.groups)),
        "speaker": (_names([a.speaker]), _names([b.speaker])),
        "by": (_names(a.by), _names(b.by)),
        "place": (_names(a.place[:1]), _names(b.place[:1])),
        "period": (a.period, b.period),
    }
    return ", ".join(name for name, (one, other) in fields.items() if one != other)


def _names(mentions: Sequence[Mention | None]) -> set[str]:
    return {m.name for m in mentions if m is not None}


def _leads_to(found: Sequence[Proposal], start: int, end: int) -> bool:
    """Whether relations lead from one claim to another: a relation back would be a ring."""
    waiting, seen = [start], set[int]()
    while waiting:
        step = waiting.pop()
        if step == end:
            return True
        if step not in seen:
            seen.add(step)
            c = found[step].claim
            waiting += [n for n in (c.part_of, c.same_as, c.against) if n is not None]
    return False
