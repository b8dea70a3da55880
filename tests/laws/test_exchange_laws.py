"""What a format of the field can hold comes out as it went in, whatever stands in its cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilan.claims.tables import read_rows
from bilan.exchange.cells import read_sheet
from bilan.exchange.guarding import guarded, unguarded
from bilan.exchange.mapping import FIELD_FORMATS, built_in
from bilan.release.field_rows import Cells, LeftOut, native_rows
from bilan.release.field_table import as_csv

WORDS = st.one_of(
    st.sampled_from(["", "0", "7", "-3", "+4.5", "=1+1", "@north", "-ditto", "'=x", "''@y", "'90s", "a,b", 'say "so"', "two\nlines", "٧", "\t=2", "n/a"]),
    st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufeff"), max_size=12),
)  # fmt: skip
NUMBERS = st.sampled_from(["", "0", "1", "2", "5", "12", "1,200", "3.0", "many", "-1"])
DAYS = st.sampled_from(["", "2031-05-01", "2031-05-03", "2031-05", "1 May 2031", "soon"])


def tables(format: str) -> st.SearchStrategy[tuple[list[str], list[Cells]]]:
    """Any table of the format: the columns it must have, some others it holds, and one that it does not."""
    table = built_in(format).tables[0]
    counts = {c for r in _counts(table) for c in r}
    days = {c for c in table["holds"] if "date" in c.casefold()}

    def cells(columns: list[str]) -> st.SearchStrategy[Cells]:
        kinds = {c: NUMBERS if c in counts else DAYS if c in days else WORDS for c in columns}
        return st.fixed_dictionaries(kinds)

    others = st.lists(st.sampled_from(sorted(table["holds"])), max_size=8)
    columns = others.map(lambda more: list(dict.fromkeys([*table["columns"], *more, "of our own"])))
    return columns.flatmap(lambda c: st.tuples(st.just(c), st.lists(cells(c), min_size=1, max_size=6)))


def _counts(table: dict[str, Any]) -> list[list[str]]:
    found = []
    for claim in table["claim"]:
        count = claim["count"]
        found.append([count["column"]] if "column" in count else [count["low"], count["high"]])
    return found


def exported(format: str, text: str) -> tuple[list[str], list[Cells], LeftOut]:
    left_out = LeftOut()
    came = native_rows("table.csv", text, built_in(format).tables[0], [], left_out)
    out = as_csv(came.columns, came.rows)
    head, *rows = csv.reader(io.StringIO(out, newline=""))
    return [unguarded(c) for c in head], [dict(zip(head, map(unguarded, row), strict=True)) for row in rows], left_out


@pytest.mark.parametrize("format", FIELD_FORMATS)
@settings(max_examples=60)
@given(data=st.data())
def test_what_the_format_holds_comes_out_as_it_went_in(format: str, data: st.DataObject) -> None:
    columns, rows = data.draw(tables(format))
    text = as_csv(columns, rows)
    held = [c for c in columns if c != "of our own"]
    rows = [row for row in rows if any(row[c].strip() for c in held)]  # a row that says nothing is no row
    head, out, left_out = exported(format, text)
    assert head == held
    assert out == [{c: row[c] for c in held} for row in rows]
    assert ("table.csv: the column of our own", "the format has no such column") in left_out.times
    again = as_csv(held, out)
    assert exported(format, again)[1] == out
    assert _claims(format, again) == _claims(format, as_csv(held, [{c: r[c] for c in held} for r in rows]))


def _claims(format: str, text: str) -> list[tuple[Any, ...]]:
    reading = read_rows(text, built_in(format).tables[0])
    return [(p.claim.quantity, p.claim.groups, p.claim.period, p.claim.harm) for p in reading.proposals]


@pytest.mark.parametrize("format", FIELD_FORMATS)
@settings(max_examples=60)
@given(data=st.data())
def test_every_number_that_a_row_holds_is_a_claim_an_error_or_held(format: str, data: st.DataObject) -> None:
    """Nothing is dropped in silence: control for the round trip, which would also hold if no claim were ever read."""
    columns, rows = data.draw(tables(format))
    table = built_in(format).tables[0]
    text = as_csv(columns, rows)
    reading, sheet = read_rows(text, table), read_sheet(text)
    told = {(o.row, c) for o in (*reading.origins, *reading.held) for c in o.rule.low.columns}
    told |= {(o.row, c) for o in reading.origins for c in (o.rule.high.columns if o.rule.high else ())}
    refused = {e.row for e in reading.errors}
    silent = {"", "0", "0.0"} if format in ("ucdp", "acled") else {""}
    for row in sheet.rows:
        for pair in _counts(table):
            for column in pair:
                words = sheet.cell(row, column).value
                total = column in ("low", "high")
                if words not in ({""} if total else silent) and row.line not in refused:
                    assert (row.line, column) in told, (row.line, column, words)


@given(WORDS)
def test_a_guard_is_taken_off_again_and_nothing_else_is(words: str) -> None:
    assert unguarded(guarded(words)) == words
    first = guarded(words).lstrip(" ")[:1]
    if first in ("=", "+", "-", "@"):
        assert words.strip().lstrip("+-").replace(",", "").replace(".", "").replace(" ", "").isnumeric()


@pytest.mark.parametrize("attack", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1+1", "\t=1+1", "＝1+1"])
def test_no_cell_that_a_spreadsheet_would_run_leaves_unguarded(attack: str) -> None:
    text = as_csv(["IBC code", "Start Date", "Reported Minimum", "Reported Maximum", attack], [{"IBC code": attack}])
    assert guarded(attack) == f"'{attack}"
    for row in csv.reader(io.StringIO(text, newline="")):
        assert attack not in row
    assert f"'{attack}" in next(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("number", ["-12", "+3.5", "-1,200", "−4", "-3e5", "-12 %"])
def test_a_number_is_no_formula(number: str) -> None:
    assert guarded(number) == number


# ---------------------------------------------------------------- real tables, read in place


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format", "file", "refused", "inverted"),
    [
        ("ucdp", "ucdp_ged_syria/events.parquet", 58, {"high": 58}),
        (
            "airwars",
            "airwars_syria/dev/incidents.parquet",
            23,
            {"children_killed_max": 2, "men_killed_max": 3, "women_killed_max": 1, "date_end": 1},
        ),
    ],
)
def test_a_real_table_comes_out_as_it_went_in(
    shared: Path, format: str, file: str, refused: int, inverted: dict[str, int]
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    real = parquet.read_table(shared / "data" / file)
    columns = list(real.column_names)
    rows = [{c: _words(v) for c, v in row.items()} for row in real.to_pylist()]
    text = as_csv(columns, rows).replace("\r\n", "\n")
    head, out, _ = exported(format, text)
    holds = built_in(format).tables[0]["holds"]
    assert head == [c for c in columns if c in holds]
    assert len(head) >= 40
    assert out == [{c: row[c].replace("\r\n", "\n") for c in head} for row in rows]
    errors = read_rows(text, built_in(format).tables[0]).errors
    assert len(errors) == refused
    backwards: dict[str, int] = {}
    for e in errors:
        if "or more, as" in e.expected or "or later" in e.expected:
            backwards[e.column] = backwards.get(e.column, 0) + 1
    assert backwards == inverted


def _words(value: Any) -> str:
    return "" if value is None or value != value else str(value)
