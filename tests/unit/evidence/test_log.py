"""The log: RFC 6962 proofs from tiles, checked against other people's vectors and another implementation."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest
from pymerkle import InmemoryTree

from bilan.evidence.log import (
    EMPTY_ROOT,
    BrokenProof,
    TileFolder,
    consistency,
    inclusion,
    leaf_hash,
    must_continue,
    must_include,
    root,
    tile_files,
    tile_path,
)

VECTORS = json.loads((Path(__file__).parent / "vectors" / "merkle.json").read_text(encoding="utf-8"))
HASHES = [base64.b64decode(h) for h in VECTORS["hashes"]]
SIZES = [1, 2, 3, 7, 8, 255, 256, 257, 600, 70_000]


def entry(n: int) -> bytes:
    return hashlib.sha256(str(n).encode()).digest()


def check(kind: str, a: int, b: int, c: int, h1: int, h2: int, proof: list[int]) -> None:
    hashes = [HASHES[n] for n in proof]
    if kind.endswith("inclusion"):  # the entry a in the subtree from b to c
        if kind == "subtreeinclusion" and (b >= c or b & ((1 << (c - b - 1).bit_length()) - 1)):
            raise BrokenProof("no subtree")
        must_include(a - b, c - b, HASHES[h1], HASHES[h2], hashes)
    elif kind == "subtreeconsistency" and a == b <= c:  # an empty subtree is part of everything
        if hashes or HASHES[h1] != EMPTY_ROOT:
            raise BrokenProof("not empty")
    else:
        must_continue(b, c, HASHES[h1], HASHES[h2], hashes, start=a)


def test_all_518_vectors_of_transparency_dev_are_decided_as_there() -> None:
    wrong = []
    for n, (kind, a, b, c, h1, h2, proof, good) in enumerate(VECTORS["cases"]):
        try:
            check(kind, a, b, c, h1, h2, proof)
        except BrokenProof:
            if good:
                wrong.append((n, kind, "refused"))
        else:
            if not good:
                wrong.append((n, kind, "let through"))
    assert len(VECTORS["cases"]) == 518
    assert {bool(case[-1]) for case in VECTORS["cases"]} == {True, False}
    assert wrong == []


@pytest.mark.parametrize("size", SIZES)
def test_exactly_the_tiles_of_a_log_of_that_size_are_written(tmp_path: Path, size: int) -> None:
    TileFolder(tmp_path).extend(0, map(entry, range(size)))
    there = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert there == {tile_path(*tile) for tile in tile_files(size)}


def test_a_tile_lies_where_the_standard_puts_it() -> None:
    # tlog-tiles: 70,000 entries are 273 full tiles and a partial one of 112; one full and one of 17; one of 1
    levels = [t for t in tile_files(70_000) if t[0] != "entries"]
    assert sum(level == 0 and width == 256 for level, _, width in levels) == 273
    assert {t for t in levels if t[2] != 256} == {(0, 273, 112), (1, 1, 17), (2, 0, 1)}
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"


def test_a_log_continued_in_pieces_equals_one_written_at_once(tmp_path: Path) -> None:
    chance, size = random.Random(6), 0
    pieces, whole = TileFolder(tmp_path / "a"), TileFolder(tmp_path / "b")
    while size < 1500:
        step = chance.choice([1, 2, 30, 255, 256, 257])
        size = pieces.extend(size, map(entry, range(size, size + step)))
    whole.extend(0, map(entry, range(size)))
    for tile in tile_files(size):
        assert pieces.read(tile_path(*tile), 1 << 20) == whole.read(tile_path(*tile), 1 << 20)


def test_roots_and_proofs_equal_those_of_another_implementation(tmp_path: Path) -> None:
    other, tiles = InmemoryTree(algorithm="sha256"), TileFolder(tmp_path)
    for n in range(700):
        other.append_entry(entry(n))
    tiles.extend(0, map(entry, range(700)))
    at = tiles.tiles(700).at
    for size in (1, 2, 5, 256, 300, 512, 699, 700):
        assert root(size, at) == other.get_root(size)
    for index, size in ((0, 1), (0, 700), (255, 256), (256, 257), (699, 700), (300, 511)):
        theirs = other.prove_inclusion(index + 1, size).path
        assert list(inclusion(index, size, at)) == theirs[1:]
        must_include(index, size, leaf_hash(entry(index)), root(size, at), theirs[1:])


def test_every_proof_of_a_small_log_holds_and_no_changed_one_does(tmp_path: Path) -> None:
    tiles = TileFolder(tmp_path)
    tiles.extend(0, map(entry, range(40)))
    at, chance = tiles.tiles(40).at, random.Random(1)
    for size in range(1, 41):
        top = root(size, at)
        for index in range(size):
            proof = inclusion(index, size, at)
            must_include(index, size, leaf_hash(entry(index)), top, proof)
            with pytest.raises(BrokenProof):
                must_include((index + 1) % size if size > 1 else 1, size, leaf_hash(entry(index)), top, proof)
        for old in range(1, size + 1):
            proof = consistency(old, size, at)
            must_continue(old, size, root(old, at), top, proof)
            with pytest.raises(BrokenProof):
                must_continue(old, size, chance.randbytes(32), top, proof)
            if proof:
                with pytest.raises(BrokenProof):
                    must_continue(old, size, root(old, at), top, (*proof[:-1], chance.randbytes(32)))


def test_continuing_a_large_log_writes_only_the_new_tiles(tmp_path: Path) -> None:
    tiles = TileFolder(tmp_path)
    size = tiles.extend(0, map(entry, range(70_000)))
    written: list[str] = []
    keep = tiles._write
    tiles._write = lambda path, content: (written.append(path), keep(path, content))[1]  # type: ignore[method-assign]
    tiles.extend(size, [entry(size)])
    assert written == [tile_path("entries", 273, 113), tile_path(0, 273, 113)]


def test_a_tile_that_is_cut_is_not_read_past(tmp_path: Path) -> None:
    tiles = TileFolder(tmp_path)
    tiles.extend(0, map(entry, range(10)))
    path: Any = tmp_path / tile_path(0, 0, 10)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BrokenProof, match="bytes"):
        root(10, tiles.tiles(10).at)
