"""Arabic sentences beside what we should understand of them. Anyone can add one: see ar/*.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from bilan.claims.reading.ar import reader
from bilan.model.claim import Claim
from bilan.model.period import Period

CASES = [
    pytest.param(case, id=case["says"])
    for table in sorted((Path(__file__).parent / "ar").glob("*.toml"))
    for case in tomllib.loads(table.read_text(encoding="utf-8"))["case"]
]


def _said(claim: Claim, text: str) -> dict[str, Any]:
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
        "by": [m.name for m in claim.by],
        "cause": claim.cause.value if claim.cause else "",
        "place": claim.place[0].name if claim.place else "",
        "from": period.start.isoformat() if period and period.start else "",
        "to": period.end.isoformat() if period and period.end else "",
        "part_of": claim.part_of,
    }


@pytest.mark.parametrize("case", CASES)
def test_the_sentence_is_read_as_its_case_says(case: dict[str, Any]) -> None:
    published = Period.parse(case["published"]) if "published" in case else None
    read = [_said(p.claim, case["text"]) for p in reader.read(case["text"], published)]
    expected = case["claims"]
    assert len(read) == len(expected), read
    for got, want in zip(read, expected, strict=True):
        assert {k: got[k] for k in want} == want
