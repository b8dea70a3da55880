"""One verifier for every proposer: what cannot be re-derived from the text is dropped, with the reason.

quote      lies in the text and holds the count
number     the words of the count, with the hedges around them, give the same bounds
harm       the passage around the count says this kind of harm
group      each group has its word in the quote (else the claim falls back to "person")
names      each span reads as the actor or place it is given for, or holds the name's own words
period     its span gives the same days
relations  point to claims that are kept
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import import_module

from bilan.actors import registry
from bilan.claims.passage import Passage, Sentence
from bilan.claims.reading.generic import generic_actors
from bilan.claims.reading.numerals import numeral_at
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.periods import find_periods
from bilan.claims.reading.scene import Named
from bilan.claims.reading.words import Word
from bilan.model.claim import Claim, Mention, Proposal
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Hedge
from bilan.places import gazetteer

_WORDED = {
    Hedge.AT_LEAST: ("at_least", "more_than"),
    Hedge.MORE_THAN: ("more_than",),
    Hedge.UP_TO: ("up_to", "less_than"),
    Hedge.ONLY: ("only",),
}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A proposal, or one of its values, that the text does not bear out."""

    claim: Claim
    field: str
    reason: str
    whole: bool


def verify(
    text: str, proposals: Sequence[Proposal], lang: str, published: Period | None = None
) -> tuple[list[Proposal], list[Dropped]]:
    """The proposals that the text bears out, renumbered, and everything that was dropped or stripped."""
    check = _Check(text, _pack(lang), published)
    kept: list[Proposal] = []
    dropped: list[Dropped] = []
    for proposal in proposals:
        reason = check.whole(proposal.claim)
        if reason is not None:
            dropped.append(Dropped(proposal.claim, reason[0], reason[1], True))
            continue
        claim, stripped = check.values(proposal.claim)
        dropped += stripped
        kept.append(replace(proposal, claim=claim))
    return _renumbered(kept), dropped


@lru_cache(maxsize=8)
def _pack(lang: str) -> Pack | None:
    try:
        found = import_module(f"bilan.claims.reading.{lang}")
    except ModuleNotFoundError:
        return None
    pack = getattr(found, "PACK", None)
    return pack if isinstance(pack, Pack) else None


def _renumbered(kept: list[Proposal]) -> list[Proposal]:
    number = {p.claim.n: i for i, p in enumerate(kept)}

    def at(n: int | None) -> int | None:
        return None if n is None else number.get(n)

    return [
        replace(
            p,
            claim=replace(
                p.claim,
                n=number[p.claim.n],
                part_of=at(p.claim.part_of),
                same_as=at(p.claim.same_as),
                against=at(p.claim.against),
            ),
        )
        for p in kept
    ]


