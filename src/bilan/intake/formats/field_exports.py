"""Tables that the archives of the field write: auto-archiver's sheet and CSV, Atlos's CSV. No mapping is needed.

Each row becomes a paragraph of the text, with its address and date, so that a claim in it can be traced.
Atlos: slug, project, inserted_at, updated_at, latitude, longitude, then the attributes, then source_1 …
auto-archiver: the columns of its sheet (link, archive status, archive location, upload title, text content, hash …),
or status, metadata, media with Python dictionaries as cells. Coordinates are not repeated in the text.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from bilan.intake.charset import decode
from bilan.intake.formats import About, Extracted, has_suffix, read_limited
from bilan.intake.formats.json_document import archived
from bilan.intake.formats.table import delimiter_of
from bilan.model.errors import UnreadableExhibit

_MOST_NAMED = 20
_MOMENT = re.compile(r"datetime\.datetime\((\d{4}), (\d\d?), (\d\d?)[^()]*(?:\([^()]*\))?[^()]*\)")
_ATLOS_WORDS = ("description", "more_info", "general_location", "type", "impact", "equipment", "tags")
_LONGEST_CELL = 8 << 20

Row = dict[str, str]


class Atlos:
    about = About("atlos", "1", "text/csv", rank=26)

    def accepts(self, name: str, head: bytes) -> bool:
        return _has(name, head, {"slug", "project", "inserted_at", "updated_at", "description"})

    def extract(self, path: Path) -> Extracted:
        rows, charset = _rows(path)
        sources = [k for k in (rows[0] if rows else {}) if k.startswith("source_")]
        paragraphs = []
        for row in rows:
            words = [row.get(k, "") for k in _ATLOS_WORDS]
            where = ", ".join(row.get(k, "") for k in sources if row.get(k))
            head = " ".join(w for w in (row.get("slug", ""), f"({row['date']})" if row.get("date") else "") if w)
            paragraphs.append("\n".join(w for w in (head, *words, where) if w))
        delicate = sum(row.get("sensitive", "") not in ("", "Not Sensitive") for row in rows)
        notes = (f"{delicate} of its incidents are marked sensitive: look before anything is published.",)
        return Extracted(
            text="\n\n".join(paragraphs),
            parameters=(("charset", charset), ("rows", str(len(rows)))),
            notes=notes if delicate else (),
        )


class AutoArchiver:
    about = About("auto_archiver", "1", "text/csv", rank=26)

    def accepts(self, name: str, head: bytes) -> bool:
        sheet = _has(name, head, {"archive status", "archive location"})
        return sheet or _header(name, head) == ["status", "metadata", "media"]

    def extract(self, path: Path) -> Extracted:
        rows, charset = _rows(path)
        is_report = bool(rows) and {"status", "metadata", "media"} <= set(rows[0])
        found = [_reported(row) if is_report else _on_sheet(row) for row in rows]
        failed = [n for n, (_, status) in enumerate(found, 2) if "success" not in status.lower()]
        return Extracted(
            text="\n\n".join(text for text, _ in found if text),
            parameters=(("charset", charset), ("rows", str(len(rows)))),
            notes=tuple(_failures(failed)),
        )


def _on_sheet(row: Row) -> tuple[str, str]:
    where = " ".join(row.get(k, "") for k in ("link", "upload timestamp") if row.get(k))
    parts = (row.get("upload title", ""), row.get("text content", ""), where)
    return "\n".join(p for p in parts if p), row.get("archive status", "")


def _reported(row: Row) -> tuple[str, str]:
    """A row of the CSV report: its cells are written as Python writes dictionaries."""
    words = _MOMENT.sub(lambda m: repr(f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}"), row.get("metadata", ""))
    try:
        said = ast.literal_eval(words)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return "", f"{row.get('status', '')} (and its metadata cannot be read: no success)"
    if not isinstance(said, dict):
        return "", "no metadata"
    e = archived(said)
    where = " ".join(w for w in (e.url, e.published.iso if e.published else "") if w)
    return "\n".join(w for w in (e.text, where) if w), row.get("status", "")


def _failures(rows: list[int]) -> Iterator[str]:
    if rows:
        listed = ", ".join(map(str, rows[:_MOST_NAMED])) + (" …" if len(rows) > _MOST_NAMED else "")
        yield f"The archiver reports no success for {len(rows)} of its rows: {listed}."


def _rows(path: Path) -> tuple[list[Row], str]:
    text, charset = decode(read_limited(path))
    csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
        rows = [{(k or "").strip().lower(): v for k, v in row.items() if isinstance(v, str)} for row in reader]
    except csv.Error as error:
        raise UnreadableExhibit(f"the table cannot be read: {error}", advice="export it again") from error
    if not rows:
        raise UnreadableExhibit("the table has no rows")
    return rows, charset


def _has(name: str, head: bytes, columns: set[str]) -> bool:
    return columns <= set(_header(name, head))


def _header(name: str, head: bytes) -> list[str]:
    if not has_suffix(name, ".csv", ".tsv"):
        return []
    first = head.decode("utf-8-sig", "replace").lstrip("\n").partition("\n")[0]
    delimiter = delimiter_of(first)
    return [cell.strip().strip('"').lower() for cell in first.split(delimiter)]


atlos = Atlos()
auto_archiver = AutoArchiver()
