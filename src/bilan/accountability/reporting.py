"""The responses in a recorder's tables: who answered what, and the gap table of what was conceded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from bilan.accountability.history import Allegation, Beside, History, alliances_beside_members, histories, once
from bilan.accountability.parties import Party
from bilan.accountability.response import Number, Response, gap_between
from bilan.accountability.statement_table import Coded, Filed
from bilan.model.ids import ActorId
from bilan.model.vocab import ResponseKind, labels


@dataclass(frozen=True, slots=True)
class Lag:
    """The median of so many lags in days; answers dated before the event are errors in the record, and left out."""

    median_days: float | None
    n: int
    before_the_event: int

    @classmethod
    def of(cls, days: Iterable[int | None]) -> Lag:
        known = [d for d in days if d is not None]
        kept = [d for d in known if d >= 0]
        return cls(float(median(kept)) if kept else None, len(kept), len(known) - len(kept))

    def as_json(self) -> dict[str, Any]:
        return {"median_days": self.median_days, "n": self.n, "dated_before_the_event": self.before_the_event}


@dataclass(frozen=True, slots=True)
class GapRow:
    """One incident, or one total, for which a party concedes harm.

    by_code    whether the recorder's own code says so; where it codes nothing, the party's latest statement does
    standing   what the party's statements come to by themselves
    lag_days   from the event to the first admission, or to the first statement where none is read as an admission;
               below nothing where the statement is dated before the event, which is an error in the record
    """

    incident: str
    on: str
    party: Party
    conceded: Number | None
    alleged: Number | None
    gap: Number | None
    lag_days: int | None
    by_code: bool
    standing: ResponseKind

    def as_json(self) -> dict[str, Any]:
        return {
            "incident": self.incident,
            "on": self.on,
            "party": self.party.name,
            "conceded": self.conceded.as_json() if self.conceded else None,
            "alleged": self.alleged.as_json() if self.alleged else None,
            "gap": self.gap.as_json() if self.gap else None,
            "lag_days": self.lag_days,
            "by": "code" if self.by_code else "statement",
            "standing": self.standing.value,
        }


@dataclass(frozen=True, slots=True)
class Differs:
    """The recorder's code and the party's own statements disagree on whether it admits: a person should look."""

    incident: str
    party: Party
    code: ResponseKind
    standing: ResponseKind

    def as_json(self) -> dict[str, Any]:
        told = {"incident": self.incident, "party": self.party.name}
        return {**told, "code": self.code.value, "standing": self.standing.value}


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the tables tell.

    rows        rows of the tables of statements, whatever they hold
    statements  each statement on each incident once; `repeats` are the rows that say one again
    texts       how many different texts they are, character by character: one sentence may answer a hundred allegations;
                a statement whose words are not on file counts as one
    own_texts   the same without statements that members of an alliance made for themselves
    undated     statements that bear no date, or none that can be read
    nameless    rows that name no incident, which nothing is said about
    totals      statements by kind, what stands beside a finding included
    standing    pairs of a party and an incident by what stands; `no_response` among them
    lags        from the event to the first admission of each incident of the gap table, to each party's first answer,
                to every statement
    """

    as_of: date | None
    rows: int
    statements: int
    repeats: int
    texts: int
    own_texts: int
    undated: int
    nameless: int
    histories: tuple[History, ...]
    gap: tuple[GapRow, ...]
    differs: tuple[Differs, ...]
    beside: tuple[Beside, ...]
    totals: dict[ResponseKind, int]
    standing: dict[ResponseKind, int]
    lags: dict[str, Lag]
    unknown: tuple[str, ...]

    def sums(self) -> dict[str, Any]:
        """What was conceded and what is alleged for the same incidents, each once; without a number: nothing added.

        Totals are left out: they may hold one another. What can be said of them is for the arithmetic (`bilan gap`).
        """
        rows = [r for r in self.gap if r.on == "incident"]
        once_each = {r.incident: r for r in sorted(rows, key=lambda r: r.by_code)}
        conceded = [r.conceded for r in once_each.values()]
        return {
            "incidents": len(once_each),
            "without_a_number": sum(n is None for n in conceded),
            "conceded": _sum(conceded).as_json(),
            "alleged": _sum(r.alleged for r in once_each.values()).as_json(),
        }

    def as_json(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "rows": self.rows,
            "statements": self.statements,
            "repeats": self.repeats,
            "distinct_texts": self.texts,
            "distinct_texts_without_members": self.own_texts,
            "undated": self.undated,
            "without_incident": self.nameless,
            "gap": [r.as_json() for r in self.gap],
            "sums": self.sums(),
            "lags": {name: lag.as_json() for name, lag in self.lags.items()},
            "by_kind": [{"kind": k.value, "labels": labels(k), "statements": n} for k, n in self.totals.items()],
            "standing": [{"kind": k.value, "labels": labels(k), "subjects": n} for k, n in self.standing.items()],
            "differs": [d.as_json() for d in self.differs],
            "alliances": [b.as_json() for b in self.beside],
            "unknown_incidents": list(self.unknown),
            "responses": [h.as_json() for h in self.histories],
        }


