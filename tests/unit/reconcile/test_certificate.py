"""A certificate is checked by arithmetic alone, and a forged one does not pass."""

from __future__ import annotations

import copy
import random
from fractions import Fraction
from typing import Any

import pytest

from bilan.model.ids import ActorId, PlaceId
from bilan.reconcile.bounds import bounds
from bilan.reconcile.certificate import certificate, check
from bilan.reconcile.region import ANY_OPINION, Figure, Opinion, Region

_A = Opinion(frozenset({ActorId("A")}))
_FIGURES = (
    Figure("total", ("c1",), "u", Region((PlaceId("p"),)), 20, 30),
    Figure("by a", ("c2",), "u", Region((PlaceId("p"),)), 8, 8, opinion=_A),
    Figure("apart", ("c3",), "v", Region((PlaceId("p/a"), PlaceId("q"))), 5, 9, ceiling=9, opinion=_A),
)
_TRIANGLE = tuple(Figure(a + b, (a + b,), "u", Region((PlaceId(a), PlaceId(b))), 1) for a, b in ("pq", "qr", "pr"))


def _both(figures: tuple[Figure, ...], opinion: Opinion = ANY_OPINION) -> tuple[dict[str, Any], dict[str, Any]]:
    result = bounds(figures, Region(), opinion, "closed" if figures is _FIGURES else "open")
    s = result.sets[0]
    meaning = {f.key: list(f.claims) for f in figures}
    return certificate(result.programme, s.least, meaning), certificate(result.programme, s.most, meaning)


@pytest.mark.parametrize("opinion", [ANY_OPINION, _A])
def test_both_bounds_are_proven_and_name_their_claims(opinion: Opinion) -> None:
    low, high = _both(_FIGURES, opinion)
    assert check(low) == check(high) == []
    assert {c for row in low["rows"] for c in row["claims"]} == {"c1", "c2", "c3"}


def test_half_a_person_is_proven_as_half_and_published_as_one() -> None:
    low, _ = _both(_TRIANGLE)
    assert low["value"] == "3/2"
    assert check(low) == []
    assert bounds(_TRIANGLE, Region()).low == 2


def test_without_a_ceiling_a_direction_of_growth_is_shown() -> None:
    _, high = _both(_TRIANGLE)
    assert high["value"] is None
    assert check(high) == []
    assert check({**high, "ray": {}}) == ["what is asked for does not grow along the ray"]
    capped = {"kind": "ceiling", "claims": [], "terms": dict.fromkeys(high["target"], 1), "sense": "<=", "bound": 9}
    assert check({**high, "rows": [*high["rows"], {**capped, "multiplier": "0"}]})
    assert check({**high, "direction": "min"})


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("shift", [1, -1, Fraction(1, 2)])
def test_a_changed_value_is_caught(which: int, shift: Fraction) -> None:
    c = _both(_FIGURES)[which]
    assert check({**c, "value": str(Fraction(c["value"]) + shift)})


@pytest.mark.parametrize("which", [0, 1])
def test_a_changed_multiplier_is_caught(which: int) -> None:
    good = _both(_FIGURES)[which]
    bearing = [i for i, row in enumerate(good["rows"]) if row["bound"]]
    assert bearing
    for i in bearing:
        for shift in (1, -1):
            c = copy.deepcopy(good)
            c["rows"][i]["multiplier"] = str(Fraction(c["rows"][i]["multiplier"]) + shift)
            assert check(c), (i, shift)


@pytest.mark.parametrize("which", [0, 1])
def test_a_changed_world_is_caught(which: int) -> None:
    good = _both(_FIGURES)[which]
    for name in good["target"]:
        for shift in (1, -1):
            c = copy.deepcopy(good)
            c["world"][name] = str(Fraction(c["world"].get(name, 0)) + shift)
            assert check(c), (name, shift)


@pytest.mark.parametrize("which", [0, 1])
def test_a_changed_bound_that_holds_the_answer_in_place_is_caught(which: int) -> None:
    good = _both(_FIGURES)[which]
    for i, row in enumerate(good["rows"]):
        if Fraction(row["multiplier"]):
            for shift in (1, -1):
                c = copy.deepcopy(good)
                c["rows"][i]["bound"] += shift
                assert check(c), (i, shift)


@pytest.mark.parametrize("which", [0, 1])
def test_the_other_direction_or_a_turned_row_is_caught(which: int) -> None:
    good = _both(_FIGURES)[which]
    other = {"min": "max", "max": "min"}[good["direction"]]
    assert check({**good, "direction": other})
    for i, row in enumerate(good["rows"]):
        if Fraction(row["multiplier"]):
            for sense in ({">=": "<=", "<=": ">="}[row["sense"]], "=="):
                c = copy.deepcopy(good)
                c["rows"][i]["sense"] = sense
                assert check(c), (i, sense)


def test_a_negative_death_is_caught() -> None:
    """A world that obeys every row only because somebody died less than once."""
    rows = [{"terms": {"x": 1, "y": 1}, "sense": ">=", "bound": 1, "multiplier": "1"}]
    c = {"direction": "min", "value": "1", "target": ["x", "y"], "rows": rows, "world": {"x": "2", "y": "-1"}}
    assert check(c) == ["y is negative"]


def test_random_forgeries_of_the_answer_never_pass() -> None:
    draw = random.Random(1)
    good = _both(_FIGURES)[0]
    for _ in range(300):
        c = copy.deepcopy(good)
        c["value"] = str(Fraction(c["value"]) + draw.choice([-2, -1, 1, 2]))
        for _ in range(draw.randint(0, 3)):
            row = draw.choice(c["rows"])
            row["multiplier"] = str(Fraction(row["multiplier"]) + draw.choice([-1, 1]))
            name = draw.choice(c["target"])
            c["world"][name] = str(max(Fraction(0), Fraction(c["world"].get(name, 0)) + draw.choice([-1, 1])))
        assert check(c)  # the rows are as the claims say: no other value can be proven from them
