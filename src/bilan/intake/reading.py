"""What came out of a document: its text, what it holds, what was made of it, and why not more."""

from __future__ import annotations

import io
import os
import tempfile
from dataclasses import dataclass, field
from types import TracebackType
from typing import BinaryIO, Self

from bilan.intake.formats import Extracted
from bilan.model.errors import UnreadableExhibit
from bilan.model.ids import TextId


@dataclass(frozen=True, slots=True)
class Held:
    """A stretch of what came out: a member (`kind` is "member") or a copy. See `bilan.intake.formats`."""

    kind: str
    start: int
    size: int
    name: str = ""
    url: str | None = None
    date: str | None = None
    derived: bool = False
    media_type: str = ""
    parameters: tuple[tuple[str, str], ...] = ()
    restricted: bool = False


@dataclass(slots=True)
class Reading:
    """What was read, and `failure` when it ended too early. Its bytes lie in a file without a name: close it."""

    extracted: Extracted | None = None
    members: list[Held] = field(default_factory=list)
    copies: list[Held] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failure: UnreadableExhibit | None = None
    seconds: float = 0.0
    peak_bytes: int = 0  # the most memory that its parser held
    cpu_seconds: float = 0.0  # the computing time of its parser
    mode: str = ""
    text: TextId | None = None  # under which name the vault keeps the text, once it does
    spool: BinaryIO = field(default_factory=tempfile.TemporaryFile)

    def open(self, held: Held) -> BinaryIO:
        """The bytes of one stretch."""
        return io.BufferedReader(_Stretch(self.spool.fileno(), held.start, held.size), 1 << 16)

    def close(self) -> None:
        self.spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def spool(*, private: bool) -> BinaryIO:
    """A place for what comes out. `private`: it must not touch a disk, not even without a name."""
    return os.fdopen(os.memfd_create("bilan-reading"), "w+b") if private else tempfile.TemporaryFile()


class _Stretch(io.RawIOBase):
    """A part of an open file, to be read from its first byte to its last."""

    def __init__(self, handle: int, start: int, size: int) -> None:
        self._handle = handle
        self._at = start
        self._end = start + size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = os.pread(self._handle, min(len(buffer), self._end - self._at), self._at)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
