"""What one claim would be if one thing about it were otherwise: the single changes that may resolve a contradiction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bilan.lineage.figures import number
from bilan.model.ids import PlaceId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Group, Harm, Hedge
from bilan.reconcile import say, telling
from bilan.reconcile.policy import Policy
from bilan.reconcile.region import (
    EVERYWHERE,
    Figure,
    Opinion,
    harms_of,
    is_within,
    people_of,
)
from bilan.reconcile.say import Part
from bilan.reconcile.slips import meant
from bilan.reconcile.statement import Statement

# Least change first: what the words themselves leave open, then how a word or a number may be meant, then what the
# figure is about, then whether it is of the same event at all.
COST = {
    "as told": 1,
    "context": 2,
    "no ceiling": 3,
    "hedge": 4,
    "slip": 5,
    "period": 6,
    "place": 7,
    "group": 8,
    "harm": 9,
    "by": 10,
    "other incident": 11,
    "given": 12,
    "left out": 13,
}

_NOTHING = say.literal("")


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of a contradiction, the statement that stands for it, and how others on file tell the same figure."""

    figure: Figure
    statement: Statement
    tellings: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """A figure with one thing changed: `change` is a key of `COST`, `was` and `now` are what it says in words.

    step  how far the change goes, among those of one kind
    """

    change: str
    figure: Figure
    was: Part = _NOTHING
    now: Part = _NOTHING
    detail: Part = _NOTHING
    step: int = 0


def variants(one: Told, others: Sequence[Told], rule: Policy) -> Iterator[Variant]:
    """Every single change of one figure that may be worth trying beside the others."""
    yield from _as_told(one, rule)
    yield from _context(one)
    yield from _hedge(one, rule)
    yield from _number(one, others, rule)
    yield from _period(one)
    yield from _place(one, others)
    yield from _people(one, others)
    yield from _harm(one)
    yield from _by(one, others)
    if one.figure.region.incident is not None:
        own = one.statement.region
        yield Variant("other incident", replace(one.figure, region=own, contested=False))


# ------------------------------------------------------------------ how many


def _counting(figure: Figure, q: Quantity, rule: Policy) -> Figure:
    """The figure with another count; it sets a ceiling where those words do."""
    return replace(figure, low=rule.floor(q), high=rule.most(q), ceiling=q.high if q.sets_ceiling else None)


def renumbered(q: Quantity, n: int) -> Quantity | None:
    """The same words around another number; None: the words hold no number, or several.

    >>> renumbered(Quantity.more_than(51), 15)
    Quantity(low=16, high=None, hedge=<Hedge.MORE_THAN: 'more_than'>, verbatim='')
    """
    made = {
        Hedge.EXACTLY: Quantity.exactly,
        Hedge.AT_LEAST: Quantity.at_least,
        Hedge.MORE_THAN: Quantity.more_than,
        Hedge.ABOUT: Quantity.about,
        Hedge.UP_TO: Quantity.up_to,
        Hedge.ONLY: Quantity.only,
        Hedge.LISTED: Quantity.listed,
    }.get(q.hedge)
    return made(n) if made is not None and n > 0 else None


def _as_told(one: Told, rule: Policy) -> Iterator[Variant]:
    """As another document on file tells the very same figure."""
    s, f = one.statement, one.figure
    for other in one.tellings:
        r, who = other.record, telling.outlet(other.claim)
        q = r.quantity
        if (q.low, q.high, q.hedge) != (s.record.quantity.low, s.record.quantity.high, s.record.quantity.hedge):
            was, now = say.quantity(s.record.quantity), say.quantity(q)
            yield Variant("as told", _counting(f, q, rule), was, now, who)
        if other.place_known and other.region.places != f.region.places:
            region = replace(f.region, places=other.region.places)
            was, now = telling.places(f.region.places), telling.places(other.region.places)
            yield Variant("as told", replace(f, region=region), was, now, who)
        if other.period_known and other.period != f.region.period:
            region = replace(f.region, period=other.period)
            yield Variant(
                "as told", replace(f, region=region), telling.period(f.region.period), telling.period(other.period), who
            )


def _hedge(one: Told, rule: Policy) -> Iterator[Variant]:
    q, f = one.statement.record.quantity, one.figure
    if f.ceiling is not None:
        yield Variant("no ceiling", replace(f, ceiling=None, high=None, low=min(f.low, f.ceiling)))
    if q.hedge in (Hedge.EXACTLY, Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.LISTED) and (n := number(q)):
        about = Quantity.about(n[0])
        yield Variant("hedge", _counting(f, about, rule), say.quantity(q), say.quantity(about))


def _number(one: Told, others: Sequence[Told], rule: Policy) -> Iterator[Variant]:
    """A slip of the pen; then simply the number that another claim of the set gives."""
    q = one.statement.record.quantity
    own = number(q)
    if own is None or len(own) != 1:
        return
    given = [n for o in others for n in number(o.statement.record.quantity) or ()]
    for step, (n, how) in enumerate(meant(own[0], given)):
        if (other := renumbered(q, n)) is not None:
            figure = _counting(one.figure, other, rule)
            yield Variant("slip", figure, say.quantity(q), say.quantity(other), say.words(f"slip_{how.value}"), step)
    for n in sorted(set(given) - {own[0]}, key=lambda n: (abs(n - own[0]), n)):
        if (other := renumbered(q, n)) is not None:
            step = abs(n - own[0])
            yield Variant("given", _counting(one.figure, other, rule), say.quantity(q), say.quantity(other), step=step)


