"""A sentence with everything recognised in it, and what its claims take from it or from the sentences around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bilan.claims.reading.ar.dates import Dated
from bilan.claims.reading.ar.hit import Hit
from bilan.claims.reading.ar.sentences import Sentence
from bilan.claims.reading.ar.speeches import Speech
from bilan.claims.reading.ar.where import Spot, mentions, nearest
from bilan.claims.reading.ar.who import Blamed
from bilan.model.claim import Mention
from bilan.model.vocab import Basis, Cause
from bilan.search.words import Word


@dataclass(slots=True)
class Scene:
    """A sentence with everything recognised in it."""

    sentence: Sentence
    hits: list[Hit]
    doers: list[Blamed]
    speeches: list[Speech]
    when: list[Dated]
    where: list[Spot]
    causes: list[tuple[int, Cause]] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)
    until: date | None = None  # "حتى 5 مايو": the day up to which its totals hold
    strange: list[int] = field(default_factory=list)  # where it names a cause without a known hand
    apart: bool = False  # it tells of something else: nobody blamed before is blamed here
    later: Dated | None = None  # a day that the text below a headline gives
    below: list[Blamed] = field(default_factory=list)  # whom the text below a headline blames


def clause_of(scene: Scene, at: int) -> tuple[int, int]:
    """The words of the clause around word `at`: between the turns of its sentence ("فيما", "بالتزامن مع", "كما")."""
    first = max((t for t in scene.turns if t <= at), default=scene.sentence.first)
    last = min((t for t in scene.turns if t > at), default=scene.sentence.last)
    return first, last


def doers_of(scene: Scene, earlier: Sequence[Scene], at: int) -> tuple[list[Blamed], Basis]:
    if scene.doers:
        first, last = clause_of(scene, at)
        near = [d for d in scene.doers if first <= d.first < last]
        if not near and any(first <= k < last for k in scene.strange):
            return [], Basis.STATED  # "…, فيما قتل شخص بانفجار لغم"
        ahead = [
            d for d in scene.doers if d.first < first and not any(x.speaker.span == d.span for x in scene.speeches)
        ]
        return _together(near or ahead or scene.doers, at), Basis.STATED
    if scene.apart or _long_total(scene):
        return [], Basis.STATED
    if scene.below:
        return list(scene.below), Basis.INHERITED
    for before in reversed(earlier[-6:]):
        if before.doers:
            return _together(before.doers, before.sentence.last), Basis.INHERITED
        if before.hits and (before.apart or _long_total(before)):
            break  # the event that somebody was blamed for has ended
    return [], Basis.STATED


def _long_total(scene: Scene) -> bool:
    """ "منذ مطلع 2014": a total over months or years, whose dead are not all those of the event told before."""
    return any(d.since for d in scene.when)


def _together(doers: Sequence[Blamed], at: int) -> list[Blamed]:
    """Those named together nearest to a word."""
    chains: list[list[Blamed]] = []
    for d in doers:
        if chains and (d.helps or d.first - chains[-1][-1].last <= 2):
            chains[-1].append(d)
        else:
            chains.append([d])
    return min(chains, key=lambda c: c[0].first - at if c[0].first >= at else (at - c[-1].last) * 1.1)


def where_of(cut: Sequence[Word], scene: Scene, earlier: Sequence[Scene], at: int) -> tuple[tuple[Mention, ...], Basis]:
    if scene.where:
        first, last = clause_of(scene, at)
        near = [w for w in scene.where if first <= w.first < last]
        ahead = [w for w in scene.where if w.first < first]
        if not near and not ahead and (before := next((b for b in reversed(earlier[-2:]) if b.where), None)):
            return mentions(nearest(cut, before.where, before.sentence.last)), Basis.INHERITED
        return mentions(nearest(cut, near or ahead or scene.where, at)), Basis.STATED
    for before in reversed(earlier[-4:]):
        if before.where:
            return mentions(nearest(cut, before.where, before.sentence.last)), Basis.INHERITED
    return (), Basis.STATED


def when_of(scene: Scene, earlier: Sequence[Scene], at: int) -> tuple[Dated | None, Basis]:
    if scene.when:
        known = [d for d in scene.when if d.period is not None]
        if not known:
            return None, Basis.STATED
        return min(known, key=lambda d: abs(d.first - at)), Basis.STATED
    if scene.later is not None:
        return scene.later, Basis.INHERITED
    for before in reversed(earlier[-4:]):
        if not before.hits and not before.doers and not _heads(before):
            continue
        known = [d for d in before.when if d.period is not None]
        if known:
            return known[0], Basis.INHERITED
        if before.when:
            break
    return None, Basis.STATED


def _heads(scene: Scene) -> bool:
    """ "حصاد يوم السبت 18-06-2022": the title of a day's events."""
    days = [d for d in scene.when if d.period is not None and d.period.is_one_day and not d.vague]
    return scene.sentence.number == 0 and bool(days) and _words(scene) <= 12


