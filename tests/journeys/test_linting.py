"""A recorder checks a table before it is published; a reader checks the table of another."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT
from tests.journeys.cast import Bilan

TABLE = (
    "code,date,country,lat,lon,belligerents,civilians_killed_min,civilians_killed_max,children_killed_min\n"
    "N1,2017-03-17,Iraq,36.34,43.13,US-led Coalition,4,6,2\n"
    'N2,2017-03-18,Iraq,36.35,43.14,"US-led Coalition, Iraqi forces",3,2,5\n'
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "incidents.csv"
    file.write_text(TABLE, encoding="utf-8")
    return file


def test_a_table_with_errors_ends_with_one_and_says_where_they_are(bilan: Bilan, table: Path) -> None:
    said = bilan("lint", table, "--format", "csv")
    assert said.status == 1
    assert "N2 (row 3 of incidents.csv): civilians, killed: minimum 3, maximum 2" in said.out
    assert "each incident once" in said.out
    assert "Rules that could not run:" in said.out


@pytest.mark.parametrize(
    ("fail_on", "status"),
    [("error", 1), ("warning", 1), ("info", 1), ("never", 0), ("min-above-max", 1), ("epoch-date", 0)],
)
def test_a_person_says_what_makes_the_check_fail(bilan: Bilan, table: Path, fail_on: str, status: int) -> None:
    assert bilan("lint", table, "--format", "csv", "--fail-on", fail_on).status == status


def test_a_table_without_errors_passes_though_it_deserves_a_look(bilan: Bilan, table: Path) -> None:
    table.write_text(TABLE.replace("3,2,5", "3,5,1"), encoding="utf-8")
    said = bilan("lint", table, "--format", "csv", "--json")
    assert said.status == 0
    assert [f["rule"] for f in said.json["findings"]] == ["double-counting"]
    assert said.json["totals"]["each_once"] == {"low": 7, "high": 11}
    assert said.json["totals"]["by_belligerent_name"] == {"low": 10, "high": 16}
    assert bilan("lint", table, "--format", "csv", "--fail-on", "warning").status == 1


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "Minimum supérieur au maximum"), ("ar", "الحد الأدنى أكبر من الأعلى")]
)
def test_the_report_speaks_the_language_of_its_reader(bilan: Bilan, table: Path, lang: str, words: str) -> None:
    assert words in bilan("lint", table, "--format", "csv", "--lang", lang).out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "nobody"),
        ("--fail-on", "sometimes"),
        ("--lang", "de"),
        ("--since", "then"),
        ("--as-of", "soon"),
        ("--mapping", "absent.toml"),
        ("--format", "airwars"),
        ("--format", "ucdp", "--mapping", "m.toml"),
        (),
    ],
)
def test_wrong_use_is_said_and_ends_with_two(bilan: Bilan, table: Path, arguments: tuple[str, ...]) -> None:
    said = bilan("lint", table, *arguments, "--json")
    assert said.status == 2
    assert said.json["error"]


def test_a_file_that_is_not_there_is_wrong_use(bilan: Bilan, tmp_path: Path) -> None:
    assert bilan("lint", tmp_path / "absent.csv", "--format", "csv").status == 2


# ------------------------------------------------------------------ a public archive, whole


@pytest.fixture(scope="module")
def archive(request: pytest.FixtureRequest) -> Path:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    shared: Path = request.getfixturevalue("shared")
    folder = shared / "data" / "airwars_syria" / "dev"
    if not folder.is_dir():
        pytest.skip("the public archive (../shared/data/airwars_syria) is not beside this checkout")
    return folder


def rule_of(document: dict[str, Any], id: str) -> dict[str, Any]:
    return next(r for r in document["rules"] if r["id"] == id)


def found(document: dict[str, Any], id: str) -> list[dict[str, Any]]:
    return [f for f in document["findings"] if f["rule"] == id]


def test_the_public_archive_of_6519_incidents_has_exactly_these_faults(bilan: Bilan, archive: Path) -> None:
    said = bilan("lint", archive, "--format", "airwars", "--as-of", "2026-11-22", "--json")
    assert said.status == 1
    told = said.json
    assert told["records"] == 6519

    parts = rule_of(told, "parts-exceed-whole")
    assert (parts["found"], parts["looked_at"]) == (42, 3815)
    named = rule_of(told, "named-exceed-maximum")
    assert (named["found"], named["looked_at"]) == (32, 3250)
    assert sorted(f["record"] for f in found(told, "duplicate-code")) == ["TS631", "TS633"]
    assert [f["values"] for f in found(told, "epoch-date")] == [{"date": "1970-01-01"}]
    reversed_ranges = Counter(next(iter(f["values"])).split("_")[0] for f in found(told, "min-above-max"))
    assert reversed_ranges == {"children": 2, "men": 3, "women": 1}
    away = [float(f["message"].split(" lies ")[1].split(" km")[0]) for f in found(told, "outside-country")]
    assert sorted(round(km) for km in away) == [5] * 6 + [6, 7, 8, 8, 16, 16, 66, 162, 242]
    assert told["totals"]["each_once"]["low"] == 19939
    assert told["totals"]["by_belligerent_name"]["low"] == 21100
    assert "19939" in found(told, "double-counting")[0]["message"]
    assert "21100" in found(told, "double-counting")[0]["message"]

    others = {id: n for id, n in told["counts"].items() if n and id not in EXACT}
    assert others == {
        "injured-parts-exceed-whole": 8,
        "end-before-start": 1,
        "unreadable-mgrs": 11,
        "mgrs-elsewhere": 7,
        "missing-date": 1,
        "published-before-event": 37,
        "equal-coordinates": 2,
        "mgrs-far-from-coordinates": 35,
        "half-a-range": 59,
        "unknown-belligerent": 1,
        "possible-duplicate": 20,
    }


EXACT = {
    "parts-exceed-whole", "named-exceed-maximum", "duplicate-code", "epoch-date", "min-above-max", "outside-country",
    "double-counting",
}  # fmt: skip


def test_the_table_alone_says_which_rules_need_the_tables_beside_it(bilan: Bilan, archive: Path) -> None:
    told = bilan("lint", archive / "incidents.parquet", "--as-of", "2026-11-22", "--json").json
    assert told["format"] == "airwars"
    assert "victims is not there" in rule_of(told, "named-exceed-maximum")["skipped"]
    assert "named-exceed-maximum" not in told["counts"]
    assert told["counts"]["parts-exceed-whole"] == 42


def test_the_same_table_as_csv_has_the_same_faults(bilan: Bilan, archive: Path, tmp_path: Path) -> None:
    import pyarrow.parquet as parquet

    table = parquet.read_table(archive / "incidents.parquet")
    with (tmp_path / "incidents.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, table.column_names)
        writer.writeheader()
        writer.writerows(table.to_pylist())
    told = bilan("lint", tmp_path / "incidents.csv", "--as-of", "2026-11-22", "--json").json
    alone = {"parts-exceed-whole": 42, "min-above-max": 6, "duplicate-code": 2, "epoch-date": 1, "outside-country": 15}
    assert {rule: told["counts"][rule] for rule in alone} == alone
    assert told["totals"]["by_belligerent_name"] == {"low": 21100, "high": 34792}


def test_an_official_reference_on_the_other_side_of_the_earth_is_found(bilan: Bilan, shared: Path) -> None:
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    file = shared / "data" / "coalition_responses" / "dev" / "responses.parquet"
    if not file.is_file():
        pytest.skip("the official statements (../shared/data/coalition_responses) are not beside this checkout")
    mapping = ROOT / "examples" / "mappings" / "coalition_responses.toml"
    told = bilan("lint", file, "--mapping", mapping, "--as-of", "2026-11-22", "--json").json
    distances = [float(f["message"].split(" lies ")[1].split(" km")[0]) for f in found(told, "mgrs-elsewhere")]
    assert max(distances) > 9_000
    far = rule_of(told, "mgrs-far-from-coordinates")
    near = far["looked_at"] - far["found"] - rule_of(told, "mgrs-elsewhere")["found"]
    assert near / far["looked_at"] == pytest.approx(0.95, abs=0.01)
