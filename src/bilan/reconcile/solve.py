"""Solve a programme with HiGHS and keep only what exact arithmetic confirms.

HiGHS works in floating point. Its answer is rounded to fractions and checked by
`certificate.check`; a bound that does not check is not published.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import highspy
import numpy as np

from bilan.model.errors import BilanError
from bilan.reconcile.programme import Programme, Row

Direction = Literal["min", "max"]


class UnprovenBound(BilanError):
    """The solver's answer could not be confirmed by exact arithmetic."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The optimum of one direction, with its proof.

    value   None: no ceiling (unbounded)
    primal  one value for each unknown: a world in which the bound is reached (or, unbounded, a direction
            in which it grows for ever: a ray)
    dual    one multiplier for each row: the sum of rows that shows that no world does better
    """

    direction: Direction
    value: Fraction | None
    primal: tuple[Fraction, ...]
    dual: tuple[Fraction, ...]


def _model(p: Programme, direction: Direction) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    n, m = len(p.names), len(p.rows)
    lp.num_col_, lp.num_row_ = n, m
    cost = np.zeros(n)
    for u in p.target:
        cost[u] += 1
    lp.col_cost_ = cost
    lp.sense_ = highspy.ObjSense.kMinimize if direction == "min" else highspy.ObjSense.kMaximize
    inf = highspy.kHighsInf
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.full(n, inf)
    lp.row_lower_ = np.array([r.bound if r.sense == ">=" else -inf for r in p.rows], dtype=float)
    lp.row_upper_ = np.array([r.bound if r.sense == "<=" else inf for r in p.rows], dtype=float)
    starts = np.zeros(m + 1, dtype=np.int32)
    starts[1:] = np.cumsum([len(r.terms) for r in p.rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = starts
    lp.a_matrix_.index_ = np.fromiter((u for r in p.rows for u, _ in r.terms), dtype=np.int32)
    lp.a_matrix_.value_ = np.fromiter((c for r in p.rows for _, c in r.terms), dtype=float)
    return lp


def _run(p: Programme, direction: Direction) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.passModel(_model(p, direction))
    solver.run()
    return solver


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


def blamed(p: Programme) -> frozenset[str]:
    """The figures that the proof of infeasibility rests on; empty: all rows can hold at once, by exact arithmetic."""
    if all(r.kind in ("asked", "split") or (r.kind == "floor" and r.terms) for r in p.rows):
        return frozenset()  # floors alone: enough deaths satisfy them all
    soft = _elastic(p)
    least = solve(soft, "min")
    if not least.value:
        return frozenset()
    return frozenset(r.figure for r, y in zip(soft.rows, least.dual, strict=True) if y and r.figure)


def is_feasible(p: Programme) -> bool:
    """Whether all rows can hold at once."""
    return not blamed(p)


def solve(p: Programme, direction: Direction) -> Solution:
    """The optimum in one direction. The programme must be feasible (see `is_feasible`)."""
    if not p.names:
        return Solution(direction, Fraction(0), (), (Fraction(0),) * len(p.rows))
    solver = _run(p, direction)
    status = solver.getModelStatus()
    statuses = highspy.HighsModelStatus
    if direction == "max" and status in (statuses.kUnbounded, statuses.kUnboundedOrInfeasible):
        return _endless(p)
    if status != statuses.kOptimal:
        raise UnprovenBound(
            f"the solver stopped with {solver.modelStatusToString(status)}",
            why="the bound is not known",
            advice="ask a narrower question, or report the dossier's claims to the maintainers",
        )
    return _confirmed(p, direction, solver)


def _endless(p: Programme) -> Solution:
    """That nothing bounds the target: a direction in which it grows and every row goes on holding."""
    level = Programme(p.names, [replace(r, bound=0) for r in p.rows], p.target)
    level.rows.append(Row("unit", tuple((u, 1) for u in dict.fromkeys(p.target)), "<=", 1))
    ray = _confirmed(level, "max", _run(level, "max"))
    if not ray.value:
        raise UnprovenBound(
            "the solver calls the target unbounded and no direction shows it",
            why="the bound is not known",
            advice="report the dossier's claims to the maintainers",
        )
    return Solution("max", None, ray.primal, ())


def _confirmed(p: Programme, direction: Direction, solver: highspy.Highs) -> Solution:
    """What the solver found, as fractions that exact arithmetic confirms."""
    zero = Fraction(0)
    found = solver.getSolution()
    for limit in (1, 12, 720, 10**6):
        primal = tuple(_round(v, limit) for v in found.col_value)
        dual = tuple(_round(v, limit) for v in found.row_dual)
        value = sum((primal[u] for u in p.target), zero)
        if _holds(p, direction, primal, dual, value):
            return Solution(direction, value, primal, dual)
    raise UnprovenBound(
        "the solver's answer does not check in exact arithmetic",
        why="the bound is not published",
        advice="report the dossier's claims to the maintainers",
    )


def _round(value: float, limit: int) -> Fraction:
    return Fraction(value).limit_denominator(limit)


def _holds(
    p: Programme, direction: Direction, primal: tuple[Fraction, ...], dual: tuple[Fraction, ...], value: Fraction
) -> bool:
    """Weak duality, checked row by row: both sides feasible and equal."""
    if any(v < 0 for v in primal):
        return False
    total = Fraction(0)
    reduced = [Fraction(0)] * len(p.names)
    for u in p.target:
        reduced[u] += 1
    for row, y in zip(p.rows, dual, strict=True):
        lhs = sum((c * primal[u] for u, c in row.terms), Fraction(0))
        if (row.sense == ">=" and lhs < row.bound) or (row.sense == "<=" and lhs > row.bound):
            return False
        # minimising: ≥ rows push up (y ≥ 0), ≤ rows pull down (y ≤ 0); maximising: the reverse
        if y and (y > 0) != ((row.sense == ">=") == (direction == "min")):
            return False
        total += y * row.bound
        for u, c in row.terms:
            reduced[u] -= y * c
    good = all(r >= 0 for r in reduced) if direction == "min" else all(r <= 0 for r in reduced)
    return good and total == value
