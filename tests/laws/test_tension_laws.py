"""Laws of tensions, whatever the claims: order, echo, and that what is offered does resolve. Each with its control."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.builders import make_claim
from tests.laws.test_world_laws import RELAYS, relayed, reports, world

from bilan.model.claim import FiledClaim
from bilan.model.vocab import LANGS, TensionKind
from bilan.reconcile.question import Question
from bilan.reconcile.tension import Tension

STRICT = Question(policy="strict")


@st.composite
def quarrels(draw: st.DrawFn) -> list[FiledClaim]:
    """A few reports, and a limit that one of them exceeds, or nearly."""
    claims = draw(reports())
    for i, limit in enumerate(draw(st.lists(st.integers(1, 60), min_size=1, max_size=2))):
        claims.append(
            make_claim(
                f"{draw(st.sampled_from(['only ', 'up to ']))}{limit}",
                group=draw(st.sampled_from(["civilian", "person", "child"])),
                speaker="Human Rights Watch",
                place=draw(st.sampled_from(["Mosul", "Raqqa", "Iraq"])),
                period=draw(st.sampled_from(["2017-03", "2017-03-17", "2017"])),
                exhibit=f"limit {i}",
                published="2019-01",
            )
        )
    return claims


def of(claims: list[FiledClaim]) -> list[Tension]:
    return world(claims).tensions()


def without(claims: list[FiledClaim], gone: tuple[str, ...]) -> list[FiledClaim]:
    return [c for c in claims if c.id not in gone]


@settings(max_examples=40)
@given(quarrels(), st.randoms(use_true_random=False))
def test_order_of_claims_changes_no_tension(claims: list[FiledClaim], shuffle: random.Random) -> None:
    other = list(claims)
    shuffle.shuffle(other)
    assert [t.as_json() for t in of(other)] == [t.as_json() for t in of(claims)]


@settings(max_examples=40)
@given(quarrels(), st.data())
def test_echo_a_relay_that_cites_adds_no_contradiction_and_no_rank(
    claims: list[FiledClaim], data: st.DataObject
) -> None:
    told = [c for c in claims if c.record.stance.value != "admits"]
    again = relayed(data.draw(st.sampled_from(told)), data.draw(st.sampled_from(RELAYS)))

    def weighed(tensions: list[Tension]) -> list[tuple[TensionKind, int, int]]:
        return [(t.kind, t.people, t.voices) for t in tensions if t.kind is not TensionKind.DRIFT]

    assert weighed(of([*claims, again])) == weighed(of(claims))


@settings(max_examples=60)
@given(quarrels())
def test_setting_aside_what_is_offered_resolves_and_nothing_else_is_needed(claims: list[FiledClaim]) -> None:
    for t in of(claims):
        if t.kind is not TensionKind.INFEASIBLE:
            continue
        own = [c for c in claims if c.id in t.claims]
        assert not world(own).answer(STRICT).feasible
        aside = [r for r in t.relaxations if r.change == "left out"]
        assert aside
        assert all(r.is_solved for r in aside)
        for r in aside:
            figure = next(s for s in world(own).answer(STRICT).conflicts[0] if s in r.sentence.claims)
            rest = without(own, tuple(c for c, root in world(own).stands_for.items() if root == figure or c == figure))
            assert world(rest).answer(STRICT).feasible


@settings(max_examples=60)
@given(quarrels())
def test_every_tension_is_ranked_explained_and_told_in_three_languages(claims: list[FiledClaim]) -> None:
    found = of(claims)
    assert [t.rank for t in found] == list(range(1, len(found) + 1))
    assert len({t.id for t in found}) == len(found)
    for t in found:
        assert t.why is not None
        assert t.people > 0
        assert len(t.quotes) == len(t.claims)
        for sentence in (t.sentence, t.why, *(r.sentence for r in t.relaxations)):
            assert all("{" not in sentence.text(lang) and sentence.text(lang) for lang in LANGS)


@settings(max_examples=40)
@given(st.integers(1, 60), st.integers(1, 60))
def test_a_limit_and_a_floor_quarrel_exactly_where_the_floor_is_higher(limit: int, floor: int) -> None:
    """The control of all the above: people of one place and day, told by two voices."""
    at = {"group": "person", "place": "Mosul", "period": "2017-03-17", "published": "2019-01"}
    top = make_claim(f"only {limit}", speaker="Airwars", exhibit="a", **at)  # type: ignore[arg-type]
    least = make_claim(f"at least {floor}", speaker="SNHR", exhibit="b", **at)  # type: ignore[arg-type]
    found = of([top, least])
    assert [t.kind for t in found] == ([TensionKind.INFEASIBLE] if floor > limit else [])
    assert [t.people for t in found] == ([floor - limit] if floor > limit else [])


@settings(max_examples=40)
@given(st.integers(1, 60), st.integers(1, 60))
def test_honesty_the_slip_that_is_offered_holds_when_it_is_written(limit: int, floor: int) -> None:
    assume(floor > limit)
    at = {"group": "person", "place": "Mosul", "period": "2017-03-17", "published": "2019-01"}
    top = make_claim(f"only {limit}", speaker="Airwars", exhibit="a", **at)  # type: ignore[arg-type]
    least = make_claim(f"at least {floor}", speaker="SNHR", exhibit="b", **at)  # type: ignore[arg-type]
    (tension,) = of([top, least])
    for r in tension.relaxations:
        if r.change == "slip":
            number = int(r.sentence.en.split("slip for “")[1].split("”")[0].split()[-1].replace(",", ""))
            mended = [
                make_claim(f"only {number}", speaker="Airwars", exhibit="a", **at) if c.id in r.sentence.claims and c is top  # type: ignore[arg-type]
                else make_claim(f"at least {number}", speaker="SNHR", exhibit="b", **at) if c.id in r.sentence.claims  # type: ignore[arg-type]
                else replace(c)
                for c in (top, least)
            ]  # fmt: skip
            assert of(mended) == []
