"""Claims highlighted in a text, and long texts cut into pages."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from tests.builders import make_claim

from bilan.model.claim import FiledClaim
from bilan.model.text import Span
from bilan.release.marks import around, pieces
from bilan.release.windows import BUDGET, WHOLE, page_of, windows

TEXT = "They admit 377 deaths, of which 105 in one strike. Another sentence."


def _claim(id: str, quote: Span, count: Span) -> FiledClaim:
    claim = make_claim(105, id=id)
    return replace(claim, record=replace(claim.record, quote=quote, count_span=count))


def _at(word: str) -> Span:
    return Span(TEXT.index(word), TEXT.index(word) + len(word))


WHOLE_OF_IT = _claim("whole", Span(0, 50), _at("377"))
PART = _claim("part", Span(0, 50), _at("105"))


def test_the_pieces_put_together_are_the_text() -> None:
    assert "".join(p.text for p in pieces(TEXT, [WHOLE_OF_IT, PART])) == TEXT


def test_two_claims_in_one_sentence_each_keep_their_number() -> None:
    found = pieces(TEXT, [WHOLE_OF_IT, PART])
    assert [(p.text, p.counts) for p in found if p.counts] == [("377", ("whole",)), ("105", ("part",))]
    assert next(p for p in found if p.text == "105").arrives == ("part",)
    assert next(p for p in found if p.leaves).leaves == ("whole", "part")


def test_a_window_shows_only_what_lies_in_it() -> None:
    found = pieces(TEXT, [WHOLE_OF_IT, PART], Span(20, 40))
    assert "".join(p.text for p in found) == TEXT[20:40]
    assert [p.text for p in found if p.counts] == ["105"]


def test_a_claim_that_no_longer_fits_its_text_is_left_out() -> None:
    assert [p.quotes for p in pieces("short", [WHOLE_OF_IT])] == [()]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30), st.integers(0, 60), st.integers(1, 5)), max_size=6))
def test_however_claims_overlap_no_letter_is_lost_and_each_number_begins_once(
    spans: list[tuple[int, int, int, int]],
) -> None:
    claims = [
        _claim(f"c{n}", Span(a, min(a + b, len(TEXT))), Span(c, min(c + d, len(TEXT))))
        for n, (a, b, c, d) in enumerate(spans)
    ]
    found = pieces(TEXT, claims)
    assert "".join(p.text for p in found) == TEXT
    begun = [id for p in found for id in p.arrives]
    assert sorted(begun) == sorted(c.id for c in claims)


def test_a_context_begins_and_ends_where_a_reader_pauses() -> None:
    text = "One. " * 300 + "The sentence itself says 105. " + "Two. " * 300
    start = text.index("The sentence")
    window = around(text, Span(start, start + 29))
    assert window.of(text).startswith("One. ")
    assert len(window.of(text)) < 1000


def test_a_short_text_is_one_page() -> None:
    assert windows(TEXT, [PART]) == [[Span(0, len(TEXT))]]


def test_a_long_text_becomes_pages_that_together_are_the_text() -> None:
    text = ("A paragraph of some length, written for this test, in plain words.\n" * 4_000)[:250_000]
    pages = windows(text, [])
    assert len(pages) > 3
    assert "".join(s.of(text) for page in pages for s in page) == text
    assert all(sum(len(s.of(text).encode()) for s in page) <= BUDGET + 4_100 for page in pages)


def test_a_page_never_ends_within_a_number() -> None:
    text = "x" * 3_998 + "123456" + "y" * 100_000
    claim = _claim("c", Span(3_998, 4_004), Span(3_998, 4_004))
    for page in windows(text, [claim]):
        for stretch in page:
            assert not (stretch.start < 4_004 and stretch.start > 3_998)


def test_of_a_text_too_long_to_show_the_surroundings_of_its_claims_remain() -> None:
    text = "Plain words without end. " * (WHOLE // 20) + "Here 105 were killed."
    at = text.index("105")
    claim = _claim("c", Span(at - 5, at + 16), Span(at, at + 3))
    pages = windows(text, [claim])
    assert sum(len(s.of(text)) for page in pages for s in page) < 10_000
    assert any("105" in s.of(text) for s in pages[page_of(claim.record.count_span, pages)])
