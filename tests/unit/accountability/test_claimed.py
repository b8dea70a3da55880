"""Responses from the claims of a dossier. Invented reports, public names of institutions."""

from __future__ import annotations

from datetime import date

import pytest
from tests.builders import make_claim

from bilan.accountability.claimed import responses_in
from bilan.accountability.reporting import Report, report
from bilan.accountability.response import Number
from bilan.model.claim import FiledClaim
from bilan.model.vocab import ResponseKind
from bilan.reconcile.world import World

K = ResponseKind
EVENT = {"place": "Mosul", "period": "2017-03-17"}


def told(
    *claims: FiledClaim, links: tuple[tuple[FiledClaim, FiledClaim], ...] = (), until: str | None = None
) -> Report:
    world = World.of(list(claims), [(a.id, b.id) for a, b in links], date(2020, 1, 1))
    return report(responses_in(world), as_of=date.fromisoformat(until) if until else None)


def alleged(count: str | int = "100-120", by: str = "United States") -> FiledClaim:
    return make_claim(count, by=by, speaker="Airwars", exhibit="a", published="2017-03-20", **EVENT)  # type: ignore[arg-type]


def answer(count: str | int, stance: str, speaker: str, day: str, **more: object) -> FiledClaim:
    said = {"by": speaker, "exhibit": f"{speaker} {day}", **EVENT, **more}
    return make_claim(count, stance=stance, speaker=speaker, published=day, **said)  # type: ignore[arg-type]


def test_an_admission_of_a_linked_incident_is_compared_with_what_is_alleged() -> None:
    said, owned = alleged(), answer(30, "admits", "US military", "2017-05-25")
    found = told(said, owned, links=((said, owned),))
    (row,) = found.gap
    assert (row.party.name, row.conceded, row.alleged) == ("United States", Number(30, 30), Number(100, 120))
    assert (row.gap, row.lag_days, row.standing) == (Number(70, 90), 66, K.ADMITTED_LOWER)
    (history,) = [h for h in found.histories if h.party.name == "United States"]
    assert history.on == "incident"


@pytest.mark.parametrize(
    ("count", "stance", "kind"),
    [
        (100, "admits", K.ADMITTED_FULL),
        ("only 12", "disputes", K.ADMITTED_LOWER),
        ("some", "disputes", K.DISPUTED),
        ("some", "denies", K.DENIED),
        ("some", "investigates", K.UNDER_ASSESSMENT),
    ],
)
def test_each_stance_has_its_kind(count: str | int, stance: str, kind: ResponseKind) -> None:
    said, reply = alleged(), answer(count, stance, "US military", "2017-05-25")
    (history,) = [h for h in told(said, reply, links=((said, reply),)).histories if h.party.name == "United States"]
    assert history.standing is kind


def test_the_ground_of_a_denial_is_read_from_its_words() -> None:
    said = alleged()
    reply = answer(
        "some",
        "denies",
        "US military",
        "2017-05-25",
        quote="US military: no strikes were conducted, some civilian dead are untrue",
    )
    (history,) = [h for h in told(said, reply, links=((said, reply),)).histories if h.party.name == "United States"]
    assert history.standing is K.DENIED_NO_ACTIVITY


def test_what_an_alliance_admits_and_no_member_takes_upon_itself_is_unattributed() -> None:
    found = told(answer(80, "admits", "CJTF-OIR", "2017-05-25"))
    (row,) = found.gap
    assert (row.party.name, row.standing, row.alleged) == ("US-led Coalition", K.ADMITTED_UNATTRIBUTED, None)


def test_an_alliance_stands_beside_its_member_on_one_incident() -> None:
    said, owned = alleged(10, by="US-led Coalition"), answer(10, "admits", "CJTF-OIR", "2017-05-25")
    denied = answer("some", "denies", "France", "2017-06-01")
    found = told(said, owned, denied, links=((said, owned), (owned, denied)))
    (row,) = [b for b in found.beside if b.members]
    assert dict(row.members) == {"France": K.DENIED}


