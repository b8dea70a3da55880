"""What an examiner did to a dossier: `doctor` must say so, and nothing that was finished may be lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

from bilan.cli.shell import run


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examined")
    for n in (1, 2):
        (folder / f"{n}.txt").write_text(f"SOHR said 1{n} civilians were killed in Homs on {n} May 2023.\n")
    sources = [str(folder / f"{n}.txt") for n in (1, 2)]
    assert run(["add", *sources, "--dossier", str(folder / "d"), "--json"]) == 0
    assert run(["claims", str(folder / "d"), "--json"]) == 0
    return folder / "d"


@pytest.fixture
def kept(_made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(_made, tmp_path / "d"))


def sql(dossier: Path, statement: str) -> None:
    """As somebody who owns the file: the triggers are no obstacle."""
    db = sqlite3.connect(dossier / "journal.sqlite")
    for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f"DROP TRIGGER {name}")
    db.execute(statement)
    db.commit()
    db.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET time = '2031-01-01T00:00:00.000000Z' WHERE seq = (SELECT max(seq) FROM journal)",
        "UPDATE journal SET time = '2016-01-01T00:00:00.000000Z' WHERE seq = 1",
        "UPDATE journal SET type = 'exhibit_received' WHERE seq = 1",
        "UPDATE journal SET type = 'reading_failed' WHERE type = 'text_extracted'",
        "UPDATE journal SET commitment = replace(commitment, 'a', 'b')",
        "UPDATE payload SET body = CAST(replace(CAST(body AS TEXT), 'text', 'text ') AS BLOB)",
        "UPDATE payload SET salt = randomblob(32) WHERE seq = 1",
        "UPDATE exhibit SET name = 'another.txt'",
        "DELETE FROM working_copy",
    ],
)
def test_any_changed_cell_is_found(bilan: Bilan, kept: Path, statement: str) -> None:
    assert bilan("doctor", kept, "--json").json["ok"] is True
    sql(kept, statement)
    said = bilan("doctor", kept, "--json")
    assert (said.status, said.json["ok"]) == (1, False)


def test_a_changed_row_is_still_found_the_second_time(bilan: Bilan, kept: Path) -> None:
    """Looking must not launder what somebody changed."""
    sql(kept, "UPDATE journal SET type = 'claim_rejected' WHERE seq = 3")
    for _ in range(2):
        assert bilan("doctor", kept, "--json").status == 1


def test_an_emptied_journal_is_no_new_dossier(bilan: Bilan, kept: Path) -> None:
    (kept / "journal.sqlite").write_bytes(b"")
    for rest in ("-wal", "-shm"):
        (kept / f"journal.sqlite{rest}").unlink(missing_ok=True)
    for command in ("doctor", "claims"):
        said = bilan(command, kept, "--json")
        assert said.status == 1, said.out
        assert said.json["kind"] == "BrokenDossier"
    (kept.parent / "more.txt").write_text("Nine civilians were killed in Homs on 9 May 2023.\n")
    assert bilan("add", kept.parent / "more.txt", "--dossier", kept, "--json").json["kind"] == "BrokenDossier"


def test_a_reading_changed_on_the_shelf_is_read_anew(bilan: Bilan, kept: Path) -> None:
    before = bilan("claims", kept, "--json").json
    changed = 0
    for file in (kept / "derived").rglob("*.json"):
        text = file.read_text(encoding="utf-8")
        changed += '"low":11' in text
        file.write_text(text.replace('"low":11', '"low":911').replace('"high":11', '"high":911'), encoding="utf-8")
    assert changed, "the test no longer finds what to change"
    assert bilan("claims", kept, "--json").json == before


def test_lost_bytes_are_named_once(bilan: Bilan, kept: Path) -> None:
    for file in (kept / "vault").rglob("*"):
        if file.is_file():
            file.unlink()
    (check,) = [c for c in bilan("doctor", kept, "--json").json["checks"] if c["name"] == "journal and vault"]
    assert check["detail"].count("the vault lacks") == 2


Damage = Callable[[Path], object]


def _drop_a_table(dossier: Path) -> None:
    sql(dossier, "DROP TABLE decision")


def _cut_in_half(dossier: Path) -> None:
    file = dossier / "journal.sqlite"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _other_bytes(dossier: Path) -> None:
    (dossier / "journal.sqlite").write_bytes(b"not a database " * 200)


def _no_vault(dossier: Path) -> None:
    shutil.rmtree(dossier / "vault")


@pytest.mark.parametrize("damage", [_drop_a_table, _cut_in_half, _other_bytes, _no_vault])
def test_damage_is_said_in_words_by_every_command(bilan: Bilan, kept: Path, damage: Damage) -> None:
    damage(kept)
    for command in ("doctor", "claims", "bounds", "voices"):
        said = bilan(command, kept, "--json")
        assert "Traceback" not in said.err
        assert said.json
        if command == "doctor":
            assert said.status == 1


def test_a_dossier_that_may_only_be_read_can_be_asked(
    bilan: Bilan, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive, a lent disk: every answer, and no fact recorded."""
    before = {c: bilan(c, kept, "--json").json for c in ("claims", "bounds", "voices", "tensions", "gap", "doctor")}
    files = {p: p.read_bytes() for p in kept.rglob("*") if p.is_file()}
    access = os.access

    def refuse(path: str | Path, mode: int) -> bool:
        return access(path, mode) and not (mode & os.W_OK and Path(path) == kept)

    # to root every folder is open, so the system's answer is played
    monkeypatch.setattr("bilan.evidence.dossier.os.access", refuse)
    for command, said in before.items():
        answer = bilan(command, kept, "--json")
        assert (answer.status, answer.json) == (0, said), command
    claim = before["claims"]["claims"][0]["id"]
    refused = bilan("accept", kept, claim, "--as", "A. Reviewer", "--json")
    assert refused.status == 1
    assert "Traceback" not in refused.err
    assert {p: p.read_bytes() for p in kept.rglob("*") if p.is_file()} == files
