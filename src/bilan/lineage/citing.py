"""Follow a citation to the document it cites, where that document is on file and states the same figure."""

from __future__ import annotations

from datetime import date

from bilan.lineage import figures as same
from bilan.lineage.names import Who, fold
from bilan.lineage.tellings import Shelf, Telling
from bilan.model.claim import FiledClaim
from bilan.model.vocab import Basis

_LOOK_AT = 100  # of one outlet's claims with the same number
_ONE_STORY = 31  # days
NOTHING_BUT_THE_NUMBER = 0
_MANY = 2  # other figures in common: then one is a copy of the other


def cited_claim(shelf: Shelf, claim: FiledClaim, cited: Who) -> FiledClaim | None:
    """The claim of `cited` that this claim passes on: the same number, or its role in a copy whose other numbers agree."""
    if cited.key not in shelf.by_outlet:
        return None
    own = shelf.of[claim.id]
    n = same.number(claim.record.quantity)
    if n is None:
        return None
    counts = shelf.said.get((cited.key, claim.record.harm.value, n))
    candidates = counts.at_the_time_of(claim, _LOOK_AT) if counts is not None else []
    ranked = [(score, c) for c in candidates if (score := likeness(shelf, claim, c)) is not None]
    likely = [pair for pair in ranked if pair[0] > NOTHING_BUT_THE_NUMBER]
    if likely or len(ranked) == 1:  # it names this outlet, which gave this number once
        return max(likely or ranked, key=lambda pair: (pair[0], [-ord(x) for x in pair[1].id]))[1]
    return _changed(shelf, claim, own, cited)


def _changed(shelf: Shelf, claim: FiledClaim, own: Telling, cited: Who) -> FiledClaim | None:
    alike = shelf.alike(own)
    best: Telling | None = None
    for telling in shelf.by_outlet[cited.key][:_LOOK_AT] if len(alike) > _LOOK_AT else _named(shelf, alike, cited):
        shared = alike.get(telling.key, 0)
        if shared >= _MANY and (best is None or shared > alike[best.key]):
            best = telling
    return counterpart(claim, own, best) if best is not None else _only_one_there(shelf, claim, own, cited)


def _only_one_there(shelf: Shelf, claim: FiledClaim, own: Telling, cited: Who) -> FiledClaim | None:
    """The one count that the outlet it names gives for this very place, time and group, with another number or author.

    Both must say where and when themselves, and each give one such count only: "SNHR: 9 children killed in Raqqa
    on 3 June" beside SNHR's own "19 children killed in Raqqa on 3 June". Two things changed at once are too many.
    """
    spot = same.spot(claim)
    if spot is None or claim.record.running or sum(same.spot(c) == spot for c in own.claims) != 1:
        return None
    there = [c for c in shelf.at(cited.key, spot) if shelf.of[c.id] is not own and shelf.of[c.id].when <= own.when]
    if len(there) != 1 or there[0].record.running:
        return None
    found = there[0]
    one_number = same.number(claim.record.quantity) == same.number(found.record.quantity)
    return found if one_number or same.actors_agree(shelf.blamed(claim), shelf.blamed(found)) else None


def _named(shelf: Shelf, alike: dict[str, int], cited: Who) -> list[Telling]:
    return [t for t in shelf.by_outlet[cited.key] if t.key in alike]


def counterpart(claim: FiledClaim, own: Telling, other: Telling) -> FiledClaim | None:
    """The claim with the same role (harm, group, actor) in another telling, when each has one such claim only."""
    if same.number(claim.record.quantity) is None:
        return None
    role = same.slot(claim)
    here, there = own.in_role(role), other.in_role(role)
    if len(here) != 1 or len(there) != 1:
        return None
    return there[0] if same.periods_agree(claim.record.period, there[0].record.period) else None


def likeness(shelf: Shelf, claim: FiledClaim, other: FiledClaim) -> int | None:
    """How much says that two claims with one number are one figure; `None`: they are not.

    A place of its own in the relay speaks against it, unless the relay only inherited that place, repeats more
    figures of the same telling, or the number itself is telling.
    """
    said, told = claim.record, other.record
    if not same.periods_agree(said.period, told.period):  # what tells most claims apart comes first
        return None
    a, b = shelf.of[claim.id], shelf.of[other.id]
    if a is b or not same.groups_agree(claim, other) or not same.actors_agree(shelf.blamed(claim), shelf.blamed(other)):
        return None
    many = shelf.shared(a, b) >= _MANY
    telling = max(same.number(said.quantity) or (0,)) >= same.TELLING
    here, there = same.places(claim), same.places(other)
    elsewhere = not same.places_agree(claim, other)
    if elsewhere and not (many or telling or said.basis.place is Basis.INHERITED):
        return None
    score = 2 * many + telling
    score += bool(here and there and not elsewhere)
    score += said.period is not None and told.period is not None
    score += abs((a.when - b.when).days) <= _ONE_STORY and a.when != date.max
    score += 4 * _same_words(claim.quote, other.quote)
    if score == 0:
        return NOTHING_BUT_THE_NUMBER
    return 4 * score + (set(said.groups) == set(told.groups)) + (same.actors(said.by) == same.actors(told.by))


def _same_words(a: str, b: str) -> bool:
    return a == b or (abs(len(a) - len(b)) < 6 and fold(a) == fold(b))