def report(filed: Filed, *, of: ActorId | None = None, as_of: date | None = None) -> Report:
    """Histories, the gap table of the admissions, lags and totals.

    of     only what this party says
    as_of  until when somebody looked for answers: silence is counted to that day, and to none without it
    """
    said = [r for r in once(s.response for s in filed.statements) if of in (None, r.party.id)]
    heard = sum(of in (None, s.response.party.id) for s in filed.statements)
    coded = {key: c for key, c in filed.coded.items() if of in (None, key[0])}
    silent = [r for r in filed.silent if of in (None, r.party.id)]
    found = histories(
        [*said, *_only_coded(coded, said), *silent], filed.alleged, against=filed.against, looked_until=as_of
    )
    rows = [_gap_row(h, coded.get((h.party.id, h.subject))) for h in found]
    gap = [row for row in rows if row is not None]
    return Report(
        as_of=as_of,
        rows=filed.rows,
        statements=len(said),
        repeats=heard - len(said),
        texts=len({r.words for r in said}),
        own_texts=len(
            {s.response.words for s in filed.statements if of in (None, s.response.party.id) and not s.by_member}
        ),
        undated=sum(r.said is None for r in said),
        nameless=filed.nameless,
        histories=tuple(found),
        gap=tuple(gap),
        differs=tuple(d for h in found if (d := _differs(h, coded.get((h.party.id, h.subject)))) is not None),
        beside=tuple(alliances_beside_members(found)),
        totals=_counted(k for h in found for r in h.responses if r.is_answer and (r.words or r.said) for k in r.kinds),
        standing=_counted(h.standing for h in found),
        lags={
            "event_to_admission": Lag.of(_first_admissions(gap)),
            "event_to_first_answer": Lag.of(_first(h, lambda r: r.is_answer) for h in found),
            "event_to_every_statement": Lag.of(_days(filed.allegation(r), r) for r in said),
        },
        unknown=filed.unknown,
    )


def _only_coded(coded: Mapping[tuple[ActorId, str], Coded], said: Sequence[Response]) -> list[Response]:
    """The recorder's code where the party has no statement on file: what it says bears no date."""
    spoken = {(r.party.id, r.subject) for r in said}
    return [
        Response(c.party, c.subject, "incident", (c.kind,), conceded=c.conceded, where="the recorder's code")
        for key, c in coded.items()
        if key not in spoken
    ]


def _gap_row(h: History, coded: Coded | None) -> GapRow | None:
    admits = (coded.kind if coded else h.standing).says == "admits"
    if not admits:
        return None
    conceded, alleged = coded.conceded if coded else h.conceded, h.alleged.killed
    lag = _first(h, lambda r: r.kind.says == "admits")
    return GapRow(
        incident=h.subject,
        on=h.on,
        party=h.party,
        conceded=conceded,
        alleged=alleged,
        gap=gap_between(alleged, conceded) if alleged and conceded else None,
        lag_days=lag if lag is not None else _first(h, lambda r: r.is_answer),
        by_code=coded is not None,
        standing=h.standing,
    )


def _first_admissions(gap: Sequence[GapRow]) -> list[int]:
    """Each incident once: the first admission by anybody; one dated before the event only where there is no other."""
    first: dict[str, int] = {}
    for row in gap:
        days, known = row.lag_days, first.get(row.incident)
        if days is not None and (known is None or (days >= 0 and not 0 <= known <= days)):
            first[row.incident] = days
    return list(first.values())


def _differs(h: History, coded: Coded | None) -> Differs | None:
    if coded is None or (coded.kind.says == "admits") == (h.standing.says == "admits"):
        return None
    return Differs(h.subject, h.party, coded.kind, h.standing)


def _first(h: History, is_meant: Callable[[Response], bool]) -> int | None:
    """Days from the event to the first dated statement of a kind; below nothing where it is dated before the event."""
    days = [d for r in h.responses if is_meant(r) and (d := _days(h.alleged, r)) is not None]
    return min(days, default=None)


def _days(alleged: Allegation | None, r: Response) -> int | None:
    if alleged is None or alleged.first is None or r.said is None:
        return None
    return (r.said - alleged.first).days


def _sum(numbers: Iterable[Number | None]) -> Number:
    known = [n for n in numbers if n is not None]
    highs = [n.high for n in known if n.high is not None]
    return Number(sum(n.low for n in known), sum(highs) if len(highs) == len(known) else None)


def _counted(kinds: Iterable[ResponseKind]) -> dict[ResponseKind, int]:
    counts = Counter(kinds)
    return {k: counts[k] for k in ResponseKind if counts[k]}
