"""Signed notes, keys and checkpoints: as the standard writes them, and nothing that only looks like them."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bilan.evidence.log import LOG, WITNESS, BrokenProof, Checkpoint, KeyRing, Note, SigningKey, VerifierKey
from bilan.model.errors import Refused, WrongUse

# the example of the C2SP signed-note standard
THEIR_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
THEIR_NOTE = (
    "This is an example message.\n\n— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_the_note_of_the_standard_is_accepted() -> None:
    key = VerifierKey.parse(THEIR_KEY)
    assert (key.name, key.type, str(key)) == ("example.com/foo", LOG, THEIR_KEY)
    assert Note.parse(THEIR_NOTE.encode()).is_signed_by(key)


def test_a_note_with_any_bit_changed_is_refused() -> None:
    key, chance = VerifierKey.parse(THEIR_KEY), random.Random(4)
    data = THEIR_NOTE.encode()
    for _ in range(300):
        place = chance.randrange(len(data))
        changed = data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
        with pytest.raises(BrokenProof):
            Note.parse(changed).verified(key)


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    key = SigningKey.generate("commission.example/marsh")
    point = Checkpoint(key.name, 12, bytes(range(32)))
    note = Note.parse(str(point.signed(key)).encode())
    note.verified(key.verifier)
    assert Checkpoint.parse(note.text) == point
    assert SigningKey.parse(str(key)) == key


def test_a_key_signs_for_its_own_log_only() -> None:
    with pytest.raises(WrongUse):
        Checkpoint("other.example/log", 1, bytes(32)).signed(SigningKey.generate("commission.example/marsh"))


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n\n",
        "a\n01\n" + "A" * 43 + "=\n",
        "a\n-1\n" + "A" * 43 + "=\n",
        "a\n1\n" + "A" * 43 + "=\nmore\n",
        "a\n1\n",
    ],
)
def test_what_only_looks_like_a_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BrokenProof):
        Checkpoint.parse(text)


def test_a_cosignature_says_when_and_counts_for_its_text_alone() -> None:
    log, witness = SigningKey.generate("commission.example/marsh"), SigningKey.generate("partner.example/w", WITNESS)
    note = Checkpoint(log.name, 3, bytes(32)).signed(log)
    both = note.with_signature(witness.sign(note.text, at=1_700_000_000))
    assert both.verified(witness.verifier) == 1_700_000_000
    other = Checkpoint(log.name, 4, bytes(32)).signed(log)
    with pytest.raises(BrokenProof):
        Note(other.text, both.signatures).verified(witness.verifier)


def test_a_key_of_the_wrong_id_is_no_key() -> None:
    with pytest.raises(WrongUse):
        VerifierKey.parse(THEIR_KEY.replace("530d903a", "530d903b"))


def test_the_signing_key_can_be_read_by_its_owner_alone_and_is_made_once(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "keys")
    key = ring.begin("commission.example/marsh")
    assert ring.path.stat().st_mode & 0o777 == 0o600
    assert ring.key() == key
    with pytest.raises(Refused, match="already"):
        ring.begin("commission.example/marsh")
    ring.path.chmod(0o644)
    with pytest.raises(Refused, match="others can read"):
        ring.key()
