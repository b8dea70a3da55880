"""A dossier as a table of the field: Airwars, UCDP GED, ACLED or Iraq Body Count."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bilan.claims import ledger
from bilan.evidence import Dossier
from bilan.exchange.guarding import guarded
from bilan.exchange.mapping import field_format
from bilan.model.errors import WrongUse
from bilan.model.exhibit import Sensitivity
from bilan.model.ids import ExhibitId
from bilan.model.vocab import ClaimState
from bilan.reconcile.shelf import adopted_by
from bilan.reconcile.world import World
from bilan.release.field_rows import Cells, LeftOut, native_rows
from bilan.release.incident_rows import incident_rows


@dataclass(frozen=True, slots=True)
class Exported:
    """The text of the table, how many rows it has and from where, and what the format cannot hold.

    imported    rows that were imported in this format and go out as they came, with what people decided since
    incidents   rows made of incidents that come from anywhere else
    unreviewed  claims behind the table that nobody has judged yet
    """

    text: str
    columns: tuple[str, ...]
    imported: int
    incidents: int
    unreviewed: int
    left_out: list[dict[str, Any]]


def export_table(dossier: Dossier, format: str) -> Exported:
    """The table. Cells that a spreadsheet would run are guarded by an apostrophe, which an import takes off again."""
    table = field_format(format).tables[0]
    copies, mappings, left_out = dossier.working_copies(), dossier.mappings(), LeftOut()
    decided = list(dossier.decisions().values())
    rows: list[Cells] = []
    columns: dict[str, None] = {}
    native: list[ExhibitId] = []
    closed = {e.id for e in dossier.exhibits() if e.sensitivity is Sensitivity.RESTRICTED}
    if closed:
        left_out.say("a restricted exhibit", "a table travels; nothing of it is written", len(closed))
    unreviewed = 0
    for exhibit in dossier.exhibits():
        if exhibit.id in closed or exhibit.id not in copies or mappings.get(exhibit.id, {}).get("format") != format:
            continue
        mine = [d for d in decided if d.anchor.exhibit == exhibit.id]
        text = dossier.vault.read_text(copies[exhibit.id].text)
        came = native_rows(exhibit.name, text, mappings[exhibit.id], mine, left_out)
        native.append(exhibit.id)
        columns |= dict.fromkeys(came.columns)
        rows += came.rows
        unreviewed += came.unreviewed
    imported = len(rows)
    if any(e not in native and e not in closed and not _holds_no_claims(mappings.get(e)) for e in copies):
        made, more = _from_elsewhere(dossier, table, native, closed, left_out)
        rows, unreviewed = rows + made, unreviewed + more
    used = {c for row in rows[imported:] for c in row}
    columns |= dict.fromkeys(c for c in table["holds"] if c in used)
    if not columns:
        columns = dict.fromkeys(table["columns"])
    return Exported(
        as_csv(tuple(columns), rows), tuple(columns), imported, len(rows) - imported, unreviewed, left_out.as_json()
    )


def _holds_no_claims(mapping: Mapping[str, Any] | None) -> bool:
    return mapping is not None and not mapping.get("claim")


def _from_elsewhere(
    dossier: Dossier,
    table: Mapping[str, Any],
    native: Sequence[ExhibitId],
    closed: Collection[ExhibitId],
    left_out: LeftOut,
) -> tuple[list[Cells], int]:
    claims = [c for c in ledger(dossier) if c.exhibit not in closed]
    day = dossier.journal.newest_date() or date(1970, 1, 1)
    world = World.of(claims, dossier.links(), day, adopted=adopted_by(dossier))
    open_claims = [c for c in claims if c.exhibit not in native and c.state is ClaimState.PROPOSED]
    tables = [e for e, mapping in dossier.mappings().items() if mapping.get("format")]
    return incident_rows(world, table, native, tables, left_out), len(open_claims)


def as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> str:
    """Rows as CSV: UTF-8, commas, CR LF (RFC 4180), each cell guarded against formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([guarded(c) for c in columns])
    writer.writerows([[guarded(row.get(c, "")) for c in columns] for row in rows])
    return out.getvalue()


def write_whole(text: str, out: Path) -> None:
    """Write a file whole or not at all."""
    if out.is_dir():
        raise WrongUse(f"{out} is a folder", advice="name a file to write the table into")
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.")
    except OSError as error:
        raise WrongUse(f"{out} cannot be written: {error.strerror}", advice="choose another place for --out") from error
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(out)
    finally:
        Path(name).unlink(missing_ok=True)
