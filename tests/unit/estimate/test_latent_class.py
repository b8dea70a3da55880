"""The latent class estimator: the references' medians, agreement of its runs, and what it says of itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bilan.estimate import CaptureTable, Draws, Estimate, LatentPrior, NoEstimate, latent_class, publishable
from bilan.estimate import read_capture_table as read

SMALL = CaptureTable.from_patterns(
    ("A", "B", "C"),
    {(1, 0, 0): 40, (0, 1, 0): 31, (0, 0, 1): 22, (1, 1, 0): 9, (1, 0, 1): 7, (0, 1, 1): 5, (1, 1, 1): 3},
)
QUICK = {"efforts": 1, "workers": 1}


@pytest.fixture(scope="module")
def small() -> Estimate:
    return latent_class(SMALL, seed=3, **QUICK)


def test_the_same_seed_gives_the_same_answer_whatever_the_threads(small: Estimate) -> None:
    again = latent_class(SMALL, seed=3, efforts=1, workers=2)
    assert (again.median, again.low, again.high) == (small.median, small.low, small.high)


def test_another_seed_says_about_the_same(small: Estimate) -> None:
    other = latent_class(SMALL, seed=4, **QUICK)
    assert other.median != small.median or other.low != small.low
    assert abs(other.median - small.median) < 0.06 * small.median


def test_the_answer_says_how_it_was_reached(small: Estimate) -> None:
    said = small.diagnostics
    assert said["chains"] == 4
    assert said["rhat"] < 1.05
    assert said["cap"] == 1000 * SMALL.n
    assert said["prior"] == {"classes": 10, "beta": [1.0, 1.0], "gamma": [0.25, 0.25], "n": "1/N"}
    assert publishable(SMALL, small).publishable


def test_one_class_is_the_model_of_independent_lists() -> None:
    from scipy.special import gammaln

    sizes = SMALL.sizes
    number = np.arange(SMALL.n, 20_000, dtype=float)
    logs = gammaln(number) - gammaln(number - SMALL.n + 1)
    logs += sum(gammaln(1 + s) + gammaln(1 + number - s) - gammaln(2 + number) for s in sizes)
    upto = np.cumsum(np.exp(logs - logs.max()))
    found = latent_class(SMALL, prior=LatentPrior(classes=1), **QUICK)
    for part, mine in ((0.5, found.median), (0.025, found.low), (0.975, found.high)):
        exact = number[np.searchsorted(upto, part * upto[-1])]
        assert mine == pytest.approx(exact, rel=0.04)


def test_what_lies_beyond_the_cap_is_reported_and_refused() -> None:
    found = latent_class(SMALL, cap=SMALL.n + 120, **QUICK)
    assert found.high == SMALL.n + 120
    assert found.diagnostics["cap_mass"] > 0.01
    assert "mass_at_edge" in {r.code for r in publishable(SMALL, found).reasons}


def test_lists_that_share_nobody_have_no_answer() -> None:
    with pytest.raises(NoEstimate):
        latent_class(CaptureTable.from_patterns(("A", "B", "C"), {(1, 0, 0): 5, (0, 1, 0): 4, (0, 0, 1): 4}))


def test_progress_is_told(small: Estimate) -> None:
    told: list[float] = []
    latent_class(SMALL, seed=3, efforts=1, workers=1, progress=told.append)
    assert told[-1] == pytest.approx(1.0) or told[-1] == pytest.approx(0.8)
    assert told == sorted(told)
    assert isinstance(small.distribution, Draws)


def test_prior_and_cap_that_mean_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one class"):
        LatentPrior(classes=0)
    with pytest.raises(ValueError, match="below"):
        latent_class(SMALL, cap=3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "median", "off"),
    [
        ("kosovo_1999_4lists", 10_458, 150),
        ("sparsemse_NewOrl_5", 833, 8),
        ("sparsemse_Western", 1_832, 15),
        ("dga_madigan_york_5list", 629, 2),
    ],
)
def test_the_references_medians(shared: Path, name: str, median: float, off: float) -> None:
    table = read((shared / f"data/mse/tables/{name}.csv").read_text("utf-8"))
    found = latent_class(table, seed=1)
    assert abs(found.median - median) <= off
    assert publishable(table, found).publishable


@pytest.mark.slow
def test_the_netherlands_are_solved_or_flagged_never_answered_by_one_seed(shared: Path) -> None:
    """Chains started by chance stop at 48,600 or at 141,000; the population finds what each weighs."""
    table = read((shared / "data/mse/tables/sparsemse_Ned_5.csv").read_text("utf-8"))
    answers = [latent_class(table, seed=seed, efforts=1) for seed in (1, 2)]
    sound = [found for found in answers if publishable(table, found).publishable]
    assert all(120_000 < found.median < 170_000 for found in sound)
    assert all(100_000 < m < 200_000 for found in answers for m in found.diagnostics["medians"])


@pytest.mark.slow
def test_twenty_sparse_lists_are_refused_unless_the_runs_agree_on_the_evidence(shared: Path) -> None:
    text = (shared / "data/mse/tables/verdata_reclutamiento_R1_hombre_1999.csv").read_text("utf-8")
    table = read(text)
    found = latent_class(table, prior=LatentPrior(classes=15), seed=1, efforts=1)
    assert not publishable(table, found).publishable
    assert found.diagnostics["evidence_spread"] > 1
