"""Somebody looks, on a schedule, whether the bytes are still those that were received; that they looked is a fact."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from tests.unit.evidence.test_sealing import receive

from bilan.evidence import Dossier
from bilan.evidence.fixity import audit
from bilan.evidence.health import examine
from bilan.evidence.sealing import rows_about, seal
from bilan.model.errors import WrongUse
from bilan.model.exhibit import Sensitivity

Begin = Callable[..., Dossier]


class Calendar:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = datetime(2024, 5, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def verdict(dossier: Dossier, name: str = "fixity") -> tuple[bool, str]:
    return next((c.ok, c.detail) for c in examine(dossier) if c.name == name)


def test_an_audit_is_recorded_and_goes_on_where_it_was(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    calendar = Calendar()
    dossier = begin(clock=calendar)
    for n in range(4):
        receive(dossier, f"Report {n}.", Sensitivity.RESTRICTED if n == 2 else Sensitivity.OPEN)
    assert verdict(dossier) == (True, "no audit was made yet: bilan fixity DIR")
    monkeypatch.setattr("bilan.evidence.fixity._AT_ONCE", 3)

    def stop(done: int, total: int, name: str) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        audit(dossier, by="R", older_than=timedelta(days=30), progress=stop)
    assert [len(e.payload["rows"]) for e in dossier.journal.entries("fixity_checked") if e.payload] == [3, 1]
    found = audit(dossier, by="R", older_than=timedelta(days=30))
    assert (found.due, found.checked, found.broken) == (4, 4, [])
    assert audit(dossier, by="R", older_than=timedelta(days=30)).due == 0
    assert verdict(dossier) == (True, "8 of 8 looked at, the longest ago on 2024-05-01")
    calendar.now += timedelta(days=31)
    assert audit(dossier, by="R", sample=2).checked == 2
    assert audit(dossier, by="R", older_than=timedelta(days=30)).checked == 6
    with pytest.raises(WrongUse):
        audit(dossier, by="R", sample=0)


def test_changed_and_lost_bytes_are_recorded_until_they_are_mended(begin: Begin) -> None:
    dossier = begin()
    first, _ = receive(dossier, "Report 1.")
    second, _ = receive(dossier, "Report 2.")
    path = dossier.vault.path(first)
    path.chmod(0o644)
    path.write_bytes(b"Report 9.")
    dossier.vault.storage.remove(second)
    found = audit(dossier, by="R")
    assert [row for row, _ in found.broken] == [2, 4]
    assert "no longer" in found.broken[0][1]
    assert "lacks" in found.broken[1][1]
    ok, said = verdict(dossier)
    assert not ok
    assert "entry 2" in said
    for words in ("Report 1.", "Report 2."):
        dossier.vault.put_bytes(words.encode())
    audit(dossier, by="R")
    assert verdict(dossier)[0]
    state = dossier.snapshot()
    dossier.rebuild()
    assert dossier.snapshot() == state


def test_what_is_sealed_is_not_looked_for(begin: Begin) -> None:
    dossier = begin()
    exhibit, _ = receive(dossier, "Report 1.")
    audit(dossier, by="R")
    seal(dossier, rows_about(dossier, exhibit), by="L", reason="asked")
    assert audit(dossier, by="R").due == 0
    assert all(c.ok for c in examine(dossier))


def test_a_healthy_dossier_passes_every_check(begin: Begin) -> None:
    dossier = begin()
    receive(dossier, "Report 1.")
    assert [c.name for c in examine(dossier)] == [
        "journal and vault", "projections", "format", "database", "seals", "disk", "modes", "fixity", "anchors",
    ]  # fmt: skip
    assert all(c.ok for c in examine(dossier)), examine(dossier)


def test_open_doors_and_leftovers_are_told(begin: Begin) -> None:
    dossier = begin()
    exhibit, _ = receive(dossier, "Report 1.")
    dossier.path.chmod(0o755)
    dossier.vault.path(exhibit).chmod(0o644)
    (dossier.vault.storage.landing / "incoming-x").write_bytes(b"half")
    said = verdict(dossier, "modes")[1]
    assert "chmod 700" in said
    assert "1 kept files may be written" in said
    assert "1 unfinished" in said
