"""Time stamps (RFC 3161): what an authority signed about a hash, checked against a root certificate that was pinned."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from bilan.evidence.log import BrokenProof
from bilan.model.errors import WrongUse

LARGEST_ANSWER = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Query:
    """What is sent: the hash of a checkpoint and a random number that the answer must repeat, never the checkpoint."""

    body: bytes
    nonce: int


def query_about(note: bytes) -> Query:
    """A query about a signed checkpoint."""
    made = TimestampRequestBuilder().data(note).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).build()
    if made.nonce is None:
        raise WrongUse("the query was made without a number of its own")
    return Query(made.as_bytes(), made.nonce)


def read_roots(path: Path) -> tuple[Certificate, ...]:
    """The root certificates of an authority, from a PEM file."""
    try:
        return tuple(load_pem_x509_certificates(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise WrongUse(f"the root certificate {path} cannot be read: {error}") from error


def verified_time(answer: bytes, note: bytes, roots: Sequence[Certificate], nonce: int | None) -> datetime:
    """The time at which the authority saw the checkpoint; `BrokenProof` unless all of this holds:

    - the answer is a granted time stamp, signed by a certificate for time stamping that leads to one of the roots and
      was valid at the time it names
    - it is about the SHA-256 of exactly these bytes
    - it repeats the number of the query (`nonce` None: the query is not at hand)
    """
    try:
        if not 0 < len(answer) <= LARGEST_ANSWER:
            raise ValueError("it has no bytes, or too many")
        response = decode_timestamp_response(answer)
        builder = VerifierBuilder(roots=list(roots), nonce=nonce)
        builder.build().verify(response, hashlib.sha256(note).digest())
        return response.tst_info.gen_time.astimezone(UTC)
    except (VerificationError, ValueError, UnsupportedAlgorithm, TypeError, OverflowError) as error:
        raise BrokenProof(
            f"this time stamp does not hold: {error}",
            why="it was not kept",
            advice="ask again: bilan anchor DIR; if it happens again, check the root certificate with the authority",
        ) from error
