"""A watched folder: what is whole comes in, once; what is still being written waits."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bilan.intake.watching import Watch, watch
from bilan.model.errors import WrongUse


def names(files: list[Path]) -> list[str]:
    return [f.name for f in files]


def test_a_file_waits_until_it_has_settled(tmp_path: Path) -> None:
    one = Watch(tmp_path, settle=5)
    (tmp_path / "a.txt").write_text("Twelve")
    assert one.ready(0) == []
    assert one.ready(4) == []
    (tmp_path / "a.txt").write_text("Twelve died")
    assert one.ready(6) == [], "it grew, and waits again"
    assert one.ready(10.5) == []
    assert names(one.ready(11)) == ["a.txt"]


def test_what_was_taken_is_not_taken_again_unless_it_changes(tmp_path: Path) -> None:
    one = Watch(tmp_path, settle=0)
    (tmp_path / "a.txt").write_text("Twelve died")
    one.ready(0)
    one.took(one.ready(1))
    assert one.ready(2) == one.ready(3) == []
    (tmp_path / "a.txt").write_text("Thirteen died")
    one.ready(4)
    assert names(one.ready(5)) == ["a.txt"]


def test_what_was_not_taken_is_named_again(tmp_path: Path) -> None:
    one = Watch(tmp_path, settle=0)
    (tmp_path / "a.txt").write_text("Twelve died")
    one.ready(0)
    assert names(one.ready(1)) == names(one.ready(2)) == ["a.txt"]


def test_unfinished_downloads_hidden_files_and_links_out_stay_out(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.pdf.part", "b.crdownload", ".hidden", "c.txt"):
        (tmp_path / "in" / name).write_text("x")
    (tmp_path / "secret.txt").write_text("x")
    (tmp_path / "in" / "d.txt").symlink_to(tmp_path / "secret.txt")
    one = Watch(tmp_path / "in", settle=0)
    one.ready(0)
    assert names(one.ready(1)) == ["c.txt"]


def test_it_goes_on_looking_and_sleeps_between(tmp_path: Path) -> None:
    taken: list[list[str]] = []
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        (tmp_path / f"{len(slept)}.txt").write_text("One died")

    watch(
        Watch(tmp_path, 0), lambda f: taken.append(names(f)), every=2, rounds=4, sleep=sleep, clock=lambda: len(slept)
    )
    assert taken == [["1.txt"], ["2.txt"]]
    assert slept == [2, 2, 2]


def test_a_file_that_goes_is_forgotten(tmp_path: Path) -> None:
    one = Watch(tmp_path, settle=1)
    (tmp_path / "a.txt").write_text("x")
    one.ready(0)
    os.unlink(tmp_path / "a.txt")
    assert one.ready(5) == []


def test_there_must_be_a_folder(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no folder"):
        Watch(tmp_path / "nowhere")
