"""A Parquet table is kept as it came; its text is the same table as CSV."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilan.exchange.cells import read_sheet
from bilan.intake.formats import format_for
from bilan.intake.formats.parquet import format as parquet_format
from bilan.intake.peeking import peek
from bilan.model.errors import UnreadableExhibit, WrongUse

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")
COLUMNS = {
    "code": ["X1", "X2", None],
    "least": [4.0, float("nan"), 2.5],
    "words": ['say "so", twice', "two\nlines", " blank "],
    "sure": [True, False, None],
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "table.parquet"
    parquet.write_table(pyarrow.table(COLUMNS), file)
    return file


def test_its_text_is_the_same_table_as_csv(table: Path) -> None:
    seen = peek(table)
    assert seen.columns == ("code", "least", "words", "sure")
    sheet = read_sheet(seen.text)
    assert [sheet.record(row) for row in sheet.rows] == [
        {"code": "X1", "least": "4", "words": 'say "so", twice', "sure": "true"},
        {"code": "X2", "least": "", "words": "two\nlines", "sure": "false"},
        {"code": "", "least": "2.5", "words": "blank", "sure": ""},
    ]


def test_it_is_known_by_its_name_and_its_first_bytes(table: Path) -> None:
    assert format_for("table.parquet", table.read_bytes()[:64]) is parquet_format
    assert format_for("table.parquet", b"code,least\n") is None
    assert format_for("table.txt", b"PAR1") is not parquet_format


def test_a_broken_one_is_told_with_a_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"PAR1 and then nothing of the kind PAR1")
    with pytest.raises(UnreadableExhibit, match="no Parquet table"):
        peek(broken)


def test_only_tables_can_be_looked_into(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Four people were hurt.", encoding="utf-8")
    with pytest.raises(WrongUse, match="no table"):
        peek(page)
    with pytest.raises(WrongUse, match="no file"):
        peek(tmp_path / "absent.csv")
