"""The first lines of a text may say when it was published, by whom, under which title."""

from __future__ import annotations

import pytest

from bilan.intake.header import split_header
from bilan.model.errors import UnreadableExhibit
from bilan.model.period import Period


@pytest.mark.parametrize("text", [" date 2017-07 The text.", "date 2017-07\nThe text.", "\n\tdate 2017-07 \nThe text."])
def test_a_date_may_open_the_text(text: str) -> None:
    header, rest = split_header(text)
    assert header.published == Period.parse("2017-07")
    assert rest == "The text."


@pytest.mark.parametrize(
    "text",
    [
        "The date 2017-07 was chosen.",
        "date 2017-07-xx",
        "dated 2017",
        "Title of a song: none\nA line",
        "Publisher",
        "a: b\n\nc",
        "",
    ],
)
def test_a_text_without_a_header_is_left_alone(text: str) -> None:
    header, rest = split_header(text)
    assert header.published is None
    assert rest == text


def test_a_block_of_keys_opens_the_text() -> None:
    header, rest = split_header(
        "title: A night of strikes\nPublisher: The Example Monitor\npublished: 2017-03-17\n"
        "url: https://example.org/a?b=c:d\nlang: en\n\n\nTwelve people were killed.\n\nurl: no more\n"
    )
    assert (header.title, header.publisher, header.lang) == ("A night of strikes", "The Example Monitor", "en")
    assert header.url == "https://example.org/a?b=c:d"
    assert header.published == Period.parse("2017-03-17")
    assert rest == "Twelve people were killed.\n\nurl: no more\n"


def test_a_fenced_block_may_hold_other_keys() -> None:
    header, rest = split_header('---\ntitle: "A night"\ntags: [x]\n---\n\nTwelve died.')
    assert (header.title, rest) == ("A night", "Twelve died.")


def test_a_date_that_cannot_be_understood_is_refused_with_advice() -> None:
    with pytest.raises(UnreadableExhibit, match="2017-13"):
        split_header("date 2017-13 Twelve died.")
    with pytest.raises(UnreadableExhibit, match="last Tuesday"):
        split_header("published: last Tuesday\n\nTwelve died.")
