"""The trace: how a figure came about, step by step, in the order in which a reader would ask."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bilan.model.ids import ClaimId
from bilan.model.sentence import Sentence
from bilan.model.vocab import Basis
from bilan.reconcile import say
from bilan.reconcile.figures import Drafted
from bilan.reconcile.policy import Policy
from bilan.reconcile.region import Opinion
from bilan.reconcile.select import Heard
from bilan.reconcile.solved import Solved
from bilan.reconcile.statement import Statement
from bilan.reconcile.totals import Step


def trace(
    rule: Policy,
    statements: Mapping[ClaimId, Statement],
    drafted: Sequence[Drafted],
    inside: Mapping[ClaimId, Heard],
    result: Solved,
    opinion: Opinion,
    unreviewed: int,
    considered: int,
    best: int | None = None,
) -> list[Sentence]:
    """How the figure came about. `best`: the best estimate, where the policy gives one."""
    steps = [Sentence("policy", rule.says["fr"], rule.says["en"], rule.says["ar"]), _version(rule)]
    if not drafted:
        return [*steps, say.sentence("nothing")]
    if not result.feasible:
        sets = math.prod(len(b.sets) for b in result.parts)
        key = "infeasible" if result.is_complete else "infeasible_many"
        steps.append(say.sentence(key, sets=say.number(sets)))
    by_key = {d.figure.key: d for d in drafted}
    for key in result.binding:
        d = by_key[key]
        floor = d.figure.low
        if d.heard and floor:
            reaching = [h for h in d.heard if rule.floor(h.statement.record.quantity) >= floor] or d.heard
            who = say.joined(say.who(h.statement.claim) for h in reaching)
            steps.append(say.sentence("floor", d.figure.claims, n=say.number(floor), who=who))
    steps += _inclusions(inside, statements)
    for d in drafted:
        steps += _merging(d, rule)
    steps += _high(drafted, result)
    if best is not None:
        steps.append(say.sentence("best", n=say.number(best)))
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


def _version(rule: Policy) -> Sentence:
    id, version = say.literal(rule.id), say.literal(rule.version)
    if rule.adopted is None:
        return say.sentence("codebook", id=id, version=version)
    by, day, code = (say.literal(text) for text in (rule.adopted.by, rule.adopted.time[:10], rule.hash[:12]))
    return say.sentence("own_codebook", id=id, version=version, by=by, day=day, hash=code)


def _merging(d: Drafted, rule: Policy) -> list[Sentence]:
    """What the policy made of the counts behind a figure: best supported, provisional, best estimate, lowered."""
    steps: list[Sentence] = []
    if not d.heard:
        return steps
    claims, figure = d.figure.claims, d.figure
    told = say.joined(say.counted(h.statement.claim) for h in d.heard)
    if d.provisional:
        steps.append(say.sentence("provisional", claims, told=told, voices=say.number(rule.voices)))
    differ = len({h.statement.record.quantity for h in d.heard}) > 1
    if differ and rule.counts == "best_supported" and not d.provisional:
        steps.append(say.sentence("best_supported", claims, range=span(figure.low, figure.high), told=told))
    if differ and d.best is not None:
        steps.append(say.sentence("most_reported", claims, n=say.number(d.best), told=told))
    for step in d.steps:
        steps.append(_lowering(step, told, claims))
    return steps


def _lowering(step: Step, told: say.Part, claims: Sequence[str]) -> Sentence:
    return say.sentence(
        f"less_{step.kind}",
        (*claims, *step.claims),
        told=told,
        taken=span(*step.taken),
        before=span(*step.before),
        after=span(*step.after),
        source=lambda lang: step.source[lang],
    )


def span(low: int, high: int | None) -> say.Part:
    """A range of people: "12", "12 to 15", "at least 12"; an unknown number.

    >>> span(12, 15)("en"), span(12, None)("fr")
    ('12 to 15', 'au moins 12')
    """
    if low == high:
        return say.number(low)
    if not low and high is None:
        return say.words("any_number")
    return lambda lang: say.words("from_on" if high is None else "from_to")(lang).format(
        low=say.number(low)(lang), high="" if high is None else say.number(high)(lang)
    )
