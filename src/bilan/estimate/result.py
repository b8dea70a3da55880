"""What an estimator answers: how many people in all, between which bounds, and what must be true for it to hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray


class Assumption(StrEnum):
    """What makes the missing people knowable at all; no figure leaves without it. Sentences: assumptions.toml."""

    TWO_LISTS_INDEPENDENT = "two_lists_independent"
    LOWER_BOUND = "lower_bound"
    LOWER_BOUND_LISTS_DIFFER = "lower_bound_lists_differ"
    EQUAL_CHANCES = "equal_chances"
    LISTS_INDEPENDENT = "lists_independent"
    HETEROGENEITY_POISSON = "heterogeneity_poisson"
    HETEROGENEITY_DARROCH = "heterogeneity_darroch"
    HETEROGENEITY_GAMMA = "heterogeneity_gamma"
    NO_HIGHEST_INTERACTION = "no_highest_interaction"
    DECOMPOSABLE_GRAPHS = "decomposable_graphs"
    LATENT_CLASSES = "latent_classes"


@dataclass(frozen=True, slots=True)
class Draws:
    """A posterior (or bootstrap) distribution of N as draws, shape (chains, draws)."""

    values: NDArray[np.float64]

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.size == 0:
            raise ValueError("draws come as chains × draws, at least one")

    def quantile(self, p: float) -> float:
        """The p-quantile of all chains together."""
        return self.quantiles((p,))[0]

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Several quantiles at once."""
        return [float(q) for q in np.quantile(self.values, shares)]

    @property
    def mean(self) -> float:
        """The mean of all chains together."""
        return float(self.values.mean())


@dataclass(frozen=True, slots=True)
class Grid:
    """A posterior distribution of N computed node by node, without chance.

    Bin k holds the whole numbers `first[k]` … `last[k]` of N and has probability `mass[k]`; the masses sum to 1.
    Where every bin is one number the grid is full. Within a wider bin the mass is taken as spread evenly.
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    mass: NDArray[np.float64]

    def quantile(self, p: float) -> float:
        """The smallest N with P(≤ N) ≥ p; inside a wide bin, by linear interpolation to a whole number.

        >>> Grid(np.array([5, 6, 7]), np.array([5, 6, 7]), np.array([0.2, 0.5, 0.3])).quantile(0.5)
        6.0
        """
        return self.quantiles((p,))[0]

    def quantiles(self, shares: Sequence[float]) -> list[float]:
        """Several quantiles at once."""
        upto = np.cumsum(self.mass)
        found = []
        for p in shares:
            k = min(int(np.searchsorted(upto, p * upto[-1])), len(self.mass) - 1)
            before = float(upto[k - 1]) if k else 0.0
            width = int(self.last[k] - self.first[k]) + 1
            share = (p * float(upto[-1]) - before) / float(self.mass[k]) if self.mass[k] > 0 else 1.0
            found.append(float(self.first[k]) + max(0, min(width, int(np.ceil(share * width))) - 1))
        return found

    @property
    def mean(self) -> float:
        """The mean, taking each bin at its middle."""
        return float(((self.first + self.last) * self.mass).sum() / (2 * self.mass.sum()))

    @property
    def mode(self) -> int:
        """The most probable N (the middle of the densest bin)."""
        k = int(np.argmax(self.mass / (self.last - self.first + 1)))
        return int((self.first[k] + self.last[k]) // 2)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One answer of one method to one table.

    `n_observed`: people on the lists. `median`, `mean`: of N, the people in all, listed or not; for a method of
    maximum likelihood both are its one figure. `low` … `high`: the interval at `level` (0.95 = 95 %); `None` as
    `high` says that the method sets no ceiling (a lower bound). `distribution`: the whole posterior, or `None`.
    `diagnostics`: numbers and words by name, ready for JSON; its keys belong to the method.
    """

    method: str
    assumption: Assumption
    n_observed: int
    median: float
    mean: float
    low: float
    high: float | None
    level: float = 0.95
    distribution: Draws | Grid | None = None
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    table_hash: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise ValueError(f"a level lies between 0 and 1, not {self.level}")
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"{self.low} … {self.high} is no interval")

    @classmethod
    def from_distribution(
        cls,
        method: str,
        assumption: Assumption,
        n_observed: int,
        distribution: Draws | Grid,
        *,
        level: float = 0.95,
        diagnostics: Mapping[str, Any] | None = None,
        table_hash: str = "",
    ) -> Estimate:
        """Median, mean and the central interval at `level` of a whole distribution of N."""
        tail = (1 - level) / 2
        low, median, high = distribution.quantiles((tail, 0.5, 1 - tail))
        return cls(
            method,
            assumption,
            n_observed,
            median,
            distribution.mean,
            low,
            high,
            level,
            distribution,
            diagnostics or {},
            table_hash,
        )

    @property
    def ratio(self) -> float:
        """N / n: how many people in all for each one on a list."""
        return self.median / self.n_observed

    def to_inferencedata(self) -> Any:
        """The draws as `arviz.InferenceData`: see `bilan.estimate.inferencedata.to_inferencedata`."""
        from bilan.estimate.inferencedata import to_inferencedata

        return to_inferencedata(self)