def _words(scene: Scene) -> int:
    return scene.sentence.last - scene.sentence.first


def headline_when(scenes: Sequence[Scene]) -> None:
    """What a headline tells happened when the sentences right below it say."""
    first = next((n for n, scene in enumerate(scenes) if scene.hits), None)
    if (
        first is None
        or first > 1
        or scenes[first].speeches
        or _words(scenes[first]) > 18
        or any(d for scene in scenes[: first + 1] for d in scene.when)
    ):
        return
    for below in [b for n, b in enumerate(scenes[first + 1 : first + 5]) if n == 0 or b.hits]:
        known = [d for d in below.when if d.period is not None and d.period.is_one_day]
        if known:
            scenes[first].later = known[0]
            return


def headline_doers(scenes: Sequence[Scene]) -> None:
    """Whom a headline leaves out the sentence right below it blames, when it tells of the same harm."""
    first = next((n for n, scene in enumerate(scenes) if scene.hits), None)
    if first is None or first > 1 or _words(scenes[first]) > 18:
        return
    head = scenes[first]
    if head.apart or any(scene.doers for scene in scenes[: first + 1]):
        return
    harms = {h.harm for h in head.hits}
    for below in scenes[first + 1 : first + 3]:
        told = [h for h in below.hits if h.harm in harms]
        if told and below.doers and not below.apart:
            head.below = _together(below.doers, told[0].counted.first)
            return


def same_people_doers(scenes: Sequence[Scene]) -> None:
    """Whom a first telling leaves out a later sentence blames, when it tells of as many people and the same harm."""
    first = next((n for n, scene in enumerate(scenes) if scene.hits), None)
    if first is None or first > 1 or scenes[first].below or scenes[first].apart:
        return
    head = scenes[first]
    if not head.speeches or any(scene.doers for scene in scenes[: first + 1]):
        return  # an author who leaves the doer out may mean it; a witness need not know him
    told = {(h.harm, h.counted.quantity.low, h.counted.quantity.high) for h in head.hits if h.counted.quantity.low > 1}
    for below in scenes[first + 1 : first + 4]:
        if below.apart:
            return
        same = [h for h in below.hits if (h.harm, h.counted.quantity.low, h.counted.quantity.high) in told]
        if same and below.doers:
            head.below = _together(below.doers, same[0].counted.first)
            return


def cause_of(scene: Scene, earlier: Sequence[Scene], at: int, by_basis: Basis) -> Cause | None:
    first, last = clause_of(scene, at)
    named = [c for c in scene.causes if c[1] is not Cause.OTHER] or scene.causes
    near = [c for c in named if first <= c[0] < last] or named
    if near:
        return min(near, key=lambda c: abs(c[0] - at))[1]
    if by_basis is Basis.INHERITED:
        for before in reversed(earlier[-4:]):
            if before.causes:
                return before.causes[-1][1]
    return None
