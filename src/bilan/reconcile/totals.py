"""Totals over a wide place or period: which counts are totals, and the steps that lower them, each with its source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bilan.model.vocab import Lang
from bilan.reconcile.policy import AdjustmentKind


@dataclass(frozen=True, slots=True)
class Step:
    """One adjustment of a total, as published.

    taken   how many people it takes away, at the least and at the most; None: no end is known
    before, after  the range of the total before and after it. `None` at the top: it is open
    claims  for an overlap: the claims that count the same people elsewhere
    """

    kind: AdjustmentKind
    source: Mapping[Lang, str] = field(hash=False)
    taken: tuple[int, int | None]
    before: tuple[int, int | None]
    after: tuple[int, int | None]
    claims: tuple[str, ...] = ()

    def as_json(self, lang: str = "en") -> dict[str, Any]:
        return {
            "kind": self.kind,
            "source": next(says for of, says in self.source.items() if of == lang),
            "taken": _range(self.taken),
            "before": _range(self.before),
            "after": _range(self.after),
            "claims": list(self.claims),
        }


def check_steps(steps: Iterable[Step]) -> list[str]:
    """Everything that is wrong with the arithmetic of a list of steps; empty: each follows from the one before.

    >>> one = Step("baseline", {"en": "a register"}, (1, 2), (10, 10), (8, 9))
    >>> check_steps([one]), check_steps([one, one])
    ([], ['step 1 begins with (10, 10), and the one before it ended with (8, 9)'])
    """
    wrong = []
    last: tuple[int, int | None] | None = None
    for n, step in enumerate(steps):
        if last is not None and step.before != last:
            wrong.append(f"step {n} begins with {step.before}, and the one before it ended with {last}")
        if step.after != less(step.before, step.taken):
            wrong.append(f"step {n} does not take {step.taken} from {step.before}: {step.after}")
        last = step.after
    return wrong


def less(range_: tuple[int, int | None], taken: tuple[int, int | None]) -> tuple[int, int | None]:
    """An interval less an interval: the least less the most, the most less the least, never below nobody.

    >>> less((100, 100), (2, 4)), less((5, None), (3, None))
    ((96, 98), (0, None))
    """
    low, high = range_
    least, most = taken
    return (0 if most is None else max(0, low - most)), (None if high is None else max(0, high - least))


def _range(pair: tuple[int, int | None]) -> dict[str, int | None]:
    return {"low": pair[0], "high": pair[1]}
