"""A recorder brings in a table of the field, decides, and writes one. Every incident is invented."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.journeys.cast import Bilan

from bilan.evidence import Dossier
from bilan.model.exhibit import Sensitivity

TABLES = {
    "airwars": (
        "code,date,date_end,location_en,country,belligerents,civ_killed_min,civ_killed_max,children_killed_min,"
        "children_killed_max,mil_killed_min,mil_killed_max,lat,lon,our_column\n"
        'X1,2031-05-01,,Northford,Northland,"Red force, Blue force",4,6,1,2,,,1.5,2.5,a\n'
        "X2,2031-05-03,2031-05-04,Southford,Northland,Red force,3,,,,2,2,,,b\n"
        "X3,2031-05-05,,Westford,Northland,,0,5,,,,,,,c\n"
    ),
    "ucdp": (
        "id,type_of_violence,side_a,side_b,number_of_sources,source_office,source_original,where_coordinates,adm_1,country,"
        "date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high\n"
        "11,1,Red,Blue,1,Courier,Watch,Northford,North province,Northland,1,2031-05-01 00:00:00.000,2031-05-01 00:00:00.000,2,3,0,0,5,5,5\n"
        "12,3,Red,Civilians,2,Courier;Herald,Watch,Southford,North province,Northland,2,2031-05-03,2031-05-05,0,0,4,0,4,4,9\n"
        "13,2,Red,Green,1,Herald,,Westford,North province,Northland,1,2031-05-06,2031-05-06,0,0,7,0,0,7,7\n"
    ),
    "acled": (
        "event_id_cnty,event_date,time_precision,event_type,sub_event_type,actor1,actor2,civilian_targeting,country,admin1,"
        "admin2,location,geo_precision,source,fatalities,notes\n"
        "NOR1,01 May 2031,1,Violence against civilians,Attack,Red force,Civilians (Northland),Civilian targeting,Northland,North,East,Northford,1,Courier,4,=note\n"
        "NOR2,2031-05-09,3,Battles,Armed clash,Red force,Blue force,,Northland,North,East,Southford,3,Courier; Herald,6,\n"
        "NOR3,2031-05-10,1,Battles,Armed clash,Red force,Blue force,,Northland,North,East,Southford,1,Herald,0,\n"
    ),
    "ibc": (
        "IBC code,Start Date,End Date,Time,Location,Target,Weapons,Reported Minimum,Reported Maximum,Sources\n"
        'q1,01 May 2031,01 May 2031,10:00,"Northford, Eastside",market,car bomb,3,5,"Courier, Herald"\n'
        "q2,03 May 2031,04 May 2031,,Southford,=target,gunfire,2,2,Courier\n"
    ),
}  # fmt: skip
CLAIMS = {"airwars": 5, "ucdp": 6, "acled": 2, "ibc": 2}


@pytest.fixture(params=TABLES)
def format(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def table(format: str, tmp_path: Path) -> Path:
    return written(tmp_path, format)


def written(folder: Path, format: str, text: str | None = None) -> Path:
    file = folder / f"{format}.csv"
    file.write_text(TABLES[format] if text is None else text, encoding="utf-8")
    return file


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def claims(bilan: Bilan, dossier: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = bilan("claims", dossier, "--json").json["claims"]
    return found


# ------------------------------------------------------------------ bringing in


def test_a_dry_run_says_what_would_come_in_and_writes_nothing(bilan: Bilan, format: str, table: Path) -> None:
    before = sorted(p.name for p in table.parent.iterdir())
    said = bilan("import", table, "--format", format, "--dry-run", "--dossier", table.parent / "dossier", "--json")
    assert said.status == 0
    assert said.json["claims"] == CLAIMS[format]
    assert said.json["exhibit"] is None
    assert sorted(p.name for p in table.parent.iterdir()) == before
    came = bilan("import", format, table, "--dossier", table.parent / "dossier", "--json")
    same = ("rows", "imported", "claims", "claims_by_count", "held", "errors", "unread_columns")
    assert [came.json[k] for k in same] == [said.json[k] for k in same]


def test_the_file_becomes_an_exhibit_and_its_rows_claims(
    bilan: Bilan, format: str, table: Path, tmp_path: Path
) -> None:
    said = bilan("import", table, "--format", format, "--dossier", tmp_path / "d", "--json")
    assert (said.status, said.json["new"]) == (0, True)
    with Dossier.open(tmp_path / "d") as dossier, dossier.vault.open(said.json["exhibit"]) as kept:
        assert kept.read() == table.read_bytes()
    assert len(claims(bilan, tmp_path / "d")) == CLAIMS[format]
    again = bilan("import", table, "--format", format, "--dossier", tmp_path / "d", "--json")
    assert (again.status, again.json["new"]) == (0, False)
    assert len(claims(bilan, tmp_path / "d")) == CLAIMS[format]


def test_every_bad_cell_is_told_and_the_rest_comes_in(bilan: Bilan, tmp_path: Path) -> None:
    text = (
        TABLES["ibc"]
        + "q3,soon,,,Westford,,,2,1,\nq4,04 May 2031,,,Westford,,,four,,\nq5,05 May 2031,,,Westford,,,,3,\n"
    )
    said = bilan("import", "ibc", written(tmp_path, "ibc", text), "--dossier", tmp_path / "d", "--json")
    assert said.status == 1
    assert (said.json["rows"], said.json["imported"], said.json["claims"]) == (5, 2, 2)
    assert {(e["row"], e["field"], e["value"]) for e in said.json["errors"]} == {
        (4, "Reported Maximum", "1"),
        (4, "Start Date", "soon"),
        (5, "Reported Minimum", "four"),
        (6, "Reported Minimum", ""),
    }
    assert all(e["expected"] and e["reason"] for e in said.json["errors"])
    shown = bilan("import", "ibc", tmp_path / "ibc.csv", "--dry-run")
    assert "row 4: Start Date says 'soon'; expected: a date" in shown.err
    assert "row 5: Reported Minimum says 'four'; expected: a whole number of people" in shown.err
    failures = bilan("doctor", tmp_path / "d", "--json")
    assert failures.status == 0


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["{t}"], "the format of"),
        (["{t}", "--format", "pdf", "--dry-run"], "no table of the field is called 'pdf'"),
        (["ucdp", "{t}", "--dry-run"], "is not a table that ucdp describes"),
        (["ibc", "{t}"], "which dossier"),
        (["ibc", "{t}.none", "--dry-run"], "there is no file"),
        (["ibc", ".", "--dry-run"], "is a folder"),
        (["ibc", "{t}", "{t}"], "one format and one FILE"),
        (["airwars", "{t}", "--format", "ibc"], "one format and one FILE"),
    ],
)
def test_wrong_use_is_said_and_leaves_nothing_behind(bilan: Bilan, tmp_path: Path, words: list[str], what: str) -> None:
    file = written(tmp_path, "ibc")
    said = bilan("import", *[w.replace("{t}", str(file)) for w in words])
    assert said.status == 2
    assert what in said.err
    assert list(tmp_path.iterdir()) == [file]


def test_a_table_with_columns_of_its_own_is_read_through_a_mapping(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("ref,day,least,most\na,2031-05-01,2,4\n", encoding="utf-8")
    (tmp_path / "m.toml").write_text(
        '[[table]]\n[[table.claim]]\ncount = { low = "least", high = "most", open = true }\ngroup = "civilian"\n'
        'period = { column = "day" }\n',
        encoding="utf-8",
    )
    said = bilan(
        "import", "airwars", tmp_path / "t.csv", "--mapping", tmp_path / "m.toml", "--dossier", tmp_path / "d", "--json"
    )
    assert said.json["claims"] == 1
    out = bilan("export", "airwars", tmp_path / "d", "--out", tmp_path / "o.csv", "--json")
    assert out.json["imported"] == 1
    assert rows(tmp_path / "o.csv") == rows(tmp_path / "t.csv")


# ------------------------------------------------------------------ what the columns mean


def by_count(bilan: Bilan, tmp_path: Path, format: str) -> list[tuple[Any, ...]]:
    bilan("import", format, written(tmp_path, format), "--dossier", tmp_path / "d")
    return [
        (
            " ".join(c["group"]),
            c["harm"],
            c["count"]["low"],
            c["count"]["high"],
            [m["name"] for m in c["by"]],
            [m["name"] for m in c["cites"]],
            c["place"][0]["name"] if c["place"] else None,
            (c["period"]["from"], c["period"]["to"]),
        )
        for c in claims(bilan, tmp_path / "d")
    ]


def test_airwars_pairs_are_ranges_and_an_empty_maximum_is_open(bilan: Bilan, tmp_path: Path) -> None:
    one, two, three = ("2031-05-01",) * 2, ("2031-05-03", "2031-05-04"), ("2031-05-05",) * 2
    assert by_count(bilan, tmp_path, "airwars") == [
        ("civilian", "killed", 4, 6, ["Red force", "Blue force"], [], "Northford", one),
        ("civilian child", "killed", 1, 2, ["Red force", "Blue force"], [], "Northford", one),
        ("civilian", "killed", 3, None, ["Red force"], [], "Southford", two),
        ("combatant", "killed", 2, 2, ["Red force"], [], "Southford", two),
        ("civilian", "killed", 0, 5, [], [], "Westford", three),
    ]


def test_ucdp_bounds_are_of_all_the_dead_and_parts_are_bounded_only_where_that_follows(
    bilan: Bilan, tmp_path: Path
) -> None:
    """Low 0, best 7, high 7: seven civilians in the best estimate set no bound for civilians."""
    one, two, three = ("2031-05-01",) * 2, ("2031-05-03", "2031-05-05"), ("2031-05-06",) * 2
    chain = ["Courier", "Watch"]
    assert by_count(bilan, tmp_path, "ucdp") == [
        ("person", "killed", 5, 5, [], chain, "Northford", one),
        ("combatant", "killed", 2, 2, [], chain, "Northford", one),
        ("combatant", "killed", 3, 3, [], chain, "Northford", one),
        ("person", "killed", 4, 9, [], [], "Southford", two),
        ("civilian", "killed", 4, None, ["Red"], [], "Southford", two),
        ("person", "killed", 0, 7, [], ["Herald"], "Westford", three),
    ]
    said = bilan("import", "ucdp", tmp_path / "ucdp.csv", "--dry-run", "--json")
    assert said.json["held"] == {"civilians": 1}


def test_acled_counts_everyone_unless_civilians_were_the_target(bilan: Bilan, tmp_path: Path) -> None:
    """None dead is no claim; a day known to the month is the month; a place known by region is the region."""
    assert by_count(bilan, tmp_path, "acled") == [
        ("civilian", "killed", 4, 4, ["Red force"], ["Courier"], "Northford", ("2031-05-01", "2031-05-01")),
        ("person", "killed", 6, 6, [], [], "North", ("2031-05-01", "2031-05-31")),
    ]


def test_ibc_counts_civilians_from_the_least_to_the_most(bilan: Bilan, tmp_path: Path) -> None:
    assert by_count(bilan, tmp_path, "ibc") == [
        ("civilian", "killed", 3, 5, [], [], "Northford", ("2031-05-01", "2031-05-01")),
        ("civilian", "killed", 2, 2, [], [], "Southford", ("2031-05-03", "2031-05-04")),
    ]
    assert [c["cause"] for c in claims(bilan, tmp_path / "d")] == ["explosive", "shooting"]


# ------------------------------------------------------------------ writing


def test_a_table_comes_out_as_it_went_in(bilan: Bilan, format: str, table: Path, tmp_path: Path) -> None:
    bilan("import", table, "--format", format, "--dossier", tmp_path / "d")
    said = bilan("export", tmp_path / "d", "--format", format, "--out", tmp_path / "out.csv", "--json")
    assert said.status == 0
    given = [{k: v for k, v in row.items() if k != "our_column"} for row in rows(table)]
    assert [{k: v.removeprefix("'") for k, v in row.items()} for row in rows(tmp_path / "out.csv")] == given
    assert (said.json["rows"], said.json["imported"], said.json["incidents"]) == (len(given), len(given), 0)
    left = {one["what"] for one in said.json["left_out"]}
    assert left == ({"airwars.csv: the column our_column"} if format == "airwars" else set())
    bilan("import", tmp_path / "out.csv", "--format", format, "--dossier", tmp_path / "d2")
    bilan("export", tmp_path / "d2", "--format", format, "--out", tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "out.csv").read_bytes()


def test_formulas_are_guarded_on_the_way_out_and_freed_on_the_way_in(bilan: Bilan, tmp_path: Path) -> None:
    bilan("import", "ibc", written(tmp_path, "ibc"), "--dossier", tmp_path / "d")
    bilan("export", "ibc", tmp_path / "d", "--out", tmp_path / "out.csv")
    assert rows(tmp_path / "out.csv")[1]["Target"] == "'=target"
    assert rows(tmp_path / "ibc.csv")[1]["Target"] == "=target"


def test_what_a_person_decided_is_what_goes_out(bilan: Bilan, tmp_path: Path) -> None:
    bilan("import", "airwars", written(tmp_path, "airwars"), "--dossier", tmp_path / "d")
    ids = [c["id"] for c in claims(bilan, tmp_path / "d")]
    assert bilan("correct", tmp_path / "d", ids[0], "--as", "Reviewer", "--set", "high=8").status == 0
    assert bilan("reject", tmp_path / "d", ids[1], "--as", "Reviewer", "--reason", "not said").status == 0
    assert bilan("accept", tmp_path / "d", ids[2], "--as", "Reviewer").status == 0
    said = bilan("export", "airwars", tmp_path / "d", "--out", tmp_path / "out.csv", "--json")
    first, second, _ = rows(tmp_path / "out.csv")
    assert (first["civ_killed_min"], first["civ_killed_max"]) == ("4", "8")
    assert (first["children_killed_min"], first["children_killed_max"]) == ("", "")
    assert (second["civ_killed_min"], second["civ_killed_max"]) == ("3", "")
    assert said.json["unreviewed"] == 2
    left = {one["what"]: one["why"] for one in said.json["left_out"]}
    assert left["airwars.csv, row 2: children killed"] == "Reviewer rejected it; its cells are left empty"


def test_a_cell_that_could_not_be_read_goes_out_as_it_stood_and_is_told(bilan: Bilan, tmp_path: Path) -> None:
    text = TABLES["ibc"] + "q4,04 May 2031,,,Westford,,,four,,\n"
    bilan("import", "ibc", written(tmp_path, "ibc", text), "--dossier", tmp_path / "d")
    said = bilan("export", "ibc", tmp_path / "d", "--out", tmp_path / "out.csv", "--json")
    assert rows(tmp_path / "out.csv")[2]["Reported Minimum"] == "four"
    assert [one["what"] for one in said.json["left_out"]] == ["ibc.csv: a claim from the column Reported Minimum"]


def test_a_table_of_one_format_is_written_in_another(bilan: Bilan, tmp_path: Path) -> None:
    """Two rows of one place and day stay two; parts that one row tells apart add up; no best estimate is made up."""
    text = TABLES["ucdp"] + (
        "14,2,Red,Green,1,Herald,,Northford,North province,Northland,1,2031-05-01,2031-05-01,1,0,0,0,1,1,1\n"
    )
    bilan("import", "ucdp", written(tmp_path, "ucdp", text), "--dossier", tmp_path / "d")
    said = bilan("export", "airwars", tmp_path / "d", "--out", tmp_path / "out.csv", "--json")
    out = [
        (r["date"], r["mil_killed_min"], r["mil_killed_max"], r["civ_killed_min"]) for r in rows(tmp_path / "out.csv")
    ]
    assert sorted(out) == [("2031-05-01", "1", "1", ""), ("2031-05-01", "5", "5", ""), ("2031-05-03", "", "", "4")]
    assert "person killed" in {one["what"] for one in said.json["left_out"]}
    said = bilan("export", "ibc", tmp_path / "d", "--out", tmp_path / "none.csv", "--json")
    assert said.json["rows"] == 0
    assert {one["why"] for one in said.json["left_out"]} == {"the format holds incidents in Iraq alone"}


def test_articles_become_rows_and_what_no_column_holds_is_told(bilan: Bilan, dossier: Path, tmp_path: Path) -> None:
    said = bilan("export", "airwars", dossier, "--out", tmp_path / "out.csv", "--json")
    assert said.status == 0
    assert said.json["incidents"] == len(rows(tmp_path / "out.csv")) > 0
    assert all(
        row["date"] and (row["civ_killed_min"] or row["children_killed_min"]) for row in rows(tmp_path / "out.csv")
    )
    shown = bilan("export", "ucdp", dossier, "--out", tmp_path / "out.csv").out
    assert "left out: " in shown


def test_nothing_of_a_restricted_exhibit_leaves(bilan: Bilan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: the same dossier, unrestricted, writes its rows."""
    for format in ("airwars", "ibc"):
        bilan("import", format, written(tmp_path, format), "--dossier", tmp_path / "d")
    bilan("export", "airwars", tmp_path / "d", "--out", tmp_path / "open.csv")
    assert len(rows(tmp_path / "open.csv")) == 3 + 2
    exhibits = Dossier.exhibits
    monkeypatch.setattr(
        Dossier, "exhibits", lambda self: [replace(e, sensitivity=Sensitivity.RESTRICTED) for e in exhibits(self)]
    )
    said = bilan("export", "airwars", tmp_path / "d", "--out", tmp_path / "closed.csv", "--json")
    assert rows(tmp_path / "closed.csv") == []
    assert said.json["left_out"] == [
        {"what": "a restricted exhibit", "why": "a table travels; nothing of it is written", "times": 2}
    ]


