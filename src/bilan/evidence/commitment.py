"""What a journal row commits itself to, byte for byte (docs/decisions/0002-journal-row.md)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from bilan.model.errors import WrongUse

DOMAIN = b"bilan/journal/row/v1\x00"
SALT_BYTES = 32


def canonical_bytes(payload: Mapping[str, Any]) -> bytes:
    """The payload in its one canonical form (RFC 8785): what is stored is what is committed to.

    >>> canonical_bytes({"reason": "seen", "by": "A. Reviewer"})
    b'{"by":"A. Reviewer","reason":"seen"}'
    """
    try:
        return rfc8785.dumps(dict(payload))
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        raise WrongUse(f"this cannot be written down as a fact: {error}", why="it has no canonical form") from error


def commitment(seq: int, type: str, time: str, payload: bytes, salt: bytes) -> str:
    """SHA-256 of the domain separator, 32 bytes of salt, the row's number, type and time, and the canonical payload.

    In hexadecimal. Number, type and time stand in a line of their own, set apart by spaces, which none of them holds.
    """
    if len(salt) != SALT_BYTES:
        raise WrongUse(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return hashlib.sha256(DOMAIN + salt + f"{seq} {type} {time}\n".encode() + payload).hexdigest()


def read_payload(body: bytes) -> dict[str, Any]:
    value = json.loads(body)
    if not isinstance(value, dict):
        raise ValueError("a payload is a JSON object")
    return value
