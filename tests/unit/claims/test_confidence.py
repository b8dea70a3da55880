"""Confidence is calibrated: it is what its signs give, it says what lowers it, and the measure of it measures."""

from __future__ import annotations

import random
import tomllib
from importlib.resources import files

import pytest

from bilan.claims import read_text
from bilan.claims.confidence import LEAST, MOST, SIGNS, Weights, probability, signs, weights
from bilan.claims.evaluate import Passage, reliability, score
from bilan.claims.read import propose


def test_a_counted_number_is_surer_than_a_vague_one() -> None:
    counted = read_text("Police said 12 civilians were killed.", "en").proposals[0]
    vague = read_text("Police said there were several casualties.", "en").proposals
    assert 0.5 < counted.confidence <= MOST
    assert all(v.confidence < counted.confidence for v in vague)


def test_low_confidence_says_what_lowers_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from bilan.claims import confidence

    doubtful = Weights(0.0, {"numeral": 1.0, "part": -2.0}, {})
    monkeypatch.setattr(confidence, "weights", lambda: doubtful)
    whole, part = read_text("Police said 12 civilians, including 4 children, were killed.", "en").proposals
    assert "doubt" not in [w.rule for w in part.why if "another count" not in w.says]
    assert part.why[-1].rule == "doubt"
    assert "a part of another count" in part.why[-1].says
    assert part.confidence < whole.confidence


def test_calibration_changes_nothing_but_the_confidence() -> None:
    text = "Quinze personnes ont été tuées, dont quatre enfants, selon un hôpital."
    raw, told = propose(text).proposals, read_text(text).proposals
    assert [p.claim for p in raw] == [p.claim for p in told]
    assert all(t.why[: len(r.why)] == r.why for r, t in zip(raw, told, strict=True))


def test_nothing_is_certain_or_impossible() -> None:
    assert probability(Weights(99.0, {}, {}), {}, "fr") == MOST
    assert probability(Weights(-99.0, {}, {}), {}, "fr") == LEAST
    assert probability(Weights(0.0, {}, {"ar": 1.0}), {}, "sw") == 0.5


def test_the_stored_weights_are_numbers_for_the_signs_in_use() -> None:
    data = tomllib.loads(files("bilan.claims").joinpath("confidence.toml").read_text(encoding="utf-8"))
    assert set(data["signs"]) == set(SIGNS)
    assert set(data) == {"base", "signs", "langs", "made_from"}
    for part in (data["signs"], data["langs"], data["made_from"]):
        assert all(isinstance(v, int | float) for v in part.values())
    assert data["made_from"]["fresh_proposals"] >= 100
    assert weights().base == data["base"]


def test_every_sign_is_known() -> None:
    text = "A child was killed. Police deny it. Hundreds were displaced."
    for p in propose(text, "en").proposals:
        assert set(signs(p, text)) <= set(SIGNS)


def test_the_measure_finds_what_is_calibrated_and_what_is_not() -> None:
    dice = random.Random(3)
    honest = [(c, dice.random() < c) for c in (dice.choice([0.55, 0.75, 0.92]) for _ in range(6000))]
    boasting = [(0.99, ok) for _, ok in honest]
    assert reliability(honest)["ece"] < 0.02
    assert reliability(boasting)["ece"] > 0.2
    assert reliability(boasting)["brier"] > reliability(honest)["brier"]
    assert reliability([])["brier"] is None


def test_an_evaluation_reports_it() -> None:
    text = "Police said 12 civilians were killed and 30 were injured."
    proposals = read_text(text, "en").proposals
    claims = [p.claim for p in proposals]
    sure = {p.claim.n: p.confidence for p in proposals}
    measured = score([Passage("p", "en", claims, claims, [], confidence=sure)])
    found = measured["overall"]["calibration"]
    assert sum(b["claims"] for b in found["reliability"]) == len(claims)
    assert all(b["observed"] == 1 for b in found["reliability"])
    assert measured["by_language"]["fr"]["calibration"] == {"brier": None, "ece": None, "reliability": []}
