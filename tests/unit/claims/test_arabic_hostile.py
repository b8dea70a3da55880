"""Hostile Arabic text ends quickly, with claims that are really there or none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.claims.reading.ar import reader

_WORDS = st.sampled_from(
    ["قُتل", "ستة", "مدنيين", "بينهم", "طفلان", "و", "إصابة", "5", "٥٨", "آخرين", "قوات", "النظام", "،", ".", "(", ")", "\n", "إن", "قال",
     "المرصد", "في", "قرية", "إدلب", "أمس", "عدد", "القتلى", "إلى", "من", "على", "الأقل", "عشرات", "بين", "قتيل", "وجريح", "2017", "آذار", "\u202e", "ـ"]
)  # fmt: skip


@given(st.lists(_WORDS, max_size=40).map(" ".join))
def test_every_claim_stands_in_the_text_and_points_to_claims_that_exist(text: str) -> None:
    claims = [p.claim for p in reader.read(text, None)]
    assert [c.n for c in claims] == list(range(len(claims)))
    for c in claims:
        assert c.quote.fits(text)
        assert c.quote.contains(c.count_span)
        for other in (c.part_of, c.same_as):
            assert other is None or 0 <= other < len(claims)
        for m in (*c.by, *c.place, *c.cites, *([c.speaker] if c.speaker else [])):
            assert m.span is None or m.span.fits(text)


@pytest.mark.parametrize(
    "text",
    [
        "٩" * 50_000,
        "قُتل " * 8_000,
        "(" * 100_000,
        "\u202e\u200f" * 100_000,
        "و" * 100_000,
        "قال " * 6_000,
        "بينهم " * 6_000,
        "1.2.3.4." * 5_000,
    ],
    ids=["digits", "verbs", "brackets", "marks", "waws", "speech", "parts", "dots"],
)
def test_a_long_line_of_anything_ends_quickly(text: str) -> None:
    began = time.perf_counter()
    reader.read(text, None)
    assert time.perf_counter() - began < 30
