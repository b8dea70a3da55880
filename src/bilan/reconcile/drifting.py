"""What a relay changed, told in the reader's words: number, hedge, place, days, people, author."""

from __future__ import annotations

from bilan.lineage import Change, Drift
from bilan.lineage.figures import number
from bilan.model.claim import FiledClaim
from bilan.model.sentence import Sentence
from bilan.model.vocab import Hedge, Lang, label
from bilan.reconcile import say, telling
from bilan.reconcile.say import Part
from bilan.reconcile.slips import slip
from bilan.reconcile.tension import Relaxation

_UNMARKED = (Hedge.EXACTLY, Hedge.LISTED)


def drift_sentence(d: Drift, before: FiledClaim, after: FiledClaim) -> Sentence:
    """What changed, in which direction, from whom to whom."""
    return say.sentence(
        "t_drift",
        (d.frm, d.to),
        field=say.words(f"field_{d.field}"),
        change=_direction(d, before, after),
        before=_as_said(d, before, d.before),
        after=_as_said(d, after, d.after),
        n=say.quantity(before.record.quantity),
        from_who=telling.outlet(before),
        to_who=telling.outlet(after),
    )


def drift_relaxations(d: Drift, before: FiledClaim, after: FiledClaim) -> list[Relaxation]:
    """Which statement counts, and what may explain the other."""
    ways = [Relaxation("as told", say.sentence("r_origin", (d.frm,)), is_solved=True)]
    one, other = number(before.record.quantity), number(after.record.quantity)
    if d.field == "number" and one and other and len(one) == len(other) == 1 and (how := slip(one[0], other[0])):
        text = say.sentence("r_drift_slip", (d.to,), detail=say.words(f"slip_{how.value}"))
        ways.append(Relaxation("slip", text))
    if d.inherited:
        ways.append(Relaxation("context", say.sentence("r_drift_context", (d.to,), now=_as_said(d, after, d.after))))
    return ways


def drift_people(d: Drift, before: FiledClaim, after: FiledClaim) -> int:
    """By how many people the number changed; where something else did, how many it is about."""
    one, other = before.record.quantity.low, after.record.quantity.low
    return abs(one - other) if d.field == "number" else one


def _direction(d: Drift, before: FiledClaim, after: FiledClaim) -> Part:
    if d.field == "hedge":
        return _hedge_change(before.record.quantity.hedge, after.record.quantity.hedge)
    if d.field == "number" and d.change is not Change.OTHER:
        return say.words(f"change_number_{d.change.value}")
    return say.words(f"change_{d.change.value}")


def _hedge_change(before: Hedge, after: Hedge) -> Part:
    """ "at least" was dropped, was added, became "about"."""

    def said(lang: Lang) -> str:
        if after in _UNMARKED:
            return say.templates()["hedge_lost"][lang].format(word=label(before, lang))
        if before in _UNMARKED:
            return say.templates()["hedge_added"][lang].format(word=label(after, lang))
        changed = say.templates()["hedge_changed"][lang]
        return changed.format(word=label(before, lang), other=label(after, lang))

    return said


def _as_said(d: Drift, claim: FiledClaim, value: str) -> Part:
    """A drift's value in the reader's language."""
    if d.field in ("number", "hedge"):
        return say.quantity(claim.record.quantity)
    if d.field == "period" and claim.record.period is not None:
        return telling.period(claim.record.period)
    if d.field == "group":
        return telling.groups(claim.record.groups)
    if d.field == "place":
        return telling.listed_names(value, say.place_named)
    return telling.listed_names(value, say.actor_named) if d.field == "by" else say.literal(value)
