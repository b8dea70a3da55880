"""A small dossier made through the command line, from sentences written for these tests."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.journeys.cast import REPORTS, Bilan, Said

from bilan.cli.shell import run


@pytest.fixture
def bilan(capsys: pytest.CaptureFixture[str]) -> Bilan:
    """Run a command in this process."""

    def call(*arguments: object) -> Said:
        capsys.readouterr()
        status = run([str(a) for a in arguments])
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for name, text in REPORTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def _built(reports: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    assert (
        run(["build", str(reports), "--dossier", str(folder / "dossier"), "--site", str(folder / "site"), "--json"])
        == 0
    )
    return folder


@pytest.fixture
def dossier(_built: Path, tmp_path: Path) -> Path:
    """A dossier of one's own, to read and to decide in."""
    return Path(shutil.copytree(_built / "dossier", tmp_path / "dossier"))


@pytest.fixture
def site(_built: Path) -> Path:
    return _built / "site"


@pytest.fixture(scope="session")
def everything() -> Callable[[Path], bytes]:
    """Every byte of every file in a folder, to look for what must not be there."""

    def read(folder: Path) -> bytes:
        return b"\n".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())

    return read
