"""The vault: bytes under the name of their own SHA-256, written once, never changed; restricted ones encrypted."""

from __future__ import annotations

import hashlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bilan.evidence.encryption import decrypted, encrypt, new_key
from bilan.evidence.keys import BlobKey, Keys
from bilan.evidence.storage import FolderStorage, Storage, copy_to, writing
from bilan.model.errors import BrokenDossier, WrongUse
from bilan.model.exhibit import Sensitivity
from bilan.model.ids import TextId

_SHA = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1 << 20


class Vault:
    """Content-addressed storage. Callers name bytes by the SHA-256 of what was received, whatever lies on the disk.

    Restricted bytes are encrypted before they touch a disk; the object's name is then the SHA-256 of the encrypted
    bytes, and which is whose stands only in the table of keys (`Keys`).
    """

    def __init__(self, place: Path | Storage, keys: Keys | None = None) -> None:
        self.storage: Storage = FolderStorage(place) if isinstance(place, Path) else place
        self._keys = keys
        self._deferring = 0

    # ------------------------------------------------------------ keeping

    def put_stream(self, source: BinaryIO, sensitivity: Sensitivity = Sensitivity.OPEN) -> tuple[str, int]:
        """Keep what the stream gives: its SHA-256 and its size. Bytes already held are kept once, as they are held."""
        with writing("the vault"):
            handle, name = tempfile.mkstemp(dir=self.storage.landing, prefix="incoming-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb", buffering=0) as out:
                if sensitivity is Sensitivity.RESTRICTED:
                    return self._put_restricted(source, out, temporary)
                sha, size = _copy(source, out)
                if self._key(sha) is None:
                    self._settle(temporary, sha)
                return sha, size
        finally:
            temporary.unlink(missing_ok=True)

    def _put_restricted(self, source: BinaryIO, out: BinaryIO, temporary: Path) -> tuple[str, int]:
        if self._keys is None:
            raise WrongUse("this vault has no table of keys, and cannot keep what is restricted")
        key = new_key()
        sha, name, size = encrypt(source, _writer(out), key)
        if self.storage.holds(sha) or self._key(sha) is not None:
            return sha, size
        self._settle(temporary, name)
        kept = self._keys.keep(BlobKey(sha, name, key))
        if kept.object != name:
            self.storage.remove(name)
        return sha, size

    def put_bytes(self, data: bytes, sensitivity: Sensitivity = Sensitivity.OPEN) -> str:
        return self.put_stream(io.BytesIO(data), sensitivity)[0]

    def put_text(self, text: str, sensitivity: Sensitivity = Sensitivity.OPEN) -> TextId:
        """Keep a working copy: UTF-8, no byte order mark."""
        return TextId(self.put_bytes(text.encode("utf-8"), sensitivity))

    def _settle(self, temporary: Path, name: str) -> None:
        if not self.storage.holds(name) or _hash(self.storage.open(name)) != name:
            self.storage.settle(temporary, name, wait=not self._deferring)

    @contextmanager
    def deferring(self) -> Iterator[None]:
        """Inside, bytes are kept at once and are durable after `sync` (and at the end): many wait for the disk together.

        Whoever records that they were received calls `sync` first. Bytes that a power cut left half-written are thus
        never spoken of in the journal; receiving them again mends them, as it mends all that differs from its name.
        """
        self._deferring += 1
        try:
            yield
        finally:
            self._deferring -= 1
            self.sync()

    def sync(self) -> None:
        """Make everything durable that was kept so far."""
        self.storage.sync()

    # ------------------------------------------------------------ reading

    def path(self, sha: str) -> Path:
        """The file in which these bytes lie as they are, or would. What is encrypted or elsewhere has none."""
        found = self.storage.path(_name(sha))
        if found is None:
            raise WrongUse("this vault does not lie on this machine, and its objects have no path")
        return found

    def holds(self, sha: str) -> bool:
        if self.storage.holds(_name(sha)):
            return True
        key = self._key(sha)
        return key is not None and self.storage.holds(key.object)

    def is_encrypted(self, sha: str) -> bool:
        """Whether these bytes are restricted: no copy of them may lie about."""
        return not self.storage.holds(_name(sha)) and self._key(sha) is not None

    def size(self, sha: str) -> int:
        """So many bytes lie in the vault for it (encrypted ones take a little more)."""
        if self.storage.holds(_name(sha)):
            return self.storage.size(sha)
        key = self._key(sha)
        if key is None:
            raise _lacks(sha)
        return self.storage.size(key.object)

    def open(self, sha: str, *, verify: bool = False) -> BinaryIO:
        """The bytes of this name. `verify` reads them through once first and refuses bytes that have changed."""
        if verify and _hash(self._open(sha)) != sha:
            raise _changed(sha)
        return self._open(sha)

    def _open(self, sha: str) -> BinaryIO:
        try:
            return self.storage.open(_name(sha))
        except FileNotFoundError as error:
            key = self._key(sha)
            if key is None:
                raise _lacks(sha) from error
        try:
            return decrypted(self.storage.open(key.object), key.key)
        except FileNotFoundError as error:
            raise _lacks(sha) from error

    def read_bytes(self, sha: str) -> bytes:
        """All the bytes, checked against their name."""
        with self._open(sha) as source:
            data = source.read()
        if hashlib.sha256(data).hexdigest() != sha:
            raise _changed(sha)
        return data

    def read_text(self, text: TextId) -> str:
        """A working copy, checked against its name."""
        return self.read_bytes(text).decode("utf-8")

    @contextmanager
    def as_file(self, sha: str) -> Iterator[Path]:
        """A file of this machine with the plain bytes, for a program that needs one; read it, never write it.

        The vault's own file where there is one. Else a copy that only this user may read and that is gone at the end,
        in memory where the system has such a place: restricted bytes do not touch the disk.
        """
        own = self.storage.path(_name(sha))
        if own is not None and own.is_file():
            yield own
            return
        folder = Path(tempfile.mkdtemp(prefix="bilan-", dir=_in_memory() if self._key(sha) else None))
        try:
            copy = folder / sha
            with self._open(sha) as source:
                copy_to(source, copy)
            yield copy
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def object_of(self, sha: str) -> str:
        """The name of the object that holds these bytes."""
        key = None if self.storage.holds(_name(sha)) else self._key(sha)
        return key.object if key else sha

    def _key(self, sha: str) -> BlobKey | None:
        return self._keys.find(sha) if self._keys is not None else None


