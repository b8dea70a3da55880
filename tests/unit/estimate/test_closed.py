"""Chapman, Chao and the models of a closed population: against hand calculation and a published peer."""

from __future__ import annotations

import numpy as np
import pytest

from bilan.estimate import Assumption, CaptureTable, NoEstimate, in_words, read_capture_table
from bilan.estimate.chao import chao
from bilan.estimate.chapman import chapman
from bilan.estimate.closed import closed
from bilan.estimate.loglinear import loglinear
from bilan.model.errors import WrongUse

# (abundance, standard error, deviance) of a peer in R for Kosovo, 1999
KOSOVO = {
    ("M0", "darroch"): (7608.368, 136.61751, 1104.0020),
    ("Mt", "darroch"): (7394.587, 129.62539, 245.9387),
    ("Mh", "chao"): (8787.243, 222.62050, 986.9218),
    ("Mh", "poisson"): (9402.952, 310.85327, 1019.5174),
    ("Mh", "darroch"): (12448.385, 777.96675, 1001.9252),
    ("Mh", "gamma"): (17102.639, 1707.27074, 996.5302),
    ("Mth", "chao"): (8591.184, 213.54902, 105.4968),
    ("Mth", "poisson"): (9327.761, 306.26613, 139.1876),
    ("Mth", "darroch"): (12797.343, 814.83422, 119.4484),
    ("Mth", "gamma"): (18387.146, 1892.87649, 113.7837),
}


@pytest.mark.parametrize(("kind", "heterogeneity"), KOSOVO)
def test_closed_population_models_are_the_peers(shared, kind, heterogeneity) -> None:
    table = read_capture_table((shared / "data/mse/tables/kosovo_1999_4lists.csv").read_text("utf-8"))
    total, error, deviance = KOSOVO[kind, heterogeneity]
    found = closed(table, kind, heterogeneity)
    assert found.median == pytest.approx(total, abs=5e-4)
    assert found.diagnostics["standard_error"] == pytest.approx(error, rel=1e-5)
    assert found.diagnostics["deviance"] == pytest.approx(deviance, abs=5e-4)
    assert (found.high is None) == (heterogeneity == "chao")


def test_unlike_lists_is_the_model_without_interactions(shared) -> None:
    table = read_capture_table((shared / "data/mse/tables/kosovo_1999_4lists.csv").read_text("utf-8"))
    by_hand, by_model = closed(table, "Mt"), loglinear(table, model="[1,2,3,4]")
    assert by_hand.median == pytest.approx(by_model.median, rel=1e-9)
    assert by_hand.low == pytest.approx(by_model.low, rel=1e-9)
    assert by_hand.diagnostics["bic"] == pytest.approx(by_model.diagnostics["value"])


def test_chapman_is_its_formula(shared) -> None:
    table = CaptureTable.from_patterns(("A", "B"), {(1, 0): 141, (0, 1): 32, (1, 1): 59})
    found = chapman(table)
    assert found.median == pytest.approx(201 * 92 / 60 - 1)
    assert found.diagnostics["standard_error"] == pytest.approx((201 * 92 * 141 * 32 / (60**2 * 61)) ** 0.5)
    assert table.n < found.low < found.median < found.high
    kosovo = read_capture_table((shared / "data/mse/tables/kosovo_1999_4lists.csv").read_text("utf-8"))
    assert round(chapman(kosovo, ("OSCE", "HRW")).median) == 5447
    with pytest.raises(NoEstimate, match="compares two lists"):
        chapman(kosovo)


def test_chao_is_its_formula() -> None:
    table = CaptureTable.from_patterns(
        ("A", "B", "C"), {(1, 0, 0): 30, (0, 1, 0): 20, (0, 0, 1): 10, (1, 1, 0): 8, (0, 1, 1): 1, (1, 1, 1): 2}
    )
    found = chao(table)
    assert found.median == pytest.approx(71 + (30 * 20 + 30 * 10 + 20 * 10) / 10)
    assert found.high is None
    assert found.low < found.median < found.diagnostics["upper_of_bound"]
    older = chao(table, equal_lists=True)
    assert older.median == pytest.approx(71 + 2 / 3 * 60 * 59 / 20)
    assert older.diagnostics["uncorrected"] == pytest.approx(71 + 2 / 3 * 60 * 60 / 18)


def test_the_bound_holds_where_lists_differ_and_the_older_form_does_not() -> None:
    """Expected counts of independent lists of very unlike size: the truth is 100,000."""
    chances = np.array([0.5, 0.05, 0.02])
    on = (np.arange(8)[:, None] >> np.arange(3)) & 1
    expected = np.round(100_000 * np.prod(np.where(on, chances, 1 - chances), axis=1)).astype(int)
    expected[0] = 0
    table = CaptureTable.from_counts(("A", "B", "C"), expected)
    assert chao(table).median == pytest.approx(100_000, rel=0.005)
    assert chao(table, equal_lists=True).median > 200_000


@pytest.mark.parametrize("estimate", [chapman, chao])
def test_without_overlap_there_is_no_estimate(estimate) -> None:
    apart = CaptureTable.from_patterns(("A", "B"), {(1, 0): 12, (0, 1): 7})
    with pytest.raises(NoEstimate) as refusal:
        estimate(apart)
    assert refusal.value.reason == "no_overlap"


def test_two_lists_determine_no_heterogeneity() -> None:
    table = CaptureTable.from_patterns(("A", "B"), {(1, 0): 40, (0, 1): 30, (1, 1): 19})
    with pytest.raises(NoEstimate, match="more parameters"):
        closed(table, "Mth", "darroch")
    with pytest.raises(WrongUse):
        closed(table, "Mb")
    assert closed(table, "Mt").median == pytest.approx(59 * 49 / 19)


def test_many_lists_have_a_bound_though_no_model(shared) -> None:
    file = shared / "data/mse/tables/verdata_reclutamiento_R1_hombre_1999.csv"
    table = read_capture_table(file.read_text("utf-8"))
    assert chao(table).low > table.n
    with pytest.raises(NoEstimate, match="too many"):
        closed(table, "Mt")


def test_every_assumption_has_its_words() -> None:
    for assumption in Assumption:
        words = in_words(assumption)
        assert set(words) == {"en", "fr", "ar"}
        assert all(len(sentence) > 40 for sentence in words.values())
