"""A recorder follows what parties answered, from tables and from a dossier. All invented, but the names of parties."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

STATEMENTS = """incident,party,member,said,words,conceded_min,mgrs,kind
a,US-led Coalition,,2018-01-01,No allied strikes were conducted near the mill.,,,
a,US-led Coalition,,2019-06-01,Two civilians were unintentionally killed near the mill.,2,37SEV0505,
a,US-led Coalition,France,2019-07-01,Nos avions : aucune frappe ce jour-là.,,,
b,Russia,,,Le ministère dément.,,37SEV050,
c,Russia,,2018-02-01,,,,payment
,Russia,,2018-02-01,Il dément encore.,,,
zzz,Russia,,2018-02-01,The file is under investigation.,,,
"""
INCIDENTS = (
    "code,date,killed_min,killed_max,lat,lon\na,2017-01-01,3,5,33,44\nb,2017-01-02,1,1,35,39\nc,2017-01-03,4,4,,\n"
)


@pytest.fixture
def tables(tmp_path: Path) -> list[object]:
    (tmp_path / "statements.csv").write_text(STATEMENTS, encoding="utf-8")
    (tmp_path / "incidents.csv").write_text(INCIDENTS, encoding="utf-8")
    return [tmp_path / "statements.csv", "--incidents", tmp_path / "incidents.csv", "--incidents-as", "csv"]


def test_one_command_prints_the_gap_the_lag_and_the_totals(bilan: Bilan, tables: list[object]) -> None:
    said = bilan("responses", *tables)
    assert said.status == 0, said.err
    lines = [" ".join(line.split()) for line in said.out.splitlines()]
    assert "a US-led Coalition 2 3–5 1–3 881 admitted, lower number" in lines
    assert "1 incident, each once: 2 conceded, 3–5 alleged." in lines
    assert "881 to the first admission of an incident (n = 1)" in lines
    assert "a US-led Coalition admitted, lower number France: denied: no activity" in lines
    assert "1 statement without a date that can be read." in lines
    assert "1 row without an incident, left out." in lines
    assert "Not in the table of incidents: zzz" in lines
    assert "payment 1" in lines
    assert any(line.startswith("farthest: a, 37SEV0505") for line in lines)
    assert any(line.startswith("unreadable: b, 37SEV050 ") for line in lines)
    assert not any(line.startswith("No answer by") for line in lines), "nobody said until when answers were looked for"


def test_only_one_party_is_asked_about_under_any_of_its_names(bilan: Bilan, tables: list[object]) -> None:
    told = bilan("responses", *tables, "--by", "Russie", "--json").json
    assert told["party"]["labels"]["en"] == "Russia"
    assert {h["party"] for h in told["responses"]} == {"Russia"}


def test_a_dossier_tells_who_is_silent_only_to_a_day_that_is_stated(bilan: Bilan, dossier: Path) -> None:
    without = bilan("responses", dossier, "--json").json
    assert {h["silent_days"] for h in without["responses"]} == {None}
    told = bilan("responses", dossier, "--as-of", "2017-12-31").out
    assert "No answer by 2017-12-31" in told
    assert "days: US-led Coalition" in told


def test_a_dossier_is_asked_about_alone(bilan: Bilan, dossier: Path, tables: list[object]) -> None:
    assert bilan("responses", dossier, *tables).status == 2
    assert bilan("responses", tables[0], "--format", "csv", "--mapping", tables[0]).status == 2
    assert bilan("responses", tables[0], "--incidents-as", "csv").status == 2
