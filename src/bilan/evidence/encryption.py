"""Bytes encrypted in chunks, so that a film of many gigabytes needs little memory and a changed byte is noticed.

AES-256-GCM, a key of its own for each object. The object is a line that names this form, then chunks of 64 KiB of plain
bytes, each with its tag of 16 bytes. The nonce of a chunk is its number (11 bytes) and whether it is the last (1 byte),
as in the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár (2015): a chunk that is changed, moved, left out,
or cut off at the end does not open.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from bilan.model.errors import BrokenDossier

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HEAD = b"bilan/encrypted/v1\n"
KEY_BYTES = 32
_CHUNK = 1 << 16
_TAG = 16


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def encrypt(source: BinaryIO, write: Callable[[bytes], object], key: bytes) -> tuple[str, str, int]:
    """Write the encrypted bytes; the SHA-256 of the plain bytes, that of the encrypted ones, and the plain size."""
    cipher, plain_hash, object_hash, size = _cipher(key), hashlib.sha256(), hashlib.sha256(HEAD), 0
    write(HEAD)
    number, chunk = 0, _full(source)
    while True:
        after = _full(source) if len(chunk) == _CHUNK else b""
        plain_hash.update(chunk)
        size += len(chunk)
        sealed = cipher.encrypt(_nonce(number, last=not after), chunk, None)
        object_hash.update(sealed)
        write(sealed)
        if not after:
            return plain_hash.hexdigest(), object_hash.hexdigest(), size
        number, chunk = number + 1, after


def decrypted(source: BinaryIO, key: bytes) -> BinaryIO:
    """The plain bytes, chunk by chunk as they are read; bytes that were changed give `BrokenDossier`."""
    return io.BufferedReader(_Opened(source, key), _CHUNK)


class _Opened(io.RawIOBase):
    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source, self._cipher = source, _cipher(key)
        self._number, self._held, self._done = 0, b"", False
        if source.read(len(HEAD)) != HEAD:
            raise _changed()
        self._next = _full(source, _CHUNK + _TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._held and not self._done:
            self._open_one()
        count = min(len(buffer), len(self._held))
        buffer[:count] = self._held[:count]
        self._held = self._held[count:]
        return count

    def close(self) -> None:
        if not self.closed:
            self._source.close()
        super().close()

    def _open_one(self) -> None:
        from cryptography.exceptions import InvalidTag

        sealed = self._next
        self._next = _full(self._source, _CHUNK + _TAG) if len(sealed) == _CHUNK + _TAG else b""
        self._done = not self._next
        try:
            self._held = self._cipher.decrypt(_nonce(self._number, last=self._done), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise _changed() from error
        self._number += 1


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _full(source: BinaryIO, size: int = _CHUNK) -> bytes:
    """So many bytes, fewer only at the end (a pipe may give less at once)."""
    parts: list[bytes] = []
    while size and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _changed() -> BrokenDossier:
    return BrokenDossier(
        "an encrypted file of the vault is not as it was written",
        why="nothing read from it can be relied on",
        advice="restore it from a backup",
    )
