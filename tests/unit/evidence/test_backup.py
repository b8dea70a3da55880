"""A backup is whole, made while others work, holds nothing that was sealed, and comes back as it was."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.evidence.test_sealing import WITNESS, WORDS, decide, everything, receive

from bilan.evidence import Dossier, Settings
from bilan.evidence.backup import back_up
from bilan.evidence.restoring import Seals, restore
from bilan.evidence.sealing import holes, rows_about, seal
from bilan.model.errors import BilanError, BrokenDossier, WrongUse
from bilan.model.exhibit import Sensitivity

Begin = Callable[..., Dossier]


@pytest.fixture
def dossier(begin: Begin) -> Dossier:
    """Two open documents, a restricted one, a decision, a seal, and a file that others keep in the folder."""
    opened = begin()
    exhibit, text = receive(opened, "The mayor counts four dead at the ford.")
    decide(opened, exhibit, text, "c1", quote="four dead at the ford")
    receive(opened, "A camera at the bridge.", Sensitivity.RESTRICTED)
    gone, _ = receive(opened, WORDS, Sensitivity.RESTRICTED)
    seal(opened, rows_about(opened, gone), by="L", reason="asked")
    (opened.path / "keys").mkdir()
    (opened.path / "keys" / "log.key").write_text("a key")
    (opened.derived / "big.json").write_text("derived")
    return opened


def members(archive: Path) -> dict[str, bytes]:
    with tarfile.open(archive) as tar:
        return {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]


def written(path: Path, content: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def test_what_comes_back_is_what_there_was(dossier: Dossier, tmp_path: Path) -> None:
    made = back_up(dossier, tmp_path / "b")
    assert made.rows == len(dossier.journal)
    assert (tmp_path / "b").stat().st_mode & 0o777 == 0o600
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
    back = restore(tmp_path / "b", tmp_path / "again")
    assert (back.rows, back.sealed) == (made.rows, 0)
    with Dossier.open(tmp_path / "again") as again:
        assert again.snapshot() == dossier.snapshot()
        assert list(again.journal.entries()) == list(dossier.journal.entries())
        assert list(again.journal.laid_open()) == list(dossier.journal.laid_open())
        assert again.keys.all() == dossier.keys.all()
        assert set(again.vault.storage.names()) == set(dossier.vault.storage.names())
        assert again.problems() == []
        assert again.store.kind == "SQLite"
        receive(again, "It goes on.")
    assert (tmp_path / "again" / "keys" / "log.key").read_text() == "a key"
    assert (tmp_path / "again" / "keys" / "log.key").stat().st_mode & 0o777 == 0o600, "a key that others read is none"
    assert not (tmp_path / "again" / "derived" / "big.json").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_backup_comes_back_in_the_other_database_too(database: str, tmp_path: Path) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        receive(dossier, WORDS, Sensitivity.RESTRICTED)
        back_up(dossier, tmp_path / "b")
        there = Settings(postgresql=database, schema="moved", vault=f"memory://{tmp_path}")
        restore(tmp_path / "b", tmp_path / "again", there)
        with Dossier.open(tmp_path / "again") as again:
            assert again.store.kind == "PostgreSQL"
            assert again.snapshot() == dossier.snapshot()
            assert again.problems() == []
            back_up(again, tmp_path / "b2")
        assert members(tmp_path / "b2")["journal.jsonl"] == members(tmp_path / "b")["journal.jsonl"]
        with pytest.raises(WrongUse, match="already"):
            restore(tmp_path / "b", tmp_path / "third", there)


def test_nothing_of_what_was_sealed_is_in_a_backup(dossier: Dossier, tmp_path: Path) -> None:
    back_up(dossier, tmp_path / "b")
    assert WITNESS.encode() not in (tmp_path / "b").read_bytes()
    receive(dossier, WORDS)
    back_up(dossier, tmp_path / "b2")
    assert WITNESS.encode() in (tmp_path / "b2").read_bytes(), "control: what is not sealed is there"
    assert len(members(tmp_path / "b")["keys.jsonl"].splitlines()) == 2


def test_a_seal_is_applied_anew_even_if_the_archive_still_tells(tmp_path: Path) -> None:
    """Somebody put the sealed rows of an older backup, with document and key, into a newer one."""
    with Dossier.create(tmp_path / "d") as dossier:
        exhibit, _ = receive(dossier, WORDS, Sensitivity.RESTRICTED)
        back_up(dossier, tmp_path / "old")
        seal(dossier, rows_about(dossier, exhibit), by="L", reason="asked")
        back_up(dossier, tmp_path / "new")
        state = dossier.snapshot()
    old, new = members(tmp_path / "old"), members(tmp_path / "new")
    rows = old["journal.jsonl"].splitlines(keepends=True) + new["journal.jsonl"].splitlines(keepends=True)[3:]
    mixed = {"journal.jsonl": b"".join(rows), "keys.jsonl": old["keys.jsonl"]}
    mixed |= {name: data for name, data in old.items() if name.startswith("vault/")}
    manifest = json.loads(new["manifest.json"]) | {
        "files": {n: sha(mixed[n]) for n in ("journal.jsonl", "keys.jsonl")},
        "objects": 2,
        "size": sum(len(d) for n, d in mixed.items() if n.startswith("vault/")),
    }
    back = restore(
        written(tmp_path / "mixed", mixed | {"manifest.json": json.dumps(manifest).encode()}), tmp_path / "again"
    )
    assert (back.sealed, back.objects) == (2, 0)
    with Dossier.open(tmp_path / "again") as again:
        assert again.snapshot() == state
        assert again.keys.all() == []
        assert list(again.vault.storage.names()) == []
        assert again.problems() == []
    assert WITNESS.encode() not in everything(tmp_path / "again")


def sha(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_an_older_backup_learns_of_later_seals_from_a_newer_copy(tmp_path: Path) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        exhibit, _ = receive(dossier, WORDS)
        back_up(dossier, tmp_path / "old")
        seal(dossier, rows_about(dossier, exhibit), by="L", reason="asked")
        newer = Seals.of(dossier)
    restore(tmp_path / "old", tmp_path / "careless")
    assert WITNESS.encode() in everything(tmp_path / "careless"), "control: without them it is all there again"
    assert restore(tmp_path / "old", tmp_path / "careful", seals=newer).sealed == 2
    assert WITNESS.encode() not in everything(tmp_path / "careful")
    with Dossier.open(tmp_path / "careful") as again:
        assert holes(again) == [2, 3]
        assert again.problems() == []
    with Dossier.create(tmp_path / "stranger") as stranger:
        receive(stranger, WORDS)
        seal(stranger, [2], by="L", reason="asked")
        others = Seals.of(stranger)
    with pytest.raises(BilanError, match="not a copy"):
        restore(tmp_path / "old", tmp_path / "wrong", seals=others)
    assert not (tmp_path / "wrong").exists()


def test_a_damaged_archive_restores_nothing(dossier: Dossier, tmp_path: Path) -> None:
    back_up(dossier, tmp_path / "b")
    good = members(tmp_path / "b")
    name = next(n for n in good if n.startswith("vault/"))
    row = good["journal.jsonl"].splitlines(keepends=True)
    damages: dict[str, dict[str, bytes]] = {
        "changed object": good | {name: good[name] + b"x"},
        "lost object": {n: d for n, d in good.items() if n != name},
        "lost manifest": {n: d for n, d in good.items() if n != "manifest.json"},
        "lost row": good | {"journal.jsonl": b"".join(row[:-1])},
        "changed row": good | {"journal.jsonl": good["journal.jsonl"].replace(b"mayor", b"major")},
        "changed key": good | {"folder/keys/log.key": b"another"},
        "a way out": good | {"folder/../../out": b"x"},
        "a database": {"folder/journal.sqlite": b"x"} | good,
        "more after the end": good | {"zzz": b"x"},
        "nothing": {},
        "newer": good | {"manifest.json": good["manifest.json"].replace(b'"archive": 1', b'"archive": 2')},
    }
    for what, content in damages.items():
        bad = written(tmp_path / "bad", content)
        with pytest.raises(BrokenDossier):
            restore(bad, tmp_path / "again")
        assert not (tmp_path / "again").exists(), what
    half = tmp_path / "half"
    half.write_bytes((tmp_path / "b").read_bytes()[: -(tmp_path / "b").stat().st_size // 2])
    for bad in (half, tmp_path / "d" / "keys" / "log.key", tmp_path):
        with pytest.raises(BilanError):
            restore(bad, tmp_path / "again")
    assert not (tmp_path / "again").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
    restore(written(tmp_path / "good", good), tmp_path / "again")


def test_what_is_missing_stops_a_backup_and_the_old_one_stays(dossier: Dossier, tmp_path: Path) -> None:
    back_up(dossier, tmp_path / "b")
    before = (tmp_path / "b").read_bytes()
    exhibit = dossier.exhibits()[0]
    dossier.vault.storage.remove(exhibit.id)
    with pytest.raises(BrokenDossier, match="lacks"):
        back_up(dossier, tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == before
    with pytest.raises(WrongUse, match="inside"):
        back_up(dossier, dossier.path / "b")


def test_a_backup_holds_one_moment_although_others_write(begin: Begin, tmp_path: Path) -> None:
    dossier = begin()
    receive(dossier, "The first report counts two dead.")

    def meanwhile(done: int, total: int, name: str) -> None:
        if done == 0:
            with Dossier.open(dossier.path) as other:
                receive(other, "A later report counts three dead.")

    made = back_up(dossier, tmp_path / "b", meanwhile)
    assert made.rows == 3
    assert len(dossier.journal) == 5
    restore(tmp_path / "b", tmp_path / "again")
    with Dossier.open(tmp_path / "again") as again:
        assert len(again.journal) == 3
        assert again.problems() == []


def test_a_seal_while_a_backup_is_written_throws_the_backup_away(begin: Begin, tmp_path: Path) -> None:
    dossier = begin()
    receive(dossier, "The first report counts two dead.")
    exhibit, _ = receive(dossier, WORDS)

    def meanwhile(done: int, total: int, name: str) -> None:
        if done == total:
            return
        with Dossier.open(dossier.path) as other:
            if not holes(other):
                seal(other, rows_about(other, exhibit), by="L", reason="asked")

    with pytest.raises(BilanError):
        back_up(dossier, tmp_path / "b", meanwhile)
    assert not (tmp_path / "b").exists()
    left = [p for p in tmp_path.iterdir() if p.name.startswith(".b")]
    assert left == []