def test_an_export_never_leaves_half_a_file(bilan: Bilan, dossier: Path, tmp_path: Path) -> None:
    assert bilan("export", "ibc", dossier, "--out", tmp_path).status == 2
    assert bilan("export", "ibc", dossier, "--out", tmp_path / "no" / "out.csv").status == 2
    assert bilan("export", "ibc", tmp_path / "nowhere", "--out", tmp_path / "out.csv").status == 2
    assert not [p for p in tmp_path.iterdir() if p != dossier]


# ------------------------------------------------------------------ series


def test_a_series_tells_what_was_restated_and_what_fell(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        "month_covered,published,carried_over,received,completed,open_end,deaths_this_report,cumulative_deaths\n"
        "2031-01,2031-02-02,5,10,8,7,4,100\n"
        "2031-01,2031-05-02,5,10,9,6,5,101\n"
        "2031-02,2031-03-02,7,4,6,5,,99\n",
        encoding="utf-8",
    )
    said = bilan("series", tmp_path / "s.csv", "--format", "monthly_reports", "--json")
    assert said.status == 0
    assert [i["terms"] for i in said.json["identities"] if not i["holds"]] == []
    assert {c["column"]: (c["before"], c["after"], c["later"]) for c in said.json["corrections"]} == {
        "completed": ("8", "9", "2031-05-02"),
        "open_end": ("7", "6", "2031-05-02"),
        "deaths_this_report": ("4", "5", "2031-05-02"),
        "cumulative_deaths": ("100", "101", "2031-05-02"),
    }
    assert said.json["falls"] == [
        {"period": "2031-02", "column": "cumulative_deaths", "before": 100, "after": 99, "since": "2031-01"}
    ]
    shown = bilan("series", tmp_path / "s.csv", "--format", "monthly_reports").out
    assert "4 figures restated by a later edition; both are kept:" in shown
    assert "1 running total falls:" in shown
