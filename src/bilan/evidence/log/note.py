"""Signed notes, keys and checkpoints, as C2SP writes them (signed-note, tlog-checkpoint, tlog-cosignature).

A note is a text, a blank line, and a line for each signature: "— NAME BASE64". A checkpoint is a note whose text says
how many entries a log has and under which root. Signatures are Ed25519 (RFC 8032).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bilan.evidence.log.tree import BrokenProof
from bilan.model.errors import WrongUse

LOG, WITNESS = 0x01, 0x04  # signature types: a log's own signature; a cosignature with its time
MOST_BYTES = 64_000  # of a note

_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key that its holder's partners pin: `NAME+ID+KEY`.

    name  of the log or witness; a log's is its origin line
    type  LOG or WITNESS
    """

    name: str
    type: int
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if self.type not in (LOG, WITNESS) or len(self.public) != 32:
            raise WrongUse(f"{self.name}: only Ed25519 keys of logs and witnesses are known here")

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart; no protection in themselves."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:4]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key in groups of four digits, to be compared over the telephone."""
        digits = hashlib.sha256(self.public).hexdigest()
        return " ".join(digits[i : i + 4] for i in range(0, 32, 4))

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.type]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        name, _, rest = text.strip().partition("+")
        encoded = rest.partition("+")[2]
        try:
            raw = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise WrongUse(f"this is no verifier key: {text[:80]!r}", advice="it looks like NAME+ID+KEY") from error
        if not raw:
            raise WrongUse(f"this is no verifier key: {text[:80]!r}", advice="it looks like NAME+ID+KEY")
        found = cls(name, raw[0], raw[1:])
        if str(found) != text.strip():
            raise WrongUse(f"the id in this key does not belong to it: {text[:80]!r}")
        return found

    def verify(self, text: str, signature: bytes) -> int | None:
        """The time of a witness's cosignature (seconds since 1970), None of a log's signature; else `BrokenProof`."""
        at, message = None, text.encode()
        if self.type == WITNESS:
            at, signature = int.from_bytes(signature[:8], "big"), signature[8:]
            message = _cosigned(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError) as error:
            raise BrokenProof(f"the signature of {self.name} does not fit what it stands under") from error
        return at


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name. It never leaves the machine of the one who signs."""

    name: str
    type: int
    secret: bytes

    @classmethod
    def generate(cls, name: str, type: int = LOG) -> SigningKey:
        _check_name(name)
        return cls(name, type, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.type, self._key().public_key().public_bytes_raw())

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    def sign(self, text: str, at: int = 0) -> Signature:
        """`at`: the time of a witness's cosignature, in seconds since 1970."""
        if self.type == WITNESS:
            made = at.to_bytes(8, "big") + self._key().sign(_cosigned(text, at))
        else:
            made = self._key().sign(text.encode())
        return Signature(self.name, self.verifier.id + made)

    def __str__(self) -> str:
        secret = base64.b64encode(bytes([self.type]) + self.secret).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{secret}"

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        parts = text.strip().split("+", 4)
        try:
            raw = base64.b64decode(parts[4], validate=True)
            found = cls(parts[2], raw[0], raw[1:])
            if parts[:2] == ["PRIVATE", "KEY"] and str(found) == text.strip():
                return found
        except (IndexError, binascii.Error, ValueError):
            pass
        raise WrongUse("this file holds no signing key of ours", advice="restore it from where it was kept")


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note. `raw`: the key's id (4 bytes), then the signature."""

    name: str
    raw: bytes

    def __str__(self) -> str:
        return f"— {self.name} {base64.b64encode(self.raw).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text (ending in a line end) with the signatures under it, none of them checked yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """Strict: what is written again must be the same bytes."""
        try:
            whole = data.decode() if len(data) <= MOST_BYTES else ""
            text, _, signed = whole.rpartition("\n\n")
            signatures = tuple(_signature(line) for line in signed.removesuffix("\n").split("\n"))
        except (UnicodeDecodeError, binascii.Error, ValueError) as error:
            raise BrokenProof(f"this is no signed note: {error}") from error
        found = cls(text + "\n", signatures)
        if not text or str(found).encode() != data or any(ord(c) < 32 and c != "\n" for c in whole):
            raise BrokenProof("this is no signed note")
        return found

    def verified(self, key: VerifierKey) -> int | None:
        """Check the signature of this key; `BrokenProof` where it has none or a false one. See `VerifierKey.verify`."""
        mine = [s.raw[4:] for s in self.signatures if s.name == key.name and s.raw[:4] == key.id]
        if not mine:
            raise BrokenProof(f"{key.name} has not signed this")
        times = [key.verify(self.text, one) for one in mine]
        return times[0]

    def is_signed_by(self, key: VerifierKey) -> bool:
        try:
            self.verified(key)
        except BrokenProof:
            return False
        return True

    def with_signature(self, signature: Signature) -> Note:
        """The note with one line more; a line of the same key is replaced."""
        others = tuple(s for s in self.signatures if (s.name, s.raw[:4]) != (signature.name, signature.raw[:4]))
        return replace(self, signatures=(*others, signature))


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many entries a log has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, key: SigningKey) -> Note:
        if key.name != self.origin or key.type != LOG:
            raise WrongUse(f"the key of {key.name} cannot sign for {self.origin}")
        return Note(self.text, (key.sign(self.text),))

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        lines = text.split("\n")
        try:
            if len(lines) != 4 or not _SIZE.fullmatch(lines[1]):
                raise ValueError("it is not origin, size and root")
            found = cls(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
        except (binascii.Error, ValueError) as error:
            raise BrokenProof(f"this is no checkpoint: {error}") from error
        if found.text != text or len(found.root) != 32:
            raise BrokenProof("this is no checkpoint: its root is not written as it should be")
        return found


def _signature(line: str) -> Signature:
    mark, name, encoded = line.split(" ")
    raw = base64.b64decode(encoded, validate=True)
    if mark != "—" or not _NAME.fullmatch(name) or len(raw) < 5:
        raise ValueError("a line under it is no signature")
    return Signature(name, raw)


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise WrongUse(f"{name!r} cannot name a key", advice="no spaces and no +: commission.example/dossier")
