"""An endless line is read at its beginning, what follows it keeps its place, and what is left unread is told."""

from __future__ import annotations

from bilan.claims import read_text
from bilan.claims.long_lines import LONGEST_LINE, keep


def test_a_text_of_ordinary_lines_is_read_whole() -> None:
    text = "Twelve people were killed.\n" * 20_000
    assert keep(text).unread == ()
    assert keep(text).text is text


def test_a_claim_behind_an_endless_line_keeps_its_place() -> None:
    text = (
        "x" * (3 * LONGEST_LINE) + "\nAt least 12 civilians were killed in Rafah on 3 May 2019, according to Airwars.\n"
    )
    reading = read_text(text, "en")
    [claim] = [p.claim for p in reading.proposals]
    assert claim.count_span.of(text) == "12"
    assert claim.quote.of(text).startswith("At least 12")
    assert claim.speaker is not None
    assert claim.speaker.span is not None
    assert claim.speaker.span.of(text) == "Airwars"
    assert [(s.start, s.end) for s in reading.unread] == [(LONGEST_LINE, 3 * LONGEST_LINE)]


def test_only_the_beginning_of_an_endless_line_is_read() -> None:
    text = ("Nobody was hurt. " * 30_000)[:400_000] + "At least 12 civilians were killed."
    assert [p for p in read_text(text, "en").proposals if p.claim.quantity.low == 12] == []


def test_a_text_of_control_characters_is_no_text() -> None:
    text = "k\x01\x02 Twelve people were killed.\n\x03\x04\x05\x06" * 20_000
    reading = read_text(text, "en")
    assert reading.proposals == ()
    assert [(s.start, s.end) for s in reading.unread] == [(0, len(text))]


def test_hyphens_without_end_are_read_in_linear_time() -> None:
    assert read_text("Al-Abc-" * 20_000, "en").proposals == ()


def test_brackets_that_never_close_count_nobody() -> None:
    assert read_text("(12 killed " * 2_000, "en").proposals == ()
