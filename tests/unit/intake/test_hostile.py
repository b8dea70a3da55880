"""Files made to hurt end in time and in little memory; they are kept, and the reason is told."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from tests.captures import GOOD
from tests.hostile_files import HOSTILE

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.intake.sandbox import Limits

QUICK = ("link.zip", "slip.zip", "cut.pdf", "note bomb.png", "too long.warc", "deep.json")


def check(tmp_path: Path, name: str) -> None:
    make, reason = HOSTILE[name]
    data = make()
    (tmp_path / name).write_bytes(data)
    with Dossier.create(tmp_path / "d") as dossier:
        begun = time.monotonic()
        added = add(dossier, [tmp_path / name], by="R")
        assert time.monotonic() - begun <= 30
        assert dossier.vault.read_bytes(added.exhibits[0]) == data
        told = [f.reason for f in added.failures]
        if reason is None:
            assert dossier.working_copies() or len(added.exhibits) > 1, told
        else:
            assert any(re.search(reason, t) for t in told), told
        assert {f.exhibit for f in dossier.failures()} <= set(added.exhibits)
        assert dossier.problems() == []
    assert not Path("/tmp/slipped.txt").exists()


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 25


def test_no_parser_may_have_more_memory_than_a_gigabyte() -> None:
    assert Limits().memory_bytes <= 1 << 30


@pytest.mark.parametrize("name", QUICK)
def test_a_file_made_to_hurt(tmp_path: Path, name: str) -> None:
    check(tmp_path, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in HOSTILE if n not in QUICK])
def test_every_file_made_to_hurt(tmp_path: Path, name: str) -> None:
    check(tmp_path, name)


@pytest.mark.slow
def test_a_good_file_beside_bad_ones_is_read(tmp_path: Path) -> None:
    """The control: what is refused is refused for what it is, and the next document does not pay for it."""
    (tmp_path / "in").mkdir()
    for name in QUICK:
        (tmp_path / "in" / f"bad {name}").write_bytes(HOSTILE[name][0]())
    for name, make in GOOD.items():
        (tmp_path / "in" / f"good {name}").write_bytes(make())
    with Dossier.create(tmp_path / "d") as dossier:
        add(dossier, [tmp_path / "in"], by="R")
        held = {e.name: e.id for e in dossier.exhibits()}
        read = set(dossier.working_copies()) | {c.exhibit for c in dossier.other_copies()}
        assert {n for n in held if n.startswith("good") and held[n] not in read} == set()


@pytest.mark.slow
def test_mutants_of_good_files_stop_nobody() -> None:
    from tests.fuzzing import fuzz

    for done in fuzz(1.0):
        assert done.mutants == done.read + done.refused + done.died
        assert done.mutants
