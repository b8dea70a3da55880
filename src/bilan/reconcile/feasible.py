"""Whether all that is said can hold at once, and whom the proof blames where it cannot."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from bilan.reconcile.programme import Programme
from bilan.reconcile.solve import Solution, solve
from bilan.reconcile.whole import whole


def is_feasible(p: Programme) -> bool:
    """Whether all rows can hold at once, of whole people as far as that can be told."""
    return not blamed(p)


def blamed(p: Programme) -> frozenset[str]:
    """The figures that the proof of infeasibility rests on; empty: all rows can hold at once, by exact arithmetic.

    Rows that only half people could obey blame every figure of their connected part.
    """
    if all(r.kind in ("asked", "split") or (r.kind == "floor" and r.terms) for r in p.rows):
        return frozenset()  # floors alone: enough deaths satisfy them all
    soft = _elastic(p)
    least = solve(soft, "min")
    if least.value:
        return frozenset(r.figure for r, y in zip(soft.rows, least.dual, strict=True) if y and r.figure)
    bare = Programme(p.names, p.rows)  # nothing is asked: any world will do
    world = Solution("min", Fraction(0), least.primal[: len(p.names)], (Fraction(0),) * len(p.rows))
    people = whole(bare, world)
    if people is None or people.value is not None:
        return frozenset()
    return frozenset(f for part in people.parts for r in part.rows if (f := p.rows[r].figure))


def shortfall(p: Programme) -> Fraction:
    """The fewest people by whom the figures, all together, would have to bend for all rows to hold; 0: they do."""
    return solve(_elastic(p), "min").value or Fraction(0)


def _elastic(p: Programme) -> Programme:
    """The same rows, each figure's bent by a slack of its own: the least sum of slacks is 0 if all can hold."""
    soft = Programme(list(p.names))
    for row in p.rows:
        terms = row.terms
        if row.figure is not None:
            slack = soft.unknown(f"s{len(soft.rows)}")
            soft.target.append(slack)
            terms = (*terms, (slack, 1 if row.sense == ">=" else -1))
        soft.rows.append(replace(row, terms=terms))
    return soft
