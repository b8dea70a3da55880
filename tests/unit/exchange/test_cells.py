"""A CSV text as cells that know where they stand."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.exchange.cells import read_sheet, whole_number


def values(text: str) -> list[list[str]]:
    sheet = read_sheet(text)
    return [[sheet.cell(row, name).value for name in sheet.header] for row in sheet.rows]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_ending_and_a_byte_order_mark_are_understood(end: str) -> None:
    text = "\ufeff" + end.join(["town,dead", "Northtown,12", "Southtown,7"])
    assert values(text) == [["Northtown", "12"], ["Southtown", "7"]]


def test_a_quoted_cell_may_hold_commas_line_breaks_and_quotes() -> None:
    text = 'who,what\n"Smith, agency","said ""12""\nand left"\n'
    assert values(text) == [["Smith, agency", 'said "12"\nand left']]


def test_every_span_holds_the_words_of_its_cell() -> None:
    text = '\ufeffwho;n\r\n  "Agency"  ; 12 \r\n'
    sheet = read_sheet(text)
    who, n = (sheet.cell(sheet.rows[0], c) for c in ("who", "n"))
    assert [c.span.of(text) for c in (who, n) if c.span] == ["Agency", "12"]
    assert sheet.rows[0].span.of(text) == '  "Agency"  ; 12 '


def test_a_short_row_has_empty_cells_and_a_blank_line_is_no_row() -> None:
    assert values("a,b\n1\n\n2,3\n") == [["1", ""], ["2", "3"]]


@given(
    st.lists(
        st.lists(st.text(alphabet=st.sampled_from('ab,;"\n é٣'), max_size=6), min_size=3, max_size=3),
        min_size=1,
        max_size=5,
    )
)
def test_what_the_standard_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["one", "two", "three"], *rows])
    wanted = [[cell.strip() for cell in row] for row in rows]
    assert values(out.getvalue()) == [row for row in wanted if any(row)]


def test_a_number_is_read_in_the_ways_people_write_it_and_nothing_else_is() -> None:
    assert [whole_number(w) for w in ("1,061", "5 800", "5.800", "٥٨٠٠", "232.0", "0")] == [
        1061,
        5800,
        5800,
        5800,
        232,
        0,
    ]
    assert [whole_number(w) for w in ("", "n/a", "12a", "1.5", "1,06", "~12")] == [None] * 6
