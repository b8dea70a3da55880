"""Workbooks (.xlsx): one sheet is a table as a .csv file is; of several, each becomes a table of its own."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bilan.intake.formats import MAX_TEXT_BYTES, About, Container, Extracted, Member, Part, has_suffix, too_long
from bilan.intake.formats.office import has_part, office_file
from bilan.intake.formats.parquet import cell_of
from bilan.model.errors import UnreadableExhibit

_MOST_CELLS_A_ROW = 2000
_MOST_EMPTY = 100_000  # rows that a sheet declares and does not fill


class Workbook(Container):
    about = About(
        "xlsx",
        "1",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        rank=23,
        is_table=True,
        imports=("openpyxl",),
    )

    def accepts(self, name: str, head: bytes) -> bool:
        return head.startswith(b"PK\x03\x04") and (
            has_suffix(name, ".xlsx", ".xlsm") or has_part(head, b"xl/workbook.xml")
        )

    def unpack(self, path: Path) -> Iterator[Part]:
        with office_file(path, "the workbook"):
            sheets = list(_sheets(path))
        if not sheets:
            raise UnreadableExhibit("the workbook is empty")
        if len(sheets) == 1:
            name, text, columns = sheets[0]
            parameters = (("delimiter", ","), ("sheet", name))
            yield Extracted(text=text, parameters=parameters, columns=tuple(c.strip() for c in columns))
            return
        for name, text, _ in sheets:
            yield Member(f"{name.replace('/', '-')}.csv", [text.encode("utf-8")], derived=True)


def _sheets(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    """Name, CSV and header of each sheet that is not empty: values as Excel last computed them, never formulas."""
    import openpyxl

    with path.open("rb") as source:
        book = openpyxl.load_workbook(source, read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its own size is not to be relied on
            rows = list(_rows(sheet))
            if rows:
                yield sheet.title, _as_csv(rows), rows[0]
        book.close()


def _rows(sheet: Any) -> Iterator[list[str]]:
    size = empty = 0
    for row in sheet.iter_rows(values_only=True, max_col=_MOST_CELLS_A_ROW):
        cells = [] if row.count(None) == len(row) else [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            empty += 1
            if empty > _MOST_EMPTY:
                raise UnreadableExhibit(f"the sheet {sheet.title!r} has more than {_MOST_EMPTY:,} empty rows")
            continue
        size += sum(len(cell) for cell in cells)
        if size > MAX_TEXT_BYTES:
            raise too_long(size)
        yield cells


def _cell(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ", "seconds")
    return cell_of(value).encode("utf-8", "replace").decode("utf-8")


def _as_csv(rows: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().replace("\r\n", "\n").replace("\r", "\n")


format = Workbook()
