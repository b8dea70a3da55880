"""Which single change resolves a contradiction: each is solved again, and only those that resolve it are offered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from bilan.reconcile import say
from bilan.reconcile.feasible import is_feasible
from bilan.reconcile.policy import Policy
from bilan.reconcile.programme import build
from bilan.reconcile.region import Figure, Region
from bilan.reconcile.tension import Relaxation
from bilan.reconcile.variants import COST, Told, Variant, variants

# Of one change to one claim the least alone is offered, of these two: more would hide the others.
TWO_OF = frozenset({"as told", "context", "slip"})
Meaning = Callable[[Sequence[Figure]], Sequence[Figure]]


def holds(figures: Sequence[Figure], asked: Region) -> bool:
    """Whether some world of whole people agrees with all of them."""
    return is_feasible(build(figures, asked))


def relaxations(
    told: Sequence[Told], asked: Region, rule: Policy, meaning: Meaning = lambda figures: figures
) -> list[Relaxation]:
    """The single changes of one claim after which the rest of the set holds, least change first.

    meaning  how the figures are to be read together ("all voices mean the same people by a word")
    """
    found: list[tuple[tuple[int, int, int], Relaxation]] = []
    for n, one in enumerate(told):
        others = [*told[:n], *told[n + 1 :]]
        beside = [o.figure for o in others]
        taken: dict[str, int] = {}
        for v in _tried(one, others, rule):
            if taken.get(v.change, 0) < 1 + (v.change in TWO_OF) and holds(meaning([*beside, v.figure]), asked):
                taken[v.change] = taken.get(v.change, 0) + 1
                found.append(((COST[v.change], v.step, n), _said(v, one)))
        if holds(meaning(beside), asked):
            found.append(((COST["left out"], 0, n), _left_out(one)))
    return [relaxation for _, relaxation in sorted(found, key=lambda f: f[0])]


def _tried(one: Told, others: Sequence[Told], rule: Policy) -> Iterator[Variant]:
    """The variants, least change first, those that come to the same figure once."""
    seen = {one.figure}
    for v in sorted(variants(one, others, rule), key=lambda v: (COST[v.change], v.step)):
        if v.figure not in seen:
            seen.add(v.figure)
            yield v


def _said(v: Variant, one: Told) -> Relaxation:
    claim = one.statement.claim
    key = v.change.replace(" ", "_")
    text = say.sentence(
        f"r_{key}",
        (claim.id,),
        n=say.quantity(claim.record.quantity),
        who=say.who(claim),
        was=v.was,
        now=v.now,
        detail=v.detail,
    )
    return Relaxation(v.change, text, is_solved=True)


def _left_out(one: Told) -> Relaxation:
    claim = one.statement.claim
    text = say.sentence("r_leave_out", (claim.id,), n=say.quantity(claim.record.quantity), who=say.who(claim))
    return Relaxation("left out", text, is_solved=True)


def in_one_voice(figures: Iterable[Figure]) -> list[Figure]:
    """As if one voice had said it all: everybody means the same by "civilians" and by "killed by"."""
    return [replace(f, voice="all") for f in figures]
