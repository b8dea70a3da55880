"""What happened, what was said of it, and what was answered: the dated things of a dossier, lane by lane.

A lane is one actor. Each event is one kind of thing on one date, with the claims that make it; a claim that says when
harm happened makes two events: the harm on its own date, and the saying on the day of publication.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from bilan.actors import registry
from bilan.model.ids import ActorId, ClaimId
from bilan.model.period import Period
from bilan.model.vocab import ClaimState, Stance
from bilan.release.book import Book
from bilan.release.figures import ActorFigures, Figure

MOST_LANES = 8
MOST_EVENTS = 44  # different ones in one picture; beyond that, dates are told by the month, the quarter, the year


class Kind(StrEnum):
    """In the order in which a lane shows them."""

    HAPPENED = "happened"
    SAID = "said"
    ADMITTED = "admitted"
    DISPUTED = "disputed"
    DENIED = "denied"
    INVESTIGATED = "investigated"
    NO_ADMISSION = "no_admission"


ANSWERS = (Kind.ADMITTED, Kind.DISPUTED, Kind.DENIED, Kind.INVESTIGATED)
_KINDS = {
    Stance.REPORTS: Kind.SAID,
    Stance.ALLEGES: Kind.SAID,
    Stance.ADMITS: Kind.ADMITTED,
    Stance.DISPUTES: Kind.DISPUTED,
    Stance.DENIES: Kind.DENIED,
    Stance.INVESTIGATES: Kind.INVESTIGATED,
    Stance.NO_ADMISSION: Kind.NO_ADMISSION,
}
_TOLD = frozenset({Stance.REPORTS, Stance.ALLEGES})
_HARMFUL = frozenset({Stance.REPORTS, Stance.ALLEGES, Stance.ADMITS, Stance.DISPUTES})


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of thing on one date, as precisely as known: a day, a month, or a period that may be open."""

    kind: Kind
    period: Period
    claims: tuple[ClaimId, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """What was admitted in all, as of a day."""

    day: date
    figure: Figure


@dataclass(frozen=True, slots=True)
class Lane:
    """One actor's events and totals; `actor=None`: everybody together.

    undated  claims that no date could place, or that the picture has no room for
    also     actors of whom exactly the same is on file: they share the lane
    firsts   the earliest event of each kind; a date known only to the month counts from its last day, as silence does
    """

    actor: ActorId | None
    events: tuple[Event, ...]
    totals: tuple[Total, ...] = ()
    undated: int = 0
    also: tuple[ActorId, ...] = ()
    firsts: Mapping[Kind, Event] = field(default_factory=dict)

    @property
    def actors(self) -> tuple[ActorId, ...]:
        return (self.actor, *self.also) if self.actor else ()

    def of(self, kind: Kind) -> list[Event]:
        return [e for e in self.events if e.kind is kind]

    def first(self, *kinds: Kind) -> Event | None:
        known = [self.firsts[k] for k in kinds if k in self.firsts]
        return min(known, key=_known_by, default=None)


def _known_by(e: Event) -> tuple[date, str]:
    return e.period.end or date.max, e.kind


@dataclass(frozen=True, slots=True)
class Chronicle:
    """`grain`: how precisely dates are told: "day" (as the sources say), "month", "quarter" or "year". `more`: actors left out."""

    lanes: tuple[Lane, ...]
    grain: str = "day"
    more: int = 0


def chronicle(book: Book) -> Chronicle:
    """One lane for each row of the accountability table that has something dated, in the order of the table."""
    found: Chronicle = book.once(book.corners, "chronicle", lambda: _chronicle(book))
    return found


def _chronicle(book: Book) -> Chronicle:
    rows = [r for r in book.rows if r.row.kind != "unattributed"]
    lanes = [lane for lane in (_lane(book, r.row.actor, claims_of(book, r), _totals(r)) for r in rows) if lane.events]
    shared = _shared(lanes)
    return _readable(shared[:MOST_LANES], sum(len(lane.actors) for lane in shared[MOST_LANES:]))


def _shared(lanes: Sequence[Lane]) -> list[Lane]:
    """Twelve partners of whom one sentence speaks are one lane, not twelve pictures of the same."""
    found: dict[tuple[object, ...], Lane] = {}
    for lane in lanes:
        same = (lane.events, tuple((t.day, t.figure.low, t.figure.high) for t in lane.totals if t.figure.claims))
        known = found.get(same)
        found[same] = replace(known, also=(*known.also, *lane.actors)) if known else lane
    return list(found.values())


def of_actor(book: Book, rows: Sequence[ActorFigures]) -> Chronicle:
    """One actor's own lane."""
    found: Chronicle = book.once(
        book.corners, ("chronicle", *(r.alleged.id for r in rows)), lambda: _of_actor(book, rows)
    )
    return found


def _of_actor(book: Book, rows: Sequence[ActorFigures]) -> Chronicle:
    known = [r for r in rows if r.row.kind != "unattributed"]
    lanes = [_lane(book, r.row.actor, claims_of(book, r), _totals(r)) for r in known]
    return _readable([lane for lane in lanes if lane.events], most=34)


def together(book: Book) -> Chronicle:
    """Everybody in one lane, for the overview."""
    found: Chronicle = book.once(book.corners, "chronicle.together", lambda: _together(book))
    return found


def _together(book: Book) -> Chronicle:
    lane = _lane(book, None, book.claims, ())
    return _readable([lane] if lane.events else [], most=30)


def claims_of(book: Book, row: ActorFigures) -> list[ClaimId]:
    """What an actor is blamed for by name (or through its army or ministry), and what it answered.

    What is said of an alliance stands in the alliance's lane, not in each member's; nobody answers for another.
    """
    r = row.row
    blaming = [s.id for s in book.world.statements().values() if any(r.actor in _line(b) for b in s.blamed)]
    told = [c for c in blaming if book.world.claim(c).record.stance in _TOLD]
    return list(dict.fromkeys((*told, *row.admitted.claims, *r.disputes, *r.denials, *r.no_admission)))


@lru_cache(maxsize=4096)
def _line(actor: ActorId) -> tuple[ActorId, ...]:
    """An actor, its governments, and of a collective ("the partners") its alliance."""
    if actor.startswith("?"):
        return (actor,)
    of = registry().get(actor).of
    return (*registry().government_line(actor), *((of,) if of else ()))


def _totals(row: ActorFigures) -> tuple[Total, ...]:
    return tuple(Total(f.until, f) for f in row.as_of if f.until)


def _lane(book: Book, actor: ActorId | None, claims: Iterable[ClaimId], totals: tuple[Total, ...]) -> Lane:
    found: dict[tuple[Kind, Period], list[ClaimId]] = defaultdict(list)
    statements = book.world.statements()
    undated = 0
    for id in claims:
        claim = book.claims.get(id)
        if claim is None or claim.state is ClaimState.REJECTED or claim.record.stance not in _KINDS:
            continue
        s = statements.get(id)
        placed = False
        if s and s.period_known and claim.record.stance in _HARMFUL and (s.period.start or s.period.end):
            found[Kind.HAPPENED, s.period].append(id)
            placed = True
        if claim.dated and claim.dated.start and claim.dated.end:
            found[_KINDS[claim.record.stance], claim.dated].append(id)
            placed = True
        undated += not placed
    events = _ordered(found)
    firsts = {kind: min(same, key=_known_by) for kind in Kind if (same := [e for e in events if _is_dated(e, kind)])}
    return Lane(actor, events, totals, undated, firsts=firsts)


def _is_dated(e: Event, kind: Kind) -> bool:
    return e.kind is kind and e.period.end is not None


def _ordered(found: Mapping[tuple[Kind, Period], Sequence[ClaimId]]) -> tuple[Event, ...]:
    events = [Event(kind, period, tuple(ids)) for (kind, period), ids in found.items()]
    order = list(Kind)
    return tuple(
        sorted(
            events,
            key=lambda e: (e.period.start or date.min, e.period.end or date.max, order.index(e.kind), e.claims),
        )
    )


def _readable(lanes: Sequence[Lane], more: int = 0, most: int = MOST_EVENTS) -> Chronicle:
    """As precise as a reader can take in: days, else months, quarters, years, else the fullest of them."""
    for grain in ("day", "month", "quarter", "year"):
        told = [_told_by(lane, grain) for lane in lanes]
        if len({e for lane in told for e in lane.events}) <= most:
            return Chronicle(tuple(told), grain, more)
    share = max(4, most // max(1, len(lanes)))
    return Chronicle(tuple(_fullest(lane, share) for lane in told), "year", more)


def _told_by(lane: Lane, grain: str) -> Lane:
    if grain == "day":
        return lane
    found: dict[tuple[Kind, Period], dict[ClaimId, None]] = defaultdict(dict)
    for e in lane.events:
        found[e.kind, _widened(e.period, grain)].update(dict.fromkeys(e.claims))
    return replace(lane, events=_ordered({at: tuple(claims) for at, claims in found.items()}))


def _fullest(lane: Lane, most: int) -> Lane:
    kept = set(sorted(lane.events, key=lambda e: (-len(e.claims), e.period.start or date.min, e.kind))[:most])
    left = sum(len(e.claims) for e in lane.events if e not in kept)
    return replace(lane, events=tuple(e for e in lane.events if e in kept), undated=lane.undated + left)


def _widened(period: Period, grain: str) -> Period:
    """The whole months, quarters or years that a period touches.

    >>> _widened(Period.parse("2017-03-17"), "month").iso
    '2017-03'
    >>> _widened(Period.parse("2017-03-17"), "quarter").iso
    '2017-01-01/2017-03-31'
    """
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    start = period.start and period.start.replace(month=_first(period.start.month, months), day=1)
    last = period.end and period.end.replace(day=1, month=_first(period.end.month, months) + months - 1)
    return Period(start, last and _month_end(last))


def _first(month: int, months: int) -> int:
    return (month - 1) // months * months + 1


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
