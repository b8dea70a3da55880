"""What a site remembers of its own making: for each file its bytes' hash, and what it was made from.

The manifest is the text file `.bilan-site`. It holds hashes and ids, no words of anybody's.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from sys import version_info
from typing import Any

from bilan.plugins.own_files import own_files
from bilan.release.watch import Key

STAMP = ".bilan-site"  # marks a folder as a site of ours, which may be replaced
_FIRST_LINE = (
    "A draft site, built by Bilan. It may be deleted and built again. What follows tells which pages are up to date."
)
_VERSION = 1
_BESIDES = ("jinja2", "markupsafe", "babel", "highspy")


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file.

    sha    of its bytes
    size   in bytes
    given  the code of the values that it was written from; empty: to be written anew each time
    keys   what was read of the book beyond them
    """

    sha: str
    size: int
    given: str
    keys: tuple[Key, ...] = ()


@dataclass
class Manifest:
    """`code`: the version of everything that writes pages; `codes`: of everything that was read, at the time."""

    code: str = ""
    files: dict[str, Made] = field(default_factory=dict)
    codes: dict[Key, str] = field(default_factory=dict)
    when: int = 0  # the moment it was written, by the clock of the disk; not in the file

    def write(self, out: Path) -> None:
        """Into the folder of the site: one line for each thing read, for each set of readings, for each file."""
        number = {key: n for n, key in enumerate(sorted(self.codes))}
        sets: dict[tuple[int, ...], int] = {}
        seen: dict[int, int] = {}  # pages share their readings: those of one object are looked up once
        rows = []
        for path in sorted(self.files):
            made = self.files[path]
            if id(made.keys) not in seen:
                read = tuple(sorted(number[key] for key in made.keys))
                seen[id(made.keys)] = sets.setdefault(read, len(sets))
            rows.append([path, made.sha, made.size, made.given, seen[id(made.keys)]])
        counts = [_VERSION, self.code, len(number), len(sets), len(rows)]
        line = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
        with (out / STAMP).open("w", encoding="utf-8") as lines:
            lines.write(f"{_FIRST_LINE}\n")
            for value in (counts, *([self.codes[key], *key] for key in number), *sets):
                lines.write(line(value) + "\n")
            for name, sha, size, given, n in rows:
                lines.write(f'[{line(name)},"{sha}",{size},"{given}",{n}]\n')

    def is_as_left(self, site: Path, path: str) -> bool:
        """Whether a file of the site is the one that was written: older than the manifest and as long, or the same bytes."""
        made, file = self.files[path], os.stat(os.path.join(site, path))
        if file.st_size == made.size and file.st_mtime_ns <= self.when:
            return True
        return hashlib.sha256((site / path).read_bytes()).hexdigest() == made.sha

    @classmethod
    def read(cls, site: Path) -> Manifest:
        """The manifest of a site; an empty one where there is none that we can use."""
        try:
            with (site / STAMP).open(encoding="utf-8") as lines:
                next(lines)
                found, code, keys, sets, count = json.loads(next(lines))
                if found != _VERSION:
                    return cls()
                read = _lines(lines, keys)
                names = [tuple(line[1:]) for line in read]
                groups = [tuple(names[n] for n in numbers) for numbers in _lines(lines, sets)]
                rows = _lines(lines, count)
                made = {
                    str(path): Made(str(sha), int(size), str(given), groups[n]) for path, sha, size, given, n in rows
                }
                codes = {name: str(line[0]) for name, line in zip(names, read, strict=True)}
                return cls(str(code), made, codes, (site / STAMP).stat().st_mtime_ns)
        except (OSError, ValueError, TypeError, IndexError, StopIteration):
            return cls()


def _lines(lines: Iterator[str], count: int) -> list[Any]:
    """The next values, one a line, taken in at once."""
    found = list(islice(lines, count))
    if len(found) != count:
        raise ValueError("the manifest is cut short")
    read: list[Any] = json.loads(f"[{','.join(found)}]")
    return read


@cache
def code_version() -> str:
    """A hash of our code, words, styles and templates, and the versions of what they lean on."""
    digest = hashlib.sha256(repr((_VERSION, version_info[:3], *((p, version(p)) for p in _BESIDES))).encode())
    for name, content in own_files("bilan"):
        digest.update(f"\0{name}\0".encode() + hashlib.sha256(content).digest())
    return digest.hexdigest()[:24]
