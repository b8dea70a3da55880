"""Highlight claims in a text: cut it wherever a claim's quote or count begins or ends, so that overlaps are no trouble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId
from bilan.model.text import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same claims cover from end to end.

    quotes   claims whose sentence this is part of
    counts   claims whose number this is part of
    arrives  claims whose number begins here: where a link to the claim lands
    leaves   claims whose sentence ends here: where their mark is printed
    """

    text: str
    quotes: tuple[ClaimId, ...]
    counts: tuple[ClaimId, ...]
    arrives: tuple[ClaimId, ...]
    leaves: tuple[ClaimId, ...]


def pieces(text: str, claims: Sequence[FiledClaim], window: Span | None = None) -> list[Piece]:
    """The text of a window, cut at every border of every claim.

    A claim whose span does not fit the text is left out: its page says so.
    """
    start, end = (window.start, window.end) if window else (0, len(text))
    here = [c for c in claims if fits(c, text) and c.record.quote.start < end and start < reach(c)]
    edges = {start, end}
    for claim in here:
        for span in (claim.record.quote, claim.record.count_span):
            edges.update(e for e in (span.start, span.end) if start < e < end)
    cuts = sorted(edges)
    return [_piece(text, a, b, here) for a, b in pairwise(cuts)]


def fits(claim: FiledClaim, text: str) -> bool:
    return claim.record.quote.fits(text) and claim.record.count_span.fits(text)


def reach(claim: FiledClaim) -> int:
    """Where the last word of a claim ends."""
    return max(claim.record.quote.end, claim.record.count_span.end)


def _piece(text: str, a: int, b: int, claims: Sequence[FiledClaim]) -> Piece:
    inside = Span(a, b)
    return Piece(
        text[a:b],
        quotes=tuple(c.id for c in claims if c.record.quote.contains(inside)),
        counts=tuple(c.id for c in claims if c.record.count_span.contains(inside)),
        arrives=tuple(c.id for c in claims if c.record.count_span.start == a),
        leaves=tuple(c.id for c in claims if c.record.quote.end == b),
    )


def around(text: str, span: Span, reach: int = 420) -> Span:
    """A window around a sentence that begins and ends where a reader would pause.

    >>> text = "First. Second one here. Third."
    >>> around(text, Span(7, 23), reach=9).of(text)
    'First. Second one here. Third.'
    """
    start = _pause_before(text, max(0, span.start - reach), span.start)
    end = _pause_after(text, span.end, min(len(text), span.end + reach))
    return Span(start, end)


def _pause_before(text: str, earliest: int, latest: int) -> int:
    if earliest == 0:
        return 0
    for mark in ("\n", ". ", " "):
        found = text.find(mark, earliest, latest)
        if found >= 0:
            return found + len(mark)
    return earliest


def _pause_after(text: str, earliest: int, latest: int) -> int:
    if latest == len(text):
        return latest
    for mark in ("\n", ". ", " "):
        found = text.rfind(mark, earliest, latest)
        if found >= 0:
            return found + 1
    return latest
