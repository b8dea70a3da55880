"""The gap table: rows, kinds, silence, lag. Invented reports, public names."""

from __future__ import annotations

from datetime import date

from tests.builders import make_claim

from bilan.accountability import GapRow, gap
from bilan.actors import registry
from bilan.model.claim import FiledClaim
from bilan.model.ids import ActorId
from bilan.reconcile.world import World


def actor(name: str) -> ActorId:
    found = registry().resolve(name)
    assert found is not None
    return found.id


def rows(*claims: FiledClaim, links: tuple[tuple[FiledClaim, FiledClaim], ...] = (), **more: object) -> list[GapRow]:
    world = World.of(list(claims), [(a.id, b.id) for a, b in links], date(2020, 1, 1))
    return gap(world, **more)  # type: ignore[arg-type]


def row(found: list[GapRow], name: str, kind: str | None = None) -> GapRow:
    (one,) = [r for r in found if r.actor == actor(name) and (kind is None or r.kind == kind)]
    return one


ALLEGED = {"speaker": "Airwars", "place": "Mosul", "period": "2017-03-17", "published": "2017-03-20"}


def test_the_gap_runs_from_what_must_be_unadmitted_to_what_may_be() -> None:
    said = make_claim("100-120", by="United States", exhibit="a", **ALLEGED)  # type: ignore[arg-type]
    owned = make_claim(30, by="US military", speaker="US military", stance="admits", exhibit="b", place="Raqqa")
    us = row(rows(said, owned), "United States")
    assert (us.alleged.low, us.admitted.low, us.admitted.high) == (130, 30, 30)
    assert us.gap.low == 100
    assert us.gap.high is not None
    assert us.gap.high >= 100


def test_an_admission_that_nobody_alleged_is_listed_apart() -> None:
    said = make_claim("100-120", by="United States", exhibit="a", **ALLEGED)  # type: ignore[arg-type]
    elsewhere = make_claim(30, by="US military", speaker="US military", stance="admits", exhibit="b", place="Raqqa")
    there = make_claim(12, by="US military", speaker="US military", stance="admits", exhibit="c", place="Mosul")
    us = row(rows(said, elsewhere, there), "United States")
    assert us.unalleged == (elsewhere.id,)
    assert us.as_json()["claims"]["admitted_without_allegation"] == [elsewhere.id]


def test_a_link_tells_which_allegation_an_admission_answers() -> None:
    said = make_claim(9, by="United States", exhibit="a", **ALLEGED)  # type: ignore[arg-type]
    owned = make_claim(9, by="US military", speaker="US military", stance="admits", exhibit="b", place="Mosul")
    again = make_claim(4, by="US military", speaker="US military", stance="admits", exhibit="c", place="Mosul")
    report = make_claim(4, by="US military", speaker="US military", stance="admits", exhibit="d", place="Mosul")
    loose = rows(said, owned, again, report)
    assert row(loose, "United States").unalleged == ()
    linked = rows(said, owned, again, report, links=((said, owned), (again, report)))
    assert set(row(linked, "United States").unalleged) & {again.id, report.id}
    assert owned.id not in row(linked, "United States").unalleged


def test_blaming_somebody_else_alleges_nothing_against_the_one_who_admits() -> None:
    said = make_claim(9, by="Russian forces", exhibit="a", **ALLEGED)  # type: ignore[arg-type]
    owned = make_claim(9, by="US military", speaker="US military", stance="admits", exhibit="b", place="Mosul")
    assert row(rows(said, owned), "United States").unalleged == (owned.id,)


def test_a_recorder_that_is_quoted_has_no_row() -> None:
    assert [r.actor for r in rows(make_claim(9, by="Russian forces", **ALLEGED))] == [actor("Russia")]  # type: ignore[arg-type]


def test_a_command_of_an_alliance_speaks_for_the_alliance_and_has_no_row_of_its_own() -> None:
    found = rows(make_claim(80, stance="admits", speaker="CJTF-OIR", by="US-led Coalition"))
    assert {(r.actor, r.kind) for r in found} == {
        (actor("US-led Coalition"), "alliance"),
        (actor("US-led Coalition"), "unattributed"),
    }


def test_silence_needs_a_dated_allegation_and_a_recorded_search() -> None:
    said = make_claim(9, by="Russian forces", exhibit="a", **ALLEGED)  # type: ignore[arg-type]
    russia = actor("Russia")
    assert row(rows(said), "Russia").silent_days is None
    assert row(rows(said), "Russia").first_alleged == date(2017, 3, 20)
    searched = rows(said, searched={russia: date(2017, 3, 30)})
    assert row(searched, "Russia").silent_days == 10
    denial = make_claim(
        "some", stance="denies", speaker="Russia", by="Russian forces", published="2017-03-22", exhibit="d"
    )
    answered = rows(said, denial, searched={russia: date(2017, 3, 30)})
    assert row(answered, "Russia").silent_days is None
    assert len(row(answered, "Russia").denials) == 1


def test_lag_runs_from_the_first_allegation_to_the_admission_of_a_linked_incident() -> None:
    said = make_claim(105, by="United States", exhibit="a", **ALLEGED)  # type: ignore[arg-type]
    owned = make_claim(
        105, by="US military", speaker="US military", stance="admits", exhibit="b", published="2017-05-25"
    )
    assert row(rows(said, owned, links=((said, owned),)), "United States").median_lag_days == 66
    assert row(rows(said, owned), "United States").median_lag_days is None


def test_what_others_say_of_silence_is_no_denial() -> None:
    quiet = make_claim(
        "some", stance="no_admission", by="non-US Coalition partners", members=["France", "Belgium"], exhibit="n"
    )
    france = row(rows(quiet), "France")
    assert (len(france.no_admission), len(france.denials), france.kind) == (1, 0, "member")
