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
from typing import Any, cast

from bilan.actors import registry
from bilan.claims.reading.check import Check, Checker
from bilan.model.claim import Claim, Mention, Proposal
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm
from bilan.places import gazetteer
from bilan.plugins import load, offers


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
    checker = checker_for(lang)
    check = _Verifier(text, checker(text, published) if checker is not None else None)
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


@lru_cache(maxsize=64)
def checker_for(lang: str) -> Checker | None:
    """What a language offers as `check` beside its `reader`; None where it comes without one.

    >>> checker_for("fr") is not None, checker_for("no such language")
    (True, None)
    """
    place = next((o.value.partition(":")[0] for o in offers("bilan.readers") if o.name == lang), None)
    if place is None or lang not in load("bilan.readers"):  # loading says it plainly where the reader is broken
        return None
    return cast("Checker | None", getattr(import_module(place), "check", None))


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


class _Verifier:
    def __init__(self, text: str, check: Check | None) -> None:
        self.text, self.check = text, check
        self._said: dict[tuple[Mention, bool], bool] = {}  # claims of one text share their mentions

    # ------------------------------------------------------------ the claim as a whole

    def whole(self, c: Claim) -> tuple[str, str] | None:
        spans = [c.quote, c.count_span, c.period_span, *(m.span for m in self._mentions(c))]
        if any(s is not None and not s.fits(self.text) for s in spans):
            return "quote", "a span lies outside the text"
        answered = c.same_as is not None and not c.quote.contains(c.count_span)
        if not answered and not c.quote.contains(c.count_span):
            return "quote", "the quote does not hold the count"
        if c.harm is Harm.KILLED and c.speaker is not None and self._is_one(c.count_span, c.speaker):
            return "count", "it counts the one who speaks among the dead"
        if self.check is None:
            return None
        if (reason := self.check.number(c)) is not None:
            return "count", reason
        reason = self.check.harm(c)
        return None if reason is None else ("harm", reason)

    def _is_one(self, count: Span, speaker: Mention) -> bool:
        """Whether a count and a speaker are one noun phrase: "un | élu", in the same place."""
        at = speaker.span
        return at is not None and (
            (at.start < count.end and count.start < at.end)
            or (not self.text[count.end : at.start].strip() and count.end <= at.start)
        )

    def _mentions(self, c: Claim) -> list[Mention]:
        return [m for m in (c.speaker, c.on_behalf_of, *c.cites, *c.by, *c.place, *c.members) if m is not None]

    # ------------------------------------------------------------ its values, one by one

    def values(self, c: Claim) -> tuple[Claim, list[Dropped]]:
        stripped: list[Dropped] = []

        def drop(field: str, reason: str) -> None:
            stripped.append(Dropped(c, field, reason, False))

        if self.check is not None:
            groups = tuple(g for g in c.groups if g is Group.PERSON or self.check.says_group(c, g))
            if groups != c.groups:
                drop("group", "no word near the count says it")
                c = replace(c, groups=groups or (Group.PERSON,))

        def good(mentions: tuple[Mention, ...], field: str) -> tuple[Mention, ...]:
            said = tuple(m for m in mentions if self._is_said(m, field))
            if said != mentions:
                drop(field, "the span does not name it")
            return said

        def one(mention: Mention | None, field: str) -> Mention | None:
            return next(iter(good((mention,) if mention else (), field)), None)

        kept: dict[str, Any] = {
            "speaker": one(c.speaker, "speaker"),
            "on_behalf_of": one(c.on_behalf_of, "on_behalf_of"),
            "cites": good(c.cites, "cites"),
            "by": good(c.by, "by"),
            "place": good(c.place, "place"),
            "members": good(c.members, "members"),
        }
        if any(value != getattr(c, field) for field, value in kept.items()):
            c = replace(c, **kept)
        if c.period is not None and self.check is not None and not self.check.says_period(c):
            drop("period", "the span does not give these days")
            c = replace(c, period=None, period_span=None)
        return c, stripped

    def _is_said(self, m: Mention, field: str) -> bool:
        key = (m, field == "place")
        if key not in self._said:
            self._said[key] = self._name_said(m, field)
        return self._said[key]

    def _name_said(self, m: Mention, field: str) -> bool:
        if m.span is None:
            return True
        said = m.span.of(self.text)
        plain = _letters(said)
        if _letters(m.name) in plain or plain in _letters(m.name):
            return bool(plain)
        lang = self.check.lang if self.check is not None else "en"
        return _known(said, m.name, lang, field) or (self.check is not None and self.check.says_name(m))


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
