"""Log-linear models with selection, and an interval that repeats the selection.

B. W. Silverman, L. Chan and K. Vincent, "Bootstrapping multiple systems estimates to account for model selection",
Statistics and Computing 34 (2024); S. E. Fienberg, "The multiple recapture census for closed populations and incomplete
2^k contingency tables", Biometrika 59 (1972).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bilan.estimate.bootstrap import corrected_limits, leave_one_out, resampled
from bilan.estimate.existence import determined, require_determined
from bilan.estimate.hierarchy import (
    Models,
    hierarchical_models,
    independence,
    largest_order,
    model_from_name,
    name_of_model,
    neighbours,
)
from bilan.estimate.interval import around_missing
from bilan.estimate.poisson import (
    FITTED,
    NO_MAXIMUM,
    UNDECIDED,
    UNIDENTIFIED,
    Fits,
    face_of,
    fit_model,
    fit_models,
    fitted_means,
)
from bilan.estimate.result import Assumption, Draws, Estimate
from bilan.estimate.table import CaptureTable
from bilan.estimate.validity import NoEstimate
from bilan.model.errors import WrongUse

Criterion = Literal["bic", "aic"]

MOST_LISTS = 10
_ENUMERATED = 6  # lists up to which every model is fitted; beyond, the search goes from neighbour to neighbour
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model that the table determines, with what it says. `value`: of the criterion, smaller is better."""

    model: NDArray[np.bool_]
    value: float
    missing: float
    log_likelihood: float


def loglinear(
    table: CaptureTable,
    *,
    model: str | None = None,
    order: int | None = None,
    criterion: Criterion = "bic",
    replicates: int | None = None,
    seed: int = 1,
    level: float = 0.95,
) -> Estimate:
    """N of the hierarchical Poisson log-linear model that the criterion prefers, or of `model` (a bracket: `[12,3]`).

    Strata are pooled, empty lists left out; the lists in a bracket count from 1 in the order of those left. `order`:
    how many lists an interaction may join (by default 3 for four or five lists, else 2). Up to six lists every model
    is fitted; from seven to ten the search adds or removes one interaction at a time from independence on. Models
    that the table does not determine are passed over; a `model` of that kind is refused (`NoEstimate`).

    `median` and `mean` are the one figure of maximum likelihood. The interval, of a chosen model, repeats the choice
    among its best rivals (20 of four lists, 100 of more) in `replicates` samples drawn from the table (by default 1,000;
    200 when searching; 0: no interval, only the model's own), bias-corrected and accelerated (BCa); of a given
    `model` it is log-normal with the standard error of Cormack (1989). `seed` makes it repeatable.

    Diagnostics: `model`, `criterion`, `value`, `parameters`, `at_minus_infinity`, `models` considered, `undetermined` among
    them, `standard_error`, `rivals` (the ten best: model, value, N), and of the bootstrap `replicates`,
    `same_model` (share that chose it again), `without_answer` and `percentiles`.
    """
    used = table.active()
    lists, counts = len(used.lists), used.counts if len(used.lists) <= MOST_LISTS else None
    if counts is None:
        raise NoEstimate(
            f"{lists} lists are too many for log-linear models: at most {MOST_LISTS}",
            reason="too_many_lists",
            advice="merge lists, or use the latent class model",
        )
    if criterion not in ("bic", "aic"):
        raise WrongUse(f"there is no criterion {criterion}", advice="bic or aic")
    if model is not None:
        return _one_model(table, used, model_from_name(model, lists), criterion, level)
    top = largest_order(lists) if order is None else order
    if not 1 <= top < max(lists, 2):
        raise WrongUse(f"interactions of {lists} lists join at most {lists - 1} of them, not {top}")
    searching = lists > _ENUMERATED
    if searching:
        candidates, considered, undetermined = _search(counts, top, criterion)
    else:
        candidates, considered, undetermined = _enumerate(counts, hierarchical_models(lists, top), criterion)
    if not candidates:
        raise NoEstimate(
            "no log-linear model is determined by this table",
            reason="no_overlap",
            why="the lists overlap too little to say anything about the missing people",
            advice="bring lists that overlap, or merge small ones",
        )
    best = candidates[0]
    estimate = _one_model(table, used, best.model, criterion, level)
    diagnostics = dict(estimate.diagnostics) | {
        "models": considered,
        "undetermined": undetermined,
        "rivals": [
            {"model": name_of_model(c.model), "value": c.value, "total": used.n + c.missing}
            for c in candidates[:_SHOWN]
        ],
    }
    wanted = (200 if searching else 1000) if replicates is None else replicates
    low, high, draws = estimate.low, estimate.high, None
    if wanted > 0:
        rivals = np.array([c.model for c in candidates])
        penalty = _penalty(criterion, used.n)
        values, chosen = resampled(counts, rivals, penalty, wanted, seed)
        sound = np.isfinite(values)
        diagnostics |= {
            "replicates": wanted,
            "same_model": float((chosen == 0).mean()),
            "without_answer": float(1 - sound.mean()),
        }
        if sound.mean() < 0.5:
            raise NoEstimate(
                "most samples drawn from this table determine no model",
                reason="unstable",
                why="a few people more or less on two lists would leave no estimate",
                advice="merge small lists",
            )
        draws = Draws(values[sound][None, :])
        tails = ((1 - level) / 2, (1 + level) / 2)
        diagnostics["percentiles"] = draws.quantiles(tails)
        left_out, times = leave_one_out(counts, rivals, penalty)
        low, high = corrected_limits(values[sound], used.n + best.missing, left_out, times, tails)
    return Estimate(
        "loglinear",
        Assumption.NO_HIGHEST_INTERACTION,
        used.n,
        estimate.median,
        estimate.mean,
        low,
        high,
        level,
        draws,
        diagnostics,
        table.hash,
    )


