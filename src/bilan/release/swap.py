"""Put a finished folder in the place of an old one, so that whoever looks finds the old one or the new one, whole."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_HERE = -100  # AT_FDCWD: paths are relative to the current folder
_EXCHANGE = 2  # RENAME_EXCHANGE


@contextmanager
def beside(place: Path) -> Iterator[Path]:
    """A new folder to build in, next to `place`. It takes its place when all went well; else it is deleted.

    What a build that was killed left behind is cleared away, and an old folder that it had moved is put back.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    new, old = (place.with_name(f".{place.name}.{word}") for word in ("being-built", "before"))
    if old.exists() and not place.exists():
        old.rename(place)
    for left in (new, old):
        if left.exists():
            shutil.rmtree(left)
    new.mkdir()
    try:
        yield new
        _take_the_place(new, place, old)
    finally:
        for left in (new, old):
            shutil.rmtree(left, ignore_errors=True)


def _take_the_place(new: Path, place: Path, old: Path) -> None:
    if not place.exists():
        new.rename(place)
        return
    if _exchange(new, place):
        return
    try:
        place.rename(old)
    except OSError:  # a folder that cannot be moved, such as a mounted one: file by file, and removals last
        _pour(new, place)
        return
    new.rename(place)


def _exchange(a: Path, b: Path) -> bool:
    """Swap two folders in one step, where the system can (Linux)."""
    if not sys.platform.startswith("linux"):
        return False
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        return bool(library.renameat2(_HERE, os.fsencode(a), _HERE, os.fsencode(b), _EXCHANGE) == 0)
    return False


def _pour(new: Path, place: Path) -> None:
    """Replace each file in one step; then remove what the new folder does not have."""
    wanted = {path.relative_to(new) for path in sorted(new.rglob("*"))}
    for path in sorted(wanted):
        source, target = new / path, place / path
        if source.is_dir():
            target.mkdir(exist_ok=True)
        else:
            source.replace(target)
    for path in sorted(place.rglob("*"), reverse=True):
        if path.relative_to(place) not in wanted:
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
