"""A series as it comes: a file, its format or mapping, and the tables that lie beside it."""

from __future__ import annotations

from collections.abc import Mapping as Keyed
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from bilan.exchange.cells import read_sheet
from bilan.exchange.editions import Correction, Fall, corrections, falls
from bilan.exchange.mapping import Mapping, built_in, mapping_for
from bilan.exchange.series import Identity, check_series
from bilan.exchange.series_rules import series_rules
from bilan.model.errors import UnreadableExhibit, WrongUse

Records = list[dict[str, str]]


def records(text: str, delimiter: str | None = None) -> Records:
    """The rows of a CSV text as plain strings by column."""
    sheet = read_sheet(text, delimiter)
    return [sheet.record(row) for row in sheet.rows]


@dataclass(frozen=True, slots=True)
class Examined:
    """A series looked at: its sums, what later editions restate, and running totals that fall."""

    identities: list[Identity]
    corrections: list[Correction]
    falls: list[Fall]


def examine_text(name: str, text: str, mapping: Mapping | str, beside: Keyed[str, Records] | None = None) -> Examined:
    """Examine the series in a CSV text; `mapping` is a mapping or the name of a format."""
    known = built_in(mapping) if isinstance(mapping, str) else mapping
    sheet = read_sheet(text)
    table = mapping_for(known, name, sheet.header)
    if table is None or not table.get("identity"):
        raise WrongUse(
            f"{name} is not a series that {known.name} describes",
            why="there is no sum to check",
            advice="name another --format, or describe its columns in a --mapping",
        )
    rows, rules = [sheet.record(row) for row in sheet.rows], series_rules(table)
    return Examined(check_series(rows, table, beside), corrections(rows, rules), falls(rows, rules))


def check_file(path: Path, mapping: Mapping | str) -> list[Identity]:
    """Check the sums of the series in a file; see `examine_file`."""
    return examine_file(path, mapping).identities


def examine_file(path: Path, mapping: Mapping | str) -> Examined:
    """Examine the series in a file, with the tables beside it that its mapping looks things up in."""
    known = built_in(mapping) if isinstance(mapping, str) else mapping
    wanted = {str(b["file"]) for table in known.tables for b in table.get("beside", []) if "file" in b}
    beside = {
        near.name: records(_read(near))
        for near in sorted(path.parent.glob("*"))
        if near != path and near.is_file() and any(fnmatchcase(near.name, w) for w in wanted)
    }
    return examine_text(path.name, _read(path), known, beside)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableExhibit(f"{path.name} cannot be read: {error}", advice="save it as UTF-8 CSV") from error


def examined_to_json(examined: Examined) -> dict[str, Any]:
    """The document of `bilan series --json`."""
    return asdict(examined)
