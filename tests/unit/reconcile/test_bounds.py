"""What comes out where figures cannot all hold, stray, or are very many."""

from __future__ import annotations

import time
from dataclasses import replace

from bilan.model.ids import ActorId, PlaceId
from bilan.reconcile.bounds import bounds
from bilan.reconcile.certificate import certificate, check
from bilan.reconcile.region import ANY_OPINION, Figure, Opinion, Region


def _region(place: str = "") -> Region:
    return Region((PlaceId(place),))


def _rivals(n: int) -> list[Figure]:
    """In each of n places one voice says "10, no more" and another "20"."""
    return [
        f
        for i in range(n)
        for f in (
            Figure(f"ten {i}", (f"a{i}",), "u", _region(f"p/{i}"), 10, 10, ceiling=10),
            Figure(f"twenty {i}", (f"b{i}",), "v", _region(f"p/{i}"), 20, 20),
        )
    ]


def test_nothing_said_leaves_everything_open_or_nothing_claimed() -> None:
    assert (bounds([], Region()).low, bounds([], Region()).high) == (0, None)
    closed = bounds([], Region(), world="closed")
    assert (closed.low, closed.high, closed.feasible) == (0, 0, True)


def test_a_figure_left_out_is_no_longer_among_what_is_said() -> None:
    """Nobody says 30: either 10 or 20 died."""
    result = bounds(_rivals(1), Region(), world="closed")
    assert not result.feasible
    assert result.conflicts == (frozenset({"ten 0", "twenty 0"}),)
    assert {(s.without, s.low, s.high) for s in result.sets} == {
        (frozenset({"ten 0"}), 20, 20),
        (frozenset({"twenty 0"}), 10, 10),
    }
    assert (result.low, result.high) == (10, 20)


def test_a_part_larger_than_its_whole_is_a_conflict_of_both() -> None:
    whole = Figure("whole", ("c1",), "u", Region(), 10, 10)
    part = Figure("part", ("c2",), "u", Region(), 12, 12, part_of="whole")
    result = bounds([whole, part], Region(), world="closed")
    assert result.conflicts == (frozenset({"whole", "part"}),)
    assert (result.low, result.high) == (10, 12)


def test_a_part_outside_its_whole_is_a_conflict_and_no_crash() -> None:
    whole = Figure("whole", ("c1",), "u", _region("p"), 3)
    part = Figure("part", ("c2",), "u", _region("q"), 1, part_of="whole")
    result = bounds([whole, part], Region(), world="closed")
    assert result.conflicts == (frozenset({"whole", "part"}),)


def test_parts_that_go_round_in_a_circle_still_count_for_something() -> None:
    a = Figure("a", ("c1",), "u", Region(), 5, 5, part_of="b")
    b = Figure("b", ("c2",), "u", Region(), 5, 5, part_of="a")
    result = bounds([a, b], Region(), world="closed")
    assert result.feasible
    assert result.low == 5


def test_a_floor_and_ceiling_that_exclude_each_other_conflict_alone() -> None:
    upside_down = Figure("odd", ("c1",), "u", Region(), 5, 4, ceiling=4)
    fine = Figure("fine", ("c2",), "v", Region(), 2)
    result = bounds([upside_down, fine], Region())
    assert result.conflicts == (frozenset({"odd"}),)
    assert (result.low, result.high) == (2, None)


def test_minimal_conflicts_leave_bystanders_out() -> None:
    figures = [*_rivals(1), Figure("else", ("c",), "w", _region("q"), 7), Figure("all", ("d",), "w", Region(), 9)]
    result = bounds(figures, Region())
    assert result.conflicts == (frozenset({"ten 0", "twenty 0"}),)


def test_a_rival_author_is_no_conflict() -> None:
    by = [Opinion(frozenset({ActorId(a)})) for a in "AB"]
    figures = [Figure(v, (v,), v, Region(), 105, 105, ceiling=105, opinion=o) for v, o in zip("uv", by, strict=True)]
    assert bounds(figures, Region()).feasible
    assert bounds(figures, Region()).low == 105


def test_forty_quarrels_have_an_exact_range_without_listing_every_way_out() -> None:
    began = time.process_time()
    result = bounds(_rivals(40), Region(), world="closed")
    assert time.process_time() - began < 20
    assert (result.low, result.high) == (400, 800)
    assert not result.is_complete
    assert len(result.conflicts) == 40
    for s in result.sets:
        p = result.programme.without(s.without)
        assert check(certificate(p, s.least, {})) == check(certificate(p, s.most, {})) == []


def test_quarrels_under_one_total_give_a_range_that_encloses() -> None:
    total = Figure("total", ("c",), "w", _region("p"), 50, 500, ceiling=500)
    result = bounds([*_rivals(9), total], _region("p"))
    assert not result.is_complete
    assert 50 <= result.low <= 90
    assert result.high == 500


def test_a_claim_repeated_under_another_key_is_in_every_conflict_of_its_own() -> None:
    ten, twenty = _rivals(1)
    result = bounds([ten, twenty, replace(twenty, key="echo")], Region(), ANY_OPINION)
    assert set(result.conflicts) == {frozenset({"ten 0", "twenty 0"}), frozenset({"ten 0", "echo"})}
    assert {s.without for s in result.sets} == {frozenset({"ten 0"}), frozenset({"twenty 0", "echo"})}
