"""Formats: how the text of a document is found. To add one: write a `Format`, offer it under `bilan.formats`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from bilan.model.errors import UnreadableExhibit
from bilan.model.period import Period
from bilan.plugins import BrokenPlugin, load

GROUP = "bilan.formats"
MAX_TEXT_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class About:
    """What a format is called, which version reads, and who is asked first (a lower rank).

    is_table  its text is a table, which only a mapping makes readable
    imports   modules worth importing once, before the documents are read one by one
    """

    name: str
    version: str
    media_type: str
    rank: int = 50
    is_table: bool = False
    imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a document, and what the document says about itself. None: it does not say.

    columns  the column names of a table
    notes    what could not be read although the rest could, to be shown as failures
    """

    text: str
    title: str = ""
    published: Period | None = None
    publisher: str | None = None
    lang: str | None = None
    url: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@runtime_checkable
class Format(Protocol):
    """One kind of document.

    `accepts` sees the file's name and its first bytes and must be quick and safe; `extract` runs in a
    child process with little memory and time, and raises `UnreadableExhibit` with a reason.
    """

    about: About

    def accepts(self, name: str, head: bytes) -> bool: ...

    def extract(self, path: Path) -> Extracted: ...


def formats() -> dict[str, Format]:
    """Every installed format, those that are asked first first."""
    found: dict[str, Format] = {}
    for name, thing in load(GROUP).items():
        if not isinstance(thing, Format):
            raise BrokenPlugin(f"the plugin {name!r} of the group {GROUP} is not a format")
        found[name] = thing
    return dict(sorted(found.items(), key=lambda item: (item[1].about.rank, item[0])))


def format_for(name: str, head: bytes) -> Format | None:
    """The format that takes this file; None: nobody does."""
    return next((f for f in formats().values() if f.accepts(name, head)), None)


def has_suffix(name: str, *suffixes: str) -> bool:
    return name.lower().endswith(suffixes)


def read_limited(path: Path) -> bytes:
    """The bytes of a text document, unless there are too many to read it as one document."""
    size = path.stat().st_size
    if size > MAX_TEXT_BYTES:
        raise too_long(size)
    return path.read_bytes()


def too_long(size: int) -> UnreadableExhibit:
    return UnreadableExhibit(
        f"the text has {size / 1e6:,.0f} MB, and no more than {MAX_TEXT_BYTES / 1e6:.0f} MB are read as one document",
        why="it is kept as evidence, but no claim is read from it",
        advice="split it into parts (one per report, or per month) and add those",
    )
