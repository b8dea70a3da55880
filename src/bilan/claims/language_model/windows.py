"""Long texts are shown to a model in pieces that begin and end with a sentence and share a little with the next one."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.passage import Passage
from bilan.model.text import Span

LONGEST = 6_000  # characters of a piece
SHARED = 600  # characters that a piece repeats of the one before, so that "they" finds whom it means


def windows(text: str, longest: int = LONGEST, shared: int = SHARED) -> list[Span]:
    """The pieces of a text, in its order; none for a text without a word.

    >>> text = "One was killed. Two were hurt. Three fled."
    >>> [w.of(text) for w in windows(text, longest=32, shared=16)]
    ['One was killed. Two were hurt.', 'Two were hurt. Three fled.']
    """
    passage = Passage.of(text)
    spans = [
        s for one in passage.sentences if one.start < one.end for s in _cut(passage.span(one.start, one.end), longest)
    ]
    found: list[Span] = []
    first = 0
    while first < len(spans):
        last = first
        while last + 1 < len(spans) and spans[last + 1].end - spans[first].start <= longest:
            last += 1
        found.append(Span(spans[first].start, spans[last].end))
        if last + 1 == len(spans):
            break
        first = _next(spans, first, last, shared)
    return found


def _next(spans: Sequence[Span], first: int, last: int, shared: int) -> int:
    """The sentence that the next piece begins with: as far back as the shared part allows, and always further on."""
    start = last + 1
    while start - 1 > first and spans[last].end - spans[start - 1].start <= shared:
        start -= 1
    return start


def _cut(span: Span, longest: int) -> list[Span]:
    """A sentence that alone is too long (marks that nobody sees make it so) is cut hard."""
    starts = range(span.start, span.end, longest)
    return [Span(at, min(span.end, at + longest)) for at in starts]
