"""Law: whatever the words, a reader answers with claims that the text bears out, or with none; it never breaks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bilan.claims import read_text, verify
from bilan.claims.read import reader_for
from bilan.model.period import Period


def _phrases(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split("/")
    elif isinstance(value, list):
        for one in value:
            yield from _phrases(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _phrases(one)


def _vocabulary(lang: str) -> list[str]:
    folder = files(f"bilan.claims.reading.{lang}")
    found: list[str] = []
    for name in ("words", "speech"):
        found += _phrases(tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")))
    extra = [
        "12",
        "3 400",
        "5.800",
        "vingt",
        "two",
        "un",
        "a",
        "the",
        "of",
        "civils",
        "killed",
        "Mosul",
        "Syrie",
        "2017",
    ]
    marks = [",", ".", '"', "(", ")", ";", ":", "-", "\n", "\n\n", "Coalition", "US", "Amnesty International", "mars"]
    return sorted({*found, *extra, *marks})


_WORDS = {lang: st.sampled_from(_vocabulary(lang)) for lang in ("fr", "en")}


@pytest.mark.parametrize("lang", ["fr", "en"])
@settings(max_examples=300)
@given(data=st.data())
def test_any_words_in_any_order_are_read_without_breaking(lang: str, data: st.DataObject) -> None:
    text = " ".join(data.draw(st.lists(_WORDS[lang], max_size=40)))
    reading = read_text(text, lang, Period.parse("2017-07-14"))
    numbers = [p.claim.n for p in reading.proposals]
    assert numbers == list(range(len(numbers)))
    for p in reading.proposals:
        c = p.claim
        assert c.count_span.fits(text)
        assert c.quote.fits(text)
        assert 0 <= p.confidence <= 1
        for other in (c.part_of, c.same_as, c.against):
            assert other is None or other in numbers


@settings(max_examples=150)
@given(st.text(max_size=300), st.sampled_from(["fr", "en"]))
def test_any_characters_are_read_without_breaking(text: str, lang: str) -> None:
    read_text(text, lang)


def test_the_control_fires_a_proposal_from_another_text_is_dropped() -> None:
    reader = reader_for("en")
    assert reader is not None
    proposals = reader.read("At least 12 civilians were killed in the town on Monday.", None)
    assert proposals
    kept, dropped = verify("x" * 80, proposals, "en")
    assert kept == []
    assert dropped