def test_a_party_blamed_without_an_answer_is_silent_until_the_day_asked_about() -> None:
    (history,) = told(alleged(), until="2017-03-30").histories
    assert (history.standing, history.silent_days, history.on) == (K.NO_RESPONSE, 10, "total")
    assert told(alleged()).histories[0].silent_days is None


def test_what_others_say_of_silence_is_no_answer() -> None:
    quiet = make_claim("some", stance="no_admission", by="US-led Coalition", members=["France", "Belgium"], exhibit="n")
    found = told(quiet)
    assert {(h.party.name, h.standing) for h in found.histories} == {
        ("France", K.NO_RESPONSE),
        ("Belgium", K.NO_RESPONSE),
    }
    assert found.statements == 0


def test_a_figure_that_two_reports_repeat_is_one_statement() -> None:
    owned = answer(30, "admits", "US military", "2017-05-25")
    again = answer(30, "admits", "US military", "2017-06-25", same_as=owned, exhibit="later")
    found = told(owned, again)
    assert found.statements == 1
    assert found.histories[0].responses[0].said == date(2017, 5, 25)


def test_a_recorder_that_is_quoted_answers_nothing() -> None:
    assert told(answer("some", "denies", "Airwars", "2017-05-25", by="United States")).statements == 0


def test_an_apology_in_the_same_words_stands_beside_the_admission() -> None:
    said = alleged()
    owned = answer(
        100, "admits", "US military", "2017-05-25", quote="US military: 100 civilian dead, the command apologizes"
    )
    (row,) = told(said, owned, links=((said, owned),)).histories
    assert row.responses[0].kinds == (K.ADMITTED_FULL, K.APOLOGY)


def test_a_part_of_the_dead_is_not_what_is_alleged() -> None:
    said = alleged(12)
    children = make_claim(
        4,
        by="United States",
        speaker="Airwars",
        exhibit="a",
        published="2017-03-20",
        group=["civilian", "child"],
        part_of=said,
        **EVENT,
    )  # type: ignore[arg-type]
    alone = make_claim(
        3, by="United States", speaker="SNHR", exhibit="b", published="2017-03-21", group="child", **EVENT
    )  # type: ignore[arg-type]
    owned = answer(5, "admits", "US military", "2017-05-25")
    (row,) = told(said, children, alone, owned).gap
    assert (row.alleged, row.standing) == (Number(12, 12), K.ADMITTED_LOWER)


def test_a_silent_alliance_stands_beside_a_member_that_answers() -> None:
    said, owned = alleged(10, by="US-led Coalition"), answer(10, "admits", "US military", "2017-05-25")
    (row,) = told(said, owned, links=((said, owned),)).beside
    assert (row.says, dict(row.members)) == (K.NO_RESPONSE, {"United States": K.ADMITTED_FULL})


def test_an_allegation_against_somebody_else_is_not_what_a_party_answers() -> None:
    said, other = alleged(12), make_claim(90, by="Russian forces", speaker="SNHR", exhibit="b", **EVENT)  # type: ignore[arg-type]
    owned = answer(12, "admits", "US military", "2017-05-25")
    (row,) = told(said, other, owned).gap
    assert (row.alleged, row.standing) == (Number(12, 12), K.ADMITTED_FULL)
    against_alliance = alleged(20, by="US-led Coalition")
    (row,) = told(against_alliance, other, owned).gap
    assert (row.alleged, row.standing) == (Number(20, 20), K.ADMITTED_LOWER)


def test_totals_may_hold_one_another_and_are_not_added() -> None:
    month = answer(30, "admits", "US military", "2017-05-25", period="2017-03")
    year = answer(40, "admits", "US military", "2017-05-26", period="2017")
    found = told(month, year)
    assert len(found.gap) == 2
    assert found.sums()["incidents"] == 0
