"""Exact averaging: against integrals, against a plain sum over graphs, against a published peer to the last digit."""

from __future__ import annotations

import csv
import itertools
import math

import numpy as np
import pytest
from scipy.integrate import dblquad
from scipy.special import betaln, gammaln

from bilan.estimate import CaptureTable, NoEstimate, read_capture_table
from bilan.estimate.averaging import averaged, posterior_of
from bilan.estimate.decomposable import decomposable_graphs
from bilan.estimate.marginal import log_gamma

REFERENCES = [
    ("dga_madigan_york_5list", 0.5, 300, "0.5"),
    ("dga_madigan_york_3list", 1.0, 300, "1"),
    ("kosovo_1999_4lists", 1 / 16, 13200, "0.0625"),
    ("kosovo_1999_4lists", 1.0, 13200, "1"),
    ("sparsemse_UKdat_5", 1 / 32, 60000, "0.03125"),
    ("sparsemse_Ned_5", 1 / 32, 200000, "0.03125"),
    ("sparsemse_NewOrl_5", 1 / 32, 10000, "0.03125"),
    ("sparsemse_Western", 1 / 32, 20000, "0.03125"),
    ("msetools_Australia", 1 / 16, 20000, "0.0625"),
]
SMALL = CaptureTable.from_patterns(
    ("A", "B", "C"),
    {(1, 0, 0): 20, (0, 1, 0): 15, (0, 0, 1): 11, (1, 1, 0): 7, (1, 0, 1): 4, (0, 1, 1): 3, (1, 1, 1): 2},
)


def is_chordal(edges: set[tuple[int, int]], vertices: int) -> bool:
    """No cycle of four or more without a chord: each set of vertices that induces a cycle has three."""
    for size in range(4, vertices + 1):
        for some in itertools.combinations(range(vertices), size):
            inside = [e for e in edges if e[0] in some and e[1] in some]
            degrees = [sum(v in e for e in inside) for v in some]
            if len(inside) == size and set(degrees) == {2}:
                reached, front = {some[0]}, [some[0]]
                while front:
                    v = front.pop()
                    for a, b in inside:
                        w = b if a == v else a if b == v else None
                        if w is not None and w not in reached:
                            reached.add(w)
                            front.append(w)
                if len(reached) == size:
                    return False
    return True


@pytest.mark.parametrize(("lists", "number"), [(2, 2), (3, 8), (4, 61), (5, 822), (6, 18_154)])
def test_decomposable_graphs_are_as_many_as_they_should_be(lists: int, number: int) -> None:
    graphs = decomposable_graphs(lists)
    assert len(graphs) == len(set(graphs.edges.tolist())) == number


@pytest.mark.slow
def test_seven_lists_are_enumerated_and_eight_refused() -> None:
    assert len(decomposable_graphs(7)) == 617_675
    with pytest.raises(NoEstimate, match="too many"):
        decomposable_graphs(8)


def test_the_graphs_are_the_chordal_ones() -> None:
    for lists in (4, 5):
        pairs = [(i, j) for j in range(lists) for i in range(j)]
        chordal = {
            code
            for code in range(2 ** len(pairs))
            if is_chordal({p for b, p in enumerate(pairs) if code >> b & 1}, lists)
        }
        assert chordal == set(decomposable_graphs(lists).edges.tolist())


def test_cliques_and_separators_balance() -> None:
    graphs = decomposable_graphs(5)
    for g in range(len(graphs)):
        terms = slice(int(graphs.start[g]), int(graphs.start[g + 1]))
        members = [s.bit_count() for s in graphs.subset[terms].tolist()]
        assert sum(m * p for m, p in zip(members, graphs.power[terms].tolist(), strict=True)) == 5
    complete = graphs.complete
    assert graphs.cliques(complete) == [31]


def test_log_gamma_is_right_to_the_last_digits() -> None:
    for x in [0.01, 0.5, 1, 2, 7.3, 15.99, 16, 100.25, 1e4, 3e6]:
        assert log_gamma(x) == pytest.approx(math.lgamma(x), rel=2e-15, abs=2e-15)


def test_two_independent_lists_are_the_integral_over_their_chances() -> None:
    table = CaptureTable.from_patterns(("A", "B"), {(1, 0): 6, (0, 1): 4, (1, 1): 3})
    delta, a, b, both = 0.5, 6, 4, 3
    direct = []
    for m in range(12):
        n = a + b + both + m
        ways = gammaln(n + 1) - gammaln(m + 1)

        def chance(q: float, p: float, m: int = m) -> float:
            cells = a * math.log(p * (1 - q)) + b * math.log(q * (1 - p)) + both * math.log(p * q)
            prior = 2 * (2 * delta - 1) * 0 - 2 * betaln(2 * delta, 2 * delta)
            return math.exp(cells + m * math.log((1 - p) * (1 - q)) + prior)

        integral, _ = dblquad(chance, 1e-12, 1 - 1e-12, 1e-12, 1 - 1e-12, epsabs=0, epsrel=1e-9)
        direct.append(ways + math.log(integral) - math.log(n))
    weights = np.exp(np.array(direct) - max(direct))
    found = posterior_of(table.counts.astype(float), decomposable_graphs(2), delta, "total", 0, 11, complete=False)
    assert found.mass == pytest.approx(weights / weights.sum(), rel=1e-6)


