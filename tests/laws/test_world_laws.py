"""Laws of the whole chain from claims to bounds: echo, order, parts, honesty. Each has a control that fires."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import make_claim, sha

from bilan.actors import registry
from bilan.model.claim import FiledClaim
from bilan.model.vocab import View
from bilan.reconcile.certificate import check
from bilan.reconcile.codebook import from_content
from bilan.reconcile.question import Question
from bilan.reconcile.shelf import policy, standard
from bilan.reconcile.totals import check_steps
from bilan.reconcile.world import World

TODAY = date(2020, 1, 1)
VOICES = ("SNHR", "Airwars", "Amnesty International")
RELAYS = ("Example Daily", "Le Relais", "صحيفة المثال")
ACTORS = ("US-led Coalition", "Islamic State", "Russian forces")
POLICIES = tuple(p.id for p in standard().in_force())
QUESTIONS = [
    Question(view, by=by, policy=policy)
    for view in (View.ALLEGED, View.ADMITTED)
    for by in (None, registry().resolve("US-led Coalition").id)  # type: ignore[union-attr]
    for policy in POLICIES
]


@st.composite
def reports(draw: st.DrawFn, most: int = 5) -> list[FiledClaim]:
    """A few invented counts by known recorders; each document says one thing."""
    claims = []
    for i in range(draw(st.integers(1, most))):
        count = draw(st.sampled_from(["{}", "{}", "{} listed", "at least {}", "about {}", "up to {}", "only {}"]))
        admits = draw(st.booleans()) and draw(st.booleans())
        claims.append(
            make_claim(
                count.format(draw(st.one_of(st.integers(1, 60), st.sampled_from([12, 20])))),
                group=draw(st.sampled_from(["civilian", "person", "child"])),
                speaker="US military" if admits else draw(st.sampled_from(VOICES)),
                stance="admits" if admits else draw(st.sampled_from(["reports", "alleges"])),
                by=draw(st.sampled_from([None, *ACTORS])),
                place=draw(st.sampled_from([None, "Mosul", "Raqqa", "Iraq", ["Iraq", "Syria"]])),
                period=draw(st.sampled_from([None, "2017-03", "2017-03-17", "2017", "2017-06/2017-08"])),
                exhibit=f"document {i}",
                published="2019-01",
            )
        )
    return claims


def world(claims: list[FiledClaim]) -> World:
    return World.of(claims, [], TODAY)


def answers(claims: list[FiledClaim]) -> list[tuple[int, int | None, int | None, bool]]:
    w = world(claims)
    return [(a.low, a.high, a.best, a.feasible) for a in map(w.answer, QUESTIONS)]


def relayed(claim: FiledClaim, outlet: str) -> FiledClaim:
    """The same figure in another paper, which names where it has it from."""
    r = claim.record
    origin = r.speaker.name if r.speaker else "?"
    return make_claim(
        r.quantity,
        group=[g.value for g in r.groups],
        speaker=outlet,
        cites=origin,
        stance="reports",
        by=[m.name for m in r.by],
        place=[m.name for m in r.place],
        period=r.period,
        exhibit=f"{outlet} after {claim.id}",
        published="2019-02",
        n=r.n,
    )


@settings(max_examples=60)
@given(reports(), st.data())
def test_echo_a_relay_that_cites_changes_no_bound(claims: list[FiledClaim], data: st.DataObject) -> None:
    told = [c for c in claims if c.record.stance.value != "admits"]
    if not told:
        return
    again = relayed(data.draw(st.sampled_from(told)), data.draw(st.sampled_from(RELAYS)))
    assert answers([*claims, again]) == answers(claims)


@settings(max_examples=60)
@given(reports(), st.data())
def test_echo_the_same_document_twice_changes_no_bound(claims: list[FiledClaim], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(claims))
    copy = replace(
        one,
        exhibit=type(one.exhibit)(sha(f"copy of {one.exhibit}")),
        id=type(one.id)(sha(f"copy of {one.id}")[:20]),
    )
    assert answers([*claims, copy]) == answers(claims)


@settings(max_examples=40)
@given(reports())
def test_an_independent_report_does_change_a_bound(claims: list[FiledClaim]) -> None:
    """The control of echo: a voice not heard yet, with more than anybody said."""
    more = make_claim(5000, group="person", speaker="Human Rights Watch", exhibit="independent", published="2019-02")
    assert answers([*claims, more]) != answers(claims)


@settings(max_examples=60)
@given(reports(), st.randoms())
def test_order_says_nothing(claims: list[FiledClaim], random: object) -> None:
    shuffled = list(claims)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert answers(shuffled) == answers(claims)


@settings(max_examples=40)
@given(reports(), st.integers(1, 60))
def test_parts_stay_inside_their_whole(claims: list[FiledClaim], size: int) -> None:
    whole = claims[0]
    part = make_claim(
        min(size, policy("strict").floor(whole.record.quantity)),
        group="child",
        speaker=whole.record.speaker.name if whole.record.speaker else None,
        stance=whole.record.stance,
        part_of=whole,
        exhibit="document 0",
        published="2019-01",
        n=7,
    )
    alone, together = world([whole]), world([whole, part])
    for q in QUESTIONS:
        if q.by is None:
            a, b = alone.answer(q), together.answer(q)
            assert (a.low, a.high, a.best) == (b.low, b.high, b.best), q.policy
    apart = world([whole, replace(part, part_of=None, record=replace(part.record, part_of=None))])
    q = Question(View.ALLEGED)
    if alone.answer(q).high is not None:
        assert apart.answer(q).high != together.answer(q).high  # the control: unbound, it would add to the high


@settings(max_examples=40)
@given(st.integers(2, 500), st.sampled_from(["at least ", "more than "]), st.sampled_from(POLICIES))
def test_honesty_an_open_count_never_becomes_an_exact_one(n: int, hedge: str, rule: str) -> None:
    answer = world([make_claim(f"{hedge}{n}", period="2017-03-17", place="Mosul")]).answer(Question(policy=rule))
    assert answer.high is None
    exact = world([make_claim(n, period="2017-03-17", place="Mosul")]).answer(Question())
    assert (exact.low, exact.high) == (n, n)  # the control


@pytest.mark.parametrize("rule", POLICIES)
def test_under_every_policy_an_independent_voice_changes_a_bound_and_a_relay_does_not(rule: str) -> None:
    """The control of echo, policy by policy."""
    place = {"place": "Mosul", "period": "2017-03-17", "published": "2019-01"}
    one = make_claim("12 listed", speaker="SNHR", exhibit="first", **place)  # type: ignore[arg-type]
    other = make_claim("20 listed", speaker="Human Rights Watch", exhibit="second", **place)  # type: ignore[arg-type]

    def bounds(*claims: FiledClaim) -> tuple[int, int | None]:
        answer = world(list(claims)).answer(Question(policy=rule))
        return answer.low, answer.high

    assert bounds(one, relayed(one, "Le Relais")) == bounds(one)
    assert bounds(one, other) != bounds(one)


@settings(max_examples=60)
@given(reports())
def test_under_every_policy_the_figures_hold_together_and_can_be_checked(claims: list[FiledClaim]) -> None:
    """Low ≤ best ≤ high, every proof adds up, and every total's steps follow from one another to the row they lower."""
    w = world(claims)
    for q in QUESTIONS:
        a = w.answer(q)
        assert a.rule is not None
        assert a.high is None or a.low <= a.high
        assert (a.best is None) == (a.rule.best is None)
        assert a.best is None or (a.low <= a.best and (a.high is None or a.best <= a.high))
        proofs = list(_proofs(a.certificate))
        assert [wrong for proof in proofs for wrong in check(proof)] == []
        for told, steps in a.lowered:
            assert check_steps(steps) == []
            rows = [r for p in proofs for r in p["rows"] if r["kind"] == "most" and r["claims"] == list(told)]
            assert {r["bound"] for r in rows} <= {steps[-1].after[1]}


