"""Words keep their offsets, whatever the text does to hide them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bilan.search.phrases import Phrasebook
from bilan.search.words import fold, words


@given(st.text(max_size=200))
def test_every_word_stands_where_it_says_and_none_overlap(text: str) -> None:
    end = 0
    for w in words(text):
        assert end <= w.start < w.end <= len(text)
        assert w.folded
        end = w.end


def test_letters_parted_to_escape_a_filter_are_read_as_one_word() -> None:
    text = "صـ.ـاروخين على بلدة"
    assert next(iter(words(text))).folded == fold("صاروخين")


def test_a_number_written_against_a_word_is_a_word_of_its_own() -> None:
    assert [w.folded for w in words("و38 امرأة")] == ["و", "38", fold("امرأة")]


def test_digits_of_other_scripts_are_digits() -> None:
    assert [w.folded for w in words("٥٨٠٠ و ۱۲")] == ["5800", "و", "12"]


def test_the_longest_phrase_wins() -> None:
    book: Phrasebook[int] = Phrasebook()
    book.add("red", 1)
    book.add("red cross", 2)
    text = "the red cross, red"
    assert [h.entry.value for h in book.find(text, list(words(text)))] == [2, 1]
