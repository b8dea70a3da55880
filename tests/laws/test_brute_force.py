"""The programme against counting whole people one by one (`oracle.py`), on small worlds drawn at random."""

from __future__ import annotations

import copy
import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from tests.laws import oracle
from tests.laws.oracle import ANY_VIEW, Case, Fig, TooBig, View, Where

from bilan.model.ids import ActorId, IncidentId, PlaceId
from bilan.model.period import Period
from bilan.model.vocab import Cause, Group, Harm
from bilan.reconcile.bounds import Bounds, bounds
from bilan.reconcile.certificate import certificate, check
from bilan.reconcile.region import (
    CIVILIAN,
    COMBATANT,
    EVERY_CAUSE,
    SOMEBODY_ELSE,
    Figure,
    Opinion,
    Region,
    causes_of,
    harms_of,
    people_of,
)

# Seeds of the drawn worlds: the first stretch at every run, the second where the slow tests run.
WORLDS, MORE_WORLDS = range(650), range(650, 2250)
TANGLES, MORE_TANGLES = range(70), range(70, 270)
RINGS, MORE_RINGS = range(8), range(8, 90)
_FIRST = date(2020, 1, 1)

# ------------------------------------------------------------------ drawing a world

_PLACES = [("",), ("p",), ("p/a",), ("p/b",), ("q",), ("q/a",), ("p/a", "q"), ("p/b", "q/a")]
_SPANS = [(0, 4), (0, 4), (1, 1), (2, 2), (1, 2), (2, 3), (3, 4), (0, 2)]
_GROUPS: dict[tuple[Group, ...], tuple[str, ...]] = {
    (Group.PERSON,): oracle.KINDS,
    (Group.CHILD,): ("child",),
    (Group.WOMAN,): ("woman", "woman journalist"),
    (Group.WOMAN, Group.CHILD): ("child", "woman", "woman journalist"),
    (Group.MAN,): ("man", "man journalist"),
    (Group.JOURNALIST,): ("woman journalist", "man journalist"),
}
_VIEWS = [
    ANY_VIEW,
    View(frozenset("A")),
    View(frozenset("B")),
    View(frozenset("AB")),
    View(None, frozenset({"civilian"})),
    View(None, frozenset({"combatant"})),
    View(frozenset("A"), frozenset({"civilian"})),
    View(frozenset("B"), frozenset({"combatant"})),
]


def _where(draw: random.Random, narrow: float) -> Where:
    """A region; each dimension is left open (unknown) unless the draw narrows it."""

    def some(options, whole):  # type: ignore[no-untyped-def]
        return draw.choice(options) if draw.random() < narrow else whole

    first, last = some(_SPANS, (0, 4))
    return Where(
        places=some(_PLACES, ("",)),
        days=frozenset(range(first, last + 1)),
        kinds=frozenset(some(list(_GROUPS.values()), oracle.KINDS)),
        causes=frozenset(some([("airstrike",), ("artillery",)], oracle.CAUSES))
        if draw.random() < 0.3
        else frozenset(oracle.CAUSES),
        harms=frozenset({"killed", "injured"} if draw.random() < 0.1 else {"killed"}),
        label=draw.choice(["i1", "i2"]) if draw.random() < 0.15 else None,
    )


def draw_case(seed: int) -> Case:
    """2–5 figures of up to three voices and a question."""
    draw = random.Random(seed)
    narrow = draw.choice([0.15, 0.4, 0.7])
    opinions = draw.random() < 0.7
    bounded = draw.choice([0.35, 0.35, 0.9])  # how often a figure says how many at the most
    figures: list[Fig] = []
    for k in range(draw.randint(2, 5)):
        where = _where(draw, narrow)
        voice = draw.choice("uvw")
        view = draw.choice(_VIEWS) if opinions and draw.random() < 0.7 else ANY_VIEW
        low = draw.randint(0, 4)
        kind = draw.random()
        ceiling = high = None
        if kind < bounded:
            high = low + draw.choice([0, 0, 1, 2])
        if kind < 0.6 * bounded:
            ceiling = high
        elif draw.random() < 0.08:
            low, high = 0, draw.randint(0, 3)
            ceiling = high
        part_of = None
        if figures and draw.random() < 0.25:
            whole = draw.choice(figures)
            part_of = whole.key
            if draw.random() < 0.85:  # a part as it should be; else one that strays
                voice, low = whole.voice, min(low, whole.low)
                kinds = where.kinds & whole.where.kinds or whole.where.kinds
                where = replace(whole.where, kinds=kinds)
                high = ceiling = None
                if draw.random() < 0.5:
                    high = low
                view = whole.view if draw.random() < 0.7 or whole.view != ANY_VIEW else view
        figures.append(Fig(f"f{k}", voice, where, low, high, ceiling, view, part_of, draw.random() < 0.1))
    asked = Where() if draw.random() < 0.3 else _where(draw, narrow)
    view = draw.choice(_VIEWS[1:]) if draw.random() < 0.5 else ANY_VIEW
    return Case(tuple(figures), asked, view, draw.random() < 0.5)


