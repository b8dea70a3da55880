"""A mapping file: what the columns of a table mean, written by a person in TOML."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from collections.abc import Mapping as Keyed
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path, PurePath
from typing import Any

from bilan.exchange.keys import bad, known_keys, text_at, text_table, texts_at
from bilan.exchange.rules import TABLE_KEYS, claim_rules
from bilan.exchange.series_rules import series_rules
from bilan.model.errors import WrongUse
from bilan.plugins.text_file import read_text_file

KINDS = ("claims", "series")
BUILT_IN = ("monthly_reports", "official_daily", "official_daily_injured")  # series
FIELD_FORMATS = ("airwars", "ucdp", "acled", "ibc")  # the field's tables of incidents
_WRITE_KEYS = {"code", "from", "to", "date_form", "place", "country", "by", "between_names", "only_country", "best"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """The tables that one mapping file describes, as plain data: what is journalled beside an exhibit."""

    name: str
    tables: tuple[dict[str, Any], ...]

    def table_for(self, filename: str, header: Iterable[str]) -> dict[str, Any] | None:
        """The description of the file with this name and these columns; `None`: the mapping has none."""
        return mapping_for(self, filename, header)

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "tables": [dict(table) for table in self.tables]}


def load_mapping(path: Path) -> Mapping:
    """Read a mapping file; an error names the TOML key that is wrong."""
    return read_mapping(read_text_file(path, "the mapping", "check the path given to --mapping"), path.name)


def read_mapping(text: str, name: str = "mapping") -> Mapping:
    """The same from the text of a mapping file.

    >>> m = read_mapping('[[table]]\\nmatch = "*.csv"\\ncolumns = ["dead"]\\n[[table.claim]]\\ncount = "dead"\\n')
    >>> m.table_for("toll.csv", ["place", "dead"])["claim"]
    [{'count': 'dead'}]
    """
    try:
        parsed = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"the mapping {name} is not TOML: {error}", advice="see docs/howto/read-a-table.md") from error
    known_keys(parsed, {"table"}, "")
    tables = parsed.get("table")
    if not isinstance(tables, list) or not tables or not all(isinstance(t, dict) for t in tables):
        raise bad("table", "is missing", "describe each table under [[table]]")
    plain = _plain(tables)
    for i, table in enumerate(plain):
        check_table(table, f"table[{i}]")
    return Mapping(PurePath(name).stem, tuple(plain))


def built_in(format: str) -> Mapping:
    """The mapping of a format that Bilan knows by name."""
    if format not in (*BUILT_IN, *FIELD_FORMATS):
        raise WrongUse(f"no format is called {format!r}", advice=f"use {', '.join(BUILT_IN)}, or --mapping FILE")
    return read_mapping(files(__package__).joinpath("formats", f"{format}.toml").read_text(encoding="utf-8"), format)


def mapping_for(mapping: Mapping, filename: str, header: Iterable[str]) -> dict[str, Any] | None:
    """The first table whose name pattern fits and whose required columns are all there.

    Where the name fits and columns are missing, that is an error: a silent miss would lose the table.
    """
    name, have = PurePath(filename).name, {h.strip().removeprefix("\ufeff") for h in header}
    lacking: tuple[str, list[str]] | None = None
    for table in mapping.tables:
        pattern = str(table.get("match", "*"))
        if not fnmatchcase(name.lower(), pattern.lower()):
            continue
        missing = sorted(required_columns(table) - have)
        if not missing:
            return table
        if pattern != "*" and lacking is None:
            lacking = (pattern, missing)
    if lacking:
        pattern, missing = lacking
        raise WrongUse(
            f"{name} fits `match = {pattern!r}` of the mapping {mapping.name}, but lacks the column {', '.join(missing)}",
            why="its rows cannot be read",
            advice="correct `columns` in the mapping, or the name it matches",
        )
    return None


def check_table(table: Keyed[str, Any], where: str = "table") -> None:
    """Raise WrongUse, naming the key, unless this is a table description that can be applied."""
    known_keys(table, TABLE_KEYS, where)
    for key in ("match", "lang", "delimiter", "title", "format", "source"):
        text_at(table, key, where)
    text_table(table.get("holds", {}), f"{where}.holds")
    known_keys(table.get("write", {}), _WRITE_KEYS, f"{where}.write")
    kind = table.get("kind", "claims")
    if kind not in KINDS:
        raise bad(f"{where}.kind", f"says {kind!r}", f"use one of {', '.join(KINDS)}")
    texts_at(table, "columns", where)
    claims, identities = claim_rules(table, where), series_rules(table, where)
    if kind == "claims" and not claims:
        raise bad(f"{where}.claim", "is missing", "describe each count under [[table.claim]]")
    if kind == "series" and not identities.rules:
        raise bad(f"{where}.identity", "is missing", "describe each sum under [[table.identity]]")


def required_columns(table: Keyed[str, Any]) -> set[str]:
    """The columns a file must have: those that `columns` lists and, for claims, every column a rule reads.

    With `absent_is_empty` only those that `columns` lists: a column that is absent says nothing.
    """
    if table.get("absent_is_empty"):
        return set(texts_at(table, "columns", "table"))
    used = {column for rule in claim_rules(table, "table") for column in rule.columns}
    return set(texts_at(table, "columns", "table")) | used


def _plain(value: Any) -> Any:
    """TOML values as JSON values (dates become text)."""
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))


def field_format(format: str, own: Path | None = None) -> Mapping:
    """How a table of the field is read: as the format that Bilan knows, or as a person's own mapping says.

    A person's mapping is filed under the format, so that an export in that format finds its table again.
    """
    if format not in FIELD_FORMATS:
        raise WrongUse(f"no table of the field is called {format!r}", advice=f"use {', '.join(FIELD_FORMATS)}")
    if own is None:
        return built_in(format)
    mapping = load_mapping(own)
    return Mapping(mapping.name, tuple({**table, "format": format} for table in mapping.tables))
