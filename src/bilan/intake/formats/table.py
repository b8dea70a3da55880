"""Tables (.csv, .tsv): the working copy is the decoded text itself, so that every cell has its characters."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from bilan.intake.charset import decode
from bilan.intake.formats import About, Extracted, has_suffix, read_limited
from bilan.model.errors import UnreadableExhibit


class Table:
    about = About("csv", "1", "text/csv", rank=30, is_table=True)

    def accepts(self, name: str, head: bytes) -> bool:
        return has_suffix(name, ".csv", ".tsv")

    def extract(self, path: Path) -> Extracted:
        text, charset = decode(read_limited(path))
        delimiter = delimiter_of(text)
        return Extracted(
            text=text,
            parameters=(("charset", charset), ("delimiter", delimiter)),
            columns=tuple(_header(text, delimiter)),
        )


def delimiter_of(text: str) -> str:
    """The sign between the columns: the one that the first line has most of.

    >>> delimiter_of("date;place;killed")
    ';'
    """
    first = text.lstrip("\n").partition("\n")[0]
    return max(",;\t|", key=first.count)


def _header(text: str, delimiter: str) -> list[str]:
    try:
        row = next(iter(csv.reader(io.StringIO(text), delimiter=delimiter)), [])
    except csv.Error as error:
        raise UnreadableExhibit(f"the table cannot be read: {error}", advice="save it as CSV again") from error
    return [name.strip() for name in row]


format = Table()
