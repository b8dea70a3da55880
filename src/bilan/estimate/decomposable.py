"""Decomposable graphs: the dependence structures of J lists whose likelihood can be written out exactly.

Each list is a vertex; an edge says that being on one list may depend on being on the other. In a decomposable
(chordal) graph the joint probability is a product over cliques divided by a product over separators, so that every
integral of the Bayesian analysis has a closed form. There are 2, 8, 61, 822, 18,154 and 617,675 of them on 2 … 7 lists
(OEIS A058862).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from bilan.estimate.compiled import compiled
from bilan.estimate.validity import NoEstimate

MOST_VERTICES = 7
_NUMBER = {1: 1, 2: 2, 3: 8, 4: 61, 5: 822, 6: 18_154, 7: 617_675}


@dataclass(frozen=True, slots=True)
class DecomposableGraphs:
    """All of them for a number of lists, each as the terms of its factorisation.

    `edges`: per graph the edges as bits, pair (i, j), i < j, in the order (0,1), (0,2), (1,2), (0,3) … Terms of graph g
    stand at `start[g]` … `start[g+1] − 1`: `subset` (bit j for list j) and `power`: + for a clique,
    minus its multiplicity for a separator.
    """

    lists: int
    edges: NDArray[np.int64]
    start: NDArray[np.int64]
    subset: NDArray[np.int64]
    power: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.edges)

    def cliques(self, graph: int) -> list[int]:
        """The cliques of one graph, as subsets of the lists."""
        terms = slice(self.start[graph], self.start[graph + 1])
        return [s for s, p in zip(self.subset[terms].tolist(), self.power[terms].tolist(), strict=True) if p > 0]

    @property
    def complete(self) -> int:
        """The place of the graph in which every list depends on every other."""
        return int(np.argmax(self.edges))


@cache
def decomposable_graphs(lists: int) -> DecomposableGraphs:
    """Enumerate them: every graph is tried, and taken apart one simplicial vertex after the other.

    Raises `NoEstimate` beyond seven lists: their graphs are too many to list (30,888,596 for eight).

    >>> [len(decomposable_graphs(j)) for j in (2, 3, 4)]
    [2, 8, 61]
    """
    if not 1 <= lists <= MOST_VERTICES:
        raise NoEstimate(
            f"{lists} lists have too many dependence structures to average over",
            reason="too_many_graphs",
            advice=f"use at most {MOST_VERTICES} lists, or the latent class model",
        )
    number = _NUMBER[lists]
    edges, start = np.empty(number, dtype=np.int64), np.empty(number + 1, dtype=np.int64)
    subset, power = np.empty(number * 2 * lists, dtype=np.int64), np.empty(number * 2 * lists, dtype=np.int64)
    found, terms = _enumerate(lists, edges, start, subset, power)
    assert found == number
    return DecomposableGraphs(lists, edges, start, subset[:terms].copy(), power[:terms].copy())


@compiled
def _enumerate(
    lists: int,
    edges: NDArray[np.int64],
    start: NDArray[np.int64],
    subset: NDArray[np.int64],
    power: NDArray[np.int64],
) -> tuple[int, int]:
    near = np.zeros(lists, dtype=np.int64)
    clique = np.zeros(2 * lists, dtype=np.int64)
    weight = np.zeros(2 * lists, dtype=np.int64)
    found = terms = 0
    for graph in range(1 << (lists * (lists - 1) // 2)):
        near[:] = 0
        bit = 0
        for j in range(lists):
            for i in range(j):
                if graph >> bit & 1:
                    near[i] |= 1 << j
                    near[j] |= 1 << i
                bit += 1
        left = (1 << lists) - 1
        used = 0
        while left:
            simplicial = -1
            for v in range(lists):
                if left >> v & 1:
                    around = near[v] & left
                    is_clique = True
                    for w in range(lists):
                        if around >> w & 1 and (around & ~(1 << w)) & ~near[w]:
                            is_clique = False
                            break
                    if is_clique:
                        simplicial = v
                        break
            if simplicial < 0:
                break
            around = near[simplicial] & left
            for turn in range(2):  # the vertex with its neighbours, over its neighbours
                term = around | (1 << simplicial) if turn == 0 else around
                if term:
                    at = used
                    for u in range(used):
                        if clique[u] == term:
                            at = u
                            break
                    if at == used:
                        clique[used] = term
                        weight[used] = 0
                        used += 1
                    weight[at] += 1 - 2 * turn
            left &= ~(1 << simplicial)
        if left:
            continue
        edges[found] = graph
        start[found] = terms
        found += 1
        for u in range(used):
            if weight[u]:
                subset[terms] = clique[u]
                power[terms] = weight[u]
                terms += 1
    start[found] = terms
    return found, terms
