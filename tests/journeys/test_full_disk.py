"""No room, no right to write: a clear error, and nothing half-written."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

from bilan.evidence import Dossier
from bilan.evidence.backup import back_up
from bilan.evidence.restoring import restore
from bilan.model.errors import BilanError
from bilan.model.exhibit import Sensitivity


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 3 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True)
    if made.returncode:
        pytest.skip("only root can make a small disk here (mount -t tmpfs)")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, leave: int) -> Path:
    """Take all room but so many bytes."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_bsize
    file = disk / "ballast"
    file.write_bytes(b"x" * max(0, free - leave))
    return file


def record(dossier: Dossier, sha: str) -> None:
    facts = {"name": "a", "media_type": "x", "size": 1, "how": "file", "by": "R", "sensitivity": "open"}
    dossier.journal.append("exhibit_received", {"exhibit": sha} | facts)


def state(dossier: Dossier) -> tuple[object, ...]:
    return len(dossier.journal), dossier.snapshot(), sorted(dossier.vault.storage.names())


Work = Callable[[Dossier], object]
BIG = b"words " * 200_000

WORKS: dict[str, Work] = {
    "a document": lambda d: d.vault.put_bytes(BIG),
    "a restricted document": lambda d: d.vault.put_bytes(BIG, Sensitivity.RESTRICTED),
    "a fact": lambda d: d.journal.append("reading_failed", {"path": "x" * 900_000, "reason": "r"}),
    "many facts": lambda d: [
        d.journal.append("reading_failed", {"path": f"{n}" + "x" * 40_000, "reason": "r"}) for n in range(60)
    ],
    "a backup": lambda d: back_up(d, d.path.parent / "backup"),
}


@pytest.mark.parametrize("what", list(WORKS))
def test_a_full_disk_is_said_and_leaves_nothing_half_written(small_disk: Path, what: str) -> None:
    with Dossier.create(small_disk / "d") as dossier:
        record(dossier, dossier.vault.put_bytes(b"something " * 20_000))
        dossier.journal.append("reading_failed", {"path": "before", "reason": "r"})
        ballast = fill(small_disk, 150_000)
        before = sorted(dossier.vault.storage.names())
        with pytest.raises(BilanError) as said:
            WORKS[what](dossier)
        assert said.value.what
        assert dossier.problems() == []
        assert sorted(dossier.vault.storage.names()) == before
        assert not list(small_disk.glob("d/vault/tmp/*"))
        assert not (small_disk / "backup").exists()
        ballast.unlink()
        entries = len(dossier.journal)
        assert dossier.journal.append("reading_failed", {"path": "after", "reason": "r"}).seq == entries + 1
        dossier.vault.put_bytes(BIG)
        assert dossier.problems() == []
        assert dossier.lying() == []
    with Dossier.open(small_disk / "d") as again:
        assert again.problems() == []


def test_a_backup_that_does_not_fit_restores_nothing(small_disk: Path, tmp_path: Path) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        for n in range(3):
            record(dossier, dossier.vault.put_bytes(BIG + bytes([n])))
        back_up(dossier, tmp_path / "b")
    with pytest.raises(BilanError):
        restore(tmp_path / "b", small_disk / "again")
    assert list(small_disk.iterdir()) == []


def test_adding_to_a_full_disk_ends_with_a_plain_error(bilan: Bilan, small_disk: Path, tmp_path: Path) -> None:
    for n in range(4):
        (tmp_path / f"{n}.txt").write_text(
            f"At least {n + 2} civilians were killed in Mosul, police said. " + "x " * 200_000
        )
    d = small_disk / "d"
    assert bilan("add", tmp_path / "0.txt", "--dossier", d).status == 0
    ballast = fill(small_disk, 100_000)
    said = bilan("add", *(tmp_path / f"{n}.txt" for n in range(1, 4)), "--dossier", d, "--json")
    assert said.status == 1
    assert "Traceback" not in said.err
    assert "No space left" in said.err or "full" in said.err
    ballast.unlink()
    assert bilan("doctor", d, "--json").json["checks"][0]["ok"]
    assert not list(d.glob("vault/tmp/*"))


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Callable[[Path], None]]:
    """Make a folder one that nobody can write (a bind mount: root may write anywhere else)."""
    mounted: list[Path] = []

    def lock(folder: Path) -> None:
        for options in (["--bind", str(folder), str(folder)], ["-o", "remount,ro,bind", str(folder)]):
            if subprocess.run(["mount", *options], capture_output=True).returncode:
                pytest.skip("only root can make a read-only place here (mount --bind)")
            if options[0] == "--bind":
                mounted.append(folder)

    try:
        yield lock
    finally:
        for folder in reversed(mounted):
            subprocess.run(["umount", str(folder)], check=True)


def test_a_dossier_on_a_read_only_disk_is_read_and_not_written(
    bilan: Bilan, tmp_path: Path, read_only: Callable[[Path], None]
) -> None:
    (tmp_path / "a.txt").write_text("At least 12 civilians were killed in Mosul on 3 March 2017, police said.\n")
    (tmp_path / "b.txt").write_text("At least 9 civilians were killed in Raqqa on 3 March 2017, police said.\n")
    d = tmp_path / "place" / "d"
    assert bilan("add", tmp_path / "a.txt", "--dossier", d).status == 0
    claims = bilan("claims", d, "--json").json
    read_only(tmp_path / "place")
    assert bilan("claims", d, "--json").json == claims
    assert bilan("doctor", d, "--json").json["ok"]
    (claim,) = claims["claims"]
    for command in (
        ("add", tmp_path / "b.txt", "--dossier", d),
        ("accept", d, claim["id"], "--as", "A. Reviewer"),
        ("seal", d, claim["exhibit"], "--as", "L", "--reason", "asked"),
        ("backup", d, "--out", tmp_path / "place" / "b"),
        ("add", tmp_path / "b.txt", "--dossier", tmp_path / "place" / "new"),
    ):
        said = bilan(*command, "--json")
        assert said.status in (1, 2), said.out
        assert "Traceback" not in said.err
        assert said.json["error"]
    assert bilan("fixity", d, "--json").json["checked"] == 1


def test_a_vault_that_may_not_be_written_takes_nothing(tmp_path: Path, read_only: Callable[[Path], None]) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        dossier.vault.put_bytes(b"first")
        read_only(tmp_path / "d" / "vault")
        before = state(dossier)
        for sensitivity in Sensitivity:
            with pytest.raises(BilanError, match="cannot take"):
                dossier.vault.put_bytes(b"second", sensitivity)
        assert state(dossier) == before
        assert dossier.keys.all() == []
