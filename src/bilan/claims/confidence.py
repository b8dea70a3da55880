"""How sure we are of a proposal: of a hundred proposals with these signs, so many agree with a person's coding.

A proposal holds when somebody who codes the passage by hand has the same people, harm, bounds and kind of stance. How
often that is so depends on a few signs that need no look at the text again: a numeral or only a noun, a vague word, what
kind of harm and stance, how far the word of harm stands from the count, what was inherited, what the rule itself gives.
Their weights are numbers in `confidence.toml`, made by `tools/calibrate.py` from hand-coded passages and nothing else.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from bilan.model.claim import Proposal, Why
from bilan.model.vocab import Basis, Harm, Hedge, Stance

_VAGUE = frozenset({Hedge.SOME, Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS})
_LIMITED = frozenset({Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.ABOUT, Hedge.UP_TO, Hedge.RANGE, Hedge.ONLY})
_HURT = frozenset({Harm.KILLED, Harm.INJURED})
_TOLD = frozenset({Stance.REPORTS, Stance.ALLEGES, Stance.CLAIMS_ACTION})
_FAR = 60  # characters between a count and its word of harm
LEAST, MOST = 0.05, 0.99  # nothing is impossible, nothing certain
_DOUBT = 0.8  # below, the explanation says what lowers it

# What a sign is called where it lowers the confidence; "" where it says nothing to a reviewer
SIGNS: Mapping[str, str] = {
    "given": "",
    "numeral": "",
    "one": "one person, described and not counted",
    "vague": "a vague number",
    "limited": "a number with a limit",
    "listed": "a list of names",
    "nobody": "nobody was harmed, it says",
    "either": "killed and injured are not told apart",
    "rare": "a kind of harm that is read less surely",
    "answer": "a stance that has to be told from mere words",
    "part": "a part of another count",
    "again": "says an earlier count again",
    "far": "the word of harm stands far from the count",
    "unsaid": "no word of harm of its own",
    "carried": "the speaker is carried over from another sentence",
    "long": "a long sentence",
}


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign adds to the log-odds, and what a language adds."""

    base: float
    signs: Mapping[str, float]
    langs: Mapping[str, float]


def signs(p: Proposal, text: str) -> dict[str, float]:
    """The signs of a proposal, those that are not nought."""
    return {name: value for name, value in _signs(p, text) if value}


def _signs(p: Proposal, text: str) -> Iterator[tuple[str, float]]:
    c, count = p.claim, p.claim.count_span
    numeral = any(ch.isdigit() for ch in count.of(text))
    hedge = c.quantity.hedge
    yield "given", p.confidence - 0.85
    yield "numeral", float(numeral)
    yield "one", float(not numeral and c.quantity.low == c.quantity.high == 1)
    yield "vague", float(hedge in _VAGUE)
    yield "limited", float(hedge in _LIMITED)
    yield "listed", float(hedge is Hedge.LISTED)
    yield "nobody", float(c.quantity.high == 0)
    yield "either", float(c.harm is Harm.KILLED_OR_INJURED)
    yield "rare", float(c.harm not in _HURT and c.harm is not Harm.KILLED_OR_INJURED)
    yield "answer", float(c.stance not in _TOLD)
    yield "part", float(c.part_of is not None)
    yield "again", float(c.same_as is not None)
    cue = next((w.span for w in p.why if w.span is not None and w.rule != "speaker"), None)
    yield "far", float(cue is not None and max(cue.start - count.end, count.start - cue.end) > _FAR)
    yield "unsaid", float(cue is None)
    yield "carried", float(c.speaker is not None and c.basis.speaker is Basis.INHERITED)
    yield "long", float(c.quote.end - c.quote.start > 320)


def calibrated(p: Proposal, text: str, lang: str) -> Proposal:
    """The proposal with the confidence that its signs give; where it is low, its explanation says why."""
    w = weights()
    found = signs(p, text)
    sure = probability(w, found, lang)
    why = p.why
    if sure < _DOUBT:
        lowering = sorted((w.signs.get(s, 0.0) * v, s) for s, v in found.items() if SIGNS[s])
        said = [SIGNS[s] for gain, s in lowering if gain < 0][:3]
        if said:
            why = (
                *why,
                Why("doubt", f"proposals like this hold less often: {'; '.join(said)}", p.claim.count_span),
            )
    return replace(p, confidence=sure, why=why)


def probability(w: Weights, found: Mapping[str, float], lang: str) -> float:
    """How many of such proposals hold, 0 to 1, in hundredths.

    >>> probability(Weights(0.0, {"vague": -1.0}, {}), {"vague": 1.0}, "en")
    0.27
    """
    odds = w.base + w.langs.get(lang, 0.0) + sum(w.signs.get(s, 0.0) * v for s, v in found.items())
    return round(min(MOST, max(LEAST, 1 / (1 + math.exp(-max(-50.0, min(50.0, odds)))))), 2)


@cache
def weights() -> Weights:
    """The weights in use."""
    data = tomllib.loads(files("bilan.claims").joinpath("confidence.toml").read_text(encoding="utf-8"))
    return Weights(float(data["base"]), data["signs"], data["langs"])
