"""The closed forms behind exact averaging: how well each decomposable graph explains the lists, for every number m of
people on none of them.

With hyper-Dirichlet(δ) probabilities (δ in each of the 2^J cells), the table completed by m has, under a graph,

    p(n, m | graph) = (n + m)! / (m! ∏ n(ω)!) · ∏ D(clique) / ∏ D(separator),
    D(A) = Γ(α) / Γ(α + n + m) · ∏ Γ(α(A) + n_A(s)) / Γ(α(A)),   α = 2^J δ,   α(A) = 2^(J−|A|) δ,

the last product over the cells s of the table summed to the lists A (Dawid and Lauritzen 1993; Madigan and York 1997).
Only the cell "on no list of A" depends on m. So each D is one row over the values of m, and a graph is a sum of rows.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from bilan.estimate.compiled import compiled

_NEGLIGIBLE = 34.0  # e^-34 = 2e-15: graphs that lie this far below the best everywhere are left out,
_FLOOR = -37.0  # and of the others the nodes this far below it
_COARSE = 8
_HALF_LOG_2_PI = 0.9189385332046727
_C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9 = (1 / math.factorial(i) for i in range(2, 10))

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@compiled
def log_gamma(x: float) -> float:
    """log Γ(x) for x > 0: Stirling's series from 16 on, exact to the last bits."""
    if x < 16.0:
        return math.lgamma(x)
    z = 1.0 / (x * x)
    series = (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188))))) / x
    return (x - 0.5) * math.log(x) - x + _HALF_LOG_2_PI + series


@compiled
def log_multiplicity(n: float, missing: Floats) -> Floats:
    """log (n + m)! / m! for every m: in how many ways the people could have been told apart."""
    out = np.empty(len(missing))
    for k in range(len(missing)):
        out[k] = log_gamma(n + missing[k] + 1.0) - log_gamma(missing[k] + 1.0)
    return out


@compiled
def rows_of_subsets(counts: Floats, delta: float, missing: Floats) -> Floats:
    """log D(A) for every subset A of the lists and every m, shape (2^J, len(missing)); row 0 is 0."""
    size = len(counts)
    lists = 0
    while 1 << lists < size:
        lists += 1
    n = counts[1:].sum()
    whole = delta * size
    down = np.empty(len(missing))
    for k in range(len(missing)):
        down[k] = log_gamma(whole) - log_gamma(whole + n + missing[k])
    rows = np.zeros((size, len(missing)))
    table = np.empty(size)
    for subset in range(1, size):
        bits = 0
        for j in range(lists):
            bits += subset >> j & 1
        alpha = delta * (1 << (lists - bits))
        table[:] = 0.0
        for s in range(1, size):
            table[s & subset] += counts[s]
        constant = -log_gamma(alpha)
        for s in range(1, size):
            if s & subset == s and table[s] > 0:
                constant += log_gamma(alpha + table[s]) - log_gamma(alpha)
        for k in range(len(missing)):
            rows[subset, k] = constant + down[k] + log_gamma(alpha + table[0] + missing[k])
    return rows


@compiled
def _add_terms(into: Floats, rows: Floats, first: int, last: int, subset: Ints, power: Ints) -> None:
    for t in range(first, last):
        row = rows[subset[t]]
        if power[t] == 1:
            for k in range(len(into)):
                into[k] += row[k]
        else:
            times = float(power[t])
            for k in range(len(into)):
                into[k] += times * row[k]


@compiled
def _add_exponentials(logs: Floats, width: Floats, density: Floats) -> float:
    """Add exp(logs) to `density`, logs below the floor as the floor; return the sum of exp(logs)·width.

    exp(x) as the 256th power of a short series in x/256 (to 14 digits for x > −37), and the sum in four strands: plain
    arithmetic that a processor does several at a time, with the same result on every one of them.
    """
    for k in range(len(logs)):
        y = max(logs[k], _FLOOR) * 0.00390625
        e = _C8 + y * _C9
        e = 1.0 + y * (1.0 + y * (_C2 + y * (_C3 + y * (_C4 + y * (_C5 + y * (_C6 + y * (_C7 + y * e)))))))
        e *= e
        e *= e
        e *= e
        e *= e
        e *= e
        e *= e
        e *= e
        logs[k] = e * e
    for k in range(len(logs)):
        density[k] += logs[k]
    a = b = c = d = 0.0
    end = len(logs) - len(logs) % 4
    for k in range(0, end, 4):
        a += logs[k] * width[k]
        b += logs[k + 1] * width[k + 1]
        c += logs[k + 2] * width[k + 2]
        d += logs[k + 3] * width[k + 3]
    for k in range(end, len(logs)):
        a += logs[k] * width[k]
    return (a + b) + (c + d)


