"""A statistician asks how many people no list has counted; an editor asks whether that may be published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

LINES = "Clinic,Mosque,Court,Freq\n1,0,0,40\n0,1,0,31\n0,0,1,22\n1,1,0,9\n1,0,1,7\n0,1,1,5\n1,1,1,3\n"
KEYS = {"method", "n_observed", "estimate", "assumption", "publishable", "reasons", "diagnostics", "seconds"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "lists.csv"
    file.write_text(LINES, encoding="utf-8")
    return file


@pytest.mark.parametrize("method", ["chao", "dga", "loglinear"])
def test_the_answer_has_the_keys_of_the_contract(bilan: Bilan, table: Path, method: str) -> None:
    said = bilan("estimate", table, "--method", method, "--json")
    assert said.status == 0
    assert set(said.json) >= KEYS
    assert said.json["method"] == method
    assert said.json["n_observed"] == 117
    assert set(said.json["estimate"]) == {"median", "mean", "low", "high", "level"}
    assert set(said.json["assumption"]) == {"fr", "en", "ar"}
    assert said.json["publishable"] is True


def test_without_a_method_three_lists_are_averaged_exactly(bilan: Bilan, table: Path) -> None:
    said = bilan("estimate", table)
    assert said.status == 0
    assert "117 people on the lists" in said.out
    assert "by dga" in said.out
    assert "If this holds:" in said.out
    assert "lower bound" in said.out


def test_two_lists_are_refused_and_the_figure_is_printed_all_the_same(bilan: Bilan, table: Path) -> None:
    said = bilan("estimate", table, "--lists", "Clinic,Mosque", "--json")
    assert said.status == 3
    assert said.json["method"] == "chapman"
    assert said.json["estimate"]["median"] > 0
    assert [r["code"] for r in said.json["reasons"]] == ["fewer_than_three_lists"]


def test_lists_that_never_meet_are_refused_without_a_figure(bilan: Bilan, table: Path) -> None:
    table.write_text("A,B,C,Freq\n1,0,0,40\n0,1,0,31\n0,0,1,22\n", encoding="utf-8")
    said = bilan("estimate", table, "--method", "chao", "--json")
    assert said.status == 3
    assert set(said.json) >= KEYS
    assert said.json["estimate"] is None
    assert "no_overlap" in {r["code"] for r in said.json["reasons"]}


def test_a_model_that_the_table_does_not_determine_is_refused(bilan: Bilan, table: Path) -> None:
    """A published counter-example of this form: one pair alone overlaps, and [12,13,23] has no finite estimate."""
    table.write_text("A,B,C,Freq\n1,0,0,44\n0,1,0,33\n0,0,1,22\n1,1,0,7\n", encoding="utf-8")
    said = bilan("estimate", table, "--model", "[12,13,23]", "--json")
    assert said.status == 3
    assert said.json["estimate"] is None
    assert [r["code"] for r in said.json["reasons"]] == ["undetermined"]
    assert said.json["reasons"][0]["detail"]
    assert bilan("estimate", table, "--model", "[12,3]", "--method", "dga").status == 2


def test_a_list_that_copies_another_is_refused(bilan: Bilan, table: Path) -> None:
    said = bilan("estimate", table, "--derived", "Court=Clinic")
    assert said.status == 3
    assert "Not to be published: List Court (Clinic) draws on another list" in said.out


def test_strata_are_answered_each_and_summed(bilan: Bilan, table: Path) -> None:
    rows = LINES.splitlines()
    body = [f"2014,{row}" for row in rows[1:]] + [f"2015,{row}" for row in rows[1:]]
    table.write_text("\n".join(["year," + rows[0], *body]) + "\n", encoding="utf-8")
    said = bilan("estimate", table, "--strata", "year", "--method", "dga", "--json")
    assert said.status == 0
    first, second = said.json["strata"]
    assert first["stratum"] == {"year": "2014"}
    assert first["estimate"] == second["estimate"], "the same table twice is asked once"
    assert said.json["n_observed"] == 234
    assert said.json["estimate"]["median"] == pytest.approx(2 * first["estimate"]["median"], rel=0.1)
    assert said.json["estimate"]["low"] > 2 * first["estimate"]["low"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A,B,C,Freq\n1,0,0,-4\n0,1,0,3\n", "negative"),
        ("A,B,C,Freq\n1,0,0,4.5\n0,1,0,3\n", "whole number"),
        ("A,B,C,Freq\n1,0,0,0\n0,1,0,0\n", "zero"),
        ("A,Freq\n1,5\n", "one list"),
        (",".join(f"L{i}" for i in range(40)) + ",Freq\n" + ",".join("1" * 40) + ",3\n", "40 lists"),
    ],
)
def test_a_bad_table_gets_a_clear_error(bilan: Bilan, table: Path, text: str, words: str) -> None:
    table.write_text(text, encoding="utf-8")
    said = bilan("estimate", table)
    assert said.status in (1, 2)
    assert words in said.err
    assert "Traceback" not in said.err


def test_a_dossier_holds_no_lists_of_people_yet(bilan: Bilan, tmp_path: Path) -> None:
    said = bilan("estimate", tmp_path)
    assert said.status == 3
    assert "one line per person" in said.err


@pytest.mark.parametrize("wrong", [("--method", "magic"), ("--level", "95"), ("--derived", "Court"), ("--lang", "de")])
def test_wrong_use_is_said_before_anything_is_computed(bilan: Bilan, table: Path, wrong: tuple[str, str]) -> None:
    assert bilan("estimate", table, *wrong).status == 2


@pytest.mark.slow
def test_the_latent_classes_answer_with_their_diagnostics(bilan: Bilan, table: Path) -> None:
    said = bilan("estimate", table, "--method", "lcmcr", "--seed", "5", "--json")
    assert said.status == 0
    assert said.json["diagnostics"]["rhat"] < 1.05
    assert said.json["diagnostics"]["seed"] == 5


@pytest.mark.slow
def test_the_page_stands_alone_in_three_languages_with_a_table_beside_each_plot(
    bilan: Bilan, table: Path, tmp_path: Path
) -> None:
    out, drawn, image = tmp_path / "estimate.html", tmp_path / "estimate.svg", tmp_path / "estimate.png"
    table.write_text(LINES.replace("Court", "<b>Court</b>"), encoding="utf-8")
    said = bilan("estimate", table, "--method", "dga", "--page", out, "--plot", drawn, "--lang", "ar")
    assert said.status == 0
    page = out.read_text(encoding="utf-8")
    assert page.count("<article ") == 3
    assert '<article id="ar" lang="ar" dir="rtl">' in page
    assert page.count('role="img" aria-label="') == page.count("<svg ") == 9
    assert page.count("<table") == 9
    assert not re.search(r"(src|href)=\"(?!#|data:)", page)
    assert "<b>Court" not in page
    assert "<b>Court" not in drawn.read_text(encoding="utf-8")
    pytest.importorskip("matplotlib")
    assert bilan("estimate", table, "--method", "dga", "--plot", image).status == 0
    assert image.read_bytes().startswith(b"\x89PNG")
    assert bilan("estimate", table, "--method", "dga", "--plot", tmp_path / "x.pdf").status == 2
