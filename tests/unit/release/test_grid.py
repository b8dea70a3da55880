"""A table exhibit is shown as a table, and no claim is lost on the way."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import make_claim

from bilan.model.claim import FiledClaim
from bilan.model.text import Span
from bilan.release.grid import grid

TABLE = 'outlet,killed,injured,remark\nRiver Letter,260,,"said twice,\nonce in print"\nEvening Digest,119,7,\n'
EVERYTHING = [Span(0, len(TABLE))]


def _claim(words: str, row: str) -> FiledClaim:
    claim = make_claim(12)
    at, start = TABLE.index(words), TABLE.index(row)
    record = replace(claim.record, quote=Span(start, start + len(row)), count_span=Span(at, at + len(words)))
    return replace(claim, record=record)


def test_each_cell_stands_in_its_column_and_the_claim_in_its_cell() -> None:
    found = grid(TABLE, [_claim("260", "River Letter,260"), _claim("119", "Evening Digest,119")], EVERYTHING)
    assert found is not None
    assert found.head == ("outlet", "killed", "injured", "remark")
    assert [["".join(p.text for p in cell) for cell in line.cells] for line in found.lines] == [
        ["River Letter", "260", "", "said twice,\nonce in print"],
        ["Evening Digest", "119", "7", ""],
    ]
    assert [p.text for line in found.lines for cell in line.cells for p in cell if p.arrives] == ["260", "119"]


def test_where_a_claim_would_fall_between_the_cells_the_text_is_shown_instead() -> None:
    assert grid(TABLE, [_claim("260,,", "River Letter,260")], EVERYTHING) is None


def test_a_page_shows_the_rows_that_begin_on_it() -> None:
    second = TABLE.index("Evening")
    found = grid(TABLE, [], [Span(second, len(TABLE))])
    assert found is not None
    assert [line.number for line in found.lines] == [3]


def test_a_text_without_columns_is_no_table() -> None:
    assert grid("just words\nand more\n", [], [Span(0, 10)]) is None
