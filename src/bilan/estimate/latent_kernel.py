"""The latent class sampler itself, compiled: Gibbs over patterns, with collapsed moves.

The model (Manrique-Vallier 2016, Biometrics 72(4); the truncated sticks are Ishwaran & James 2001, JASA 96):
N people, p(N) ∝ 1/N; each belongs to a class k with probability π_k; within a class, list j meets a person with
probability λ_jk, independently of the other lists. λ_jk ~ Beta(a, b); π_k = V_k Π_{h<k} (1 − V_h), V_k ~ Beta(1, α),
V_K = 1; α ~ Gamma(shape, rate). People who share a pattern are exchangeable, so classes are dealt out per pattern.

Shapes, throughout: C patterns, J lists, K classes.

One sweep, each step leaving the posterior unchanged:
1. N − n from its negative binomial, the classes of the unseen and of each pattern's people from their multinomials,
2. with π and λ integrated out: Metropolis moves of the number of unseen people per class, and swaps of two labels
   (Papaspiliopoulos & Roberts 2008, Biometrika 95),
3. λ, V and α from their conditionals.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from bilan.estimate.chance import MOST, TINY, Bits, Real, Whole, deal, uniform, unseen
from bilan.estimate.compiled import compiled


class Patterns(NamedTuple):
    """Pattern c is on the lists `lists_of[on[c] : on[c + 1]]` and holds `people[c]`; `n` in all."""

    on: Whole
    lists_of: Whole
    people: Whole
    n: int


class Prior(NamedTuple):
    """λ ~ Beta(`a`, `b`); α ~ Gamma(`shape`, `rate`)."""

    a: float
    b: float
    shape: float
    rate: float


class Moves(NamedTuple):
    """How many collapsed moves a sweep tries: of the unseen people of a class, and of two labels."""

    hidden: int
    labels: int


class State(NamedTuple):
    """θ: the sticks `pi` (K,), `odds` λ / (1 − λ) (J, K), `empty` Π_j (1 − λ_jk) (K,), and α in an array of one."""

    pi: Real
    odds: Real
    empty: Real
    alpha: Real


class Work(NamedTuple):
    """Room to work in: weights (C, K); people of class k on list j (J, K); seen, unseen, all people per class (K,)."""

    weights: Real
    heads: Real
    seen: Real
    hidden: Real
    members: Real
    dealt: Whole


# ------------------------------------------------------------------ what θ says of the table


@compiled
def refresh(table: Patterns, state: State, weights: Real, logs: Real) -> None:
    """Weights (C, K) of the classes per pattern, and logs (C,) of p(pattern | met at all)."""
    cells, classes = weights.shape
    met = 0.0
    for k in range(classes):
        met += state.pi[k] * (1.0 - state.empty[k])
    met = max(met, TINY)
    unmet = math.log(met)
    for c in range(cells):
        for k in range(classes):
            weights[c, k] = state.pi[k] * state.empty[k]
        for i in range(table.on[c], table.on[c + 1]):
            of = table.lists_of[i]
            for k in range(classes):  # innermost: side by side in memory
                weights[c, k] *= state.odds[of, k]
        total = 0.0
        for k in range(classes):
            total += weights[c, k]
        logs[c] = math.log(max(total, TINY)) - unmet


# ------------------------------------------------------------------ moves with π and λ integrated out


@compiled
def class_term(k: int, hidden: float, work: Work, prior: Prior) -> float:
    """What class k adds to the log probability when `hidden` unseen people are in it."""
    lists = work.heads.shape[0]
    everyone = work.seen[k] + hidden
    total: float = -math.lgamma(hidden + 1.0) - lists * math.lgamma(prior.a + prior.b + everyone)
    for j in range(lists):
        total += math.lgamma(prior.b + everyone - work.heads[j, k])
    return total


@compiled
def stick_term(members: Real, alpha: float) -> float:
    """Log probability of the numbers of members, V integrated out, without Γ(1 + α + N), which the callers know."""
    classes = members.shape[0]
    if classes == 1:
        return math.lgamma(1.0 + alpha + members[0])  # no stick is broken: undoes that term
    behind: float = members[classes - 1]
    total: float = math.lgamma(alpha + behind)
    for k in range(classes - 2, -1, -1):
        total += math.lgamma(1.0 + members[k])
        if k > 0:
            behind += members[k]
            total -= math.log(alpha + behind)
    return total


@compiled
def move_hidden(bits: Bits, tries: int, widest: float, alpha: float, work: Work, prior: Prior) -> None:
    """Change the unseen people of one class by 1 … e^widest, up or down."""
    members, hidden = work.members, work.hidden
    classes = members.shape[0]
    everyone = members.sum()
    now = stick_term(members, alpha) + math.lgamma(everyone) - math.lgamma(1.0 + alpha + everyone)
    for _ in range(tries):
        k = int(uniform(bits) * classes)
        step = math.floor(math.exp(uniform(bits) * widest)) * (1.0 if uniform(bits) < 0.5 else -1.0)
        proposed = hidden[k] + step
        if proposed < 0.0 or everyone + step > MOST:
            continue
        gain = class_term(k, proposed, work, prior) - class_term(k, hidden[k], work, prior)
        members[k] += step
        then = stick_term(members, alpha) + math.lgamma(everyone + step) - math.lgamma(1.0 + alpha + everyone + step)
        if math.log(1.0 - uniform(bits)) < gain + then - now:
            hidden[k] = proposed
            everyone += step
            now = then
        else:
            members[k] -= step


@compiled
def swap_labels(bits: Bits, tries: int, alpha: float, work: Work) -> None:
    """Exchange the labels of two classes: without it, chains stay in whatever order the sticks first took."""
    members, heads = work.members, work.heads
    lists, classes = heads.shape
    now = stick_term(members, alpha)
    for _ in range(tries):
        k = int(uniform(bits) * classes)
        h = int(uniform(bits) * classes)
        if members[k] == members[h]:
            continue
        members[k], members[h] = members[h], members[k]
        then = stick_term(members, alpha)
        if math.log(1.0 - uniform(bits)) < then - now:
            now = then
            work.seen[k], work.seen[h] = work.seen[h], work.seen[k]
            work.hidden[k], work.hidden[h] = work.hidden[h], work.hidden[k]
            for j in range(lists):
                heads[j, k], heads[j, h] = heads[j, h], heads[j, k]
        else:
            members[k], members[h] = members[h], members[k]


# ------------------------------------------------------------------ θ given who is where


@compiled
def draw_state(rng: np.random.Generator, bits: Bits, prior: Prior, work: Work, state: State) -> None:
    """λ, then V given α, then α given V (Ishwaran & Zarepour 2000, Biometrika 87)."""
    lists, classes = state.odds.shape
    heads, members, odds = work.heads, work.members, state.odds
    flat = prior.a == 1.0 and prior.b == 1.0
    behind = 0.0
    for k in range(classes):
        behind += members[k]
        none = 1.0
        if members[k] == 0.0 and flat:
            for j in range(lists):
                no = max(uniform(bits), TINY)
                odds[j, k] = (1.0 - no) / no
                none *= no
        else:
            for j in range(lists):
                yes = rng.standard_gamma(prior.a + heads[j, k])
                no = max(rng.standard_gamma(prior.b + members[k] - heads[j, k]), TINY)
                odds[j, k] = yes / no
                none *= no / (yes + no)
        state.empty[k] = none
    alpha = state.alpha[0]
    left = 0.0  # log of what remains of the stick
    for k in range(classes - 1):
        behind -= members[k]
        taken = math.log(rng.standard_gamma(1.0 + members[k]))
        shape = alpha + max(behind, 0.0)
        if shape < 1.0:  # a gamma of a small shape is often smaller than any double: its logarithm is drawn instead
            kept = math.log(rng.standard_gamma(1.0 + shape)) + math.log(1.0 - uniform(bits)) / shape
        else:
            kept = math.log(rng.standard_gamma(shape))
        larger = max(taken, kept)
        both = larger + math.log(math.exp(taken - larger) + math.exp(kept - larger))
        state.pi[k] = math.exp(left + taken - both)
        left += kept - both
    state.pi[classes - 1] = math.exp(left)
    state.alpha[0] = max(rng.standard_gamma(prior.shape + classes - 1.0) / (prior.rate - left), 1e-12)


@compiled
def draw_from_prior(rng: np.random.Generator, bits: Bits, prior: Prior, work: Work, state: State) -> None:
    """A state that knows nothing of the table."""
    work.heads[:] = 0.0
    work.members[:] = 0.0
    state.alpha[0] = max(rng.standard_gamma(prior.shape) / prior.rate, 1e-12)
    alpha = state.alpha[0]
    draw_state(rng, bits, prior, work, state)
    state.alpha[0] = alpha


@compiled
def sweep(
    rng: np.random.Generator, bits: Bits, table: Patterns, prior: Prior, moves: Moves, state: State, work: Work
) -> float:
    """One sweep; `work.weights` must be those of the state. Returns N."""
    cells, classes = work.weights.shape
    heads, seen, hidden, members, dealt = work.heads, work.seen, work.hidden, work.members, work.dealt
    heads[:] = 0.0
    seen[:] = 0.0
    met, missed = 0.0, 0.0
    for k in range(classes):
        missed += state.pi[k] * state.empty[k]
        met += state.pi[k] * (1.0 - state.empty[k])
    for c in range(cells):
        if table.people[c] == 0:
            continue
        dealt[:] = 0
        deal(bits, table.people[c], work.weights[c], dealt)
        for k in range(classes):
            if dealt[k] > 0:
                seen[k] += dealt[k]
                for i in range(table.on[c], table.on[c + 1]):
                    heads[table.lists_of[i], k] += dealt[k]
    dealt[:] = 0
    deal(bits, unseen(rng, table.n, missed, max(met, TINY)), state.pi * state.empty, dealt)
    for k in range(classes):
        hidden[k] = dealt[k]
        members[k] = seen[k] + hidden[k]
    if table.n > 0:
        if moves.hidden > 0:
            move_hidden(bits, moves.hidden, math.log(2.0 + 4.0 * table.n), state.alpha[0], work, prior)
        if moves.labels > 0:
            swap_labels(bits, moves.labels, state.alpha[0], work)
    everyone: float = members.sum()
    draw_state(rng, bits, prior, work, state)
    return everyone


# ------------------------------------------------------------------ many sweeps


@compiled
def work_room(cells: int, lists: int, classes: int) -> Work:
    """Empty room for one sampler."""
    return Work(
        np.zeros((cells, classes)),
        np.zeros((lists, classes)),
        np.zeros(classes),
        np.zeros(classes),
        np.zeros(classes),
        np.zeros(classes, np.int64),
    )


@compiled
def population_from_prior(rng: np.random.Generator, bits: Bits, prior: Prior, states: State) -> None:
    """M states drawn from the prior; `states` holds M of each, along the first axis."""
    work = work_room(1, states.odds.shape[1], states.odds.shape[2])
    for m in range(states.pi.shape[0]):
        one = State(states.pi[m], states.odds[m], states.empty[m], states.alpha[m])
        draw_from_prior(rng, bits, prior, work, one)


@compiled
def move_population(
    rng: np.random.Generator,
    bits: Bits,
    table: Patterns,
    prior: Prior,
    moves: Moves,
    sweeps: int,
    states: State,
    logs: Real,
    totals: Real,
) -> None:
    """`sweeps` sweeps of each of M states; logs (M, C) and totals (M,), the N of the last sweep, are made anew."""
    work = work_room(table.people.shape[0], states.odds.shape[1], states.odds.shape[2])
    for m in range(states.pi.shape[0]):
        one = State(states.pi[m], states.odds[m], states.empty[m], states.alpha[m])
        refresh(table, one, work.weights, logs[m])
        for _ in range(sweeps):
            totals[m] = sweep(rng, bits, table, prior, moves, one, work)
            refresh(table, one, work.weights, logs[m])


@compiled
def run_chain(
    rng: np.random.Generator,
    bits: Bits,
    table: Patterns,
    prior: Prior,
    moves: Moves,
    classes: int,
    lists: int,
    warmup: int,
    keep: int,
    thin: int,
) -> Real:
    """One plain chain from a draw of the prior: draws (keep, 4) of N, p(met by a list), occupied classes, α."""
    cells = table.people.shape[0]
    work = work_room(cells, lists, classes)
    state = State(np.zeros(classes), np.zeros((lists, classes)), np.zeros(classes), np.zeros(1))
    logs, draws = np.zeros(cells), np.zeros((keep, 4))
    draw_from_prior(rng, bits, prior, work, state)
    for step in range(warmup + keep * thin):
        refresh(table, state, work.weights, logs)
        everyone = sweep(rng, bits, table, prior, moves, state, work)
        if step >= warmup and (step - warmup) % thin == thin - 1:
            at = (step - warmup) // thin
            draws[at, 0] = everyone
            draws[at, 1] = (state.pi * (1.0 - state.empty)).sum()
            draws[at, 2] = (work.members > 0.0).sum()
            draws[at, 3] = state.alpha[0]
    return draws
