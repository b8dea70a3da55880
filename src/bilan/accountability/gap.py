"""The gap table: one row an actor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any, Literal

from bilan.accountability.apart import apart
from bilan.actors import Capacity, registry
from bilan.model.ids import ActorId, ClaimId, IncidentId
from bilan.model.period import ALWAYS, Period
from bilan.model.vocab import LANGS, Stance, View
from bilan.reconcile import say
from bilan.reconcile.answer import Answer
from bilan.reconcile.question import Question
from bilan.reconcile.select import ALLEGING, TELLING, admits_for, concedes
from bilan.reconcile.statement import Statement, actor_id
from bilan.reconcile.tensions import unattributed
from bilan.reconcile.world import World

Kind = Literal["alliance", "member", "party", "unattributed"]
_ANSWERS = (Stance.ADMITS, Stance.DENIES, Stance.DISPUTES, Stance.INVESTIGATES)


@dataclass(frozen=True, slots=True)
class Range:
    """A range of people. `high=None`: no ceiling."""

    low: int
    high: int | None
    claims: tuple[ClaimId, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high, "claims": list(self.claims)}


@dataclass(frozen=True, slots=True)
class GapRow:
    """Alleged, admitted and the gap between them, for one actor.

    kind            alliance, member, party or unattributed (admitted by an alliance and by none of its members)
    no_admission    statements by others that it has admitted nothing; never its own denial
    denials         its own denials
    first_alleged   the first dated public allegation against it; None: none is dated
    silent_days     days without an answer since then; None: it has answered, no allegation is dated, or nobody
                    has recorded a search or a request, without which silence is only our not having looked
    median_lag_days from allegation to admission, over linked incidents; None: no such pair
    unalleged       admissions that answer no allegation on file; they are in `admitted`, and widen no gap
    """

    actor: ActorId
    kind: Kind
    labels: dict[str, str]
    alleged: Range
    admitted: Range
    gap: Range
    no_admission: tuple[ClaimId, ...] = ()
    denials: tuple[ClaimId, ...] = ()
    disputes: tuple[ClaimId, ...] = ()
    first_alleged: date | None = None
    silent_days: int | None = None
    median_lag_days: float | None = None
    unalleged: tuple[ClaimId, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "actor": self.labels["en"],
            "id": self.actor,
            "kind": self.kind,
            "labels": self.labels,
            "alleged": self.alleged.as_json(),
            "admitted": self.admitted.as_json(),
            "gap": self.gap.as_json(),
            "no_admission": len(self.no_admission),
            "denials": len(self.denials),
            "disputes": len(self.disputes),
            "admitted_without_allegation": len(self.unalleged),
            "claims": {
                "no_admission": list(self.no_admission),
                "denials": list(self.denials),
                "disputes": list(self.disputes),
                "admitted_without_allegation": list(self.unalleged),
            },
            "first_alleged": self.first_alleged.isoformat() if self.first_alleged else None,
            "silent_days": self.silent_days,
            "median_lag_days": self.median_lag_days,
        }


def gap(
    world: World,
    period: Period = ALWAYS,
    searched: Mapping[ActorId, date] | None = None,
    policy: str = Question().policy,
) -> list[GapRow]:
    """One row for each belligerent that the claims speak of: alliances, then members, parties, unattributed.

    policy    by which counts of the same people become one range, with or without its version
    searched  whose answer was looked for or asked after, and until when: only they can be called silent
    """
    statements = world.statements()
    rows = [_row(world, actor, kind, period, searched or {}, policy) for actor, kind in _belligerents(world)]
    rows += _unattributed_rows(world, period, policy)
    spoken = [r for r in rows if r.kind == "unattributed" or _says_something(r)]
    assert all(c in statements for r in spoken for c in r.admitted.claims)
    return spoken


def _belligerents(world: World) -> list[tuple[ActorId, Kind]]:
    """Who is blamed, concedes, denies, or is said to have admitted nothing; with the alliances they act in."""
    names = registry()
    alliances: set[ActorId] = set()
    states: set[ActorId] = set()
    for s in world.statements().values():
        told = s.record.stance
        named = [actor_id(m.name) for m in s.record.members]
        spoke = [s.speaker] if s.speaker is not None and told in _ANSWERS else []
        for actor in (*s.blamed, *spoke, *named):
            if actor.startswith("?"):
                if told in ALLEGING or told in _ANSWERS:
                    states.add(actor)
                continue
            if names.members(actor):
                # a collective (an alliance's partners) has no row of its own; its alliance has
                alliances.add(names.get(actor).of or actor)
                continue
            alliance = next((a for a in names.government_line(actor) if names.members(a)), None)
            if alliance is not None:
                alliances.add(alliance)
            else:
                states.add(names.state_of(actor) or actor)
    members = {m for a in alliances for m in names.members(a)}
    listed: list[tuple[ActorId, Kind]] = [(a, "alliance") for a in sorted(alliances)]
    listed += [(s, "member") for s in sorted(states & members)]
    listed += [(s, "party") for s in sorted(states - members) if not _only_records(s)]
    return listed


def _only_records(actor: ActorId) -> bool:
    """A recorder or a newspaper that is quoted is no belligerent."""
    return not actor.startswith("?") and registry().get(actor).capacity in (
        Capacity.RECORDER,
        Capacity.PRESS,
        Capacity.WITNESS,
    )


def _row(
    world: World, actor: ActorId, kind: Kind, period: Period, searched: Mapping[ActorId, date], policy: str
) -> GapRow:
    alleged = world.answer(Question(View.ALLEGED, by=actor, period=period, policy=policy))
    admitted = world.answer(Question(View.ADMITTED, by=actor, period=period, policy=policy))
    answers = _answers_of(world, actor)
    first, answered = _first_dates(world, actor, answers)
    until = searched.get(actor)
    silent = (until - first).days if first and until and answered is None and until >= first else None
    return GapRow(
        actor=actor,
        kind=kind,
        labels=labels(actor),
        alleged=Range(alleged.low, alleged.high, alleged.considered),
        admitted=Range(admitted.low, admitted.high, admitted.considered),
        gap=_difference(alleged, admitted),
        no_admission=tuple(s.id for s in answers[Stance.NO_ADMISSION]),
        denials=tuple(s.id for s in answers[Stance.DENIES]),
        disputes=tuple(s.id for s in answers[Stance.DISPUTES]),
        first_alleged=first,
        silent_days=silent,
        median_lag_days=_median_lag(world, actor),
        unalleged=apart(world, _conceded(world, admitted), lambda s: _is_own_word(s, actor)),
    )


def _conceded(world: World, admitted: Answer) -> list[ClaimId]:
    """One claim for each distinct figure that an actor admits."""
    statements, stands_for = world.statements(), world.stands_for
    return list({stands_for[c]: c for c in reversed(admitted.considered) if concedes(statements[c])}.values())[::-1]


def _is_own_word(s: Statement, actor: ActorId) -> bool:
    return s.speaker is not None and actor in _line(s.speaker)


def _difference(alleged: Answer, admitted: Answer) -> Range:
    """From max(0, alleged.low - admitted.high) to alleged.high - admitted.low (DESIGN, "Gap")."""
    least = 0 if admitted.high is None else max(0, alleged.low - admitted.high)
    most = None if alleged.high is None else max(least, alleged.high - admitted.low)
    return Range(least, most)


def _answers_of(world: World, actor: ActorId) -> dict[Stance, list[Statement]]:
    """What the actor answered, and what others say of its silence."""
    found: dict[Stance, list[Statement]] = {s: [] for s in (*_ANSWERS, Stance.NO_ADMISSION)}
    for s in world.statements().values():
        told = s.record.stance
        if told is Stance.NO_ADMISSION:
            named = {actor_id(m.name) for m in s.record.members} or set(s.by or ())
            if actor in named or actor in s.blamed:
                found[told].append(s)
        elif told in _ANSWERS and s.speaker is not None and actor in _line(s.speaker):
            found[told].append(s)
    return found


def _line(actor: ActorId) -> tuple[ActorId, ...]:
    return (actor,) if actor.startswith("?") else registry().government_line(actor)


def _first_dates(
    world: World, actor: ActorId, answers: Mapping[Stance, Sequence[Statement]]
) -> tuple[date | None, date | None]:
    """The first dated public allegation against the actor, and its first answer of any kind.

    Silence needs a dated allegation; a publication known only to the month counts from its last day.
    """
    alleged = [
        s.claim.dated.end
        for s in world.statements().values()
        if s.record.stance in TELLING and s.claim.dated and s.claim.dated.end and s.by and actor in _of(actor, s)
    ]
    spoken = [s.claim.dated.end for k in _ANSWERS for s in answers[k] if s.claim.dated and s.claim.dated.end]
    return min(alleged, default=None), min(spoken, default=None)


def _of(actor: ActorId, s: Statement) -> frozenset[ActorId]:
    """The actor itself where the statement blames it by name or as part of what it names."""
    named = {a for b in s.blamed for a in _line(b)}
    return frozenset(named)


def _median_lag(world: World, actor: ActorId) -> float | None:
    """Days from the first allegation of a linked incident to the actor's admission of it."""
    statements = world.statements()
    first: dict[IncidentId, date] = {}
    conceded: dict[IncidentId, date] = {}
    for id, incident in world.incidents.linked().items():
        s = statements.get(id)
        if s is None or s.claim.dated is None or s.claim.dated.end is None:
            continue
        day = s.claim.dated.end
        if s.record.stance in TELLING:
            first[incident] = min(day, first.get(incident, day))
        elif concedes(s) and admits_for(s, actor):
            conceded[incident] = min(day, conceded.get(incident, day))
    lags = [(conceded[i] - first[i]).days for i in conceded if i in first and conceded[i] >= first[i]]
    return float(median(lags)) if lags else None


def _unattributed_rows(world: World, period: Period, policy: str) -> list[GapRow]:
    """Admitted by an alliance, by none of its members: the group itself, counted once."""
    rows = []
    for alliance, ids in sorted(unattributed(world).items()):
        kept = world.only(ids)
        admitted = kept.answer(Question(View.ADMITTED, period=period, policy=policy))
        if not admitted.considered:
            continue
        group = Range(admitted.low, admitted.high, admitted.considered)
        rows.append(
            GapRow(
                actor=alliance,
                kind="unattributed",
                labels=labels(alliance),
                alleged=group,
                admitted=group,
                gap=Range(0, None if group.high is None else group.high - group.low),
            )
        )
    return rows


def _says_something(row: GapRow) -> bool:
    return bool(row.alleged.claims or row.admitted.claims or row.no_admission or row.denials or row.disputes)


def labels(actor: ActorId) -> dict[str, str]:
    """The actor's name in the three languages; the name as found where the registry does not hold it."""
    return {lang: say.actor(actor)(lang) for lang in LANGS}
