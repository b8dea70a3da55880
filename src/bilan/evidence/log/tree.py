"""The Merkle tree of RFC 6962: one root for any number of entries, short proofs for each of them.

Every function reads the tree through `at(level, index)`, the hash over the entries from index · 2^level to
(index + 1) · 2^level, all of which the tree holds. Where the hashes are kept is the reader's business (`tiles`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from bilan.model.errors import BilanError, WrongUse

EMPTY_ROOT = hashlib.sha256(b"").digest()

Hash = bytes
HashAt = Callable[[int, int], Hash]


class BrokenProof(BilanError):
    """A proof does not show what it claims to show."""


def leaf_hash(entry: bytes) -> Hash:
    """The hash of one entry; its prefix keeps an entry from passing for an inner node."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, at: HashAt) -> Hash:
    """The root of the tree over the first `size` entries."""
    return _span(0, size, at) if size else EMPTY_ROOT


def inclusion(index: int, size: int, at: HashAt) -> tuple[Hash, ...]:
    """The proof that entry `index` (from 0) is in the tree of `size` entries: siblings from the leaf upwards."""
    if not 0 <= index < size:
        raise WrongUse(f"entry {index} is not in a tree of {size}")
    path, low, high = [], 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_span(middle, high, at))
            high = middle
        else:
            path.append(_span(low, middle, at))
            low = middle
    return tuple(reversed(path))


def consistency(old: int, size: int, at: HashAt) -> tuple[Hash, ...]:
    """The proof that the tree of `old` entries is the beginning of the tree of `size` entries."""
    if not 0 < old <= size:
        raise WrongUse(f"a tree of {size} entries has no proof for one of {old}")
    path, low, high, is_old_root = [], 0, size, True
    while high != old:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(_span(middle, high, at))
            high = middle
        else:
            path.append(_span(low, middle, at))
            low, is_old_root = middle, False
    if not is_old_root:
        path.append(_span(low, high, at))
    return tuple(reversed(path))


def must_include(index: int, size: int, leaf: Hash, root: Hash, proof: Sequence[Hash]) -> None:
    """Raise `BrokenProof` unless the proof leads from this leaf at this place to this root."""
    if not 0 <= index < size:
        raise BrokenProof(f"entry {index} cannot be in a tree of {size}")
    turns, low, high = [], 0, size  # for each step from the root down: whether the sibling is the left one
    while high - low > 1:
        middle = low + _split(high - low)
        turns.append(index >= middle)
        low, high = (middle, high) if index >= middle else (low, middle)
    if len(proof) != len(turns):
        raise BrokenProof(f"the proof for entry {index} has {len(proof)} hashes, where {len(turns)} are needed")
    found = leaf
    for sibling, is_left in zip(proof, reversed(turns), strict=True):
        found = node_hash(sibling, found) if is_left else node_hash(found, sibling)
    if found != root or len(leaf) != 32:
        raise BrokenProof(f"the proof for entry {index} does not lead to the root")


def must_continue(old: int, size: int, old_root: Hash, root: Hash, proof: Sequence[Hash], *, start: int = 0) -> None:
    """Raise `BrokenProof` unless the tree of `old` entries is shown to be the beginning of the tree of `size`.

    `start`: the same for the subtree over the entries from `start` to `old` instead of the beginning.
    """
    if not 0 <= start < old <= size or start & (_at_least(old - start) - 1):
        raise BrokenProof(f"entries {start} to {old} are no subtree of a tree of {size} that can be compared")
    left = list(proof)

    def replay(start: int, end: int, size: int, whole: bool) -> tuple[Hash, Hash]:
        if start == 0 and end == size:
            one = old_root if whole else _taken(left)
            return one, one
        sibling, middle = _taken(left), _split(size)
        if end <= middle:
            sub, all_ = replay(start, end, middle, whole)
            return sub, node_hash(all_, sibling)
        if middle <= start:
            sub, all_ = replay(start - middle, end - middle, size - middle, whole)
            return sub, node_hash(sibling, all_)
        sub, all_ = replay(0, end - middle, size - middle, False)
        return node_hash(sibling, sub), node_hash(sibling, all_)

    if (old_root, root) != replay(start, old, size, True) or left:
        raise BrokenProof(f"the tree of {size} entries is not shown to continue the one of {old}")


def _taken(proof: list[Hash]) -> Hash:
    if not proof:
        raise BrokenProof("the proof is too short")
    return proof.pop()


def _span(low: int, high: int, at: HashAt) -> Hash:
    """The hash over some entries, the first of which begins a subtree at least as large."""
    size = high - low
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return at(level, low >> level)
    middle = low + _split(size)
    return node_hash(_span(low, middle, at), _span(middle, high, at))


def _split(size: int) -> int:
    """The largest power of two smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)


def _at_least(size: int) -> int:
    """The smallest power of two that is no smaller than the size."""
    return 1 << (size - 1).bit_length()