class _Check:
    def __init__(self, text: str, pack: Pack | None, published: Period | None) -> None:
        self.text, self.pack, self.published = text, pack, published
        self._words: dict[tuple[int, int], list[Word]] = {}
        self._said: dict[tuple[int, int], frozenset[Harm]] = {}
        self._made: list[Named] | None = None

    # ------------------------------------------------------------ the claim as a whole

    def whole(self, c: Claim) -> tuple[str, str] | None:
        spans = [c.quote, c.count_span, c.period_span, *(m.span for m in self._mentions(c))]
        if any(s is not None and not s.fits(self.text) for s in spans):
            return "quote", "a span lies outside the text"
        answered = c.same_as is not None and not c.quote.contains(c.count_span)
        if not answered and not c.quote.contains(c.count_span):
            return "quote", "the quote does not hold the count"
        if self.pack is None:
            return None
        return self.number(c) or self.harm(c)

    def _mentions(self, c: Claim) -> list[Mention]:
        return [m for m in (c.speaker, c.on_behalf_of, *c.cites, *c.by, *c.place, *c.members) if m is not None]

    def _cut(self, span: Span) -> list[Word]:
        """The words of a stretch of the text, read by themselves."""
        key = (span.start, span.end)
        if key not in self._words and self.pack is not None:
            passage = Passage.of(span.of(self.text), self.pack.abbreviations)
            self._words[key] = self.pack.lexicon.words(passage, Sentence(0, len(passage.plain), 0, "text"))
        return self._words[key]

    def _around(self, c: Claim, before: int = 80, after: int = 60) -> Span:
        """The words near the count, without leaving the quote (or, for an answer, its neighbourhood)."""
        low, high = (c.quote.start, c.quote.end) if c.quote.contains(c.count_span) else (0, len(self.text))
        return Span(max(low, c.count_span.start - before), min(high, c.count_span.end + after))

    def number(self, c: Claim) -> tuple[str, str] | None:
        q, pack = c.quantity, self.pack
        assert pack is not None
        words = self._cut(c.count_span)
        said = c.count_span.of(self.text)
        values = _numbers(words, pack)
        near = self._cut(self._around(c))
        hedges = {str(w.value("hedge")) for w in near if w.has("hedge")} | {
            str(w.value("hedge_after")) for w in near if w.has("hedge_after")
        }
        floor = q.hedge is Hedge.AT_LEAST and any(w.has("possible") for w in near)
        if q.hedge in _WORDED and not floor and not hedges & set(_WORDED[q.hedge]):
            return "count", f"no word near “{said}” says {q.hedge.value}"
        if q.hedge in (Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS, Hedge.SOME, Hedge.NONE, Hedge.LISTED):
            vague = {str(w.value("quantifier")) for w in words if w.has("quantifier")}
            if q.hedge in (Hedge.SOME, Hedge.LISTED):
                return None if not values or vague else ("count", f"“{said}” states a number, not {q.hedge.value}")
            if q.hedge is Hedge.NONE:
                return (
                    None
                    if 0 in values or any(v.startswith("none") for v in vague)
                    else ("count", f"“{said}” does not say none")
                )
            return None if f"{q.hedge.value}:{q.low}" in vague else ("count", f"“{said}” does not read as {q.low}")
        expected = {
            Hedge.MORE_THAN: (q.low - 1,),
            Hedge.UP_TO: (q.high, (q.high or 0) + 1),
            Hedge.RANGE: (q.low, q.high),
        }.get(q.hedge, (q.low,))
        if q.hedge is Hedge.RANGE:
            fits = set(expected) <= set(values)
        else:
            fits = bool(set(expected) & set(values)) or (q.low == 1 and _is_one(words, values))
        return None if fits else ("count", f"“{said}” does not read as {q.low}")

    def harm(self, c: Claim) -> tuple[str, str] | None:
        """The quote, or what precedes it in the passage, must hold a word for this harm."""
        wide = Span(min(c.quote.start, c.count_span.start), max(c.quote.end, c.count_span.end))
        if c.same_as is not None or c.part_of is not None:
            wide = Span(max(0, wide.start - 700), wide.end)
        key = (wide.start, wide.end)
        if key not in self._said:
            self._said[key] = frozenset(h for w in self._cut(wide) for h in _harms(w))
        said = self._said[key]
        pair = {Harm.KILLED, Harm.INJURED}
        if c.harm in said or (c.harm is Harm.KILLED_OR_INJURED and pair <= said):
            return None
        if c.harm in pair and Harm.KILLED_OR_INJURED in said:
            return None
        return "harm", f"no word of the quote says {c.harm.value}"

    # ------------------------------------------------------------ its values, one by one

    def values(self, c: Claim) -> tuple[Claim, list[Dropped]]:
        stripped: list[Dropped] = []

        def drop(field: str, reason: str) -> None:
            stripped.append(Dropped(c, field, reason, False))

        if self.pack is not None:
            groups = tuple(g for g in c.groups if g is Group.PERSON or self._group_said(c, g))
            if groups != c.groups:
                drop("group", "no word near the count says it")
                c = replace(c, groups=groups or (Group.PERSON,))

        def good(mentions: tuple[Mention, ...], field: str) -> tuple[Mention, ...]:
            said = tuple(m for m in mentions if self._name_said(m, field))
            if said != mentions:
                drop(field, "the span does not name it")
            return said

        def one(mention: Mention | None, field: str) -> Mention | None:
            return next(iter(good((mention,) if mention else (), field)), None)

        c = replace(
            c,
            speaker=one(c.speaker, "speaker"),
            on_behalf_of=one(c.on_behalf_of, "on_behalf_of"),
            cites=good(c.cites, "cites"),
            by=good(c.by, "by"),
            place=good(c.place, "place"),
            members=good(c.members, "members"),
        )
        if c.period is not None and not self._period_said(c):
            drop("period", "the span does not give these days")
            c = replace(c, period=None, period_span=None)
        return c, stripped

    def _group_said(self, c: Claim, group: Group) -> bool:
        wide = self._around(c, 60, 160)
        if c.same_as is not None or not c.quote.contains(c.count_span):
            wide = Span(max(0, wide.start - 200), wide.end)
        for w in self._cut(wide):
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
        return False

    def _name_said(self, m: Mention, field: str) -> bool:
        if m.span is None:
            return True
        said = m.span.of(self.text)
        plain = _letters(said)
        if _letters(m.name) in plain or plain in _letters(m.name):
            return bool(plain)
        if any(a.name == m.name and a.start < m.span.end and m.span.start < a.end for a in self._generic()):
            return True
        return _known(said, m.name, self.pack.lang if self.pack else "en", field) or (
            self.pack is not None and _listed(m.name, self._cut(m.span))
        )

    def _generic(self) -> list[Named]:
        """The actors that only the whole passage makes known, at code points of the text."""
        if self._made is None:
            self._made = []
            if self.pack is not None:
                passage = Passage.of(self.text)
                named = [
                    Named(f.span.start, f.span.end, f.actor.name, "actor", f.actor, f.through)
                    for f in registry().find(passage.plain, self.pack.lang)
                ]
                for a in generic_actors(passage, self.pack.lang, named):
                    span = passage.span(a.start, a.end)
                    self._made.append(replace(a, start=span.start, end=span.end))
        return self._made

    def _period_said(self, c: Claim) -> bool:
        if c.period_span is None or self.pack is None:
            return c.period_span is not None or self.pack is None
        passage = Passage.of(self.text[c.period_span.start : c.period_span.end])
        found = find_periods(passage.lower, 0, len(passage.lower), self.pack.dates, self.published)
        if any(f.period == c.period for f in found):
            return True
        # a date may need the word before it ("depuis", "en") to be one
        lead = Passage.of(self.text[max(0, c.period_span.start - 24) : c.period_span.end])
        return any(
            f.period == c.period for f in find_periods(lead.lower, 0, len(lead.lower), self.pack.dates, self.published)
        )


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


