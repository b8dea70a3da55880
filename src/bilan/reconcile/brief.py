"""What a question rests on, whoever's hand it asks about: who speaks to it, the figures drafted, the parts they fall into."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bilan.actors import registry
from bilan.model.ids import ActorId, ClaimId, IncidentId, VoiceId
from bilan.model.vocab import View
from bilan.reconcile.atoms import Atom, cut
from bilan.reconcile.figures import Drafted, draft
from bilan.reconcile.lowering import is_exact, is_total, lowered
from bilan.reconcile.parts import connected, packed
from bilan.reconcile.policy import Policy
from bilan.reconcile.programme import World
from bilan.reconcile.question import Question
from bilan.reconcile.region import EVERYWHERE, Figure, Opinion, Region, harms_of, people_of
from bilan.reconcile.select import TELLING, Heard, distinct, hears
from bilan.reconcile.shelf import Shelf, standard
from bilan.reconcile.statement import Statement
from bilan.reconcile.support import is_documented

# More than everybody alive is a misreading, not a count.
MOST_PEOPLE = 10**10
_MOST_BRIEFS = 4


@dataclass(frozen=True, slots=True)
class Pack:
    """Parts that are solved together: their figures, and the atoms that these and the region asked about induce."""

    figures: Sequence[Figure]
    asked: Region
    atoms: Sequence[Atom]


@dataclass(frozen=True, slots=True)
class Brief:
    """All that is the same for every opinion asked about.

    inside    the distinct figures that speak to the question
    reserved  those that only may, with what is unknown of them ("place", "period")
    drafted   the figures that the policy makes of them
    world     whether deaths may exist that nobody mentions
    """

    rule: Policy
    inside: Mapping[ClaimId, Heard]
    reserved: Sequence[tuple[Heard, str]]
    drafted: Sequence[Drafted]
    packs: Sequence[Pack]
    world: World


@dataclass
class Memory:
    """What the questions about one world have in common.

    heard   who speaks in a view about an actor: the same for every place, day and group
    briefs  of the latest questions about what is alleged: the same for every actor
    """

    heard: dict[tuple[View, ActorId | None, bool], dict[ClaimId, Heard]] = field(default_factory=dict)
    briefs: dict[tuple[str, str, bool, Region], Brief] = field(default_factory=dict)


def brief(
    statements: Mapping[ClaimId, Statement],
    stands_for: Mapping[ClaimId, ClaimId],
    linked: Mapping[ClaimId, IncidentId],
    lines: Mapping[VoiceId, str],
    question: Question,
    memory: Memory | None = None,
    shelf: Shelf | None = None,
) -> Brief:
    """The brief of a question, from memory where it is there."""
    memory = memory or Memory()
    asked, _ = scope_of(question)
    rule = (shelf or standard()).get(question.policy)
    key = (rule.name, rule.hash, question.stated_only, asked)
    if question.view is View.ALLEGED and key in memory.briefs:
        return memory.briefs[key]
    view = View.ADMITTED if question.view is View.AGREED else question.view
    heard = _heard(statements, stands_for, linked, view, question, memory)
    if question.view is View.AGREED:
        heard = _supported(heard, statements, linked, lines)
    followed = rule.for_view(view)
    inside, reserved = _sort(heard, asked, followed)
    drafted = _drafted(heard, inside, view, followed, lines)
    world: World = followed.world
    parts = [part for part in connected([d.figure for d in drafted]) if any(f.region.touches(asked) for f in part)]
    kept = {f.key for part in parts for f in part}
    drafted = [d for d in drafted if d.figure.key in kept]
    groups = list(packed(parts, world)) or [[]]
    packs = tuple(Pack(group, asked, cut([*(f.region for f in group), asked])) for group in groups)
    made = Brief(rule, inside, reserved, drafted, packs, world)
    if question.view is View.ALLEGED:
        while len(memory.briefs) >= _MOST_BRIEFS:
            del memory.briefs[next(iter(memory.briefs))]
        memory.briefs[key] = made
    return made


def _heard(
    statements: Mapping[ClaimId, Statement],
    stands_for: Mapping[ClaimId, ClaimId],
    linked: Mapping[ClaimId, IncidentId],
    view: View,
    question: Question,
    memory: Memory,
) -> dict[ClaimId, Heard]:
    about = None if view is View.ALLEGED else question.by  # everybody may allege anything of anybody
    key = (view, about, question.stated_only)
    if key not in memory.heard:
        speaking = [s for s in statements.values() if hears(s, view, about)]
        memory.heard[key] = distinct(speaking, stands_for, linked, statements)
    return memory.heard[key]


def scope_of(question: Question) -> tuple[Region, Opinion]:
    """The region of a question, and the opinion that it asks about."""
    people, status = people_of([question.group] if question.group else [])
    region = Region((question.place or EVERYWHERE,), question.period, people, harms_of(question.harm))
    actors: frozenset[ActorId] | None = None
    if question.by is not None and question.view is View.ALLEGED:
        by = question.by
        actors = frozenset({by}) if by.startswith("?") else registry().elements(by, question.period)
    return region, Opinion(actors, status)


def _drafted(
    heard: Mapping[ClaimId, Heard],
    inside: Mapping[ClaimId, Heard],
    view: View,
    rule: Policy,
    lines: Mapping[VoiceId, str],
) -> list[Drafted]:
    """The figures that the policy makes of what is inside; totals are lowered by what is counted beside them, too."""
    totals = rule.totals
    if totals is None:
        return draft(inside, view, rule, lines)
    wide = (h.statement.region for h in inside.values() if h.incident is None and is_total(h.statement, totals))
    outside = {id: h for id, h in heard.items() if id not in inside}
    around: dict[ClaimId, Heard] = {}
    for region in dict.fromkeys(wide) if outside else ():
        around |= _sort(heard, region, rule, outside)[0]
    return lowered(draft({**inside, **around}, view, rule, lines), totals)


def _sort(
    heard: Mapping[ClaimId, Heard], asked: Region, rule: Policy, some: Mapping[ClaimId, Heard] | None = None
) -> tuple[dict[ClaimId, Heard], list[tuple[Heard, str]]]:
    """What speaks to the question, and what only may: a figure of unknown place or period that the question
    is not wide enough to contain for certain is not added, it is a reserve; so is what the policy does not count. `some`: of those heard, the ones that are sorted."""
    inside: dict[ClaimId, Heard] = {}
    reserved: list[tuple[Heard, str]] = []
    for id, h in (heard if some is None else some).items():
        s = h.statement
        if not s.region.touches(asked):
            continue
        if s.record.quantity.low > MOST_PEOPLE:
            reserved.append((h, "implausible"))
            continue
        unknown = [k for k, known in (("place", s.place_known), ("period", s.period_known)) if not known]
        if h.incident is None and unknown:
            outside = [k for k in unknown if not _contained(s, asked, k)]
            if outside:
                reserved.append((h, outside[0]))
                continue
        uncounted = _uncounted(h, heard, rule) if rule.documented or rule.totals else None
        if uncounted:
            reserved.append((h, uncounted))
            continue
        inside[id] = h
    return inside, reserved


def _uncounted(h: Heard, heard: Mapping[ClaimId, Heard], rule: Policy) -> str | None:
    """Why the policy does not count it; None: it does. A part of a total that is not kept is not kept either."""
    s = h.statement
    if rule.documented is not None and not is_documented(s, rule.documented):
        return "undocumented"
    totals, seen = rule.totals, set[ClaimId]()
    whole: Heard | None = h
    while totals is not None and whole is not None and whole.statement.id not in seen:
        seen.add(whole.statement.id)
        quantity = whole.statement.record.quantity
        if whole.incident is None and is_total(whole.statement, totals) and not is_exact(quantity.hedge, totals):
            return "inexact"
        whole = heard.get(whole.part_of) if whole.part_of is not None else None
    return None


def _contained(s: Statement, asked: Region, dimension: str) -> bool:
    if dimension == "place":
        return asked.places == (EVERYWHERE,)
    return asked.period.contains(s.period)


def _supported(
    heard: Mapping[ClaimId, Heard],
    statements: Mapping[ClaimId, Statement],
    linked: Mapping[ClaimId, IncidentId],
    lines: Mapping[VoiceId, str],
) -> dict[ClaimId, Heard]:
    """Admissions that an independent voice supports: one that tells of the same, linked, incident."""
    tellers: dict[IncidentId, set[str]] = {}
    for s in statements.values():
        if s.id in linked and s.record.stance in TELLING:
            tellers.setdefault(linked[s.id], set()).add(lines.get(s.voice, s.voice))
    return {
        id: h
        for id, h in heard.items()
        if h.incident is not None and tellers.get(h.incident, set()) - {lines.get(h.statement.voice, "")}
    }
