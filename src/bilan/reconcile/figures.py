"""From distinct statements to figures under a policy: floors, tops, ceilings, incidents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bilan.model.ids import ClaimId, IncidentId, PlaceId, VoiceId
from bilan.model.period import Period
from bilan.model.vocab import View
from bilan.reconcile.policy import Policy
from bilan.reconcile.region import ANY_OPINION, EVERYWHERE, Figure, Opinion, is_within
from bilan.reconcile.select import TELLING, Heard
from bilan.reconcile.support import Support
from bilan.reconcile.totals import Step


@dataclass(frozen=True, slots=True)
class Drafted:
    """A figure and the distinct statements behind it.

    best         the most likely number of its people; None: the policy names none
    provisional  fewer independent voices give it than the policy asks for: it counts in the high only
    steps        how a total over a wide place or period was lowered, in order
    """

    figure: Figure
    heard: tuple[Heard, ...]
    best: int | None = None
    provisional: bool = False
    steps: tuple[Step, ...] = ()


def draft(
    heard: Mapping[ClaimId, Heard], view: View, rule: Policy, lines: Mapping[VoiceId, str] | None = None
) -> list[Drafted]:
    """Figures for one view under one policy. `lines`: the line of each voice (see `Support`)."""
    support = Support(rule, lines or {})
    single = {id: _figure(h, view, rule) for id, h in heard.items()}
    by_incident: dict[IncidentId, list[ClaimId]] = defaultdict(list)
    for id, h in heard.items():
        if h.incident is not None:
            by_incident[h.incident].append(id)
    made: dict[ClaimId, list[Drafted]] = {
        id: [_alone(single[id], h, support)] for id, h in heard.items() if h.incident is None
    }
    renamed: dict[str, str] = {}
    if view is View.ALLEGED and rule.world == "closed":
        for ids in _same_scope(heard, single):
            made[ids[0]] = _range([single[i] for i in ids], [heard[i] for i in ids], support, renamed)
            for other in ids[1:]:
                made.pop(other, None)
    for incident, ids in by_incident.items():
        members = [replace(single[i], region=replace(single[i].region, incident=incident)) for i in ids]
        members = _same_people(members, [heard[i] for i in ids])
        if rule.world == "closed":
            made[ids[0]] = _range(members, [heard[i] for i in ids], support, renamed)
        else:
            for id, figure in zip(ids, members, strict=True):
                made[id] = [_alone(figure, heard[id], support)]
    drafted = [d for id in heard for d in made.get(id, ())]
    return [
        replace(d, figure=replace(d.figure, part_of=renamed[d.figure.part_of])) if d.figure.part_of in renamed else d
        for d in drafted
    ]


def _figure(h: Heard, view: View, rule: Policy) -> Figure:
    s = h.statement
    q = s.record.quantity
    low, high, ceiling = rule.floor(q), rule.most(q), None
    if view is View.ALLEGED:
        # a bound set by an admission is about its own group; it never caps what others count
        if q.sets_ceiling and s.record.stance in TELLING:
            ceiling = q.high
    elif high is None:
        high = low  # nobody admits more than it has said
    return Figure(
        key=s.id,
        claims=tuple(h.claims),
        voice=s.voice,
        region=s.region,
        low=low,
        high=high,
        ceiling=ceiling,
        opinion=s.opinion if view is View.ALLEGED else Opinion(None, s.opinion.status),
        part_of=h.part_of,
    )


def _alone(figure: Figure, h: Heard, support: Support) -> Drafted:
    """A count that no other is merged with."""
    if support.is_provisional([h]):
        return Drafted(replace(figure, low=0, ceiling=None), (h,), _between(support.best([h]), figure), True)
    return Drafted(figure, (h,), _between(support.best([h]), figure))


def _between(best: int | None, figure: Figure) -> int | None:
    if best is None:
        return None
    best = max(best, figure.low)
    return best if figure.high is None else min(best, figure.high)


def _same_scope(heard: Mapping[ClaimId, Heard], single: Mapping[ClaimId, Figure]) -> list[list[ClaimId]]:
    """Counts of several voices about the very same scope, with their parts: one range under a policy.

    The same place, days, people, status and harm, and authors that do not exclude each other. Two counts in
    one document stand for two events unless it says otherwise, and are left alone.
    """
    groups: dict[tuple[object, ...], list[ClaimId]] = defaultdict(list)
    parts: dict[ClaimId, list[ClaimId]] = defaultdict(list)
    for id, h in heard.items():
        s, f = h.statement, single[id]
        if h.incident is not None:
            continue
        if h.part_of is not None:
            parts[h.part_of].append(id)
        elif (
            s.record.stance in TELLING
            and s.place_known
            and s.period_known
            and f.ceiling is None
            and not s.record.running
        ):
            groups[f.region.places, f.region.period, f.region.people, f.region.harms, f.opinion.status].append(id)
    found = []
    for ids in groups.values():
        documents = {heard[i].statement.claim.exhibit for i in ids}
        if len(ids) < 2 or len(documents) < len(ids):
            continue
        if all(
            single[a].opinion.meets(single[b].opinion) and _one_cause(single[a], single[b]) for a in ids for b in ids
        ):
            found.append([*ids, *(p for i in ids for p in parts.get(i, ()))])
    return found


def _one_cause(a: Figure, b: Figure) -> bool:
    return bool(a.region.causes & b.region.causes)


def _same_people(figures: Sequence[Figure], heard: Sequence[Heard]) -> list[Figure]:
    """Linked claims speak of the same people: give them one place, one period, any of their causes.

    The most precise of what is known; where two exclude each other, both are kept open.
    """
    places: tuple[PlaceId, ...] = (EVERYWHERE,)
    period: Period | None = None
    causes = 0
    for h, f in zip(heard, figures, strict=True):
        causes |= f.region.causes
        if h.statement.place_known:
            places = _closer(places, f.region.places)
        if h.statement.period_known:
            own = f.region.period
            period = own if period is None else (period.meet(own) or _hull(period, own))
    if period is None:
        ends = [f.region.period.end for f in figures if f.region.period.end]
        period = Period(None, max(ends, default=None))
    contested = [
        any(
            a.opinion.actors is not None and b.opinion.actors is not None and not a.opinion.actors & b.opinion.actors
            for b in figures
            if b.voice != a.voice
        )
        for a in figures
    ]
    return [
        replace(f, region=replace(f.region, places=places, period=period, causes=causes), contested=c)
        for f, c in zip(figures, contested, strict=True)
    ]


def _closer(a: tuple[PlaceId, ...], b: tuple[PlaceId, ...]) -> tuple[PlaceId, ...]:
    inner = [p for p in b if any(is_within(p, q) for q in a)] + [p for p in a if any(is_within(p, q) for q in b)]
    return tuple(dict.fromkeys(inner)) or tuple(dict.fromkeys((*a, *b)))


def _hull(a: Period, b: Period) -> Period:
    starts, ends = (a.start, b.start), (a.end, b.end)
    start = None if None in starts else min(d for d in starts if d)
    end = None if None in ends else max(d for d in ends if d)
    return Period(start, end)


def _range(
    figures: Sequence[Figure], heard: Sequence[Heard], support: Support, renamed: dict[str, str]
) -> list[Drafted]:
    """One range for an incident, from the lowest to the highest count, with its sub-groups inside."""
    keys = {f.key for f in figures}
    made: list[Drafted] = []
    by_harm: dict[int, list[int]] = defaultdict(list)
    for i, f in enumerate(figures):
        by_harm[f.region.harms].append(i)
    for indices in by_harm.values():
        tops = [i for i in indices if figures[i].part_of not in keys] or indices
        counted, telling = [figures[i] for i in tops], [heard[i] for i in tops]
        whole = _merged(counted, telling, support)
        provisional = support.is_provisional(telling)
        best = _between(support.best(telling), whole)
        made.append(Drafted(replace(whole, low=0) if provisional else whole, tuple(telling), best, provisional))
        excess = _beyond_the_part(whole, counted)
        if excess is not None:
            beyond = None if best is None else _between(max(0, best - _most_inside(counted)), excess)
            made.append(Drafted(excess, (), beyond))
        renamed.update({figures[i].key: whole.key for i in tops if figures[i].key != whole.key})
        kinds: dict[tuple[int, Opinion], list[int]] = defaultdict(list)
        for i in indices:
            f = figures[i]
            own = (f.region.people, Opinion(None, f.opinion.status))
            if i not in tops or own != (whole.region.people, Opinion(None, whole.opinion.status)):
                kinds[own].append(i)
        for n, inner in enumerate(kinds.values()):
            parts, saying = [figures[i] for i in inner], [heard[i] for i in inner]
            lows = _lows(parts, saying, support)
            low = min(lows) if support.rule.linked == "lowest" else max(lows)
            part = replace(
                parts[0],
                key=f"{whole.key}/{n}",
                claims=tuple(c for p in parts for c in p.claims),
                low=min(low, whole.low) if whole.high is not None else low,
                ceiling=None,
                part_of=whole.key,
            )
            likely = _between(support.best(saying), part)
            likely = likely if likely is None or best is None else min(likely, best)
            unsure = provisional or support.is_provisional(saying)
            told = tuple(heard[i] for i in inner if i not in tops)
            made.append(Drafted(replace(part, low=0) if unsure else part, told, likely, unsure and bool(told)))
    return made


def _lows(figures: Sequence[Figure], heard: Sequence[Heard], support: Support) -> list[int]:
    """The counts that others give; those of the accused only where nobody else gives one.

    What a party concedes is no reason to allege less than was alleged.
    """
    counted = support.made_of(figures, heard)
    told = [figures[i].low for i in counted if heard[i].statement.record.stance in TELLING]
    return told or [figures[i].low for i in counted]


def _merged(tops: Sequence[Figure], heard: Sequence[Heard], support: Support) -> Figure:
    """The whole of an incident: lowest to highest."""
    known = [f.opinion.actors for f in tops if f.opinion.actors is not None]
    contested = any(f.contested for f in tops)
    actors = None
    if known:
        actors = frozenset.union(*known) if contested else (frozenset.intersection(*known) or frozenset.union(*known))
    highs = [tops[i].high for i in support.made_of(tops, heard)]
    people, status = 0, 0
    for f in tops:
        people |= f.region.people
        status |= f.opinion.status
    return replace(
        tops[0],
        claims=tuple(c for f in tops for c in f.claims),
        voice=f"incident {tops[0].region.incident}" if len({f.voice for f in tops}) > 1 else tops[0].voice,
        region=replace(tops[0].region, people=people),
        low=min(_lows(tops, heard, support)),
        high=None if None in highs else max(h for h in highs if h is not None),
        ceiling=None,
        opinion=Opinion(actors, status) if known else replace(ANY_OPINION, status=status),
        part_of=next((f.part_of for f in tops if f.part_of is not None), None),
        contested=contested,
    )


def _beyond_the_part(whole: Figure, tops: Sequence[Figure]) -> Figure | None:
    """What others count beyond the number that lies inside an including total is not inside it."""
    if whole.part_of is None or any(f.part_of is not None and f.high is None for f in tops):
        return None
    most = _most_inside(tops)
    if whole.high is not None and whole.high <= most:
        return None
    return replace(
        whole,
        key=f"{whole.key}/beyond",
        low=0,
        high=None if whole.high is None else whole.high - most,
        part_of=None,
    )


def _most_inside(tops: Sequence[Figure]) -> int:
    """The highest number that lies inside an including total."""
    return max((f.high for f in tops if f.part_of is not None and f.high is not None), default=0)
