"""The figures that the site publishes: each headline range, each cell of the gap table, each total as of a date."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bilan.accountability.gap import GapRow
from bilan.model.ids import ActorId, ClaimId
from bilan.model.period import ALWAYS, Period
from bilan.model.sentence import Sentence
from bilan.model.vocab import View
from bilan.reconcile.answer import Answer
from bilan.reconcile.policy import Policy
from bilan.reconcile.question import Question
from bilan.reconcile.shelf import standard
from bilan.reconcile.world import World

Measure = Literal["alleged", "admitted", "agreed", "gap"]
MOST_DATES = 12  # totals as of a date shown for one actor: the latest ones

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Figure:
    """One published range, and everything that must be shown with it.

    actor    None: all actors together
    row      the kind of its row in the gap table; None: a headline of all actors
    until    a total as of that day; None: no limit of time
    parts    the figures it is computed from (a gap: the alleged and the admitted one)
    answer   reconcile's answer; None for a figure computed from others or from one group of claims
    claims   what it rests on, the binding claims first
    home     the page (and the place on it) that answers for a figure without a page of its own; empty: it has one
    rule     the policy it was computed under, in the version that was in force
    """

    id: str
    measure: Measure
    low: int
    high: int | None
    actor: ActorId | None = None
    row: str | None = None
    until: date | None = None
    answer: Answer | None = None
    claims: tuple[ClaimId, ...] = ()
    reserves: tuple[Sentence, ...] = ()
    parts: tuple[str, ...] = ()
    feasible: bool = True
    unreviewed: int = 0
    reviewed: bool = False
    home: str = ""
    rule: Policy = field(default_factory=lambda: standard().get(Question().policy))

    @property
    def binding(self) -> tuple[ClaimId, ...]:
        """The claims that hold the range in place; without an answer of its own, all of them."""
        return self.answer.binding if self.answer else self.claims

    @property
    def policy(self) -> str:
        return self.rule.id


@dataclass(frozen=True)
class ActorFigures:
    """A row of the accountability table, as figures."""

    row: GapRow
    alleged: Figure
    admitted: Figure
    agreed: Figure | None
    gap: Figure
    as_of: tuple[Figure, ...] = ()

    def all(self) -> Iterator[Figure]:
        yield from (self.alleged, self.admitted, self.gap, *self.as_of)
        if self.agreed:
            yield self.agreed


@dataclass(frozen=True, slots=True)
class Title:
    """What a figure is, without what it says: enough to lead to it."""

    id: str
    measure: Measure
    actor: ActorId | None
    row: str | None
    until: date | None
    home: str


def title(figure: Figure) -> Title:
    return Title(figure.id, figure.measure, figure.actor, figure.row, figure.until, figure.home)


def slug(name: str) -> str:
    """A name that may stand in an address: the id of a known actor, else a hash that says nothing.

    >>> slug("united-states")
    'united-states'
    """
    if _WORD.fullmatch(name) and len(name) <= 60:
        return name
    return "x" + hashlib.sha256(name.encode()).hexdigest()[:12]


def headline(world: World) -> tuple[Figure, ...]:
    """All actors together: alleged, admitted, agreed."""
    return tuple(answered(f"all-{view.value}", world.answer(Question(view=view)), _measure(view)) for view in View)


def actor_figures(world: World, rows: Sequence[GapRow]) -> list[ActorFigures]:
    """Every row of the gap table with what stands behind each of its cells."""
    reviewed = {c.id for c in world.claims if c.is_reviewed}
    taken: dict[str, int] = {}
    found = []
    for row in rows:
        name = slug(row.actor) + ("-unattributed" if row.kind == "unattributed" else "")
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name = f"{name}-{taken[name]}"
        found.append(
            _unattributed(name, row, reviewed, world) if row.kind == "unattributed" else _party(name, row, world)
        )
    return found


def _party(name: str, row: GapRow, world: World) -> ActorFigures:
    def ask(view: View, until: date | None = None) -> Figure:
        period = Period(None, until) if until else ALWAYS
        answer = world.answer(Question(view=view, by=row.actor, period=period))
        id = f"{name}-{view.value}" + (f"-{until.isoformat()}" if until else "")
        return answered(id, answer, _measure(view), row, until)

    alleged, admitted, agreed = (ask(view) for view in View)
    gap = Figure(
        f"{name}-gap", "gap", row.gap.low, row.gap.high, row.actor, row.kind,
        claims=tuple(dict.fromkeys(alleged.claims + admitted.claims)),
        reserves=_each_once(alleged.reserves + admitted.reserves), parts=(alleged.id, admitted.id),
        feasible=alleged.feasible and admitted.feasible,
        unreviewed=max(alleged.unreviewed, admitted.unreviewed), reviewed=alleged.reviewed and admitted.reviewed,
        rule=alleged.rule,
    )  # fmt: skip
    as_of = tuple(ask(View.ADMITTED, day) for day in _dates(world, admitted))
    return ActorFigures(row, alleged, admitted, agreed, gap, as_of)


def _unattributed(name: str, row: GapRow, reviewed: set[ClaimId], world: World) -> ActorFigures:
    rule = world.shelf.get(Question().policy)

    def cell(measure: Literal["alleged", "admitted", "gap"]) -> Figure:
        value = {"alleged": row.alleged, "admitted": row.admitted, "gap": row.gap}[measure]
        claims = value.claims or row.admitted.claims
        unread = sum(c not in reviewed for c in claims)
        return Figure(
            f"{name}-{measure}", measure, value.low, value.high, row.actor, row.kind, claims=claims,
            unreviewed=unread, reviewed=bool(claims) and not unread, rule=rule,
        )  # fmt: skip

    return ActorFigures(row, cell("alleged"), cell("admitted"), None, cell("gap"))


def answered(
    id: str, answer: Answer, measure: Measure, row: GapRow | None = None, until: date | None = None, home: str = ""
) -> Figure:
    """A figure that is reconcile's answer."""
    return Figure(
        id, measure, answer.low, answer.high, row.actor if row else None, row.kind if row else None, until, answer,
        claims=tuple(dict.fromkeys(answer.binding + answer.considered)), reserves=answer.reserves,
        feasible=answer.feasible, unreviewed=answer.unreviewed, reviewed=answer.basis == "reviewed", home=home,
        rule=answer.rule or standard().get(Question().policy),
    )  # fmt: skip


def _dates(world: World, admitted: Figure) -> list[date]:
    """The days on which something about this actor's admissions became known."""
    days = set()
    for id in admitted.claims:
        claim = world.claim(id)
        day = claim.record.as_of or (claim.dated.end if claim.dated else None)
        if day:
            days.add(day)
    return sorted(days)[-MOST_DATES:]


def _measure(view: View) -> Measure:
    return view.value


def _each_once(sentences: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    return tuple(dict.fromkeys(sentences))
