"""Log-linear models: against a plain optimiser, against matrices, against a published peer's tables."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest
from scipy.optimize import minimize

from bilan.estimate import CaptureTable, NoEstimate, read_capture_table
from bilan.estimate.existence import determined
from bilan.estimate.hierarchy import (
    hierarchical_models,
    independence,
    largest_order,
    model_from_name,
    name_of_model,
    neighbours,
)
from bilan.estimate.loglinear import loglinear, ranked
from bilan.estimate.poisson import (
    FITTED,
    NO_MAXIMUM,
    UNIDENTIFIED,
    face_of,
    fit_model,
    fit_models,
    fitted_means,
    is_identified,
)
from bilan.model.errors import WrongUse

RNG = np.random.default_rng(20)

BEST = (
    "kosovo_1999_4lists",
    "mse_Korea",
    "sparsemse_UKdat_5",
    "sparsemse_Ned_5",
    "sparsemse_NewOrl_5",
    "sparsemse_Western",
    "dga_madigan_york_5list",
)


def peer(shared, name: str) -> tuple[str, float, float]:
    """(model, N, BIC) of the peer's best model for a table, from its printed summary."""
    said = (shared / "data/mse/refs/loglinear_summary.txt").read_text("utf-8")
    found = re.search(rf"{name}.csv bic popest=([\d.]+) model=(\S+) BIC=([\d.]+)", said)
    assert found is not None
    return found[2], float(found[1]), float(found[3])


def published(shared, name: str) -> CaptureTable:
    return read_capture_table((shared / f"data/mse/tables/{name}.csv").read_text("utf-8"))


def sparse_counts(lists: int) -> np.ndarray:
    counts = RNG.poisson(RNG.choice([0.3, 1.0, 6.0], size=2**lists))
    counts[0] = 0
    return counts.astype(np.int64)


@pytest.mark.parametrize(("lists", "number"), [(2, 2), (3, 9), (4, 114), (5, 6894)])
def test_hierarchical_models_are_as_many_as_dedekind_says(lists: int, number: int) -> None:
    models = hierarchical_models(lists, lists)
    assert len(models) == number
    assert len({m.tobytes() for m in models}) == number


def test_every_model_holds_its_parts_and_its_order() -> None:
    models = hierarchical_models(4, 3)
    for model in models:
        assert model[[0, 1, 2, 4, 8]].all()
        assert not model[15]
        for s, j in itertools.product(np.flatnonzero(model), range(4)):
            assert model[s & ~(1 << j)]
    assert len(hierarchical_models(6, 2)) == 2**15


def test_models_are_named_by_their_largest_members() -> None:
    for model in hierarchical_models(4, 4):
        assert (model_from_name(name_of_model(model), 4) == model).all()
    with pytest.raises(WrongUse, match="no model"):
        model_from_name("[15]", 3)
    with pytest.raises(NoEstimate, match="more than"):
        hierarchical_models(6, 4)


def test_neighbours_differ_by_one_interaction() -> None:
    models = {m.tobytes(): m for m in hierarchical_models(4, 3)}
    for model in models.values():
        near = {m.tobytes() for m in neighbours(model, 3)}
        assert near == {k for k, m in models.items() if (m != model).sum() == 1}


def test_the_fit_is_the_maximum_that_a_plain_optimiser_finds() -> None:
    for trial in range(8):
        counts = RNG.poisson(8, size=8).astype(np.int64) + 1
        counts[0] = 0
        models = hierarchical_models(3)
        model = models[trial % len(models)]
        members = np.flatnonzero(model)
        cells = np.arange(1, 8)
        design = ((cells[:, None] & members[None, :]) == members[None, :]).astype(float)

        def loss(a, design=design, counts=counts):
            eta = design @ a
            return float(np.exp(eta).sum() - counts[1:] @ eta)

        found = minimize(loss, np.zeros(len(members)), method="BFGS", options={"gtol": 1e-9})
        missing, _ = fit_model(counts, model)
        assert missing == pytest.approx(np.exp(found.x[0]), rel=1e-4)
        means = fitted_means(counts, model)[1:]
        assert design.T @ means == pytest.approx(design.T @ counts[1:], rel=1e-9)


def test_identification_is_the_rank_of_the_matrix() -> None:
    seen = set()
    for lists, trials in ((3, 60), (4, 60), (5, 30)):
        models = hierarchical_models(lists, min(lists, 4))
        for _ in range(trials):
            counts, model = sparse_counts(lists), models[RNG.integers(len(models))]
            members, inside = face_of(counts, model)
            cells = np.flatnonzero(inside)
            design = (cells[:, None] & members[None, :]) == members[None, :]
            full = len(cells) >= len(members) and np.linalg.matrix_rank(design.astype(float)) == len(members)
            assert is_identified(members, inside) == full
            seen.add(full)
    assert seen == {True, False}


