"""The language that the how-to invents is read: its lists, its entry point, its cases, and the contract of all readers."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "howto" / "add-a-language.md"
PROGRAM = [sys.executable, "-c", "import sys; from bilan.cli.shell import main; main(sys.argv[1:])"]


@pytest.fixture
def language(tmp_path: Path) -> Path:
    """The files of the page in a folder, with the metadata that an installation would write."""
    for name, text in re.findall(r"^```\w+\n# (\S+)\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    info = tmp_path / "bilan_xl-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: bilan-xl\nVersion: 1\n", encoding="utf-8")
    point = re.search(r'"bilan.readers"\]\n(\w+) = "(.*)"', (tmp_path / "pyproject.toml").read_text("utf-8"))
    assert point
    (info / "entry_points.txt").write_text(f"[bilan.readers]\n{point[1]} = {point[2]}\n", encoding="utf-8")
    return tmp_path


def _bilan(language: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(language), *(p for p in sys.path if p)])}
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        env=environment,
        cwd=language,
        encoding="utf-8",
    )


def test_the_cases_of_the_page_are_read_as_they_say_and_the_contract_is_kept(language: Path) -> None:
    said = _bilan(language, "evaluate", "cases", "cases/xl", "--json")
    assert said.returncode == 0, said.stdout + said.stderr
    found = json.loads(said.stdout)
    assert found == {"cases": 5, "passed": 5, "failed": [], "contract": []}


def test_the_language_is_recognised_read_and_verified(language: Path) -> None:
    text = "Lo omi di lo vilo era in lo domi. Minem 12 selvi era torana in Mosul, dira vilani."
    (language / "report.txt").write_text(text, encoding="utf-8")
    (language / "many.jsonl").write_text(json.dumps({"id": 1, "text": text}) + "\n", encoding="utf-8")
    one = json.loads(_bilan(language, "read", "report.txt", "--json").stdout)
    many = json.loads(_bilan(language, "read", "many.jsonl").stdout)
    for reading in (one, many):
        assert reading["lang"] == "xl"
        (claim,) = reading["claims"]
        assert (claim["count"]["low"], claim["speaker"]["name"], claim["group"]) == (12, "residents", ["civilian"])
        assert 0 < claim["confidence"] < 1
    code = "from bilan.claims.verify import checker_for; print(checker_for('xl') is not None)"
    checked = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(language)}
    )
    assert checked.stdout.strip() == "True"


def test_a_case_that_fails_is_told_in_words(language: Path) -> None:
    cases = language / "cases" / "xl" / "first.toml"
    cases.write_text(cases.read_text("utf-8").replace("low = 10", "low = 11"), encoding="utf-8")
    said = _bilan(language, "evaluate", "cases", "cases")
    assert said.returncode == 1
    assert "claim 0: low is 10, the case says 11" in said.stdout
    assert "4 of 5 cases" in said.stdout


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("bilan_xl/words.toml", "[verbs_of_harm]\nkilled = []\n", "there is no list called verbs_of_harm"),
        ("bilan_xl/words.toml", "[hedge\n", "words.toml"),
        ("cases/xl/first.toml", '[[case]]\ntext = "x"\nclaims = [{ dead = 3 }]\n', "no claim has 'dead'"),
        ("cases/xl/first.toml", "[[case]]\nclaims = []\n", "a case has a text"),
        ("cases/xl/first.toml", "", "holds no case"),
    ],
)
def test_a_slip_in_a_list_or_a_case_is_named(language: Path, file: str, text: str, told: str) -> None:
    (language / file).write_text(text, encoding="utf-8")
    said = _bilan(language, "evaluate", "cases", "cases/xl")
    assert said.returncode != 0
    assert told in said.stderr
    assert "Traceback" not in said.stderr
