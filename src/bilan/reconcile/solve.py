"""Solve a programme with HiGHS and keep only what exact arithmetic confirms.

HiGHS works in floating point. Its answer is rounded to fractions and checked by
`certificate.check`; a bound that does not check is not published.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import highspy
import numpy as np

from bilan.model.errors import BilanError
from bilan.reconcile.programme import Programme

Direction = Literal["min", "max"]


class UnprovenBound(BilanError):
    """The solver's answer could not be confirmed by exact arithmetic."""


@dataclass(frozen=True, slots=True)
class Solution:
    """The optimum of one direction, with its proof.

    value   None: no ceiling (unbounded)
    primal  one value for each unknown: a world in which the bound is reached (or, unbounded, a direction
            in which it grows for ever: `ray`)
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


def is_feasible(p: Programme) -> bool:
    """Whether all rows can hold at once."""
    if not any(r.kind == "ceiling" for r in p.rows) and not any(r.kind == "most" for r in p.rows):
        return True
    status = _run(p, "min").getModelStatus()
    return bool(status != highspy.HighsModelStatus.kInfeasible)


def solve(p: Programme, direction: Direction) -> Solution:
    """The optimum in one direction. The programme must be feasible (see `is_feasible`)."""
    zero = Fraction(0)
    if not p.target:
        return Solution(direction, zero, (zero,) * len(p.names), (zero,) * len(p.rows))
    solver = _run(p, direction)
    status = solver.getModelStatus()
    statuses = highspy.HighsModelStatus
    if direction == "max" and status in (statuses.kUnbounded, statuses.kUnboundedOrInfeasible):
        return Solution(direction, None, (), ())
    if status != statuses.kOptimal:
        raise UnprovenBound(
            f"the solver stopped with {solver.modelStatusToString(status)}",
            why="the bound is not known",
            advice="ask a narrower question, or report the dossier's claims to the maintainers",
        )
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
