"""The latest finding stands, everything earlier is kept; lag, silence, an alliance beside its members. All invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bilan.accountability.history import Allegation, History, alliances_beside_members, histories, unattributed
from bilan.accountability.parties import party
from bilan.accountability.response import Number, Response, compared, gap_between
from bilan.model.vocab import ResponseKind

K = ResponseKind
RIDERS = party("The Green Riders")
EVENT = Allegation(Number(10, 14), date(2019, 3, 1))


def said(
    kind: ResponseKind, day: str | None = None, *more: ResponseKind, number: int | None = None, **other: object
) -> Response:
    told = Response(
        RIDERS,
        "E1",
        "incident",
        (kind, *more),
        date.fromisoformat(day) if day else None,
        Number(number, number) if number is not None else None,
        words=f"{kind} {day}",
    )
    return replace(told, **other)  # type: ignore[arg-type]


def history(*responses: Response, until: str | None = None) -> History:
    (one,) = histories(responses, {"E1": EVENT}, looked_until=date.fromisoformat(until) if until else None)
    return one


def test_the_latest_finding_stands_and_the_earlier_ones_are_kept_in_order() -> None:
    h = history(said(K.ADMITTED, "2020-05-01", number=4), said(K.DENIED_NO_ACTIVITY, "2019-04-01"))
    assert [r.kind for r in h.responses] == [K.DENIED_NO_ACTIVITY, K.ADMITTED_LOWER]
    assert (h.standing, h.conceded) == (K.ADMITTED_LOWER, Number(4, 4))
    assert (h.lag_days, h.admission_lag_days) == (31, 427)


@pytest.mark.parametrize(
    ("number", "kind"), [(10, K.ADMITTED_FULL), (14, K.ADMITTED_FULL), (9, K.ADMITTED_LOWER), (0, K.ADMITTED_LOWER)]
)
def test_an_admission_is_in_full_when_it_reaches_the_alleged_minimum(number: int, kind: ResponseKind) -> None:
    assert history(said(K.ADMITTED, "2019-05-01", number=number)).standing is kind


def test_an_admission_without_numbers_is_not_compared() -> None:
    assert history(said(K.ADMITTED, "2019-05-01")).standing is K.ADMITTED
    assert compared(K.ADMITTED, Number(3, 3), None) is K.ADMITTED
    assert compared(K.DENIED, Number(3, 3), Number(1, 1)) is K.DENIED


def test_looking_again_after_a_finding_reopens() -> None:
    h = history(said(K.DENIED, "2019-05-01"), said(K.UNDER_ASSESSMENT, "2020-01-01"))
    assert h.standing is K.REOPENED
    first = history(said(K.UNDER_ASSESSMENT, "2019-05-01"), said(K.UNDER_ASSESSMENT, "2019-06-01"))
    assert first.standing is K.UNDER_ASSESSMENT


def test_a_denial_after_an_admission_takes_it_back_and_keeps_its_ground() -> None:
    h = history(said(K.ADMITTED, "2019-05-01", number=12), said(K.DENIED_COMBATANTS, "2020-01-01"))
    assert h.standing is K.WITHDRAWN
    assert h.responses[-1].kinds == (K.WITHDRAWN, K.DENIED_COMBATANTS)
    assert h.conceded is None
    assert h.responses[0].conceded == Number(12, 12)


@pytest.mark.parametrize("act", [K.APOLOGY, K.PAYMENT, K.REFUSED, K.ACKNOWLEDGED])
def test_an_act_stands_beside_a_finding_and_undoes_none(act: ResponseKind) -> None:
    assert history(said(K.ADMITTED, "2019-05-01", number=12), said(act, "2020-01-01")).standing is K.ADMITTED_FULL
    assert history(said(act, "2020-01-01")).standing is act


@pytest.mark.parametrize("closing", [K.DUPLICATE, K.DISPUTED])
def test_a_duplicate_or_a_dispute_is_a_finding(closing: ResponseKind) -> None:
    assert history(said(K.DENIED, "2019-05-01"), said(closing, "2020-01-01")).standing is closing


def test_a_statement_without_a_date_comes_before_the_dated_ones() -> None:
    h = history(said(K.DENIED, "2019-05-01"), said(K.ADMITTED, None, number=10))
    assert [r.said for r in h.responses] == [None, date(2019, 5, 1)]
    assert h.lag_days == 61


def test_a_statement_that_two_files_repeat_counts_once() -> None:
    one = said(K.DENIED, "2019-05-01", where="row 2 of a.csv")
    again = replace(one, where="row 9 of b.csv", words=one.words.upper() + "  ")
    assert len(history(one, again).responses) == 1
    assert len(history(one, replace(again, said=date(2019, 5, 2))).responses) == 2


def test_silence_is_counted_from_the_allegation_to_a_stated_day_only() -> None:
    silent = said(K.NO_RESPONSE)
    assert history(silent).silent_days is None
    assert history(silent, until="2019-03-31").silent_days == 30
    assert history(silent, until="2019-02-01").silent_days is None
    assert history(silent, said(K.ACKNOWLEDGED, "2019-03-02"), until="2019-03-31").silent_days is None


def test_no_response_is_no_denial_and_stands_only_alone() -> None:
    assert history(said(K.NO_RESPONSE)).standing is K.NO_RESPONSE
    both = history(said(K.DENIED, "2019-05-01"), said(K.NO_RESPONSE, "2020-01-01"))
    assert both.standing is K.DENIED


def test_an_answer_dated_before_the_allegation_has_no_lag() -> None:
    assert history(said(K.DENIED, "2019-02-01")).lag_days is None


def test_parties_and_subjects_have_histories_of_their_own() -> None:
    other = replace(said(K.DENIED, "2019-05-01"), party=party("Northern Front"))
    total = replace(said(K.ADMITTED, "2019-05-01", number=3), subject="killed; Northtown; 2019", on="total")
    assert len(histories([said(K.DENIED, "2019-05-01"), other, total])) == 3


def test_what_an_alliance_says_stands_beside_what_its_members_say() -> None:
    alliance = replace(said(K.ADMITTED, "2019-05-01", number=10), party=party("US-led Coalition"))
    member = replace(said(K.DENIED_NO_ACTIVITY, "2019-06-01"), party=party("Netherlands"))
    stranger = replace(said(K.DENIED, "2019-06-01"), party=party("Russia"))
    (row,) = alliances_beside_members(histories([alliance, member, stranger], {"E1": EVENT}))
    assert (row.alliance.name, row.says) == ("US-led Coalition", K.ADMITTED_FULL)
    assert row.members == {"Netherlands": K.DENIED_NO_ACTIVITY}
    assert unattributed(row)
    owned = replace(said(K.ADMITTED, "2019-07-01", number=10), party=party("United Kingdom"))
    (row,) = alliances_beside_members(histories([alliance, member, owned], {"E1": EVENT}))
    assert not unattributed(row)


def test_the_gap_runs_from_what_must_be_unadmitted_to_what_may_be() -> None:
    assert gap_between(Number(10, 14), Number(2, 3)) == Number(7, 12)
    assert gap_between(Number(1, 2), Number(5, 5)) == Number(0, 0)
    assert gap_between(Number(10, None), Number(2, 2)) == Number(8, None)


def test_a_response_says_something() -> None:
    with pytest.raises(ValueError, match="says something"):
        Response(RIDERS, "E1", "incident", ())