def ranked(
    counts: NDArray[np.int64], models: Models, criterion: Criterion = "bic", fits: Fits | None = None
) -> Iterator[Candidate]:
    """The models that the counts determine, best first. Those whose fit ran to the boundary are examined on the way.

    `fits`: of these models, where they are at hand already.
    """
    fits = fit_models(counts, models) if fits is None else fits
    value = fits.parameters * _penalty(criterion, int(counts[1:].sum())) - 2 * fits.log_likelihood
    ruled_out = (fits.status == UNIDENTIFIED) | (fits.status == NO_MAXIMUM)
    for m in np.argsort(np.where(ruled_out, np.inf, value), kind="stable"):
        missing, likelihood = float(fits.missing[m]), float(fits.log_likelihood[m])
        if ruled_out[m]:
            return
        if fits.status[m] == UNDECIDED:
            if not determined(counts, models[m]).usable:
                continue
            missing, likelihood = fit_model(counts, models[m])
            if math.isnan(missing):
                continue
        yield Candidate(models[m], float(value[m]), missing, likelihood)


def _penalty(criterion: Criterion, n: int) -> float:
    return math.log(n) if criterion == "bic" else 2.0


def _enumerate(counts: NDArray[np.int64], models: Models, criterion: Criterion) -> tuple[list[Candidate], int, int]:
    fits = fit_models(counts, models)
    keep = 20 if len(counts) <= 16 else 100
    found = list(islice(ranked(counts, models, criterion, fits), keep))
    return found, len(models), int((fits.status != FITTED).sum())


def _search(counts: NDArray[np.int64], order: int, criterion: Criterion) -> tuple[list[Candidate], int, int]:
    """From independence, one interaction more or less at a time, as long as the criterion improves."""
    lists = len(counts).bit_length() - 1
    met: dict[bytes, Candidate] = {}
    best: Candidate | None = None
    around = [independence(lists)]
    considered = undetermined = 0
    while True:
        new = [m for m in around if m.tobytes() not in met]
        step = list(ranked(counts, np.array(new), criterion)) if new else []
        considered += len(new)
        undetermined += len(new) - len(step)
        met |= {c.model.tobytes(): c for c in step}
        if not step or (best is not None and step[0].value >= best.value - 1e-9):
            break
        best = step[0]
        around = neighbours(best.model, order)
    return sorted(met.values(), key=lambda c: c.value)[:100], considered, undetermined


def _one_model(
    table: CaptureTable, used: CaptureTable, model: NDArray[np.bool_], criterion: Criterion, level: float
) -> Estimate:
    state = require_determined(used, model)
    missing, log_likelihood = fit_model(used.counts, model)
    if math.isnan(missing):
        raise NoEstimate(
            f"the model {name_of_model(model)} could not be fitted",
            reason="no_convergence",
            advice="choose a model with fewer interactions",
        )
    variance = missing + missing**2 * _variance_of_log(used.counts, model)
    low, high = around_missing(used.n, missing, variance, level)
    parameters = int(model.sum())
    diagnostics: dict[str, Any] = {
        "model": name_of_model(model),
        "criterion": criterion,
        "value": parameters * _penalty(criterion, used.n) - 2 * log_likelihood,
        "parameters": parameters,
        "standard_error": variance**0.5,
        "at_minus_infinity": [
            [name for j, name in enumerate(used.lists) if s >> j & 1] for s in state.at_minus_infinity
        ],
    }
    total = used.n + missing
    return Estimate(
        "loglinear",
        Assumption.NO_HIGHEST_INTERACTION,
        used.n,
        total,
        total,
        low,
        high,
        level,
        None,
        diagnostics,
        table.hash,
    )


def _variance_of_log(counts: NDArray[np.int64], model: NDArray[np.bool_]) -> float:
    """Var α(∅): the unseen entry of the inverse information."""
    members, inside = face_of(counts, model)
    cells = np.flatnonzero(inside)
    design = ((cells[:, None] & members[None, :]) == members[None, :]).astype(float)
    information = design.T @ (fitted_means(counts, model)[cells][:, None] * design)
    return float(np.linalg.inv(information)[0, 0])
