"""Copies that name no source: the same words, or the same figures."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from bilan.lineage import figures as same
from bilan.lineage.citing import counterpart
from bilan.lineage.names import fold
from bilan.lineage.tellings import Shelf, Telling
from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId

_SHINGLE = 4
_SKETCH = 6
_LEAST_WORDS = 8  # shorter sentences are alike by chance: "Three civilians were killed in the strike"
_ALIKE = 0.7
_LEAST_FIGURES = 3
_IN_A_BUCKET = 8


def same_words(shelf: Shelf, unsourced: Sequence[FiledClaim]) -> Iterator[tuple[ClaimId, ClaimId]]:
    """Pairs (copy, earlier): an unsourced claim whose text, or whose sentence, stands in an earlier telling."""
    wanted = {c.id for c in unsourced}
    buckets: dict[tuple[int, str, same.Number], list[tuple[FiledClaim, frozenset[int]]]] = {}
    texts: dict[tuple[str, str, int, str], FiledClaim] = {}
    sentences: dict[tuple[str, str, same.Number | None], FiledClaim] = {}
    for claim in sorted(shelf.claims.values(), key=lambda c: (shelf.of[c.id].order, c.record.n, c.id)):
        if claim.record.publisher is not None:
            continue  # a row of a table has no sentence
        exact = (claim.text, claim.quote, claim.record.count_span.start, claim.record.harm.value)
        n = same.number(claim.record.quantity)
        twin = texts.setdefault(exact, claim)
        heard = sentences.setdefault((fold(claim.quote), claim.record.harm.value, n), claim)
        if twin is claim and claim.outlet is None:  # nobody stands for this document: it may not vouch for a sentence
            twin = heard
        shingles = _shingles(claim.quote)
        keys = [(mark, claim.record.harm.value, n) for mark in sorted(shingles)[:_SKETCH]] if n is not None else []
        if twin is claim:
            twin = _near(shelf, claim, shingles, (e for k in keys for e in buckets.get(k, ()))) or claim
        if twin is not claim and shelf.of[twin.id] is not shelf.of[claim.id] and claim.id in wanted:
            yield claim.id, twin.id
        for key in keys:
            kept = buckets.setdefault(key, [])
            if len(kept) < _IN_A_BUCKET:
                kept.append((claim, shingles))


def _shingles(quote: str) -> frozenset[int]:
    words = fold(quote).split()
    if len(words) < _LEAST_WORDS:
        return frozenset()
    marks = [zlib.crc32(word.encode()) for word in words]  # not hash(): it differs from run to run
    return frozenset(hash(tuple(marks[i : i + _SHINGLE])) for i in range(len(marks) - _SHINGLE + 1))


def _near(
    shelf: Shelf, claim: FiledClaim, shingles: frozenset[int], others: Iterator[tuple[FiledClaim, frozenset[int]]]
) -> FiledClaim | None:
    seen: set[ClaimId] = set()
    own = shelf.of[claim.id]
    size = len(shingles)
    for other, its in others:
        if other.id in seen:
            continue
        seen.add(other.id)
        if not _ALIKE * size <= len(its) <= size / _ALIKE or shelf.of[other.id] is own:
            continue  # of sizes that apart, too few can be shared
        shared = len(shingles & its)
        if not its or shared < _ALIKE * (size + len(its) - shared):
            continue
        if same.periods_agree(claim.record.period, other.record.period) and same.places_agree(claim, other):
            return other
    return None


def same_figures(
    shelf: Shelf, unsourced: Sequence[FiledClaim], settled: set[ClaimId]
) -> Iterator[tuple[ClaimId, ClaimId]]:
    """Pairs (copy, earlier): a telling without a source that repeats three figures or more of one other telling.

    Who finds out for itself (a recorder, a party) is never taken for a copyist: two counts that agree are two counts.
    """
    loose = {c.id for c in unsourced}
    tellings = {shelf.of[c.id].key: shelf.of[c.id] for c in unsourced if c.id not in settled}
    by_key = {t.key: t for t in shelf.tellings}
    for telling in sorted(tellings.values(), key=lambda t: t.order):
        if telling.outlet.witnesses or len(telling.figures) < _LEAST_FIGURES:
            continue
        model = _model(shelf, telling, by_key)
        if model is None:
            continue
        for claim in telling.claims:
            if claim.id in loose and claim.id not in settled and (twin := _twin(shelf, claim, telling, model)):
                yield claim.id, twin.id


def _model(shelf: Shelf, telling: Telling, by_key: dict[str, Telling]) -> Telling | None:
    """The telling it copies: the one with most figures in common, then the nearest to its source, then the earliest."""
    best: tuple[int, tuple[object, ...]] | None = None
    found: Telling | None = None
    for key, shared in shelf.alike(telling).items():
        other = by_key[key]
        if shared < _LEAST_FIGURES or other.outlet.key == telling.outlet.key or _may_come_after(other, telling):
            continue
        rank = (-shared, (len({c.record.cites for c in other.claims if c.record.cites}) == 0, *other.order))
        if best is None or rank < best:
            best, found = rank, other
    return found


def _may_come_after(other: Telling, telling: Telling) -> bool:
    """Whether `other` is no model for `telling`: published later, or, both undated or of one day, second in order."""
    return other.order[1:] > telling.order[1:] if not other.outlet.witnesses else other.when > telling.when


def _twin(shelf: Shelf, claim: FiledClaim, own: Telling, model: Telling) -> FiledClaim | None:
    mine = same.figure(claim)
    for other in model.with_figure(mine) if mine is not None else ():
        if same.periods_agree(claim.record.period, other.record.period):
            return other
    return counterpart(claim, own, model)
