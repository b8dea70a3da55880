"""Whatever the archive, one fault put into it is found, at the record that has it; without it the rule is silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lint_world import FAULTS, TODAY, World, incident, world

from bilan.lint import built_in
from bilan.lint.checking import check, read_tables
from bilan.lint.mgrs import kilometres, read_mgrs
from bilan.lint.rulebook import rules
from bilan.lint.source import Line, Sheet
from bilan.model.errors import BilanError

WHOLE_TABLE = {"double-counting"}  # stands at no record
ELSEWHERE = {"named-exceed-maximum": "incidents", "unknown-incident": "victims"}


@st.composite
def archives(draw: st.DrawFn) -> World:
    """A sound archive of three to nine incidents with numbers, points and order of its own."""
    size = draw(st.integers(3, 9))
    made = []
    for n in range(size):
        made.append(
            incident(
                n,
                civilians=draw(st.integers(1, 30)),
                fighters=draw(st.integers(0, 10)),
                injured=draw(st.integers(2, 7)),
                square=f"{draw(st.integers(0, 20)):02}{n:02}",
            )
        )
    return world(*made)


@given(archives())
@settings(max_examples=40)
def test_a_sound_archive_raises_nothing(archive: World) -> None:
    assert [(f.rule, f.record, f.message) for f in archive.report().findings] == []


@pytest.mark.parametrize("rule", FAULTS)
@given(archive=archives(), data=st.data())
@settings(max_examples=12)
def test_one_fault_is_found_where_it_is(rule: str, archive: World, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(archive.incidents) - 1))
    before = archive.report().counts[rule]
    FAULTS[rule](archive, at)
    tables = archive.tables()
    found = [f for f in check(tables).findings if f.rule == rule]
    assert before == 0
    assert len(found) == 1
    if rule not in WHOLE_TABLE and rule not in ELSEWHERE and rule != "possible-duplicate":
        assert found[0].record == tables.records[at].name


@given(archives())
@settings(max_examples=20)
def test_the_order_of_rows_changes_no_count(archive: World) -> None:
    FAULTS["outside-country"](archive, 1)
    FAULTS["duplicate-code"](archive, 2)
    FAULTS["running-total-falls"](archive, 2)
    turned = archive.copy()
    turned.incidents.reverse()
    assert archive.report().counts == turned.report().counts


def test_every_rule_takes_part() -> None:
    assert {rule.id for rule in rules()} == set(FAULTS)


@given(st.integers(0, 99_999), st.integers(0, 99_999), st.sampled_from(["37SEV", "38SMC", "36RXV", "31NAA", "23KPQ"]))
def test_more_digits_of_a_grid_reference_move_it_by_less(east: int, north: int, square: str) -> None:
    fine = read_mgrs(f"{square}{east:05}{north:05}")
    coarse = read_mgrs(f"{square}{east:05}"[:7] + f"{north:05}"[:2])
    assert kilometres(fine, coarse) < 0.75
    assert read_mgrs(f" {square[:3].lower()} {square[3:]} {east:05} {north:05} ") == fine


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "0", "-1", "3.5", "1e14", "181", "-91", "1970-01-01", "2017-02-30", "9999-12-31", "0001-01-01"]
    ),
    st.sampled_from(["37SEV0505", "37FSV123456", "60XZZ11", "Syria", "سوريا", "Syria, Iraq", "unknown", "{0}", "%s"]),
)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(built_in("csv").reads)), CELLS), min_size=1, max_size=5))
@settings(max_examples=150)
def test_whatever_the_cells_hold_the_check_ends_with_a_report_or_an_error_of_ours(rows: list[dict[str, str]]) -> None:
    layout = built_in("csv")
    columns = tuple(dict.fromkeys(c for row in rows for c in row))
    sheet = Sheet("t.jsonl", columns, tuple(Line(n, row) for n, row in enumerate(rows, 2)))
    try:
        report = check(read_tables(Path("t.jsonl"), sheet, layout, as_of=TODAY))
    except BilanError:
        assert not columns
        return
    assert report.records == len(rows)
    assert {c.rule for c in report.checks} == set(FAULTS)
