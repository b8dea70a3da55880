"""The latent class sampler draws from its posterior: simulation-based calibration, Geweke's test, exact answers.

Both tests use that, N being summed out under p(N) ∝ 1/N, the model of a table of n people is proper: n people drawn
from p(pattern | met), then N − n from a negative binomial.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import binom, chisquare

from bilan.estimate.chance import binomial, deal
from bilan.estimate.convergence import ess_bulk
from bilan.estimate.latent_class import random_bits
from bilan.estimate.latent_kernel import (
    Moves,
    Patterns,
    Prior,
    State,
    draw_from_prior,
    refresh,
    run_chain,
    sweep,
    work_room,
)

LISTS, CLASSES, PEOPLE = 3, 3, 40
PRIOR = Prior(1.0, 1.0, 2.0, 2.0)
ALL_MOVES = Moves(4, 2)
SHOWN = np.array([[p >> j & 1 for j in range(LISTS)] for p in range(1, 2**LISTS)])
ON = np.concatenate([[0], np.cumsum(SHOWN.sum(axis=1))]).astype(np.int64)
LISTS_OF = np.nonzero(SHOWN)[1].astype(np.int64)


@dataclass
class World:
    """A state, its room to work in, and chance."""

    rng: np.random.Generator

    def __post_init__(self) -> None:
        self.bits = random_bits(self.rng)
        self.work = work_room(len(SHOWN), LISTS, CLASSES)
        self.state = State(np.zeros(CLASSES), np.zeros((LISTS, CLASSES)), np.zeros(CLASSES), np.zeros(1))
        self.logs = np.zeros(len(SHOWN))

    def from_prior(self, prior: Prior) -> None:
        draw_from_prior(self.rng, self.bits, prior, self.work, self.state)

    @property
    def met(self) -> float:
        return float((self.state.pi * (1 - self.state.empty)).sum())

    def table(self, n: int = PEOPLE) -> Patterns:
        empty = Patterns(ON, LISTS_OF, np.zeros(len(SHOWN), np.int64), 0)
        refresh(empty, self.state, self.work.weights, self.logs)
        chances = np.exp(self.logs)
        people = self.rng.multinomial(n, chances / chances.sum()).astype(np.int64)
        return Patterns(ON, LISTS_OF, people, n)

    def everyone(self, n: int = PEOPLE) -> float:
        return n + float(self.rng.negative_binomial(n, max(self.met, 1e-12)))


def calibration(seed: int, *, believed: Prior = PRIOR, said: int = PEOPLE, worlds: int = 300) -> np.ndarray:
    """Ranks 0 … 15 of the true N and the true p(met) among 15 draws, (2, worlds); `believed`, `said`: what is wrong."""
    world = World(np.random.default_rng(seed))
    ranks = np.zeros((2, worlds), dtype=int)
    for i in range(worlds):
        world.from_prior(PRIOR)
        table, everyone, met = world.table(), world.everyone(), world.met
        draws = run_chain(
            world.rng, world.bits, table._replace(n=said), believed, ALL_MOVES, CLASSES, LISTS, 300, 15, 60
        )
        tie = world.rng.random(16)
        ranks[0, i] = (draws[:, 0] + tie[:15] < everyone + tie[15]).sum()
        ranks[1, i] = (draws[:, 1] < met).sum()
    return ranks


def p_uniform(ranks: np.ndarray) -> float:
    """How well ranks 0 … 15 agree with being spread evenly, in eight boxes."""
    return float(chisquare(np.bincount(ranks // 2, minlength=8)).pvalue)


@pytest.mark.slow
def test_the_true_number_takes_every_rank_equally_often() -> None:
    ranks = calibration(1)
    assert min(p_uniform(row) for row in ranks) > 0.005, [np.bincount(r, minlength=16) for r in ranks]


@pytest.mark.slow
def test_calibration_catches_a_sampler_that_counts_the_met_wrongly() -> None:
    assert p_uniform(calibration(2, said=PEOPLE * 3 // 4)[0]) < 1e-4


@pytest.mark.slow
def test_calibration_catches_a_sampler_with_another_prior() -> None:
    assert p_uniform(calibration(3, believed=Prior(1.0, 2.0, 2.0, 2.0))[1]) < 1e-4


def geweke(seed: int, *, believed: Prior = PRIOR, moves: Moves = ALL_MOVES, rounds: int = 12_000) -> np.ndarray:
    """z of the means of p(met), its square and log α: prior draws against a chain that also redraws the table."""
    world = World(np.random.default_rng(seed))

    def seen() -> list[float]:
        return [world.met, world.met**2, float(np.log(world.state.alpha[0])), float(world.state.pi[0])]

    alone, chained = [], []
    for _ in range(rounds):
        world.from_prior(PRIOR)
        alone.append(seen())
    for _ in range(rounds):
        table = world.table()
        refresh(table, world.state, world.work.weights, world.logs)
        sweep(world.rng, world.bits, table, believed, moves, world.state, world.work)
        chained.append(seen())
    a, c = np.array(alone), np.array(chained)
    size = np.array([ess_bulk(column[None]) for column in c.T])
    return (a.mean(axis=0) - c.mean(axis=0)) / np.sqrt(a.var(axis=0) / len(a) + c.var(axis=0) / size)


@pytest.mark.slow
@pytest.mark.parametrize("moves", [Moves(0, 0), Moves(4, 0), Moves(0, 2), ALL_MOVES])
def test_redrawing_the_table_leaves_the_prior_as_it_is(moves: Moves) -> None:
    assert np.abs(geweke(11, moves=moves)).max() < 4


@pytest.mark.slow
def test_gewekes_test_catches_another_prior() -> None:
    assert np.abs(geweke(12, believed=Prior(1.0, 1.5, 2.0, 2.0))).max() > 5


def test_one_class_gives_the_exact_posterior() -> None:
    table = Patterns(ON, LISTS_OF, np.array([30, 25, 6, 20, 5, 4, 2], dtype=np.int64), 92)
    sizes = (SHOWN * table.people[:, None]).sum(axis=0)
    number = np.arange(table.n, 4000, dtype=float)
    logs = gammaln(number) - gammaln(number - table.n + 1)
    logs += sum(gammaln(1 + s) + gammaln(1 + number - s) - gammaln(2 + number) for s in sizes)
    mass = np.exp(logs - logs.max())
    upto = np.cumsum(mass / mass.sum())
    rng = np.random.default_rng(5)
    for moves in (Moves(0, 0), ALL_MOVES):
        drawn = run_chain(rng, random_bits(rng), table, PRIOR, moves, 1, LISTS, 500, 20_000, 2)[:, 0]
        for part in (0.1, 0.5, 0.9):
            exact = number[np.searchsorted(upto, part)]
            assert abs(np.quantile(drawn, part) - exact) < 0.02 * exact


@pytest.mark.parametrize(("people", "share"), [(7, 0.3), (40, 0.1), (60, 0.5), (900, 0.93), (100_000, 0.0002)])
def test_a_binomial_draw_follows_the_binomial_distribution(people: int, share: float) -> None:
    bits = random_bits(np.random.default_rng(people))
    drawn = np.array([binomial(bits, people, share) for _ in range(20_000)])
    edges = np.unique(np.concatenate([[-1], binom.ppf(np.linspace(0.05, 0.95, 12), people, share), [people]]))
    expected = np.diff(binom.cdf(edges, people, share)) * len(drawn)
    found = np.histogram(drawn, bins=edges + 0.5)[0]
    assert chisquare(found[expected > 0], expected[expected > 0]).pvalue > 1e-3
    assert found[expected == 0].sum() == 0


def test_everyone_is_dealt_to_some_class() -> None:
    bits = random_bits(np.random.default_rng(0))
    weights = np.array([0.5, 1e-12, 0.3, 0.0, 0.2])
    total = np.zeros(5, dtype=np.int64)
    for people in (0, 1, 8, 9, 5000):
        out = np.zeros(5, dtype=np.int64)
        deal(bits, people, weights, out)
        assert out.sum() == people
        total += out
    assert total[3] == 0
    assert abs(total[0] - 2509) < 180
