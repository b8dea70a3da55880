"""A counted group with what befell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bilan.claims.reading.ar.groups import Counted
from bilan.model.text import Span
from bilan.model.vocab import Harm
from bilan.search.words import Word


@dataclass(slots=True, eq=False)
class Hit:
    """A counted group with its harm. `cue`: the words that say so; `part_of`: the group that includes it."""

    counted: Counted
    harm: Harm
    cue: Span
    rule: str
    part_of: Hit | None = None
    most: bool = False


@dataclass(frozen=True, slots=True)
class Cue:
    """A word of harm, at words `first` up to `last`; `bound`: a verb with its object ("قتلته"), told before it."""

    first: int
    last: int
    harm: Harm
    verb: bool
    bound: bool = False


def span_of(cut: Sequence[Word], first: int, last: int) -> Span:
    """The stretch of text that some words cover."""
    return Span(cut[first].start, cut[last - 1].end)
