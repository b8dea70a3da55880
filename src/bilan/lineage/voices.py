"""From claims to voices: the story of this room, step by step."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bilan.lineage import figures as same
from bilan.lineage.citing import NOTHING_BUT_THE_NUMBER, cited_claim, likeness
from bilan.lineage.copies import same_figures, same_words
from bilan.lineage.drift import drifts
from bilan.lineage.names import Who, fold
from bilan.lineage.tellings import Shelf, origin_names, shelve
from bilan.lineage.voice import Drift, How, Lineage, Voice
from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId, VoiceId

_LOOK_AT = 50


@dataclass(slots=True)
class _Trail:
    """What we know of where each claim comes from.

    origin  whom it names last, or itself
    taken   the nearest earlier claim on file that it passes on
    source  the claim on file whose origin is its origin (`taken`, unless it names somebody beyond)
    unnamed claims whose only sources are people without a name ("residents", "an official")
    """

    origin: dict[ClaimId, Who] = field(default_factory=dict)
    hops: dict[ClaimId, int] = field(default_factory=dict)
    taken: dict[ClaimId, ClaimId] = field(default_factory=dict)
    source: dict[ClaimId, ClaimId] = field(default_factory=dict)
    how: dict[ClaimId, How] = field(default_factory=dict)
    unnamed: set[ClaimId] = field(default_factory=set)


def voices(claims: Sequence[FiledClaim]) -> Lineage:
    """Give every claim its voice: the origin at the end of its chain of citations, across documents.

    The result does not depend on the order of the claims. Work grows with the number of claims, not with its square.
    """
    shelf = shelve(claims)
    trail = _read_citations(shelf)
    _find_copies(shelf, trail)
    voice_of = {c: _origin(c, trail) for c in sorted(shelf.claims)}
    depth = {c: _depth(c, trail) for c in shelf.claims}
    figure_of = _figures(shelf, trail, voice_of, depth)
    return Lineage(
        voices=_voices(shelf, voice_of, depth),
        voice_of={c: _id(w) for c, w in voice_of.items()},
        figure_of=figure_of,
        drifts=tuple(_drifts(shelf, trail, voice_of, figure_of, depth)),
        relays=dict(sorted(trail.taken.items())),
        how=trail.how,
    )


# ---------------------------------------------------------------- where claims come from


def _read_citations(shelf: Shelf) -> _Trail:
    """What each claim says of its own source, followed to the documents on file that it names."""
    trail = _Trail()
    for claim in shelf.claims.values():
        chain = origin_names(claim)
        trail.origin[claim.id], trail.hops[claim.id] = chain[-1], len(chain) - 1
        trail.how[claim.id] = How.NAMED
        if len(chain) > 1 and all(one.anonymous for one in chain[1:]):
            trail.unnamed.add(claim.id)
        for cited in chain[1:]:
            found = cited_claim(shelf, claim, cited)
            if found is not None:
                trail.taken.setdefault(claim.id, found.id)
                if cited is chain[-1]:
                    trail.source[claim.id] = found.id
                    trail.how[claim.id] = How.FOLLOWED
    return trail


def _find_copies(shelf: Shelf, trail: _Trail) -> None:
    """Claims whose document speaks for itself, and yet was heard elsewhere before."""
    unsourced = [c for c in shelf.claims.values() if trail.hops[c.id] == 0]
    unnamed = [c for c in shelf.claims.values() if c.id in trail.unnamed]
    pairs: list[tuple[How, Callable[[], list[tuple[ClaimId, ClaimId]]]]] = [
        (How.FOLLOWED, lambda: _cited_elsewhere_in_it(shelf, unsourced)),
        (How.SAME_WORDS, lambda: list(same_words(shelf, [*unsourced, *unnamed]))),
        (How.SAME_FIGURES, lambda: list(same_figures(shelf, unsourced, set(trail.taken)))),
    ]
    for how, find in pairs:
        for copy, earlier in find():
            if copy not in trail.taken and not _leads_to(earlier, copy, trail):
                trail.taken[copy] = trail.source[copy] = earlier
                trail.how[copy] = how


def _cited_elsewhere_in_it(shelf: Shelf, unsourced: Sequence[FiledClaim]) -> list[tuple[ClaimId, ClaimId]]:
    """A document that names another as its source for one figure, and repeats more of it without saying so again."""
    named: dict[str, dict[str, Who]] = defaultdict(dict)
    for telling in shelf.tellings:
        for claim in telling.claims:
            for cited in origin_names(claim)[1:]:
                if cited.key in shelf.by_outlet and cited.key != telling.outlet.key:
                    named[telling.key].setdefault(cited.key, cited)
    out = []
    for claim in unsourced:
        own = shelf.of[claim.id]
        for cited in () if own.outlet.witnesses else named[own.key].values():
            if (found := cited_claim(shelf, claim, cited)) is not None:
                out.append((claim.id, found.id))
                break
    return out


def _leads_to(start: ClaimId, end: ClaimId, trail: _Trail) -> bool:
    seen = set()
    at: ClaimId | None = start
    while at is not None and at not in seen:
        if at == end:
            return True
        seen.add(at)
        at = trail.source.get(at)
    return False


def _origin(claim: ClaimId, trail: _Trail) -> Who:
    """Follow sources to the end; where they run in a circle, the circle's first name (in order) stands for it."""
    seen: list[ClaimId] = [claim]
    while (before := trail.source.get(seen[-1])) is not None:
        if before in seen:
            circle = seen[seen.index(before) :]
            return min((trail.origin[c] for c in circle), key=lambda w: w.key)
        seen.append(before)
    return trail.origin[seen[-1]]


