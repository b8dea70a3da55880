"""Maximum likelihood for Poisson log-linear models of capture patterns.

log μ(ω) = Σ α(θ) over the members θ ⊆ ω of the model, for every pattern ω except the unseen one; μ(∅) = exp α(∅) is
then the estimate of the people on no list. Because members are subsets, no matrix of the model is ever written: the
linear predictor is a sum over subsets, score and information are sums over supersets of counts and means (zeta
transforms, J·2^J additions), and only the information of the model's own members is solved.

Sparse tables (Fienberg and Rinaldo 2012; Chan, Silverman and Vincent 2021): a member whose lists nobody shares has
α = −∞; the patterns that contain it have mean 0 and leave the fit. What remains is then asked two questions.
*Identified?* The member patterns alone fix everything but one direction, α(φ) ∝ (−1)^|φ|; so α(∅) is determined if
and only if some other remaining pattern ω has Σ (−1)^|φ| ≠ 0 over the members φ ⊆ ω. *Does the estimate exist?* It
does where Newton's method comes to rest: a step that moves no mean while the margins agree shows the maximum is
there. Where it does not, its direction often proves the contrary; what is left goes to a linear programme
(`existence`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bilan.estimate.compiled import compiled

FITTED, UNIDENTIFIED, UNDECIDED, NO_MAXIMUM = 0, 1, 2, 3

_STEPS = 60
_STILL = 1e-6  # a step of Newton's that moves no log-mean by more has arrived
_PATIENCE = 4  # further steps once the margins agree


@dataclass(frozen=True, slots=True)
class Fits:
    """Many models fitted to one table, arrays of length (models,).

    `missing`: fitted people on no list. `log_likelihood`: of the observed patterns, factorials included.
    `parameters`: how many the model has; one at −∞ was fitted too and counts. `status`: FITTED, UNIDENTIFIED,
    NO_MAXIMUM (the estimate lies at infinity) or UNDECIDED (it may).
    """

    missing: NDArray[np.float64]
    log_likelihood: NDArray[np.float64]
    parameters: NDArray[np.int64]
    status: NDArray[np.int64]


def fit_models(counts: NDArray[np.int64], models: NDArray[np.bool_]) -> Fits:
    """Fit each model (rows of flags over the 2^J subsets) to the 2^J counts; counts[0] is not looked at."""
    # a copy can be written: read-only arrays are another type to the compiler, and would be compiled for once more
    missing, fitted, parameters, status = _fit_all(counts.astype(np.float64), models.copy())
    return Fits(missing, fitted + log_factorials(counts), parameters, status)


def fit_model(counts: NDArray[np.int64], model: NDArray[np.bool_]) -> tuple[float, float]:
    """(people on no list, log-likelihood) of one model that is known to be determined by the counts."""
    missing, fitted, _, status = _fit_all(counts.astype(np.float64), model[None, :].copy())
    return float(missing[0]) if status[0] == FITTED else np.nan, float(fitted[0]) + log_factorials(counts)


def fitted_means(counts: NDArray[np.int64], model: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The fitted people of all 2^J patterns, the unseen one left 0, of a model that the counts determine."""
    members, inside = face_of(counts, model)
    margins = counts.astype(np.float64)
    margins[0] = 0.0
    sum_over_supersets(margins)
    means = np.zeros(len(counts))
    _newton(counts.astype(np.float64), margins, members, inside, means)
    return means


