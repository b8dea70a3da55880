"""Models of a closed population: equal chances (M0), unlike lists (Mt), unlike people (Mh), both (Mth).

In the log-linear form of Rivest and Baillargeon: log μ(ω) = γ + Σ β(j) over the lists of ω (one β for all lists in M0
and Mh) + τ·h(k), k the number of lists of ω. What h is says how people are taken to differ:

- `poisson`: h(k) = 2^k − 1, mildest; `darroch`: h(k) = k²/2 (log-odds normal among people); `gamma`: h(k) = −log(3.5 + k)
  + log 3.5, strongest. Nothing in the table can tell them apart for certain, and they differ widely: show all three.
- `chao`: any convex h, as h(k) = Σ η(i)·max(k − i + 1, 0) over i ≥ 3 with no η negative: whatever mixture of people makes
  the counts, the logarithm of its moments is convex. People on one or two lists decide; a lower bound.

L.-P. Rivest and S. Baillargeon, "Applications and extensions of Chao's moment estimator …", Biometrics 63 (2007);
S. Baillargeon and L.-P. Rivest, "Rcapture: loglinear models for capture-recapture in R", J. Stat. Software 19 (2007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from bilan.estimate.existence import maximum_exists
from bilan.estimate.interval import around_missing
from bilan.estimate.result import Assumption, Estimate
from bilan.estimate.table import CaptureTable
from bilan.estimate.validity import NoEstimate
from bilan.model.errors import WrongUse

Kind = Literal["M0", "Mt", "Mh", "Mth"]
Heterogeneity = Literal["poisson", "darroch", "gamma", "chao"]

MOST_LISTS = 14

_SHAPES: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "poisson": lambda k: 2.0**k - 1,
    "darroch": lambda k: k**2 / 2,
    "gamma": lambda k: np.log(3.5) - np.log(3.5 + k),
}
_ASSUMED = {
    "M0": Assumption.EQUAL_CHANCES,
    "Mt": Assumption.LISTS_INDEPENDENT,
    "poisson": Assumption.HETEROGENEITY_POISSON,
    "darroch": Assumption.HETEROGENEITY_DARROCH,
    "gamma": Assumption.HETEROGENEITY_GAMMA,
}


@dataclass(frozen=True, slots=True)
class _Fit:
    missing: float
    variance: float  # of N, given N people in all (Cormack): μ(∅) + μ(∅)² Var γ
    log_likelihood: float
    parameters: int
    deviance: float


def closed(
    table: CaptureTable, kind: Kind = "Mth", heterogeneity: Heterogeneity = "darroch", *, level: float = 0.95
) -> Estimate:
    """Fit one model (strata pooled, empty lists left out); for M0 and Mt `heterogeneity` is not looked at.

    Method name: `M0`, `Mt`, `Mh-darroch`, `Mth-chao` … Diagnostics: `standard_error`, `deviance`, `degrees_of_freedom`,
    `aic`, `bic`. With `chao` the figure is a lower bound and `high` is `None`. Raises `NoEstimate` where the table
    does not determine the model.
    """
    used = table.active()
    lists = len(used.lists)
    shape = heterogeneity if kind in ("Mh", "Mth") else None
    if kind not in ("M0", "Mt", "Mh", "Mth") or (shape and shape not in (*_SHAPES, "chao")):
        raise WrongUse(f"there is no model {kind} {heterogeneity}", advice="M0, Mt, or Mh / Mth with a heterogeneity")
    if lists > MOST_LISTS:
        raise NoEstimate(
            f"{lists} lists are too many for {kind}: at most {MOST_LISTS}",
            reason="too_many_lists",
            advice="merge lists, or use the latent class model",
        )
    patterns = (np.arange(1, 2**lists)[:, None] >> np.arange(lists)) & 1
    people = used.counts[1:].astype(float)
    number = patterns.sum(axis=1).astype(float)
    base = number[:, None] if kind in ("M0", "Mh") else patterns.astype(float)
    name = f"{kind}-{shape}" if shape else kind
    design = np.column_stack([np.ones(len(people)), base])
    if shape == "chao":
        fit = _fit_chao(design, number, people, name, lists)
    else:
        fit = _fit(np.column_stack([design, _SHAPES[shape](number)]) if shape else design, people, name)
    low, high = around_missing(used.n, fit.missing, fit.variance, level)
    total = used.n + fit.missing
    bound = Assumption.LOWER_BOUND if kind == "Mh" else Assumption.LOWER_BOUND_LISTS_DIFFER
    return Estimate(
        name,
        bound if shape == "chao" else _ASSUMED[shape or kind],
        used.n,
        total,
        total,
        low,
        None if shape == "chao" else high,
        level,
        None,
        {
            "standard_error": fit.variance**0.5,
            "deviance": fit.deviance,
            "degrees_of_freedom": len(people) - fit.parameters,
            "aic": 2 * fit.parameters - 2 * fit.log_likelihood,
            "bic": float(np.log(used.n)) * fit.parameters - 2 * fit.log_likelihood,
        },
        table.hash,
    )


def _fit_chao(
    design: NDArray[np.float64], number: NDArray[np.float64], people: NDArray[np.float64], name: str, lists: int
) -> _Fit:
    """Kinks at k ≥ 3, those that come out negative dropped one at a time, the most negative first."""
    free = list(range(3, lists + 1))
    while True:
        columns = [design, *(np.maximum(number - k + 1, 0.0)[:, None] for k in free)]
        fit, coefficients = _newton(np.column_stack(columns), people, name)
        extra = coefficients[design.shape[1] :]
        if not free or extra.min() >= 0:
            return fit
        del free[int(np.argmin(extra))]


def _fit(design: NDArray[np.float64], people: NDArray[np.float64], name: str) -> _Fit:
    return _newton(design, people, name)[0]


def _newton(design: NDArray[np.float64], people: NDArray[np.float64], name: str) -> tuple[_Fit, NDArray[np.float64]]:
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise NoEstimate(
            f"{name} has more parameters than this number of lists determines",
            reason="unidentified",
            advice="use a model without heterogeneity, or a third list",
        )
    if not maximum_exists(design, people):
        raise NoEstimate(
            f"{name} has no maximum likelihood estimate for this table",
            reason="no_maximum_likelihood_estimate",
            why="its likelihood keeps growing as parameters run off to infinity",
            advice="use a simpler model",
        )
    means = people + 0.5
    coefficients = np.zeros(design.shape[1])
    target, likelihood = np.log(means) + (people - means) / means, -np.inf
    for _ in range(200):
        information = design.T @ (means[:, None] * design)
        step = np.linalg.solve(information, design.T @ (means * target)) - coefficients
        scale, before = 1.0, likelihood
        for _ in range(40):
            predictor = design @ (coefficients + scale * step)
            means = np.exp(np.minimum(predictor, 500))
            likelihood = float(people @ predictor - means.sum())
            if likelihood >= before - 1e-9 * (1 + abs(before)):
                break
            scale /= 2
        coefficients = coefficients + scale * step
        target = design @ coefficients + (people - means) / means
        if np.abs(design.T @ (people - means)).max() <= 1e-10 * (design.T @ people).max():
            break
    covariance = np.linalg.inv(design.T @ (means[:, None] * design))
    missing = float(np.exp(coefficients[0]))
    log_likelihood = likelihood - float(gammaln(people + 1).sum())
    seen = people > 0
    deviance = 2 * float((people[seen] * np.log(people[seen] / means[seen])).sum() - (people - means).sum())
    variance = missing + missing**2 * float(covariance[0, 0])
    return _Fit(missing, variance, log_likelihood, design.shape[1], deviance), coefficients
