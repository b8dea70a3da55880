"""The plots of an estimate as SVG: the distribution, the fan of assumptions, the overlaps of the lists (an UpSet plot).

A. Lex et al. (2014), "UpSet: visualization of intersecting sets", IEEE TVCG 20(12). Numbers run from left to right in
every language. Colours are those of the page; a drawing that stands alone brings its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from bilan.estimate import Estimate, Sensitivity
from bilan.estimate.pictures import Histogram, Overlap, ticks

WIDE = 720
SHOWN = 24  # combinations of lists in the drawing; the table beside it holds all of them
_LABEL = 190
ALONE = (
    "svg{background:#fff;font-family:sans-serif;font-size:13px;direction:ltr}text{fill:#222}"
    ".mark{fill:#7a4b2a;stroke:#7a4b2a}.pale{fill:#b9aa9c;stroke:#b9aa9c}.rule{stroke:#ccc}"
)
Written = Callable[[int], str]


def distribution(held: Histogram, estimate: Estimate, alt: str, number: Written) -> Markup:
    """Bars of probability; dark inside the interval; a line at the median."""
    tall, left, right = 200, 10, WIDE - 10
    low, high = held.edges[0], held.edges[-1]
    x = _scale(low, high, left, right)
    most = max(held.share) or 1.0
    parts = []
    for begin, end, share in zip(held.edges, held.edges[1:], held.share, strict=False):
        inside = estimate.low <= (begin + end) / 2 <= (estimate.high if estimate.high is not None else math.inf)
        height = 160 * share / most
        parts.append(
            f'<rect class="{"mark" if inside else "pale"}" stroke="none" x="{x(begin):.1f}" y="{tall - 30 - height:.1f}" '
            f'width="{max(x(end) - x(begin) - 0.6, 0.4):.1f}" height="{height:.1f}"/>'
        )
    middle = x(min(max(estimate.median, low), high))
    parts.append(f'<line class="rule" x1="{middle:.1f}" x2="{middle:.1f}" y1="4" y2="{tall - 30}"/>')
    return _svg(tall, alt, "".join(parts) + _axis(ticks(low, high), x, tall - 30, number))


def fan(varied: Sensitivity, names: Sequence[str], alt: str, number: Written) -> Markup:
    """One line per answered row, in the order of `names`; on a logarithmic scale."""
    rows = [row.estimate for row in varied.answered if row.estimate is not None]
    low = min(row.low for row in rows)
    high = max(row.high if row.high is not None else row.median for row in rows)
    x = _scale(math.log(max(low, 1)), math.log(max(high, low + 1)), _LABEL + 10, WIDE - 12)
    tall = 24 * len(rows) + 34

    def at(value: float) -> float:
        return x(math.log(max(value, 1)))

    parts = []
    for i, (row, name) in enumerate(zip(rows, names, strict=True)):
        y = 16 + 24 * i
        end = row.high if row.high is not None else high
        dashed = ' stroke-dasharray="4 4"' if row.high is None else ""
        parts.append(
            f'<text x="{_LABEL}" y="{y + 4}" text-anchor="end">{escape(name[:28])}</text>'
            f'<line class="{"mark" if i == 0 else "pale"}" stroke-width="5" x1="{at(row.low):.1f}" x2="{at(end):.1f}" '
            f'y1="{y}" y2="{y}"{dashed}/><circle class="mark" r="4.5" cx="{at(row.median):.1f}" cy="{y}"/>'
        )
    return _svg(tall, alt, "".join(parts) + _axis(ticks(low, high, logarithmic=True), at, tall - 22, number))


def upset(lists: Sequence[str], sizes: Sequence[int], found: Sequence[Overlap], alt: str, number: Written) -> Markup:
    """Bars of people per combination, dots for its lists; the sizes of the lists beside their names."""
    shown = found[:SHOWN]
    most = max(one.people for one in shown)
    wide = (WIDE - _LABEL - 20) / max(len(shown), 8)
    tall, parts = 150 + 22 * len(lists), []
    for j, (name, size) in enumerate(zip(lists, sizes, strict=True)):
        y = 150 + 22 * j
        parts.append(
            f'<text x="{_LABEL}" y="{y + 4}" text-anchor="end">{escape(name[:18])} · {number(size)}</text>'
            f'<line class="rule" x1="{_LABEL + 10}" x2="{WIDE - 10}" y1="{y}" y2="{y}"/>'
        )
    for i, one in enumerate(shown):
        x, height = _LABEL + 12 + wide * (i + 0.5), 105 * one.people / most
        parts.append(
            f'<rect class="mark" stroke="none" x="{x - wide * 0.35:.1f}" y="{130 - height:.1f}" width="{wide * 0.7:.1f}" '
            f'height="{max(height, 0.8):.1f}"/><text x="{x:.1f}" y="{125 - height:.1f}" text-anchor="middle" '
            f'font-size="10">{number(one.people)}</text>'
        )
        on = [j for j, name in enumerate(lists) if name in one.lists]
        parts.append(
            f'<line class="mark" stroke-width="2" x1="{x:.1f}" x2="{x:.1f}" y1="{150 + 22 * on[0]}" y2="{150 + 22 * on[-1]}"/>'
        )
        parts += [f'<circle class="mark" r="5" cx="{x:.1f}" cy="{150 + 22 * j}"/>' for j in on]
    return _svg(tall, alt, "".join(parts))


def stacked(drawings: Sequence[tuple[str, Markup]]) -> str:
    """Several drawings with their titles, one below the other, as one file that stands alone."""
    y, parts = 0, []
    for title, drawing in drawings:
        tall = int(str(drawing).split('viewBox="0 0 ', 1)[1].split('"', 1)[0].split()[1])
        parts.append(f'<text x="10" y="{y + 22}" font-size="16">{escape(title)}</text>')
        parts.append(str(drawing).replace("<svg ", f'<svg x="0" y="{y + 36}" width="{WIDE}" height="{tall}" ', 1))
        y += tall + 60
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{y}" viewBox="0 0 {WIDE} {y}">'
        f"<style>{ALONE}</style>{''.join(parts)}</svg>\n"
    )


def _svg(tall: int, alt: str, body: str) -> Markup:
    return Markup(  # every text in it was escaped above
        f'<svg class="drawn" viewBox="0 0 {WIDE} {tall}" role="img" aria-label="{escape(alt)}">{body}</svg>'
    )


def _axis(at: Sequence[float], x: Callable[[float], float], y: float, number: Written) -> str:
    return "".join(
        f'<line class="rule" x1="{x(value):.1f}" x2="{x(value):.1f}" y1="{y}" y2="{y + 5}"/>'
        f'<text x="{x(value):.1f}" y="{y + 19}" text-anchor="middle">{number(round(value))}</text>'
        for value in at
    )


def _scale(low: float, high: float, left: float, right: float) -> Callable[[float], float]:
    return lambda value: left + (right - left) * (value - low) / max(high - low, 1e-12)
