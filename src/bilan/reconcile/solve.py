"""Solve a programme with HiGHS and keep only what exact arithmetic confirms.

HiGHS works in floating point. Its answer is rounded to fractions and checked by
`certificate.check`; a bound that does not check is not published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from typing import Literal

import highspy
import numpy as np
from numpy.typing import NDArray

from bilan.model.errors import BilanError
from bilan.reconcile.programme import Programme, Row

_PARTS = (1, 2, 12, 27720)  # wholes, halves, twelfths, every denominator up to 12
_LARGEST, _STEEPEST = 10**8, 10**4
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


@dataclass(frozen=True, slots=True)
class _Matrix:
    """The rows of a programme, one after the other, as arrays."""

    starts: NDArray[np.int64]
    unknowns: NDArray[np.int64]
    factors: NDArray[np.int64]
    bounds: NDArray[np.int64]
    is_floor: NDArray[np.bool_]
    cost: NDArray[np.int64]

    @property
    def size(self) -> tuple[int, int]:
        return len(self.cost), len(self.bounds)

    def sums(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Each row's left side, for values of the unknowns."""
        running = np.concatenate(([0], np.cumsum(self.factors * values[self.unknowns])))
        return np.asarray(running[self.starts[1:]] - running[self.starts[:-1]])

    def weighted(self, weights: NDArray[np.int64]) -> NDArray[np.int64]:
        """For each unknown, its factors weighted by a multiplier for each row."""
        total = np.zeros(len(self.cost), dtype=np.int64)
        np.add.at(total, self.unknowns, self.factors * np.repeat(weights, np.diff(self.starts)))
        return total


def _matrix(p: Programme) -> _Matrix:
    """The arrays of a programme whose rows are all there; made once for both directions."""
    if p.kept is None or p.kept.size != (len(p.names), len(p.rows)):
        p.kept = _arrays(p)
    kept: _Matrix = p.kept
    return kept


def _arrays(p: Programme) -> _Matrix:
    sizes = np.fromiter((len(r.terms) for r in p.rows), dtype=np.int64, count=len(p.rows))
    cost = np.zeros(len(p.names), dtype=np.int64)
    np.add.at(cost, np.array(p.target, dtype=np.int64), 1)
    terms = list(chain.from_iterable(r.terms for r in p.rows))
    flat = np.array(terms, dtype=np.int64).reshape(-1, 2)
    return _Matrix(
        starts=np.concatenate(([0], np.cumsum(sizes))),
        unknowns=flat[:, 0],
        factors=flat[:, 1],
        bounds=np.fromiter((r.bound for r in p.rows), dtype=np.int64, count=len(p.rows)),
        is_floor=np.fromiter((r.sense == ">=" for r in p.rows), dtype=np.bool_, count=len(p.rows)),
        cost=cost,
    )


def _model(m: _Matrix, direction: Direction) -> highspy.HighsLp:
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(m.cost), len(m.bounds)
    lp.col_cost_ = m.cost.astype(float)
    lp.sense_ = highspy.ObjSense.kMinimize if direction == "min" else highspy.ObjSense.kMaximize
    inf = highspy.kHighsInf
    lp.col_lower_, lp.col_upper_ = np.zeros(len(m.cost)), np.full(len(m.cost), inf)
    lp.row_lower_ = np.where(m.is_floor, m.bounds, -inf)
    lp.row_upper_ = np.where(m.is_floor, inf, m.bounds)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = m.starts.astype(np.int32)
    lp.a_matrix_.index_ = m.unknowns.astype(np.int32)
    lp.a_matrix_.value_ = m.factors.astype(float)
    return lp


def _run(m: _Matrix, direction: Direction) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 0)
    solver.passModel(_model(m, direction))
    solver.run()
    return solver


def solve(p: Programme, direction: Direction) -> Solution:
    """The optimum in one direction. The programme must be feasible (see `feasible.is_feasible`)."""
    found = attempt(p, direction)
    if found is None:
        raise UnprovenBound(
            "the solver finds no world in which all of it holds",
            why="the bound is not known",
            advice="ask a narrower question, or report the dossier's claims to the maintainers",
        )
    return found


def attempt(p: Programme, direction: Direction) -> Solution | None:
    """The optimum in one direction; None: the solver finds the rows at odds, which is no proof that they are."""
    if not p.names:
        holds = all(r.bound <= 0 if r.sense == ">=" else r.bound >= 0 for r in p.rows)
        return Solution(direction, Fraction(0), (), (Fraction(0),) * len(p.rows)) if holds else None
    matrix = _matrix(p)
    if direction == "max" and (ray := _plain_ray(matrix)) is not None:
        return Solution("max", None, ray, ())
    solver = _run(matrix, direction)
    status = solver.getModelStatus()
    statuses = highspy.HighsModelStatus
    if direction == "max" and status in (statuses.kUnbounded, statuses.kUnboundedOrInfeasible):
        return _endless(p)
    if status == statuses.kInfeasible:
        return None
    if status != statuses.kOptimal:
        raise UnprovenBound(
            f"the solver stopped with {solver.modelStatusToString(status)}",
            why="the bound is not known",
            advice="ask a narrower question, or report the dossier's claims to the maintainers",
        )
    return _confirmed(p, matrix, direction, solver)


