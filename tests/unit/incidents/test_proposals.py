"""Proposals that two claims speak of one incident."""

from __future__ import annotations

import random
from itertools import combinations

from tests.builders import make_claim

from bilan.incidents.gather import _common, _near

PLACES = (["Old Mill", "Mosul", "Iraq"], ["Mosul", "Iraq"], ["Iraq"], ["Raqqa", "Syria"], ["Mill", "Raqqa", "Syria"])
WHEN = ("2017-03-17", "2017-03", "2017-02-20/2017-03-05", "2017-04-01", "2016-12-30/2017-01-02", None)


def test_looking_only_at_near_claims_misses_no_pair_that_has_enough_in_common() -> None:
    rng = random.Random(7)
    claims = [
        make_claim(
            25, place=rng.choice(PLACES), period=rng.choice(WHEN), by=rng.choice(("A", "B", None)), id=f"c{n:03}"
        )
        for n in range(120)
    ]
    every = {(i, j) for i, j in combinations(range(len(claims)), 2) if _common(claims[i], claims[j], 25) is not None}
    near = _near(claims)
    assert near == sorted(near)
    assert every
    assert every <= set(near)
