"""Whether chains agree: rank-normalised split R-hat, and effective sample sizes.

Vehtari, Gelman, Simpson, Carpenter and Bürkner (2021), "Rank-normalization, folding, and localization: an improved
R-hat for assessing convergence of MCMC", Bayesian Analysis 16(2). Draws come as (chains, draws).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, rankdata

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Convergence:
    """What the chains say of each other.

    `rhat`: 1 when they agree; the larger of the rank-normalised and the folded one. `ess_bulk`, `ess_tail`: to how
    many independent draws they amount, for the middle and for the 5 % and 95 % quantiles; `nan` when all are equal.
    """

    rhat: float
    ess_bulk: float
    ess_tail: float
    chains: int
    draws: int


def converge(draws: Matrix) -> Convergence:
    """The verdict on draws (chains, draws), at least 4 draws per chain."""
    return Convergence(rhat(draws), ess_bulk(draws), ess_tail(draws), *draws.shape)


def rhat(draws: Matrix) -> float:
    """Rank-normalised split R-hat: the larger of that of the draws and that of their distance from the median.

    >>> rhat(np.stack([np.arange(100.0), np.arange(100.0) + 1000])) > 1.5
    True
    """
    halves = _split(draws)
    if np.ptp(halves) == 0:
        return 1.0
    return max(_plain_rhat(_normal_scores(halves)), _plain_rhat(_normal_scores(np.abs(halves - np.median(halves)))))


def ess_bulk(draws: Matrix) -> float:
    """Effective sample size of the rank-normalised draws."""
    return _ess(_normal_scores(_split(draws)))


def ess_tail(draws: Matrix) -> float:
    """The smaller of the effective sample sizes of the 5 % and the 95 % quantile."""
    halves = _split(draws)
    return min(_ess((halves <= np.quantile(draws, q)).astype(float)) for q in (0.05, 0.95))


def _split(draws: Matrix) -> Matrix:
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, draws.shape[1] - half :]])


def _normal_scores(draws: Matrix) -> Matrix:
    ranks = rankdata(draws, method="average").reshape(draws.shape)
    scores: Matrix = norm.ppf((ranks - 0.375) / (draws.size + 0.25))
    return scores


def _plain_rhat(draws: Matrix) -> float:
    length = draws.shape[1]
    within = float(draws.var(axis=1, ddof=1).mean())
    between = float(length * draws.mean(axis=1).var(ddof=1))
    if within == 0:
        return 1.0 if between == 0 else float("inf")
    return float(np.sqrt(((length - 1) / length * within + between / length) / within))


def _ess(draws: Matrix) -> float:
    """Geyer's initial monotone sequence over the autocorrelations of all chains together."""
    chains, length = draws.shape
    if np.ptp(draws) == 0:
        return float("nan")
    covariance = _autocovariance(draws)
    within = float(covariance[:, 0].mean()) * length / (length - 1)
    total = within * (length - 1) / length
    if chains > 1:
        total += float(draws.mean(axis=1).var(ddof=1))
    rho = 1 - (within - covariance.mean(axis=0) * length / (length - 1)) / total
    rho[0] = 1.0
    pairs = rho[: length - length % 2].reshape(-1, 2).sum(axis=1)
    ends = np.flatnonzero(pairs < 0)
    pairs = np.minimum.accumulate(pairs[: ends[0]] if len(ends) else pairs)
    tau = max(-1 + 2 * float(pairs.sum()), 1 / np.log10(chains * length))
    return float(chains * length / tau)


def _autocovariance(draws: Matrix) -> Matrix:
    length = draws.shape[1]
    size = 1 << (2 * length - 1).bit_length()
    spectrum = np.fft.rfft(draws - draws.mean(axis=1, keepdims=True), size)
    found: Matrix = np.fft.irfft(spectrum * spectrum.conj(), size)[:, :length] / length
    return found
