"""A scene: one sentence with everything the grammar has recognised in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter

from bilan.actors import Actor, Through
from bilan.claims.passage import Passage, Sentence
from bilan.claims.reading.analysis import Analysis
from bilan.claims.reading.frames import Hit
from bilan.claims.reading.periods import FoundPeriod
from bilan.claims.reading.words import Word
from bilan.model.claim import Mention
from bilan.model.vocab import Cause


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a sentence, at characters `start:end` of the plain text.

    `actor` is None for a person, a generic source ("residents") or a name nobody has listed.
    `sort`: "actor", "role", "person", "perpetrator", "phrase" (words no list knows), "acted" (heads a sentence of deeds).
    """

    start: int
    end: int
    name: str
    sort: str
    actor: Actor | None = None
    through: Through = Through.NAME
    on_behalf_of: Named | None = None

    def mention(self, passage: Passage) -> Mention:
        return Mention(self.name, passage.span(self.start, self.end))


@dataclass(frozen=True, slots=True)
class PlaceNamed:
    """A place named at characters `start:end`; `rank` grows with precision (0 = country)."""

    start: int
    end: int
    name: str
    id: str | None
    rank: int

    def mention(self, passage: Passage) -> Mention:
        return Mention(self.name, passage.span(self.start, self.end))


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody says something: who, whom they rely on, over which characters, with what kind of verb.

    `kind`: "says", "admits", "accuses" …; `forward`: what follows the verb is said, else what precedes it.
    """

    speaker: Named
    cites: tuple[Named, ...]
    start: int
    forward: bool
    kind: str
    inherited: bool = False
    whole: bool = False


_end = attrgetter("end")


@dataclass(slots=True)
class Scene:
    """A sentence, its words, who and what it names, and the hits that become claims."""

    number: int
    sentence: Sentence
    words: list[Word]
    analysis: Analysis
    hits: list[Hit]
    actors: list[Named] = field(default_factory=list)
    places: list[PlaceNamed] = field(default_factory=list)
    periods: list[FoundPeriod] = field(default_factory=list)
    causes: list[tuple[int, Cause]] = field(default_factory=list)
    speeches: list[Speech] = field(default_factory=list)
    blamed: list[Named] = field(default_factory=list)
    sources: list[Named] = field(default_factory=list)
    quoted: Speech | None = None  # whose quotation, opened in an earlier sentence, this one belongs to
    harmful: bool = False
    continues: bool = False
    dated: bool = False
    cuts: list[int] | None = None
    brackets: list[tuple[int, int]] | None = None
    tags: frozenset[str] | None = None

    def word_at(self, position: int) -> int:
        """The number of the word at or after a character."""
        return bisect_right(self.words, position, key=_end)

    def between(self, start: int, end: int) -> list[Word]:
        return [w for w in self.words if w.start >= start and w.end <= end]

    def any_tag(self, *tags: str) -> bool:
        """Whether some word of the sentence may be one of these things."""
        if self.tags is None:
            self.tags = frozenset().union(*(w.tags for w in self.words))
        return not self.tags.isdisjoint(tags)


Find = Callable[[str, str], list[Named]]
