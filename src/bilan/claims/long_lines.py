"""Lines that nobody wrote to be read: what lies beyond their beginning is left unread, and said to be so.

Prose has line breaks, or at least ends within some hundred pages. A line of millions of characters is a dump, an
encoding gone wrong, or somebody's attempt to keep a machine busy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bilan.model.claim import Claim, Mention, Proposal
from bilan.model.text import Span

LONGEST_LINE = 200_000
# In a long text, one control character in ten means that it is no text at all
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160)))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is read of a text: `text` without the stretches `unread`, and the way back to the places in the whole."""

    text: str
    unread: tuple[Span, ...] = ()

    def place(self, position: int) -> int:
        """Where a character of the kept text stands in the whole."""
        for gap in self.unread:
            if position >= gap.start:
                position += gap.end - gap.start
        return position

    def restore(self, proposals: Sequence[Proposal]) -> list[Proposal]:
        """The proposals with their places in the whole text."""
        return [
            replace(p, claim=self._claim(p.claim), why=tuple(replace(w, span=self._span(w.span)) for w in p.why))
            for p in proposals
        ]

    def _span(self, span: Span | None) -> Span | None:
        return None if span is None else Span(self.place(span.start), self.place(span.end - 1) + 1)

    def _named(self, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
        return tuple(Mention(m.name, self._span(m.span)) for m in mentions)

    def _claim(self, c: Claim) -> Claim:
        quote, count = self._span(c.quote), self._span(c.count_span)
        assert quote is not None
        assert count is not None
        return replace(
            c,
            quote=quote,
            count_span=count,
            period_span=self._span(c.period_span),
            speaker=next(iter(self._named([c.speaker] if c.speaker else [])), None),
            on_behalf_of=next(iter(self._named([c.on_behalf_of] if c.on_behalf_of else [])), None),
            cites=self._named(c.cites),
            by=self._named(c.by),
            place=self._named(c.place),
            members=self._named(c.members),
        )


def keep(text: str, longest: int = LONGEST_LINE) -> Kept:
    """The text without what lies beyond the beginning of an endless line.

    >>> keep("abcdef\\nxy", longest=4)
    Kept(text='abcd\\nxy', unread=(Span(start=4, end=6),))
    """
    if len(text) <= longest:
        return Kept(text)
    if 10 * (len(text) - len(text.translate(_CONTROL))) > len(text):
        return Kept("", (Span(0, len(text)),))
    breaks = [-1]
    while (at := text.find("\n", breaks[-1] + 1)) >= 0:
        breaks.append(at)
    unread = tuple(
        Span(start + 1 + longest, end) for start, end in pairwise([*breaks, len(text)]) if end - start - 1 > longest
    )
    edges = [0, *(p for gap in unread for p in (gap.start, gap.end)), len(text)]
    return Kept("".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)), unread)
