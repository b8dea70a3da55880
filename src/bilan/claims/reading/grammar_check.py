"""The check of the languages that share a grammar: their lexicon, read again on the spans of a claim."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from bilan.actors import registry
from bilan.claims.passage import Passage, Sentence
from bilan.claims.reading.check import around, within
from bilan.claims.reading.generic import generic_actors
from bilan.claims.reading.named import named_at, names_in
from bilan.claims.reading.numerals import numeral_at
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.periods import find_periods
from bilan.claims.reading.place_names import in_english
from bilan.claims.reading.scene import Named
from bilan.claims.reading.sided import FIGHTING, GROWN, aged_below
from bilan.claims.reading.when import written_on
from bilan.claims.reading.words import Word
from bilan.model.claim import Claim, Mention
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Hedge

_WORDED = {
    Hedge.AT_LEAST: ("at_least", "more_than"),
    Hedge.MORE_THAN: ("more_than",),
    Hedge.UP_TO: ("up_to", "less_than"),
    Hedge.ONLY: ("only",),
}


_HEAD = 400  # characters that may hold a dateline
_SHORT = 20_000  # characters: a longer text is cut stretch by stretch


class GrammarCheck:
    """A second look at the claims of one text, through a language pack."""

    def __init__(self, pack: Pack, text: str, published: Period | None) -> None:
        self.pack, self.text = pack, text
        self.published = published or written_on(Passage.uncut(text[:_HEAD]), pack.dates)
        self.lang = pack.lang
        self._words: dict[tuple[int, int], list[Word]] = {}
        self._all: list[Word] | None = None
        self._starts: list[int] = []
        self._said: dict[tuple[int, int], frozenset[Harm]] = {}
        self._made: list[Named] | None = None
        self._dated: dict[tuple[Span | None, Period | None], bool] = {}

    def _cut(self, span: Span) -> list[Word]:
        """The words of a stretch of the text, read by themselves."""
        key = (span.start, span.end)
        if key not in self._words:
            passage = Passage.uncut(span.of(self.text))
            self._words[key] = self.pack.lexicon.words(passage, Sentence(0, len(passage.plain), 0, "text"))
        return self._words[key]

    def _near(self, span: Span) -> list[Word]:
        """The words of a stretch as they stand in the text, which is cut once where it is short."""
        if self._all is None:
            passage = Passage.of(self.text, self.pack.abbreviations) if len(self.text) <= _SHORT else None
            whole = passage is not None and len(passage.plain) == len(self.text)
            self._all = (
                self.pack.lexicon.words(passage, Sentence(0, len(passage.plain), 0, "text"))
                if passage is not None and whole
                else []
            )
            self._starts = [w.start for w in self._all]
        if not self._all:
            return self._cut(span)
        return self._all[bisect_left(self._starts, span.start) : bisect_left(self._starts, span.end)]

    def number(self, c: Claim) -> str | None:
        """The number, or the vague word, and a word for its hedge."""
        q = c.quantity
        words = self._cut(c.count_span)
        said = c.count_span.of(self.text)
        values = _numbers(words, self.pack)
        if q.hedge in _WORDED and not _is_worded(q.hedge, self._near(around(c, self.text))):
            return f"no word near “{said}” says {q.hedge.value}"
        if q.hedge in (Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS, Hedge.SOME, Hedge.NONE, Hedge.LISTED):
            vague = {str(w.value("quantifier")) for w in words if w.has("quantifier")}
            if q.hedge is Hedge.LISTED:
                named = names_in(words)
                listed = q.low in (named, _surnames(words)) or named < q.low <= named + _kin(words)
                return None if listed else f"“{said}” does not list {q.low} names"
            if q.hedge is Hedge.SOME:
                return None if not values or vague else f"“{said}” states a number, not {q.hedge.value}"
            if q.hedge is Hedge.NONE:
                return (
                    None if 0 in values or any(v.startswith("none") for v in vague) else f"“{said}” does not say none"
                )
            return None if f"{q.hedge.value}:{q.low}" in vague else f"“{said}” does not read as {q.low}"
        expected = {
            Hedge.MORE_THAN: (q.low - 1,),
            Hedge.UP_TO: (q.high, (q.high or 0) + 1),
            Hedge.RANGE: (q.low, q.high),
        }.get(q.hedge, (q.low,))
        if q.hedge is Hedge.RANGE:
            fits = set(expected) <= set(values)
        else:
            fits = bool(set(expected) & set(values)) or (q.low == 1 and (_is_one(words, values) or _is_named(words)))
        fits = fits or (q.low == 2 and any(w.has("couple") or w.low == "both" for w in words))
        return None if fits else f"“{said}” does not read as {q.low}"

    def harm(self, c: Claim) -> str | None:
        """The quote, or what precedes it in the passage, must hold a word for this harm."""
        wide = within(c)
        key = (wide.start, wide.end)
        if key not in self._said:
            self._said[key] = frozenset(h for w in self._near(wide) for h in _harms(w))
        said = self._said[key]
        pair = {Harm.KILLED, Harm.INJURED}
        if c.harm in said or (c.harm is Harm.KILLED_OR_INJURED and pair <= said):
            return None
        if c.harm in pair and Harm.KILLED_OR_INJURED in said:
            return None
        return f"no word of the quote says {c.harm.value}"

    def says_group(self, c: Claim, group: Group) -> bool:
        wide = around(c, self.text, 160, 160)
        if c.same_as is not None or not c.quote.contains(c.count_span):
            wide = Span(max(0, wide.start - 200), wide.end)
        for w in self._near(wide):
            noun = w.value("person")
            if noun is not None and group in noun.groups:
                return True
            if w.value("gadj") is group:
                return True
            if group is Group.FAMILY and w.low in (
                "family",
                "famille",
                "relatives",
                "his",
                "her",
                "son",
                "sa",
                "their",
            ):
                return True
            if group is Group.CIVILIAN and ("civ" in w.low):
                return True
            if group is Group.COMBATANT and w.has("rank"):
                return True
        if group is Group.CHILD:
            return aged_below(self._near(wide), GROWN)
        if group is Group.COMBATANT:  # "three SDF members"
            return any(f.actor.kind in FIGHTING for f in registry().find(wide.of(self.text), self.lang))
        return False

    def says_name(self, m: Mention) -> bool:
        """A generic speaker or doer of the lexicon, or somebody whom only the passage makes known."""
        if m.span is None:
            return True
        said = m.span.of(self.text)
        if _listed(m.name, self._cut(m.span)) or in_english(Passage.uncut(said).plain, self.lang) == m.name:
            return True
        return any(a.name == m.name and a.start < m.span.end and m.span.start < a.end for a in self._generic())

    def _generic(self) -> list[Named]:
        """The actors that only the whole passage makes known, at code points of the text."""
        if self._made is None:
            self._made = []
            passage = Passage.of(self.text, self.pack.abbreviations)
            named = [
                Named(f.span.start, f.span.end, f.actor.name, "actor", f.actor, f.through)
                for f in registry().find(passage.plain, self.lang)
            ]
            for a in generic_actors(passage, self.lang, named):
                span = passage.span(a.start, a.end)
                self._made.append(replace(a, start=span.start, end=span.end))
        return self._made

    def says_period(self, c: Claim) -> bool:
        asked = (c.period_span, c.period)
        if asked not in self._dated:
            self._dated[asked] = self._says_period(c)
        return self._dated[asked]

    def _says_period(self, c: Claim) -> bool:
        if c.period_span is None:
            return False
        passage = Passage.uncut(self.text[c.period_span.start : c.period_span.end])
        found = find_periods(passage.lower, 0, len(passage.lower), self.pack.dates, self.published)
        if any(f.period == c.period for f in found):
            return True
        # a date may need the word before it ("depuis", "en") to be one
        lead = Passage.uncut(self.text[max(0, c.period_span.start - 24) : c.period_span.end])
        if any(
            f.period == c.period for f in find_periods(lead.lower, 0, len(lead.lower), self.pack.dates, self.published)
        ):
            return True
        # the year of the month may have been said before
        first = c.period.start if c.period is not None else None
        if first is None or str(first.year) not in self.text:
            return False
        said = find_periods(
            passage.lower, 0, len(passage.lower), self.pack.dates, self.published, {first.month: first.year}
        )
        return any(f.period == c.period for f in said)


def _is_worded(hedge: Hedge, near: Sequence[Word]) -> bool:
    """Whether a word near the count says its hedge."""
    said = {str(w.value(tag)) for w in near for tag in ("hedge", "hedge_after") if w.has(tag)}
    floor = hedge is Hedge.AT_LEAST and any(w.has("possible") for w in near)
    beyond = hedge is Hedge.MORE_THAN and any(w.has("beyond") for w in near)  # "exceeds 40"
    may = hedge is Hedge.UP_TO and any(w.has("conditional") and w.has("modal") for w in near)  # "pourrait s'élever à"
    return floor or beyond or may or not said.isdisjoint(_WORDED[hedge])


def _numbers(words: Sequence[Word], pack: Pack) -> list[int]:
    found: list[int] = []
    i = 0
    while i < len(words):
        numeral = numeral_at(words, i, pack.numbers)
        if numeral is None:
            i += 1
        else:
            found.append(numeral.value)
            i = max(numeral.last, i + 1)
    return found


def _is_named(words: Sequence[Word]) -> bool:
    """One person, by name, a surname alone included, or as "he"."""
    named = named_at(words, 0, frozenset()) if words else None
    if named is not None and named.quantity.low == 1 and named.end == len(words):
        return True
    letters = [w for w in words if w.low.isalpha()]
    surname = bool(letters) and letters[-1].raw[:1].isupper() and not letters[-1].tags
    return surname or (len(words) == 1 and (words[0].has("pronoun") or words[0].low in ("him", "her")))


def _kin(words: Sequence[Word]) -> int:
    """How many relatives are told of by what they are: "his wife", "their son"."""
    return sum(w.has("possessive") and any(x.has("person") for x in words[i + 1 : i + 8]) for i, w in enumerate(words))


def _surnames(words: Sequence[Word]) -> int:
    """How many runs of names stand between the commas and "and"s."""
    runs, inside = 0, False
    for w in words:
        if w.has("and") or w.low in (",", ";"):
            inside = False
        elif w.raw[:1].isupper() and not w.tags:
            runs, inside = runs + (not inside), True
    return runs


def _is_one(words: Sequence[Word], values: Sequence[int]) -> bool:
    """A person described without a numeral."""
    values = [] if any(w.has("age") for w in words) else values
    return any(w.has("person") or w.has("indefinite") or w.has("victim") or w.has("bare_harm") for w in words) and not [
        v for v in values if v != 1
    ]


_SAYS_HARM = frozenset(
    [
        "victim",
        "events",
        "bodies",
        "bare_harm",
        "toll",
        "told",
        "vfin",
        "vpart",
        "vger",
        "vinf",
        "vintr",
        "vintrfin",
        "vadj",
    ]
)


def _harms(w: Word) -> list[Harm]:
    if _SAYS_HARM.isdisjoint(w.tags):
        return []
    values = [w.value(tag) for tag in w.tags if tag in _SAYS_HARM]
    if w.low.startswith("disparition"):
        values.append(Harm.MISSING)  # said of the dead too
    return [value[0] if isinstance(value, tuple) else value for value in values if value is not None]


def _listed(name: str, words: Sequence[Word]) -> bool:
    return any(w.value(tag) == name for w in words for tag in ("role", "perpetrator"))
