"""The files that our own code is made of, so that what it made can be told from what newer code would make."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable


def own_files(package: str) -> Iterator[tuple[str, bytes]]:
    """Each file of a package and of the packages in it, by name, in one order; not what Python compiles from them.

    >>> "bilan.plugins/own_files.py" in dict(own_files("bilan.plugins"))
    True
    """
    return _within(files(package), package)


def _within(folder: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.is_dir() and item.name != "__pycache__":
            yield from _within(item, f"{name}/{item.name}")
        elif item.is_file() and not item.name.endswith(".pyc"):
            yield f"{name}/{item.name}", item.read_bytes()
