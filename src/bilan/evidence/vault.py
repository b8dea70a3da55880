"""The vault: bytes under the name of their own SHA-256, written once, never changed."""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO

from bilan.model.errors import BilanError, BrokenDossier
from bilan.model.ids import TextId

_SHA = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class Vault:
    """Content-addressed storage in a folder: `vault/ab/cdef…`.

    A file appears under its name only when all of its bytes are safely on disk; what an interrupted
    process leaves in `vault/tmp` is harmless and referred to by nothing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._tmp = folder / "tmp"

    def path(self, sha: str) -> Path:
        """Where the bytes of this name are, or would be."""
        if not _SHA.fullmatch(sha):
            raise BrokenDossier(f"not the name of anything in the vault: {sha[:80]!r}")
        return self.folder / sha[:2] / sha[2:]

    def holds(self, sha: str) -> bool:
        return self.path(sha).is_file()

    def put_stream(self, source: BinaryIO) -> tuple[str, int]:
        """Keep what the stream gives: its SHA-256 and its size. Bytes already held are kept once."""
        self._tmp.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._tmp, prefix="incoming-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                sha, size = _copy(source, out)
                out.flush()
                os.fsync(out.fileno())
            self._settle(temporary, sha)
        finally:
            temporary.unlink(missing_ok=True)
        return sha, size

    def put_bytes(self, data: bytes) -> str:
        return self.put_stream(io.BytesIO(data))[0]

    def open(self, sha: str, *, verify: bool = False) -> BinaryIO:
        """The bytes of this name. `verify` reads them through once first and refuses bytes that have changed."""
        try:
            if verify and _hash_file(self.path(sha)) != sha:
                raise BrokenDossier(
                    f"the bytes kept as {sha[:16]}… are no longer those that were received",
                    why="nothing read from them can be relied on",
                    advice="restore this file of the vault from a backup",
                )
            return self.path(sha).open("rb")
        except FileNotFoundError as error:
            raise BrokenDossier(
                f"the vault lacks {sha[:16]}…",
                why="what was read from it cannot be shown",
                advice="restore this file of the vault from a backup, or add the document again",
            ) from error

    def read_bytes(self, sha: str) -> bytes:
        """All the bytes, checked against their name."""
        with self.open(sha, verify=True) as source:
            return source.read()

    def read_text(self, text: TextId) -> str:
        """A working copy, checked against its name."""
        return self.read_bytes(text).decode("utf-8")

    def put_text(self, text: str) -> TextId:
        """Keep a working copy: UTF-8, no byte order mark."""
        return TextId(self.put_bytes(text.encode("utf-8")))

    def _settle(self, temporary: Path, sha: str) -> None:
        target = self.path(sha)
        if target.is_file() and _hash_file(target) == sha:
            return
        if not target.parent.is_dir():
            target.parent.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(self.folder)
        temporary.chmod(0o444)
        temporary.replace(target)
        _sync_folder(target.parent)


def _copy(source: BinaryIO, out: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        try:
            out.write(chunk)
        except OSError as error:
            raise BilanError(
                f"the vault cannot take more bytes: {error.strerror}",
                why="this document was not received",
                advice="make room on the disk of the dossier and add it again",
            ) from error
    return digest.hexdigest(), size


def _hash_file(path: Path) -> str:
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
