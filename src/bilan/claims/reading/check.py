"""What a language folder offers the verifier: a second look at a claim, from its spans alone.

The verifier is one for all proposers and languages. What it must ask of the words themselves (does this say twelve?
does anything here say "injured"?) it asks the language, through `check` beside the language's `reader`.
"""

from __future__ import annotations

from typing import Protocol

from bilan.model.claim import Claim, Mention
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Group


class Check(Protocol):
    """A second look at the claims of one text. A reason is a sentence for the reviewer; None: the words bear it out."""

    lang: str

    def number(self, claim: Claim) -> str | None:
        """Why the words of the count do not give its bounds and hedge."""
        ...

    def harm(self, claim: Claim) -> str | None:
        """Why nothing around the count says its harm."""
        ...

    def says_group(self, claim: Claim, group: Group) -> bool:
        """Whether a word near the count says this group."""
        ...

    def says_period(self, claim: Claim) -> bool:
        """Whether the words of the period give these days."""
        ...

    def says_name(self, mention: Mention) -> bool:
        """Whether the words stand for this name, though no list of actors or places has them for it."""
        ...


class Checker(Protocol):
    """Makes the check of a text."""

    def __call__(self, text: str, published: Period | None) -> Check: ...


def around(claim: Claim, text: str, before: int = 80, after: int = 60) -> Span:
    """The words near the count, without leaving the quote (or, for an answer, its neighbourhood)."""
    inside = claim.quote.contains(claim.count_span)
    low, high = (claim.quote.start, claim.quote.end) if inside else (0, len(text))
    return Span(max(low, claim.count_span.start - before), min(high, claim.count_span.end + after))


def within(claim: Claim, back: int = 700) -> Span:
    """Where the harm must be said: the quote; for a part or a restatement, what precedes it too."""
    wide = Span(min(claim.quote.start, claim.count_span.start), max(claim.quote.end, claim.count_span.end))
    if claim.same_as is not None or claim.part_of is not None:
        return Span(max(0, wide.start - back), wide.end)
    return wide