def _depth(claim: ClaimId, trail: _Trail) -> int:
    """Through how many hands a claim has passed."""
    seen: set[ClaimId] = set()
    hands = 0
    at = claim
    while at in trail.taken and at not in seen:
        seen.add(at)
        hands += 1
        at = trail.taken[at]
    return max(hands + trail.hops[at], trail.hops[claim])


# ---------------------------------------------------------------- which figure repeats which


def _figures(
    shelf: Shelf, trail: _Trail, voice_of: dict[ClaimId, Who], depth: dict[ClaimId, int]
) -> dict[ClaimId, ClaimId]:
    """For each claim the one nearest the origin that states the same figure in the same voice."""
    order = sorted(shelf.claims.values(), key=lambda c: (depth[c.id], shelf.of[c.id].order, c.record.n, c.id))
    figure_of: dict[ClaimId, ClaimId] = {}
    first: dict[tuple[object, ...], list[FiledClaim]] = defaultdict(list)
    for claim in order:
        keys = _meeting_points(claim, voice_of[claim.id])
        taken = trail.taken.get(claim.id)
        if taken is not None and taken in figure_of and voice_of[taken].key == voice_of[claim.id].key:
            figure_of[claim.id] = figure_of[taken]
            continue
        near = {c.id: c for key in keys for c in first[key]}
        ranked = [(s, i) for i, c in near.items() if (s := _same_figure(shelf, claim, c)) is not None]
        if ranked:
            figure_of[claim.id] = max(ranked, key=lambda pair: (pair[0], [-ord(x) for x in pair[1]]))[1]
            continue
        figure_of[claim.id] = claim.id
        for key in keys:
            if len(first[key]) < _LOOK_AT:
                first[key].append(claim)
    return figure_of


def _meeting_points(claim: FiledClaim, voice: Who) -> list[tuple[object, ...]]:
    """Where two statements of one figure meet: the number in one voice, with the same time, or place, or a telling number."""
    n = same.number(claim.record.quantity)
    if n is None:
        return []
    base = (voice.key, claim.record.harm.value, n)
    keys: list[tuple[object, ...]] = []
    bare = claim.record.period is None and not claim.record.place
    if claim.record.period is not None:
        keys.append((*base, claim.record.period.iso))
    keys.extend((*base, place) for place in same.places(claim))
    keys.append((*base, "in these words", fold(claim.quote)))
    if max(n) >= same.TELLING or bare:  # with neither date nor place, the number is all there is to repeat
        keys.append(base)
    return keys


def _same_figure(shelf: Shelf, claim: FiledClaim, other: FiledClaim) -> int | None:
    one, two = claim.record, other.record
    if one.running and two.running and one.as_of and two.as_of and one.as_of != two.as_of:
        return None
    found = likeness(shelf, claim, other)
    # who cites repeats; an origin that gives one small number twice may well speak of two events
    return found if found != NOTHING_BUT_THE_NUMBER or one.cites else None


# ---------------------------------------------------------------- results


def _drifts(
    shelf: Shelf,
    trail: _Trail,
    voice_of: dict[ClaimId, Who],
    figure_of: dict[ClaimId, ClaimId],
    depth: dict[ClaimId, int],
) -> list[Drift]:
    """Each relay beside the nearest earlier statement of its figure; two relays of one origin are not compared."""
    out: list[Drift] = []
    for id in sorted(shelf.claims):
        before = trail.taken.get(id)
        if before is None and depth[figure_of[id]] < depth[id]:
            before = figure_of[id]
        if before is not None and before != id:
            out.extend(drifts(shelf.claims[before], shelf.claims[id], _id(voice_of[id])))
    return out


def _voices(shelf: Shelf, voice_of: dict[ClaimId, Who], depth: dict[ClaimId, int]) -> tuple[Voice, ...]:
    grouped: dict[VoiceId, list[FiledClaim]] = defaultdict(list)
    named: dict[VoiceId, Who] = {}
    for id, origin in voice_of.items():
        voice = _id(origin)
        grouped[voice].append(shelf.claims[id])
        if voice not in named or origin.name < named[voice].name:
            named[voice] = origin
    made = []
    for voice, own in sorted(grouped.items()):
        own.sort(key=lambda c: (depth[c.id], shelf.of[c.id].order, c.record.n, c.id))
        through = (one.name for c in own for one in _carriers(c, named[voice]))
        made.append(
            Voice(voice, named[voice].name, tuple(dict.fromkeys(through)), tuple(c.id for c in own), named[voice].line)
        )
    return tuple(made)


def _carriers(claim: FiledClaim, origin: Who) -> list[Who]:
    """Through whom a claim came: those it names short of its origin, then its outlet."""
    outlet, *named = origin_names(claim)
    return [*(one for one in reversed(named) if one.key != origin.key), outlet]


def _id(who: Who) -> VoiceId:
    return VoiceId(re.sub(r"[^\w@-]+", "-", fold(who.key) if " " in who.key else who.key).strip("-"))
