"""200 times a process is killed while it works: nothing it had acknowledged is lost, and the chain is whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def killed(kind: str, folder: Path, kills: int, *more: str) -> dict[str, Any]:
    said = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "durability.py"), kind, str(folder / "place"), str(kills), *more],
        capture_output=True,
        text=True,
        cwd=folder,
    )
    assert said.stdout, said.stderr
    found: dict[str, Any] = json.loads(said.stdout)
    return found


@pytest.mark.parametrize(("kind", "kills"), [("intake", 40), ("review", 60), ("seal", 20), ("publication", 40)])
def test_nothing_acknowledged_is_lost(tmp_path: Path, kind: str, kills: int) -> None:
    found = killed(kind, tmp_path, kills)
    assert (found["kills"], found["lost"], found["problems"]) == (kills, 0, [])
    assert found["acknowledged"] >= kills / 2, "the workers did something"


def test_nothing_acknowledged_is_lost_in_postgresql(tmp_path: Path, database: str) -> None:
    found = killed("review", tmp_path, 40, "--postgresql", database)
    assert (found["kills"], found["lost"], found["problems"]) == (40, 0, [])
    assert found["acknowledged"] >= 20


@pytest.mark.parametrize("kind", ["review", "publication"])
def test_control_who_acknowledges_too_early_is_caught(tmp_path: Path, kind: str) -> None:
    assert killed(kind, tmp_path, 20, "--careless")["lost"] > 0
