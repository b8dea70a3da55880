"""A witness: a partner who remembers the last checkpoint of a log and signs a new one only if it continues it.

It checks consistency and nothing else: it learns no more than how many entries there are, and vouches for no claim.
What it prevents is that two readers are shown two histories.

    witness.key              its signing key
    logs/<hash>.key          the key of a log that it knows, as it was first told
    logs/<hash>.checkpoint   the newest checkpoint that it saw of it
    forks/                   pairs of signed checkpoints that cannot both be true
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bilan.evidence.log.keys import KeyRing
from bilan.evidence.log.note import LOG, WITNESS, Checkpoint, Note, SigningKey, VerifierKey
from bilan.evidence.log.tiles import Tiles
from bilan.evidence.log.tree import BrokenProof, consistency, must_continue, root
from bilan.model.errors import Refused, WrongUse

_MOST = 64_000

ReadFile = Callable[[str, int], bytes]


class ForkedLog(Refused):
    """The log showed two histories. Both signed checkpoints are kept: together they are the proof."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A checkpoint that was checked. `before`: what the witness had seen of the log; None: it is the first."""

    note: Note
    point: Checkpoint
    before: Checkpoint | None


class Witness:
    """A witness in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ring = KeyRing(folder, "witness")

    def begin(self, name: str) -> SigningKey:
        return self.ring.begin(name, WITNESS)

    def check(self, folder: Path, log: VerifierKey | None = None) -> Seen:
        """Check the log in a folder (a release, or the log alone) against what was seen of it before.

        log  its key, needed the first time; afterwards the key first told is the one that counts

        Raises `ForkedLog`, with both checkpoints, where the log does not continue what was seen; `BrokenProof` where a
        signature or a tile is not as it must be.
        """
        read = _reader(folder)
        note = Note.parse(read("checkpoint", _MOST))
        point = Checkpoint.parse(note.text)
        key = self._key_of(point.origin, log)
        note.verified(key)
        last = self._last(point.origin)
        if last is None:
            if root(point.size, Tiles(point.size, read).at) != point.root:
                raise BrokenProof("the tiles do not lead to the root that was signed")
            return Seen(note, point, None)
        before = Checkpoint.parse(last.text)
        if point.size < before.size:
            raise Refused(
                f"this checkpoint of {point.origin} has {point.size} entries, and {before.size} were seen before",
                why="it is an old one, or something was taken away",
                advice="ask for the newest; if there is none, keep both: they are evidence",
            )
        if point.size == before.size:
            if point.root != before.root:
                raise self._fork(last, note)
            return Seen(note, point, before)
        tiles = Tiles(point.size, read)
        if root(point.size, tiles.at) != point.root:  # a broken copy, no fork
            raise BrokenProof("the tiles do not lead to the root that was signed")
        try:
            proof = consistency(before.size, point.size, tiles.at) if before.size else ()
            must_continue(before.size, point.size, before.root, point.root, proof)
        except BrokenProof as error:
            raise self._fork(last, note) from error
        return Seen(note, point, before)

    def cosign(self, folder: Path, now: datetime, log: VerifierKey | None = None) -> Note:
        """Check, remember, then sign: the checkpoint with our line under it."""
        seen, mine = self.check(folder, log), self.ring.key()
        self._remember(seen.note, self._key_of(seen.point.origin, log))
        return seen.note.with_signature(mine.sign(seen.note.text, int(now.timestamp())))

    def _key_of(self, origin: str, told: VerifierKey | None) -> VerifierKey:
        path = self._path(origin, "key")
        known = VerifierKey.parse(path.read_text(encoding="utf-8")) if path.is_file() else None
        key = known or told
        if key is None:
            raise WrongUse(
                f"this witness does not know the log {origin}",
                advice="give its key, as it reached you another way: --log 'NAME+ID+KEY'",
            )
        if (told is not None and told != key) or key.type != LOG or key.name != origin:
            raise Refused(
                f"this is not the key under which the log {origin} is known here",
                why="whoever signs with another key may be somebody else",
                advice="ask its keepers by another way; to begin anew, use another folder",
            )
        return key

    def _last(self, origin: str) -> Note | None:
        path = self._path(origin, "checkpoint")
        return Note.parse(path.read_bytes()) if path.is_file() else None

    def _remember(self, note: Note, key: VerifierKey) -> None:
        """On disk before anything is signed: a witness that forgets could be made to sign two histories."""
        origin = Checkpoint.parse(note.text).origin
        (self.folder / "logs").mkdir(mode=0o700, parents=True, exist_ok=True)
        for ending, text in (("key", f"{key}\n"), ("checkpoint", str(note))):
            path = self._path(origin, ending)
            new = path.with_name(path.name + ".new")
            with new.open("wb") as out:
                out.write(text.encode())
                out.flush()
                os.fsync(out.fileno())
            os.replace(new, path)

    def _path(self, origin: str, ending: str) -> Path:
        return self.folder / "logs" / f"{hashlib.sha256(origin.encode()).hexdigest()[:24]}.{ending}"

    def _fork(self, one: Note, other: Note) -> ForkedLog:
        text = f"{one}\n{other}"
        path = self.folder / "forks" / f"{hashlib.sha256(text.encode()).hexdigest()[:24]}.txt"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return ForkedLog(
            f"the log {Checkpoint.parse(one.text).origin} shows two histories, both signed with its key",
            why=f"both checkpoints together prove it; they are kept in {path}. Nothing was signed",
            advice="show them to the log's keepers and to the other partners",
        )


def _reader(folder: Path) -> ReadFile:
    """Reads the files of a log in this folder, or in its folder `log`; a link that leads elsewhere is not followed."""
    base = folder / "log" if (folder / "log" / "checkpoint").is_file() else folder

    def read(path: str, most: int) -> bytes:
        file = base / path
        try:
            if file.is_symlink():
                raise BrokenProof(f"{path} is a link")
            with file.open("rb") as source:
                return source.read(most + 1)
        except OSError as error:
            raise BrokenProof(f"{path} cannot be read: {error.strerror}") from error

    return read
