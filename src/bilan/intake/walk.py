"""From the paths a person names to the files that are taken in."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bilan.evidence import is_dossier
from bilan.model.exhibit import Failure

_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to take in. `shown` is its path from the folder that was named, never a path of this machine."""

    path: Path
    shown: str


@dataclass(frozen=True, slots=True)
class Walk:
    """What the sources hold. `absent`: nothing was there to be received, so there is nothing to record."""

    found: tuple[Found, ...]
    failures: tuple[Failure, ...]
    absent: tuple[Failure, ...]


def walk(sources: Sequence[Path]) -> Walk:
    """All files of the sources in sorted order; hidden files are skipped, links that lead out are not followed."""
    found: list[Found] = []
    failures: list[Failure] = []
    absent: list[Failure] = []
    for source in sources:
        if not os.path.lexists(source):
            absent.append(Failure(shown_name(source.name), "there is no such file or folder. Check the path."))
        elif source.is_dir():
            folder = source.resolve()
            here = list(_inside(folder, folder, shown_name(folder.name)))
            files = [f for f in here if isinstance(f, Found)]
            failures += [f for f in here if isinstance(f, Failure)]
            found += files
            if not here:
                absent.append(
                    Failure(
                        shown_name(folder.name),
                        "the folder holds no files. Put the documents into it and add it again.",
                    )
                )
        else:
            found.append(Found(source, shown_name(source.name)))
    return Walk(tuple(found), tuple(failures), tuple(absent))


def shown_name(name: str) -> str:
    """A file name that can be written down and shown: what is not a character, or would hide some, is spelled out.

    >>> shown_name("a\\nb\\udcff.txt")
    'a\\\\x0ab\\\\xff.txt'
    """
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(_spelled(c) if unicodedata.category(c) == "Cc" or c in _OVERRIDES else c for c in text)


def is_regular(path: Path) -> bool:
    """Whether it is a file with an end, not a device, a pipe or a socket."""
    return stat.S_ISREG(path.stat().st_mode)


def _spelled(c: str) -> str:
    return c.encode("unicode_escape").decode("ascii") if ord(c) > 0xFF else f"\\x{ord(c):02x}"


def _inside(folder: Path, root: Path, shown: str) -> Iterator[Found | Failure]:
    try:
        names = sorted(entry.name for entry in os.scandir(folder))
    except OSError as error:
        yield Failure(shown, f"the folder cannot be opened: {error.strerror}. Give yourself the right to read it.")
        return
    if is_dossier(folder):
        return  # a dossier is not a document
    for name in names:
        path, label = folder / name, f"{shown}/{shown_name(name)}"
        if name.startswith("."):
            continue
        if path.is_symlink() and not _leads_inside(path, root):
            yield Failure(
                label, "it is a link that leads out of the folder, and was not followed. Add its target itself."
            )
        elif path.is_dir():
            if not path.is_symlink():
                yield from _inside(path, root, label)
        else:
            yield Found(path, label)


def _leads_inside(link: Path, root: Path) -> bool:
    try:
        return link.resolve(strict=True).is_relative_to(root)
    except (OSError, RuntimeError):
        return False
