"""Tables in Parquet (.parquet), where pyarrow is installed: the working copy is the same table as CSV."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path
from typing import Any

from bilan.intake.formats import MAX_TEXT_BYTES, About, Extracted, has_suffix, too_long
from bilan.model.errors import UnreadableExhibit

_MARK = b"PAR1"


class Parquet:
    about = About(
        "parquet", "1", "application/vnd.apache.parquet", rank=25, is_table=True, imports=("pyarrow.parquet",)
    )

    def accepts(self, name: str, head: bytes) -> bool:
        return has_suffix(name, ".parquet") and head.startswith(_MARK)

    def extract(self, path: Path) -> Extracted:
        try:
            import pyarrow
            import pyarrow.parquet as parquet
        except ImportError as error:
            raise UnreadableExhibit(
                "it is a Parquet table, and pyarrow is not installed",
                why="it is kept as evidence only",
                advice="install pyarrow and add it again, or save it as CSV and add that",
            ) from error
        try:
            table = parquet.read_table(path, use_threads=False)
            records = table.to_pylist()
        except (OSError, ValueError, OverflowError, pyarrow.ArrowException) as error:
            raise UnreadableExhibit(f"it is no Parquet table: {error}", advice="export it again") from error
        columns = [str(name) for name in table.column_names]
        text = _as_csv(columns, records)
        size = len(text.encode("utf-8", "replace"))
        if size > MAX_TEXT_BYTES:
            raise too_long(size)
        return Extracted(text=text, parameters=(("delimiter", ","),), columns=tuple(name.strip() for name in columns))


def _as_csv(columns: list[str], records: list[dict[str, Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")  # so that a cell with either sign of a line's end is quoted
    writer.writerow(columns)
    writer.writerows([[cell_of(record.get(name)) for name in columns] for record in records])
    return out.getvalue().replace("\r\n", "\n").replace("\r", "\n")


def cell_of(value: Any) -> str:
    """A value as a cell says it: a whole number without its `.0`, nothing for what is missing.

    >>> [cell_of(v) for v in (4.0, 3.25, None, float("nan"), "a", True, b"x")]
    ['4', '3.25', '', '', 'a', 'true', 'x']
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.decode("utf-8", "backslashreplace") if isinstance(value, bytes) else str(value)


format = Parquet()
