"""Exact Bayesian averaging over all decomposable graphs (Madigan and York 1997): no chains, no seed.

D. Madigan and J. York, "Bayesian methods for estimation of the size of a closed population", Biometrika 84 (1997);
A. P. Dawid and S. L. Lauritzen, "Hyper Markov laws …", Annals of Statistics 21 (1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bilan.estimate.decomposable import DecomposableGraphs, decomposable_graphs
from bilan.estimate.marginal import bins, log_multiplicity, mixture, rows_of_subsets, spread
from bilan.estimate.result import Assumption, Estimate, Grid
from bilan.estimate.table import CaptureTable
from bilan.model.errors import WrongUse

Prior = Literal["missing", "total", "flat"]

EDGE = 0.01  # more posterior mass than this at the upper edge of the grid, and the grid answers, not the table
_ENOUGH = 1e-4  # so the grid is extended until the edge holds no more than this,
_MOST_TIMES = 10_000  # or spans this many times the people observed
_WHOLE = 32  # every whole number of missing people is a node up to here, and
_PER_DEVIATION = 4  # beyond, so many nodes per deviation that m has when all else is known: P(≤ N) to a millionth
_SINGLE = 20_000  # the answer is given number by number up to here, beyond in bins of this relative fineness
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Averaged:
    """The posterior over missing people m and over graphs. `first`, `last`, `mass`: bins of m; `weight`: per graph."""

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    mass: NDArray[np.float64]
    weight: NDArray[np.float64]
    nodes: int


def averaged(
    table: CaptureTable,
    *,
    delta: float | None = None,
    prior: Prior = "total",
    least: int = 0,
    upto: int | None = None,
    full: bool = False,
    complete: bool = True,
    level: float = 0.95,
) -> Estimate:
    """N averaged over every decomposable graph of the lists (3 to 7 lists; strata are pooled, empty lists left out).

    `delta`: the prior's people per cell, by default 1/2^J. `prior`: ∝ 1/N (`total`), ∝ 1/m of the missing people m
    (`missing`, m ≥ 1) or even (`flat`). `least` and `upto`: the smallest and largest m considered; by default 0 and 20 times the observed people, and then
    four times as many until the last tenth of the range holds at most 0.01 % of the mass (or the range 10,000 times
    the observed people). `full`: compute every whole number of the range instead of interpolating the log-density
    between nodes whose spacing follows its scale. `complete`: whether the graph joining every list counts too; it
    explains any table, and what it says of m comes from the prior alone (`diagnostics["complete_graph"]`: its weight).

    Diagnostics: `edge_mass`, `upto`, `graphs`, `complete_graph`, `effective_graphs`, `delta`, `prior`, `nodes`, and the
    five weightiest graphs as `{"graph", "weight"}`. Raises `NoEstimate` beyond seven lists.
    """
    used = table.active()
    lists = len(used.lists)
    graphs = decomposable_graphs(lists)
    counts = used.counts.astype(np.float64)
    per_cell = 2.0**-lists if delta is None else float(delta)
    if not 0 < per_cell < np.inf:
        raise WrongUse(f"delta must be positive, not {per_cell}")
    last = 20 * used.n if upto is None else int(upto)
    if not 0 <= least < last:
        raise WrongUse(f"the missing people considered must rise from 0 or more, not from {least} to {last}")
    while True:
        posterior = posterior_of(counts, graphs, per_cell, prior, least, last, full=full, complete=complete)
        edge = float(posterior.mass[posterior.first > 0.9 * last].sum())
        if upto is not None or edge <= _ENOUGH or last >= _MOST_TIMES * used.n:
            break
        last *= 4
    diagnostics = {
        "edge_mass": edge,
        "upto": last,
        "graphs": len(graphs),
        "complete_graph": float(posterior.weight[graphs.complete]),
        "effective_graphs": float(1 / np.square(posterior.weight).sum()),
        "delta": per_cell,
        "prior": prior,
        "nodes": posterior.nodes,
        "best_graphs": _best(posterior.weight, graphs, used.lists),
    }
    return Estimate.from_distribution(
        "dga",
        Assumption.DECOMPOSABLE_GRAPHS,
        used.n,
        Grid(posterior.first + used.n, posterior.last + used.n, posterior.mass),
        level=level,
        diagnostics=diagnostics,
        table_hash=table.hash,
    )


def posterior_of(
    counts: NDArray[np.float64],
    graphs: DecomposableGraphs,
    delta: float,
    prior: Prior,
    least: int,
    last: int,
    *,
    full: bool = False,
    complete: bool = True,
) -> Averaged:
    """The posterior on the missing people `least` … `last` from 2^J counts (the unseen cell, first, is unread)."""
    n = float(counts[1:].sum())
    start = max(least, 1) if prior == "missing" else least
    nodes = _nodes(n, start, last, full=full)
    base = log_multiplicity(n, nodes)
    if prior == "missing":
        base -= np.log(nodes)
    elif prior == "total":
        base -= np.log(n + nodes)
    log_prior = np.zeros(len(graphs))
    if not complete:
        log_prior[graphs.complete] = -np.inf
    width = np.ones(len(nodes))
    if len(nodes) > 1 and not full:
        width[1:-1] = (nodes[2:] - nodes[:-2]) / 2
    rows = rows_of_subsets(counts, delta, nodes)
    _, density, weight = mixture(base, rows, log_prior, width, graphs.start, graphs.subset, graphs.power)
    if len(nodes) == last - start + 1:
        first = np.arange(start, last + 1)
        ends, mass = first, density
    else:
        edges = bins(start, last, _SINGLE)
        first, ends = edges[:-1], edges[1:] - 1
        mass = spread(nodes, np.log(np.maximum(density, 1e-40)), (first + ends) / 2) * (ends - first + 1)
    return Averaged(first, ends, mass / mass.sum(), weight / weight.sum(), len(nodes))


def _nodes(n: float, start: int, last: int, *, full: bool) -> NDArray[np.float64]:
    """Where the log-density is computed: each number at first, then evenly on the scale of a negative binomial.

    Whatever the graph, m given everything else is negative binomial with variance m + m²/n, and the posterior is a
    mixture of those. On the scale 2√n·asinh √(m/n) (logarithmic beyond n) that deviation is 1 everywhere.
    """
    if full or last <= _WHOLE + 4:
        return np.arange(start, last + 1, dtype=np.float64)
    scale = 2 * np.sqrt(n)
    low, high = scale * np.arcsinh(np.sqrt(_WHOLE / n)), scale * np.arcsinh(np.sqrt(last / n))
    steps = max(4, int(np.ceil((high - low) * _PER_DEVIATION)))
    if steps >= last - _WHOLE:
        return np.arange(start, last + 1, dtype=np.float64)
    beyond = n * np.sinh(np.linspace(low, high, steps + 1)[1:] / scale) ** 2
    beyond[-1] = last
    return np.concatenate((np.arange(start, _WHOLE + 1, dtype=np.float64), beyond))


def _best(weight: NDArray[np.float64], graphs: DecomposableGraphs, lists: Sequence[str]) -> list[dict[str, object]]:
    most = np.argpartition(weight, -_SHOWN)[-_SHOWN:] if len(weight) > _SHOWN else np.arange(len(weight))
    order = most[np.argsort(-weight[most])]
    return [
        {
            "graph": [[name for j, name in enumerate(lists) if c >> j & 1] for c in graphs.cliques(int(g))],
            "weight": float(weight[g]),
        }
        for g in order
        if weight[g] > 0
    ]
