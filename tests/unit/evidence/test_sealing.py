"""A seal destroys what was told of an item, leaves a hole that everybody sees, and nothing else changes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bilan.evidence import Dossier
from bilan.evidence.commitment import canonical_bytes
from bilan.evidence.sealing import finish_seals, holes, rows_about, seal, sealed_rows
from bilan.model.errors import Refused
from bilan.model.exhibit import Sensitivity
from bilan.model.ids import ExhibitId, TextId

Begin = Callable[..., Dossier]
WITNESS = "Oriane Valbrenne"  # invented, like everybody here
WORDS = f"{WITNESS} saw nine people carried out of the tannery."


def receive(
    dossier: Dossier, words: str, sensitivity: Sensitivity = Sensitivity.OPEN, **more: Any
) -> tuple[ExhibitId, TextId]:
    """A document whose text is its own bytes and one line end."""
    exhibit = ExhibitId(dossier.vault.put_bytes(words.encode(), sensitivity))
    text = dossier.vault.put_text(words + "\n", sensitivity)
    facts = {"name": f"{words[:16]}.txt", "media_type": "text/plain", "size": len(words), "how": "file", "by": "R"}
    dossier.journal.append("exhibit_received", {"exhibit": exhibit, "sensitivity": sensitivity.value} | facts | more)
    dossier.journal.append(
        "text_extracted", {"exhibit": exhibit, "text": text, "tool": "plain", "version": "1", "parameters": {}}
    )
    return exhibit, text


def decide(
    dossier: Dossier, exhibit: ExhibitId, text: TextId, claim: str, *related: dict[str, Any], quote: str = WORDS
) -> None:
    anchor = {
        "exhibit": exhibit, "text": text, "lang": "en", "quote": quote, "occurrence": 0, "count": "nine", "nth": 0,
        "harm": "killed",
    }  # fmt: skip
    judged = {"record": {"n": 0}, "part_of": None, "same_as": None, "against": None}
    dossier.journal.append(
        "claim_accepted",
        {
            "claim": claim,
            "anchor": anchor,
            "judged": judged,
            "result": judged,
            "by": "V",
            "reason": "",
            "related": list(related),
        },
    )


def everything(folder: Path) -> bytes:
    return b"\n".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_nothing_that_was_told_of_a_sealed_exhibit_is_left(begin: Begin, sensitivity: Sensitivity) -> None:
    dossier = begin()
    exhibit, text = receive(dossier, WORDS, sensitivity)
    other, _ = receive(dossier, "The mayor counts four dead at the ford.")
    decide(dossier, exhibit, text, "c1")
    (dossier.derived / "readings").mkdir()
    (dossier.derived / "readings" / "x.json").write_text(WORDS)
    commitments = list(dossier.journal.commitments())
    about = rows_about(dossier, exhibit)
    assert about == [2, 3, 6]
    entry = seal(dossier, about, by="L. Lead", reason="she asked for it")
    assert list(dossier.journal.commitments())[:-1] == commitments, "the proofs over all rows still hold"
    assert holes(dossier) == sealed_rows(dossier) == about
    assert entry.payload == {"rows": about, "by": "L. Lead", "reason": "she asked for it"}
    assert [e.id for e in dossier.exhibits()] == [other]
    assert dossier.decisions() == dossier.anchors() == {}
    assert not dossier.vault.holds(exhibit)
    assert not dossier.vault.holds(text)
    assert dossier.keys.all() == []
    assert len(list(dossier.vault.storage.names())) == 2
    assert not list(dossier.derived.iterdir())
    assert dossier.store.execute("SELECT * FROM doomed") == []
    assert dossier.problems() == []
    state = dossier.snapshot()
    assert dossier.lying() == []
    dossier.rebuild()
    assert dossier.snapshot() == state, "a rebuild after a seal gives the same state"


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
def test_the_files_of_the_dossier_hold_it_no_more(tmp_path: Path, sensitivity: Sensitivity) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        exhibit, text = receive(dossier, WORDS, sensitivity)
        decide(dossier, exhibit, text, "c1")
        for n in range(50):
            receive(dossier, f"Report {n} counts {n} dead.")
        key = dossier.keys.find(exhibit)
        ((salt,),) = dossier.store.execute("SELECT salt FROM payload WHERE seq = 2")
        before = everything(tmp_path)
        secrets_kept = [WITNESS.encode(), exhibit.encode(), salt, *([key.key] if key else [])]
        assert all(s in before for s in secrets_kept), "control: before the seal they are found"
        seal(dossier, rows_about(dossier, exhibit), by="L", reason="asked")
        after = everything(tmp_path)
        assert not [s for s in secrets_kept if s in after], "while the dossier is open"
    assert not [s for s in secrets_kept if s in everything(tmp_path)]


def test_what_another_document_says_too_is_kept(begin: Begin) -> None:
    dossier = begin()
    first, text = receive(dossier, WORDS)
    dossier.journal.append(
        "text_extracted",
        {"exhibit": "ab" * 32, "text": text, "tool": "plain", "version": "1", "parameters": {}},
    )
    seal(dossier, rows_about(dossier, first), by="L", reason="asked")
    assert not dossier.vault.holds(first)
    assert dossier.vault.read_text(text) == WORDS + "\n"


def test_what_was_taken_out_of_it_and_what_quotes_it_goes_with_it(begin: Begin) -> None:
    dossier = begin()
    mail, _ = receive(dossier, "A mail with a list in it.")
    part, part_text = receive(dossier, WORDS, origin=mail)
    other, other_text = receive(dossier, "The mayor counts nine dead.")
    decide(dossier, part, part_text, "c-part")
    decide(dossier, other, other_text, "c-other")
    quoting = {"claim": "c-part", "anchor": {"exhibit": part, "text": part_text, "lang": "en", "quote": WORDS,
               "occurrence": 0, "count": "nine", "nth": 0, "harm": "killed"}}  # fmt: skip
    decide(dossier, other, other_text, "c-third", quoting)
    rows = rows_about(dossier, mail)
    assert [e.type for e in dossier.journal.entries() if e.seq in rows] == [
        "exhibit_received", "text_extracted", "exhibit_received", "text_extracted", "claim_accepted", "claim_accepted",
    ]  # fmt: skip
    seal(dossier, rows, by="L", reason="asked")
    assert set(dossier.decisions()) == {"c-other"}


def test_a_process_killed_in_a_seal_finishes_it_on_the_next_opening(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = begin()
    exhibit, _ = receive(dossier, WORDS)
    monkeypatch.setattr("bilan.evidence.sealing.finish_seals", lambda dossier: None)  # as if it was killed here
    seal(dossier, rows_about(dossier, exhibit), by="L", reason="asked")
    assert dossier.vault.holds(exhibit)
    monkeypatch.undo()
    with Dossier.open(dossier.path) as again:
        assert not again.vault.holds(exhibit)
        assert again.store.execute("SELECT * FROM doomed") == []
    finish_seals(dossier)


@pytest.mark.parametrize("rows", [[], [99], [1], [2, 99]])
def test_what_cannot_be_sealed_is_refused_and_nothing_is_recorded(begin: Begin, rows: list[int]) -> None:
    dossier = begin()
    receive(dossier, WORDS)
    with pytest.raises(Refused):
        seal(dossier, rows, by="L", reason="asked")
    assert len(dossier.journal) == 3
    assert holes(dossier) == []
    seal(dossier, [2, 3], by="L", reason="asked")
    for again in ([2, 3], [4]):
        with pytest.raises(Refused):
            seal(dossier, again, by="L", reason="asked")


def test_a_hole_without_a_seal_and_a_seal_without_a_hole_are_problems(begin: Begin) -> None:
    dossier = begin()
    receive(dossier, WORDS)
    with dossier.store.transaction():
        dossier.journal.append("item_sealed", {"rows": [3], "by": "L", "reason": "asked"})
        dossier.store.execute("DELETE FROM payload WHERE seq = 2")
    told = " ".join(dossier.problems(read_vault=False))
    assert "entry 2" in told
    assert "entry 3" in told


# ------------------------------------------------------------------ guessing


def named(name: str) -> dict[str, Any]:
    return {"path": name, "reason": "sealed", "exhibit": None}


TIME = "2024-05-01T12:00:00.000000Z"
DOMAIN = b"bilan/journal/row/v1\x00"


def found_by_guessing(committed: dict[int, str], truth: dict[int, str], dictionary: list[str], before: bytes) -> int:
    """How many rows somebody names who knows all but the name and the salt: number, kind, time and form of each row.

    The guesser tries every name of the dictionary on every row. A wrong name cannot give the right hash, so that here
    the right one, which is in the dictionary, is tried on each row, and all of them on three.
    """
    bodies = {name: canonical_bytes(named(name)) for name in dictionary}
    rows = sorted(committed)
    found = set()
    for row in rows:
        head = hashlib.sha256(before + f"{row} reading_failed {TIME}\n".encode())
        for name in dictionary if row in (rows[0], rows[len(rows) // 2], rows[-1]) else [truth[row]]:
            attempt = head.copy()
            attempt.update(bodies[name])
            if attempt.hexdigest() == committed[row]:
                found.add(row)
    return len(found)


@pytest.mark.slow
def test_of_a_thousand_sealed_names_a_million_guesses_find_none(tmp_path: Path) -> None:
    dictionary = [f"{first} {last}" for first in syllables(1000) for last in syllables(1000, "v")]
    assert len(set(dictionary)) == 1_000_000
    truth = {row: secrets.choice(dictionary) for row in range(2, 1002)}
    with Dossier.create(tmp_path / "d") as dossier:
        with dossier.store.transaction():
            for name in truth.values():
                dossier.journal.append("reading_failed", named(name), at=datetime.fromisoformat(TIME))
        seal(dossier, list(truth), by="L", reason="a test")
        assert holes(dossier) == list(truth)
        committed = dict(dossier.journal.commitments(1, 1001))
    left = everything(tmp_path)
    assert not [name for name in truth.values() if name.encode() in left]
    for salt in (b"", bytes(32)):
        assert found_by_guessing(committed, truth, dictionary, DOMAIN + salt) == 0
    unsalted = {
        row: hashlib.sha256(
            DOMAIN + f"{row} reading_failed {TIME}\n".encode() + canonical_bytes(named(name))
        ).hexdigest()
        for row, name in truth.items()
    }
    assert found_by_guessing(unsalted, truth, dictionary, DOMAIN) == 1000, "control: without salts all are found"


def syllables(count: int, end: str = "") -> list[str]:
    """So many made-up names."""
    parts = [c + v for c in "bdfgklmnrst" for v in "aeiou"]
    return [(a + b).capitalize() + end for a in parts for b in parts][:count]
