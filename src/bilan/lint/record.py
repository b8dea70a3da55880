"""A recorder's rows in one form, whatever their columns are called. Each value keeps its column and its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bilan.lint.layout import Beside, CountRule, Layout
from bilan.lint.source import Line, Sheet
from bilan.lint.values import day, number
from bilan.model.errors import WrongUse


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column; `column=""`: the layout says it of every row."""

    column: str
    words: str


NOTHING = Cell("", "")


@dataclass(frozen=True, slots=True)
class Count:
    """How many of a group came to a harm, at least and at most. `None`: empty, or not to be read."""

    rule: CountRule
    low: Decimal | None
    best: Decimal | None
    high: Decimal | None
    cells: Mapping[str, str]  # column → words

    @property
    def said(self) -> bool:
        """Whether any of its cells holds a number."""
        return any(n is not None for n in (self.low, self.best, self.high))


@dataclass(frozen=True, slots=True)
class Record:
    """One incident of a table, or one day of a series."""

    row: int
    name: str  # its code or id, as people cite it; its row where it has none
    cells: Mapping[str, Cell]  # meaning → what stands there; empty cells are left out
    days: Mapping[str, date]  # meaning → day, where it can be read
    point: tuple[Decimal, Decimal] | None  # latitude, longitude, where both are numbers
    counts: tuple[Count, ...]
    belligerents: tuple[str, ...]
    line: Line

    def cell(self, meaning: str) -> Cell:
        return self.cells.get(meaning, NOTHING)

    def words(self, meaning: str) -> str:
        return self.cell(meaning).words


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table beside the incidents: a victim, or an attribution to a belligerent."""

    row: int
    incident: Cell
    cells: Mapping[str, Cell]

    def words(self, meaning: str) -> str:
        return self.cells.get(meaning, NOTHING).words

    def cell(self, meaning: str) -> Cell:
        return self.cells.get(meaning, NOTHING)


@dataclass(frozen=True, slots=True)
class Tables:
    """Everything that a rule may look at. A table that is absent is `None`."""

    layout: Layout
    file: str
    columns: frozenset[str]
    records: tuple[Record, ...]
    victims: tuple[Row, ...] | None
    attributions: tuple[Row, ...] | None
    files: Mapping[str, str]  # table → file name
    joins: Mapping[str, str]  # table → what it calls an incident by: id or code
    as_of: date
    since: date | None

    def key(self, record: Record, table: str) -> str:
        """What a table beside the incidents calls this record: its id or its code."""
        return record.words(self.joins.get(table, "code"))

    def has(self, meaning: str) -> bool:
        """Whether the table of incidents has a column for this, or the layout says it of every row."""
        return self.layout.columns.get(meaning) in self.columns or meaning in self.layout.constants

    @property
    def counts(self) -> tuple[CountRule, ...]:
        """The counts of which the table has a column."""
        return tuple(rule for rule in self.layout.counts if self.columns & set(rule.columns))


def records_of(sheet: Sheet, layout: Layout) -> tuple[Record, ...]:
    """The rows of the table of incidents; an error when none of the layout's columns is there."""
    have = set(sheet.columns)
    if not layout.reads & have:
        raise WrongUse(
            f"{sheet.name} has none of the columns that the layout {layout.name} reads",
            why="no rule could look at it",
            advice=f"say another --format, or describe its columns in a --mapping; it has {_some(sheet.columns)}",
        )
    missing = sorted(layout.signature - have)
    if missing:
        raise WrongUse(
            f"{sheet.name} lacks the column {', '.join(missing)}, by which the layout {layout.name} is known",
            why="its rows would be misread",
            advice=f"say another --format, or describe its columns in a --mapping; it has {_some(sheet.columns)}",
        )
    return tuple(_record(line, layout) for line in sheet.lines)


def joined_by(sheet: Sheet, beside: Beside, incidents: Sheet, layout: Layout) -> str:
    """By what a table beside points at incidents: the id, or else the code, whichever both tables have."""
    for meaning in ("id", "code"):
        column = beside.incident.get(meaning)
        if column in sheet.columns and layout.columns.get(meaning) in incidents.columns:
            return meaning
    raise WrongUse(
        f"{sheet.name} has no column that says which incident of {incidents.name} a row belongs to",
        why="its rows cannot be read",
        advice=f"it should have {' or '.join(beside.incident.values())}",
    )


def rows_of(sheet: Sheet, beside: Beside, join: str) -> tuple[Row, ...]:
    """The rows of a table beside; an error when it lacks a column that the layout reads."""
    missing = sorted(set(beside.columns.values()) - set(sheet.columns))
    if missing:
        raise WrongUse(
            f"{sheet.name} lacks the column {', '.join(missing)}",
            why="its rows cannot be read",
            advice="say another --format, or describe its columns in a --mapping",
        )
    to = beside.incident[join]
    return tuple(
        Row(line.row, Cell(to, line.get(to)), {m: Cell(c, line.get(c)) for m, c in beside.columns.items()})
        for line in sheet.lines
    )


def _record(line: Line, layout: Layout) -> Record:
    cells = {m: Cell(c, line.get(c)) for m, c in layout.columns.items() if line.get(c)}
    cells |= {m: Cell("", words) for m, words in layout.constants.items() if m not in cells}
    cited = [words for m in ("code", "id", "cite") if (words := cells.get(m, NOTHING).words)]
    days = {m: found for m in ("date", "date_end", "published") if (found := _day(cells, m, layout)) is not None}
    lat, lon = (number(cells.get(m, NOTHING).words) for m in ("lat", "lon"))
    return Record(
        row=line.row,
        name=cited[0] if cited else f"row {line.row}",
        cells=cells,
        days=days,
        point=(lat, lon) if lat is not None and lon is not None else None,
        counts=tuple(_count(line, rule) for rule in layout.counts),
        belligerents=tuple(_belligerents(line, layout)),
        line=line,
    )


def _day(cells: Mapping[str, Cell], meaning: str, layout: Layout) -> date | None:
    return day(cells.get(meaning, NOTHING).words, layout.date_forms)


def _count(line: Line, rule: CountRule) -> Count:
    def read(column: str | None) -> Decimal | None:
        return number(line.get(column)) if column else None

    return Count(
        rule, read(rule.low), read(rule.best), read(rule.high), {c: line.get(c) for c in rule.columns if line.get(c)}
    )


def _belligerents(line: Line, layout: Layout) -> Iterable[str]:
    names = layout.belligerents
    for column in names.columns if names else ():
        words = line.get(column)
        for name in words.split(names.split) if names and names.split else [words]:
            if name.strip():
                yield name.strip()


def _some(columns: tuple[str, ...]) -> str:
    return ", ".join(columns[:12]) + (f" and {len(columns) - 12} more" if len(columns) > 12 else "")