def _proofs(certificate: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for key, value in certificate.items():
        if key in ("low", "high", "best"):
            yield value
        else:
            for inner in value:
                yield from _proofs(inner)


@settings(max_examples=40)
@given(reports(), st.sampled_from(POLICIES))
def test_honesty_the_low_says_no_more_than_the_floors_of_all_claims(claims: list[FiledClaim], rule: str) -> None:
    """What a policy leaves out or lowers never raises the low above what `strict` reads in the same claims."""
    w = world(claims)
    for by in {q.by for q in QUESTIONS}:
        strict, under = w.answer(Question(by=by, policy="strict")), w.answer(Question(by=by, policy=rule))
        if strict.feasible and under.feasible:
            assert under.low <= strict.low


CITED = from_content(
    {
        **policy("ibc").content,
        "version": "2",
        "totals": {
            "longer_than_days": 7,
            "places": ["country", "region", "governorate"],
            "exact": ["exactly", "listed", "only"],
            "adjustment": [
                {"kind": "combatant_share", "share": ["0.1", "0.3"], "source": "a survey"},
                {"kind": "baseline", "count": [3, 9], "from": "2017", "to": "2017", "source": "a register"},
                {"kind": "confirmed_overlaps", "source": "our incidents"},
                {"kind": "possible_overlaps", "share": ["1/2", "1"], "source": "our incidents"},
            ],
        },
    }
)


@settings(max_examples=80, deadline=None)
@given(reports(4), st.sampled_from(["ibc", "ibc@1"]))
def test_lowering_totals_breaks_no_figure_and_every_step_can_be_checked(claims: list[FiledClaim], rule: str) -> None:
    """Two voices for everything, so that totals count: lowered by each other and by incidents, they still fit together."""
    twins = [again_by("Human Rights Watch", c) for c in claims if c.record.stance.value != "admits"]
    w = World.of([*claims, *twins], [], TODAY, adopted=[CITED])
    for by in {q.by for q in QUESTIONS}:
        plain, a = w.answer(Question(by=by)), w.answer(Question(by=by, policy=rule))
        if not plain.feasible:
            continue
        assert a.feasible
        assert a.low <= plain.low
        if not a.provisional:  # a provisional ceiling binds nobody else
            assert plain.high is None or (a.high is not None and a.high <= plain.high)
        assert [wrong for proof in _proofs(a.certificate) for wrong in check(proof)] == []
        for told, steps in a.lowered:
            assert check_steps(steps) == []
            rows = [r for p in _proofs(a.certificate) for r in p["rows"] if r["kind"] == "most"]
            assert {r["bound"] for r in rows if r["claims"] == list(told)} <= {steps[-1].after[1]}


def again_by(who: str, claim: FiledClaim) -> FiledClaim:
    """The same count, found out by somebody else."""
    r = claim.record
    return make_claim(
        r.quantity,
        group=[g.value for g in r.groups],
        speaker=who,
        stance="reports",
        by=[m.name for m in r.by],
        place=[m.name for m in r.place],
        period=r.period,
        exhibit=f"{who} on {claim.id}",
        published="2019-02",
    )
