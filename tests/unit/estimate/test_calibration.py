"""Simulation-based calibration of exact averaging: draw from the prior, make a table, ask where the truth lies.

If formulas, prior and grid are right, the truth is a random draw from its own posterior, whatever the population
(Talts and others 2018). A posterior with a wrong factor piles the truths up at one side.
"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.stats import kstest

from bilan.estimate.averaging import posterior_of
from bilan.estimate.decomposable import DecomposableGraphs, decomposable_graphs

DELTA, MOST = 0.5, 400


def neighbours_of(edges: int, lists: int) -> list[set[int]]:
    near: list[set[int]] = [set() for _ in range(lists)]
    pairs = [(i, j) for j in range(lists) for i in range(j)]
    for bit, (i, j) in enumerate(pairs):
        if edges >> bit & 1:
            near[i].add(j)
            near[j].add(i)
    return near


def probabilities(edges: int, lists: int, dice: np.random.Generator) -> np.ndarray:
    """Cell probabilities from the hyper-Dirichlet law of a graph: one Beta for each list and state of its parents."""
    near = neighbours_of(edges, lists)
    for order in itertools.permutations(range(lists)):
        parents = {v: [w for w in order[:at] if w in near[v]] for at, v in enumerate(order)}
        if all(b in near[a] for some in parents.values() for a, b in itertools.combinations(some, 2)):
            break
    cells = np.ones(2**lists)
    for v in order:
        per_cell = DELTA * 2.0 ** (lists - len(parents[v]) - 1)
        chance = {state: dice.beta(per_cell, per_cell) for state in itertools.product((0, 1), repeat=len(parents[v]))}
        for cell in range(2**lists):
            p = chance[tuple(cell >> w & 1 for w in parents[v])]
            cells[cell] *= p if cell >> v & 1 else 1 - p
    return cells


def positions(graphs: DecomposableGraphs, trials: int, prior: str) -> np.ndarray:
    """Where the true number falls in its posterior, one number in [0, 1] per trial, for a truth with p(N) ∝ 1/N."""
    dice = np.random.default_rng(7)
    numbers = np.arange(1, MOST + 1)
    found = []
    while len(found) < trials:
        total = int(dice.choice(numbers, p=(1 / numbers) / (1 / numbers).sum()))
        edges = int(graphs.edges[dice.integers(len(graphs))])
        table = dice.multinomial(total, probabilities(edges, graphs.lists, dice))
        missing, n = int(table[0]), total - int(table[0])
        if n == 0 or n == MOST:  # nobody seen: no table; nobody can be missing: nothing to ask
            continue
        counts = table.astype(float)
        counts[0] = 0
        posterior = posterior_of(counts, graphs, DELTA, prior, 0, MOST - n, full=True)
        upto = np.cumsum(posterior.mass)
        below = upto[missing - 1] if missing else 0.0
        found.append(below + dice.random() * posterior.mass[missing])
    return np.array(found)


@pytest.mark.parametrize("lists", [3, 4])
def test_the_truth_is_a_draw_from_its_posterior(lists: int) -> None:
    assert kstest(positions(decomposable_graphs(lists), 2000, "total"), "uniform").pvalue > 0.01


def test_a_wrong_prior_would_be_seen() -> None:
    assert kstest(positions(decomposable_graphs(3), 2000, "flat"), "uniform").pvalue < 0.001
