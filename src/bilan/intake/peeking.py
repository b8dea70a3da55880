"""Looking into a table without keeping it: for a dry run."""

from __future__ import annotations

from pathlib import Path

from bilan.intake.formats import Extracted, format_for, formats
from bilan.intake.sandbox import Sandbox
from bilan.model.errors import WrongUse

_HEAD = 4096


def peek(path: Path) -> Extracted:
    """The text of a table as it would be kept, and its columns. Nothing is written, and no byte is parsed in this process."""
    if not path.is_file():
        raise WrongUse(f"there is no file {path}", advice="name a table, one incident a row")
    with path.open("rb") as source:
        head = source.read(_HEAD)
    form = format_for(path.name, head)
    if form is None or not form.about.is_table:
        raise WrongUse(f"{path.name} is no table that can be read here", advice="save it as .csv, .tsv or .parquet")
    name = next(name for name, known in formats().items() if known is form)
    with Sandbox() as sandbox:
        return sandbox.extract(name, path)
