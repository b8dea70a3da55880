"""What one party said about one subject, in order: the latest finding stands, everything earlier is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bilan.accountability.parties import Party
from bilan.accountability.response import FINDINGS, Number, Response, compared
from bilan.actors import registry
from bilan.model.ids import ActorId
from bilan.model.vocab import ResponseKind, labels


@dataclass(frozen=True, slots=True)
class Allegation:
    """What is alleged about a subject: how many killed, and the day of the first public allegation (None: no date)."""

    killed: Number | None = None
    first: date | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A party's statements on one subject, the earliest first; those without a date come before the dated ones.

    standing     what holds now: the latest finding; without one the latest act; without any, no response
    lag_days     from the first public allegation to the first answer; None: one of the two bears no date, or the answer
                 is dated before the allegation, which is an error in the record
    admission_lag_days  the same, to the first admission
    silent_days  from the first public allegation to the day asked about, while there is no answer; None: it has
                 answered, no allegation is dated, or nobody says until when an answer was looked for
    """

    party: Party
    subject: str
    on: str
    responses: tuple[Response, ...]
    alleged: Allegation
    standing: ResponseKind
    conceded: Number | None
    lag_days: int | None
    admission_lag_days: int | None
    silent_days: int | None

    @property
    def answers(self) -> tuple[Response, ...]:
        return tuple(r for r in self.responses if r.is_answer)

    def as_json(self) -> dict[str, Any]:
        killed = self.alleged.killed
        return {
            "party": self.party.name,
            "party_id": self.party.id,
            "on": self.on,
            "subject": self.subject,
            "standing": self.standing.value,
            "labels": labels(self.standing),
            "alleged": killed.as_json() if killed else None,
            "conceded": self.conceded.as_json() if self.conceded else None,
            "first_alleged": self.alleged.first.isoformat() if self.alleged.first else None,
            "lag_days": self.lag_days,
            "admission_lag_days": self.admission_lag_days,
            "silent_days": self.silent_days,
            "history": [r.as_json() for r in self.responses],
        }


def histories(
    responses: Iterable[Response],
    alleged: Mapping[str, Allegation] | None = None,
    *,
    against: Mapping[tuple[ActorId, str], Allegation] | None = None,
    looked_until: date | None = None,
) -> list[History]:
    """One history for each party and subject, in the order in which they first appear.

    A statement that is on file twice (one party, one subject, one day, the same words) counts once.

    alleged       what is alleged about each subject
    against       the same, of one party; it goes before `alleged`
    looked_until  the day until which somebody looked for answers: without it nobody is called silent
    """
    found: dict[tuple[ActorId, str], list[Response]] = defaultdict(list)
    for response in once(responses):
        found[response.party.id, response.subject].append(response)
    known, own = alleged or {}, against or {}
    return [
        _history(said, own.get(key) or known.get(key[1], Allegation()), looked_until) for key, said in found.items()
    ]


def once(responses: Iterable[Response]) -> list[Response]:
    """Each statement once, however many files repeat it."""
    kept: dict[tuple[object, ...], Response] = {}
    for r in responses:
        plain = " ".join(r.words.split()).casefold()
        kept.setdefault((r.party.id, r.subject, r.said, plain, () if plain else r.kinds), r)
    return list(kept.values())


def _history(said: Sequence[Response], alleged: Allegation, until: date | None) -> History:
    ordered = sorted(said, key=lambda r: r.said or date.min)  # stable: statements of one day stay as they were listed
    told: list[Response] = []
    for response in ordered:
        told.append(_in_turn(_beside_allegation(response, alleged), told))
    findings = [r for r in told if r.is_finding]
    answers = [r for r in told if r.is_answer]
    standing = (findings or answers or told)[-1]
    admitted = [r for r in told if r.kind.says == "admits"]
    silent = (until - alleged.first).days if until and alleged.first and not answers else None
    return History(
        party=said[0].party,
        subject=said[0].subject,
        on=said[0].on,
        responses=tuple(told),
        alleged=alleged,
        standing=standing.kind,
        conceded=standing.conceded if standing.kind.says == "admits" else None,
        lag_days=_lag(alleged.first, answers),
        admission_lag_days=_lag(alleged.first, admitted),
        silent_days=silent if silent is not None and silent >= 0 else None,
    )


def _beside_allegation(response: Response, alleged: Allegation) -> Response:
    kind = compared(response.kind, response.conceded, alleged.killed)
    return response if kind is response.kind else replace(response, kinds=(kind, *response.kinds[1:]))


def _in_turn(response: Response, before: Sequence[Response]) -> Response:
    """What a finding is after what was said before: looking again re-opens, a denial takes an admission back."""
    findings = [r for r in before if r.is_finding]
    if not findings:
        return response
    last = findings[-1].kind
    if response.kind is ResponseKind.UNDER_ASSESSMENT and last.says != "pending":
        return replace(response, kinds=(ResponseKind.REOPENED, *response.kinds[1:]))
    if response.kind.says == "denies" and last.says == "admits":
        return replace(response, kinds=(ResponseKind.WITHDRAWN, *response.kinds))
    return response


def _lag(first: date | None, responses: Sequence[Response]) -> int | None:
    days = [r.said for r in responses if r.said is not None]
    if first is None or not days or min(days) < first:
        return None
    return (min(days) - first).days


@dataclass(frozen=True, slots=True)
class Beside:
    """What an alliance says about a subject beside what its members say; a member that is silent says nothing."""

    subject: str
    alliance: Party
    says: ResponseKind
    members: Mapping[str, ResponseKind]

    def as_json(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "alliance": self.alliance.name,
            "says": self.says.value,
            "members": {name: kind.value for name, kind in self.members.items()},
        }


def alliances_beside_members(found: Sequence[History]) -> list[Beside]:
    """For each subject on which an alliance has a finding, or a member is on file: its word, and theirs.

    An admission by the alliance that no member takes upon itself is called so by `unattributed`.
    """
    names = registry()
    by_subject: dict[str, list[History]] = defaultdict(list)
    for h in found:
        by_subject[h.subject].append(h)
    rows: list[Beside] = []
    for subject, said in by_subject.items():
        for own in said:
            members = names.members(own.party.id) if not own.party.id.startswith("?") else frozenset()
            theirs = {h.party.name: h.standing for h in said if _state(h.party.id) in members}
            if members and (theirs or own.standing.says in FINDINGS):
                rows.append(Beside(subject, own.party, own.standing, theirs))
    return rows


def unattributed(row: Beside) -> bool:
    """Whether the alliance admits what none of its members does."""
    return row.says.says == "admits" and not any(k.says == "admits" for k in row.members.values())


def _state(id: ActorId) -> ActorId:
    return id if id.startswith("?") else (registry().state_of(id) or id)
