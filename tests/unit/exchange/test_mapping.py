"""A mapping file: what is wrong with it is said by the name of its key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bilan.exchange.mapping import built_in, load_mapping, mapping_for, read_mapping
from bilan.model.errors import WrongUse

GOOD = """
[[table]]
match = "toll*.csv"
columns = ["town"]
  [[table.claim]]
  count = "dead"
  group = "civilian"
"""


def test_a_mapping_is_plain_data_that_can_be_journalled() -> None:
    table = mapping_for(read_mapping(GOOD), "toll-2017.csv", ["town", "dead"])
    assert json.loads(json.dumps(table)) == table


def test_a_file_that_no_table_names_has_no_mapping() -> None:
    assert mapping_for(read_mapping(GOOD), "other.csv", ["town", "dead"]) is None


def test_a_file_that_fits_by_name_and_lacks_a_column_is_an_error_that_names_it() -> None:
    with pytest.raises(WrongUse, match="dead"):
        mapping_for(read_mapping(GOOD), "toll.csv", ["town"])


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (('group = "civilian"', 'group = "civilians"'), "table[0].claim[0].group"),
        (('group = "civilian"', 'grop = "civilian"'), "table[0].claim[0].grop"),
        (
            ('group = "civilian"', 'stance = { column = "s", values = { a = "admit" } }'),
            "table[0].claim[0].stance.values",
        ),
        (('group = "civilian"', 'place = { colum = "town" }'), "table[0].claim[0].place.colum"),
        (('group = "civilian"', 'place = { column = "town", patterns = ["("] }'), "table[0].claim[0].place.patterns"),
        (('group = "civilian"', 'part_of = "everybody"'), "table[0].claim[0].part_of"),
        (('count = "dead"', ""), "table[0].claim[0].count"),
        (('columns = ["town"]', 'kind = "sums"'), "table[0].kind"),
        (('columns = ["town"]', 'kind = "series"'), "table[0].identity"),
        (("[[table]]", "[[tables]]"), "tables"),
    ],
)
def test_an_error_names_the_key(change: tuple[str, str], key: str) -> None:
    with pytest.raises(WrongUse) as caught:
        read_mapping(GOOD.replace(*change, 1))
    assert f"`{key}`" in str(caught.value)


def test_a_misspelt_key_is_answered_with_the_right_one() -> None:
    with pytest.raises(WrongUse, match="did you mean `group`"):
        read_mapping(GOOD.replace("group", "grop"))


def test_what_is_no_toml_or_no_file_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="not TOML"):
        read_mapping("[[table")
    with pytest.raises(WrongUse, match="cannot be read"):
        load_mapping(tmp_path / "absent.toml")
    with pytest.raises(WrongUse, match="monthly_reports"):
        built_in("weekly")
