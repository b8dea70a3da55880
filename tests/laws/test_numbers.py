"""Law: a number is read back as it was written, in the digits and words of each language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.claims.passage import Passage
from bilan.claims.reading.en import PACK as EN
from bilan.claims.reading.fr import PACK as FR
from bilan.claims.reading.numerals import NumberWords, read_number

NUMBERS = st.integers(min_value=1, max_value=999_999)
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def _grouped(n: int, mark: str) -> str:
    return f"{n:,}".replace(",", mark)


_FR_UNITS = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
]
_FR_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def _french(n: int) -> str:
    """Written by the rules of a school grammar, apart from the reader's tables."""
    if n >= 1000:
        head = "mille" if n < 2000 else f"{_french(n // 1000)} mille"
        return head if n % 1000 == 0 else f"{head} {_french(n % 1000)}"
    if n >= 100:
        head = "cent" if n < 200 else f"{_FR_UNITS[n // 100]} cent"
        return head if n % 100 == 0 else f"{head} {_french(n % 100)}"
    if n <= 16:
        return _FR_UNITS[n]
    if n < 20:
        return f"dix-{_FR_UNITS[n - 10]}"
    ten = max(t for t in _FR_TENS if t <= n)
    rest = n - ten
    if rest == 0:
        return _FR_TENS[ten]
    if rest in (1, 11) and ten < 80:
        return f"{_FR_TENS[ten]} et {_french(rest)}"
    return f"{_FR_TENS[ten]}-{_french(rest)}"


_EN_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def _english(n: int) -> str:
    if n >= 1000:
        rest = n % 1000
        joint = " and " if 0 < rest < 100 else " "
        return f"{_english(n // 1000)} thousand" + (joint + _english(rest) if rest else "")
    if n >= 100:
        return f"{_EN_UNITS[n // 100]} hundred" + (f" and {_english(n % 100)}" if n % 100 else "")
    if n < 20:
        return _EN_UNITS[n]
    return _EN_TENS[n // 10] + (f"-{_EN_UNITS[n % 10]}" if n % 10 else "")


def _read(text: str, book: NumberWords) -> int | None:
    return read_number(Passage.of(text).plain, book)


@given(NUMBERS)
def test_french_digits_are_read_back(n: int) -> None:
    for mark in ("", ".", " ", "\u00a0", "\u202f"):
        assert _read(_grouped(n, mark), FR.numbers) == n


@given(NUMBERS)
def test_english_digits_are_read_back(n: int) -> None:
    for mark in ("", ","):
        assert _read(_grouped(n, mark), EN.numbers) == n


@given(NUMBERS)
def test_digits_of_another_script_are_read_back(n: int) -> None:
    for book in (FR.numbers, EN.numbers):
        assert _read(str(n).translate(_ARABIC), book) == n


@given(NUMBERS)
def test_french_words_are_read_back(n: int) -> None:
    assert _read(_french(n), FR.numbers) == n


@given(NUMBERS)
def test_english_words_are_read_back(n: int) -> None:
    assert _read(_english(n), EN.numbers) == n


@pytest.mark.parametrize(
    ("text", "n"), [("une douzaine", 12), ("une demi-douzaine", 6), ("une trentaine", 30), ("une centaine", 100)]
)
def test_french_collectives(text: str, n: int) -> None:
    assert _read(text, FR.numbers) == n


@pytest.mark.parametrize(
    ("text", "n"), [("a dozen", 12), ("two dozen", 24), ("half a dozen", 6), ("2.5 million", 2_500_000)]
)
def test_english_collectives(text: str, n: int) -> None:
    assert _read(text, EN.numbers) == n


def test_the_control_fires_a_wrong_number_is_noticed() -> None:
    """If the law could not fail, it would say nothing: a reader with one wrong word breaks it."""
    wrong = NumberWords(
        "en",
        EN.numbers.units | {"seven": 8},
        EN.numbers.scales,
        EN.numbers.collectives,
        EN.numbers.joiners,
        EN.numbers.articles,
    )
    assert any(_read(_english(n), wrong) != n for n in range(1, 100))
