"""When an estimate may not be published, and what always stands beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bilan.estimate import Assumption, CaptureTable, Estimate, NoEstimate, publishable
from bilan.estimate.publishable import say

TABLE = CaptureTable.from_patterns(
    ("Clinic", "Mosque", "Court"),
    {(1, 0, 0): 40, (0, 1, 0): 31, (0, 0, 1): 22, (1, 1, 0): 9, (1, 0, 1): 7, (0, 1, 1): 5, (1, 1, 1): 3},
)
WELL = {"rhat": 1.003, "ess_bulk": 900.0, "ess_tail": 820.0, "chains": 4, "cap_mass": 0.0, "evidence_spread": 0.4}
SOUND = Estimate("lcmcr", Assumption.LATENT_CLASSES, TABLE.n, 250, 260, 200, 340, diagnostics=WELL)


def codes(table: CaptureTable, answer: Estimate | NoEstimate, **more: object) -> set[str]:
    return {r.code for r in publishable(table, answer, **more).reasons}  # type: ignore[arg-type]


def test_a_sound_answer_may_be_published_with_its_assumption_in_three_languages() -> None:
    verdict = publishable(TABLE, SOUND)
    assert verdict.publishable
    assert set(verdict.assumption or {}) == {"en", "fr", "ar"}
    assert "lower bound" in verdict.always.words["en"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"rhat": 1.06}, "chains_disagree"),
        ({"rhat": float("nan")}, "chains_disagree"),
        ({"ess_bulk": 399.0}, "few_effective_draws"),
        ({"ess_tail": float("nan")}, "few_effective_draws"),
        ({"chains": 3}, "few_chains"),
        ({"cap_mass": 0.011}, "mass_at_edge"),
        ({"edge_mass": 0.02}, "mass_at_edge"),
        ({"evidence_spread": 1.4}, "modes_unsettled"),
    ],
)
def test_each_sign_of_trouble_refuses_with_its_reason(said: dict[str, float], code: str) -> None:
    assert codes(TABLE, replace(SOUND, diagnostics=WELL | said)) == {code}


def test_a_list_that_draws_on_another_refuses() -> None:
    verdict = publishable(TABLE, SOUND, derived=[("Court", "Clinic")])
    assert [r.code for r in verdict.reasons] == ["derived_list"]
    assert "Court (Clinic)" in verdict.reasons[0].words["fr"]
    assert publishable(TABLE, SOUND, derived=[("Court", "Radio")]).publishable, "the other list is not in the table"


def test_two_lists_are_too_few() -> None:
    assert codes(TABLE.without("Court"), SOUND) == {"fewer_than_three_lists"}


def test_an_empty_list_does_not_count() -> None:
    two = CaptureTable.from_patterns(("A", "B", "C"), {(1, 0, 0): 5, (0, 1, 0): 6, (1, 1, 0): 2})
    assert codes(two, SOUND) == {"fewer_than_three_lists"}


def test_duplicates_within_a_list_refuse() -> None:
    people = [("p1", "A", ()), ("p1", "A", ()), ("p1", "B", ()), ("p2", "B", ()), ("p3", "C", ()), ("p2", "C", ())]
    assert "duplicates" in codes(CaptureTable.from_people(people), SOUND)


def test_no_answer_is_a_reason_in_the_methods_own_words() -> None:
    no = NoEstimate("the model [12,13,23] is not determined", reason="undetermined", advice="choose another")
    verdict = publishable(TABLE, no)
    assert [r.code for r in verdict.reasons] == ["undetermined"]
    assert "[12,13,23]" in verdict.reasons[0].as_json["detail"]
    assert verdict.assumption is None


def test_lists_without_overlap_are_refused_once() -> None:
    apart = CaptureTable.from_patterns(("A", "B", "C"), {(1, 0, 0): 5, (0, 1, 0): 4, (0, 0, 1): 4})
    verdict = publishable(apart, NoEstimate("nobody", reason="no_overlap"))
    assert [r.code for r in verdict.reasons] == ["no_overlap"]


def test_far_more_than_was_counted_is_warned_of_and_not_refused() -> None:
    verdict = publishable(TABLE, replace(SOUND, median=3.2 * TABLE.n))
    assert verdict.publishable
    assert [w.code for w in verdict.warnings] == ["far_beyond"]
    assert "3,2" in verdict.warnings[0].words["fr"]
    assert not publishable(TABLE, replace(SOUND, median=2.9 * TABLE.n)).warnings


def test_an_answer_that_the_prior_decides_is_warned_of() -> None:
    heavy = replace(SOUND, median=2.0 * TABLE.n, diagnostics={**SOUND.diagnostics, "complete_graph": 0.976})
    assert [w.code for w in publishable(TABLE, heavy).warnings] == ["prior_decides"]
    assert "98 %" in publishable(TABLE, heavy).warnings[0].words["en"]
    light = replace(heavy, diagnostics={**SOUND.diagnostics, "complete_graph": 0.3})
    assert not publishable(TABLE, light).warnings


def test_every_sentence_exists_in_three_languages() -> None:
    from bilan.estimate.publishable import _sentences

    for code in _sentences():
        words = say(code, lists="A", number=2).words
        assert set(words) == {"en", "fr", "ar"}
        assert all("{" not in text for text in words.values())
