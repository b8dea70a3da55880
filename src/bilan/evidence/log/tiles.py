"""Tiles: a log as static files (C2SP tlog-tiles). A full tile is never written again.

checkpoint              how many entries, under which root, signed
tile/<L>/<N>            256 hashes, each over 256^L entries
tile/<L>/<N>.p/<W>      the last tile of a level while it holds only W hashes
tile/entries/<N>[.p/W]  the entries themselves, each behind its length (two bytes, big-endian)
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from bilan.evidence.log.tree import BrokenProof, Hash, leaf_hash, node_hash
from bilan.model.errors import BilanError

WIDTH = 256
HEIGHT = 8  # of a tile: 2^8 hashes
_HASH = 32
ENTRIES = "entries"


class ReadFile(Protocol):
    def __call__(self, path: str, most: int, /) -> bytes: ...


def tile_path(level: int | str, index: int, width: int = WIDTH) -> str:
    """Where a tile lies.

    >>> tile_path(0, 1234067), tile_path("entries", 3, 17)
    ('tile/0/x001/x234/067', 'tile/entries/003.p/17')
    """
    parts = [f"{index % 1000:03d}"]
    while index := index // 1000:
        parts.append(f"x{index % 1000:03d}")
    return f"tile/{level}/{'/'.join(reversed(parts))}" + ("" if width == WIDTH else f".p/{width}")


def tile_files(size: int) -> Iterator[tuple[int | str, int, int]]:
    """Level, index and width of every tile of a log of that size: exactly these files, and no others."""
    for level in (ENTRIES, *range(9)):
        wide = size >> (HEIGHT * (0 if level == ENTRIES else int(level)))
        for index in range(wide // WIDTH):
            yield level, index, WIDTH
        if wide % WIDTH:
            yield level, wide // WIDTH, wide % WIDTH


class Tiles:
    """The hashes of a log of a given size, read from its tiles. `read(path, most)` gives a file of at most so many bytes."""

    def __init__(self, size: int, read: ReadFile) -> None:
        self.size = size
        self._read = read
        self._tree = lru_cache(maxsize=64)(self._grown)

    def at(self, level: int, index: int) -> Hash:
        """The hash over the entries from index · 2^level to (index + 1) · 2^level."""
        floor, inside = level // HEIGHT, level % HEIGHT
        return self._tree(floor, index >> (HEIGHT - inside), inside)[index & ((1 << (HEIGHT - inside)) - 1)]

    def tile(self, level: int, index: int) -> bytes:
        """The bytes of a tile, as wide as a log of this size has it."""
        width = min(WIDTH, (self.size >> (HEIGHT * level)) - index * WIDTH)
        if width <= 0:
            raise BrokenProof(f"a log of {self.size} entries has no tile {tile_path(level, index)}")
        path = tile_path(level, index, width)
        found = self._read(path, WIDTH * _HASH)
        if len(found) != width * _HASH:
            raise BrokenProof(f"{path} has {len(found)} bytes, not {width * _HASH}")
        return found

    def _grown(self, floor: int, tile: int, inside: int) -> list[Hash]:
        """The hashes of a tile, `inside` levels up: neighbours paired, what stands alone left out."""
        if inside:
            below = self._tree(floor, tile, inside - 1)
            return [node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        raw = self.tile(floor, tile)
        return [raw[i : i + _HASH] for i in range(0, len(raw), _HASH)]


def pack_entries(entries: Iterable[bytes]) -> bytes:
    return b"".join(struct.pack(">H", len(e)) + e for e in entries)


def unpack_entries(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; `BrokenProof` where the lengths do not add up."""
    found, here = [], 0
    while here < len(bundle):
        end = here + 2 + int.from_bytes(bundle[here : here + 2], "big")
        if here + 2 > len(bundle) or end > len(bundle):
            raise BrokenProof("a bundle of entries ends in the middle of one")
        found.append(bundle[here + 2 : end])
        here = end
    return found


class TileFolder:
    """Tiles in a folder, continued at the end. What a stopped program left half-done is written again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, path: str, most: int) -> bytes:
        try:
            with (self.folder / path).open("rb") as file:
                return file.read(most + 1)
        except OSError as error:
            raise BrokenProof(f"{path} cannot be read: {error.strerror}") from error

    def tiles(self, size: int) -> Tiles:
        return Tiles(size, self.read)

    def extend(self, size: int, entries: Iterable[bytes]) -> int:
        """Add entries to a log of `size`; the new size. Only the tiles at the right edge are read or written."""
        bundle = unpack_entries(self._edge(ENTRIES, size))
        edges = {0: self._edge(0, size)}
        for entry in entries:
            bundle.append(entry)
            size += 1
            self._add(edges, 0, size, leaf_hash(entry))
            if len(bundle) == WIDTH:
                self._write(tile_path(ENTRIES, size // WIDTH - 1), pack_entries(bundle))
                bundle = []
        if bundle:
            self._write(tile_path(ENTRIES, size // WIDTH, len(bundle)), pack_entries(bundle))
        for level, held in edges.items():
            if held:
                index = (size >> (HEIGHT * level)) // WIDTH
                self._write(tile_path(level, index, len(held) // _HASH), held)
        return size

    def _edge(self, level: int | str, size: int) -> bytes:
        """What the unfinished tile of a level holds."""
        wide = size >> (HEIGHT * (0 if level == ENTRIES else int(level)))
        if not wide % WIDTH:
            return b""
        return self.read(tile_path(level, wide // WIDTH, wide % WIDTH), 1 << 24)

    def _add(self, edges: dict[int, bytes], level: int, size: int, hash: Hash) -> None:
        """Add a hash to the edge of a level; a tile that is thereby full is written, and its root goes one level up."""
        held = edges[level] = edges[level] + hash
        if len(held) < WIDTH * _HASH:
            return
        wide = size >> (HEIGHT * level)
        self._write(tile_path(level, wide // WIDTH - 1), held)
        edges[level] = b""
        row = [held[i : i + _HASH] for i in range(0, len(held), _HASH)]
        while len(row) > 1:
            row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
        if level + 1 not in edges:
            edges[level + 1] = self._edge(level + 1, size - 1)
        self._add(edges, level + 1, size, row[0])

    def _write(self, path: str, content: bytes) -> None:
        target = self.folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            new = target.with_name(target.name + ".new")
            new.write_bytes(content)
            os.replace(new, target)
            if not path.rpartition("/")[0].endswith(".p"):
                shutil.rmtree(target.with_name(target.name + ".p"), ignore_errors=True)  # what it was while it grew
        except OSError as error:
            raise BilanError(
                f"the log cannot be continued: {path}: {error.strerror}",
                why="what it already held is as it was",
                advice="make room on the disk, or make the folder writable, and try again",
            ) from error
