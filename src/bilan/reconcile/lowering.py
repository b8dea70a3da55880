"""Lower the totals over a wide place or period, step by step, by what does not belong to them or is counted elsewhere."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from bilan.model.period import Period
from bilan.model.vocab import Hedge
from bilan.places import gazetteer
from bilan.reconcile.figures import Drafted
from bilan.reconcile.policy import Adjustment, Totals
from bilan.reconcile.region import COMBATANT, EVERYWHERE, Figure, is_within
from bilan.reconcile.statement import Statement
from bilan.reconcile.totals import Step, less

_Range = tuple[int, int | None]


def is_total(s: Statement, totals: Totals) -> bool:
    """Whether a count is a total over a wide place or period, and not of an incident. What is unknown is not wide."""
    if s.period_known and (_days(s.period) is None or (_days(s.period) or 0) > totals.longer_than_days):
        return True
    return s.place_known and any(p != EVERYWHERE and gazetteer().get(p).kind in totals.places for p in s.places)


def is_exact(hedge: Hedge, totals: Totals) -> bool:
    """Whether a total is worded exactly enough to be kept."""
    return hedge in totals.exact


def lowered(drafted: Sequence[Drafted], totals: Totals) -> list[Drafted]:
    """The same figures, each total with its steps; the narrower totals first, so that a wider one sees them lowered.

    A total's own range says what is left to add to the incidents: its high is what the arithmetic may add. Its
    floor stays that of the whole place and period, incidents included, so that nothing it is sure of is lost.
    """
    keys = {d.figure.key for d in drafted}
    tops = [d for d in drafted if d.figure.part_of not in keys]
    wide = [d for d in tops if d.heard and all(h.incident is None and is_total(h.statement, totals) for h in d.heard)]
    named = {d.figure.key for d in wide}
    beside = [_Counted(d.figure, (d.figure.low, d.figure.high)) for d in tops if d.figure.key not in named]
    changed: dict[str, Drafted] = {}
    for d in sorted(wide, key=lambda d: _width(d.figure)):
        after = _lowered(d, totals.adjustments, beside)
        changed[d.figure.key] = after
        left = after.steps[-1].after if after.steps else (d.figure.low, d.figure.high)
        beside.append(_Counted(after.figure, left))
    return [changed.get(d.figure.key) or _within(d, changed) for d in drafted]


@dataclass(frozen=True, slots=True)
class _Counted:
    """A figure that is counted beside the totals, and how many people that adds."""

    figure: Figure
    people: _Range


def _lowered(d: Drafted, adjustments: Sequence[Adjustment], beside: Sequence[_Counted]) -> Drafted:
    figure = d.figure
    left: _Range = (figure.low, figure.high)
    floor, elsewhere = figure.low, 0
    steps: list[Step] = []
    shared: dict[str, list[_Counted]] = defaultdict(list)
    for c in beside:
        shared[_overlap(figure, c.figure)].append(c)
    for a in adjustments:
        taken, claims = _taken(a, figure, left, shared)
        after = less(left, taken)
        if after == left:
            continue
        steps.append(Step(a.kind, a.source, taken, left, after, claims))
        if a.kind == "confirmed_overlaps":
            elsewhere += taken[0]
        elif a.kind != "possible_overlaps":
            floor = less((floor, None), taken)[0]
        left = after
    high = left[1]
    # what is taken as counted elsewhere fills the floor again: those people are in the same place and period
    floor = floor if high is None else min(floor, high + elsewhere)
    best = None if d.best is None else max(left[0], d.best if high is None else min(d.best, high))
    return replace(d, figure=replace(figure, low=floor, high=high), best=best, steps=tuple(steps))


def _taken(
    a: Adjustment, f: Figure, left: _Range, shared: Mapping[str, Sequence[_Counted]]
) -> tuple[_Range, tuple[str, ...]]:
    """How many people an adjustment takes away, at the least and at the most, and the claims that count them elsewhere."""
    if a.places and not all(any(is_within(p, q) for q in a.places) for p in f.region.places):
        return (0, 0), ()
    if a.kind == "combatant_share":
        # who is said to be a civilian is no fighter
        applies = f.opinion.status & COMBATANT and a.period.contains(f.region.period)
        return (_part_of(left, a.share) if applies else (0, 0)), ()
    if a.kind == "baseline":
        return _baseline(a, f.region.period), ()
    confirmed = a.kind == "confirmed_overlaps"
    same = shared.get(a.kind, ())
    claims = tuple(dict.fromkeys(claim for c in same for claim in c.figure.claims))
    highs = [c.people[1] for c in same]
    top = None if None in highs else sum(h for h in highs if h is not None)
    low = sum(c.people[0] for c in same) if confirmed else (top or 0)
    most = None if top is None and a.share[1] else math.ceil((top or 0) * a.share[1])
    return (math.floor(low * a.share[0]), most), claims


def _part_of(left: _Range, share: tuple[Fraction, Fraction]) -> _Range:
    low, high = left
    least = 0 if high is None else math.floor(high * share[0])
    return least, max(least, math.ceil(low * share[1]))


def _baseline(a: Adjustment, period: Period) -> _Range:
    """The ordinary deaths of as many days as the total and the baseline have in common."""
    common, known = a.period.meet(period), _days(a.period)
    days = _days(common) if common is not None else None
    if not days or not known:
        return 0, 0
    return math.floor(Fraction(a.count[0] * days, known)), math.ceil(Fraction(a.count[1] * days, known))


def _overlap(total: Figure, other: Figure) -> str:
    """Whether people counted elsewhere are in a total for certain, may be, or are not."""
    if not (total.region.touches(other.region) and total.opinion.meets(other.opinion)):
        return ""
    inside = total.region.contains(other.region) and other.opinion.within(total.opinion)
    return "confirmed_overlaps" if inside else "possible_overlaps"


def _within(d: Drafted, changed: dict[str, Drafted]) -> Drafted:
    """A part of a total is no more than what is left of it."""
    whole = changed.get(d.figure.part_of or "")
    if whole is None or whole.figure.high is None or d.figure.low <= whole.figure.high:
        return d
    best = None if d.best is None else min(d.best, whole.figure.high)
    return replace(d, figure=replace(d.figure, low=whole.figure.high), best=best)


def _width(f: Figure) -> tuple[int, int, str]:
    days = _days(f.region.period)
    depth = min(p.count("/") + 1 if p else 0 for p in f.region.places)
    return days if days is not None else date.max.toordinal(), -depth, f.key


def _days(period: Period) -> int | None:
    """How many days a period has; None: it has no beginning or no end."""
    return (period.end - period.start).days + 1 if period.start and period.end else None
