"""What people do at the desk: one verb, one entry; who may not, is told; what makes no sense, is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.plain_reader import PlainReader, dossier_with

from bilan import desk
from bilan.claims import ledger
from bilan.desk import Person, Role
from bilan.evidence import Dossier
from bilan.model.claim import Claim, claim_from_json
from bilan.model.errors import Refused, WrongUse
from bilan.model.ids import ClaimId
from bilan.model.period import Period
from bilan.model.vocab import Basis, Cause, ClaimState, Group, Harm, Hedge, Stance

RESEARCHER = Person("R. Searcher", frozenset({Role.RESEARCHER}))
REVIEWER = Person("A. Reviewer", frozenset({Role.REVIEWER}))
LEAD = Person("L. Ead", frozenset({Role.LEAD}))
TEXT = "On Friday 12 civilians were killed by Bombers. Of these, 4 civilians were killed among them. 30 were injured."


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dossier]:
    PlainReader().install(monkeypatch, "1")
    with dossier_with(tmp_path, report=TEXT) as opened:
        yield opened


@pytest.fixture
def ids(dossier: Dossier) -> list[ClaimId]:
    return [c.id for c in ledger(dossier)]


def corrected(dossier: Dossier, claim: ClaimId, *changes: str) -> Claim:
    entry = desk.correct_claim(dossier, REVIEWER, claim, changes)
    assert entry.payload is not None
    record = claim_from_json(entry.payload["result"]["record"])
    on_file = next(c for c in ledger(dossier) if c.id == claim)
    assert on_file.state is ClaimState.CORRECTED
    return record


def test_a_decision_is_one_entry_that_holds_all_that_was_judged(dossier: Dossier, ids: list[ClaimId]) -> None:
    before = len(dossier.journal)
    moment = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    entry = desk.accept_claim(dossier, REVIEWER, ids[1], reason="seen", now=moment)
    assert len(dossier.journal) == before + 1 == entry.seq
    assert (entry.type, entry.time) == ("claim_accepted", "2024-05-01T09:30:00.000000Z")
    assert entry.payload is not None
    assert entry.payload["anchor"]["quote"] == "Of these, 4 civilians were killed among them."
    assert entry.payload["judged"] == entry.payload["result"]
    assert entry.payload["judged"]["part_of"] == ids[0]
    assert entry.payload["related"][0]["claim"] == ids[0]
    decision = dossier.decisions()[ids[1]]
    assert (decision.by, decision.reason, decision.state) == ("A. Reviewer", "seen", ClaimState.ACCEPTED)
    assert claim_from_json(decision.record) == ledger(dossier)[1].record


def test_the_latest_decision_holds_and_the_machine_is_still_what_was_judged(
    dossier: Dossier, ids: list[ClaimId]
) -> None:
    desk.accept_claim(dossier, REVIEWER, ids[0])
    corrected(dossier, ids[0], "low=13")
    corrected(dossier, ids[0], "stance=admits")
    decision = dossier.decisions()[ids[0]]
    assert decision.record["count"]["low"] == 13
    assert decision.record["stance"] == "admits"
    assert decision.judged.record["count"]["low"] == 12
    desk.reject_claim(dossier, LEAD, ids[0])
    assert ledger(dossier)[0].state is ClaimState.REJECTED


@pytest.mark.parametrize("person", [RESEARCHER, Person("Nobody", frozenset())])
def test_who_may_not_decide_is_refused(dossier: Dossier, ids: list[ClaimId], person: Person) -> None:
    before = len(dossier.journal)
    acts = [
        lambda: desk.accept_claim(dossier, person, ids[0]),
        lambda: desk.reject_claim(dossier, person, ids[0]),
        lambda: desk.correct_claim(dossier, person, ids[0], ["low=1"]),
        lambda: desk.link_claims(dossier, person, ids[0], ids[2]),
        lambda: desk.unlink_claims(dossier, person, ids[0], ids[2]),
    ]
    for act in acts:
        with pytest.raises(Refused, match="may not") as caught:
            act()
        assert caught.value.exit_code == 3
        assert "reviewer" in caught.value.advice
    assert len(dossier.journal) == before


def test_who_may_not_add_is_refused(dossier: Dossier, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        desk.add(dossier, [tmp_path], person=REVIEWER)
    assert desk.local_person("me").roles == frozenset(Role)
    with pytest.raises(WrongUse):
        desk.local_person("  ")


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ("harm=injured", "harm", Harm.INJURED),
        ("group=child, woman", "groups", (Group.CHILD, Group.WOMAN)),
        ("group=enfants", "groups", (Group.CHILD,)),
        ("stance=denies", "stance", Stance.DENIES),
        ("cause=airstrike", "cause", Cause.AIRSTRIKE),
        ("period=2017-03", "period", Period.parse("2017-03")),
        ("period=2017-02-19/2017-06-19", "period", Period(date(2017, 2, 19), date(2017, 6, 19))),
        ("period.from=2016-03", "period", Period(date(2016, 3, 1), None)),
        ("period.to=2016", "period", Period(None, date(2016, 12, 31))),
        ("as_of=2017-05-31", "as_of", date(2017, 5, 31)),
        ("running=yes", "running", True),
        ("possible=oui", "possible", True),
        ("by=none", "by", ()),
    ],
)
def test_each_field_can_be_corrected(
    dossier: Dossier, ids: list[ClaimId], change: str, field: str, value: object
) -> None:
    assert getattr(corrected(dossier, ids[0], change), field) == value


@pytest.mark.parametrize(
    ("changes", "bounds", "hedge"),
    [
        (["count.low=105"], (105, 105), Hedge.EXACTLY),
        (["low=105", "high=none"], (105, None), Hedge.AT_LEAST),
        (["high=20"], (12, 20), Hedge.RANGE),
        (["low=5,800", "hedge=at_least"], (5800, None), Hedge.AT_LEAST),
        (["hedge=about"], (12, 12), Hedge.ABOUT),
        (["low=1", "high=200", "hedge=up_to"], (1, 200), Hedge.UP_TO),
        (["low=0"], (0, 0), Hedge.NONE),
    ],
)
def test_low_high_and_hedge_go_together(
    dossier: Dossier, ids: list[ClaimId], changes: list[str], bounds: object, hedge: Hedge
) -> None:
    quantity = corrected(dossier, ids[0], *changes).quantity
    assert (quantity.low, quantity.high) == bounds
    assert quantity.hedge is hedge
    assert quantity.verbatim == "12"


def test_a_name_that_stays_keeps_its_words(dossier: Dossier, ids: list[ClaimId]) -> None:
    record = corrected(
        dossier, ids[0], "by=Bombers; Others", "place=Northtown", "speaker=A hospital", "basis.place=inherited"
    )
    assert [m.span is not None for m in record.by] == [True, False]
    assert [m.name for m in record.place] == ["Northtown"]
    assert record.speaker is not None
    assert record.basis.place is Basis.INHERITED


@pytest.mark.parametrize(
    "changes",
    [
        ["colour=red"],
        ["lows=3"],
        ["low"],
        ["low=many"],
        ["low=-3"],
        ["low=30", "high=20"],
        ["hedge=at_least", "high=20"],
        ["hedge=perhaps"],
        ["group="],
        ["group=child,child"],
        ["stance=maybe"],
        ["period=2017-13"],
        ["period.from=2018", "period.to=2017"],
        ["running=perhaps"],
        ["low=1", "count.low=2"],
        ["part_of=nothing-like-it"],
        ["low=12"],
        [],
    ],
)
def test_a_correction_that_makes_no_sense_is_refused(dossier: Dossier, ids: list[ClaimId], changes: list[str]) -> None:
    before = len(dossier.journal)
    with pytest.raises(WrongUse) as caught:
        desk.correct_claim(dossier, REVIEWER, ids[0], changes)
    assert caught.value.exit_code == 2
    assert len(dossier.journal) == before


def test_an_unknown_field_is_answered_with_the_nearest() -> None:
    from bilan.desk.correction import settings

    with pytest.raises(WrongUse) as caught:
        settings(["speeker=x"])
    assert "speaker" in caught.value.advice


def test_a_part_cannot_contain_its_whole(dossier: Dossier, ids: list[ClaimId]) -> None:
    with pytest.raises(WrongUse, match="back to this very claim"):
        desk.correct_claim(dossier, REVIEWER, ids[0], [f"part_of={ids[1]}"])
    desk.correct_claim(dossier, REVIEWER, ids[1], ["part_of=none"])
    assert ledger(dossier)[1].part_of is None
    desk.correct_claim(dossier, REVIEWER, ids[0], [f"part_of={ids[1]}"])
    assert ledger(dossier)[0].part_of == ids[1]


def test_links_are_made_once_and_taken_back(dossier: Dossier, ids: list[ClaimId]) -> None:
    desk.link_claims(dossier, REVIEWER, ids[2], ids[0])
    assert dossier.links() == [tuple(sorted((ids[0], ids[2])))]
    for wrong in [(ids[0], ids[2]), (ids[0], ids[0]), (ids[0], ClaimId("nobody"))]:
        with pytest.raises(WrongUse):
            desk.link_claims(dossier, REVIEWER, *wrong)
    desk.unlink_claims(dossier, REVIEWER, ids[0], ids[2])
    assert dossier.links() == []
    with pytest.raises(WrongUse, match="not linked"):
        desk.unlink_claims(dossier, REVIEWER, ids[0], ids[2])
    desk.link_claims(dossier, REVIEWER, ids[0], ids[2])
    assert len(dossier.links()) == 1


def test_a_claim_that_is_not_on_file_cannot_be_decided(dossier: Dossier) -> None:
    with pytest.raises(WrongUse, match="no claim"):
        desk.accept_claim(dossier, REVIEWER, ClaimId("nobody"))


def test_rows_that_a_mapping_cannot_read_are_failures_and_the_rest_counts(tmp_path: Path) -> None:
    (tmp_path / "toll.csv").write_text("town,dead\nNorthtown,12\nSouthtown,many\n")

    class Toll:
        def __init__(self, column: str) -> None:
            self.column = column

        def table_for(self, filename: str, header: Iterable[str]) -> dict[str, Any] | None:
            return {
                "claim": [{"count": self.column, "group": "civilian", "when": {"column": "town", "in": ["Northtown"]}}]
            }

    class Strict(Toll):
        def table_for(self, filename: str, header: Iterable[str]) -> dict[str, Any] | None:
            return {"claim": [{"count": self.column, "group": "civilian"}]}

    with Dossier.create(tmp_path / "d") as opened:
        for _ in range(2):
            added = desk.add(opened, [tmp_path / "toll.csv"], person=RESEARCHER, mapping=Strict("dead"))
            assert len(added.failures) == 1
            assert "row 3" in added.failures[0].reason
        assert len(list(opened.journal.entries("reading_failed"))) == 1
        assert [c.record.quantity.low for c in ledger(opened)] == [12]
        mended = desk.add(opened, [tmp_path / "toll.csv"], person=RESEARCHER, mapping=Toll("dead"))
        assert mended.failures == opened.failures() == []
