"""How far the answer depends on what was assumed: other methods, one list fewer, other priors, another linkage."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bilan.estimate.averaging import averaged
from bilan.estimate.latent_class import LatentPrior, latent_class
from bilan.estimate.methods import Request, default_method, estimator, estimators
from bilan.estimate.publishable import publishable
from bilan.estimate.result import Draws, Estimate, Grid
from bilan.estimate.table import CaptureTable
from bilan.estimate.validity import BadTable, NoEstimate

_NODES = 2000


class Change(StrEnum):
    """What a row of the analysis changes."""

    METHOD = "method"
    LIST = "list"
    PRIOR = "prior"
    THRESHOLD = "threshold"
    LINKAGE = "linkage"


@dataclass(frozen=True, slots=True)
class Row:
    """One answer under one change. `what` names it; without an estimate, `refused` says why there is none."""

    change: Change
    what: str
    estimate: Estimate | None
    refused: str = ""
    publishable: bool = False


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """The answer of `method` to the table as it is (`base`), and the answers under each change."""

    method: str
    base: Row
    rows: tuple[Row, ...]

    @property
    def answered(self) -> tuple[Row, ...]:
        """The rows that have an estimate, the base first."""
        return tuple(row for row in (self.base, *self.rows) if row.estimate is not None)

    @property
    def medians(self) -> tuple[float, float] | None:
        """The lowest and the highest median; `None` when nothing could be estimated."""
        found = [row.estimate.median for row in self.answered if row.estimate]
        return (min(found), max(found)) if found else None

    @property
    def envelope(self) -> tuple[float, float] | None:
        """From the lowest lower bound to the highest upper one, of intervals that have one."""
        low = [row.estimate.low for row in self.answered if row.estimate]
        high = [row.estimate.high for row in self.answered if row.estimate and row.estimate.high is not None]
        return (min(low), max(high)) if low and high else None


def sensitivity(
    table: CaptureTable,
    *,
    method: str | None = None,
    methods: Sequence[str] | None = None,
    thresholds: Mapping[float, CaptureTable] | None = None,
    linkages: Sequence[CaptureTable] = (),
    priors: bool = True,
    ask: Request | None = None,
    report: Callable[[str, float], None] | None = None,
) -> Sensitivity:
    """Ask again, changing one thing at a time.

    `method`: the one to vary around (by default the best exact one). `methods`: those to set beside it, all installed
    ones by default. `thresholds`: tables by the threshold of the linkage; `linkages`: tables of several draws of one
    linkage; their answers come one by one and as one mixture. `report` is told what is being asked and the share done.
    """
    ask = ask or Request()
    chosen = method or default_method(table)
    width, known = len(table.active().lists), estimators()
    fitting = sorted(name for name, one in known.items() if one.least <= width <= one.most)
    others = [name for name in (methods or fitting) if name != chosen]
    plan: list[tuple[Change, str, Callable[[], Estimate]]] = [
        (Change.METHOD, name, lambda name=name: _run(name, table, ask))  # type: ignore[misc]
        for name in (chosen, *others)
    ]
    if len(table.active().lists) > 3:
        plan += [
            (Change.LIST, name, lambda name=name: _run(chosen, table.without(name), ask))  # type: ignore[misc]
            for name in table.active().lists
        ]
    if priors:
        plan += [(Change.PRIOR, what, run) for what, run in _priors(table, chosen, ask)]
    plan += [
        (Change.THRESHOLD, f"{at:g}", lambda one=one: _run(chosen, one, ask))  # type: ignore[misc]
        for at, one in sorted((thresholds or {}).items())
    ]
    rows = []
    for done, (change, what, run) in enumerate(plan):
        if report:
            report(what, done / len(plan))
        rows.append(_row(change, what, table, run))
    if linkages:
        rows += _linked(chosen, linkages, ask)
    return Sensitivity(chosen, rows[0], tuple(rows[1:]))


def mixture(estimates: Sequence[Estimate]) -> Estimate:
    """Several answers, each as likely as the other (draws of a linkage), as one: median, mean, interval of them all.

    The distribution is theirs, taken together; a method without one lends its median alone, and so too narrow a range.
    """
    first = estimates[0]
    values = np.concatenate([_quantiles(one) for one in estimates])
    return Estimate.from_distribution(
        first.method,
        first.assumption,
        round(float(np.mean([one.n_observed for one in estimates]))),
        Draws(values[None, :]),
        level=first.level,
        diagnostics={"tables": len(estimates)},
    )


def total(estimates: Sequence[Estimate], seed: int = 1) -> Estimate:
    """The sum over strata estimated apart from each other, as independent: each combined with each other at random."""
    rng = np.random.default_rng(seed)
    summed = np.sum([rng.permutation(_quantiles(one)) for one in estimates], axis=0)
    first = estimates[0]
    return Estimate.from_distribution(
        first.method,
        first.assumption,
        sum(one.n_observed for one in estimates),
        Draws(summed[None, :]),
        level=first.level,
        diagnostics={"strata": len(estimates)},
    )


def _quantiles(estimate: Estimate) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    parts = (np.arange(_NODES) + 0.5) / _NODES
    held = estimate.distribution
    if isinstance(held, Draws):
        return np.quantile(held.values, parts)
    if isinstance(held, Grid):
        return np.array([held.quantile(float(p)) for p in parts])
    return np.full(_NODES, estimate.median)


def _run(method: str, table: CaptureTable, ask: Request) -> Estimate:
    return estimator(method).run(table, ask)


def _row(change: Change, what: str, table: CaptureTable, run: Callable[[], Estimate]) -> Row:
    try:
        found = run()
    except (NoEstimate, BadTable) as no:
        return Row(change, what, None, no.one_line)
    return Row(change, what, found, publishable=publishable(table, found).publishable)


def _priors(table: CaptureTable, method: str, ask: Request) -> Iterable[tuple[str, Callable[[], Estimate]]]:
    if method == "dga":
        for delta in (0.5 ** len(table.active().lists) / 4, 0.5, 1.0):
            yield f"delta = {delta:g}", lambda delta=delta: averaged(table, delta=delta, level=ask.level)  # type: ignore[misc]
    if method == "lcmcr":
        for what, prior in (
            ("5 classes", LatentPrior(classes=5)),
            ("20 classes", LatentPrior(classes=20)),
            ("alpha ~ Gamma(1, 1)", LatentPrior(shape=1.0, rate=1.0)),
            ("lambda ~ Beta(1, 3)", LatentPrior(b=3.0)),
        ):
            yield (
                what,
                lambda prior=prior: latent_class(  # type: ignore[misc]
                    table, prior=prior, seed=ask.seed, level=ask.level, workers=ask.workers
                ),
            )


def _linked(method: str, linkages: Sequence[CaptureTable], ask: Request) -> list[Row]:
    answers: dict[str, Row] = {}
    rows = []
    for number, table in enumerate(linkages, 1):
        key = table.hash
        if key not in answers:  # draws of a linkage often agree: each different table is asked once
            answers[key] = _row(Change.LINKAGE, "", table, lambda table=table: _run(method, table, ask))  # type: ignore[misc]
        one = answers[key]
        rows.append(Row(Change.LINKAGE, f"draw {number}", one.estimate, one.refused, one.publishable))
    found = [row.estimate for row in rows if row.estimate is not None]
    if found:
        sound = all(row.publishable for row in rows)
        rows.append(Row(Change.LINKAGE, "all draws", mixture(found), publishable=sound))
    return rows
