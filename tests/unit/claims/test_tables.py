"""Claims from a table: each value points at its cell, each bad row is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bilan.claims.tables import read_rows, read_table
from bilan.exchange.cells import read_sheet
from bilan.exchange.mapping import load_mapping, mapping_for, read_mapping
from bilan.model.claim import claim_from_json, claim_to_json
from bilan.model.errors import WrongUse
from bilan.model.vocab import Basis, Group, Hedge, Stance

ROOT = Path(__file__).parents[3]
MAPPING = """
[[table]]
columns = ["outlet"]
  [table.defaults]
  publisher = { column = "outlet", trim = ["\\\\s*\\\\([^)]*\\\\)"] }
  published = "date"
  cites = { column = "source", split = " citing ", ignore = ["none"] }
  place = { column = "where", split = ", " }
  period = { column = "when", patterns = ["(?P<from>\\\\d{4}-\\\\d\\\\d)\\\\.\\\\.(?P<to>\\\\d{4}-\\\\d\\\\d)", "(?P<at>\\\\d{4}-\\\\d\\\\d)"] }
  hedge = { column = "how" }
  stance = { column = "kind", values = { concedes = "admits" }, default = "reports" }

  [[table.claim]]
  name = "all"
  count = { low = "low", high = "high" }
  group = "civilian"
  by = { value = "Northern forces", header = "low" }

  [[table.claim]]
  name = "children"
  count = "kids"
  hedge = "exactly"
  group = ["civilian", "child"]
  by = "Northern forces"
  part_of = "all"
"""
HEADER = "outlet,date,source,where,when,how,kind,low,high,kids\n"


def table() -> dict[str, Any]:
    return read_mapping(MAPPING).tables[0]


def only(row: str) -> Any:
    return [p.claim for p in read_table(HEADER + row, table())]


def test_a_row_gives_its_claims_with_parts_inside_wholes() -> None:
    text = (
        HEADER
        + 'Courier (print),2031-04,"Herald citing Recorder","Northtown, Northland",2031-03,au moins,concedes,"1,260",,70\n'
    )
    whole, part = (p.claim for p in read_table(text, table()))
    assert (whole.quantity.low, whole.quantity.high, whole.quantity.hedge) == (1260, None, Hedge.AT_LEAST)
    assert whole.count_span.of(text) == "1,260"
    assert [m.span.of(text) for m in whole.cites] == ["Herald", "Recorder"]
    assert [m.span.of(text) for m in whole.place] == ["Northtown", "Northland"]
    assert whole.publisher.span.of(text) == "Courier"
    assert (whole.published.iso, whole.period.iso) == ("2031-04", "2031-03")
    assert whole.stance is Stance.ADMITS
    assert part.part_of == whole.n
    assert part.groups == (Group.CIVILIAN, Group.CHILD)
    assert whole.quote.of(text) == text.splitlines()[1]


def test_a_constant_points_at_its_heading_or_says_that_it_is_inherited() -> None:
    text = HEADER + "Courier,,none,,,,,12,,3\n"
    whole, part = (p.claim for p in read_table(text, table()))
    assert whole.by[0].span.of(text) == "low"
    assert whole.basis.by is Basis.STATED
    assert part.by[0].span is None
    assert part.basis.by is Basis.INHERITED
    assert whole.cites == ()


@pytest.mark.parametrize(
    ("how", "low", "high", "expected"),
    [
        ("", "12", "", (12, 12, "exactly")),
        ("au moins", "12", "", (12, None, "at_least")),
        ("plus de", "12", "", (13, None, "more_than")),
        ("près de", "12", "12", (12, 12, "about")),
        ("entre", "12", "15", (12, 15, "range")),
        ("", "12", "15", (12, 15, "range")),
        ("up to", "12", "", (1, 12, "up_to")),
        ("فقط", "١٢", "", (12, 12, "only")),
        ("", "0", "", (0, 0, "none")),
    ],
)
def test_a_qualifier_is_understood_in_three_languages(how: str, low: str, high: str, expected: tuple[Any, ...]) -> None:
    (claim,) = only(f"Courier,,,,,{how},,{low},{high},\n")
    assert (claim.quantity.low, claim.quantity.high, claim.quantity.hedge) == expected


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("Courier,,,,,,,many,,", "count"),
        ("Courier,,,,,perhaps,,12,,", "hedge"),
        ("Courier,,,,,entre,,12,,", "count"),
        ("Courier,,,,some day,,,12,,", "period"),
        ("Courier,,,,,,,12,,,,surplus", "row"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_the_others_are_read(row: str, field: str) -> None:
    reading = read_rows(f"{HEADER}{row}\nHerald,,,,,,,7,,\n", table())
    assert [p.claim.quantity.low for p in reading.proposals] == [7]
    (error,) = reading.errors
    assert error.row == 2
    assert field in error.reason or field in error.field


def test_a_count_that_is_not_given_makes_no_claim() -> None:
    assert only("Courier,,,,,,,,,\n") == []


def test_a_part_may_point_at_a_row_above_with_the_same_cells() -> None:
    mapping = read_mapping(
        '[[table]]\n[[table.claim]]\nname = "figure"\ncount = "n"\n'
        'part_of = { claim = "figure", same = ["who"], when = { column = "how", in = ["dont"] } }'
    ).tables[0]
    reading = read_rows("who,how,n\nA,,484\nB,,12\nA,dont,105\nC,dont,3\n", mapping)
    assert [p.claim.part_of for p in reading.proposals] == [None, None, 0, None]
    assert [e.row for e in reading.errors] == [5]


def test_a_table_without_the_columns_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="no column"):
        read_table("outlet\nCourier\n", table())


def test_a_claim_of_a_row_keeps_its_outlet_and_date_as_json() -> None:
    (claim,) = only("Courier,2031-04-02,,,,,,12,,\n")
    assert claim_from_json(claim_to_json(claim)) == claim


def test_the_ledger_is_read_whole(shared: Path) -> None:
    mapping = load_mapping(ROOT / "examples/mappings/coalition_claims_ledger.toml")
    counts = {}
    for path in sorted((shared / "data/coalition_claims_ledger").glob("*.csv")):
        text = path.read_text(encoding="utf-8")
        found = mapping_for(mapping, path.name, read_sheet(text).header)
        assert found is not None
        reading = read_rows(text, found)
        assert reading.errors == ()
        for proposal in reading.proposals:
            c = proposal.claim
            assert c.count_span.of(text) == c.quantity.verbatim
            assert c.publisher is not None
        counts[path.stem] = len(reading.proposals)
    assert counts == {"citation_chain_snhr_march2017": 48, "cumulative_claims": 22, "monthly_reports": 0}
