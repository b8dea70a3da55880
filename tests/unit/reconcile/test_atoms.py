"""Cutting the space of deaths: every combination that can occur, and no other."""

from __future__ import annotations

import time
from datetime import date, timedelta

from bilan.model.ids import IncidentId, PlaceId
from bilan.model.period import Period
from bilan.model.vocab import Cause, Group, Harm
from bilan.reconcile.atoms import cut
from bilan.reconcile.region import Region, causes_of, harms_of, people_of


def _members(*regions: Region) -> set[tuple[int, ...]]:
    return {tuple(sorted(a.members)) for a in cut(regions)}


def _at(*places: str, **more: object) -> Region:
    return Region(tuple(PlaceId(p) for p in places), **more)  # type: ignore[arg-type]


def _people(*groups: Group) -> int:
    return people_of(groups)[0]


def test_nothing_said_leaves_nothing_to_cut() -> None:
    assert cut([]) == []


def test_a_place_that_encloses_another_keeps_a_rest_of_its_own() -> None:
    assert _members(_at("iq"), _at("iq/nineveh"), _at("sy")) == {(0,), (0, 1), (2,)}


def test_a_name_that_only_begins_alike_is_another_place() -> None:
    assert _members(_at("iq/mosul"), _at("iq/mosul-east")) == {(0,), (1,)}


def test_two_places_meant_at_once_are_one_region() -> None:
    assert _members(_at("iq", "sy"), _at("sy")) == {(0,), (0, 1)}


def test_neighbouring_days_share_nothing_and_open_periods_reach_all_days() -> None:
    day = date(2017, 3, 17)
    before, after = Region(period=Period(None, day)), Region(period=Period(day + timedelta(1), None))
    assert _members(before, after) == {(0,), (1,)}
    assert _members(before, after, Region()) == {(0, 2), (1, 2)}
    assert _members(Region(period=Period(None, day)), Region(period=Period(day, None))) == {(0,), (1,), (0, 1)}


def test_groups_cut_people_by_who_they_are() -> None:
    children, women = Region(people=_people(Group.CHILD)), Region(people=_people(Group.WOMAN))
    either = Region(people=_people(Group.WOMAN, Group.CHILD))
    assert _members(children, women, either) == {(0, 2), (1, 2)}


def test_an_atom_is_protected_only_where_everybody_in_it_is() -> None:
    atoms = cut([Region(), Region(people=_people(Group.CHILD)), Region(people=_people(Group.WOMAN, Group.MAN))])
    assert {(tuple(sorted(a.members)), a.protected) for a in atoms} == {((0, 1), True), ((0, 2), False)}


def test_killed_or_injured_meets_both_and_another_cause_meets_none() -> None:
    either = Region(harms=harms_of(Harm.KILLED_OR_INJURED))
    injured = Region(harms=harms_of(Harm.INJURED))
    assert _members(either, Region(), injured) == {(0, 1), (0, 2)}
    air, ground = Region(causes=causes_of(Cause.AIRSTRIKE)), Region(causes=causes_of(Cause.ARTILLERY))
    assert _members(air, ground, Region(causes=causes_of(Cause.OTHER))) == {(0, 2), (1, 2), (2,)}


def test_a_death_belongs_to_one_incident_at_most() -> None:
    one, two = Region(incident=IncidentId("one")), Region(incident=IncidentId("two"))
    assert _members(one, two, Region()) == {(0, 2), (1, 2), (2,)}


def test_an_incident_told_at_two_depths_of_place_is_found_where_they_meet() -> None:
    wide, narrow = _at("iq", incident=IncidentId("one")), _at("iq/nineveh", incident=IncidentId("one"))
    assert _members(wide, narrow) == {(0,), (0, 1)}


def test_a_thousand_incidents_under_fifty_totals_are_cut_in_seconds() -> None:
    start = date(2016, 1, 1)
    incidents = [
        _at(f"iq/r{i % 10}/t{i % 37}", period=Period.day(start + timedelta(i % 700)), incident=IncidentId(f"i{i}"))
        for i in range(1000)
    ]
    totals = [_at("iq", period=Period(start + timedelta(7 * i), start + timedelta(11 * i + 30))) for i in range(50)]
    began = time.process_time()
    assert len(cut([*incidents, *totals])) < 3000
    assert time.process_time() - began < 5
