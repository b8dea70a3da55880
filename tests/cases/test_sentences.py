"""Sentences in French and English beside what we should understand of them. Anyone can add one: see fr/ and en/."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bilan.claims import read_text
from bilan.model.claim import Claim
from bilan.model.period import Period

CASES = [
    pytest.param(lang, case, id=f"{lang}: {case['says']}")
    for lang in ("fr", "en")
    for table in sorted((Path(__file__).parent / lang).glob("*.toml"))
    for case in tomllib.loads(table.read_text(encoding="utf-8"))["case"]
]


def _said(claim: Claim, text: str) -> dict[str, Any]:
    """The claim in the words of the case files; "" for what is not said."""
    period = claim.period
    return {
        "count": claim.count_span.of(text),
        "low": claim.quantity.low,
        "high": "open" if claim.quantity.high is None else claim.quantity.high,
        "hedge": claim.quantity.hedge.value,
        "harm": claim.harm.value,
        "group": [g.value for g in claim.groups],
        "stance": claim.stance.value,
        "speaker": claim.speaker.name if claim.speaker else "",
        "cites": [m.name for m in claim.cites],
        "by": [m.name for m in claim.by],
        "cause": claim.cause.value if claim.cause else "",
        "place": claim.place[0].name if claim.place else "",
        "from": period.start.isoformat() if period and period.start else "",
        "to": period.end.isoformat() if period and period.end else "",
        "part_of": "" if claim.part_of is None else claim.part_of,
        "same_as": "" if claim.same_as is None else claim.same_as,
        "against": "" if claim.against is None else claim.against,
        "running": claim.running,
        "possible": claim.possible,
    }


@pytest.mark.parametrize(("lang", "case"), CASES)
def test_the_sentence_is_read_as_its_case_says(lang: str, case: dict[str, Any]) -> None:
    published = Period.parse(case["published"]) if "published" in case else None
    read = [_said(p.claim, case["text"]) for p in read_text(case["text"], lang, published).proposals]
    expected = case["claims"]
    assert [r["low"] for r in read] == [e.get("low", r["low"]) for e, r in zip(expected, read, strict=False)]
    assert len(read) == len(expected), read
    for got, want in zip(read, expected, strict=True):
        assert {k: got[k] for k in want} == want


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_language_has_forty_cases_or_more(lang: str) -> None:
    assert sum(case.values[0] == lang for case in CASES) >= 40