def plain_posterior(table: CaptureTable, delta: float, last: int) -> np.ndarray:
    """The definition written out: every graph, every m, every cell of every clique and separator."""
    counts, lists = table.counts, len(table.lists)
    graphs = decomposable_graphs(lists)
    logs = np.empty((len(graphs), last))
    for m in range(1, last + 1):
        filled = counts.copy()
        filled[0] = m

        def factor(subset: int, filled: np.ndarray = filled) -> float:
            alpha = delta * 2 ** (lists - subset.bit_count())
            cells: dict[int, int] = {}
            for pattern, n in enumerate(filled):
                cells[pattern & subset] = cells.get(pattern & subset, 0) + int(n)
            whole = delta * 2**lists
            ups = sum(math.lgamma(alpha + n) - math.lgamma(alpha) for n in cells.values())
            return ups + math.lgamma(whole) - math.lgamma(whole + int(filled.sum()))

        for g in range(len(graphs)):
            terms = range(int(graphs.start[g]), int(graphs.start[g + 1]))
            logs[g, m - 1] = sum(int(graphs.power[t]) * factor(int(graphs.subset[t])) for t in terms)
        total = int(filled.sum())
        logs[:, m - 1] += math.lgamma(total + 1) - math.lgamma(m + 1) - math.log(total)
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def test_three_lists_are_the_plain_sum_over_graphs() -> None:
    plain = plain_posterior(SMALL, 0.125, 150)
    graphs = decomposable_graphs(3)
    found = posterior_of(SMALL.counts.astype(float), graphs, 0.125, "total", 1, 150, full=True)
    assert found.mass == pytest.approx(plain.sum(axis=0), rel=1e-9)
    assert found.weight == pytest.approx(plain.sum(axis=1), rel=1e-9)


@pytest.mark.parametrize(("name", "delta", "last", "tag"), REFERENCES)
def test_the_full_grid_is_the_peers(shared, name, delta, last, tag) -> None:
    table = read_capture_table((shared / f"data/mse/tables/{name}.csv").read_text("utf-8"))

    def column(kind: str) -> np.ndarray:
        path = shared / f"data/mse/refs/ref_dga_{kind}_{name}_d{tag}.csv"
        return np.array([float(row["w"]) for row in csv.DictReader(path.open(encoding="utf-8"))])

    graphs = decomposable_graphs(len(table.lists))
    found = posterior_of(table.counts.astype(float), graphs, delta, "total", 1, last, full=True)
    assert np.abs(found.mass - column("postN")).max() < 1e-12
    assert np.abs(np.sort(found.weight) - np.sort(column("modelweights"))).max() < 1e-9
    assert len(found.weight) == len(column("modelweights"))
    upto = np.cumsum(column("postN"))
    quantiles = tuple(table.n + 1 + int(np.searchsorted(upto, p * upto[-1])) for p in (0.025, 0.5, 0.975))
    for full in (True, False):
        answer = averaged(table, delta=delta, least=1, upto=last, full=full)
        assert (answer.low, answer.median, answer.high) == quantiles


@pytest.mark.parametrize("name", ["kosovo_1999_4lists", "sparsemse_NewOrl_5", "sparsemse_Ned_5", "mse_Korea"])
def test_nodes_on_the_scale_of_the_missing_lose_nothing(shared, name: str) -> None:
    table = read_capture_table((shared / f"data/mse/tables/{name}.csv").read_text("utf-8"))
    few, all_of_them = averaged(table, upto=40_000), averaged(table, upto=40_000, full=True)
    assert few.diagnostics["nodes"] < all_of_them.diagnostics["nodes"] / 20
    assert few.mean == pytest.approx(all_of_them.mean, rel=1e-6)
    known = np.cumsum(all_of_them.distribution.mass)
    found = np.interp(all_of_them.distribution.last, few.distribution.last, np.cumsum(few.distribution.mass))
    assert np.abs(known - found).max() < 1e-6


def test_the_grid_grows_until_its_edge_is_empty(shared) -> None:
    table = read_capture_table((shared / "data/mse/tables/msetools_Australia.csv").read_text("utf-8"))
    cut, grown = averaged(table, upto=2000), averaged(table)
    assert cut.diagnostics["edge_mass"] > 0.01  # the control: an edge in the middle of the posterior is seen
    assert grown.diagnostics["edge_mass"] <= 1e-4
    assert grown.diagnostics["upto"] > 20 * table.n


def test_the_complete_graph_is_named_and_can_be_left_out(shared) -> None:
    table = read_capture_table((shared / "data/mse/tables/kosovo_1999_4lists.csv").read_text("utf-8"))
    with_it, without = averaged(table, delta=1.0), averaged(table, delta=1.0, complete=False)
    assert with_it.diagnostics["complete_graph"] > 0.9
    assert without.diagnostics["complete_graph"] == 0
    assert without.median > 2 * with_it.median


def test_six_lists_and_large_counts_are_answered(shared) -> None:
    table = read_capture_table((shared / "data/mse/tables/sparsemse_UKdat.csv").read_text("utf-8"))
    answer = averaged(table)
    assert table.n < answer.low < answer.median < answer.high
    huge = CaptureTable.from_counts(("A", "B", "C"), np.array([0, 288, 108, 72, 48, 32, 12, 8]) * 10**6)
    answer = averaged(huge)  # 1,000 million people, independent lists that find 40, 20 and 10 in a hundred
    assert answer.median == pytest.approx(1e9, rel=1e-3)
    assert answer.high / answer.low < 1.01


def test_lists_that_never_meet_leave_their_mass_at_the_edge() -> None:
    apart = CaptureTable.from_patterns(("A", "B", "C"), {(1, 0, 0): 50, (0, 1, 0): 40, (0, 0, 1): 20})
    assert averaged(apart, upto=2200).diagnostics["edge_mass"] > 0.01
