"""The formats of the field, as data: whole, sourced, and of one mind with the layouts of lint."""

from __future__ import annotations

from typing import Any

import pytest

from bilan.claims.tables import read_rows
from bilan.exchange.mapping import FIELD_FORMATS, built_in, field_format, read_mapping, required_columns
from bilan.lint import built_in as layout
from bilan.model.errors import WrongUse


def table(more: str) -> dict[str, Any]:
    return read_mapping(f"[[table]]\n{more}").tables[0]


@pytest.mark.parametrize("format", FIELD_FORMATS)
def test_a_format_says_where_its_meaning_is_written_and_what_each_column_holds(format: str) -> None:
    rules = built_in(format).tables[0]
    assert rules["format"] == format
    assert rules["source"]
    read = required_columns({**rules, "absent_is_empty": False})
    assert read <= set(rules["holds"])
    written = {v for k, v in rules["write"].items() if k not in ("date_form", "between_names", "only_country")}
    assert written <= set(rules["holds"])
    assert set(rules["columns"]) == required_columns(rules)


@pytest.mark.parametrize("format", FIELD_FORMATS)
def test_lint_and_import_mean_the_same_columns(format: str) -> None:
    assert layout(format).reads <= set(built_in(format).tables[0]["holds"])
    assert layout(format).signature <= set(built_in(format).tables[0]["holds"])


def test_a_format_that_is_not_known_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="no table of the field is called 'csv'"):
        field_format("csv")
    with pytest.raises(WrongUse, match="is called 'official_daily'"):
        field_format("official_daily")


# ------------------------------------------------------------------ the keys they are written with


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ('[[table.claim]]\ncount = "n"\n[table.write]\ncoed = "id"', "write.coed"),
        ('[[table.claim]]\ncount = "n"\n[table.holds]\nid = 3', "holds"),
        ("[[table.claim]]\ncount = { low = 'a', high = 'b', opne = true }", "count.opne"),
        ("[[table.claim]]\ncount = 'n'\nperiod = { column = 'd', precision = 'century' }", "period.precision"),
        ("[[table.claim]]\ncount = 'n'\nperiod = { from = 'a', colsed = true }", "period.colsed"),
        ("[[table.claim]]\ncount = 'n'\nhedge = { value = 'exactly', otherwise = 'perhaps' }", "hedge.otherwise"),
        ("[[table.claim]]\ncount = 'n'\nplace = [{ column = 'a' }, { colum = 'b' }]", r"place\[1\].colum"),
        ("[[table.claim]]\ncount = 'n'\nwhen = { column = 'a', eqauls = 'b' }", "when.eqauls"),
    ],
)
def test_a_wrong_key_is_named(more: str, key: str) -> None:
    with pytest.raises(WrongUse, match=key):
        table(more)


def quantities(more: str, text: str) -> list[tuple[int, int | None, str]]:
    return [
        (p.claim.quantity.low, p.claim.quantity.high, p.claim.quantity.hedge.value)
        for p in read_rows(text, table(more)).proposals
    ]


def test_an_open_count_has_no_ceiling_where_its_upper_end_is_empty() -> None:
    text = "a,b\n3,\n3,3\n3,5\n0,5\n0,0\n"
    count = "[[table.claim]]\ncount = { low = 'a', high = 'b', open = true }"
    assert quantities(count, text) == [
        (3, None, "at_least"),
        (3, 3, "exactly"),
        (3, 5, "range"),
        (0, 5, "range"),
        (0, 0, "none"),
    ]
    closed = "[[table.claim]]\ncount = { low = 'a', high = 'b' }"
    assert quantities(closed, text)[0] == (3, 3, "exactly")


