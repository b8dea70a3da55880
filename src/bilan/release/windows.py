"""Long documents in pages that load anywhere: at most about 60 kB of text each, cut where the text pauses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bilan.model.claim import FiledClaim
from bilan.model.text import Span
from bilan.release.marks import around, fits, reach

BUDGET = 52_000  # bytes of text and marks on one page; head, navigation and foot take the rest of 100 kB
A_CLAIM = 620  # bytes that one claim's marks take
WHOLE = 600_000  # characters; beyond that only the surroundings of claims are shown


def windows(text: str, claims: Sequence[FiledClaim], a_comma: int = 0) -> list[list[Span]]:
    """The stretches of text on each page. One page with the whole text is the usual case.

    `a_comma`: bytes that each comma, semicolon, tab or bar will cost when the text is shown as a table.

    >>> windows("A short text.", [])
    [[Span(start=0, end=13)]]
    """
    if not text:
        return [[]]
    fitting = [c for c in claims if fits(c, text)]
    stretches = [Span(0, len(text))] if len(text) <= WHOLE else _surroundings(text, fitting)
    pages: list[list[Span]] = [[]]
    room = BUDGET
    for piece in (p for s in stretches for p in _portions(text, s, fitting)):
        cost = _cost(text, piece, fitting, a_comma)
        if pages[-1] and cost > room:
            pages.append([])
            room = BUDGET
        last = pages[-1]
        if last and last[-1].end == piece.start:
            last[-1] = Span(last[-1].start, piece.end)
        else:
            last.append(piece)
        room -= cost
    return pages


def page_of(span: Span, pages: Sequence[Sequence[Span]]) -> int:
    """On which page (from 0) a number begins."""
    for n, stretches in enumerate(pages):
        if any(s.start <= span.start < s.end for s in stretches):
            return n
    return 0


def _portions(text: str, stretch: Span, claims: Sequence[FiledClaim]) -> Iterable[Span]:
    """Cut a stretch into paragraphs (or less, where a paragraph is too long), never inside a claim's number."""
    start = stretch.start
    while start < stretch.end:
        end = text.find("\n", start, stretch.end) + 1 or stretch.end
        if end - start > 4_000:
            end = text.rfind(" ", start + 2_000, start + 4_000) + 1 or start + 4_000
        for claim in claims:
            count = claim.record.count_span
            if count.start < end < count.end:
                end = count.end
        yield Span(start, min(end, stretch.end))
        start = end


def _cost(text: str, piece: Span, claims: Sequence[FiledClaim], a_comma: int) -> int:
    words = piece.of(text)
    markup = sum(words.count(mark) for mark in "&<>\"'") * 5
    if a_comma:
        markup += a_comma * (max(words.count(mark) for mark in ",;\t|") + 2)
    marks = sum(A_CLAIM for c in claims if piece.start < reach(c) and c.record.quote.start < piece.end)
    return len(words.encode("utf-8", "replace")) + markup + marks


def _surroundings(text: str, claims: Sequence[FiledClaim]) -> list[Span]:
    """Where a text is too long to show: its beginning, and each claim with what stands around it."""
    wanted = [Span(0, min(len(text), 4_000))]
    wanted += [around(text, Span(c.record.quote.start, reach(c)), 1_500) for c in claims]
    merged: list[Span] = []
    for span in sorted(wanted):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged
