"""The latent class estimator: people fall into classes; within a class the lists meet them independently.

The model is that of Manrique-Vallier (2016), Biometrics 72(4), `latent_kernel` says it in full. Its posterior may have
several modes far apart, and a chain that starts in one can stay there for good. So no chain is started anywhere:
a population of states is drawn from the prior and the table is shown to it a few people at a time (sequential Monte
Carlo over the data: Chopin 2002, Biometrika 89; Del Moral, Doucet & Jasra 2006, JRSS B 68). At each stage states that
explain the new people better multiply, and all of them are moved by the sampler. Every mode receives its weight.
Several such runs are independent of each other. Whether they agree is measured, on N and on the evidence (on which the
weights of the modes hang: runs can agree on N by missing the same mode), and more effort is spent until they do or the
answer says that they do not.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from bilan.estimate.chance import MOST, Real
from bilan.estimate.convergence import Convergence, converge, rhat
from bilan.estimate.latent_kernel import Moves, Patterns, Prior, State, move_population, population_from_prior
from bilan.estimate.result import Assumption, Draws, Estimate
from bilan.estimate.table import CaptureTable
from bilan.estimate.validity import NoEstimate

MOST_RHAT = 1.05
LEAST_ESS = 400.0
MOST_EVIDENCE_SPREAD = 1.0  # of the log evidence between runs: what a mode weighs is off by about its exponential
_MOVES = Moves(hidden=4, labels=2)
_KEPT = 0.7  # a stage adds as many people as leave this share of the states effective
_EFFORTS = ((250, 20), (500, 80), (1000, 200))  # (states, sweeps per stage), each tried where the last did not do
_DRAWS = 20  # of N from each state, and again as many, further apart, where the first do not suffice


@dataclass(frozen=True, slots=True)
class LatentPrior:
    """What is assumed before the table is seen.

    `classes`: at most so many (the truncation of the Dirichlet process). λ ~ Beta(`a`, `b`): a list's chance to meet a
    person of a class. α ~ Gamma(`shape`, `rate`): small α, few classes. p(N) ∝ 1/N.
    """

    classes: int = 10
    a: float = 1.0
    b: float = 1.0
    shape: float = 0.25
    rate: float = 0.25

    def __post_init__(self) -> None:
        if self.classes < 1 or min(self.a, self.b, self.shape, self.rate) <= 0:
            raise ValueError("a prior needs at least one class and parameters above 0")


def latent_class(
    table: CaptureTable,
    *,
    prior: LatentPrior | None = None,
    seed: int = 0,
    runs: int = 4,
    efforts: int = 2,
    cap: float | None = None,
    level: float = 0.95,
    workers: int = 2,
    progress: Callable[[float], None] | None = None,
) -> Estimate:
    """N under the Dirichlet process mixture of latent classes, strata taken together.

    `seed` sets everything that is random: the same seed and table give the same answer on the same machine. `runs`:
    independent populations that must agree. `efforts`: how often to try again with more states and sweeps (1 to 3).
    `cap`: no N above it is told apart (default 1000 n); `diagnostics["cap_mass"]` is the share of the posterior there.
    `progress` is told shares of the work done, from 0 to 1, within an effort.

    Diagnostics: rhat, ess_bulk, ess_tail, chains (= runs), medians of each run, log_evidence of each run and its
    standard deviation between them (evidence_spread), stages, states, effort, cap, cap_mass, prior. Raises `NoEstimate` when no two lists share anybody.
    """
    table = table.active()
    if int(table.captures[2:].sum()) == 0:
        raise NoEstimate(
            "nobody is on two lists",
            reason="no_overlap",
            why="any number of missing people explains such lists equally well",
            advice="link the lists again, or gather a list that overlaps another",
        )
    prior = prior or LatentPrior()
    ceiling = float(cap) if cap is not None else 1000.0 * table.n
    if ceiling <= table.n:
        raise ValueError(f"a cap of {ceiling:.0f} lies below the {table.n} people on the lists")
    effort = 0
    for effort in range(max(1, min(efforts, len(_EFFORTS)))):
        found, draws, said = _agree(table, prior, seed, runs, *_EFFORTS[effort], ceiling, workers, progress)
        spread = float(np.std([run.evidence for run in found], ddof=1)) if runs > 1 else float("inf")
        if has_converged(said) and spread <= MOST_EVIDENCE_SPREAD:
            break
    beyond = float((draws >= ceiling).mean())
    return Estimate.from_distribution(
        "lcmcr",
        Assumption.LATENT_CLASSES,
        table.n,
        Draws(draws),
        level=level,
        diagnostics={
            "rhat": said.rhat,
            "ess_bulk": said.ess_bulk,
            "ess_tail": said.ess_tail,
            "chains": said.chains,
            "draws": said.draws,
            "medians": [float(np.median(row)) for row in draws],
            "evidence_spread": spread,
            "log_evidence": [run.evidence for run in found],
            "stages": [run.stages for run in found],
            "states": _EFFORTS[effort][0],
            "effort": effort + 1,
            "cap": ceiling,
            "cap_mass": beyond,
            "seed": seed,
            "prior": {
                "classes": prior.classes,
                "beta": [prior.a, prior.b],
                "gamma": [prior.shape, prior.rate],
                "n": "1/N",
            },
        },
        table_hash=table.hash,
    )


def has_converged(said: Convergence) -> bool:
    """Whether the chains agree well enough to publish what they say: R-hat ≤ 1.05 and 400 effective draws."""
    return said.rhat <= MOST_RHAT and said.ess_bulk >= LEAST_ESS and said.ess_tail >= LEAST_ESS


def as_patterns(table: CaptureTable) -> Patterns:
    """The table as the compiled sampler reads it."""
    shown = table.patterns
    on = np.concatenate([[0], np.cumsum(shown.sum(axis=1, dtype=np.int64))])
    return Patterns(on, np.nonzero(shown)[1].astype(np.int64), table.people, table.n)


def random_bits(rng: np.random.Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    """The state of a quick generator of its own, from a slower one."""
    return rng.integers(0, 2**64, 4, dtype=np.uint64)


def _agree(
    table: CaptureTable,
    prior: LatentPrior,
    seed: int,
    runs: int,
    size: int,
    sweeps: int,
    ceiling: float,
    workers: int,
    progress: Callable[[float], None] | None,
) -> tuple[list[_Population], Real, Convergence]:
    """Independent populations side by side, each with a seed of its own; their draws (runs, draws); the verdict."""
    reached = [0.0] * runs

    def anneal(which: int) -> _Population:
        def tell(share: float) -> None:
            reached[which] = share
            if progress:
                progress(0.7 * sum(reached) / runs)

        population = _Population(as_patterns(table), len(table.lists), prior, np.random.default_rng(seeds[which]), size)
        population.anneal(sweeps, tell)
        return population

    seeds = np.random.SeedSequence(seed).spawn(runs)
    with ThreadPoolExecutor(max(1, workers)) as pool:
        found = list(pool.map(anneal, range(runs)))
        for share, gap in ((0.8, sweeps // 2), (1.0, 2 * sweeps)):
            drawn = np.minimum(np.stack(list(pool.map(lambda one: one.draw(gap), found))), ceiling)  # noqa: B023
            said = _verdict(drawn)
            if progress:
                progress(share)
            if has_converged(said):
                break
    return found, drawn.reshape(runs, -1), said


def _verdict(drawn: Real) -> Convergence:
    """On draws (runs, states, times): runs against each other, and the first half of the time against the second.

    States are kept in the order of their descent, so what siblings have in common appears as autocorrelation of the
    row that they form, and the effective sample sizes take account of it.
    """
    half = drawn.shape[2] // 2
    halves = np.concatenate([drawn[:, :, :half], drawn[:, :, half:]]).reshape(2 * len(drawn), -1)
    said = converge(drawn.reshape(len(drawn), -1))
    return replace(said, rhat=max(said.rhat, rhat(halves)))


class _Population:
    """States that are shown a table a few people at a time."""

    def __init__(self, table: Patterns, lists: int, prior: LatentPrior, rng: np.random.Generator, size: int) -> None:
        self.table, self.rng, self.bits = table, rng, random_bits(rng)
        self.prior = Prior(prior.a, prior.b, prior.shape, prior.rate)
        classes, cells = prior.classes, len(table.people)
        self.states = State(
            np.zeros((size, classes)), np.zeros((size, lists, classes)), np.zeros((size, classes)), np.zeros((size, 1))
        )
        self.logs, self.totals = np.zeros((size, cells)), np.zeros(size)
        self.shown = table._replace(people=np.zeros(cells, dtype=np.int64), n=0)
        self.evidence, self.stages = 0.0, 0
        population_from_prior(rng, self.bits, self.prior, self.states)
        self._sweep(0)

    def _sweep(self, sweeps: int) -> None:
        move_population(
            self.rng, self.bits, self.shown, self.prior, _MOVES, sweeps, self.states, self.logs, self.totals
        )

    def anneal(self, sweeps: int, tell: Callable[[float], None]) -> None:
        """From nobody to the whole table, with so many sweeps at each stage; then five times as many."""
        offset = self.rng.random(len(self.table.people))
        share = 0.0
        while share < 1.0:
            share, people = _next_share(share, self.shown.people, self.table.people, offset, self.logs)
            gains = self.logs @ (people - self.shown.people)
            weights = np.exp(gains - gains.max())
            self.evidence += float(gains.max() + np.log(weights.mean()))
            chosen = _systematic(weights / weights.sum(), self.rng.random())
            for part in self.states:
                part[:] = part[chosen]
            self.shown = self.table._replace(people=people, n=int(people.sum()))
            self._sweep(sweeps)
            self.stages += 1
            tell(share)
        self._sweep(5 * sweeps)

    def draw(self, gap: int) -> Real:
        """N of each state at several times, `gap` sweeps apart: (states, times)."""
        drawn = np.zeros((len(self.totals), _DRAWS))
        for i in range(_DRAWS):
            self._sweep(max(1, gap))
            drawn[:, i] = np.minimum(self.totals, MOST)
        return drawn


def _next_share(
    share: float,
    now: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    everyone: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    offset: Real,
    logs: Real,
) -> tuple[float, np.ndarray[tuple[int, ...], np.dtype[np.int64]]]:
    """How much of the table to show next: as much as keeps enough states effective, but at least one person more."""

    def people_at(part: float) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        if part >= 1.0:
            return everyone
        return np.minimum(everyone, np.floor(part * everyone + offset)).astype(np.int64)

    def kept(part: float) -> float:
        gains = logs @ (people_at(part) - now)
        weights = np.exp(gains - gains.max())
        return float(weights.sum() ** 2 / (weights @ weights) / len(weights))

    if kept(1.0) >= _KEPT:
        return 1.0, everyone
    low, high = share, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if kept(middle) < _KEPT else (middle, high)
    best = low if (people_at(low) != now).any() else high
    return best, people_at(best)


def _systematic(weights: Real, start: float) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Whom to keep, each about as often as its weight says; in order, so that siblings stay neighbours."""
    marks = (np.arange(len(weights)) + start) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), marks), len(weights) - 1).astype(np.int64)