def draw_tangle(seed: int) -> Case:
    """Figures about overlapping unions of places: where half a person is most tempting."""
    draw = random.Random(seed)
    leaves = ["p/a", "p/b", "q", "q/a"]
    figures = []
    for k in range(draw.randint(3, 6)):
        where = Where(tuple(draw.sample(leaves, draw.choice([2, 2, 3]))))
        n = draw.choice([1, 1, 2, 3])
        if draw.random() < 0.5:
            figures.append(Fig(f"f{k}", "u", where, n, draw.choice([n, None])))
        else:
            figures.append(Fig(f"f{k}", "v", where, 0, n, n))
    return Case(tuple(figures), Where(), ANY_VIEW, draw.random() < 0.5)


def draw_rings(seed: int) -> Case:
    """Two or three rings of overlapping pairs, each an incident of its own: half people add up to whole ones."""
    draw = random.Random(seed)
    figures = []
    for label in draw.choice([("i1", "i2"), ("i1", "i2", None)]):
        ring = draw.sample(["p/a", "p/b", "q", "q/a"], 3) if label else ["p/a", "p/b", "q"]
        for a, b in ((ring[0], ring[1]), (ring[1], ring[2]), (ring[0], ring[2])):
            n = draw.choice([1, 1, 1, 2])
            high = n if draw.random() < 0.3 else None
            figures.append(Fig(f"{label}{a}{b}", draw.choice("uv"), Where((a, b), label=label), n, high))
    if draw.random() < 0.6:
        most = draw.randint(2, 5)
        figures.append(Fig("most", "w", Where(), 0, most, most))
    return Case(tuple(figures), Where(), ANY_VIEW, draw.random() < 0.3)


# ------------------------------------------------------------------ in the words of the room

_BACK = {frozenset(kinds): people_of(groups)[0] for groups, kinds in _GROUPS.items()}
_CAUSES = {"airstrike": Cause.AIRSTRIKE, "artillery": Cause.ARTILLERY}


def _region(w: Where) -> Region:
    start = None if 0 in w.days else _FIRST + timedelta(min(w.days))
    end = None if 4 in w.days else _FIRST + timedelta(max(w.days))
    people = _BACK.get(w.kinds)
    if people is None:  # where two draws meet
        people = _meet(w.kinds)
    return Region(
        places=tuple(PlaceId(p) for p in w.places),
        period=Period(start, end),
        people=people,
        harms=harms_of(Harm.KILLED_OR_INJURED if len(w.harms) == 2 else Harm.KILLED),
        causes=EVERY_CAUSE if len(w.causes) == 3 else causes_of(_CAUSES[next(iter(w.causes))]),
        incident=IncidentId(w.label) if w.label else None,
    )


def _meet(kinds: frozenset[str]) -> int:
    people = -1
    for named, mask in _BACK.items():
        if kinds <= named:
            people &= mask
    return people


def _opinion(v: View) -> Opinion:
    hands = None if v.hands is None else frozenset(SOMEBODY_ELSE if h == "*" else ActorId(h) for h in v.hands)
    return Opinion(hands, sum({"civilian": CIVILIAN, "combatant": COMBATANT}[s] for s in v.statuses))


def _figure(f: Fig) -> Figure:
    return Figure(
        f.key, (f.key,), f.voice, _region(f.where), f.low, f.high, f.ceiling, _opinion(f.view), f.part_of, f.contested
    )


def answer(case: Case) -> Bounds:
    return bounds(
        [_figure(f) for f in case.figures],
        _region(case.asked),
        _opinion(case.view),
        "closed" if case.closed else "open",
    )


# ------------------------------------------------------------------ agreement


def _faults(case: Case) -> list[str]:
    """Where the room and the count differ."""
    true, got = oracle.truth(case), answer(case)
    faults = []
    if got.feasible != true.feasible:
        return [f"feasible: {got.feasible}, not {true.feasible}"]
    sets = {s.without: (s.low, s.high) for s in got.sets}
    if true.is_monotone:
        if frozenset(got.conflicts) != true.conflicts:
            faults.append(f"conflicts {got.conflicts}, not {set(true.conflicts)}")
        if sets != true.subsets:
            faults.append(f"ranges {sets}, not {true.subsets}")
        if (got.low, got.high) != (true.low, true.high):
            faults.append(f"range {got.low}-{got.high}, not {true.low}-{true.high}")
    else:  # a part that strays from its whole can be held up by a stranger; each set shown must still hold
        for gone, span in sets.items():
            rest = Case(tuple(f for f in case.figures if f.key not in gone), case.asked, case.view, case.closed)
            if oracle.span(rest) != span:
                faults.append(f"without {set(gone)}: {span}, not {oracle.span(rest)}")
    return faults + _unproven(got)


