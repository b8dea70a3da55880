"""Hierarchical log-linear models of J lists: which sets of lists interact.

A model is a set of subsets of the lists that holds, with each subset, every part of it; all single lists are in. It is
written by its largest members: [12,3] lets lists 1 and 2 interact. Subsets are numbers (bit j for list j); a model
is a row of flags over all 2^J subsets.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from bilan.estimate.compiled import compiled
from bilan.estimate.validity import NoEstimate
from bilan.model.errors import WrongUse

MOST_MODELS = 200_000

Models = NDArray[np.bool_]


@cache
def hierarchical_models(lists: int, order: int | None = None) -> Models:
    """All hierarchical models of that many lists whose interactions join at most `order` lists, shape (models, 2^J).

    By default `order` is J − 1: the model with every interaction explains any table and so says nothing about the
    missing cell. Their number with every order allowed is a Dedekind number's cousin (inverse binomial transform of
    the antichains): 2, 9, 114, 6,894 for 2, 3, 4, 5 lists. Raises `NoEstimate` when there are too many to list.

    >>> [len(hierarchical_models(j, j)) for j in (2, 3, 4)]
    [2, 9, 114]
    """
    top = lists - 1 if order is None else order
    subsets = sorted((s for s in range(2**lists) if 2 <= s.bit_count() <= top), key=lambda s: (s.bit_count(), s))
    base = independence(lists)
    room = MOST_MODELS + 1
    models = np.empty((room, 2**lists), dtype=np.bool_)
    found = _enumerate(base, np.array(subsets, dtype=np.int64), lists, models)
    if found >= room:
        raise NoEstimate(
            f"{lists} lists with interactions of up to {top} lists have more than {MOST_MODELS} models",
            reason="too_many_models",
            advice="allow interactions of two lists only, or use a method that needs no list of models",
        )
    result = models[:found].copy()
    result.flags.writeable = False
    return result


def independence(lists: int) -> NDArray[np.bool_]:
    """The model in which no lists interact."""
    model = np.zeros(2**lists, dtype=np.bool_)
    model[[0, *(1 << j for j in range(lists))]] = True
    return model


@compiled
def _enumerate(base: Models, subsets: NDArray[np.int64], lists: int, models: Models) -> int:
    """Depth first over the subsets, smaller ones first: each may join once all its parts have."""
    taken = base.copy()
    steps = len(subsets)
    choice = np.zeros(steps + 1, dtype=np.int64)  # 0: not yet tried, 1: tried without, 2: tried with
    at = 0
    found = 0
    while at >= 0:
        if at == steps:
            models[found] = taken
            found += 1
            if found == len(models):
                return found
            at -= 1
            continue
        subset = subsets[at]
        if choice[at] == 0:
            choice[at] = 1
            at += 1
            choice[at] = 0
            continue
        if choice[at] == 1:
            choice[at] = 2
            allowed = True
            for j in range(lists):
                if subset >> j & 1 and not taken[subset ^ (1 << j)]:
                    allowed = False
                    break
            if allowed:
                taken[subset] = True
                at += 1
                choice[at] = 0
                continue
        taken[subset] = False
        at -= 1
    return found


def model_from_name(name: str, lists: int) -> NDArray[np.bool_]:
    """The model of a bracket such as `[12,13,23]`; lists beyond the ninth are written with dots: `[1.10,2]`.

    >>> int(model_from_name("[12,3]", 3).sum())
    5
    """
    model = independence(lists)
    for part in name.strip().strip("[]").split(","):
        digits = part.split(".") if "." in part else list(part.strip())
        if not all(d.strip().isdecimal() and 1 <= int(d) <= lists for d in digits):
            raise WrongUse(f"{name} is no model of {lists} lists", advice="write one like [12,3]: lists by their place")
        top = sum({1 << (int(d) - 1) for d in digits})
        model[[s for s in range(2**lists) if s & top == s]] = True
    return model


def name_of_model(model: NDArray[np.bool_]) -> str:
    """Its largest members, larger ones first: the usual bracket.

    >>> name_of_model(model_from_name("[3,21]", 3))
    '[12,3]'
    """
    members = [int(s) for s in np.flatnonzero(model)]
    largest = [s for s in members if s and not any(s != t and s & t == s for t in members)]
    lists = len(model).bit_length() - 1
    mark = "." if lists > 9 else ""
    parts = [[str(j + 1) for j in range(lists) if s >> j & 1] for s in largest]
    parts.sort(key=lambda p: (-len(p), [int(d) for d in p]))
    return f"[{','.join(mark.join(p) for p in parts)}]"


def neighbours(model: NDArray[np.bool_], order: int) -> list[NDArray[np.bool_]]:
    """The hierarchical models that differ from this one by a single interaction of at most `order` lists."""
    lists = len(model).bit_length() - 1
    found = []
    for s in range(len(model)):
        if not 2 <= s.bit_count() <= order:
            continue
        parts = [s ^ (1 << j) for j in range(lists) if s >> j & 1]
        wholes = [s | (1 << j) for j in range(lists) if not s >> j & 1]
        if (not model[s] and all(model[p] for p in parts)) or (model[s] and not any(model[w] for w in wholes)):
            other = model.copy()
            other[s] = not model[s]
            found.append(other)
    return found


def largest_order(lists: int) -> int:
    """How many lists an interaction may join by default: three for four or five lists, two for more.

    The rule of Silverman, Chan and Vincent (2024): beyond it the tables of this field are too thin.
    """
    return {2: 1, 3: 2, 4: 3, 5: 3}.get(lists, 2)