def _name(sha: str) -> str:
    if not _SHA.fullmatch(sha):
        raise BrokenDossier(f"not the name of anything in the vault: {sha[:80]!r}")
    return sha


def _copy(source: BinaryIO, out: BinaryIO) -> tuple[str, int]:
    digest, size, write = hashlib.sha256(), 0, _writer(out)
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        write(chunk)
    return digest.hexdigest(), size


def _writer(out: BinaryIO) -> Callable[[bytes], None]:
    """Write, and say plainly why it cannot be done: what goes wrong in reading stays the reader's."""

    def write(data: bytes) -> None:
        with writing("the vault"):
            rest = memoryview(data)
            while rest:
                rest = rest[out.write(rest) :]

    return write


def _hash(source: BinaryIO) -> str:
    digest = hashlib.sha256()
    with source:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _in_memory() -> Path | None:
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and os.access(memory, os.W_OK) else None


def _changed(sha: str) -> BrokenDossier:
    return BrokenDossier(
        f"the bytes kept as {sha[:16]}… are no longer those that were received",
        why="nothing read from them can be relied on",
        advice="restore this file of the vault from a backup",
    )


def _lacks(sha: str) -> BrokenDossier:
    return BrokenDossier(
        f"the vault lacks {sha[:16]}…",
        why="what was read from it cannot be shown",
        advice="restore this file of the vault from a backup, or add the document again",
    )
