"""An estimate's draws as arviz knows them, for its plots and diagnostics (the extra `arviz`)."""

from __future__ import annotations

from typing import Any

from bilan.estimate.result import Draws, Estimate
from bilan.model.errors import BilanError, WrongUse


class NoArviz(BilanError):
    """arviz is not installed."""


def to_inferencedata(estimate: Estimate) -> Any:
    """The draws of N, (chains, draws), as `arviz.InferenceData` with one variable `N`; the method is an attribute.

    Raises `WrongUse` for an answer without draws, `NoArviz` where arviz is absent.
    """
    if not isinstance(estimate.distribution, Draws):
        raise WrongUse(
            f"the method {estimate.method} makes no draws, so there are none to hand over",
            advice="its distribution, if it has one, is in `estimate.distribution`",
        )
    try:
        import arviz
    except ImportError as error:
        raise NoArviz("arviz is not installed", advice="install bilan[arviz]") from error
    data = arviz.from_dict(posterior={"N": estimate.distribution.values})
    data.posterior.attrs.update(
        method=estimate.method, n_observed=estimate.n_observed, assumption=estimate.assumption.value
    )
    return data
