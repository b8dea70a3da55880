"""Does a table determine a model's parameters at all? The questions of Fienberg and Rinaldo (2012), one by one.

S. E. Fienberg and A. Rinaldo, "Maximum likelihood estimation in log-linear models", Annals of Statistics 40 (2012);
L. Chan, B. W. Silverman and K. Vincent, "Multiple systems estimation for sparse capture data", JASA 116 (2021).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from bilan.estimate.hierarchy import name_of_model
from bilan.estimate.poisson import face_of, is_identified
from bilan.estimate.table import CaptureTable
from bilan.estimate.validity import NoEstimate


@dataclass(frozen=True, slots=True)
class Determined:
    """`exists`: the (extended) maximum likelihood estimate exists. `identified`: it is the only one. `at_minus_infinity`:
    the interactions that nobody shows, whose parameter is −∞, as subsets of the lists."""

    exists: bool
    identified: bool
    at_minus_infinity: tuple[int, ...]

    @property
    def usable(self) -> bool:
        """Whether the model may be fitted to this table."""
        return self.exists and self.identified


def determined(counts: NDArray[np.int64], model: NDArray[np.bool_]) -> Determined:
    """Check one model (flags over the 2^J subsets) on 2^J counts.

    Interactions without a single shared person go to −∞ and their patterns leave the fit. On the patterns that stay,
    the estimate exists if and only if some strictly positive table has the same margins as the counts (a linear
    programme: the largest floor that such a table can keep), and it is unique if and only if α(∅) is identified.
    """
    members, inside = face_of(counts, model)
    lost = tuple(int(s) for s in np.flatnonzero(model) if s not in set(members.tolist()))
    return Determined(_exists(counts, members, np.flatnonzero(inside)), is_identified(members, inside), lost)


def _exists(counts: NDArray[np.int64], members: NDArray[np.int64], cells: NDArray[np.int64]) -> bool:
    holds = (cells[:, None] & members[None, :]) == members[None, :]
    return maximum_exists(holds.astype(float), counts[cells].astype(float))


def maximum_exists(matrix: NDArray[np.float64], observed: NDArray[np.float64]) -> bool:
    """Whether a Poisson model with this design, shape (cells, parameters), attains its maximum likelihood.

    It does if and only if some strictly positive table has the margins of the observed one.
    """
    if observed.min() > 0:
        return True
    equal = np.column_stack([matrix.T, matrix.sum(axis=0)])  # table = floor + rest, rest ≥ 0
    goal = np.zeros(equal.shape[1])
    goal[-1] = -1.0
    answer = linprog(goal, A_eq=equal, b_eq=matrix.T @ observed, bounds=(0, None), method="highs")
    return bool(answer.status == 0 and -answer.fun > 1e-7)


def require_determined(table: CaptureTable, model: NDArray[np.bool_]) -> Determined:
    """The same, with `NoEstimate` and its reason where the model must not be fitted."""
    state = determined(table.counts, model)
    name = name_of_model(model)
    if not state.identified:
        raise NoEstimate(
            f"the model {name} is not identified by this table",
            reason="unidentified",
            why="tables with any number of missing people fit it equally well",
            advice="choose a model with fewer interactions" + _without_overlap(table, state),
        )
    if not state.exists:
        raise NoEstimate(
            f"the model {name} has no maximum likelihood estimate for this table",
            reason="no_maximum_likelihood_estimate",
            why="its likelihood keeps growing as parameters run off to infinity, and the missing people with them",
            advice="choose a model with fewer interactions" + _without_overlap(table, state),
        )
    return state


def _without_overlap(table: CaptureTable, state: Determined) -> str:
    pairs = [
        " and ".join(name for j, name in enumerate(table.lists) if s >> j & 1)
        for s in state.at_minus_infinity
        if s.bit_count() == 2
    ]
    return f"; nobody is on both {', nor on both '.join(pairs)}" if pairs else ""