@compiled
def mixture(
    base: Floats, rows: Floats, log_prior: Floats, width: Floats, start: Ints, subset: Ints, power: Ints
) -> tuple[float, Floats, Floats]:
    """(reference, density over m, weight of each graph), the last two as multiples of exp(reference), unnormalised.

    `base`: what every graph shares, per m; `width`: how many whole numbers each node stands for. A first pass over
    every eighth node bounds each graph: between nodes its log-density cannot rise above them by more than a third
    (a mixture of negative binomials bends no faster than they do), so a graph that lies e^-34 below the best there is
    left out without loss of a digit that could be printed.
    """
    graphs = len(start) - 1
    nodes = len(base)
    few = (nodes + _COARSE - 1) // _COARSE
    coarse = np.empty((len(rows), few))
    coarse_base = np.empty(few)
    for k in range(few):
        coarse_base[k] = base[k * _COARSE] + np.log(width[k * _COARSE])
        for s in range(len(rows)):
            coarse[s, k] = rows[s, k * _COARSE]
    line = np.empty(few)
    top = np.empty(graphs)
    best = -np.inf
    for g in range(graphs):
        line[:] = coarse_base
        _add_terms(line, coarse, start[g], start[g + 1], subset, power)
        highest = -np.inf
        for k in range(few):
            highest = max(highest, line[k])
        top[g] = highest + log_prior[g]
        best = max(best, top[g])
    density = np.zeros(nodes)
    weight = np.zeros(graphs)
    full = np.empty(nodes)
    reference = best
    for g in range(graphs):
        if top[g] < best - _NEGLIGIBLE:
            continue
        shift = log_prior[g] - reference
        for k in range(nodes):
            full[k] = base[k] + shift
        _add_terms(full, rows, start[g], start[g + 1], subset, power)
        weight[g] = _add_exponentials(full, width, density)
    return reference, density, weight


@compiled
def spread(nodes: Floats, log_density: Floats, points: Floats) -> Floats:
    """exp of the log-density at rising points, by cubic interpolation between the nodes (at least four)."""
    out = np.zeros(len(points))
    k = 0
    at = -1
    a = b = c = d = x0 = x1 = x2 = 0.0
    for i in range(len(points)):
        m = points[i]
        while k < len(nodes) - 2 and nodes[k + 1] < m:
            k += 1
        if k != at:  # Newton's form through four nodes around the interval
            at = k
            j = min(max(k - 1, 0), len(nodes) - 4)
            x0, x1, x2, x3 = nodes[j], nodes[j + 1], nodes[j + 2], nodes[j + 3]
            y0, y1, y2, y3 = log_density[j], log_density[j + 1], log_density[j + 2], log_density[j + 3]
            d01, d12, d23 = (y1 - y0) / (x1 - x0), (y2 - y1) / (x2 - x1), (y3 - y2) / (x3 - x2)
            d012, d123 = (d12 - d01) / (x2 - x0), (d23 - d12) / (x3 - x1)
            a, b, c, d = y0, d01, d012, (d123 - d012) / (x3 - x0)
        value = a + (m - x0) * (b + (m - x1) * (c + (m - x2) * d))
        if value > _FLOOR:
            out[i] = math.exp(value)
    return out


@compiled
def bins(start: int, last: int, single: int) -> Ints:
    """First numbers of bins from `start` to `last`: single numbers up to `single`, then ever wider ones, each of
    relative width 1 / `single`; one entry beyond the last closes it."""
    size = 0
    at = start
    while at <= last:
        at += max(1, at // single)
        size += 1
    first = np.empty(size + 1, dtype=np.int64)
    at = start
    for i in range(size):
        first[i] = at
        at += max(1, at // single)
    first[size] = last + 1
    return first