def best_of(
    tables: NDArray[np.float64], models: NDArray[np.bool_], penalty: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """(people on no list, place of the model) for the model of least penalty·parameters − 2·log-likelihood per table.

    `tables`: shape (tables, 2^J). Models that a table does not clearly determine are passed over; NaN and −1: all are.
    """
    return _best_of(tables, models.copy(), penalty)


def face_of(counts: NDArray[np.int64], model: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The members of the model with a finite parameter, and flags over the 2^J patterns that stay in the fit."""
    margins = counts.astype(np.float64)
    margins[0] = 0.0
    sum_over_supersets(margins)
    members, inside = np.empty(len(counts), dtype=np.int64), np.empty(len(counts), dtype=np.bool_)
    p = _face(model.copy(), margins, members, inside)
    return members[:p], inside


def is_identified(members: NDArray[np.int64], inside: NDArray[np.bool_]) -> bool:
    """Whether the patterns that stay determine α(∅), and so the people on no list."""
    return bool(_identified(members, inside, np.empty(len(inside))))


def log_factorials(counts: NDArray[np.int64]) -> float:
    """−Σ log n(ω)!: the part of the log-likelihood that no model changes."""
    from scipy.special import gammaln

    return -float(gammaln(counts[1:] + 1.0).sum())


@compiled
def _fit_all(
    counts: NDArray[np.float64], models: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    size = len(counts)
    number = len(models)
    missing = np.empty(number)
    fitted = np.empty(number)
    parameters = np.empty(number, dtype=np.int64)
    status = np.empty(number, dtype=np.int64)
    margins = counts.copy()
    margins[0] = 0.0
    sum_over_supersets(margins)
    signs, means = np.empty(size), np.empty(size)
    members = np.empty(size, dtype=np.int64)
    inside = np.empty(size, dtype=np.bool_)
    for m in range(number):
        p = _face(models[m], margins, members, inside)
        parameters[m] = models[m].sum()
        if not _identified(members[:p], inside, signs):
            status[m] = 1
            missing[m] = np.nan
            fitted[m] = np.nan
            continue
        status[m], fitted[m], missing[m] = _newton(counts, margins, members[:p], inside, means)
    return missing, fitted, parameters, status


@compiled
def _best_of(
    tables: NDArray[np.float64], models: NDArray[np.bool_], penalty: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    answer = np.full(len(tables), np.nan)
    chosen = np.full(len(tables), -1, dtype=np.int64)
    for t in range(len(tables)):
        missing, fitted, parameters, status = _fit_all(tables[t], models)
        best = np.inf
        for m in range(len(models)):
            value = penalty * parameters[m] - 2.0 * fitted[m]
            if status[m] == 0 and value < best:
                best = value
                answer[t] = missing[m]
                chosen[t] = m
    return answer, chosen


@compiled
def sum_over_supersets(values: NDArray[np.float64]) -> None:
    """In place: values[s] becomes the sum of values[t] over all t ⊇ s."""
    size = len(values)
    step = 1
    while step < size:
        for s in range(size):
            if not s & step:
                values[s] += values[s | step]
        step *= 2


@compiled
def sum_over_subsets(values: NDArray[np.float64]) -> None:
    """In place: values[s] becomes the sum of values[t] over all t ⊆ s."""
    size = len(values)
    step = 1
    while step < size:
        for s in range(size):
            if s & step:
                values[s] += values[s ^ step]
        step *= 2


@compiled
def _face(
    model: NDArray[np.bool_],
    margins: NDArray[np.float64],
    members: NDArray[np.int64],
    inside: NDArray[np.bool_],
) -> int:
    """The members with a finite parameter, in `members`; the patterns with a positive mean, in `inside`."""
    size = len(model)
    inside[:] = True
    p = 0
    for s in range(size):
        if model[s]:
            if s == 0 or margins[s] > 0:
                members[p] = s
                p += 1
            else:
                inside[s] = False
    step = 1  # spread the exclusion to every pattern that contains an excluded one
    while step < size:
        for s in range(size):
            if s & step and not inside[s ^ step]:
                inside[s] = False
        step *= 2
    inside[0] = False
    return p


@compiled
def _identified(members: NDArray[np.int64], inside: NDArray[np.bool_], signs: NDArray[np.float64]) -> bool:
    signs[:] = 0.0
    for s in members:
        bits = 0
        t = s
        while t:
            bits += 1
            t &= t - 1
        signs[s] = -1.0 if bits % 2 else 1.0
    sum_over_subsets(signs)
    return bool(np.any(inside & (signs != 0.0)))


@compiled
def _newton(
    counts: NDArray[np.float64],
    margins: NDArray[np.float64],
    members: NDArray[np.int64],
    inside: NDArray[np.bool_],
    means: NDArray[np.float64],
) -> tuple[int, float, float]:
    """Fill `means`; (FITTED, UNDECIDED or NO_MAXIMUM, log-likelihood without factorials, μ(∅)).

    Where a step moves no log-mean while the margins agree, the maximum is there (Newton and Kantorovich). Where it
    lies at infinity the margins come to agree too, but every step moves some log-mean by about one, ever in the same
    direction: rounded to whole numbers, that direction is checked exactly.
    """
    size, p = len(counts), len(members)
    eta, former, work = np.zeros(size), np.zeros(size), np.zeros(size)
    means[:] = 0.0
    alpha, step, matrix = np.zeros(p), np.zeros(p), np.empty((p, p))
    for s in range(size):  # the first step is one of weighted least squares, from means n + 1/2
        if inside[s]:
            means[s] = counts[s] + 0.5
            work[s] = means[s] * np.log(means[s]) - 0.5
    sum_over_supersets(work)
    likelihood = -np.inf
    tolerance, agreed = 1e-11 * margins.max(), 0
    for _ in range(_STEPS):
        for i in range(p):
            step[i] = work[members[i]]
        work[:] = means
        sum_over_supersets(work)
        for i in range(p):
            for j in range(i + 1):
                matrix[i, j] = work[members[i] | members[j]]
        if not _solve(matrix, step):
            return 2, likelihood, np.nan
        before, scale = likelihood, 1.0
        for _ in range(30):  # halve the step while it makes things worse
            eta[:] = 0.0
            for i in range(p):
                eta[members[i]] = alpha[i] + scale * step[i]
            sum_over_subsets(eta)
            likelihood = moved = 0.0
            for s in range(size):
                if inside[s]:
                    moved = max(moved, abs(eta[s] - former[s]))
                    means[s] = np.exp(min(eta[s], 500.0))
                    likelihood += counts[s] * eta[s] - means[s]
            if likelihood >= before - 1e-9 * (1.0 + abs(before)):
                break
            scale *= 0.5
        former[:] = eta
        for s in range(size):
            work[s] = counts[s] - means[s] if inside[s] else 0.0
        sum_over_supersets(work)
        worst = 0.0
        for i in range(p):
            alpha[i] += scale * step[i]
            worst = max(worst, abs(work[members[i]]))
        if worst <= tolerance:
            if moved <= _STILL:
                return 0, likelihood, np.exp(alpha[0])
            agreed += 1
            if agreed > _PATIENCE:
                break
    for times in range(1, 5):
        if _grows_forever(counts, members, inside, times * step, eta):
            return 3, likelihood, np.nan
    return 2, likelihood, np.nan


@compiled
def _grows_forever(
    counts: NDArray[np.float64],
    members: NDArray[np.int64],
    inside: NDArray[np.bool_],
    direction: NDArray[np.float64],
    work: NDArray[np.float64],
) -> bool:
    """Whether going that way, in whole numbers, lowers the mean of an empty pattern and moves no other: a proof."""
    work[:] = 0.0
    for i in range(len(members)):
        work[members[i]] = np.round(direction[i])
    sum_over_subsets(work)
    lowers = False
    for s in range(len(work)):
        if inside[s] and (work[s] > 0.0 or (work[s] < 0.0 and counts[s] > 0.0)):
            return False
        lowers |= inside[s] and work[s] < 0.0
    return lowers


@compiled
def _solve(matrix: NDArray[np.float64], right: NDArray[np.float64]) -> bool:
    """Solve a positive definite system in place by Cholesky, reading the lower triangle; False: not definite."""
    p = len(right)
    for j in range(p):
        for i in range(j, p):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            if i == j:
                if total <= 0.0:
                    return False
                matrix[j, j] = np.sqrt(total)
            else:
                matrix[i, j] = total / matrix[j, j]
    for i in range(p):
        total = right[i]
        for k in range(i):
            total -= matrix[i, k] * right[k]
        right[i] = total / matrix[i, i]
    for i in range(p - 1, -1, -1):
        total = right[i]
        for k in range(i + 1, p):
            total -= matrix[k, i] * right[k]
        right[i] = total / matrix[i, i]
    return True
