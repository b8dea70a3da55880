"""Whatever the Arabic words and marks, and in whatever order, reading ends with claims that the text bears out."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bilan.claims import read_text
from bilan.model.period import Period


def _phrases(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.replace("|", ",").split(",")
    elif isinstance(value, list):
        for one in value:
            yield from _phrases(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _phrases(one)


_WORDS = tomllib.loads(files("bilan.claims.reading.ar").joinpath("words.toml").read_text(encoding="utf-8"))
_MORE = [
    "12",
    "٥٬٨٠٠",
    "3-5",
    "2017",
    "ألفا",
    "وخمسة",
    "عشر",
    "قسد",
    "إسرائيل",
    "حلب",
    "أمس",
    "هم",
    "هما",
    "كل",
    "أسماء",
]
_MARKS = ["،", ".", ":", "(", ")", "«", "»", '"', "\n", "\n\n–", "#", "ـ", "ـ.ـ", "‏"]
_ANY = st.sampled_from(sorted({*_phrases(_WORDS), *_MORE, *_MARKS} - {""}))


@settings(max_examples=200, deadline=None)
@given(st.lists(_ANY, max_size=45))
def test_any_words_in_any_order_are_read_without_breaking(parts: list[str]) -> None:
    text = " ".join(parts)
    reading = read_text(text, "ar", Period.parse("2017-07-14"))
    numbers = [p.claim.n for p in reading.proposals]
    assert numbers == list(range(len(numbers)))
    for p in reading.proposals:
        assert p.claim.count_span.fits(text)
        assert p.claim.quote.fits(text)
        for other in (p.claim.part_of, p.claim.same_as, p.claim.against):
            assert other is None or other in numbers


def test_a_page_of_numbers_and_of_names_ends_quickly() -> None:
    started = time.process_time()
    for text in (
        "قتل " + "12 و13 و" * 4000,
        "أسماء الشهداء: " + "سامر طارق، " * 4000,
        "قتل " + "مدني وطفل و" * 4000,
        "نفى " * 8000,
        "(" * 4000 + "قتل 5 مدنيين" + ")" * 4000,
    ):
        read_text(text, "ar")
    assert time.process_time() - started < 60
