"""From words to places: each word that a model gave is looked up in the piece it was shown; what is not there goes.

The model is never asked for offsets, and never believed about names: an actor or a place is called as our own tables
call those words, else as the document writes it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, islice

from bilan.actors import registry
from bilan.claims.language_model.said import Omitted, Said
from bilan.claims.language_model.stances import PLAIN, unsaid
from bilan.claims.passage import Passage
from bilan.claims.reading.check import Check
from bilan.model.claim import Claim, Grounds, Mention, Proposal, Why
from bilan.model.text import Span
from bilan.model.vocab import Basis, Group, Hedge, Stance
from bilan.places import gazetteer

CONFIDENCE = 0.5  # a model's own certainty is worth nothing, and its rate of error on this text is unknown
_MOST_PLACES = 20  # of one number in one quote
_RUN = re.compile(r"\S+")


class Piece:
    """The piece of a text that a model was shown, ready to look words up in."""

    def __init__(self, text: str, shown: Span, check: Check, model: str) -> None:
        self.text, self.check, self.model = text, check, model
        self._at = shown.start
        self._passage = Passage.of(shown.of(text))
        self._plain = self._passage.plain
        self._words = list(_RUN.finditer(self._plain))
        self._flat = " ".join(m.group() for m in self._words)  # every gap is one space
        self._flat_starts = [0, *accumulate(len(m.group()) + 1 for m in self._words)]

    def proposal(self, said: Said, n: int, omitted: list[Omitted]) -> Proposal | None:
        """The claim at its places; None: its count or its quote is not in the text. What goes is told in `omitted`."""

        def drop(field: str, words: str, reason: str, whole: bool = False) -> None:
            omitted.append(Omitted(field, words, reason, whole))

        quote = next(self._places(said.quote), None)
        if quote is None:
            drop("quote", said.quote, "these words are not in the document", True)
            return None
        claim = self._counted(said, n, quote)
        if isinstance(claim, str):
            drop("count", said.count, claim, True)
            return None
        stance_at = next(self._places(said.stance_words, quote), None) if said.stance_words else None
        if (reason := unsaid(said.stance, self._plain, stance_at, quote, self.check.lang)) is not None:
            drop("stance", said.stance_words or said.stance.value, reason, True)
            return None
        stance = said.stance
        if stance is Stance.CLAIMS_ACTION and Group.COMBATANT not in said.groups:
            drop("stance", stance.value, "no fighters are said to be harmed; taken as alleged")
            stance = Stance.ALLEGES

        def mentions(field: str, given: Sequence[str]) -> tuple[Mention, ...]:
            found = {words: self._nearest(words, quote) for words in given}
            for words in (w for w, at in found.items() if at is None):
                drop(field, words, "these words are not in the document")
            return tuple(self._mention(field, at) for at in found.values() if at is not None)

        speaker = mentions("speaker", (said.speaker,) if said.speaker else ())
        by, place = mentions("by", said.by), mentions("place", said.place)
        period_at = self._nearest(said.period_words, quote) if said.period is not None else None
        if said.period is not None and period_at is None:
            drop("period", said.period_words, "these words are not in the document")
        claim = replace(
            claim,
            stance=stance,
            speaker=speaker[0] if speaker else None,
            cites=mentions("cites", said.cites),
            by=by,
            place=place,
            period=said.period if period_at is not None else None,
            period_span=self._span(period_at) if period_at is not None else None,
        )
        return Proposal(self._grounded(claim), CONFIDENCE, self._why(said, claim, stance_at), (self.model,))

    # ------------------------------------------------------------ the count

    def _counted(self, said: Said, n: int, quote: Span) -> Claim | str:
        """The claim with its count in place; a reason where the words do not lead to one number."""
        places = list(islice(self._places(said.count, quote), _MOST_PLACES + 1))
        if not places:
            return "these words are not in the quote"
        if len(places) > _MOST_PLACES:
            return "these words stand far too often in the quote"
        bare = [self._claim(said, n, quote, at) for at in places]
        whole = [c for c in bare if self._is_whole(c)]
        if not whole:
            return self.check.number(bare[0]) or "the words are cut out of a longer number"
        if len(places) == 1 or len(whole) == 1:
            return whole[0]
        if not 1 <= said.nth <= len(places) or bare[said.nth - 1] not in whole:
            return "these words stand several times in the quote, and it is not clear which are meant"
        return bare[said.nth - 1]

    def _claim(self, said: Said, n: int, quote: Span, at: Span) -> Claim:
        span = self._span(at)
        return Claim(
            n=n,
            quote=self._span(quote),
            count_span=span,
            quantity=replace(said.quantity, verbatim=span.of(self.text)),
            harm=said.harm,
            groups=said.groups,
            stance=said.stance,
        )

    def _is_whole(self, claim: Claim) -> bool:
        """Whether the number is as long as it stands there: "five" of "five hundred", "5" of "5,800" are not."""
        if self.check.number(claim) is not None:
            return False
        if claim.quantity.hedge in (Hedge.LISTED, Hedge.NONE):
            return True
        return all(self.check.number(replace(claim, count_span=s)) is None for s in self._longer(claim))

    def _longer(self, claim: Claim) -> list[Span]:
        """The count's words completed at their edges, with the word before them, and with the one after."""
        start, end = claim.quote.start, claim.quote.end
        runs = [Span(start + m.start(), start + m.end()) for m in _RUN.finditer(self.text[start:end])]
        own = [i for i, run in enumerate(runs) if run.overlaps(claim.count_span)]
        first, last = own[0], own[-1]
        edges = {(first, last), (max(0, first - 1), last), (first, min(len(runs) - 1, last + 1))}
        return sorted({Span(runs[a].start, runs[b].end) for a, b in edges})

    # ------------------------------------------------------------ words in the piece

    def _places(self, words: str, inside: Span | None = None) -> Iterator[Span]:
        """Where words stand in the plain piece: whatever its spaces, quotation marks and digits look like."""
        needle = " ".join(Passage.of(words).plain.split())
        at = self._flat.find(needle) if needle else -1
        while at >= 0:
            found = Span(self._back(at), self._back(at + len(needle) - 1) + 1)
            if inside is None or inside.contains(found):
                yield found
            elif found.start >= inside.end:
                return
            at = self._flat.find(needle, at + len(needle))

    def _back(self, flat: int) -> int:
        """The place in the plain piece of a letter of the flat one."""
        n = bisect_right(self._flat_starts, flat) - 1
        return self._words[n].start() + flat - self._flat_starts[n]

    def _nearest(self, words: str, quote: Span) -> Span | None:
        """The words in the quote, else where they stand closest to it; an earlier place before a later one."""
        places = [s for s in self._places(words) if self._is_word(s)]
        return min(places, key=lambda s: (_distance(s, quote), s.start > quote.start, s.start), default=None)

    def _is_word(self, at: Span) -> bool:
        """Whole words: not the "us" of "houses". In Arabic a name may carry what is written together with it."""
        before, after = self._plain[at.start - 1 : at.start] if at.start else "", self._plain[at.end : at.end + 1]
        if self.check.lang == "ar":
            return True
        return not (before.isalnum() and self._plain[at.start].isalnum()) and not (
            after.isalnum() and self._plain[at.end - 1].isalnum()
        )

    def _span(self, at: Span) -> Span:
        found = self._passage.span(at.start, at.end)
        return Span(found.start + self._at, found.end + self._at)

    # ------------------------------------------------------------ names, grounds, reasons

    def _mention(self, field: str, at: Span) -> Mention:
        span = self._span(at)
        words = " ".join(span.of(self.text).split())
        return Mention(
            _place_name(words, self.check.lang) if field == "place" else _actor_name(words, self.check.lang), span
        )

    def _grounded(self, c: Claim) -> Claim:
        """What stands in the quote is stated of this claim; what stands elsewhere is taken over."""

        def basis(*spans: Span | None) -> Basis:
            return Basis.STATED if all(s is None or c.quote.contains(s) for s in spans) else Basis.INHERITED

        grounds = Grounds(
            place=basis(*(m.span for m in c.place)),
            period=basis(c.period_span),
            by=basis(*(m.span for m in c.by)),
            speaker=basis(c.speaker.span if c.speaker else None),
        )
        return replace(c, basis=grounds)

    def _why(self, said: Said, claim: Claim, stance_at: Span | None) -> tuple[Why, ...]:
        steps = [Why("model", f"{self.model} points to these words; found in the text and checked", claim.count_span)]
        if stance_at is not None and said.stance not in PLAIN:
            steps.append(Why("model", f"{self.model} reads here: {claim.stance.value}", self._span(stance_at)))
        return tuple(steps)


def _distance(a: Span, b: Span) -> int:
    return max(0, b.start - a.end, a.start - b.end) if not b.contains(a) else -1


def _actor_name(words: str, lang: str) -> str:
    """The usual name of an actor, where exactly one is meant; else the words."""
    actor = registry().resolve(words, lang)
    if actor is not None:
        return actor.name
    found = {f.actor.name for f in registry().find(words, lang)}
    return found.pop() if len(found) == 1 else words


def _place_name(words: str, lang: str) -> str:
    place = gazetteer().resolve(words)
    if place is not None:
        return place.name
    found = {f.place.name for f in gazetteer().find(words, lang)}
    return found.pop() if len(found) == 1 else words
