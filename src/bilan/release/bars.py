"""Alleged beside admitted, as bars: solid up to what is certain, pale up to what is possible, dashed where nobody sets a ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bilan.release.figures import ActorFigures, Figure

WIDE = 1000  # units across the whole scale


@dataclass(frozen=True, slots=True)
class Bar:
    """From 0: solid to `sure`, pale to `possible`; `open`: nobody sets a ceiling."""

    sure: int
    possible: int
    open: bool

    @property
    def dashes(self) -> tuple[int, ...]:
        """Where the dashes of an open end begin."""
        return tuple(x for x in range(self.sure + 10, min(self.sure + 100, WIDE - 9), 24)) if self.open else ()


@dataclass(frozen=True, slots=True)
class BarRow:
    figures: ActorFigures
    alleged: Bar
    admitted: Bar


@dataclass(frozen=True, slots=True)
class Chart:
    """`most`: the number at the far end of the scale."""

    rows: tuple[BarRow, ...]
    most: int


def chart(rows: Sequence[ActorFigures]) -> Chart:
    """One scale for all rows that have a number to show."""
    told = [r for r in rows if _largest(r.alleged) or _largest(r.admitted)]
    most = round_up(max((max(_largest(r.alleged), _largest(r.admitted)) for r in told), default=0))
    return Chart(tuple(BarRow(r, _bar(r.alleged, most), _bar(r.admitted, most)) for r in told), most)


def round_up(n: int) -> int:
    """The next number that reads well at the end of a scale, with a little room.

    >>> round_up(5881), round_up(105), round_up(0)
    (7500, 150, 1)
    """
    if n <= 0:
        return 1
    unit = 10 ** (len(str(n)) - 1)
    return next(int(unit * step) for step in (1, 1.5, 2, 3, 4, 5, 7.5, 10, 15) if unit * step > n)


def _largest(figure: Figure) -> int:
    return figure.low if figure.high is None else figure.high


def _bar(figure: Figure, most: int) -> Bar:
    return Bar(_at(figure.low, most), _at(_largest(figure), most), figure.high is None)


def _at(n: int, most: int) -> int:
    """Where a number stands on the scale; anything above nothing is seen."""
    return max(n * WIDE // most, 3) if n else 0
