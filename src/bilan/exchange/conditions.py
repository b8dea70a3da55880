"""In which rows a rule applies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bilan.exchange.cells import Row, Sheet, whole_number
from bilan.exchange.keys import bad, known_keys, patterns_at, text_at, texts_at

_KEYS = {"column", "in", "not_in", "patterns", "equals", "differs_from"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A row counts when its cell is one of these words, none of those, fits a pattern, or equals another cell."""

    column: str
    among: frozenset[str] | None = None
    not_among: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()
    equals: str | None = None
    differs_from: str | None = None

    @property
    def columns(self) -> set[str]:
        return {c for c in (self.column, self.equals, self.differs_from) if c}

    def holds(self, sheet: Sheet, row: Row) -> bool:
        words = sheet.cell(row, self.column).value
        if self.equals is not None and not _same(words, sheet.cell(row, self.equals).value):
            return False
        if self.differs_from is not None and _same(words, sheet.cell(row, self.differs_from).value):
            return False
        return self.accepts(words)

    def accepts(self, words: str) -> bool:
        """What can be said of the words alone."""
        if self.among is not None and words not in self.among:
            return False
        if words in self.not_among:
            return False
        return not self.patterns or any(p.search(words) for p in self.patterns)


def _same(a: str, b: str) -> bool:
    """Whether two cells say the same: 4 and 4.0 do."""
    numbers = whole_number(a), whole_number(b)
    return a == b if None in numbers else numbers[0] == numbers[1]


def conditions(value: Any, where: str, *, alone: bool = False) -> tuple[Condition, ...]:
    """One condition or a list of them; a row must meet them all. `alone`: none may look at a second cell."""
    if value is None:
        return ()
    many = value if isinstance(value, list) else [value]
    made = []
    for item in many:
        if not isinstance(item, Mapping):
            raise bad(where, 'must be a table such as { column = "…", in = ["…"] }')
        known_keys(item, _KEYS - {"equals", "differs_from"} if alone else _KEYS, where)
        column = text_at(item, "column", where)
        if column is None:
            raise bad(f"{where}.column", "is missing")
        made.append(
            Condition(
                column,
                frozenset(texts_at(item, "in", where)) if "in" in item else None,
                frozenset(texts_at(item, "not_in", where)),
                patterns_at(item, "patterns", where),
                text_at(item, "equals", where),
                text_at(item, "differs_from", where),
            )
        )
    return tuple(made)
