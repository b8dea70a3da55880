"""Where one Arabic sentence ends and the next begins; its words are those of the whole text, cut once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bilan.model.text import Span
from bilan.search.words import Word

_END = re.compile(r"[.!?؟…]+[\"”»')\]]*(?=\s|[\u0600-\u06ff#]|$)|\n+")
_LONGEST = 400  # words


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words `first` up to `last` (not included) of the text."""

    number: int
    first: int
    last: int
    start: int
    end: int


def place_in(cut: Sequence[Word], s: Sentence, span: Span) -> tuple[int, int]:
    """The words of a sentence that a span covers."""
    inside = [i for i in range(s.first, s.last) if cut[i].start < span.end and span.start < cut[i].end]
    return (inside[0], inside[-1] + 1) if inside else (s.first, s.first)


def sentences(text: str, cut: Sequence[Word]) -> list[Sentence]:
    """The sentences of a text, each with at least one word; one that never ends is cut into stretches."""
    ends = [m.start() for m in _END.finditer(text) if not _inside_word(text, m)] + [len(text)]
    found: list[Sentence] = []
    i = 0
    for end in ends:
        first = i
        while i < len(cut) and cut[i].start < end:
            i += 1
        for a in range(first, i, _LONGEST):
            b = min(i, a + _LONGEST)
            found.append(Sentence(len(found), a, b, cut[a].start, cut[b - 1].end))
    return found


def _inside_word(text: str, match: re.Match[str]) -> bool:
    """The dot of "صـ.ـاروخ", of "6.5", of "أ.ف.ب"."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if before == "\u0640" and (after == "\u0640" or (match.group() == "." and "\u0621" <= after <= "\u064a")):
        return True
    if before.isdigit() and after.isdigit():
        return True
    return (
        match.group() == "." and text[match.start() - 2 : match.start() - 1] in (" ", ".", "(") and bool(after.strip())
    )
