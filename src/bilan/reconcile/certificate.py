"""Certificates: what a stranger needs to check a bound with arithmetic alone.

A certificate lists the rows (sums of unknowns with a bound), a world that obeys them all and reaches
the bound, and a multiplier for each row whose weighted sum shows that no world does better. To check it
takes additions and comparisons of fractions: no solver.

Where that world counts half of somebody, `whole` says what the bound comes to in whole people: for each part of
the rows that the halves touch, every way to make its unknowns whole, each closed by multipliers of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from bilan.reconcile.programme import Programme
from bilan.reconcile.solve import Solution
from bilan.reconcile.whole import Choice, Way, Whole


def certificate(
    p: Programme, solution: Solution, meaning: Mapping[str, list[str]], people: Whole | None = None
) -> dict[str, Any]:
    """The proof of one bound as plain data. `meaning`: the claims behind each figure; `people`: in whole people.

    Where there is no ceiling (`value` None) the world is replaced by a `ray`: what may be added again and
    again to any world without breaking a row, while the sum asked for grows.

    Fractions are written "p/q" or "p". Unknowns that are zero and rows that hold nothing are kept, since a
    checker must see that they do not break the bound.
    """
    proof = {
        "direction": solution.direction,
        "value": None if solution.value is None else str(solution.value),
        "target": [p.names[u] for u in p.target],
        "rows": [
            {
                "kind": row.kind,
                "claims": meaning.get(row.figure, []) if row.figure else [],
                "terms": {p.names[u]: c for u, c in row.terms},
                "sense": row.sense,
                "bound": row.bound,
                "multiplier": str(y),
            }
            for row, y in zip(p.rows, solution.dual or (Fraction(0),) * len(p.rows), strict=True)
        ],
        "ray" if solution.value is None else "world": {
            name: str(v) for name, v in zip(p.names, solution.primal, strict=True) if v
        },
    }
    if people is not None and people.value is not None:
        proof["whole"] = _whole(p, people)
    return proof


def _whole(p: Programme, people: Whole) -> dict[str, Any]:
    """`world` is left out where some part was too large to solve: its bound is then proven, not known to be reached."""
    told: dict[str, Any] = {
        "value": str(people.value),
        "parts": [
            {
                "unknowns": [p.names[u] for u in part.unknowns],
                "rows": list(part.rows),
                "value": str(part.value),
                "way": _way([p.names[u] for u in part.unknowns], part.way),
            }
            for part in people.parts
        ],
    }
    if people.world is not None:
        told["world"] = {name: str(v) for name, v in zip(p.names, people.world, strict=True) if v}
    return told


def _way(names: list[str], way: Way) -> dict[str, Any]:
    if isinstance(way, Choice):
        return {
            "unknown": names[way.unknown],
            "at_most": way.at_most,
            "fewer": _way(names, way.fewer),
            "more": _way(names, way.more),
        }
    closed: dict[str, Any] = {"multipliers": [str(y) for y in way.dual]}
    return {**closed, "impossible": True} if way.is_impossible else closed


def check(c: Mapping[str, Any]) -> list[str]:
    """Everything that is wrong with a certificate; empty: the bound is proven.

    Without a ceiling (`value` None) the ray is checked; that there is a world to add it to is what the
    certificate of the lower bound shows.

    >>> good = {"direction": "min", "value": "3", "target": ["x"], "world": {"x": "3"},
    ...         "rows": [{"terms": {"x": 1}, "sense": ">=", "bound": 3, "multiplier": "1"}]}
    >>> check(good)
    []
    >>> check({**good, "value": "4"})
    ['the world given reaches 3, not 4', 'the multipliers prove 3, not 4']
    """
    from bilan.reconcile.certificate_whole import check_whole

    if c["value"] is None:
        return _check_ray(c)
    wrong = [f"row {i} is neither ≥ nor ≤" for i, row in enumerate(c["rows"]) if row["sense"] not in (">=", "<=")]
    value = Fraction(c["value"])
    world = {name: Fraction(v) for name, v in c["world"].items()}
    reached = sum((world.get(name, Fraction(0)) for name in c["target"]), Fraction(0))
    if reached != value:
        wrong.append(f"the world given reaches {reached}, not {value}")
    wrong += [f"{name} is negative" for name, v in world.items() if v < 0]
    slack: dict[str, Fraction] = {}
    for name in c["target"]:
        slack[name] = slack.get(name, Fraction(0)) + 1
    proven = Fraction(0)
    for i, row in enumerate(c["rows"]):
        y, bound = Fraction(row["multiplier"]), Fraction(row["bound"])
        lhs = sum((Fraction(k) * world.get(name, Fraction(0)) for name, k in row["terms"].items()), Fraction(0))
        if (lhs < bound) if row["sense"] == ">=" else (lhs > bound):
            wrong.append(f"row {i} does not hold in the world given: {lhs} {row['sense']} {bound}")
        if y and (y > 0) != ((row["sense"] == ">=") == (c["direction"] == "min")):
            wrong.append(f"row {i} has a multiplier of the wrong sign")
        proven += y * bound
        for name, k in row["terms"].items():
            slack[name] = slack.get(name, Fraction(0)) - y * Fraction(k)
    for name, s in slack.items():
        if (s < 0) if c["direction"] == "min" else (s > 0):
            wrong.append(f"the multipliers overdraw {name}")
    if proven != value:
        wrong.append(f"the multipliers prove {proven}, not {value}")
    return wrong + (check_whole(c) if "whole" in c else [])


def _check_ray(c: Mapping[str, Any]) -> list[str]:
    ray = {name: Fraction(v) for name, v in c.get("ray", {}).items()}
    wrong = [f"{name} falls along the ray" for name, v in ray.items() if v < 0]
    if c["direction"] != "max" or sum((ray.get(name, Fraction(0)) for name in c["target"]), Fraction(0)) <= 0:
        wrong.append("what is asked for does not grow along the ray")
    for i, row in enumerate(c["rows"]):
        lhs = sum((Fraction(k) * ray.get(name, Fraction(0)) for name, k in row["terms"].items()), Fraction(0))
        if (lhs < 0) if row["sense"] == ">=" else (lhs > 0):
            wrong.append(f"row {i} breaks along the ray")
    return wrong
