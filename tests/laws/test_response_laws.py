"""Responses and grades: order, echo, one that stands. Each law has a control that must fire."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bilan.accountability.history import Allegation, History, histories
from bilan.accountability.parties import party
from bilan.accountability.response import FINDINGS, Number, Response
from bilan.assess import BUILT_IN, Facts, built_in, propose
from bilan.model.vocab import ResponseKind

FIRST = date(2019, 1, 1)
EVENT = Allegation(Number(5, 9), FIRST)
PARTIES = [party("The Green Riders"), party("Northern Front")]
NAMES = ("The Green Riders", "Northern Front", "Southern League")


@st.composite
def statements(draw: st.DrawFn) -> list[Response]:
    """Statements of two parties on two incidents, each on a day of its own."""
    days = draw(st.lists(st.integers(0, 400), unique=True, max_size=8))
    return [
        Response(
            draw(st.sampled_from(PARTIES)),
            draw(st.sampled_from(["E1", "E2"])),
            "incident",
            (draw(st.sampled_from(list(ResponseKind))),),
            FIRST + timedelta(days=day),
            Number(n := draw(st.integers(0, 12)), n),
            words=f"statement {day}",
        )
        for day in days
    ]


facts = st.builds(
    Facts,
    incident=st.just("E1"),
    voices=st.integers(0, 6),
    sources=st.integers(1, 30),
    blamed=st.lists(st.sampled_from(NAMES), unique=True).map(tuple),
    admitted_by=st.lists(st.sampled_from(NAMES), unique=True, max_size=1).map(tuple),
    denied_by=st.lists(st.sampled_from(NAMES), unique=True).map(tuple),
    declared_by=st.lists(st.sampled_from(NAMES), unique=True).map(tuple),
    civilian_harm=st.booleans(),
    only_combatants=st.booleans(),
)


def told(said: list[Response]) -> dict[tuple[str, str], History]:
    alleged = {"E1": EVENT, "E2": EVENT}
    return {(h.party.id, h.subject): h for h in histories(said, alleged, looked_until=date(2021, 1, 1))}


@given(statements(), st.randoms())
def test_the_order_in_which_statements_arrive_changes_nothing(said: list[Response], random: Random) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)
    assert told(shuffled) == told(said)


@given(statements())
def test_a_statement_heard_again_changes_nothing(said: list[Response]) -> None:
    echoes = [replace(r, where="another file", words=f"  {r.words.upper()}") for r in said]
    assert told([*said, *echoes]) == told(said)


def test_control_another_day_is_another_statement() -> None:
    one = Response(PARTIES[0], "E1", "incident", (ResponseKind.DENIED,), FIRST, words="no")
    assert told([one, replace(one, said=FIRST + timedelta(days=1))]) != told([one])


@given(statements())
def test_nothing_is_lost_and_the_latest_finding_stands(said: list[Response]) -> None:
    found = told(said)
    assert sum(len(h.responses) for h in found.values()) == len(said)
    for h in found.values():
        findings = [r for r in h.responses if r.kind.says in FINDINGS]
        if findings:
            assert h.standing is max(findings, key=lambda r: r.said or FIRST).kind
        assert (h.silent_days is None) == any(r.is_answer for r in h.responses)
        assert h.conceded is None or h.standing.says == "admits"


@given(facts, st.integers(1, 50))
def test_an_echo_a_denial_and_a_declared_strike_change_no_grade(known: Facts, more: int) -> None:
    louder = replace(known, sources=known.sources + more, denied_by=NAMES, declared_by=NAMES, say_combatants=NAMES)
    for book in map(built_in, BUILT_IN):
        before, after = propose(known, book), propose(louder, book)
        assert before is not None
        assert after is not None
        assert (after.grade, after.rule) == (before.grade, before.rule)


def test_control_an_independent_voice_may_change_a_grade() -> None:
    one = Facts("E1", voices=1, sources=1)
    changed = [b for b in BUILT_IN if propose(replace(one, voices=3), built_in(b)) != propose(one, built_in(b))]
    assert changed == list(BUILT_IN)


@given(facts)
def test_every_proposal_says_why_in_three_languages(known: Facts) -> None:
    for book in map(built_in, BUILT_IN):
        proposal = propose(known, book)
        assert proposal is not None
        assert proposal.rule not in proposal.also
        assert all(r.fr and r.en and r.ar and "{" not in r.fr + r.en + r.ar for r in proposal.reasons)
