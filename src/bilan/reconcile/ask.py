"""Ask a question: hear who speaks to it, draft figures by the policy, bound, and say how it came about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from bilan.model.ids import ClaimId, IncidentId, VoiceId
from bilan.model.sentence import Sentence
from bilan.model.vocab import Basis, Stance, View
from bilan.reconcile import say
from bilan.reconcile.answer import Answer, Subset
from bilan.reconcile.bounds import MOST_SETS, Bounds, Consistent, bounds
from bilan.reconcile.brief import Brief, Memory, brief, scope_of
from bilan.reconcile.certificate import certificate
from bilan.reconcile.figures import Drafted
from bilan.reconcile.later import LaterMapping, LaterSequence
from bilan.reconcile.policy import Policy
from bilan.reconcile.question import Question
from bilan.reconcile.region import Opinion
from bilan.reconcile.select import Heard, admits_for
from bilan.reconcile.statement import Statement


def ask(
    statements: Mapping[ClaimId, Statement],
    stands_for: Mapping[ClaimId, ClaimId],
    linked: Mapping[ClaimId, IncidentId],
    lines: Mapping[VoiceId, str],
    question: Question,
    memory: Memory | None = None,
) -> Answer:
    """The answer to one question, from statements alone. `memory`: kept between questions about one world."""
    _, opinion = scope_of(question)
    found = brief(statements, stands_for, linked, lines, question, memory)
    result = Solved(tuple(bounds(p.figures, p.asked, opinion, found.world, p.atoms) for p in found.packs))
    return _compose(question, statements, found, result, opinion)


@dataclass(frozen=True, slots=True)
class Solved:
    """The bounds of the connected parts of a question; the whole is their sum."""

    parts: tuple[Bounds, ...]

    @property
    def low(self) -> int:
        return sum(b.low for b in self.parts)

    @property
    def high(self) -> int | None:
        highs = [b.high for b in self.parts]
        return None if None in highs else sum(h for h in highs if h is not None)

    @property
    def feasible(self) -> bool:
        return all(b.feasible for b in self.parts)

    @property
    def is_complete(self) -> bool:
        return all(b.is_complete for b in self.parts) and math.prod(len(b.sets) for b in self.parts) <= MOST_SETS

    def choices(self) -> Iterator[tuple[Consistent, ...]]:
        """One consistent set from each part, in every combination; the first of each where they are too many."""
        if self.is_complete:
            yield from product(*(b.sets for b in self.parts))
        else:
            yield tuple(b.sets[0] for b in self.parts)
            yield tuple(b.sets[-1] for b in self.parts)


def _compose(
    question: Question, statements: Mapping[ClaimId, Statement], found: Brief, result: Solved, opinion: Opinion
) -> Answer:
    rule, drafted, inside = found.rule, found.drafted, found.inside
    behind = {d.figure.key: d.figure.claims for d in drafted}
    considered = tuple(dict.fromkeys(ClaimId(c) for h in inside.values() for c in h.claims))
    binding = tuple(dict.fromkeys(ClaimId(c) for key in _binding(result) for c in behind[key]))
    unreviewed = sum(not statements[c].claim.is_reviewed for c in considered)
    meaning = {key: list(claims) for key, claims in behind.items()}
    told = tuple(h.statement.claim for h in inside.values())
    inputs = (question, tuple(d.figure for d in drafted), tuple(statements[c].claim for c in considered), told)
    return Answer(
        question=question,
        low=result.low,
        high=result.high,
        feasible=result.feasible,
        basis="machine" if unreviewed else "reviewed",
        unreviewed=unreviewed,
        binding=binding,
        considered=considered,
        voices=tuple(sorted({statements[c].voice for c in considered})),
        reserves=tuple(_reserves(question, statements, inside, found.reserved)),
        trace=LaterSequence(
            lambda: tuple(_trace(rule, statements, drafted, inside, result, opinion, unreviewed, len(considered))),
            inputs,
        ),
        certificate=LaterMapping(lambda: _certificates(result, meaning), inputs),
        subsets=tuple(_subset(chosen, behind) for chosen in result.choices()) if not result.feasible else (),
        conflicts=tuple(
            tuple(dict.fromkeys(ClaimId(c) for k in sorted(conflict) for c in behind[k]))
            for part in result.parts
            for conflict in part.conflicts
        ),
    )


def _subset(chosen: Sequence[Consistent], behind: Mapping[str, Sequence[str]]) -> Subset:
    without = frozenset(k for s in chosen for k in s.without)
    claims = tuple(dict.fromkeys(ClaimId(c) for k, cs in behind.items() if k not in without for c in cs))
    high = None if any(s.high is None for s in chosen) else sum(s.high or 0 for s in chosen)
    return Subset(claims, sum(s.low for s in chosen), high)


def _certificates(result: Solved, meaning: Mapping[str, list[str]]) -> dict[str, Any]:
    """One proof for each direction; several parts or consistent sets: one pair for each."""

    def both(b: Bounds, s: Consistent) -> dict[str, Any]:
        p = b.programme.without(s.without)
        return {
            "low": certificate(p, s.least, meaning, s.whole_least),
            "high": certificate(p, s.most, meaning, s.whole_most),
        }

    def of(b: Bounds) -> dict[str, Any]:
        return both(b, b.sets[0]) if b.feasible else {"sets": [both(b, s) for s in b.sets]}

    return of(result.parts[0]) if len(result.parts) == 1 else {"parts": [of(b) for b in result.parts]}


def _binding(result: Solved) -> list[str]:
    """The figures that hold the bounds in place: rows with a multiplier."""
    keys: list[str] = []
    for b in result.parts:
        for s in b.sets:
            p = b.programme.without(s.without)
            for solution in (s.least, s.most):
                if solution.dual:
                    keys += [r.figure for r, y in zip(p.rows, solution.dual, strict=True) if y and r.figure]
    return list(dict.fromkeys(keys))


def _reserves(
    question: Question,
    statements: Mapping[ClaimId, Statement],
    inside: Mapping[ClaimId, Heard],
    reserved: Sequence[tuple[Heard, str]],
) -> list[Sentence]:
    """What may lie inside the question and was not added; what the source itself only calls possible."""
    found = []
    for h, dimension in reserved:
        c = h.statement.claim
        found.append(say.sentence(f"unknown_{dimension}", h.claims, n=say.quantity(c.record.quantity), who=say.who(c)))
    roots = {c for h in inside.values() for c in h.claims}
    for s in statements.values():
        r = s.record
        if not r.possible or r.stance not in (Stance.REPORTS, Stance.ALLEGES, Stance.ADMITS, Stance.DISPUTES):
            continue
        if _touches_an_answer(s, statements, roots) or _about(s, question):
            found.append(say.sentence("possible", (s.id,), quote=say.literal(s.claim.quote), who=say.who(s.claim)))
    if question.view is not View.ALLEGED and len(inside) > 1:
        for h in inside.values():
            if not h.statement.period_known and h.incident is None and h.part_of is None:
                c = h.statement.claim
                found.append(say.sentence("undetermined", h.claims, n=say.quantity(c.record.quantity), who=say.who(c)))
    return found


def _touches_an_answer(s: Statement, statements: Mapping[ClaimId, Statement], roots: set[ClaimId]) -> bool:
    """Whether the whole that a possible part belongs to, or any statement of the same figure, is in the answer."""
    whole = s.claim.part_of
    seen: set[ClaimId] = set()
    while whole is not None and whole in statements and whole not in seen:
        if whole in roots or statements[whole].claim.same_as in roots:
            return True
        seen.add(whole)
        whole = statements[whole].claim.same_as or statements[whole].claim.part_of
    return False


def _about(s: Statement, question: Question) -> bool:
    asked, opinion = scope_of(question)
    if question.by is not None and question.view is not View.ALLEGED:
        return bool(s.by) and admits_for(replace(s, speaker=None), question.by) and s.region.touches(asked)
    return s.region.touches(asked) and s.opinion.meets(opinion)


def _trace(
    rule: Policy,
    statements: Mapping[ClaimId, Statement],
    drafted: Sequence[Drafted],
    inside: Mapping[ClaimId, Heard],
    result: Solved,
    opinion: Opinion,
    unreviewed: int,
    considered: int,
) -> list[Sentence]:
    """How the figure came about, in the order a reader would ask."""
    steps = [Sentence("policy", rule.says["fr"], rule.says["en"], rule.says["ar"])]
    if not drafted:
        return [*steps, say.sentence("nothing")]
    if not result.feasible:
        sets = math.prod(len(b.sets) for b in result.parts)
        key = "infeasible" if result.is_complete else "infeasible_many"
        steps.append(say.sentence(key, sets=say.number(sets)))
    by_key = {d.figure.key: d for d in drafted}
    for key in _binding(result):
        d = by_key[key]
        floor = d.figure.low
        if d.heard and floor:
            who = say.joined(say.who(h.statement.claim) for h in d.heard)
            steps.append(say.sentence("floor", d.figure.claims, n=say.number(floor), who=who))
    steps += _inclusions(inside, statements)
    steps += _high(drafted, result)
    for d in drafted:
        if d.figure.contested and opinion.actors is not None and d.heard:
            c = d.heard[0].statement.claim
            steps.append(say.sentence("contested", d.figure.claims, n=say.quantity(c.record.quantity), who=say.who(c)))
    for h in inside.values():
        c = h.statement.claim
        for field, basis in (
            ("place", c.record.basis.place),
            ("period", c.record.basis.period),
            ("by", c.record.basis.by),
        ):
            given = {"place": c.record.place, "period": c.record.period, "by": c.record.by}[field]
            if basis is Basis.INHERITED and given:
                steps.append(
                    say.sentence(
                        "inherited",
                        (c.id,),
                        n=say.quantity(c.record.quantity),
                        who=say.who(c),
                        field=say.words(f"field_{field}"),
                    )
                )
    if unreviewed:
        steps.append(say.sentence("unreviewed", n=say.number(unreviewed), all=say.number(considered)))
    return steps


def _inclusions(inside: Mapping[ClaimId, Heard], statements: Mapping[ClaimId, Statement]) -> list[Sentence]:
    steps = []
    for h in inside.values():
        c = h.statement.claim
        if h.part_of is not None and h.part_of in inside:
            whole = inside[h.part_of].statement.claim
            steps.append(
                say.sentence(
                    "part",
                    (c.id, whole.id),
                    part=say.quantity(c.record.quantity),
                    whole=say.quantity(whole.record.quantity),
                    who=say.who(c),
                )
            )
        if len(h.claims) > 1:
            steps.append(
                say.sentence(
                    "same",
                    h.claims,
                    statements=say.number(len(h.claims)),
                    n=say.quantity(c.record.quantity),
                    who=say.who(c),
                )
            )
    return steps


def _high(drafted: Sequence[Drafted], result: Solved) -> list[Sentence]:
    if result.high is None:
        return [say.sentence("no_ceiling")]
    tops = [d for d in drafted if d.figure.part_of is None and d.figure.high]
    terms = [d.figure.high for d in tops if d.figure.high is not None]
    if not result.feasible or len(terms) < 2 or sum(terms) != result.high:
        return []
    claims = [c for d in tops for c in d.figure.claims]
    steps = [say.sentence("sum_high", claims, high=say.number(result.high), terms=say.plus(terms))]
    if result.low < result.high:
        steps.append(say.sentence("overlap_low", claims, low=say.number(result.low)))
    return steps
