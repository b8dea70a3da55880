"""A dry run: what would be read of files, before any of it is received. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.claims.read import propose
from bilan.claims.tables import RowError, read_rows
from bilan.intake import Mapping as TableMapping
from bilan.intake.arrival import unknown_kind
from bilan.intake.formats import Extracted, format_for, formats
from bilan.intake.reading import Reading
from bilan.intake.sandbox import Sandbox
from bilan.intake.walk import Found, is_regular, walk
from bilan.model.errors import BilanError, UnreadableExhibit

_HEAD = 4096

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would become of one file.

    format      who would read it; None: nobody
    characters  of its text
    columns     of a table, and its `rows`
    claims      how many claims would be proposed; of a table by the names of the mapping's rules
    errors      cells of a table that could not be read
    holds       the documents in it, by name; they would become exhibits of their own
    failures    what could not be read, and why
    """

    path: str
    format: str | None
    title: str = ""
    characters: int = 0
    columns: tuple[str, ...] = ()
    rows: int | None = None
    claims: Mapping[str, int] | None = None
    errors: tuple[RowError, ...] = ()
    holds: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


def rehearse(
    sources: Sequence[Path], mapping: TableMapping | None = None, progress: Progress | None = None
) -> list[Rehearsed]:
    """Look into files and folders as `add` would, and keep nothing of it."""
    seen = walk(sources)
    found = [Rehearsed(f.path, None, failures=(f.reason,)) for f in (*seen.absent, *seen.failures)]
    with Sandbox() as sandbox:
        for number, file in enumerate(seen.found):
            if progress:
                progress(number, len(seen.found), file.shown)
            found.append(_looked_into(file, mapping, sandbox))
    return found


def _looked_into(file: Found, mapping: TableMapping | None, sandbox: Sandbox) -> Rehearsed:
    try:
        if not is_regular(file.path):
            raise UnreadableExhibit("it is not a file with an end")
        with file.path.open("rb") as source:
            form = format_for(file.path.name, source.read(_HEAD))
        if form is None:
            raise unknown_kind(file.path.name)
    except (BilanError, OSError) as error:
        reason = error.one_line if isinstance(error, BilanError) else error.strerror or type(error).__name__
        return Rehearsed(file.shown, None, failures=(reason,))
    name = next(n for n, known in formats().items() if known is form)
    try:
        with sandbox.read(name, file.path) as reading:
            return _told(file, name, reading, mapping if form.about.is_table else None, form.about.is_table)
    except BilanError as error:
        return Rehearsed(file.shown, name, failures=(error.one_line,))


def _told(file: Found, form: str, reading: Reading, mapping: TableMapping | None, is_table: bool) -> Rehearsed:
    failures = ([reading.failure.one_line] if reading.failure else []) + reading.notes
    held = tuple(m.name for m in reading.members)
    e = reading.extracted
    if e is None:
        return Rehearsed(file.shown, form, holds=held, failures=tuple(failures))
    failures += e.notes
    rows: int | None = None
    claims: dict[str, int] | None = None
    errors: tuple[RowError, ...] = ()
    if not is_table:
        claims = {"": len(propose(e.text, published=e.published).proposals)}
    elif (table := _table(file, e, mapping, failures)) is not None:
        read = read_rows(e.text, table)
        rows, errors = read.rows, tuple(read.errors)
        claims = dict(Counter(o.rule.name for o in read.origins))
    return Rehearsed(file.shown, form, e.title, len(e.text), e.columns, rows, claims, errors, held, tuple(failures))


def _table(file: Found, e: Extracted, mapping: TableMapping | None, failures: list[str]) -> dict[str, Any] | None:
    try:
        table = mapping.table_for(file.path.name, e.columns) if mapping else None
    except BilanError as error:
        failures.append(error.one_line)
        return None
    if table is None:
        failures.append(f"no mapping says what the columns of this table mean ({', '.join(e.columns)[:300]})")
    return table
