"""Sentences beside what we should understand of them. Anyone can add one: see the folder of a language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilan.claims.cases import Case, differences, load_cases

LANGS = ("fr", "en", "ar")
CASES = [
    pytest.param(case, id=f"{lang}: {case.says}") for lang in LANGS for case in load_cases(Path(__file__).parent / lang)
]


@pytest.mark.parametrize("case", CASES)
def test_the_sentence_is_read_as_its_case_says(case: Case) -> None:
    assert differences(case) == []


@pytest.mark.parametrize("lang", LANGS)
def test_a_language_has_forty_cases_or_more(lang: str) -> None:
    assert len(load_cases(Path(__file__).parent / lang)) >= 40
