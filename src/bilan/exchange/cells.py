"""A CSV text as cells that know where they stand in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bilan.exchange.guarding import unguarded
from bilan.model.text import Span

_DELIMITERS = ",;\t|"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, without quotes, outer blanks and the guard against formulas. `span=None`: it is empty."""

    value: str
    span: Span | None


EMPTY = Cell("", None)


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table. `line` counts records from 1, the header being 1, as a spreadsheet shows them."""

    line: int
    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the header's cells by name, and its rows."""

    header: dict[str, int]
    head: Row | None
    rows: tuple[Row, ...]

    def cell(self, row: Row, column: str) -> Cell:
        """The cell of that column; an empty one where the row stops short, or the table has no such column.

        >>> sheet = read_sheet('who,n\\n"Smith, agency",12\\n')
        >>> sheet.cell(sheet.rows[0], "who")
        Cell(value='Smith, agency', span=Span(start=7, end=20))
        """
        at = self.header.get(column)
        return row.cells[at] if at is not None and at < len(row.cells) else EMPTY

    def heading(self, column: str) -> Cell:
        """The header's own cell for that column."""
        return self.head.cells[self.header[column]] if self.head and column in self.header else EMPTY

    def record(self, row: Row) -> dict[str, str]:
        """The row as plain strings by column."""
        return {name: self.cell(row, name).value for name in self.header}


@cache
def _token(delimiter: str) -> re.Pattern[str]:
    d = re.escape(delimiter)
    return re.compile(rf'[^\S\r\n{d}]*"((?:[^"]|"")*)"[^\S\r\n{d}]*(?=[{d}\r\n]|\Z)|([^{d}\r\n]*)')


def guess_delimiter(text: str) -> str:
    """Comma, semicolon, tab or bar: whichever the first line holds most of (comma when none)."""
    first = text.lstrip("\ufeff\r\n").split("\n", 1)[0]
    return max(_DELIMITERS, key=first.count) if any(d in first for d in _DELIMITERS) else ","


def read_sheet(text: str, delimiter: str | None = None) -> Sheet:
    """Read a table: quoted cells, line breaks inside them, a byte order mark and any line ending are understood."""
    rows = tuple(_rows(text, delimiter or guess_delimiter(text)))
    if not rows:
        return Sheet({}, None, ())
    head = rows[0]
    header: dict[str, int] = {}
    for at, cell in enumerate(head.cells):
        if cell.value:
            header.setdefault(cell.value, at)
    return Sheet(header, head, rows[1:])


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    token = _token(delimiter)
    at, size, line = (1 if text.startswith("\ufeff") else 0), len(text), 0
    while at < size:
        start, cells = at, []
        while True:
            match = token.match(text, at)
            assert match is not None  # the second branch matches even nothing
            cells.append(_cell(text, match))
            at = match.end()
            if at < size and text[at] == delimiter:
                at += 1
                continue
            break
        end = at
        if text.startswith("\r\n", at):
            at += 2
        elif at < size:
            at += 1
        if any(cell.span for cell in cells):
            line += 1
            yield Row(line, Span(start, end), tuple(cells))


def as_written(text: str, row: Row, delimiter: str | None = None) -> tuple[str, ...]:
    """The cells of a row of that text with their outer blanks, without quotes and the guard against formulas.

    >>> text = 'who,n\\n" a ",=1\\n'
    >>> as_written(text, read_sheet(text).rows[0])
    (' a ', '=1')
    """
    return tuple(_written(text, row, _token(delimiter or guess_delimiter(text))))


def _written(text: str, row: Row, token: re.Pattern[str]) -> Iterator[str]:
    at = row.span.start
    while True:
        match = token.match(text, at)
        assert match is not None
        quoted = match.group(1)
        yield unguarded(quoted.replace('""', '"') if quoted is not None else match.group(2))
        at = match.end() + 1
        if at > row.span.end:
            return


def _cell(text: str, match: re.Match[str]) -> Cell:
    group = 1 if match.group(1) is not None else 2
    raw = match.group(group)
    words = raw.strip()
    if not words:
        return EMPTY
    start = match.start(group) + len(raw) - len(raw.lstrip())
    bare = unguarded(words)
    start, words = start + len(words) - len(bare), bare
    return Cell(words.replace('""', '"') if group == 1 else words, Span(start, start + len(words)))


_BLANKS = re.compile(r"[\s\u00a0\u202f\u2009'’_]")
_GROUPED = re.compile(r"\d{1,3}(?:([,.٬])\d{3})(?:\1\d{3})*$")
_PLAIN = re.compile(r"-?\d+(?:[.,]0+)?$")


def whole_number(words: str) -> int | None:
    """The whole number that a cell holds; `None` when it holds anything else.

    >>> whole_number("1,061"), whole_number("5 800"), whole_number("٥٨٠٠"), whole_number("232.0")
    (1061, 5800, 5800, 232)
    >>> whole_number("n/a") is None
    True
    """
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in words)
    text = _BLANKS.sub("", text)
    if _GROUPED.match(text):
        return int(re.sub(r"\D", "", text))
    if _PLAIN.match(text):
        return int(re.split(r"[.,]", text)[0])
    return None
