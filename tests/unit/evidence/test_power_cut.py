"""Whatever the journal speaks of is on disk, its name too, before the journal speaks of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilan import desk
from bilan.evidence import Dossier
from bilan.evidence import storage as storage_module
from bilan.evidence.journal import Journal
from bilan.evidence.kept import kept_by
from bilan.evidence.records import Entry
from bilan.evidence.vault import Vault


def too_early(folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The objects that entries spoke of although a power cut at that moment could have lost them."""
    synced: set[Path] = set()
    early: list[str] = []
    sync, append = storage_module.sync_path, Journal.append

    def noting_sync(path: Path) -> None:
        sync(path)
        synced.add(path)

    def noting_append(journal: Journal, *arguments: object, **more: object) -> Entry:
        entry = append(journal, *arguments, **more)  # type: ignore[arg-type]
        sha = kept_by(entry)
        if sha is not None:
            file = folder / "d" / "vault" / sha[:2] / sha[2:]
            early.extend(str(p) for p in (file, file.parent, file.parent.parent) if p not in synced)
        return entry

    monkeypatch.setattr(storage_module, "sync_path", noting_sync)
    monkeypatch.setattr(Journal, "append", noting_append)
    sources = folder / "sources"
    sources.mkdir()
    for n in range(20):
        (sources / f"{n}.html").write_text(f"<html><body><p>At least {n + 2} people were killed.</p></body></html>")
    with Dossier.create(folder / "d") as dossier:
        assert len(desk.add(dossier, [sources], person=desk.local_person("R")).exhibits) == 20
    return early


def test_documents_and_texts_are_on_disk_before_the_journal_speaks_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert too_early(tmp_path, monkeypatch) == []


def test_control_without_waiting_for_the_disk_they_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Vault, "sync", lambda vault: None)
    assert too_early(tmp_path, monkeypatch)
