"""A person decides on a grade: one entry, never without a reason; what the rules proposed is kept beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.plain_reader import PlainReader, dossier_with

from bilan import desk
from bilan.assess import built_in
from bilan.assess.claimed import facts_in
from bilan.assess.decided import decided_on
from bilan.claims import ledger
from bilan.desk import Person, Role
from bilan.evidence import Dossier
from bilan.model.errors import Refused, WrongUse
from bilan.model.ids import IncidentId
from bilan.reconcile.world import World

REVIEWER = Person("A. Reviewer", frozenset({Role.REVIEWER}))
RESEARCHER = Person("R. Searcher", frozenset({Role.RESEARCHER}))
TEXT = "On Friday 12 civilians were killed by Bombers. Later 30 were injured."
BOOK = built_in("airwars")


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dossier]:
    PlainReader().install(monkeypatch, "1")
    with dossier_with(tmp_path, report=TEXT) as opened:
        first, second = (c.id for c in ledger(opened))
        desk.link_claims(opened, REVIEWER, first, second)
        yield opened


def incident(dossier: Dossier) -> IncidentId:
    (found,) = facts_in(World.load(dossier))
    return IncidentId(found.facts.incident)


def test_a_grade_is_one_entry_with_what_was_proposed_and_why(dossier: Dossier) -> None:
    before = len(dossier.journal)
    moment = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    entry = desk.grade_incident(
        dossier, REVIEWER, incident(dossier), BOOK, "fair", reason="a second voice by phone", now=moment
    )
    assert len(dossier.journal) == before + 1
    assert entry.payload is not None
    assert (entry.type, entry.payload["proposed"]["grade"], entry.payload["grade"]) == ("grade_decided", "weak", "fair")
    assert entry.payload["proposed"]["reasons"][0]["fr"]
    (kept,) = dossier.grades()
    assert (kept.grade, kept.by, kept.reason, kept.codebook, kept.version) == (
        "fair", "A. Reviewer", "a second voice by phone", "airwars", BOOK.version,
    )  # fmt: skip
    assert kept.proposed["rule"] == "single-voice"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_grade_without_a_reason_is_refused_and_leaves_no_trace(dossier: Dossier, reason: str) -> None:
    before = (len(dossier.journal), dossier.snapshot())
    with pytest.raises(Refused, match="needs a reason"):
        desk.grade_incident(dossier, REVIEWER, incident(dossier), BOOK, "fair", reason=reason)
    assert (len(dossier.journal), dossier.snapshot()) == before


def test_who_may_not_grade_is_told(dossier: Dossier) -> None:
    with pytest.raises(Refused, match="may not grade"):
        desk.grade_incident(dossier, RESEARCHER, incident(dossier), BOOK, "fair", reason="seen")


def test_a_grade_of_another_codebook_or_an_incident_that_is_not_on_file_is_wrong_use(dossier: Dossier) -> None:
    with pytest.raises(WrongUse, match="no grade of the codebook airwars"):
        desk.grade_incident(dossier, REVIEWER, incident(dossier), BOOK, "verified", reason="seen")
    with pytest.raises(WrongUse, match="no incident"):
        desk.grade_incident(dossier, REVIEWER, IncidentId("nowhere"), BOOK, "fair", reason="seen")


def test_the_latest_decision_under_each_codebook_holds(dossier: Dossier) -> None:
    one = incident(dossier)
    desk.grade_incident(dossier, REVIEWER, one, BOOK, "fair", reason="first")
    desk.grade_incident(dossier, REVIEWER, one, BOOK, "weak", reason="second thoughts")
    desk.grade_incident(dossier, REVIEWER, one, built_in("ibc"), "provisional", reason="one voice")
    assert [(d.codebook, d.grade) for d in dossier.grades()] == [("airwars", "weak"), ("ibc", "provisional")]
    decided = decided_on(facts_in(World.load(dossier)), dossier.grades())
    assert [d.again for d in decided[one]] == [False, False]


def test_a_decision_stays_with_its_claims_and_is_looked_at_again_when_they_change(dossier: Dossier) -> None:
    one = incident(dossier)
    desk.grade_incident(dossier, REVIEWER, one, BOOK, "fair", reason="seen")
    found = facts_in(World.load(dossier))
    fewer = [type(g)(g.facts, g.claims[:1], g.name) for g in found]
    assert decided_on(fewer, dossier.grades())[one][0].again
    elsewhere = [type(g)(g.facts, (), g.name) for g in found]
    assert decided_on(elsewhere, dossier.grades()) == {}


def test_grades_are_rebuilt_from_the_journal_alone(dossier: Dossier) -> None:
    desk.grade_incident(dossier, REVIEWER, incident(dossier), BOOK, "fair", reason="seen")
    live = (dossier.snapshot(), dossier.grades())
    dossier.rebuild()
    assert (dossier.snapshot(), dossier.grades()) == live
    assert dossier.problems() == []
    assert dossier.lying() == []
