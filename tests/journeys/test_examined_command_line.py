"""What an examiner found at the command line: each was wrong once."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

PROGRAM = [sys.executable, "-c", "from bilan.cli import main; main()"]
HOSTILE = (
    "publisher: \x1b[31mThe Gazette\x07\npublished: 2023-05-10\nlang: en\n\n"
    + "Reporters spent the week in the town and spoke to many families about what they had seen there. " * 8
    + "\nAt least 12 civilians\x1b[2J were killed in Homs on 3 May 2023\x9b31m, the local council said.\n"
    + "A \u202etrick\u202c strike killed 5 civilians in Homs on 9 May 2023.\n"
)
COMMANDS = ("claims", "voices", "bounds", "incidents", "tensions", "gap")


@pytest.fixture
def hostile(bilan: Bilan, tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report.txt").write_text(HOSTILE, encoding="utf-8")
    assert bilan("add", tmp_path / "in", "--dossier", tmp_path / "d").status == 0
    return tmp_path / "d"


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_a_terminal_obeys_no_document(bilan: Bilan, hostile: Path, option: tuple[str, ...]) -> None:
    said = [bilan(c, hostile, *option) for c in COMMANDS]
    said.append(bilan("read", hostile.parent / "in" / "report.txt", *option))
    for one in said:
        assert one.status == 0, one.err
        assert not set("\x1b\x07\x9b\u202e\u202c") & set(one.out + one.err)
    assert any("x1b[2J" in one.out or "u001b[2J" in one.out for one in said), "the words are shown, spelled out"


def test_the_values_of_a_json_document_are_the_words_as_they_stand(bilan: Bilan, hostile: Path) -> None:
    quotes = [c["words"] for c in bilan("claims", hostile, "--json").json["claims"]]
    assert any("\x1b[2J" in q and "\x9b31m" in q for q in quotes)


def test_a_mistake_that_quotes_a_control_character_is_shown_harmlessly(bilan: Bilan, hostile: Path) -> None:
    said = bilan("bounds", hostile, "--by", "\x1b[31mnobody\x1b[0m", "--json")
    assert said.status == 2
    assert "\x1b" not in said.out + said.err


def test_a_file_name_that_looks_like_markup_breaks_no_progress_bar(tmp_path: Path) -> None:
    folder = tmp_path / "in" / "["
    folder.mkdir(parents=True)
    (folder / "[red].txt").write_text("Seven civilians were killed in Homs on 3 May 2023.\n")
    (folder / "x].txt").write_text("Eight civilians were killed in Homs on 4 May 2023.\n")
    near, far = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "add", str(tmp_path / "in"), "--dossier", str(tmp_path / "d"), "--json"],
        stdout=subprocess.PIPE,
        stderr=far,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(far)
    seen = b""
    while True:
        try:
            part = os.read(near, 65536)
        except OSError:
            break
        if not part:
            break
        seen += part
    out, _ = process.communicate(timeout=60)
    os.close(near)
    assert process.returncode == 0
    assert json.loads(out)["exhibits"] == 2
    assert b"MarkupError" not in seen
    assert b"Traceback" not in seen


@pytest.mark.parametrize("option", ["--by", "--place", "--group"])
def test_an_empty_name_is_no_name_and_never_everybody(bilan: Bilan, hostile: Path, option: str) -> None:
    """`--by "$WHO"` with WHO unset must not answer for all actors."""
    said = bilan("bounds", hostile, option, "", "--json")
    assert said.status == 2
    assert said.json["kind"] == "WrongUse"


def test_a_series_that_is_not_there_is_wrong_use(bilan: Bilan, tmp_path: Path) -> None:
    said = bilan("series", tmp_path / "none.csv", "--format", "monthly_reports", "--json")
    assert said.status == 2
    assert said.json["kind"] == "WrongUse"


def test_names_that_the_claims_use_can_be_asked_about(bilan: Bilan, tmp_path: Path) -> None:
    rules = (
        '[[table]]\n[[table.claim]]\ncount = "dead"\nharm = "killed"\ngroup = "civilian"\nstance = "reports"\n'
        'by = { column = "who" }\nplace = ["village", "Homs"]\nperiod = { column = "day" }\n'
    )
    rules = rules.replace('place = ["village", "Homs"]', 'place = { column = "village", split = ", " }')
    (tmp_path / "m.toml").write_text(rules, encoding="utf-8")
    (tmp_path / "t.csv").write_text(
        'dead,who,village,day\n7,Zarqun Brigade,"Tal Zurayq, Homs",2019-05-03\n3,Red Hand,"Tal Qadim, Homs",2019-05-03\n',
        "utf-8",
    )
    assert bilan("add", tmp_path / "t.csv", "--dossier", tmp_path / "d", "--mapping", tmp_path / "m.toml").status == 0
    by = bilan("bounds", tmp_path / "d", "--by", "zarqun brigade", "--json")
    assert by.status == 0, by.err
    assert by.json["low"] == 7
    place = bilan("bounds", tmp_path / "d", "--place", "tal qadim", "--json")
    assert place.status == 0, place.err
    assert place.json["low"] == 3
    assert bilan("bounds", tmp_path / "d", "--by", "Blue Hand").status == 2


@pytest.mark.parametrize(
    "wrong",
    [
        ["--mapping", "{folder}/none.toml"],
        ["--mapping", "{folder}/a.txt"],
        ["--as-of", "yesterday"],
        ["--site", "{folder}/full"],
    ],
)
def test_wrong_use_of_build_begins_no_dossier(bilan: Bilan, tmp_path: Path, wrong: list[str]) -> None:
    (tmp_path / "a.txt").write_text("Seven civilians were killed in Homs on 3 May 2023.\n")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("Not a site.\n")
    site = [] if "--site" in wrong else ["--site", tmp_path / "s"]
    said = bilan(
        "build", tmp_path / "a.txt", "--dossier", tmp_path / "d", *site, *(w.format(folder=tmp_path) for w in wrong)
    )
    assert said.status == 2, said.err
    assert not (tmp_path / "d").exists()
    assert (tmp_path / "full" / "mine.txt").exists()
