"""What a site remembers of its own making: for each file its bytes' hash, and what it was made from.

The manifest is the text file `.bilan-site`. It holds hashes and ids, no words of anybody's.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from itertools import chain, islice
from pathlib import Path
from sys import version_info
from typing import Any

from bilan.plugins.own_files import own_files
from bilan.release.watch import Key

STAMP = ".bilan-site"  # marks a folder as a site of ours, which may be replaced
_FIRST_LINE = (
    "A draft site, built by Bilan. It may be deleted and built again. What follows tells which pages are up to date."
)
_VERSION = 2
_BESIDES = ("jinja2", "markupsafe", "babel", "highspy")


@dataclass(frozen=True, slots=True)
class Made:
    """A finished file.

    sha    of its bytes
    size   in bytes
    given  the code of the values that it was written from; empty: to be written anew each time
    """

    sha: str
    size: int
    given: str


@dataclass
class Manifest:
    """What a site was made from.

    code      the version of everything that writes pages
    files     each file, by path
    keys      everything that was read of the book, in order
    codes     the code of each key's value at the time
    readings  sets of keys by their numbers, in order; pages share them
    reading   for each file, which of these sets it read
    when      the moment it was written, by the clock of the disk; not in the file
    """

    code: str = ""
    files: dict[str, Made] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    readings: list[tuple[int, ...]] = field(default_factory=list)
    reading: dict[str, int] = field(default_factory=dict)
    when: int = 0

    @classmethod
    def after(
        cls,
        code: str,
        old: Manifest,
        kept: Iterable[str],
        written: Mapping[str, tuple[Made, tuple[Key, ...]]],
        codes: Mapping[Key, str],
    ) -> Manifest:
        """The manifest of a site in which some files are as they were, and the others were written just now.

        `written`: each file and what it read; `codes`: of everything that was read, the keys of kept files aside.
        """
        stay = {path: old.reading[path] for path in kept}
        used = set(chain.from_iterable(old.readings[n] for n in set(stay.values())))
        lasting = {old.keys[n]: old.codes[n] for n in used} | dict(codes)
        keys = sorted(lasting)
        number = {key: n for n, key in enumerate(keys)}
        now = [number.get(key, -1) for key in old.keys]  # both are sorted: the order of a set's numbers stays
        new = cls(code, {}, keys, [lasting[key] for key in keys])
        known: dict[tuple[int, ...], int] = {}
        taken: dict[int, int] = {}
        for path in sorted({*stay, *written}):
            if path in written:
                new.files[path], read = written[path]
                group = tuple(sorted(number[key] for key in read))
                new.reading[path] = known.setdefault(group, len(known))
                continue
            new.files[path] = old.files[path]
            before = stay[path]
            if before not in taken:
                group = tuple([now[n] for n in old.readings[before]])
                taken[before] = known.setdefault(group, len(known))
            new.reading[path] = taken[before]
        new.readings = list(known)
        return new

    def write(self, out: Path) -> None:
        """Into the folder of the site: one line for each thing read, for each set of readings, for each file."""
        counts = [_VERSION, self.code, len(self.keys), len(self.readings), len(self.files)]
        line = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
        with (out / STAMP).open("w", encoding="utf-8") as lines:
            lines.write(f"{_FIRST_LINE}\n")
            for value in (counts, *([code, *key] for key, code in zip(self.keys, self.codes, strict=True))):
                lines.write(line(value) + "\n")
            for group in self.readings:
                lines.write(f"[{','.join(map(str, group))}]\n")
            for path, made in self.files.items():
                lines.write(f'[{line(path)},"{made.sha}",{made.size},"{made.given}",{self.reading[path]}]\n')

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
                found, code, keys, readings, count = json.loads(next(lines))
                if found != _VERSION:
                    return cls()
                read = _lines(lines, keys)
                groups = [tuple(numbers) for numbers in _lines(lines, readings)]
                rows = _lines(lines, count)
                if any(group and not 0 <= min(group) <= max(group) < keys for group in groups):
                    return cls()
                return cls(
                    str(code),
                    {str(path): Made(str(sha), int(size), str(given)) for path, sha, size, given, _ in rows},
                    [tuple(line[1:]) for line in read],
                    [str(line[0]) for line in read],
                    groups,
                    {str(row[0]): _at_most(row[4], len(groups)) for row in rows},
                    (site / STAMP).stat().st_mtime_ns,
                )
        except (OSError, ValueError, TypeError, IndexError, StopIteration):
            return cls()


def _at_most(number: int, count: int) -> int:
    if not 0 <= number < count:
        raise ValueError("the manifest names readings that it does not hold")
    return number


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