def _plain_ray(m: _Matrix) -> tuple[Fraction, ...] | None:
    """A direction in which the target grows for ever, where one is plain to see; None: it takes the solver to tell.

    An unknown is free to grow when it harms no row; or when each row that it harms holds another unknown, free
    to grow, that makes up for it. Three steps of this reach every case that arises without a ceiling.
    """
    row_of = np.repeat(np.arange(len(m.bounds)), np.diff(m.starts))
    harms = m.is_floor[row_of] == (m.factors < 0)
    free = np.bincount(m.unknowns[harms], minlength=len(m.cost)) == 0
    mends: list[NDArray[np.int64]] = []  # at each step, for each row, the place of a term that makes up for harm
    for _ in range(3):
        grown = np.flatnonzero(free & (m.cost > 0))
        if len(grown):
            ray = np.zeros(len(m.cost), dtype=np.int64)
            _grow(m, int(grown[0]), mends, ray)
            steps = {n: Fraction(n) for n in np.unique(ray).tolist()}
            return tuple(steps[n] for n in ray.tolist())
        mend = np.full(len(m.bounds), -1, dtype=np.int64)
        helpful = np.flatnonzero(~harms & free[m.unknowns])
        mend[row_of[helpful]] = helpful
        mends.append(mend)
        stuck = harms & (mend[row_of] < 0)
        free = np.bincount(m.unknowns[stuck], minlength=len(m.cost)) == 0
    return None


def _grow(m: _Matrix, unknown: int, mends: Sequence[NDArray[np.int64]], ray: NDArray[np.int64]) -> None:
    """Let an unknown grow by one, and what makes up for the rows that it harms."""
    ray[unknown] += 1
    for at in np.flatnonzero(m.unknowns == unknown).tolist():
        row = int(np.searchsorted(m.starts, at, side="right")) - 1
        if bool(m.is_floor[row]) == bool(m.factors[at] < 0):
            _grow(m, int(m.unknowns[mends[-1][row]]), mends[:-1], ray)


def _endless(p: Programme) -> Solution:
    """That nothing bounds the target: a direction in which it grows and every row goes on holding."""
    level = Programme(p.names, [replace(r, bound=0) for r in p.rows], p.target)
    level.rows.append(Row("unit", tuple((u, 1) for u in dict.fromkeys(p.target)), "<=", 1))
    matrix = _matrix(level)
    ray = _confirmed(level, matrix, "max", _run(matrix, "max"))
    if not ray.value:
        raise UnprovenBound(
            "the solver calls the target unbounded and no direction shows it",
            why="the bound is not known",
            advice="report the dossier's claims to the maintainers",
        )
    return Solution("max", None, ray.primal, ())


def _confirmed(p: Programme, m: _Matrix, direction: Direction, solver: highspy.Highs) -> Solution:
    """What the solver found, as fractions that exact arithmetic confirms."""
    found = solver.getSolution()
    x, y = np.array(found.col_value), np.array(found.row_dual)
    for parts in _PARTS:
        quick = _in_parts(m, direction, x, y, parts)
        if quick is not None:
            return quick
    zero = Fraction(0)
    for limit in (720, 10**6):
        primal = tuple(_round(v, limit) for v in x)
        dual = tuple(_round(v, limit) for v in y)
        value = sum((primal[u] for u in p.target), zero)
        if _holds(p, direction, primal, dual, value):
            return Solution(direction, value, primal, dual)
    raise UnprovenBound(
        "the solver's answer does not check in exact arithmetic",
        why="the bound is not published",
        advice="report the dossier's claims to the maintainers",
    )


def _in_parts(
    m: _Matrix, direction: Direction, x: NDArray[np.float64], y: NDArray[np.float64], parts: int
) -> Solution | None:
    """The answer in whole multiples of 1/parts, if it holds there: integer arithmetic, so exact.

    The same check as `_holds`, over arrays. None: some value is no such multiple, or a row does not hold.
    """
    if (
        max(np.abs(x).max(initial=0), np.abs(m.bounds).max(initial=0)) > _LARGEST
        or np.abs(y).max(initial=0) > _STEEPEST
    ):
        return None  # sums might leave the range of 64-bit integers
    xs, ys = np.rint(x * parts).astype(np.int64), np.rint(y * parts).astype(np.int64)
    sums, bound = m.sums(xs), m.bounds * parts
    pushes_up = m.is_floor if direction == "min" else ~m.is_floor
    reduced = m.cost * parts - m.weighted(ys)
    ok = (
        bool((xs >= 0).all())
        and bool((np.where(m.is_floor, sums - bound, bound - sums) >= 0).all())
        and bool(((ys == 0) | ((ys > 0) == pushes_up)).all())
        and bool(((reduced if direction == "min" else -reduced) >= 0).all())
    )
    reached = sum(xs[m.cost > 0].tolist())
    proven = sum(a * b for a, b in zip(ys.tolist(), m.bounds.tolist(), strict=True) if a)
    if not ok or reached != proven:
        return None
    one = {0: Fraction(0)}
    for n in np.unique(np.concatenate((xs, ys))).tolist():
        one[n] = Fraction(n, parts)
    return Solution(
        direction,
        Fraction(reached, parts),
        tuple(one[n] for n in xs.tolist()),
        tuple(one[n] for n in ys.tolist()),
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