def _is_one(words: Sequence[Word], values: Sequence[int]) -> bool:
    """A person described without a numeral."""
    values = [] if any(w.has("age") for w in words) else values
    return any(w.has("person") or w.has("indefinite") or w.has("victim") or w.has("bare_harm") for w in words) and not [
        v for v in values if v != 1
    ]


def _harms(w: Word) -> list[Harm]:
    found: list[Harm] = []
    for tag in (
        "victim",
        "events",
        "bodies",
        "bare_harm",
        "vfin",
        "vpart",
        "vger",
        "vinf",
        "vintr",
        "vintrfin",
        "vadj",
    ):
        value = w.value(tag)
        if value is not None:
            found.append(value[0] if isinstance(value, tuple) else value)
    return found


def _letters(text: str) -> str:
    return "".join(ch for ch in text.casefold() if ch.isalnum())


@lru_cache(maxsize=4096)
def _known(said: str, name: str, lang: str, field: str) -> bool:
    """Whether the words are found as this actor or place by the registries, or stand for its forces."""
    book = registry()
    if field != "place":
        for found in [
            *book.find(said, lang),
            *book.find(f"{said} airstrike", lang),
            *book.find(f"frappe {said}", lang),
        ]:
            line = {book.get(i).name for i in book.government_line(found.actor.id)} | {
                found.actor.name,
                book.forces_of(found.actor.id).name,
            }
            state = book.state_of(found.actor.id)
            if name in line or (state is not None and book.forces_of(state).name == name):
                return True
        actor = book.resolve(name)
        return (
            actor is not None
            and actor.of is not None
            and any(w in said.casefold() for w in ("alli", "parten", "partn", "member", "membre", "non"))
        )
    return any(name in (f.name, f.place.name) for f in gazetteer().find(said, lang)) or (
        (place := gazetteer().resolve(said)) is not None and place.name == name
    )


def _listed(name: str, words: Sequence[Word]) -> bool:
    return any(w.value(tag) == name for w in words for tag in ("role", "perpetrator"))