def _unproven(got: Bounds) -> list[str]:
    faults = []
    for s in got.sets:
        p = got.programme.without(s.without)
        low, high = certificate(p, s.least, {}, s.whole_least), certificate(p, s.most, {}, s.whole_most)
        faults += check(low) + check(high)
        if _published(low) != s.low:
            faults.append("the certificate is of another lower bound")
        if _published(high) != s.high:
            faults.append("the certificate is of another upper bound")
    return faults


def _published(c: dict[str, Any]) -> int | None:
    """The bound in whole people that a certificate proves."""
    if "whole" in c:
        return int(c["whole"]["value"])
    if c["value"] is None:
        return None
    return (math.ceil if c["direction"] == "min" else math.floor)(Fraction(c["value"]))


def _not_minimal(case: Case, got: Bounds) -> list[str]:
    """Each set that cannot hold, asked of the count alone: it cannot, and without any one of its members it can."""
    faults = []
    for conflict in got.conflicts:
        own = replace(case, figures=tuple(f for f in case.figures if f.key in conflict))
        if oracle.span(own) is not None:
            faults.append(f"{set(conflict)} can hold")
        for gone in conflict:
            if oracle.span(replace(own, figures=tuple(f for f in own.figures if f.key != gone))) is None:
                faults.append(f"{set(conflict)} is not minimal: {gone} is not needed")
    return faults


@pytest.mark.parametrize(
    ("draw", "seeds"),
    [
        pytest.param(draw_case, WORLDS, id="worlds"),
        pytest.param(draw_tangle, TANGLES, id="tangles"),
        pytest.param(draw_rings, RINGS, id="rings"),
        pytest.param(draw_case, MORE_WORLDS, id="more worlds", marks=pytest.mark.slow),
        pytest.param(draw_tangle, MORE_TANGLES, id="more tangles", marks=pytest.mark.slow),
        pytest.param(draw_rings, MORE_RINGS, id="more rings", marks=pytest.mark.slow),
    ],
)
def test_bounds_agree_with_counting_whole_people_one_by_one(draw: Callable[[int], Case], seeds: range) -> None:
    seen: Counter[str] = Counter()
    faults: dict[int, list[str]] = {}
    for seed in seeds:
        case = draw(seed)
        try:
            true = oracle.truth(case)
        except TooBig:
            continue
        seen["compared"] += 1
        seen["infeasible"] += not true.feasible
        seen["no ceiling"] += true.high is None
        seen["ceiling"] += true.high is not None
        seen["closed"] += case.closed
        seen["opinion"] += case.view != ANY_VIEW
        if found := _faults(case):
            faults[seed] = found
    assert not faults
    assert seen["compared"] > 0.95 * len(seeds)
    assert min(seen["infeasible"], seen["ceiling"], seen["closed"], seen["no ceiling"]) > len(seeds) // 20
    assert draw is not draw_case or seen["opinion"] > len(seeds) // 4


def test_the_comparison_notices_a_wrong_rule() -> None:
    """A control: with every floor one higher and ceilings forgotten, the two no longer agree."""
    noticed = 0
    for seed in range(60):
        case = draw_case(seed)
        try:
            true = oracle.truth(case)
        except TooBig:
            continue
        moved = Case(
            tuple(replace(f, low=f.low + 1, high=None, ceiling=None) for f in case.figures), case.asked, case.view
        )
        got = answer(moved)
        noticed += (got.low, got.high) != (true.low, true.high)
    assert noticed > 15


