"""A table exhibit shown as a table, its claims marked in their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bilan.exchange.cells import Row, Sheet, read_sheet
from bilan.model.claim import FiledClaim
from bilan.model.text import Span
from bilan.release.marks import Piece, fits, pieces

A_CELL = 24  # bytes that the markup of one cell takes
WIDEST = 60  # columns; a wider table is shown as its text


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number as a spreadsheet shows it, and the marked pieces of each cell."""

    number: int
    cells: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    head: tuple[str, ...]
    lines: tuple[Line, ...]


def grid(text: str, claims: Sequence[FiledClaim], window: Sequence[Span]) -> Grid | None:
    """The rows that begin in a page's window. None where a grid would lose a claim: then the text itself is shown."""
    sheet = _read(text)
    if sheet.head is None or not 2 <= len(sheet.head.cells) <= WIDEST:
        return None
    rows = [r for r in sheet.rows if _holds(window, r.span.start)]
    mine = [c for c in claims if fits(c, text) and _holds(window, c.record.count_span.start)]
    shown = [cell.span for row in rows for cell in row.cells if cell.span]
    if not all(any(span.contains(c.record.count_span) for span in shown) for c in mine):
        return None
    return Grid(tuple(c.value for c in sheet.head.cells), tuple(_line(text, row, mine) for row in rows))


@lru_cache(maxsize=4)
def _read(text: str) -> Sheet:
    """A table is read once for the many claims that show their own row of it."""
    return read_sheet(text)


def _line(text: str, row: Row, claims: Sequence[FiledClaim]) -> Line:
    near = [c for c in claims if row.span.contains(c.record.count_span)]
    return Line(row.line, tuple(tuple(pieces(text, near, c.span)) if c.span else () for c in row.cells))


def _holds(window: Sequence[Span], place: int) -> bool:
    return any(s.start <= place < s.end for s in window)
