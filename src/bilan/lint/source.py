"""A recorder's file as rows of words: CSV, TSV, JSON, JSON Lines, or Parquet where pyarrow is installed."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.exchange.cells import read_sheet
from bilan.model.errors import WrongUse
from bilan.plugins.text_file import read_text_file

KINDS = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it stands. `row` counts as a spreadsheet does: the header is 1, the first record 2."""

    row: int
    words: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.words.get(column, "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: the file's name, its columns, its rows."""

    name: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]


def read_table(path: Path) -> Sheet:
    """Read a file; an error says what is wrong with it, and in which line."""
    if not path.is_file():
        raise WrongUse(f"there is no file {path}", advice=f"name a table: {', '.join(KINDS)}")
    kind = path.suffix.lower()
    if kind == ".parquet":
        return _parquet(path)
    if kind not in KINDS:
        raise WrongUse(f"{path.name} is no table that can be read here", advice=f"save it as one of {', '.join(KINDS)}")
    text = _text(path)
    if kind in (".csv", ".tsv"):
        return _delimited(path.name, text, "\t" if kind == ".tsv" else None)
    return _objects(path.name, text, lines=kind != ".json")


def find_table(folder: Path, stem: str) -> Path | None:
    """The file of a folder with this name and any of the endings that can be read; `None`: there is none."""
    found = [folder / (stem + kind) for kind in KINDS if (folder / (stem + kind)).is_file()]
    if len(found) > 1:
        raise WrongUse(
            f"{folder} holds {', '.join(f.name for f in found)}",
            why="it is not clear which of them is meant",
            advice="leave one of them, or name the file itself",
        )
    return found[0] if found else None


def words_of(value: Any) -> str:
    """A value as words: a whole number without its `.0`, nothing for what is missing.

    >>> [words_of(v) for v in (4.0, 3.25, None, float("nan"), " Syria ", True, 45.045489)]
    ['4', '3.25', '', '', 'Syria', 'true', '45.045489']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value).encode("utf-8", "backslashreplace").decode().strip()  # JSON may hold halves of characters


def _text(path: Path) -> str:
    return read_text_file(path, "the table", "save it as UTF-8")


def _delimited(name: str, text: str, delimiter: str | None) -> Sheet:
    sheet = read_sheet(text, delimiter)
    if sheet.head is None:
        raise WrongUse(f"{name} is empty", advice="give a table with a header and at least one row")
    named = [cell.value for cell in sheet.head.cells if cell.value]
    twice = sorted({n for n in named if named.count(n) > 1})
    if twice:
        raise WrongUse(
            f"{name} has the column {', '.join(twice)} more than once",
            why="it is not clear which one is meant",
            advice="rename one of them",
        )
    for row in sheet.rows:
        if len(row.cells) > len(sheet.head.cells) and any(c.value for c in row.cells[len(sheet.head.cells) :]):
            raise WrongUse(
                f"row {row.line} of {name} has {len(row.cells)} cells; the header has {len(sheet.head.cells)}",
                why="its values may stand under the wrong columns",
                advice="quote the cell that holds a delimiter",
            )
    return Sheet(name, tuple(sheet.header), tuple(Line(row.line, sheet.record(row)) for row in sheet.rows))


def _objects(name: str, text: str, *, lines: bool) -> Sheet:
    found: list[Any] = []
    if lines:
        for n, line in enumerate(text.splitlines(), 1):
            if line.strip():
                found.append(_parsed(line, f"line {n} of {name}"))
    else:
        whole = _parsed(text, name)
        inner = whole.get("data") if isinstance(whole, dict) else whole
        if not isinstance(inner, list):
            raise WrongUse(f"{name} is no list of records", advice='give a list of objects, or {"data": [ … ]}')
        found = inner
    for n, item in enumerate(found, 1):
        if not isinstance(item, dict):
            raise WrongUse(f"record {n} of {name} is no object", advice="give one object a record")
    return _sheet(name, found)


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongUse(f"{where} is not JSON: {error}", advice="correct or leave out that line") from error


def _parquet(path: Path) -> Sheet:
    try:
        import pyarrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise WrongUse(
            f"{path.name} is a Parquet table, and pyarrow is not installed",
            advice="install pyarrow, or export the table as CSV",
        ) from error
    try:
        table = parquet.read_table(path)
        records = table.to_pylist()
    except (OSError, ValueError, OverflowError, pyarrow.ArrowException) as error:
        raise WrongUse(f"{path.name} is no Parquet table: {error}", advice="export it again") from error
    return _sheet(path.name, records, table.column_names)


def _sheet(name: str, records: Iterable[Mapping[str, Any]], columns: Iterable[str] = ()) -> Sheet:
    known = dict.fromkeys(columns)
    lines = []
    for n, record in enumerate(records):
        known.update(dict.fromkeys(record))
        lines.append(Line(n + 2, {column: words_of(value) for column, value in record.items()}))
    if not lines:
        raise WrongUse(f"{name} is empty", advice="give a table with at least one record")
    return Sheet(name, tuple(known), tuple(lines))