def test_a_condition_may_compare_two_cells() -> None:
    more = (
        "[[table.claim]]\ncount = 'n'\nwhen = { column = 'low', equals = 'best' }\n"
        "hedge = { value = 'exactly', when = { column = 'best', equals = 'high' }, otherwise = 'at_least' }"
    )
    text = "n,low,best,high\n3,4,4.0,4\n3,4,4,9\n3,2,4,4\n"
    assert quantities(more, text) == [(3, 3, "exactly"), (3, None, "at_least")]
    assert [o.row for o in read_rows(text, table(more)).held] == [4]


@pytest.mark.parametrize(
    ("period", "cells", "days"),
    [
        ("{ from = 'a', to = 'b', closed = true }", "2031-05-01,", "2031-05-01"),
        ("{ from = 'a', to = 'b', closed = true }", "2031-05-01,2031-05-03", "2031-05-01/2031-05-03"),
        ("{ from = 'a', to = 'b' }", "2031-05-01,", "2031-05-01/.."),
        ("{ column = 'a', precision = 'month' }", "2031-05-09,", "2031-05"),
        ("{ column = 'a', precision = { column = 'b', values = { w = 'week' }, default = 'day' } }", "2031-05-09,w", "2031-05-03/2031-05-15"),
        ("{ column = 'a', precision = { column = 'b', values = { w = 'week' }, default = 'day' } }", "2031-05-09,d", "2031-05-09"),
        ("{ column = 'a', forms = ['%d %B %Y'] }", "9 May 2031,", "2031-05-09"),
    ],
)  # fmt: skip
def test_days_are_as_precise_as_the_row_says(period: str, cells: str, days: str) -> None:
    (proposal,) = read_rows(f"n,a,b\n3,{cells}\n", table(f"[[table.claim]]\ncount = 'n'\nperiod = {period}")).proposals
    assert proposal.claim.period is not None
    assert proposal.claim.period.iso == days


def test_several_columns_name_a_place_each_name_once() -> None:
    more = "[[table.claim]]\ncount = 'n'\nplace = [{ column = 'a' }, { column = 'b' }, { column = 'c' }]"
    (proposal,) = read_rows("n,a,b,c\n3,Northford,,Northland\n", table(more)).proposals
    assert [m.name for m in proposal.claim.place] == ["Northford", "Northland"]
    (proposal,) = read_rows("n,a,b,c\n3,Northland,North,Northland\n", table(more)).proposals
    assert [m.name for m in proposal.claim.place] == ["Northland", "North"]


def test_an_absent_column_is_empty_only_where_the_mapping_says_so() -> None:
    more = "columns = ['n']\nabsent_is_empty = {}\n[[table.claim]]\ncount = 'n'\nplace = {{ column = 'a' }}"
    (proposal,) = read_rows("n\n3\n", table(more.format("true"))).proposals
    assert proposal.claim.place == ()
    with pytest.raises(WrongUse, match="no column a"):
        read_rows("n\n3\n", table(more.format("false")))


def test_all_that_is_wrong_with_a_row_is_told_at_once_and_each_cell_once() -> None:
    more = (
        "[table.defaults]\nperiod = { column = 'day' }\n"
        "[[table.claim]]\ncount = { low = 'a', high = 'b' }\n[[table.claim]]\ncount = 'c'"
    )
    errors = read_rows("a,b,c,day\n5,4,few,soon\n", table(more)).errors
    assert [(e.column, e.value, e.expected) for e in errors] == [
        ("b", "4", "5 or more, as column 'a' says"),
        ("day", "soon", "a date such as 2017, 2017-03 or 2017-03-17"),
        ("c", "few", "a whole number of people, 0 or more"),
    ]


def test_an_upper_end_without_a_lower_one_is_an_error_not_a_silence() -> None:
    more = "[[table.claim]]\ncount = { low = 'a', high = 'b' }"
    (error,) = read_rows("a,b\n,4\n", table(more)).errors
    assert (error.row, error.column, error.expected) == (2, "a", "the lower end of the range")
    assert read_rows("a,b\n,\n", table(more)).errors == ()
