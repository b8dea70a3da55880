"""A recorder's table of official statements, and its incidents beside it → responses and what is alleged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from bilan.accountability.history import Allegation
from bilan.accountability.parties import Party, party
from bilan.accountability.response import Number, Response
from bilan.accountability.statement_layout import BUILT_IN, StatementLayout, recognise
from bilan.accountability.wording import kinds_of
from bilan.lint.layout import CountRule, Layout
from bilan.lint.layout import recognise as recognise_incidents
from bilan.lint.record import Record, records_of
from bilan.lint.source import Line, Sheet, find_table, read_table
from bilan.lint.totals import headline_of
from bilan.lint.values import day, number
from bilan.model.errors import WrongUse
from bilan.model.ids import ActorId
from bilan.model.vocab import ResponseKind, parse_term


@dataclass(frozen=True, slots=True)
class Coded:
    """The position that the recorder itself codes for a party on an incident, with the number conceded."""

    party: Party
    subject: str
    kind: ResponseKind
    conceded: Number | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of the table that is a statement: what it says, the number the recorder took from it, its grid reference.

    by_member  whether a member of an alliance speaks for itself
    """

    response: Response
    coded_killed: Number | None
    mgrs: str
    by_member: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """Everything that tables of statements say, with what the table of incidents says beside it.

    rows       rows of the tables of statements, of every kind
    statements those that are statements, repeats included
    coded      the recorder's own code, by party and incident
    alleged    by incident; empty without a table of incidents
    against    by party and incident, where the allegations say whom they blame
    points     where each incident was, in degrees
    unknown    incidents that statements name and the table of incidents does not hold
    nameless   rows that are statements and name no incident: nothing can be said about them
    silent     who is blamed and has no answer on file
    names      what a subject is called for a reader, where its key is not enough
    """

    rows: int
    statements: tuple[Statement, ...]
    coded: Mapping[tuple[ActorId, str], Coded]
    alleged: Mapping[str, Allegation] = field(default_factory=dict)
    points: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    nameless: int = 0
    silent: tuple[Response, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    against: Mapping[tuple[ActorId, str], Allegation] = field(default_factory=dict)

    def allegation(self, r: Response) -> Allegation | None:
        """What is alleged of the party that answers, about what it answers."""
        return self.against.get((r.party.id, r.subject)) or self.alleged.get(r.subject)


def read_statements(
    paths: Sequence[Path],
    layout: StatementLayout | None = None,
    incidents: Sequence[Path] = (),
    incident_layout: Layout | None = None,
) -> Filed:
    """Read one or more tables of statements, and of incidents. `layout=None`: known by their columns; so the incidents'."""
    rows, nameless, statements = 0, 0, []
    coded: dict[tuple[ActorId, str], Coded] = {}
    for path in paths:
        sheet = _sheet(path, layout)
        known = layout or recognise(sheet.columns)
        _must_have(sheet, known)
        rows += len(sheet.lines)
        for line in sheet.lines:
            subject = _subject(line, known)
            if not subject:
                nameless += known.is_statement(line)
                continue
            if known.is_statement(line):
                statements.append(_statement(line, known, subject, sheet.name))
            own = _coded(line, known, subject)
            if own is not None:
                key = (own.party.id, subject)
                earlier = coded.get(key)
                if earlier is None or (earlier.kind is own.kind and earlier.conceded is None):
                    coded[key] = own
    if not incidents:
        return Filed(rows, tuple(statements), coded, nameless=nameless)
    alleged: dict[str, Allegation] = {}
    points: dict[str, tuple[float, float]] = {}
    for path in incidents:
        records, killed = _incidents(path, incident_layout)
        alleged |= {name: _alleged(r, killed) for name, r in records.items()}
        points |= {name: (float(r.point[0]), float(r.point[1])) for name, r in records.items() if r.point}
    named = dict.fromkeys([*(s.response.subject for s in statements), *(subject for _, subject in coded)])
    return Filed(
        rows,
        tuple(statements),
        coded,
        alleged,
        points,
        tuple(code for code in named if code not in alleged),
        nameless,
    )


# ------------------------------------------------------------------ statements


def _sheet(path: Path, layout: StatementLayout | None) -> Sheet:
    if not path.is_dir():
        return read_table(path)
    for stem in [layout.file] if layout else ["responses", "statements"]:
        found = find_table(path, stem)
        if found is not None:
            return read_table(found)
    raise WrongUse(f"the folder {path} has no table of statements", advice="name the file itself")


def _must_have(sheet: Sheet, layout: StatementLayout) -> None:
    """Every column that a person's own layout names must be there; of a built-in one, those that it cannot do without."""
    have = set(sheet.columns)
    coded = [w.column for w in (*layout.only, *(w for p in layout.positions for w in p.where))]
    needed = [layout.columns["party"], *coded, *([layout.columns["words"]] if "kind" not in layout.columns else [])]
    if layout.name not in BUILT_IN:
        needed += [*layout.columns.values(), *(c for both in layout.ranges.values() for c in both)]
    missing = [c for c in dict.fromkeys(needed) if c not in have]
    if not missing and not set(layout.incident.values()) & have:
        missing = [" or ".join(layout.incident.values())]
    if missing:
        raise WrongUse(
            f"{sheet.name} lacks the column {', '.join(missing)}",
            why="its statements would be misread",
            advice="say another --format, or describe its columns in a --mapping",
        )


def _subject(line: Line, layout: StatementLayout) -> str:
    """The incident's code, else its id."""
    return next((line.get(layout.incident[m]) for m in ("code", "id") if line.get(layout.incident.get(m, ""))), "")


def _statement(line: Line, layout: StatementLayout, subject: str, file: str) -> Statement:
    words = layout.cell(line, "words")
    kinds = _kinds(line, layout, words)
    killed = _conceded(line, layout)
    response = Response(
        party=_party(line, layout, member=True),
        subject=subject,
        on="incident",
        kinds=kinds,
        said=day(layout.cell(line, "said"), layout.date_forms),
        conceded=killed if kinds[0].says == "admits" else None,
        words=words,
        where=f"row {line.row} of {file}",
        url=layout.cell(line, "url"),
    )
    return Statement(response, killed, layout.cell(line, "mgrs"), bool(_member(line, layout)))


def _kinds(line: Line, layout: StatementLayout, words: str) -> tuple[ResponseKind, ...]:
    """What a person put in the column for it, else what the words say, else the recorder's code for the incident.

    A statement that says none of it is an answer all the same: it acknowledges.
    """
    read = kinds_of(words)
    if stated := layout.cell(line, "kind"):
        kind = _stated(stated, line)
        return (kind, *(k for k in read[1:] if k is not kind))
    if read and read[0].says not in ("acts",):
        return read
    coded = layout.position(line)
    if coded is not None and coded.says != "nothing":
        return (coded, *read)
    return read or (ResponseKind.ACKNOWLEDGED,)


def _stated(words: str, line: Line) -> ResponseKind:
    try:
        return parse_term(ResponseKind, words)
    except WrongUse as error:
        raise WrongUse(f"row {line.row}: {error.what}", advice=error.advice) from error


def _conceded(line: Line, layout: StatementLayout) -> Number | None:
    """The dead conceded. Who concedes only injured concedes no dead; who gives no number at all is not quoted with one."""
    killed = _number(line, layout.ranges.get("conceded"))
    if killed is None and _number(line, layout.ranges.get("conceded_injured")) is not None:
        return Number(0, 0)
    return killed


def _number(line: Line, columns: tuple[str, str] | None) -> Number | None:
    if columns is None:
        return None
    low, high = (_whole(number(line.get(c))) for c in columns)
    if low is None:
        low = high
    if low is None or low < 0:
        return None
    return Number(low, max(low, high) if high is not None else low)


def _whole(n: Decimal | None) -> int | None:
    return int(n) if n is not None else None


def _coded(line: Line, layout: StatementLayout, subject: str) -> Coded | None:
    kind = layout.position(line)
    if kind is None:
        return None
    conceded = _conceded(line, layout) if kind.says == "admits" else None
    return Coded(_party(line, layout, member=False), subject, kind, conceded)


def _party(line: Line, layout: StatementLayout, *, member: bool) -> Party:
    spoken = _member(line, layout) if member else ""
    return party(spoken) if spoken else _named(line, layout)


def _member(line: Line, layout: StatementLayout) -> str:
    name = layout.cell(line, "member")
    return layout.parties.get(name, name)


def _named(line: Line, layout: StatementLayout) -> Party:
    name = layout.cell(line, "party")
    return party(layout.parties.get(name, name))


# ------------------------------------------------------------------ incidents


def _incidents(path: Path, layout: Layout | None) -> tuple[dict[str, Record], CountRule | None]:
    """Each incident by its id and by its code (the first of a code that two share), and the count of its dead."""
    found = find_table(path, layout.file if layout else "incidents") if path.is_dir() else path
    if found is None:
        raise WrongUse(f"the folder {path} has no table of incidents", advice="name the file itself")
    sheet = read_table(found)
    known = layout or _recognised(sheet)
    records = records_of(sheet, known)
    killed = headline_of([rule for rule in known.counts if set(rule.columns) & set(sheet.columns)])
    return {name: r for r in reversed(records) for name in _names(r)}, killed


def _recognised(sheet: Sheet) -> Layout:
    try:
        return recognise_incidents(sheet.columns)
    except WrongUse as error:
        raise WrongUse(
            error.what, why=error.why, advice="say what its columns mean: --incidents-as csv or FILE"
        ) from error


def _names(record: Record) -> Iterable[str]:
    return (w for m in ("id", "code") if (w := record.words(m)))


def _alleged(record: Record, killed: CountRule | None) -> Allegation:
    """The range that the recorder gives, and the day of the event: who alleges it does so on that day at the earliest."""
    count = next((c for c in record.counts if c.rule is killed), None)
    low = _whole(count.low) if count else None
    high = _whole(count.high) if count else None
    first = record.days.get("date")
    if low is None and high is None:
        return Allegation(None, first)
    least = low if low is not None else 0
    return Allegation(Number(least, max(least, high) if high is not None else None), first)
