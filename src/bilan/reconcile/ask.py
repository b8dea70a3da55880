"""Ask a question: hear who speaks to it, draft figures by the policy, bound, and say how it came about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bilan.model.ids import ClaimId, IncidentId, VoiceId
from bilan.model.sentence import Sentence
from bilan.model.vocab import Stance, View
from bilan.reconcile import say
from bilan.reconcile.answer import Answer, Subset
from bilan.reconcile.bounds import Bounds, Consistent, bounds
from bilan.reconcile.brief import Brief, Memory, brief, scope_of
from bilan.reconcile.certificate import certificate
from bilan.reconcile.later import LaterMapping, LaterSequence
from bilan.reconcile.question import Question
from bilan.reconcile.region import Opinion
from bilan.reconcile.select import Heard, admits_for
from bilan.reconcile.shelf import Shelf
from bilan.reconcile.solved import Solved
from bilan.reconcile.statement import Statement
from bilan.reconcile.trace import trace

# Why a figure was not added: the sentence that says so.
_APART = {
    "place": "unknown_place",
    "period": "unknown_period",
    "implausible": "implausible",
    "undocumented": "undocumented",
    "inexact": "inexact_total",
}


def ask(
    statements: Mapping[ClaimId, Statement],
    stands_for: Mapping[ClaimId, ClaimId],
    linked: Mapping[ClaimId, IncidentId],
    lines: Mapping[VoiceId, str],
    question: Question,
    memory: Memory | None = None,
    shelf: Shelf | None = None,
) -> Answer:
    """The answer to one question, from statements alone.

    memory  kept between questions about one world
    shelf   the policies that the question may name; None: those of a dossier that has adopted none
    """
    _, opinion = scope_of(question)
    found = brief(statements, stands_for, linked, lines, question, memory, shelf)
    result = Solved(tuple(bounds(p.figures, p.asked, opinion, found.world, p.atoms) for p in found.packs))
    return _compose(question, statements, found, result, opinion)


def _best(found: Brief, opinion: Opinion) -> tuple[Bounds, ...] | None:
    """The bounds where every figure is at its best; their least is the best estimate, since a tie goes to the lower."""
    if found.rule.best is None:
        return None
    best = {d.figure.key: d.best for d in found.drafted if d.best is not None}
    packs = [
        [replace(f, low=best.get(f.key, f.low), high=best.get(f.key, f.high)) for f in p.figures] for p in found.packs
    ]
    return tuple(
        bounds(figures, p.asked, opinion, found.world, p.atoms) for figures, p in zip(packs, found.packs, strict=True)
    )


def _compose(
    question: Question, statements: Mapping[ClaimId, Statement], found: Brief, result: Solved, opinion: Opinion
) -> Answer:
    rule, drafted, inside = found.rule, found.drafted, found.inside
    behind = {d.figure.key: d.figure.claims for d in drafted}
    considered = tuple(dict.fromkeys(ClaimId(c) for h in inside.values() for c in h.claims))
    binding = tuple(dict.fromkeys(ClaimId(c) for key in result.binding for c in behind[key]))
    unreviewed = sum(not statements[c].claim.is_reviewed for c in considered)
    meaning = {key: list(claims) for key, claims in behind.items()}
    told = tuple(h.statement.claim for h in inside.values())
    made = tuple((d.figure, d.best, d.provisional, d.steps) for d in drafted)
    inputs = (question, rule.hash, rule.adopted, made, tuple(statements[c].claim for c in considered), told)
    best = _best(found, opinion)
    likeliest = None if best is None else _inside(sum(b.low for b in best), result)
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
            lambda: tuple(
                trace(rule, statements, drafted, inside, result, opinion, unreviewed, len(considered), likeliest)
            ),
            inputs,
        ),
        certificate=LaterMapping(lambda: _certificates(result, meaning, best), inputs),
        subsets=tuple(_subset(chosen, behind) for chosen in result.choices()) if not result.feasible else (),
        conflicts=tuple(
            tuple(dict.fromkeys(ClaimId(c) for k in sorted(conflict) for c in behind[k]))
            for part in result.parts
            for conflict in part.conflicts
        ),
        best=likeliest,
        rule=rule,
        provisional=tuple(ClaimId(c) for d in drafted if d.provisional for c in d.figure.claims),
        lowered=tuple((d.figure.claims, d.steps) for d in drafted if d.steps),
    )


def _inside(best: int, result: Solved) -> int:
    """Between the low and the high, also where the best counts cannot all hold."""
    best = max(best, result.low)
    return best if result.high is None else min(best, result.high)


def _subset(chosen: Sequence[Consistent], behind: Mapping[str, Sequence[str]]) -> Subset:
    without = frozenset(k for s in chosen for k in s.without)
    claims = tuple(dict.fromkeys(ClaimId(c) for k, cs in behind.items() if k not in without for c in cs))
    high = None if any(s.high is None for s in chosen) else sum(s.high or 0 for s in chosen)
    return Subset(claims, sum(s.low for s in chosen), high)


def _certificates(
    result: Solved, meaning: Mapping[str, list[str]], best: Sequence[Bounds] | None = None
) -> dict[str, Any]:
    """One proof for each direction; several parts or consistent sets: one pair for each. A best estimate has its own."""

    def both(b: Bounds, s: Consistent) -> dict[str, Any]:
        p = b.programme.without(s.without)
        return {
            "low": certificate(p, s.least, meaning, s.whole_least),
            "high": certificate(p, s.most, meaning, s.whole_most),
        }

    def of(b: Bounds) -> dict[str, Any]:
        return both(b, b.sets[0]) if b.feasible else {"sets": [both(b, s) for s in b.sets]}

    proofs = [of(b) for b in result.parts]
    for proof, likely in zip(proofs, best or (), strict=False):
        s = min(likely.sets, key=lambda s: s.low)
        proof["best"] = certificate(likely.programme.without(s.without), s.least, meaning, s.whole_least)
    return proofs[0] if len(proofs) == 1 else {"parts": proofs}


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
        found.append(say.sentence(_APART[dimension], h.claims, n=say.quantity(c.record.quantity), who=say.who(c)))
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
