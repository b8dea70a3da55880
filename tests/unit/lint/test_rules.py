"""Each rule fires on a fault of its kind, and is silent on an archive without one."""

from __future__ import annotations

import pytest
from tests.lint_world import FAULTS, incident, world

from bilan.lint.outlines import kilometres_outside
from bilan.lint.rulebook import rules
from bilan.model.vocab import LANGS


def test_every_rule_has_a_fault_that_it_must_find() -> None:
    assert {rule.id for rule in rules()} == set(FAULTS)


def test_a_sound_archive_raises_nothing_and_every_rule_looked_at_it() -> None:
    report = world().report()
    assert [f.message for f in report.findings] == []
    assert [c.rule for c in report.checks if c.skipped] == []
    assert [c.rule for c in report.checks if not c.tested] == []


@pytest.mark.parametrize("rule", FAULTS)
def test_a_rule_fires_on_a_fault_of_its_kind(rule: str) -> None:
    archive = world()
    FAULTS[rule](archive, 2)
    found = [f for f in archive.report().findings if f.rule == rule]
    assert len(found) == 1
    assert found[0].message
    assert found[0].file


@pytest.mark.parametrize("rule", rules(), ids=lambda r: r.id)
def test_every_rule_says_what_it_means_in_three_languages(rule: object) -> None:
    words = rule.words  # type: ignore[attr-defined]
    assert set(words) == set(LANGS)
    assert all(w.title and w.definition and w.message for w in words.values())
    assert len({w.definition for w in words.values()}) == 3


@pytest.mark.parametrize("lang", LANGS)
def test_every_message_can_be_said_in_every_language(lang: str) -> None:
    for rule in rules():
        archive = world()
        FAULTS[rule.id](archive, 2)
        hits = [hit for hit in rule.look(archive.tables()) if hit is not None]
        assert all("{" not in rule.message(hit, lang) for hit in hits)  # type: ignore[arg-type]


def test_the_invented_incidents_lie_in_the_country_that_they_state() -> None:
    row = incident(1)
    assert kilometres_outside("sy", float(row["lat"]), float(row["lon"])) == 0.0


def test_a_message_quotes_the_value_as_it_stands() -> None:
    archive = world()
    archive.incidents[1]["lat"] = "95.123456789012"
    (found,) = [f for f in archive.report().findings if f.rule == "impossible-coordinates"]
    assert "95.123456789012" in found.message
    assert found.values["lat"] == "95.123456789012"
    assert (found.record, found.row) == ("X001", 3)


def test_a_rule_whose_column_is_absent_says_so_instead_of_finding_nothing() -> None:
    archive = world()
    for row in archive.incidents:
        row.pop("killed_max")
    skipped = {c.rule: c.skipped for c in archive.report().checks if c.skipped}
    assert skipped["parts-exceed-whole"] == "no count of killed has both parts and a whole"
    assert "parts-exceed-whole" not in archive.report().counts


def test_the_sum_by_belligerent_counts_an_empty_cell_once() -> None:
    archive = world()
    archive.incidents[0]["belligerents"] = "Russian forces, Syrian government forces, Israeli forces"
    archive.incidents[1]["belligerents"] = ""
    totals = archive.report().totals
    assert totals["each_once"].low == 12
    assert totals["by_belligerent_name"].low == 18


def test_a_date_of_tomorrow_is_no_fault_since_the_earth_is_round() -> None:
    archive = world()
    archive.incidents[0] |= {"date": "2026-06-02", "date_end": "2026-06-02", "published": "2026-06-02"}
    assert "future-date" not in {f.rule for f in archive.report().findings}


def test_a_coarse_grid_reference_means_any_point_of_its_square() -> None:
    archive = world()
    archive.attributions[0]["grid"] = "37SEV00"  # a square of 10 km that holds the incident's corner
    assert [f.rule for f in archive.report().findings] == []
    archive.attributions[0]["grid"] = "37SEV55"
    assert [f.rule for f in archive.report().findings] == ["mgrs-far-from-coordinates"]
