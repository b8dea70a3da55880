"""How the claims of a passage stand to each other: restated, set against, disputed."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.actors import registry
from bilan.claims.reading.blame import same_side
from bilan.claims.reading.draft import Draft
from bilan.claims.reading.named import names_of
from bilan.claims.reading.scene import Named, Scene
from bilan.claims.reading.stance import answers_for
from bilan.model.ids import ActorId
from bilan.model.vocab import Basis, Group, Harm, Hedge, Stance

_VAGUE = {Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS}


def relate(drafts: Sequence[Draft], scenes: Sequence[Scene]) -> None:
    """Fill `same_as`, `against`, and the stances that depend on other claims of the passage."""
    _restatements(drafts)
    _inside_the_headline(drafts)
    _adding_up(drafts)
    _contrasts(drafts, scenes)
    _disputes(drafts)
    _same_figure_same_stance(drafts)


def _figure(d: Draft) -> tuple[int, bool]:
    q = d.quantity
    low = q.low - 1 if q.hedge is Hedge.MORE_THAN else q.low
    return low, q.hedge in _VAGUE or q.hedge in (Hedge.SOME, Hedge.NONE)


def _restatements(drafts: Sequence[Draft]) -> None:
    known: dict[tuple[Harm, int], list[Draft]] = {}
    _names_again(drafts)
    _the_same_again(drafts)
    for d in drafts:
        alike = known.setdefault((d.hit.harm, _figure(d)[0]), [])
        if d.same_as is None and d.part_of is None:
            d.same_as = next((e for e in alike if _same_people(d, e)), None)
        if d.same_as is None and len(alike) < 24:
            alike.append(d)


_LOOK_BACK = 40  # claims back among which a name may have been told before


def _names_again(drafts: Sequence[Draft]) -> None:
    """Names that were told before say the same again; names of as many as a total are that total, of fewer its part."""
    for i, d in enumerate(drafts):
        if d.hit.counted.kind not in ("named", "one") or d.part_of is not None or _one_more(d):
            continue
        before = [e for e in drafts[max(0, i - _LOOK_BACK) : i] if e.hit.harm is d.hit.harm and e.scene is not d.scene]
        names = names_of(d.scene.words, d.hit.counted) if d.hit.counted.kind == "named" else frozenset[str]()
        told = [e for e in before if e.hit.counted.kind == "named" and e.same_as is None] if names else []
        again = next((e for e in told if _same_names(names, names_of(e.scene.words, e.hit.counted))), None)
        if again is not None and _figure(again)[0] == _figure(d)[0]:
            d.same_as = again
            continue
        if again is not None and _figure(again)[0] > _figure(d)[0]:
            d.part_of = again
            continue
        totals = [e for e in before if e.hit.counted.kind != "named" and e.part_of is None and e.same_as is None]
        near = [e for e in totals if d.scene.number - e.scene.number <= 6 and not _elsewhere(d, e)]
        whole = next((e for e in near if _holds(e, d)), None)
        if whole is not None and (_another_day(d) or _definite_victims(d)):
            d.same_as = near[-1] if _definite_victims(d) else None
            continue
        if not names and (whole is None or _figure(whole)[0] <= 1 or not _one_of_them(d, whole)):
            continue
        if whole is not None and _figure(whole)[0] == _figure(d)[0] and d.quantity.high == whole.quantity.high:
            d.same_as = whole
        elif whole is not None:
            d.part_of = whole


_UNITS = frozenset({"days", "weeks", "months", "years", "hours", "jours", "semaines", "mois", "ans"})
_APART = frozenset({"before", "earlier", "ago", "previously", "auparavant", "plus"})


def _another_day(d: Draft) -> bool:
    """ "had died two days before": none of those who die in this event."""
    words = d.scene.words
    near = range(d.hit.cue[0], min(len(words) - 1, d.hit.cue[1] + 5))
    return any(words[k].low in _UNITS and words[k + 1].low in _APART for k in near)


def _definite_victims(d: Draft) -> bool:
    """ "The victims were taken to the clinic but died": all those told of."""
    c = d.hit.counted
    return c.head == "victim" and c.kind == "one" and d.scene.words[c.begin].low in ("the", "all", "les")


_AGAIN = {"both": 2, "victim": 1, "victime": 1, "deceased": 1, "défunt": 1, "défunte": 1}


def _the_same_again(drafts: Sequence[Draft]) -> None:
    """ "Both were shot", "the victim was shot": as many as were told of last."""
    for i, d in enumerate(drafts):
        c = d.hit.counted
        n = _AGAIN.get(d.scene.words[c.end - 1].low) if c.kind == "one" else None
        if n is None or n != d.quantity.low or d.scene.words[c.begin].has("indefinite"):
            continue
        before = [e for e in drafts[max(0, i - _LOOK_BACK) : i] if e.hit.harm is d.hit.harm and e.scene is not d.scene]
        again = next((e for e in reversed(before) if e.quantity.low == e.quantity.high == n), None)
        if again is not None:
            d.same_as, d.part_of = again.same_as or again, None


def _one_more(d: Draft) -> bool:
    """ "another guard", "un autre gendarme": none of those told before."""
    return any(w.low in ("another", "autre") for w in d.scene.words[d.hit.counted.begin : d.hit.counted.end])


def _one_of_them(d: Draft, whole: Draft) -> bool:
    """ "A grandfather was killed", some sentences after "six civilians were killed": one of the six."""
    one, many = set(d.hit.counted.groups), set(whole.hit.counted.groups)
    return bool(many & {Group.PERSON, Group.CIVILIAN, Group.FAMILY}) or bool(one & many)


def _same_names(a: frozenset[str], b: frozenset[str]) -> bool:
    shared = len(a & b)
    return shared >= 2 and 2 * shared > min(len(a), len(b))


def _holds(whole: Draft, d: Draft) -> bool:
    """Whether a total can hold those named."""
    q = whole.quantity
    open_ended = q.high is None and q.hedge is not Hedge.SOME
    return _figure(whole)[0] >= _figure(d)[0] or (q.high or 0) >= _figure(d)[0] > 1 or (open_ended and q.low > 1)


def _inside_the_headline(drafts: Sequence[Draft]) -> None:
    """A headline of "casualties", or of "seven killed and injured", holds the killed and the injured told below it."""
    wholes = [
        d
        for d in drafts
        if d.hit.harm is Harm.KILLED_OR_INJURED and (d.scene.sentence.kind == "headline" or d.scene.number == 0)
    ]
    for whole in wholes:
        below = [
            d
            for d in drafts
            if 0 < d.scene.number - whole.scene.number <= 2
            and d.hit.harm in (Harm.KILLED, Harm.INJURED)
            and d.part_of is None
            and d.same_as is None
            and d.quantity.low > 0
        ]
        room = sum(_figure(d)[0] for d in below) <= (whole.quantity.high or 10**9)
        for d in below if room else []:
            if not _elsewhere(d, whole) and (whole.scene.sentence.kind == "headline" or _one_voice(d, whole)):
                d.part_of = whole


def _adding_up(drafts: Sequence[Draft]) -> None:
    """ "Two women and a baby killed", then "three dead": counts of one sentence that make up the total beside it."""
    free = [d for d in drafts if d.part_of is None and d.same_as is None and d.answer == 0 and _figure(d)[0] > 0]
    groups: dict[tuple[int, Harm], list[Draft]] = {}
    for d in free:
        groups.setdefault((d.scene.number, d.hit.harm), []).append(d)
    for (number, harm), parts in groups.items():
        if len(parts) < 2 or any(_figure(d)[1] or d.quantity.high is None for d in parts):
            continue
        total = sum(_figure(d)[0] for d in parts)
        for n in (number + 1, number - 1, number + 2):
            near = groups.get((n, harm), [])
            whole = near[0] if near else None
            if whole is not None and _figure(whole) == (total, False) and whole.hit.counted.groups == (Group.PERSON,):
                if any(_elsewhere(d, whole) for d in parts):
                    continue
                for d in parts:
                    d.part_of = whole
                break


def _one_voice(d: Draft, e: Draft) -> bool:
    a, b = (x.speech.speaker.name if x.speech else "" for x in (d, e))
    return a == b


def _elsewhere(d: Draft, e: Draft) -> bool:
    """Whether the two state different days or places."""
    stated = d.period is not None and e.period is not None
    if (
        stated
        and d.period_basis is e.period_basis is Basis.STATED
        and d.period
        and e.period
        and not d.period.period.overlaps(e.period.period)
    ):
        return True
    placed = d.place and e.place and d.place_basis is e.place_basis is Basis.STATED
    return bool(placed) and not ({m.name for m in d.place} & {m.name for m in e.place})


def _same_people(d: Draft, e: Draft) -> bool:
    if "named" in (d.hit.counted.kind, e.hit.counted.kind):
        return False
    if d.hit.harm is not e.hit.harm or _figure(d)[0] != _figure(e)[0] or d.scene is e.scene:
        return False
    if d.quantity.hedge in (Hedge.SOME, Hedge.NONE, Hedge.UP_TO, Hedge.RANGE) or e.quantity.hedge in (
        Hedge.SOME,
        Hedge.NONE,
    ):
        return False
    a = {g for g in d.hit.counted.groups if g is not Group.PERSON}
    b = {g for g in e.hit.counted.groups if g is not Group.PERSON}
    if a and b and not a & b:
        return False
    narrow = (d.part_of is None) != (e.part_of is None)
    if narrow and _figure(d)[0] < 5:
        return False
    if (
        d.period
        and e.period
        and d.period_basis is Basis.STATED
        and e.period_basis is Basis.STATED
        and not d.period.period.overlaps(e.period.period)
    ):
        return False
    if (
        d.place
        and e.place
        and d.place_basis is Basis.STATED
        and e.place_basis is Basis.STATED
        and not ({m.name for m in d.place} & {m.name for m in e.place})
        and e.scene.sentence.kind != "headline"
    ):
        return False
    who, whom = (x.speech.speaker.name if x.speech else "" for x in (d, e))
    if e.scene.sentence.kind == "headline" or _figure(d)[0] >= 10 or who != whom:
        return True
    return _definite(d)


def _definite(d: Draft) -> bool:
    """ "the four members", "ces 80 morts": said again."""
    c = d.hit.counted
    before = d.scene.words[c.begin - 1].low if c.begin else ""
    return before in ("the", "les", "ces", "these", "those")


def _contrasts(drafts: Sequence[Draft], scenes: Sequence[Scene]) -> None:
    """ "260 … alors que … 119": one report counts two groups of people apart."""
    for i, d in enumerate(drafts):
        if d.part_of is not None or d.same_as is not None:
            continue
        words = d.scene.words
        position = words[d.hit.counted.first].start
        marks = [w.start for w in words if w.has("contrast") and w.start < position and (w.has("while_clause"))]
        if not marks:
            continue
        mark = marks[-1]
        before = drafts[max(0, i - 24) : i]
        if mark == words[0].start and d.scene.number > 0 and d.scene.continues:
            earlier = [e for e in before if e.scene is scenes[d.scene.number - 1] and e.part_of is None]
        else:
            earlier = [
                e
                for e in before
                if e.scene is d.scene and e.part_of is None and words[e.hit.counted.first].start < mark
            ]
        same_harm = [e for e in earlier if e.hit.harm is d.hit.harm]
        speakers = {x.speech.speaker.name if x.speech else "" for x in (d, *same_harm[-1:])}
        if same_harm and len(speakers) == 1:
            d.against = same_harm[-1]


def _disputes(drafts: Sequence[Draft]) -> None:
    """ "only 200" beside a higher figure: the actor gives a lower number for what others say it did."""
    for i, d in enumerate(drafts):
        if d.quantity.hedge is not Hedge.ONLY or d.stance is not Stance.ADMITS:
            continue
        actor = answers_for(d.speech.speaker if d.speech else None)
        if actor is None and (d.speech is None or d.speech.speaker.sort != "role"):
            continue
        rivals = [
            e
            for e in drafts[max(0, i - 200) : i + 200]
            if e is not d
            and e.hit.harm is d.hit.harm
            and e.quantity.low > d.quantity.low
            and e.stance in (Stance.REPORTS, Stance.ALLEGES)
        ]
        if not rivals or (
            d.by
            and d.by_basis is Basis.STATED
            and not any(same_side(b.actor, r.actor) or _allied(b, r) for e in rivals for b in d.by for r in e.by)
        ):
            continue
        if not d.by or d.by_basis is Basis.INHERITED:
            blamed = [
                b
                for e in reversed(drafts[max(0, i - 200) : i])
                for b in e.by
                if same_side(b.actor, actor) or (actor is not None and _is_member(b, actor.id))
            ]
            if blamed:
                d.by, d.by_basis = (blamed[0],), Basis.INHERITED
        d.stance = Stance.DISPUTES


def _is_member(blamed: Named, actor: ActorId) -> bool:
    """Whether the actor belongs to the alliance that is blamed."""
    return blamed.actor is not None and blamed.actor.id in registry().alliances_of(actor)


def _allied(a: Named, b: Named) -> bool:
    """Whether one of two is the alliance of the other."""
    if a.actor is None or b.actor is None:
        return False
    return _is_member(a, b.actor.id) or _is_member(b, a.actor.id)


def _same_figure_same_stance(drafts: Sequence[Draft]) -> None:
    """A spokesperson who repeats the figure that his organisation admits, admits it."""
    for d in drafts:
        root = d.same_as
        if (
            root is None
            or root.stance is not Stance.ADMITS
            or d.stance not in (Stance.ALLEGES, Stance.REPORTS)
            or (d.by and d.by_basis is Basis.STATED)
        ):
            continue
        one = answers_for(d.speech.speaker if d.speech else None)
        other = answers_for(root.speech.speaker if root.speech else None)
        if same_side(one, other):
            d.stance = Stance.ADMITS
