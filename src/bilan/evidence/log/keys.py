"""Where a dossier keeps the key that signs its checkpoints: `keys/log.key`, readable by its owner alone.

The key belongs to the commission, not to a release: no release holds it. Who loses it can begin a new one, and must
tell everybody who pinned the old one. Beside it stands the newest checkpoint that it signed (`log.signed`).
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from bilan.evidence.log.note import LOG, Note, SigningKey
from bilan.model.errors import BilanError, Refused, WrongUse


class KeyRing:
    """The signing key in a folder, and what it signed last. `owner`: whose key ("log" of a dossier, "witness")."""

    def __init__(self, folder: Path, owner: str = "log") -> None:
        self.folder = folder
        self.path = folder / f"{owner}.key"
        self._signed = folder / f"{owner}.signed"

    def begin(self, name: str, type: int = LOG) -> SigningKey:
        """Make a key under this name (a log's origin line). Refused where there is one: its pinned copies would break."""
        if self.path.exists():
            raise Refused(
                f"there is a key in {self.folder} already: {self.key().verifier}",
                why="everybody who pinned it would see a stranger's signature",
                advice="keep it; to begin anew on purpose, move the file away and tell everybody",
            )
        key = SigningKey.generate(name, type)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_new(self.path, f"{key}\n".encode())
        return key

    def key(self) -> SigningKey:
        try:
            mode, text = self.path.stat().st_mode, self.path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise WrongUse(
                f"there is no signing key in {self.folder}", advice="make one: bilan keys DIR --new --name NAME"
            ) from error
        if stat.S_IMODE(mode) & 0o077:
            raise Refused(
                f"others can read the signing key {self.path}",
                why="anybody who has read it can sign in your name",
                advice=f"if nobody has: chmod 600 {self.path}; else begin a new one",
            )
        return SigningKey.parse(text)

    @property
    def holds_one(self) -> bool:
        return self.path.is_file()

    def last_signed(self) -> Note | None:
        """The newest checkpoint that was signed with the key; None: none yet."""
        return Note.parse(self._signed.read_bytes()) if self._signed.is_file() else None

    def remember(self, note: Note) -> None:
        new = self._signed.with_name(self._signed.name + ".new")
        new.write_bytes(str(note).encode())
        os.replace(new, self._signed)


def _write_new(path: Path, content: bytes) -> None:
    """Written so that nobody else can read it at any moment."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BilanError(f"the key cannot be kept: {path}: {error.strerror}", why="no key was made") from error
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
