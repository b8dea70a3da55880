"""Laws of figures, whatever the figures: echo, order, parts, honesty. Each has a control that fires."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bilan.model.ids import ActorId, PlaceId
from bilan.reconcile.bounds import Bounds, bounds
from bilan.reconcile.programme import World
from bilan.reconcile.region import ANY_OPINION, CIVILIAN, EVERYONE, PROTECTED, Figure, Opinion, Region

_PLACES = ("", "p", "p/a", "p/b", "q")
_A, _B = Opinion(frozenset({ActorId("A")})), Opinion(frozenset({ActorId("B")}))
_OPINIONS = (ANY_OPINION, _A, _B, Opinion(None, CIVILIAN))
_WORLDS = st.sampled_from(["open", "closed"])
_REGIONS = st.builds(
    lambda place, people: Region((PlaceId(place),), people=people),
    st.sampled_from(_PLACES),
    st.sampled_from([EVERYONE, EVERYONE, PROTECTED]),
)


@st.composite
def _figures(draw: st.DrawFn, *, ceilings: bool = True) -> list[Figure]:
    made = []
    for k in range(draw(st.integers(1, 5))):
        low = draw(st.integers(0, 9))
        high = draw(st.sampled_from([None, low, low + 3]))
        ceiling = high if ceilings and draw(st.integers(0, 3)) == 0 else None
        voice, opinion = draw(st.sampled_from("uv")), draw(st.sampled_from(_OPINIONS))
        made.append(Figure(f"f{k}", (f"c{k}",), voice, draw(_REGIONS), low, high, ceiling, opinion))
    return made


def _range(result: Bounds) -> tuple[int, int | None]:
    return result.low, result.high


def _at_most(a: int | None, b: int | None) -> bool:
    return b is None or (a is not None and a <= b)


def _ask(figures: Sequence[Figure], world: World = "open", opinion: Opinion = ANY_OPINION) -> Bounds:
    return bounds(figures, Region(), opinion, world)


# ---- echo


@settings(max_examples=50)
@given(_figures(), st.integers(0, 4), st.sampled_from(_OPINIONS))
def test_echo_a_figure_repeated_by_its_voice_changes_no_bound(
    figures: list[Figure], which: int, opinion: Opinion
) -> None:
    echo = replace(figures[which % len(figures)], key="echo")
    before, after = _ask(figures, opinion=opinion), _ask([*figures, echo], opinion=opinion)
    assert _range(before) == _range(after)
    assert before.feasible == after.feasible


@settings(max_examples=50)
@given(_figures(), st.integers(0, 4), _WORLDS)
def test_echo_a_figure_repeated_as_part_of_itself_changes_no_closed_bound(
    figures: list[Figure], which: int, world: World
) -> None:
    heard = figures[which % len(figures)]
    before = _ask(figures, world)
    if before.feasible:
        after = _ask([*figures, replace(heard, key="echo", part_of=heard.key)], world)
        assert _range(before) == _range(after)


def test_echo_control_an_independent_higher_figure_does() -> None:
    one = Figure("one", ("c1",), "u", Region((PlaceId("p"),)), 5, 5)
    other = replace(one, key="other", voice="v", low=8, high=8)
    assert _range(_ask([one])) == (5, None)
    assert _range(_ask([one, other])) == (8, None)
    assert _range(_ask([one], "closed")) == (5, 5)
    assert _range(_ask([one, other], "closed")) == (8, 13)


# ---- order


@settings(max_examples=50)
@given(_figures(), st.randoms(use_true_random=False), _WORLDS, st.sampled_from(_OPINIONS))
def test_order_of_figures_changes_nothing(
    figures: list[Figure], shuffle: random.Random, world: World, opinion: Opinion
) -> None:
    other = list(figures)
    shuffle.shuffle(other)
    a, b = _ask(figures, world, opinion), _ask(other, world, opinion)
    assert _range(a) == _range(b)
    assert set(a.conflicts) == set(b.conflicts)
    assert {(s.without, s.low, s.high) for s in a.sets} == {(s.without, s.low, s.high) for s in b.sets}


# ---- parts


@settings(max_examples=60)
@given(_figures(), st.sampled_from(["p/a", "p"]), _WORLDS, st.sampled_from(_OPINIONS))
def test_parts_a_part_never_exceeds_its_whole_in_the_answer(
    figures: list[Figure], place: str, world: World, opinion: Opinion
) -> None:
    part = bounds(figures, Region((PlaceId(place),)), opinion, world)
    whole = bounds(figures, Region(), opinion, world)
    assert part.low <= whole.low
    assert _at_most(part.high, whole.high)


@settings(max_examples=60)
@given(_figures(), st.integers(0, 4), st.integers(0, 9), st.sampled_from(_OPINIONS))
def test_parts_of_a_figure_never_raise_the_high(figures: list[Figure], which: int, low: int, opinion: Opinion) -> None:
    whole = figures[which % len(figures)]
    low = min(low, whole.low)
    part = replace(whole, key="part", low=low, high=low, ceiling=None, part_of=whole.key)
    before, after = _ask(figures, "closed", opinion), _ask([*figures, part], "closed", opinion)
    if before.feasible:
        assert after.feasible
        assert _at_most(after.high, before.high)


def test_parts_control_the_same_number_on_its_own_does() -> None:
    whole = Figure("whole", ("c1",), "u", Region(), 377, 377)
    part = Figure("part", ("c2",), "u", Region((PlaceId("p"),)), 105, 105, part_of="whole")
    assert _range(_ask([whole, part], "closed")) == (377, 377)
    assert _range(_ask([whole, replace(part, part_of=None)], "closed")) == (377, 482)


# ---- honesty


@settings(max_examples=60)
@given(_figures(ceilings=False), st.sampled_from(_OPINIONS))
def test_honesty_at_least_never_makes_a_ceiling(figures: list[Figure], opinion: Opinion) -> None:
    open_topped = [replace(f, high=None) for f in figures]
    assert _ask(open_topped, "open", opinion).high is None
    assert _ask([replace(f, opinion=opinion) for f in open_topped], "closed", opinion).high is None


def test_honesty_control_only_does() -> None:
    figure = Figure("only", ("c1",), "u", Region(), 3, 3, ceiling=3)
    assert _ask([figure]).high == 3
    assert _ask([replace(figure, ceiling=None)]).high is None


@settings(max_examples=60)
@given(_figures(ceilings=False), _figures(ceilings=False), st.sampled_from(_OPINIONS))
def test_honesty_more_floors_never_lower_the_low(figures: list[Figure], more: list[Figure], opinion: Opinion) -> None:
    both = [*figures, *(replace(f, key=f"more {f.key}") for f in more)]
    assert _ask(figures, "open", opinion).low <= _ask(both, "open", opinion).low


@settings(max_examples=60)
@given(_figures(), _figures(), st.sampled_from(_OPINIONS))
def test_honesty_what_is_consistent_only_narrows(figures: list[Figure], more: list[Figure], opinion: Opinion) -> None:
    """In an open world another figure can only exclude worlds: a control on ceilings that a second figure lifted."""
    both = [*figures, *(replace(f, key=f"more {f.key}") for f in more)]
    few, many = _ask(figures, "open", opinion), _ask(both, "open", opinion)
    if many.feasible:
        assert few.low <= many.low
        assert _at_most(many.high, few.high)


# ---- what adds, and what does not


@settings(max_examples=30)
@given(st.integers(0, 50), st.integers(0, 50), st.sampled_from("uv"), _WORLDS)
def test_disjoint_figures_add(a: int, b: int, voice: str, world: World) -> None:
    here = Figure("here", ("c1",), "u", Region((PlaceId("p"),)), a, a)
    there = Figure("there", ("c2",), voice, Region((PlaceId("q"),)), b, b)
    assert _range(_ask([here, there], world)) == (a + b, a + b if world == "closed" else None)


@settings(max_examples=30)
@given(st.integers(0, 50), st.integers(0, 50), st.sampled_from("uv"))
def test_nested_figures_count_once(a: int, b: int, voice: str) -> None:
    wide = Figure("wide", ("c1",), "u", Region((PlaceId("p"),)), a)
    narrow = Figure("narrow", ("c2",), voice, Region((PlaceId("p/a"),)), b)
    assert _ask([wide, narrow]).low == max(a, b)


@settings(max_examples=30)
@given(st.integers(0, 50), st.integers(0, 50), _WORLDS)
def test_rival_attributions_add_within_one_voice_and_not_across(a: int, b: int, world: World) -> None:
    one = Figure("one", ("c1",), "u", Region(), a, opinion=_A)
    same = Figure("same", ("c2",), "u", Region(), b, opinion=_B)
    rival = replace(same, key="rival", voice="v")
    assert _ask([one, same], world).low == a + b
    assert _ask([one, rival], world).low == max(a, b)
    assert _ask([one, rival], world, _A).low == a
    assert _ask([one, rival], world, _B).low == b


# ---- mended, and kept so


def test_naming_an_author_does_not_lift_the_ceiling_on_all_deaths() -> None:
    """One voice: "only 3 killed", "2 of them by A". The second sentence once undid the first."""
    only = Figure("only", ("c1",), "u", Region(), 0, 3, ceiling=3)
    by_a = Figure("by a", ("c2",), "u", Region(), 2, opinion=_A)
    other = Figure("other", ("c3",), "v", Region(), 9)
    assert _range(_ask([only, by_a])) == (2, 3)
    assert not _ask([only, by_a, other]).feasible


def test_a_voice_that_limits_civilians_and_fighters_limits_the_dead() -> None:
    civilians = Figure("civilians", ("c1",), "u", Region(), 0, 3, ceiling=3, opinion=Opinion(None, 1))
    fighters = Figure("fighters", ("c2",), "u", Region(), 0, 2, ceiling=2, opinion=Opinion(None, 2))
    assert _ask([civilians, fighters]).high == 5


def test_fighters_are_never_found_among_the_protected() -> None:
    fighters = Figure("fighters", ("c1",), "u", Region(), 5, opinion=Opinion(None, 2))
    adults = Region(people=EVERYONE & ~PROTECTED)
    assert bounds([fighters], adults).low == 5
    assert not _ask([replace(fighters, region=Region(people=PROTECTED))]).feasible
    assert bounds([fighters], Region(people=PROTECTED), Opinion(None, 2)).high == 0


def test_every_dead_child_is_a_civilian_whoever_says_it() -> None:
    killed = Figure("killed", ("c1",), "u", Region(), 5)
    no_adult = Figure("no adult", ("c2",), "v", Region(people=EVERYONE & ~PROTECTED), 0, 0, ceiling=0)
    assert _ask([killed, no_adult], opinion=Opinion(None, CIVILIAN)).low == 5
    assert _ask([killed], opinion=Opinion(None, CIVILIAN)).low == 0