# ------------------------------------------------------------------ when and where


def _context(one: Told) -> Iterator[Variant]:
    """Without what the claim's own words do not say."""
    s, f = one.statement, one.figure
    basis = s.record.basis
    if s.place_known and basis.place is Basis.INHERITED:
        region = replace(f.region, places=(EVERYWHERE,))
        yield Variant(
            "context", replace(f, region=region), telling.places(f.region.places), detail=say.words("field_place")
        )
    if s.period_known and basis.period is Basis.INHERITED:
        region = replace(f.region, period=Period(None, _latest(s)))
        yield Variant(
            "context", replace(f, region=region), telling.period(f.region.period), detail=say.words("field_period")
        )


def _latest(s: Statement) -> date | None:
    """The last day that the claim's own document can speak of."""
    return s.claim.dated.end if s.claim.dated is not None else None


def _period(one: Told) -> Iterator[Variant]:
    """The same days of the year before or after; a month or a year where a day or a month is given."""
    s, f = one.statement, one.figure
    p = f.region.period
    if not s.period_known or p.start is None or p.end is None or s.record.running:
        return
    for step, other in enumerate((*_wider(p), *_other_years(p))):
        if (latest := _latest(s)) is None or other.start is None or other.start <= latest:
            yield Variant(
                "period",
                replace(f, region=replace(f.region, period=other)),
                telling.period(p),
                telling.period(other),
                step=step,
            )


def _wider(p: Period) -> Iterator[Period]:
    assert p.start is not None
    assert p.end is not None
    if p.start == p.end:
        yield Period(p.start - timedelta(1), p.end + timedelta(1))
    for iso in (f"{p.start:%Y-%m}", f"{p.start:%Y}"):
        other = Period.parse(iso)
        if other.contains(p) and other != p:
            yield other


def _other_years(p: Period) -> Iterator[Period]:
    assert p.start is not None
    assert p.end is not None
    for years in (-1, 1):
        try:
            yield Period(p.start.replace(year=p.start.year + years), p.end.replace(year=p.end.year + years))
        except ValueError:  # 29 February, or beyond the calendar
            continue


def _place(one: Told, others: Sequence[Told]) -> Iterator[Variant]:
    """What the place lies in; or, of the places that others of the set name, one inside it."""
    s, f = one.statement, one.figure
    if s.place_known and f.ceiling is None and len(f.region.places) == 1:
        wider, step = f.region.places[0], 0
        while wider := PlaceId(wider.rpartition("/")[0]):
            step += 1
            yield _moved(f, (wider,), step)
    if f.ceiling is not None:
        inside = [p for o in others for p in o.figure.region.places if any(_strictly(p, q) for q in f.region.places)]
        for step, p in enumerate(dict.fromkeys(inside)):
            yield _moved(f, (p,), step)


def _strictly(place: PlaceId, wider: PlaceId) -> bool:
    return place != wider and is_within(place, wider)


def _moved(f: Figure, places: tuple[PlaceId, ...], step: int) -> Variant:
    region = replace(f.region, places=places)
    return Variant(
        "place", replace(f, region=region), telling.places(f.region.places), telling.places(places), step=step
    )


# ------------------------------------------------------------------ whom, how, by whom


def _people(one: Told, others: Sequence[Told]) -> Iterator[Variant]:
    """A floor may be of people in general; a ceiling, of a group that the others of the set speak of, or of civilians."""
    s, f = one.statement, one.figure
    groups = s.record.groups
    tried: list[tuple[Group, ...]] = []
    if f.ceiling is None:
        tried.append((Group.PERSON,))
    else:
        tried += [o.statement.record.groups for o in others]
        tried += [(*(g for g in groups if g is not Group.PERSON), g) for g in (Group.CIVILIAN, Group.COMBATANT)]
    for step, wanted in enumerate(dict.fromkeys(tried)):
        people, status = people_of(wanted)
        if f.ceiling is not None and (people & ~f.region.people or status & ~f.opinion.status):
            continue
        if (people, status) != (f.region.people, f.opinion.status):
            figure = replace(f, region=replace(f.region, people=people), opinion=Opinion(f.opinion.actors, status))
            yield Variant("group", figure, telling.groups(groups), telling.groups(wanted), step=step)


def _harm(one: Told) -> Iterator[Variant]:
    """A count of the dead that holds the injured too."""
    s, f = one.statement, one.figure
    both = harms_of(Harm.KILLED_OR_INJURED)
    if f.ceiling is None and s.record.harm in (Harm.KILLED, Harm.INJURED):
        region = replace(f.region, harms=both)
        now = telling.harm(Harm.KILLED_OR_INJURED)
        yield Variant("harm", replace(f, region=region), telling.harm(s.record.harm), now)


def _by(one: Told, others: Sequence[Told]) -> Iterator[Variant]:
    """A limit on all the dead that is meant of one author's: those that others of the set name, or the speaker."""
    f = one.figure
    if f.ceiling is None or f.opinion.actors is not None:
        return
    for step, o in enumerate(others):
        if o.figure.opinion.actors is not None:
            figure = replace(f, opinion=Opinion(o.figure.opinion.actors, f.opinion.status))
            yield Variant("by", figure, now=telling.actors(o.statement.blamed), step=step)


__all__ = ["COST", "Told", "Variant", "renumbered", "variants"]
