"""Archives (.zip): each file in them is a document of its own. Nothing is ever unpacked onto the disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bilan.intake.formats import About, Container, Member, Note, Part
from bilan.model.errors import UnreadableExhibit

_PIECE = 1 << 18
_MOST_TIMES = 200  # text rarely packs better than 1 : 50
_SMALL = 16 << 20
_LINK = 0o120000
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


class Zip(Container):
    about = About("zip", "1", "application/zip", rank=60)

    def accepts(self, name: str, head: bytes) -> bool:
        return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))

    def unpack(self, path: Path) -> Iterator[Part]:
        with opened(path) as archive:
            files = [info for info in archive.infolist() if not info.is_dir() and not _is_litter(info.filename)]
            if not files:
                raise UnreadableExhibit("the archive is empty")
            for info in files:
                why = refusal(info)
                if why:
                    yield Note(f"{info.filename[:200]}: {why}.")
                else:
                    yield Member(safe_name(info.filename), pieces(archive, info))


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever is wrong with it becomes a reason."""
    try:
        with path.open("rb") as source, zipfile.ZipFile(source) as archive:
            yield archive
    except _DAMAGE as error:
        raise damaged(error) from error


def damaged(error: Exception) -> UnreadableExhibit:
    what = str(error)[:200] or type(error).__name__
    return UnreadableExhibit(
        f"the archive is damaged: {what}",
        why="what lies behind the damage was not taken out",
        advice="repair or unpack it with another program and add the documents themselves",
    )


def refusal(info: zipfile.ZipInfo) -> str:
    """Why a file of an archive is not taken out of it; empty: it is."""
    if (info.external_attr >> 16) & 0o170000 == _LINK:
        return "it is a link to another file, and was not followed"
    if info.flag_bits & 1:
        return "it is encrypted; unpack it with its password and add it"
    if info.file_size > _SMALL and info.file_size > _MOST_TIMES * max(1, info.compress_size):
        return f"it unpacks to {info.file_size / max(1, info.compress_size):,.0f} times its size, and was not unpacked"
    return ""


def pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a file, and not one more than it says it has. Raises `UnreadableExhibit`."""
    left = info.file_size
    try:
        with archive.open(info) as source:
            while piece := source.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise zipfile.BadZipFile("it is longer than it says")
                yield piece
    except _DAMAGE as error:
        raise damaged(error) from error


def safe_name(name: str) -> str:
    """A name that leads nowhere: no way up, no root.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\\\a\\\\b.txt"), safe_name("a/./b.txt")
    ('etc/passwd', 'a/b.txt', 'a/b.txt')
    """
    parts = name.replace("\\", "/").split("/")
    return "/".join(p for p in parts if p not in ("", ".", "..") and not p.endswith(":")) or "unnamed"


def _is_litter(name: str) -> bool:
    """What programs leave in archives for themselves."""
    parts = name.split("/")
    return "__MACOSX" in parts or parts[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


format = Zip()
