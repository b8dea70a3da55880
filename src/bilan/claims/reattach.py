"""Finding a decided claim again after a new extraction, and telling whether it still says the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bilan.evidence import Anchor, Decision, Judged
from bilan.model.claim import Claim, FiledClaim, Mention, claim_from_json, claim_to_json
from bilan.model.ids import ClaimId, TextId
from bilan.model.text import Span

_POSITIONS = frozenset({"span", "quote", "n", "verbatim", "part_of", "same_as", "against"})


def pair(touched: Mapping[ClaimId, Anchor], found: Mapping[ClaimId, Anchor]) -> dict[ClaimId, ClaimId]:
    """New id → old id, for claims that people touched and that are now found under another id.

    The count's words must be the same, and one quote must hold the other; the likest pairs go first.
    """
    lost = {i: a for i, a in touched.items() if i not in found}
    free = {i: a for i, a in found.items() if i not in touched}
    likes = sorted(
        (
            (_distance(old, new), old_id, new_id)
            for old_id, old in lost.items()
            for new_id, new in free.items()
            if _may_be(old, new)
        ),
    )
    names: dict[ClaimId, ClaimId] = {}
    settled: set[ClaimId] = set()
    for _, old_id, new_id in likes:
        if old_id not in settled and new_id not in names:
            names[new_id] = old_id
            settled.add(old_id)
    return names


def _may_be(old: Anchor, new: Anchor) -> bool:
    if _words(old.count) != _words(new.count):
        return False
    a, b = _words(old.quote), _words(new.quote)
    return a in b or b in a


def _distance(old: Anchor, new: Anchor) -> tuple[int, ...]:
    """The smaller, the likelier that a person would call it the same claim."""
    return (
        old.harm != new.harm,
        _words(old.quote) != _words(new.quote),
        abs(len(old.quote) - len(new.quote)),
        abs(old.occurrence - new.occurrence),
        abs(old.nth - new.nth),
    )


def _words(text: str) -> str:
    return " ".join(text.split())


def same_substance(a: Judged, b: Judged) -> bool:
    """Whether two records say the same, wherever in the text they say it."""
    return not what_differs(a, b)


def what_differs(a: Judged, b: Judged) -> list[str]:
    """The fields in which two records differ."""
    left, right = _substance(a), _substance(b)
    return sorted(field for field in left.keys() | right.keys() if left.get(field) != right.get(field))


def _substance(judged: Judged) -> dict[str, Any]:
    record = claim_to_json(claim_from_json(judged.record))  # what older records lack gets its default
    said = _without_positions(record)
    return {**said, "part_of": judged.part_of, "same_as": judged.same_as, "against": judged.against}


def _without_positions(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_positions(v) for k, v in value.items() if k not in _POSITIONS}
    if isinstance(value, list):
        return [_without_positions(v) for v in value]
    return value


def moved(decision: Decision, now: FiledClaim, read_text: Callable[[TextId], str]) -> Claim:
    """The corrected record with its spans in today's text: the same words, as near to the quote as they are."""
    record = claim_from_json(decision.record)
    placed = replace(
        record,
        n=now.record.n,
        quote=now.record.quote,
        count_span=now.record.count_span,
        part_of=None,
        same_as=None,
        against=None,
    )
    if decision.anchor.text == now.text and record.quote == now.record.quote:
        return placed
    old, new = read_text(decision.anchor.text), read_text(now.text)

    def follow(span: Span | None) -> Span | None:
        return None if span is None else _nearest(new, span.of(old), now.record.quote.start)

    def mention(m: Mention | None) -> Mention | None:
        return None if m is None else Mention(m.name, follow(m.span))

    def mentions(many: tuple[Mention, ...]) -> tuple[Mention, ...]:
        return tuple(Mention(m.name, follow(m.span)) for m in many)

    return replace(
        placed,
        speaker=mention(record.speaker),
        on_behalf_of=mention(record.on_behalf_of),
        publisher=mention(record.publisher),
        cites=mentions(record.cites),
        by=mentions(record.by),
        place=mentions(record.place),
        members=mentions(record.members),
        period_span=follow(record.period_span),
    )


def _nearest(text: str, words: str, to: int) -> Span | None:
    """Where the words stand nearest to a place; None: nowhere."""
    after, before = text.find(words, to), text.rfind(words, 0, to)
    places = [p for p in (after, before) if p >= 0]
    if not words or not places:
        return None
    start = min(places, key=lambda p: abs(p - to))
    return Span(start, start + len(words))
