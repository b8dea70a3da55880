"""The bounds of a question, part by part."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from bilan.reconcile.bounds import MOST_SETS, Bounds, Consistent


@dataclass(frozen=True, slots=True)
class Solved:
    """The bounds of the connected parts of a question; the whole is their sum."""

    parts: tuple[Bounds, ...]

    @property
    def low(self) -> int:
        return sum(b.low for b in self.parts)

    @property
    def high(self) -> int | None:
        highs = [b.high for b in self.parts]
        return None if None in highs else sum(h for h in highs if h is not None)

    @property
    def feasible(self) -> bool:
        return all(b.feasible for b in self.parts)

    @property
    def is_complete(self) -> bool:
        return all(b.is_complete for b in self.parts) and math.prod(len(b.sets) for b in self.parts) <= MOST_SETS

    def choices(self) -> Iterator[tuple[Consistent, ...]]:
        """One consistent set from each part, in every combination; the first of each where they are too many."""
        if self.is_complete:
            yield from product(*(b.sets for b in self.parts))
        else:
            yield tuple(b.sets[0] for b in self.parts)
            yield tuple(b.sets[-1] for b in self.parts)

    @property
    def binding(self) -> list[str]:
        """The figures that hold the bounds in place: rows with a multiplier."""
        keys: list[str] = []
        for b in self.parts:
            for s in b.sets:
                p = b.programme.without(s.without)
                for solution in (s.least, s.most):
                    if solution.dual:
                        keys += [r.figure for r, y in zip(p.rows, solution.dual, strict=True) if y and r.figure]
        return list(dict.fromkeys(keys))
