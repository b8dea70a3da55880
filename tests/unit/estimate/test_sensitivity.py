"""How far the answer depends on what is assumed."""

from __future__ import annotations

import numpy as np
import pytest

from bilan.estimate import Assumption, CaptureTable, Change, Draws, Estimate, Request, mixture, sensitivity, total
from bilan.estimate.averaging import averaged
from bilan.estimate.pictures import histogram, overlaps, ticks

FOUR = CaptureTable.from_counts(
    ("Clinic", "Mosque", "Court", "Radio"), [0, 60, 45, 9, 38, 8, 6, 3, 25, 6, 5, 2, 4, 1, 2, 1]
)
FAST = ("dga", "chao", "mt")


def test_each_list_is_left_out_once_and_each_method_asked() -> None:
    told: list[str] = []
    found = sensitivity(FOUR, method="dga", methods=FAST, report=lambda what, share: told.append(what))
    assert found.base.what == "dga"
    assert {r.what for r in found.rows if r.change is Change.LIST} == set(FOUR.lists)
    assert {r.what for r in found.rows if r.change is Change.METHOD} == {"chao", "mt"}
    assert sum(r.change is Change.PRIOR for r in found.rows) == 3
    assert told[0] == "dga"
    assert found.medians is not None
    assert found.envelope is not None
    assert found.medians[0] < found.medians[1]
    assert found.envelope[0] <= found.medians[0]


def test_a_method_that_refuses_is_a_row_with_its_reason() -> None:
    apart = CaptureTable.from_patterns(("A", "B", "C"), {(1, 0, 0): 9, (0, 1, 0): 7, (0, 0, 1): 8})
    found = sensitivity(apart, method="chao", methods=("mt",), priors=False)
    assert [r for r in found.rows if r.estimate is None and r.refused]


def test_draws_of_a_linkage_come_one_by_one_and_as_a_mixture() -> None:
    more = CaptureTable.from_counts(FOUR.lists, [0, 55, 40, 14, 33, 13, 6, 3, 20, 11, 5, 2, 4, 1, 2, 1])
    found = sensitivity(FOUR, method="dga", methods=(), priors=False, linkages=[FOUR, more, FOUR])
    rows = [r for r in found.rows if r.change is Change.LINKAGE]
    assert [r.what for r in rows] == ["draw 1", "draw 2", "draw 3", "all draws"]
    assert rows[0].estimate == rows[2].estimate
    one, two, both = (rows[i].estimate for i in (0, 1, 3))
    assert one is not None
    assert two is not None
    assert both is not None
    assert min(one.median, two.median) < both.median < max(one.median, two.median)
    assert both.low < max(one.low, two.low)


def test_thresholds_of_a_linkage_are_rows_of_their_own() -> None:
    found = sensitivity(FOUR, method="mt", methods=(), priors=False, thresholds={0.9: FOUR, 0.5: FOUR})
    assert [r.what for r in found.rows if r.change is Change.THRESHOLD] == ["0.5", "0.9"]


def test_strata_add_up_as_independent() -> None:
    rng = np.random.default_rng(0)
    parts = [
        Estimate.from_distribution("dga", Assumption.DECOMPOSABLE_GRAPHS, 50, Draws(rng.normal(m, 10, (1, 20_000))))
        for m in (100, 200)
    ]
    summed = total(parts)
    assert summed.n_observed == 100
    assert summed.median == pytest.approx(300, abs=1)
    assert summed.high - summed.low == pytest.approx(2 * 1.96 * 10 * 2**0.5, rel=0.05)
    assert mixture(parts).high - mixture(parts).low > 100


def test_pictures_hold_the_numbers_of_the_answer() -> None:
    found = averaged(FOUR)
    held = histogram(found)
    assert held is not None
    assert sum(held.share) == pytest.approx(0.99, abs=0.01)
    assert held.edges[0] < found.low
    assert sum(one.people for one in overlaps(FOUR)) == FOUR.n
    assert overlaps(FOUR)[0].lists == ("Clinic",)
    assert ticks(0, 10) == (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)
    assert Request().level == 0.95
