"""How a mapping says where a value comes from: a constant, or a column with what to make of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bilan.exchange.cells import Cell, Row, Sheet
from bilan.exchange.conditions import Condition, conditions
from bilan.exchange.keys import bad, known_keys, patterns_at, text_at, text_table, texts_at
from bilan.model.text import Span

_KEYS = {
    "value",
    "header",
    "column",
    "values",
    "default",
    "ignore",
    "trim",
    "patterns",
    "split",
    "inherited",
    "optional",
    "when",
    "otherwise",
    "forms",
}


class BadCell(ValueError):
    """A cell that its mapping does not know how to read: becomes an error of that row, never a silent gap.

    column, value  where it stands and what it says; expected: what would be understood there
    """

    def __init__(self, reason: str, *, column: str = "", value: str = "", expected: str = "") -> None:
        super().__init__(reason)
        self.column, self.value, self.expected = column, value, expected


@dataclass(frozen=True, slots=True)
class Piece:
    """One value and where the table says it; `span=None`: the mapping says it, no cell does."""

    value: str
    span: Span | None
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class FieldRule:
    """Where one field of a claim comes from.

    where      the TOML key, for error messages
    value      a constant
    header     the column whose heading says the constant (its span is that heading)
    column     the column whose cell holds the value
    values     what each cell's words mean ("" for an empty cell); other words stand for themselves unless `closed`
    default    the meaning of words that `values` lacks
    ignore     words that say nothing ("n/a")
    trim       patterns cut away from the cell before it is read
    patterns   tried in turn; the group called as the field, or the first, is the value (several names: see `parts`);
               a group called `around` is a value of the page around the figure, hence inherited
    split      a pattern between several values of one cell
    inherited  the value is true of the table or page, not said of this very figure
    optional   words that no pattern fits are taken for nothing said, not for an error
    when       the rows in which this is said; otherwise: what is meant in all other rows (None: nothing)
    forms      how dates are written that are not ISO ("%d %B %Y")
    """

    where: str
    value: str | None = None
    header: str | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    default: str | None = None
    ignore: frozenset[str] = frozenset()
    trim: tuple[re.Pattern[str], ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    split: re.Pattern[str] | None = None
    inherited: bool = False
    optional: bool = False
    when: tuple[Condition, ...] = ()
    otherwise: str | None = None
    forms: tuple[str, ...] = ()

    @property
    def columns(self) -> set[str]:
        return {c for c in (self.column, self.header) if c} | {c for one in self.when for c in one.columns}

    def read(self, sheet: Sheet, row: Row, name: str = "") -> tuple[Piece, ...]:
        """The values of this field in this row, each with its span; empty: nothing said."""
        if not all(c.holds(sheet, row) for c in self.when):
            return (Piece(self.otherwise, None),) if self.otherwise is not None else ()
        if self.column is None:
            span = sheet.heading(self.header).span if self.header else None
            return (Piece(self.value, span, self.inherited),) if self.value is not None else ()
        cell = sheet.cell(row, self.column)
        if cell.value in self.ignore:
            return ()
        if not cell.value and (not self.values or (self.optional and "" not in self.values)):
            return (Piece(self.default, None),) if self.default is not None else ()
        return tuple(self._meaning(self._dated(piece)) for piece in self._pieces(cell, name))

    def one(self, sheet: Sheet, row: Row, name: str = "") -> Piece | None:
        """The only value of this field in this row."""
        pieces = self.read(sheet, row, name)
        if len(pieces) > 1:
            raise BadCell(
                f"{self.where}: one value was expected, the cell gives {len(pieces)}",
                column=self.column or "",
                value="; ".join(p.value for p in pieces),
                expected="one value",
            )
        return pieces[0] if pieces else None

    def parts(self, sheet: Sheet, row: Row) -> dict[str, Piece]:
        """The named groups of the first pattern that fits the cell."""
        assert self.column is not None
        cell = sheet.cell(row, self.column)
        if cell.span is None or cell.value in self.ignore:
            return {}
        found = self._match(cell)
        if found is None:
            return {}
        return {
            name: Piece(words, _within(cell, found.start(name), found.end(name)))
            for name, words in found.groupdict().items()
            if words
        }

    def _match(self, cell: Cell) -> re.Match[str] | None:
        for pattern in self.patterns:
            if found := pattern.search(cell.value):
                return found
        if self.optional:
            return None
        raise BadCell(
            f"{self.where}: no pattern fits {cell.value!r} in column {self.column!r}",
            column=self.column or "",
            value=cell.value,
            expected="words that fit " + " or ".join(p.pattern for p in self.patterns),
        )

    def _pieces(self, cell: Cell, name: str) -> Iterable[Piece]:
        if cell.span is None:
            yield Piece("", None)
            return
        start, end, inherited = 0, len(cell.value), self.inherited
        if self.patterns:
            found = self._match(cell)
            group: int | str = name if found and name in (found.re.groupindex or {}) else 1
            if found is None or not found.re.groups or found.start(group) < 0:
                return
            start, end = found.span(group)
            inherited = inherited or found.lastgroup == "around"
        for a, b in _split(cell.value, start, end, self.split):
            a, b = _trimmed(cell.value, a, b, self.trim)
            if a < b and cell.value[a:b] not in self.ignore:
                yield Piece(cell.value[a:b], _within(cell, a, b), inherited)

    def _dated(self, piece: Piece) -> Piece:
        """A date in one of the `forms`, as ISO; anything else as it stands."""
        for form in self.forms:
            try:
                return replace(piece, value=datetime.strptime(piece.value, form).date().isoformat())
            except ValueError:
                continue
        return piece

    def _meaning(self, piece: Piece) -> Piece:
        for words in (piece.value, piece.value.casefold()):
            if words in self.values:
                return Piece(self.values[words], piece.span, piece.inherited)
        return Piece(self.default, piece.span, piece.inherited) if self.default is not None else piece


def _within(cell: Cell, start: int, end: int) -> Span:
    assert cell.span is not None
    if len(cell.value) != cell.span.end - cell.span.start:  # doubled quotes: point at the whole cell
        return cell.span
    return Span(cell.span.start + start, cell.span.start + end)


def _split(text: str, start: int, end: int, by: re.Pattern[str] | None) -> Iterable[tuple[int, int]]:
    if by is None:
        yield start, end
        return
    for found in by.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end


def _trimmed(text: str, start: int, end: int, trim: tuple[re.Pattern[str], ...]) -> tuple[int, int]:
    """Cut what the patterns match off either end (a span has no holes), and the blanks left over."""
    changed = True
    while changed:
        changed = False
        for pattern in trim:
            for found in pattern.finditer(text, start, end):
                if found.start() == found.end():
                    continue
                if not text[found.end() : end].strip():
                    end, changed = found.start(), True
                elif not text[start : found.start()].strip():
                    start, changed = found.end(), True
                if changed:
                    break
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


# ---------------------------------------------------------------- from TOML


def field_rule(value: Any, where: str, *, bare: str = "value") -> FieldRule:
    """A string is a constant (or, for a count or a date, a column: `bare="column"`); a table says more."""
    if isinstance(value, str):
        return FieldRule(where, value=value, inherited=True) if bare == "value" else FieldRule(where, column=value)
    if not isinstance(value, Mapping):
        raise bad(where, f"must be text or a table, not {value!r}")
    known_keys(value, _KEYS, where)
    column = text_at(value, "column", where)
    if (column is None) == ("value" not in value):
        raise bad(where, "needs either `column` or `value`")
    return FieldRule(
        where,
        value=text_at(value, "value", where),
        header=text_at(value, "header", where),
        column=column,
        values=text_table(value.get("values", {}), f"{where}.values"),
        default=text_at(value, "default", where),
        ignore=frozenset(texts_at(value, "ignore", where)),
        trim=patterns_at(value, "trim", where),
        patterns=patterns_at(value, "patterns", where),
        split=next(iter(patterns_at(value, "split", where)), None),
        inherited=bool(value.get("inherited", column is None and "header" not in value)),
        optional=bool(value.get("optional", False)),
        when=conditions(value.get("when"), f"{where}.when"),
        otherwise=text_at(value, "otherwise", where),
        forms=texts_at(value, "forms", where),
    )