def test_existence_is_what_a_search_for_a_direction_of_growth_finds() -> None:
    """No maximum if and only if some direction lowers means of empty patterns and changes no other."""
    directions = np.array(list(itertools.product((-2, -1, 0, 1, 2), repeat=7)))
    seen = set()
    for _ in range(60):
        counts = RNG.poisson(0.9, size=8).astype(np.int64)
        counts[0] = 0
        if counts.sum() == 0:
            continue
        for model in hierarchical_models(3):
            members, inside = face_of(counts, model)
            cells = np.flatnonzero(inside)
            if not len(cells):
                continue
            design = ((cells[:, None] & members[None, :]) == members[None, :]).astype(int)
            moves = directions[: 5 ** len(members), -len(members) :] @ design.T
            filled = counts[cells] > 0
            growing = (moves[:, filled] == 0).all(axis=1) & (moves <= 0).all(axis=1) & (moves < 0).any(axis=1)
            state = determined(counts, model)
            assert state.exists == (not growing.any())
            seen.add(state.exists)
    assert seen == {True, False}


def test_the_fast_fit_and_the_linear_programme_agree() -> None:
    seen = set()
    for lists in (3, 4, 5):
        models = hierarchical_models(lists, largest_order(lists))
        models = models[RNG.choice(len(models), size=min(40, len(models)), replace=False)]
        for _ in range(4):
            counts = sparse_counts(lists)
            fits = fit_models(counts, models)
            for m, model in enumerate(models):
                state = determined(counts, model)
                assert (fits.status[m] == FITTED) == state.usable
                assert fits.status[m] != NO_MAXIMUM or not state.exists
                seen.add(int(fits.status[m]))
    assert seen >= {FITTED, UNIDENTIFIED, NO_MAXIMUM}


def test_a_table_that_determines_no_answer_is_refused(shared) -> None:
    table = published(shared, "sparsemse_Artificial_3")
    with pytest.raises(NoEstimate, match="not identified") as refusal:
        loglinear(table, model="[12,13,23]")
    assert refusal.value.reason == "unidentified"
    assert refusal.value.exit_code == 3
    assert "nobody is on both A and C" in refusal.value.one_line
    assert loglinear(table, model="[1,2,3]").median > 96  # the control: a smaller model is answered


def test_a_model_without_a_maximum_is_refused() -> None:
    table = CaptureTable.from_patterns(
        ("A", "B", "C"), {(1, 0, 0): 9, (0, 1, 0): 8, (0, 0, 1): 7, (1, 1, 0): 3, (1, 1, 1): 2, (0, 1, 1): 4}
    )
    state = determined(table.counts, model_from_name("[12,13,23]", 3))
    assert state.identified
    assert not state.exists
    with pytest.raises(NoEstimate, match="no maximum likelihood") as refusal:
        loglinear(table, model="[12,13,23]")
    assert refusal.value.reason == "no_maximum_likelihood_estimate"


def test_lists_that_never_meet_give_no_estimate() -> None:
    apart = CaptureTable.from_patterns(("A", "B", "C"), {(1, 0, 0): 50, (0, 1, 0): 40, (0, 0, 1): 20})
    with pytest.raises(NoEstimate):
        loglinear(apart)


@pytest.mark.parametrize("name", BEST)
def test_the_best_model_is_the_peers(shared, name: str) -> None:
    model, total, value = peer(shared, name)
    best = loglinear(published(shared, name), replicates=0)
    assert best.diagnostics["model"] == model
    assert best.median == pytest.approx(total, abs=0.005)
    assert best.diagnostics["value"] == pytest.approx(value, abs=0.0005)


def test_rivals_and_standard_errors_are_the_peers(shared) -> None:
    best = loglinear(published(shared, "kosovo_1999_4lists"), replicates=0)
    assert best.diagnostics["standard_error"] == pytest.approx(785.9022, abs=1e-3)
    assert [r["model"] for r in best.diagnostics["rivals"][:3]] == ["[123,14,34]", "[123,134]", "[134,12,23]"]
    said = (shared / "data/mse/refs/loglinear_summary.txt").read_text("utf-8").split()
    for rival in best.diagnostics["rivals"][:3]:
        assert said[said.index(rival["model"]) + 1] == f"{rival['total']:.2f}"


def test_the_interval_repeats_the_choice_and_is_repeatable(shared) -> None:
    table = published(shared, "kosovo_1999_4lists")
    alone, chosen = loglinear(table, replicates=0), loglinear(table, replicates=300)
    assert chosen.high - chosen.low > 2 * (alone.high - alone.low)
    assert 0 < chosen.diagnostics["same_model"] < 1
    again, other = loglinear(table, replicates=300), loglinear(table, replicates=300, seed=2)
    assert (again.low, again.high) == (chosen.low, chosen.high) != (other.low, other.high)
    # a peer's 100 replicates gave 7,477 … 18,330
    assert 6500 < chosen.low < 8500
    assert 15000 < chosen.high < 23000


def test_a_search_reaches_where_enumeration_stops(shared) -> None:
    found = loglinear(published(shared, "sparsemse_NewOrl"), replicates=0)
    assert found.median == pytest.approx(1184, abs=1)
    with pytest.raises(NoEstimate, match="too many"):
        loglinear(published(shared, "verdata_reclutamiento_R1_hombre_1999"))


def test_aic_prefers_larger_models(shared) -> None:
    table = published(shared, "dga_madigan_york_5list")
    by_bic, by_aic = loglinear(table, replicates=0), loglinear(table, criterion="aic", replicates=0)
    assert by_aic.diagnostics["parameters"] >= by_bic.diagnostics["parameters"]
    best = next(iter(ranked(table.counts, hierarchical_models(5, 3), "aic")))
    assert name_of_model(best.model) == by_aic.diagnostics["model"]


def test_independence_is_always_a_model() -> None:
    assert independence(3).sum() == 4
