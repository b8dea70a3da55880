"""What the office formats share: they are archives of XML, and may unpack to far more than they are."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bilan.intake.formats.zipped import opened
from bilan.model.errors import UnreadableExhibit

_LARGEST = 200 << 20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    AssertionError,
    SyntaxError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
)


@contextmanager
def office_file(path: Path, what: str) -> Iterator[None]:
    """Refuse what unpacks to too much, and say what is wrong with what cannot be read."""
    with opened(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    if size > _LARGEST:
        raise UnreadableExhibit(
            f"{what} unpacks to {size / 1e6:,.0f} MB, and no more than {_LARGEST / 1e6:.0f} MB are read",
            why="it is kept as evidence, but no claim is read from it",
            advice="save the part that matters as another file and add that",
        )
    try:
        yield
    except _DAMAGE as error:
        raise UnreadableExhibit(
            f"{what} cannot be read: {type(error).__name__}: {str(error)[:200]}",
            why="it is kept as evidence, but no claim can be read from it",
            advice="open it with the program that wrote it, save its text as .txt or .csv and add that",
        ) from error


def has_part(path_head: bytes, name: bytes) -> bool:
    """Whether the first bytes of an archive name such a file."""
    return path_head.startswith(b"PK\x03\x04") and name in path_head
