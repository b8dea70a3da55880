"""A recorder's tables → the facts that grades rest on, incident by incident."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.accountability.history import histories
from bilan.accountability.parties import NOBODY, Party, party
from bilan.accountability.response import Response
from bilan.accountability.wording import declares_activity, kinds_of
from bilan.assess.facts import Facts
from bilan.assess.outlets import voices
from bilan.assess.table_layout import GradeLayout
from bilan.assess.together import apart
from bilan.lint.layout import Beside
from bilan.lint.record import Record, joined_by, records_of
from bilan.lint.source import Line, Sheet, find_table, read_table
from bilan.lint.values import day
from bilan.model.errors import WrongUse
from bilan.model.vocab import Group, Harm, ResponseKind

_CIVILIANS = frozenset(Group) - {Group.COMBATANT}


@dataclass(frozen=True, slots=True)
class Case:
    """An incident of a recorder's table: its facts, and the recorder's own grade ("" where it has none)."""

    facts: Facts
    graded: str


def read_cases(folder: Path, layout: GradeLayout) -> list[Case]:
    """Every incident of a folder of tables. Tables of sources and parties must stand beside the incidents."""
    if not folder.is_dir():
        raise WrongUse(f"{folder} is no folder of tables", advice="give the folder that holds incidents and sources")
    incidents = _table(folder, layout.incidents.file)
    sources = _by_incident(_table(folder, layout.sources.file), layout.sources, incidents, layout)
    parties = _by_incident(_table(folder, layout.parties.file), layout.parties, incidents, layout)
    return [
        Case(
            _facts(r, sources.get(_key(r, sources), ()), parties.get(_key(r, parties), ()), layout),
            r.line.get(layout.grade).casefold() if layout.grade else "",
        )
        for r in records_of(incidents, layout.incidents)
    ]


class _Rows(dict[str, Sequence[Line]]):
    """The rows of a table beside the incidents, by what they call an incident: `join` is id or code."""

    join: str = "code"


def _table(folder: Path, stem: str) -> Sheet:
    found = find_table(folder, stem)
    if found is None:
        raise WrongUse(
            f"the folder {folder} has no table {stem}", why="a grade rests on it", advice=f"add {stem}.csv or .parquet"
        )
    return read_table(found)


def _by_incident(sheet: Sheet, beside: Beside, incidents: Sheet, layout: GradeLayout) -> _Rows:
    rows = _Rows()
    rows.join = joined_by(sheet, beside, incidents, layout.incidents)
    found: dict[str, list[Line]] = defaultdict(list)
    for line in sheet.lines:
        found[line.get(beside.incident[rows.join])].append(line)
    rows.update(found)
    return rows


def _key(record: Record, rows: _Rows) -> str:
    return record.words(rows.join)


# ------------------------------------------------------------------ one incident


def _facts(record: Record, sources: Sequence[Line], said: Sequence[Line], layout: GradeLayout) -> Facts:
    names = [line.get(layout.sources.columns["name"]) for line in sources]
    blamed = [_party(line, layout) for line in said]
    kinds = _answers(record.name, said, layout)
    civilians, combatants = _told(record, _CIVILIANS), _told(record, {Group.COMBATANT})
    return Facts(
        incident=record.name,
        voices=voices(names),
        sources=len(names),
        blamed=apart(blamed),
        admitted_by=_who(kinds, lambda k: k.says == "admits"),
        denied_by=_who(kinds, lambda k: k.says == "denies"),
        blame_others=_who(kinds, lambda k: k is ResponseKind.DENIED_OTHER_PARTY),
        say_combatants=_who(kinds, lambda k: k is ResponseKind.DENIED_COMBATANTS),
        assessing=_who(kinds, lambda k: k.says == "pending"),
        declared_by=tuple(
            dict.fromkeys(_party(line, layout).name for line in said if declares_activity(_report(line, layout)))
        ),
        civilian_harm=civilians is not False,
        only_combatants=civilians is False and bool(combatants),
    )


def _told(record: Record, groups: Iterable[Group]) -> bool | None:
    """Whether the record counts anybody of these groups killed or injured; None: it says nothing of them."""
    meant = set(groups)
    counts = [
        max(n for n in (c.low, c.high) if n is not None)
        for c in record.counts
        if c.rule.group in meant and c.rule.harm in (Harm.KILLED, Harm.INJURED) and (c.low, c.high) != (None, None)
    ]
    return any(n > 0 for n in counts) if counts else None


def _party(line: Line, layout: GradeLayout) -> Party:
    name = line.get(layout.parties.columns["name"])
    return NOBODY if name.casefold() in layout.unnamed else party(layout.names.get(name, name))


def _report(line: Line, layout: GradeLayout) -> str:
    column = layout.parties.columns.get("reports")
    return line.get(column) if column else ""


def _answers(incident: str, said: Sequence[Line], layout: GradeLayout) -> dict[str, ResponseKind]:
    """What stands of each party: its latest statement, else the recorder's code for it."""
    responses, coded = [], {}
    for line in said:
        who = _party(line, layout)
        kind = next((p.kind for p in layout.positions if p.fits(line)), None)
        if kind is not None:
            coded[who.name] = kind
        responses += list(_statements(incident, who, line, layout))
    spoken = {h.party.name: h.standing for h in histories(responses)}
    # a recorder that codes an admission has read more than the statements it keeps
    return spoken | {name: k for name, k in coded.items() if name not in spoken or k.says == "admits"}


def _statements(incident: str, who: Party, line: Line, layout: GradeLayout) -> Iterable[Response]:
    if layout.statements is None:
        return
    for told in _listed(line.get(layout.statements.column)):
        words = str(told.get(layout.statements.words) or "")
        kinds = kinds_of(words)
        if kinds:
            said = day(str(told.get(layout.statements.said) or ""), layout.date_forms)
            yield Response(who, incident, "incident", kinds, said, words=words)


def _listed(cell: str) -> list[Mapping[str, Any]]:
    """The objects of a JSON list in a cell; a cell that holds none says nothing."""
    try:
        found = json.loads(cell) if cell else []
    except ValueError:
        return []
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _who(kinds: Mapping[str, ResponseKind], is_meant: Callable[[ResponseKind], bool]) -> tuple[str, ...]:
    return tuple(name for name, kind in kinds.items() if is_meant(kind))