@pytest.mark.parametrize("most", [0, 2])
def test_beyond_what_can_be_listed_the_range_encloses_every_consistent_set(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bilan.reconcile.bounds.MOST_SETS", most)
    compared = 0
    for seed in range(300):
        case = draw_case(seed)
        try:
            true = oracle.truth(case)
        except TooBig:
            continue
        if true.feasible:
            continue
        compared += 1
        got = answer(case)
        assert not got.is_complete or len(got.sets) <= most
        assert not got.feasible
        assert got.low <= true.low, seed
        assert got.high is None or (true.high is not None and true.high <= got.high), seed
        assert not _unproven(got), seed
    assert compared > 10


def _two_rings(*more: Fig) -> Case:
    """Two rings of three overlapping pairs, one person each at least: 3/2 + 3/2 = 3 for the solver, 2 + 2 in truth."""
    ring = ("p/a", "p/b", "q/a")
    figures = tuple(
        Fig(f"{label}{a}{b}", "u", Where((a, b), label=label), 1)
        for label in ("i1", "i2")
        for a, b in (ring[:2], ring[1:], ring[::2])
    )
    return Case((*figures, *more), Where())


def test_two_rings_of_half_people_need_four_whole_ones() -> None:
    got = answer(_two_rings())
    assert oracle.truth(_two_rings()).low == got.low == 4
    assert got.sets[0].least.value == 3
    assert not _unproven(got)


def test_a_total_that_only_half_people_reach_cannot_hold_with_the_rings() -> None:
    three = _two_rings(Fig("three", "w", Where(), 0, 3, 3))
    true, got = oracle.truth(three), answer(three)
    assert not true.feasible
    assert got.conflicts == (frozenset(f.key for f in three.figures),)
    assert frozenset(got.conflicts) == true.conflicts
    assert (got.low, got.high) == (true.low, true.high)
    assert answer(_two_rings(Fig("four", "w", Where(), 0, 4, 4))).feasible  # the control


def test_a_part_too_large_to_solve_is_rounded_and_may_be_wider_than_the_truth_never_narrower(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bilan.reconcile.whole.MOST_UNKNOWNS", 0)
    got = answer(_two_rings())
    assert got.low == 4  # each ring is rounded by itself
    assert "world" not in certificate(got.programme, got.sets[0].least, {}, got.sets[0].whole_least)["whole"]
    assert not _unproven(got)
    assert answer(_two_rings(Fig("three", "w", Where(), 0, 3, 3))).low == 3  # joined by the total they are one part
    for seed in RINGS:
        case = draw_rings(seed)
        true, wide = oracle.truth(case), answer(case)
        assert wide.low <= true.low
        assert wide.high is None or (true.high is not None and wide.high >= true.high)
        assert not _unproven(wide)


def test_a_forged_proof_of_whole_people_does_not_pass() -> None:
    p = answer(_two_rings())
    good = certificate(p.programme, p.sets[0].least, {}, p.sets[0].whole_least)
    assert check(good) == []
    for forge in (
        lambda w: w.update(value="5"),
        lambda w: w["parts"][0].update(value="3"),
        lambda w: w["parts"].pop(),
        lambda w: w["parts"].append(copy.deepcopy(w["parts"][0])),
        lambda w: w["parts"][0]["rows"].pop(),
        lambda w: w["world"].clear(),
        lambda w: w["world"].update(dict.fromkeys(w["world"], "1/2")),
        lambda w: w["parts"][0]["way"].update(at_most=w["parts"][0]["way"]["at_most"] + 1),
        lambda w: w["parts"][0].update(way={"multipliers": ["0"] * 3, "impossible": True}),
        lambda w: w["parts"][0].update(way={"multipliers": ["1"] * 3}),
        lambda w: w["parts"][0].update(way={"multipliers": []}),
    ):
        forged = copy.deepcopy(good)
        forge(forged["whole"])
        assert check(forged)


@pytest.mark.parametrize(
    ("draw", "seeds"),
    [
        (draw_case, range(250)),
        pytest.param(draw_rings, range(40), marks=pytest.mark.slow),
        pytest.param(draw_case, range(250, 2250), marks=pytest.mark.slow),
        pytest.param(draw_tangle, range(270), marks=pytest.mark.slow),
    ],
)
def test_each_set_that_cannot_hold_is_minimal(draw: Callable[[int], Case], seeds: range) -> None:
    checked = 0
    for seed in seeds:
        case = draw(seed)
        try:
            got = answer(case)
            if not got.feasible and oracle.truth(case).is_monotone:
                checked += len(got.conflicts)
                assert not _not_minimal(case, got), seed
        except TooBig:
            continue
    assert checked > len(seeds) // 20


def test_the_check_of_minimal_sets_notices_one_that_is_too_large_or_holds() -> None:
    """A control: with a bystander added, or a member lost, the check must object."""
    case = Case(
        (Fig("ten", "u", Where(), 0, 1, 1), Fig("two", "v", Where(), 2), Fig("else", "w", Where(("q",)), 1)), Where()
    )
    got = answer(case)
    assert got.conflicts == (frozenset({"ten", "two"}),)
    assert not _not_minimal(case, got)
    assert _not_minimal(case, replace(got, conflicts=(frozenset({"ten", "two", "else"}),)))
    assert _not_minimal(case, replace(got, conflicts=(frozenset({"ten"}),)))
