"""Formats: how the text of a document is found. To add one: write a `Format`, offer it under `bilan.formats`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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


@dataclass(frozen=True, slots=True)
class Member:
    """A document inside another one: an attachment, a captured page, a file of an archive.

    name     what it is called in there; its ending says what it is
    content  its bytes, piece by piece; `UnreadableExhibit` on the way drops this member and becomes a note
    url      where it was captured; None: it was not
    date     when it was captured, as the capture says
    derived  False: these bytes are in there; True: the format made them (a sheet written as CSV)
    """

    name: str
    content: Iterable[bytes]
    url: str | None = None
    date: str | None = None
    derived: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """Something made of a document besides its text: see `bilan.model.exhibit.OtherCopy`."""

    kind: str
    media_type: str
    data: bytes
    parameters: tuple[tuple[str, str], ...] = ()
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """What could not be read, or does not hold, although the rest does: to be shown as a failure."""

    text: str


Part = Extracted | Member | Copy | Note


@runtime_checkable
class Format(Protocol):
    """One kind of document.

    `accepts` sees the file's name and its first bytes and must be quick and safe; `extract` runs in a
    child process with little memory and time, and raises `UnreadableExhibit` with a reason. The path it
    gets is a link to an open file: open it, but do not resolve it and do not look at its name.
    """

    about: About

    def accepts(self, name: str, head: bytes) -> bool: ...

    def extract(self, path: Path) -> Extracted: ...


@runtime_checkable
class WarmsUp(Protocol):
    """A format whose parser builds tables when it is first used: here it may do so once, on a sample of its own."""

    def warm_up(self) -> None: ...


class Container:
    """A kind of document that holds others, or of which more than a text is made: it gives its parts one by one.

    What was given before an error stays given. A subclass has an `about` and an `accepts` as every format.
    """

    def unpack(self, path: Path) -> Iterator[Part]:
        raise NotImplementedError

    def extract(self, path: Path) -> Extracted:
        """Its text alone, where it has one."""
        for part in self.unpack(path):
            if isinstance(part, Extracted):
                return part
        raise UnreadableExhibit("it holds documents, and no text of its own")


def parts_of(form: Format, path: Path) -> Iterator[Part]:
    """What a document of this format gives: its text, and for a container all that it holds."""
    if isinstance(form, Container):
        yield from form.unpack(path)
    else:
        yield form.extract(path)


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
