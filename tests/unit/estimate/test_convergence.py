"""R-hat and effective sample sizes, beside arviz and beside what is known."""

from __future__ import annotations

import numpy as np
import pytest

from bilan.estimate import Assumption, Draws, Estimate, to_inferencedata
from bilan.estimate.convergence import converge, ess_bulk, ess_tail, rhat
from bilan.model.errors import WrongUse


def chain(rho: float, length: int = 1000, chains: int = 4) -> np.ndarray:
    noise = np.random.default_rng(int(rho * 100) + 50).standard_normal((chains, length))
    for i in range(1, length):
        noise[:, i] += rho * noise[:, i - 1]
    return np.exp(noise / 2)


@pytest.mark.filterwarnings("ignore::FutureWarning")
@pytest.mark.parametrize("rho", [0.0, 0.6, 0.9, -0.3])
def test_they_agree_with_arviz(rho: float) -> None:
    arviz = pytest.importorskip("arviz")
    draws = chain(rho)
    held = arviz.convert_to_dataset(draws)
    assert rhat(draws) == pytest.approx(float(arviz.rhat(held).x), abs=1e-6)
    assert ess_bulk(draws) == pytest.approx(float(arviz.ess(held).x), rel=0.02)
    assert ess_tail(draws) == pytest.approx(float(arviz.ess(held, method="tail").x), rel=0.02)


def test_independent_draws_count_in_full() -> None:
    said = converge(chain(0.0))
    assert said.rhat < 1.01
    assert 3000 < said.ess_bulk < 5500


def test_chains_in_two_places_are_caught_and_so_are_two_widths() -> None:
    draws = chain(0.0)
    assert rhat(draws + np.array([[0], [0], [0], [5]])) > 1.3
    wide = np.log(draws) * np.array([[1], [1], [1], [8]])
    assert rhat(wide) > 1.1


def test_constant_chains_have_no_effective_size() -> None:
    said = converge(np.ones((4, 100)))
    assert said.rhat == 1.0
    assert np.isnan(said.ess_bulk)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_draws_go_to_arviz_and_other_answers_do_not() -> None:
    pytest.importorskip("arviz")
    draws = Draws(chain(0.0, 100) * 50)
    found = Estimate.from_distribution("lcmcr", Assumption.LATENT_CLASSES, 10, draws)
    data = found.to_inferencedata()
    assert data.posterior["N"].shape == (4, 100)
    assert data.posterior.attrs["method"] == "lcmcr"
    with pytest.raises(WrongUse):
        to_inferencedata(Estimate("mt", Assumption.LISTS_INDEPENDENT, 10, 20, 20, 15, 30))
