"""The checker that every release carries, before the certificates of drawn worlds: it agrees, and is not fooled.

Worlds with contradictions, without ceilings, and with rings of figures in which half a person is most tempting.
"""

from __future__ import annotations

import copy
import random
from collections import Counter
from typing import Any

import pytest
from tests.laws.test_brute_force import answer, draw_case, draw_rings, draw_tangle

from bilan.evidence import verify as checker
from bilan.reconcile.bounds import Bounds, Consistent
from bilan.reconcile.certificate import certificate


def proof_of(found: Bounds, meaning: dict[str, list[str]]) -> dict[str, Any]:
    """As an answer tells it."""

    def both(s: Consistent) -> dict[str, Any]:
        p = found.programme.without(s.without)
        return {
            "low": certificate(p, s.least, meaning, s.whole_least),
            "high": certificate(p, s.most, meaning, s.whole_most),
        }

    return both(found.sets[0]) if found.feasible else {"sets": [both(s) for s in found.sets]}


def drawn(draw: Any, seed: int) -> tuple[Bounds, dict[str, Any], dict[str, Any]]:
    """The bounds of a drawn world, their proof, and its claims as they are published."""
    case = draw(seed)
    found = answer(case)
    claims = {f.key: {"count": {"low": f.low, "high": f.high}} for f in case.figures}
    return found, proof_of(found, {f.key: [f.key] for f in case.figures}), claims


@pytest.mark.parametrize("draw", [draw_case, draw_tangle, draw_rings])
def test_it_finds_every_bound_that_reconcile_proves(draw: Any) -> None:
    seen: Counter[str] = Counter()
    for seed in range(150):
        found, proof, claims = drawn(draw, seed)
        assert checker.span(proof, claims, 1) == (found.low, found.high, None, found.feasible, 0), seed
        seen["infeasible"] += not found.feasible
        seen["no ceiling"] += found.high is None
        seen["whole people"] += any(s.whole_least or s.whole_most for s in found.sets)
    assert seen["infeasible"]
    assert seen["no ceiling"] or draw is draw_tangle
    assert seen["whole people"] or draw is draw_case


@pytest.mark.parametrize("draw", [draw_case, draw_tangle, draw_rings])
def test_no_forged_certificate_proves_another_bound(draw: Any) -> None:
    """One number of a certificate is altered: either it proves nothing, or still the very same bounds."""
    chance, refused = random.Random(6), 0
    for seed in range(120):
        found, proof, claims = drawn(draw, seed)
        forged = copy.deepcopy(proof)
        _alter(forged, chance)
        try:
            low, high, _, agree, _ = checker.span(forged, claims, 1)
        except (checker.Broken, KeyError, ValueError, TypeError):
            refused += 1
        else:
            assert (low, high, agree) == (found.low, found.high, found.feasible) or forged["low"]["rows"] != proof[
                "low"
            ]["rows"]
    assert refused > 60


def _alter(proof: dict[str, Any], chance: random.Random) -> None:
    one = chance.choice(proof["sets"]) if "sets" in proof else proof
    c = one[chance.choice(["low", "high"])]
    kind = chance.choice(["value", "world", "multiplier", "bound", "term", "whole"])
    row = chance.choice(c["rows"]) if c["rows"] else {}
    if kind == "value" or not row:
        c["value"] = "7" if c["value"] is None else str(checker.number(c["value"]) + chance.choice([-1, 1]))
    elif kind == "multiplier":
        row["multiplier"] = chance.choice(["2", "-1", "1/2"])
    elif kind == "bound":
        row["bound"] += chance.choice([-1, 1])
    elif kind == "term" and row["terms"]:
        row["terms"][chance.choice(list(row["terms"]))] = chance.choice([2, -1, 0])
    elif kind == "whole" and "whole" in c:
        c["whole"]["value"] = str(int(c["whole"]["value"]) + chance.choice([-1, 1]))
    else:
        world = c.get("world") or c.get("ray") or {"x0": "0"}
        world[chance.choice(list(world))] = "5"
