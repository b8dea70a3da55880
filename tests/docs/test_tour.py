"""The tour runs: each command as printed, each line shown found in what the command says, in that order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "tour.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def steps(page: str) -> list[tuple[str, list[str]]]:
    """Each command with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for block in _BLOCK.findall(page):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def pattern(shown: str) -> re.Pattern[str]:
    """A line as shown: `…` stands for anything, and spaces for any number of them."""
    pieces = [r"\s+".join(re.escape(word) for word in piece.split()) for piece in shown.split("…")]
    return re.compile(r".*".join(pieces))


def missing(shown: list[str], said: str) -> list[str]:
    """The shown lines that are not said, or not in this order."""
    lines, at, lost = said.splitlines(), 0, []
    for line in shown:
        hit = next((i for i in range(at, len(lines)) if pattern(line).search(lines[i])), None)
        if hit is None:
            lost.append(line)
        else:
            at = hit + 1
    return lost


def test_the_comparison_itself_finds_a_wrong_line() -> None:
    said = "377–457 killed\nreserve: 200\n"
    assert missing(["377–457 …", "… 200"], said) == []
    assert missing(["378–457 …"], said) == ["378–457 …"]
    assert missing(["… 200", "377–457 …"], said) == ["377–457 …"]


def test_the_tour_runs_as_printed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    program = tmp_path / "bin" / "bilan"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -c "from bilan.cli import main; main()" "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    env = {**os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}
    for command, shown in steps(PAGE.read_text(encoding="utf-8")):
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300
        )
        expected = 2 if shown and shown[0].startswith("WrongUse") else 0
        assert done.returncode == expected, f"{command}\n{done.stderr}"
        assert missing(shown, done.stdout + done.stderr) == [], f"{command}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("howto/*.md")), ids=lambda p: p.name)
def test_howtos_name_only_commands_that_exist(page: Path) -> None:
    from bilan.cli.app import command

    named = set(re.findall(r"(?:^|`)\s*bilan ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= set(command().commands)
