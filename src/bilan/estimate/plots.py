"""The plots of an estimate as an image, with matplotlib (the extra `plots`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bilan.estimate.pictures import histogram, overlaps
from bilan.estimate.result import Estimate
from bilan.estimate.sensitivity import Sensitivity
from bilan.estimate.table import CaptureTable
from bilan.model.errors import BilanError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_DARK, _PALE = "#7a4b2a", "#b9aa9c"
_SHOWN = 24


class NoPlots(BilanError):
    """What draws images is not installed."""


def figure(table: CaptureTable, estimates: Sequence[Estimate], varied: Sensitivity | None = None) -> Figure:
    """One column of plots: each distribution, the fan of assumptions, the overlaps of the lists.

    Raises `NoPlots` where matplotlib is absent.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise NoPlots(
            "matplotlib is not installed, and it draws the images",
            advice="install bilan[plots], or ask for an .svg, which needs nothing",
        ) from error
    shown = [one for one in estimates if one.distribution is not None]
    fan = varied is not None and len(varied.answered) > 1
    tall = [3.0] * len(shown) + ([1 + 0.3 * len(varied.answered)] if fan and varied else [])
    tall += [2.5, 0.4 + 0.25 * len(table.lists)]
    drawn = Figure(figsize=(8, sum(tall) + 1), layout="constrained")
    axes = list(drawn.subplots(len(tall), 1, squeeze=False, height_ratios=tall)[:, 0])
    for one in shown:
        _distribution(axes.pop(0), one)
    if fan and varied:
        _fan(axes.pop(0), varied)
    _upset(axes[0], axes[1], table)
    return drawn


def save_png(path: Path, table: CaptureTable, estimates: Sequence[Estimate], varied: Sensitivity | None = None) -> None:
    """Write the plots as a .png."""
    figure(table, estimates, varied).savefig(path, format="png", dpi=150)


def _distribution(axes: Axes, one: Estimate) -> None:
    held = histogram(one)
    assert held is not None
    high = one.high if one.high is not None else float("inf")
    middles = [(a + b) / 2 for a, b in zip(held.edges, held.edges[1:], strict=False)]
    axes.bar(
        middles,
        held.share,
        width=held.edges[1] - held.edges[0],
        color=[_DARK if one.low <= m <= high else _PALE for m in middles],
    )
    axes.axvline(one.median, color="black", linewidth=1)
    axes.set(title=f"{one.method}: {one.median:,.0f} ({one.low:,.0f} – {high:,.0f})", yticks=[], xlabel="N")


def _fan(axes: Axes, varied: Sensitivity) -> None:
    names = []
    for i, row in enumerate(varied.answered):
        one = row.estimate
        assert one is not None
        colour = _DARK if i == 0 else _PALE
        end = one.high if one.high is not None else one.median
        axes.plot([one.low, end], [-i, -i], color=colour, linewidth=4, linestyle="-" if one.high is not None else ":")
        axes.plot([one.median], [-i], "o", color=_DARK)
        names.append(f"{row.change.value} {row.what}")
    axes.set(xscale="log", xlabel="N", yticks=[-i for i in range(len(names))], yticklabels=names)


def _upset(bars: Axes, dots: Axes, table: CaptureTable) -> None:
    found = overlaps(table)[:_SHOWN]
    bars.bar(range(len(found)), [one.people for one in found], color=_DARK)
    bars.set(xticks=[], ylabel="people")
    for i, one in enumerate(found):
        on = [-j for j, name in enumerate(table.lists) if name in one.lists]
        dots.plot([i] * len(on), on, "o-", color=_DARK)
    names = [f"{name} ({size:,})" for name, size in zip(table.lists, table.sizes, strict=True)]
    dots.set(xticks=[], yticks=[-j for j in range(len(names))], yticklabels=names, xlim=bars.get_xlim())
