"""A lead builds the site again after each decision: only what changed is written, and it is what a first build gives."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bilan.claims import ledger
from bilan.desk import (
    Person,
    Role,
    accept_claim,
    correct_claim,
    link_claims,
    reject_claim,
    unlink_claims,
)
from bilan.evidence import Dossier
from bilan.intake import add
from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId
from bilan.reconcile.world import World
from bilan.release import build_site, inspect_site
from bilan.release.manifest import STAMP, Manifest
from bilan.release.site import SiteReport

NOON = datetime(2024, 5, 2, 12, 0, tzinfo=UTC)
LEAD = Person("A. Lead", frozenset({Role.LEAD}))
PLACES = ("Mosul", "Raqqa", "Aleppo", "Ramadi")
ACTORS = ("the US-led Coalition", "Russian forces", "Syrian government forces")


def _report(n: int, rng: random.Random) -> str:
    lines = [
        f"SNHR said that {rng.randrange(3, 90)} civilians were killed in {rng.choice(PLACES)} by {rng.choice(ACTORS)} "
        f"on {rng.randrange(1, 28)} March 2017."
        for _ in range(4)
    ]
    if n % 3 == 0:
        lines.append(f"The US military admitted that it killed {rng.randrange(2, 20)} civilians in Raqqa in May 2017.")
    return f"title: Report {n}\npublisher: Observer {n % 4}\npublished: 2017-06-{n + 1:02}\nlang: en\n\n" + " ".join(
        lines
    )


def _add(dossier: Dossier, folder: Path, n: int, rng: random.Random) -> None:
    path = folder / f"report-{n}.txt"
    path.write_text(_report(n, rng), encoding="utf-8")
    add(dossier, [path], by="researcher")


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    made = Dossier.open_or_create(tmp_path / "dossier", clock=lambda: NOON)
    rng = random.Random(0)
    for n in range(4):
        _add(made, tmp_path, n, rng)
    return made


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _build(dossier: Dossier, out: Path, **options: int) -> SiteReport:
    world = World.load(dossier, as_of=date(2024, 5, 3))
    return build_site(dossier, world, out, languages=("en", "ar"), **options)


def test_after_each_of_many_edits_the_site_is_what_a_build_from_nothing_gives(dossier: Dossier, tmp_path: Path) -> None:
    rng = random.Random(11)
    linked: list[tuple[ClaimId, ClaimId]] = []

    def some() -> FiledClaim:
        return rng.choice(ledger(dossier))

    def link() -> None:
        one, other = rng.sample(ledger(dossier), 2)
        linked.append((one.id, other.id))
        link_claims(dossier, LEAD, *linked[-1])

    def correct() -> None:
        claim = some()
        changes = [f"low={claim.record.quantity.low + 3}", f"high={claim.record.quantity.low + 3}"]
        correct_claim(dossier, LEAD, claim.id, changes)

    edits: list[Callable[[], object]] = [
        lambda: accept_claim(dossier, LEAD, some().id),
        correct,
        link,
        lambda: _add(dossier, tmp_path, 5, rng),
        lambda: reject_claim(dossier, LEAD, some().id),
        lambda: unlink_claims(dossier, LEAD, *linked.pop()),
        correct,
    ]
    with dossier:
        whole = _build(dossier, tmp_path / "kept")
        for turn, edit in enumerate(edits):
            edit()
            again = _build(dossier, tmp_path / "kept")
            _build(dossier, tmp_path / f"new-{turn}")
            assert _files(tmp_path / "kept") == _files(tmp_path / f"new-{turn}"), f"edit {turn}"
            assert again.written < whole.written
    assert inspect_site(tmp_path / "kept") == []


def test_nothing_is_written_when_nothing_changed(dossier: Dossier, tmp_path: Path) -> None:
    with dossier:
        _build(dossier, tmp_path / "out")
        before = _files(tmp_path / "out")
        assert _build(dossier, tmp_path / "out").written == 0
    assert _files(tmp_path / "out") == before


def test_a_page_that_somebody_damaged_is_written_again(dossier: Dossier, tmp_path: Path) -> None:
    with dossier:
        _build(dossier, tmp_path / "out")
        before = _files(tmp_path / "out")
        (tmp_path / "out/en/index.html").write_text("105 became 501", encoding="utf-8")
        (tmp_path / "out/en/method.html").unlink()
        (tmp_path / "out/stray.html").write_text("no page of ours", encoding="utf-8")
        assert _build(dossier, tmp_path / "out").written == 2
    assert _files(tmp_path / "out") == before


def test_a_build_that_breaks_leaves_the_old_site_as_it_was(
    dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(Exception):
        pass

    def fail(*_: object) -> None:
        raise PowerCut

    with dossier:
        _build(dossier, tmp_path / "out")
        before = _files(tmp_path / "out")
        _add(dossier, tmp_path, 6, random.Random(6))
        monkeypatch.setattr(Manifest, "write", fail)
        with pytest.raises(PowerCut):
            _build(dossier, tmp_path / "out")
    assert _files(tmp_path / "out") == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".out")] == []


def test_what_a_killed_build_left_behind_is_cleared_away(dossier: Dossier, tmp_path: Path) -> None:
    with dossier:
        _build(dossier, tmp_path / "out")
        before = _files(tmp_path / "out")
        (tmp_path / "out").rename(tmp_path / ".out.before")  # killed between moving the old site and the new one
        (tmp_path / ".out.being-built").mkdir()
        (tmp_path / ".out.being-built/half.html").write_text("half", encoding="utf-8")
        assert _build(dossier, tmp_path / "out").written == 0
    assert _files(tmp_path / "out") == before


def test_a_site_that_another_version_wrote_is_written_anew(dossier: Dossier, tmp_path: Path) -> None:
    with dossier:
        whole = _build(dossier, tmp_path / "out").written
        stamp = tmp_path / "out" / STAMP
        lines = stamp.read_text(encoding="utf-8").splitlines()
        lines[1] = lines[1].replace(',"', ',"older', 1)  # the version of what wrote the pages
        stamp.write_text("\n".join(lines), encoding="utf-8")
        assert _build(dossier, tmp_path / "out").written == whole
        stamp.write_text("A draft site, built by Bilan. It may be deleted and built again.\n", encoding="utf-8")
        assert _build(dossier, tmp_path / "out").written == whole


def test_two_processes_write_what_one_writes(dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilan.release.site._WORTH_A_PROCESS", 10)
    monkeypatch.setattr("bilan.release.site._AT_ONCE", 7)
    with dossier:
        _build(dossier, tmp_path / "one", workers=1)
        _build(dossier, tmp_path / "two", workers=2)
    assert _files(tmp_path / "one") == _files(tmp_path / "two")


def test_a_folder_that_cannot_be_moved_is_replaced_file_by_file(
    dossier: Dossier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(self: Path, target: Path) -> Path:
        if self.name == "out":
            raise OSError("the folder is mounted")
        return rename(self, target)

    rename = Path.rename
    with dossier:
        _build(dossier, tmp_path / "out")
        _add(dossier, tmp_path, 7, random.Random(7))
        _build(dossier, tmp_path / "fresh")
        monkeypatch.setattr("bilan.release.swap._exchange", lambda *_: False)
        monkeypatch.setattr(Path, "rename", held)
        _build(dossier, tmp_path / "out")
    assert _files(tmp_path / "out") == _files(tmp_path / "fresh")
