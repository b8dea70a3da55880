"""The log of a dossier: the public part of every journal row as one blinded entry, in tiles that only ever grow."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

from bilan.evidence.journal import Journal
from bilan.evidence.log.keys import KeyRing
from bilan.evidence.log.note import Checkpoint, Note
from bilan.evidence.log.tiles import ENTRIES, WIDTH, TileFolder, Tiles, tile_path, unpack_entries
from bilan.evidence.log.tree import BrokenProof, Hash, consistency, inclusion, root
from bilan.evidence.records import Row
from bilan.model.errors import BilanError

DOMAIN = b"bilan/log/entry/v1\x00"
_STATE = "size.json"


class ForkedJournal(BilanError):
    """The journal no longer continues what was signed before."""


def entry_of(row: Row) -> bytes:
    """What the log holds for a row: a hash over number, type, time and commitment.

    Nobody can guess it without the commitment, which is salted; who is shown the row can compute it, also after the
    payload and its salt are destroyed.
    """
    return hashlib.sha256(DOMAIN + f"{row.seq} {row.type} {row.time} {row.commitment}\n".encode()).digest()


class JournalLog:
    """The tiles of a journal's log in a folder. They follow from the journal: who deletes them gets the same again."""

    def __init__(self, journal: Journal, folder: Path) -> None:
        self.folder = folder
        self._journal = journal
        self._tiles = TileFolder(folder)

    def update(self) -> int:
        """Bring the tiles up to the newest row; how many entries there are. Costs what is new, not what is there."""
        size = self._size()
        if size and not self._fits(size):
            size = 0
        grown = self._tiles.extend(size, map(entry_of, self._journal.rows(size)))
        if grown != size or not size:
            self._remember(grown)
        return grown

    def tiles(self, size: int) -> Tiles:
        return self._tiles.tiles(size)

    def read(self, path: str, most: int) -> bytes:
        """A tile's bytes, as they are published."""
        return self._tiles.read(path, most)

    def root(self, size: int, among: int | None = None) -> Hash:
        """The root over the first entries. `among`: how many there are by now; of older sizes no tiles are kept."""
        return root(size, self.tiles(among or size).at)

    def inclusion(self, seq: int, size: int) -> tuple[Hash, ...]:
        """The proof that row `seq` (from 1) is in the log of that size."""
        return inclusion(seq - 1, size, self.tiles(size).at)

    def consistency(self, old: int, size: int) -> tuple[Hash, ...]:
        return consistency(old, size, self.tiles(size).at)

    def checkpoint(self, ring: KeyRing) -> Note:
        """Sign what the log holds now. Refused where it does not continue what the key signed before."""
        key, size = ring.key(), self.update()
        found = Checkpoint(key.name, size, self.root(size))
        last = ring.last_signed()
        if last is not None:
            before = Checkpoint.parse(last.text)
            if before == found:
                return last
            if before.size > size or self.root(before.size, size) != before.root:
                raise ForkedJournal(
                    f"the journal does not continue the checkpoint of {before.size} entries that was signed before",
                    why="signing another history would be a proof of forgery against you",
                    advice="restore the newest backup of the dossier; compare with a published release: bilan verify",
                )
        note = found.signed(key)
        ring.remember(note)
        return note

    def _size(self) -> int:
        try:
            return int(json.loads((self.folder / _STATE).read_text(encoding="utf-8"))["size"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def _remember(self, size: int) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f"{_STATE}.new"
        new.write_text(json.dumps({"size": size}) + "\n", encoding="utf-8")
        os.replace(new, self.folder / _STATE)

    def _fits(self, size: int) -> bool:
        """Whether the newest entry is that of its row: a journal that was put back, or tiles that were damaged."""
        last = size - 1
        width = size - last // WIDTH * WIDTH
        try:
            held = unpack_entries(self._tiles.read(tile_path(ENTRIES, last // WIDTH, width), 1 << 20))
            self._tiles.tiles(size).tile(0, last // WIDTH)
        except BrokenProof:
            return False
        row = next(self._journal.rows(last, size), None)
        return row is not None and len(held) == width and entry_of(row) == held[-1]
