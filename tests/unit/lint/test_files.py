"""Files as they come: their kinds, their layouts, and what is wrong with them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from bilan.lint import BUILT_IN, Report, built_in, lint, load_layout
from bilan.lint.layout import read_layout, recognise
from bilan.lint.source import read_table
from bilan.model.errors import WrongUse

TODAY = date(2026, 6, 1)
ROWS = [
    {
        "code": "A1",
        "date": "2017-03-01",
        "country": "Syria",
        "killed_min": 4,
        "killed_max": 3.0,
        "children_killed_min": 2,
    },
    {
        "code": "A2",
        "date": "2017-03-02",
        "country": "Syria",
        "killed_min": None,
        "killed_max": 1,
        "children_killed_min": 5,
    },
]
COLUMNS = list(ROWS[0])


def written(path: Path, kind: str) -> Path:
    """The same table in one of the kinds of file."""
    file = path / f"incidents.{kind}"
    lines = [["" if r[c] is None else str(r[c]) for c in COLUMNS] for r in ROWS]
    if kind in ("csv", "tsv"):
        mark = "," if kind == "csv" else "\t"
        file.write_text("\n".join(mark.join(line) for line in [COLUMNS, *lines]) + "\n", encoding="utf-8")
    elif kind == "json":
        file.write_text(json.dumps(ROWS), encoding="utf-8")
    elif kind == "jsonl":
        file.write_text("".join(json.dumps(r) + "\n" for r in ROWS), encoding="utf-8")
    else:
        arrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
        import pyarrow.parquet as parquet

        parquet.write_table(arrow.Table.from_pylist(ROWS), file)
    return file


def check(file: Path, format: str = "csv") -> Report:
    return lint(file, built_in(format), as_of=TODAY)


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "jsonl", "parquet"])
def test_every_kind_of_file_says_the_same(kind: str, tmp_path: Path) -> None:
    report = check(written(tmp_path, kind))
    assert [(f.rule, f.record, f.row) for f in report.findings if f.severity.value == "error"] == [
        ("parts-exceed-whole", "A2", 3),
        ("min-above-max", "A1", 2),
    ]


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_built_in_layout_can_be_read(name: str) -> None:
    layout = built_in(name)
    assert layout.title
    assert layout.counts


def test_a_layout_is_recognised_by_its_columns_alone() -> None:
    assert recognise(["event_id_cnty", "event_date", "fatalities", "country"]).name == "acled"
    assert recognise(["IBC code", "Reported Minimum", "Reported Maximum"]).name == "ibc"
    with pytest.raises(WrongUse, match="none that is built in"):
        recognise(["code", "killed_min"])


def test_sides_of_a_fight_are_not_summed_by_belligerent(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text(
        "event_id_cnty,event_date,actor1,actor2,country,latitude,longitude,fatalities\n"
        "SYR1,08 March 2017,Military Forces of Syria,Islamic State,Syria,35.95,39.01,12\n",
        encoding="utf-8",
    )
    report = check(file, "acled")
    assert set(report.totals) == {"each_once"}
    skipped = {c.rule: c.skipped for c in report.checks if c.skipped}
    assert "sides of a fight" in str(skipped["double-counting"])
    assert report.counts["unreadable-date"] == 0


def test_the_best_estimate_of_ucdp_is_the_sum_of_its_columns(tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    head = "id,date_start,date_end,country,latitude,longitude,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high"
    file.write_text(
        f"{head}\n1,2017-03-01,2017-03-01,Syria,35.95,39.01,1,1,3,0,4,5,6\n"
        "2,2017-03-02,2017-03-02,Syria,35.95,39.01,1,1,3,1,4,5,6\n",
        encoding="utf-8",
    )
    report = check(file, "ucdp")
    assert [(f.rule, f.record) for f in report.findings] == [("parts-differ-from-whole", "2")]


def test_the_public_table_of_iraq_body_count_is_read(tmp_path: Path) -> None:
    file = tmp_path / "incidents.csv"
    file.write_text(
        "IBC code,Start Date,End Date,Time,Location,Target,Weapons,Reported Minimum,Reported Maximum,Sources\n"
        "x001,20 Mar 2003,20 Mar 2003,AM,Northtown,a bridge,bombs,4,2,A paper\n",
        encoding="utf-8",
    )
    assert [f.rule for f in check(file, "ibc").findings] == ["min-above-max"]


def test_a_mapping_of_ones_own_says_what_the_columns_mean(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(
        'date_forms = ["%d.%m.%Y"]\n[incidents]\ncode = "Nr"\ndate = "Tag"\n[[incidents.count]]\nmin = "von"\nmax = "bis"\n'
        '[[incidents.running]]\ncolumn = "gesamt"\norder = "Tag"\nwithin = ["Ort"]\n',
        encoding="utf-8",
    )
    (tmp_path / "t.csv").write_text(
        "Nr;Tag;Ort;von;bis;gesamt\n1;01.03.2017;a;2;3;10\n2;03.03.2017;a;2;3;9\n3;02.03.2017;a;2;3;9\n4;02.03.2017;b;5;4;3\n",
        encoding="utf-8",
    )
    report = lint(tmp_path / "t.csv", load_layout(tmp_path / "mine.toml"), as_of=TODAY)
    assert [(f.rule, f.record) for f in report.findings] == [("min-above-max", "4"), ("running-total-falls", "3")]


def test_a_series_falls_in_the_order_of_its_days_not_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        "date,killed_total\n2023-10-09,20\n2023-10-07,10\n2023-10-08,15\n2023-10-10,19\n", encoding="utf-8"
    )
    report = check(tmp_path / "t.csv")
    assert [f.message for f in report.findings] == ["killed_total: 20 (2023-10-09), then 19 (2023-10-10)"]


# ------------------------------------------------------------------ wrong input


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("t.csv", "", "is empty"),
        ("t.csv", "town,when\nNorthtown,1\n", "none of the columns"),
        ("t.csv", "code,code\n1,2\n", "more than once"),
        ("t.csv", "code,date\n1,2017-01-01,3\n", "row 2 of t.csv has 3 cells"),
        ("t.json", '{"a": 1}', "no list of records"),
        ("t.json", "[1]", "record 1 of t.json is no object"),
        ("t.json", "{", "is not JSON"),
        ("t.jsonl", '{"code": "1"}\n{"code": \n', "line 2 of t.jsonl is not JSON"),
        ("t.parquet", "no parquet", "is no Parquet table"),
        ("t.xlsx", "PK", "no table that can be read here"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(name: str, text: str, says: str, tmp_path: Path) -> None:
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(WrongUse) as wrong:
        check(tmp_path / name)
    assert says in wrong.value.what
    assert wrong.value.advice


@pytest.mark.parametrize(
    "words", ["1e999", "9" * 5000, "NaN", "inf", "-", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨", "1.2.3", "{0}", "\u202e12"]
)
def test_no_number_however_strange_stops_the_check(words: str, tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text(
        json.dumps({"code": "A", "killed_min": words, "lat": words}) + "\n", encoding="utf-8"
    )
    found = {f.rule for f in check(tmp_path / "t.jsonl").findings}
    assert "unreadable-number" in found


def test_half_a_character_and_a_number_too_long_do_not_stop_the_check(tmp_path: Path) -> None:
    (tmp_path / "t.jsonl").write_text('{"code": "\\ud800", "killed_min": -1}\n', encoding="utf-8")
    assert [f.rule for f in check(tmp_path / "t.jsonl").findings] == ["negative-count"]
    (tmp_path / "t.jsonl").write_text('{"killed_min": ' + "9" * 5000 + "}\n", encoding="utf-8")
    with pytest.raises(WrongUse, match="is not JSON"):
        check(tmp_path / "t.jsonl")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"code,date\n\xff\xfe\x00,1\n")
    with pytest.raises(WrongUse, match="cannot be read"):
        check(tmp_path / "t.csv")


def test_a_folder_that_holds_a_table_twice_is_not_guessed_about(tmp_path: Path) -> None:
    written(tmp_path, "csv"), written(tmp_path, "json")
    with pytest.raises(WrongUse, match=r"incidents\.csv, incidents\.json"):
        check(tmp_path)


def test_a_folder_without_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="has no table incidents"):
        check(tmp_path)


def test_a_table_beside_that_points_at_nothing_is_refused(tmp_path: Path) -> None:
    (tmp_path / "incidents.csv").write_text("code,civ_killed_min,civ_killed_max\nA,1,2\n", encoding="utf-8")
    (tmp_path / "victims.csv").write_text("status\nkilled\n", encoding="utf-8")
    with pytest.raises(WrongUse, match="no column that says which incident"):
        check(tmp_path, "airwars")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x = 1\n[incidents]\n", "`x`"),
        ("[victims]\n", "`incidents`"),
        ('[incidents]\ncodes = "a"\n', "`incidents.codes`"),
        ("[incidents]\ncode = 3\n", "`incidents.code`"),
        ('[incidents]\n[[incidents.count]]\nmin = "a"\ngroup = "robot"\n', "`incidents.count[0].group`"),
        ('[incidents]\n[[incidents.count]]\ngroup = "child"\n', "`incidents.count[0]`"),
        ('[incidents]\n[[incidents.count]]\nmin = "a"\npart_of = "b"\n', "`incidents.count[0].part_of`"),
        ("[incidents]\nbelligerents = 1\n", "`incidents.belligerents`"),
        ('[incidents]\n[[incidents.running]]\ncolumn = "a"\n', "`incidents.running[0]`"),
        ('since = "x"\n[incidents]\n', "`since`"),
        ('[incidents]\n[victims]\nincident = "a"\n', "`victims.incident`"),
        ("date_forms = 1\n[incidents]\n", "`date_forms`"),
        ('date_forms = ["%H:%M"]\n[incidents]\n', "`date_forms`"),
        ('date_forms = ["%Q"]\n[incidents]\n', "`date_forms`"),
    ],
)
def test_a_wrong_key_of_a_layout_is_named(text: str, key: str) -> None:
    with pytest.raises(WrongUse) as wrong:
        read_layout(text)
    assert key in wrong.value.what


def test_a_layout_that_is_no_toml_is_refused() -> None:
    with pytest.raises(WrongUse, match="is not TOML"):
        read_layout("[[")


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path: Path) -> None:
    assert [line.row for line in read_table(written(tmp_path, "csv")).lines] == [2, 3]
    assert [line.row for line in read_table(written(tmp_path, "json")).lines] == [2, 3]
