"""Check the part of a certificate that speaks of whole people: additions and comparisons, no solver."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

_Row = Mapping[str, Any]


def check_whole(c: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with what a certificate says of whole people; the rest of it is checked elsewhere.

    The parts share no unknown and no row with each other or with what is left, so that their bounds add up; in
    each part every way to make its unknowns whole ends in multipliers which show that it leads no further.
    """
    people = c["whole"]
    rows: Sequence[_Row] = c["rows"]
    value = int(people["value"])
    wrong = list(_separate(people["parts"], rows))
    own_rows = {r for part in people["parts"] for r in part["rows"]}
    proven = sum(
        (Fraction(row["multiplier"]) * row["bound"] for r, row in enumerate(rows) if r not in own_rows), Fraction(0)
    )
    for n, part in enumerate(people["parts"]):
        target = [name for name in c["target"] if name in set(part["unknowns"])]
        own = [rows[r] for r in part["rows"]]
        wrong += [f"part {n}: {w}" for w in _ways(part["way"], own, [], target, int(part["value"]), c["direction"])]
        proven += int(part["value"])
    if proven != value:
        wrong.append(f"the parts prove {proven} whole people, not {value}")
    return wrong + (_not_reached(c, people["world"], value) if "world" in people else [])


def _separate(parts: Sequence[Mapping[str, Any]], rows: Sequence[_Row]) -> Iterator[str]:
    """What the parts share with each other, or with the rows that belong to none."""
    owner: dict[str, int] = {}
    row_of: dict[int, int] = {}
    for n, part in enumerate(parts):
        for name in part["unknowns"]:
            if owner.setdefault(name, n) != n:
                yield f"{name} is in two parts"
        for r in part["rows"]:
            if row_of.setdefault(r, n) != n:
                yield f"row {r} is in two parts"
    for r, row in enumerate(rows):
        if any(owner.get(name) != row_of.get(r) for name in row["terms"]):
            yield f"row {r} reaches beyond its part"


def _ways(
    way: Mapping[str, Any], rows: list[_Row], choices: list[_Row], target: Sequence[str], value: int, direction: str
) -> Iterator[str]:
    if "unknown" in way:
        most = {"terms": {way["unknown"]: 1}, "sense": "<=", "bound": way["at_most"]}
        least = {"terms": {way["unknown"]: 1}, "sense": ">=", "bound": way["at_most"] + 1}
        yield from _ways(way["fewer"], rows, [*choices, most], target, value, direction)
        yield from _ways(way["more"], rows, [*choices, least], target, value, direction)
        return
    impossible = bool(way.get("impossible"))
    is_min = impossible or direction == "min"
    here = [*rows, *choices]
    slack: dict[str, Fraction] = {} if impossible else dict.fromkeys(target, Fraction(1))
    proven = Fraction(0)
    if len(way["multipliers"]) != len(here):
        yield "a way has not one multiplier for each row"
        return
    for row, text in zip(here, way["multipliers"], strict=True):
        y = Fraction(text)
        if y and (y > 0) != ((row["sense"] == ">=") == is_min):
            yield "a multiplier has the wrong sign"
        proven += y * row["bound"]
        for name, k in row["terms"].items():
            slack[name] = slack.get(name, Fraction(0)) - y * k
    if any((s < 0) if is_min else (s > 0) for s in slack.values()):
        yield "the multipliers of a way overdraw an unknown"
    if impossible:
        if proven <= 0:
            yield "a way called impossible is not shown to be"
    elif (math.ceil(proven) < value) if is_min else (math.floor(proven) > value):
        yield f"a way may lead to {proven}, beyond {value}"


def _not_reached(c: Mapping[str, Any], told: Mapping[str, str], value: int) -> list[str]:
    """What is wrong with a world of whole people that should reach the value."""
    world = {name: Fraction(v) for name, v in told.items()}
    wrong = [f"{name} is {v}: no whole people" for name, v in world.items() if v < 0 or v.denominator != 1]
    for r, row in enumerate(c["rows"]):
        lhs = sum((k * world.get(name, Fraction(0)) for name, k in row["terms"].items()), Fraction(0))
        if (lhs < row["bound"]) if row["sense"] == ">=" else (lhs > row["bound"]):
            wrong.append(f"row {r} does not hold of whole people: {lhs} {row['sense']} {row['bound']}")
    reached = sum(world.get(name, Fraction(0)) for name in c["target"])
    return wrong if reached == value else [*wrong, f"whole people reach {reached}, not {value}"]
