"""Build the values a test needs, saying only what matters to it. Every person and place here is invented or public.

make_claim(12)                                    12 civilians killed, says the document itself
make_claim("at least 12", by="Airwars" …)         see the keywords
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from bilan.model.claim import Claim, FiledClaim, Grounds, Mention, Why, claim_id
from bilan.model.ids import ClaimId, ExhibitId, TextId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Basis, Cause, ClaimState, Group, Harm, Hedge, Stance

Names = str | Sequence[str] | None
_WORDS = (
    (r"at least (\d+)", Quantity.at_least),
    (r"more than (\d+)", Quantity.more_than),
    (r"about (\d+)", Quantity.about),
    (r"up to (\d+)", Quantity.up_to),
    (r"only (\d+)", Quantity.only),
    (r"(\d+) listed", Quantity.listed),
    (r"(\d+)-(\d+)", Quantity.between),
    (r"(\d+)", Quantity.exactly),
)


def quantity(words: str | int | Quantity) -> Quantity:
    """`12`, "at least 12", "more than 12", "about 12", "up to 12", "only 12", "12-15", "some", "dozens" …"""
    if isinstance(words, Quantity):
        return words
    text = str(words)
    for pattern, build in _WORDS:
        if found := re.fullmatch(pattern, text):
            numbers = [int(n) for n in found.groups()]
            return build(*numbers, verbatim=found.group(1))
    floors = {"some": 2, "dozens": 24, "hundreds": 200, "thousands": 2000}
    if text in floors:
        return Quantity(floors[text], None, Hedge(text), text)
    raise ValueError(f"a test wrote a count that the builder does not know: {words!r}")


def sha(word: str) -> str:
    """A made-up sha256: the same word gives the same one."""
    return hashlib.sha256(word.encode()).hexdigest()


def _names(value: Names) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _when(value: str | Period | None) -> Period | None:
    """`"2017-03"`, `"2017-02-19/2017-06-19"`, `"2014/"` (open), a Period, or None."""
    if value is None or isinstance(value, Period):
        return value
    if "/" in value:
        start, end = value.split("/")
        return Period(Period.parse(start).start if start else None, Period.parse(end).end if end else None)
    return Period.parse(value)


def make_claim(
    count: str | int | Quantity = 12,
    *,
    harm: Harm | str = Harm.KILLED,
    group: Names = "civilian",
    stance: Stance | str = Stance.REPORTS,
    speaker: str | None = None,
    cites: Names = None,
    by: Names = None,
    cause: Cause | str | None = None,
    place: Names = None,
    period: str | Period | None = None,
    part_of: FiledClaim | None = None,
    same_as: FiledClaim | None = None,
    against: FiledClaim | None = None,
    inherited: Names = None,
    as_of: str | None = None,
    running: bool = False,
    possible: bool = False,
    members: Names = None,
    on_behalf_of: str | None = None,
    exhibit: str = "report",
    text: str | None = None,
    quote: str | None = None,
    n: int | None = None,
    id: str | None = None,
    state: ClaimState | str = ClaimState.PROPOSED,
    lang: str = "en",
    published: str | Period | None = None,
    publisher: str | None = None,
    title: str = "",
    confidence: float = 1.0,
    why: tuple[Why, ...] = (),
    **record: Any,
) -> FiledClaim:
    """A claim on file. `exhibit` is any word (its document); `inherited` names the fields taken over from elsewhere.

    Two claims of one document with the same words need different `n` (or `quote`) to be two claims.
    Further keywords go to `Claim` as they are.
    """
    quantity_ = quantity(count)
    words = quantity_.verbatim or str(count)
    if quote is None:
        who = speaker or publisher or "The report"
        whom = " and ".join(_names(group))
        doer = f" by {', '.join(_names(by))}" if by else ""
        where = f" in {', '.join(_names(place))}" if place else ""
        when = f" ({_when(period).iso})" if period else ""  # type: ignore[union-attr]
        quote = f"{who}: {count} {whom} {Harm(harm).value}{doer}{where}{when}"
    if words not in quote:
        words = quote
    others = [c.record.n for c in (part_of, same_as, against) if c is not None]
    if n is None:
        n = max(others, default=-1) + 1
    start = quote.index(words)
    quantity_ = Quantity(quantity_.low, quantity_.high, quantity_.hedge, words)
    inherits = set(_names(inherited))
    basis = Grounds(**dict.fromkeys(inherits, Basis.INHERITED))

    def mention(name: str, field: str) -> Mention:
        at = quote.find(name)
        return Mention(name, None if field in inherits or at < 0 else Span(at, at + len(name)))

    claim = Claim(
        n=n,
        quote=Span(0, len(quote)),
        count_span=Span(start, start + len(words)),
        quantity=quantity_,
        harm=Harm(harm),
        groups=tuple(Group(g) for g in _names(group)),
        stance=Stance(stance),
        speaker=mention(speaker, "speaker") if speaker else None,
        cites=tuple(mention(name, "cites") for name in _names(cites)),
        by=tuple(mention(name, "by") for name in _names(by)),
        cause=Cause(cause) if cause else None,
        place=tuple(mention(name, "place") for name in _names(place)),
        period=_when(period),
        part_of=part_of.record.n if part_of else None,
        same_as=same_as.record.n if same_as else None,
        against=against.record.n if against else None,
        basis=basis,
        as_of=date.fromisoformat(as_of) if as_of else None,
        running=running,
        possible=possible,
        members=tuple(mention(name, "members") for name in _names(members)),
        on_behalf_of=mention(on_behalf_of, "on_behalf_of") if on_behalf_of else None,
        **record,
    )
    exhibit_id = ExhibitId(sha(exhibit))
    return FiledClaim(
        id=ClaimId(id) if id else claim_id(exhibit_id, quote, n, words, 0, claim.harm),
        exhibit=exhibit_id,
        text=TextId(sha(f"text of {text if text is not None else exhibit}")),
        record=claim,
        state=ClaimState(state),
        quote=quote,
        lang=lang,
        part_of=part_of.id if part_of else None,
        same_as=same_as.id if same_as else None,
        against=against.id if against else None,
        published=_when(published),
        publisher=publisher,
        title=title,
        confidence=confidence,
        why=why,
    )
