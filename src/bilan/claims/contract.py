"""What every reader must keep to, whatever its language: the contract that lets all others rely on it.

    from bilan.claims.contract import broken
    assert broken(reader, ["a sentence of the language", "another one"]) == []

The texts are read as they are and spoilt in many ways: cut, doubled, in capitals, with invisible marks. What the claims
*say* is not looked at here; that is what case files are for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bilan.claims.reading.seam import Reader
from bilan.model.claim import Proposal
from bilan.model.period import Period

_BREAKS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_STRANGE = (
    "",
    " ",
    "\n\n",
    "7",
    "12 " * 400,
    "\x00\x07\x1b[2J",
    "\u202e\u200f\u200b" * 20,
    "((((\"'" * 50,
    "é\u0301" * 30,
)
_DAY = Period.parse("2017-03-20")


def broken(reader: Reader, texts: Sequence[str]) -> list[str]:
    """What the reader does not keep to, one sentence each; nothing: it keeps to all of it."""
    return list(dict.fromkeys([*_names(reader), *(b for text in _spoilt(texts) for b in _reading(reader, text))]))


def _names(reader: Reader) -> Iterator[str]:
    for name in ("lang", "version"):
        if not (isinstance(getattr(reader, name, None), str) and getattr(reader, name)):
            yield f"it has no `{name}`"


def _spoilt(texts: Sequence[str]) -> Iterator[str]:
    yield from _STRANGE
    yield from texts
    for text in texts:
        third = len(text) // 3
        yield from (text[third:], text[: 2 * third], text.upper(), text.lower(), f"{text} {text}", f"\n\n{text}\n\n")
        yield from (text.replace(" ", "\u00a0"), text.replace(" ", "\n"), "\u200f".join(text), f"“{text}” ({text})")
    yield " ".join(texts)
    yield "\n\n".join(texts) * 20


def _reading(reader: Reader, text: str) -> Iterator[str]:
    shown = repr(text if len(text) <= 60 else text[:59] + "…")
    for published in (None, _DAY):
        try:
            found, again = reader.read(text, published), reader.read(text, published)
        except _BREAKS as error:
            yield f"it breaks ({type(error).__name__}: {error}) on {shown}"
            continue
        if not isinstance(found, list) or not all(isinstance(p, Proposal) for p in found):
            yield f"it gives something else than a list of proposals on {shown}"
        else:
            if found != again:
                yield f"it reads {shown} otherwise the second time"
            yield from (
                f"{fault} in {shown}" for n, p in enumerate(found) for fault in _proposal(n, p, len(found), text)
            )
            if _ring(found):
                yield f"claims are part of each other in a ring in {shown}"


def _proposal(n: int, p: Proposal, count: int, text: str) -> Iterator[str]:
    c = p.claim
    if c.n != n:
        yield f"claim {n} is numbered {c.n}"
    mentions = [m for m in (c.speaker, c.on_behalf_of, *c.cites, *c.by, *c.place, *c.members) if m is not None]
    spans = [c.quote, c.count_span, c.period_span, *(m.span for m in mentions), *(w.span for w in p.why)]
    if not all(s is None or s.fits(text) for s in spans):
        yield f"claim {n} points outside the text"
    if not c.quote.contains(c.count_span) and c.same_as is None:
        yield f"the quote of claim {n} does not hold its count"
    for name, other in (("part_of", c.part_of), ("same_as", c.same_as), ("against", c.against)):
        if other is not None and (other == n or not 0 <= other < count):
            yield f"{name} of claim {n} is {other}, which is no other claim"
    if not 0 <= p.confidence <= 1:
        yield f"claim {n} has a confidence of {p.confidence}"
    if not p.why or not all(w.rule and w.says for w in p.why):
        yield f"claim {n} does not say why"


def _ring(found: Sequence[Proposal]) -> bool:
    for p in found:
        seen, at = {p.claim.n}, p.claim.part_of
        while at is not None and 0 <= at < len(found):
            if at in seen:
                return True
            seen.add(at)
            at = found[at].claim.part_of
    return False
