"""Adding documents: received, read, and what a table's rows could not say listed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path

from bilan import intake
from bilan.claims.tables import RowError, TableReading, read_rows
from bilan.desk.person import Action, Person
from bilan.evidence import Dossier
from bilan.intake import Added, Limits, Mapping
from bilan.intake.capture import Browsing
from bilan.model.errors import WrongUse
from bilan.model.exhibit import Failure, Sensitivity
from bilan.model.ids import ExhibitId

_MOST_ROWS_NAMED = 20


def add(
    dossier: Dossier,
    sources: Sequence[Path],
    *,
    person: Person,
    mapping: Mapping | None = None,
    now: Callable[[], datetime] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    skip: Collection[Path] = (),
    sensitivity: Sensitivity = Sensitivity.OPEN,
    limits: Limits | None = None,
) -> Added:
    """Take files and folders into the dossier. `skip`: files among them that are no documents.

    `sensitivity`: restricted documents are encrypted, with everything made of them. `limits`: what one may cost.
    """
    return add_and_read(
        dossier,
        sources,
        person=person,
        mapping=mapping,
        now=now,
        progress=progress,
        skip=skip,
        sensitivity=sensitivity,
        limits=limits,
    )[0]


def add_addresses(
    dossier: Dossier,
    addresses: Sequence[str],
    *,
    person: Person,
    how: Browsing | None = None,
    now: Callable[[], datetime] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    sensitivity: Sensitivity = Sensitivity.OPEN,
) -> Added:
    """Capture addresses and take the captures into the dossier. `how`: limits of a visit."""
    person.must_be_allowed_to(Action.ADD)
    return intake.add_addresses(
        dossier, addresses, by=person.id, how=how, now=now, progress=progress, sensitivity=sensitivity
    )


def add_and_read(
    dossier: Dossier,
    sources: Sequence[Path],
    *,
    person: Person,
    mapping: Mapping | None = None,
    now: Callable[[], datetime] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    skip: Collection[Path] = (),
    sensitivity: Sensitivity = Sensitivity.OPEN,
    limits: Limits | None = None,
) -> tuple[Added, dict[ExhibitId, TableReading]]:
    """The same, with what the tables among them say."""
    person.must_be_allowed_to(Action.ADD)
    added = intake.add(
        dossier,
        sources,
        by=person.id,
        mapping=mapping,
        now=now,
        progress=progress,
        skip=skip,
        sensitivity=sensitivity,
        limits=limits,
    )
    failures, readings = _bad_rows(dossier, added, person, now)
    return Added(added.exhibits, [*added.failures, *failures], added.new), readings


def _bad_rows(
    dossier: Dossier, added: Added, person: Person, now: Callable[[], datetime] | None
) -> tuple[list[Failure], dict[ExhibitId, TableReading]]:
    """Rows that the mapping cannot read: the rest of the table counts, and these are shown to a colleague."""
    mappings = dossier.mappings()
    tables = [e for e in added.exhibits if e in mappings]
    if not tables:
        return [], {}
    copies = dossier.working_copies()
    standing = {f.exhibit: f.reason for f in dossier.failures()}
    names = {e.id: e.name for e in dossier.exhibits()}
    found: list[Failure] = []
    readings: dict[ExhibitId, TableReading] = {}
    for exhibit in tables:
        if exhibit not in copies:
            continue
        try:
            readings[exhibit] = read_rows(dossier.vault.read_text(copies[exhibit].text), mappings[exhibit])
            reason = _why_not_all(readings[exhibit].errors)
        except WrongUse as error:
            reason = error.one_line
        if not reason:
            continue
        failure = Failure(names[exhibit], reason, exhibit)
        if not any((f.exhibit, f.reason) == (exhibit, failure.reason) for f in added.failures):
            found.append(failure)
        if standing.get(exhibit) != failure.reason:
            dossier.journal.append(
                "reading_failed",
                {"path": failure.path, "reason": failure.reason, "exhibit": exhibit, "by": person.id},
                at=now() if now else None,
            )
    return found, readings


def _why_not_all(errors: Sequence[RowError]) -> str:
    """Which rows the mapping cannot read, and why; empty: it reads them all."""
    if not errors:
        return ""
    named = "; ".join(f"row {e.row}, {e.field}: {e.reason}" for e in errors[:_MOST_ROWS_NAMED])
    more = f"; and {len(errors) - _MOST_ROWS_NAMED} more" if len(errors) > _MOST_ROWS_NAMED else ""
    rows = len({e.row for e in errors})
    return f"{rows} of its rows cannot be read: {named}{more}. Correct the mapping and add the table again."
