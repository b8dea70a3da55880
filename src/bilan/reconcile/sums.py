"""Sums that do not add up: a part above its whole or outside it, an official series that breaks its own arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bilan.lineage.figures import number
from bilan.model.period import ALWAYS
from bilan.model.vocab import Basis, TensionKind
from bilan.reconcile import say, telling
from bilan.reconcile.region import EVERYWHERE
from bilan.reconcile.slips import meant, slip
from bilan.reconcile.statement import Statement
from bilan.reconcile.tension import Relaxation, Tension
from bilan.reconcile.variants import renumbered

if TYPE_CHECKING:
    from bilan.reconcile.world import World


def sums(world: World) -> Iterator[Tension]:
    """A part above its whole, or outside it; an official series that does not add up."""
    statements = world.statements()
    for s in statements.values():
        whole = statements.get(s.claim.part_of) if s.claim.part_of is not None else None
        if whole is None or s.record.possible:
            continue
        yield from _outside(s, whole)
        if whole.record.quantity.high is None:
            continue
        if s.record.quantity.low > whole.record.quantity.high:
            part, total = s.record.quantity, whole.record.quantity
            text = say.sentence(
                "t_part_exceeds",
                (s.id, whole.id),
                part=say.quantity(part),
                whole=say.quantity(total),
                who=say.who(s.claim),
            )
            beyond = part.low - whole.record.quantity.high
            yield Tension.of(TensionKind.ARITHMETIC, (s.id, whole.id), text, _fitting(s, whole), beyond)
    for identity in world.series:
        how = _slip_of(identity.expected, identity.found)
        expected, found = say.literal(str(identity.expected)), say.literal(str(identity.found))
        detail = say.words(f"slip_{how}" if how else "slip_none")
        text = say.sentence(
            "t_series",
            period=say.literal(str(identity.period)),
            rule=say.literal(identity.rule),
            expected=expected,
            found=found,
        )
        yield Tension.of(
            TensionKind.ARITHMETIC,
            (),
            text,
            [Relaxation("slip", say.sentence("r_series", found=found, expected=expected, detail=detail), bool(how))],
            _apart(identity.expected, identity.found),
            more=f"{identity.period} {identity.rule}",
        )


def _outside(s: Statement, whole: Statement) -> Iterator[Tension]:
    """A part whose place or days its whole does not hold."""
    for known, field, apart, said in (
        (s.place_known and whole.place_known, "place", replace(s.region, period=ALWAYS), telling.places),
        (s.period_known and whole.period_known, "period", replace(s.region, places=(EVERYWHERE,)), telling.period),
    ):
        same = replace(whole.region, people=apart.people, harms=apart.harms, causes=apart.causes)
        if not known or apart.touches(same):
            continue
        mine, theirs = (r.places if field == "place" else r.period for r in (s.region, whole.region))
        text = say.sentence(
            "t_part_outside",
            (s.id, whole.id),
            part=telling.counted(s.claim),
            whole=say.quantity(whole.record.quantity),
            field=say.words(f"field_{field}"),
            mine=said(mine),  # type: ignore[arg-type]
            theirs=said(theirs),  # type: ignore[arg-type]
        )
        total = say.quantity(whole.record.quantity)
        ways = [
            *(
                Relaxation.of_claim("context", "r_outside_context", c, detail=say.words(f"field_{field}"))
                for c in (s, whole)
                if _took(c, field)
            ),
            Relaxation.of_claim("part", "r_not_part", s, whole=total),
            *(Relaxation.of_claim("left out", "r_leave_out", c) for c in (s, whole)),
        ]
        yield Tension.of(TensionKind.ARITHMETIC, (s.id, whole.id), text, ways, s.record.quantity.low, more=field)


def _took(s: Statement, field: str) -> bool:
    """Whether a claim takes its place or period over from elsewhere."""
    basis = s.record.basis
    return (basis.place if field == "place" else basis.period) is Basis.INHERITED


def _fitting(part: Statement, whole: Statement) -> Iterator[Relaxation]:
    """What would let a part fit into its whole: a slip in either, a whole that is a minimum, no part at all."""
    most = whole.record.quantity.high
    for s, other, fits in (
        (part, whole, lambda q: most is not None and q.low <= most),
        (whole, part, lambda q: q.high is None or part.record.quantity.low <= q.high),
    ):
        own = number(s.record.quantity)
        tried = meant(own[0], number(other.record.quantity) or ()) if own is not None and len(own) == 1 else []
        solved = [(q, how) for n, how in tried if (q := renumbered(s.record.quantity, n)) is not None and fits(q)]
        for q, how in solved[:2]:
            was, now = say.quantity(s.record.quantity), say.quantity(q)
            yield Relaxation.of_claim("slip", "r_slip", s, was=was, now=now, detail=say.words(f"slip_{how.value}"))
    total = say.quantity(whole.record.quantity)
    yield Relaxation.of_claim("no ceiling", "r_whole_floor", whole, whole=total)
    yield Relaxation.of_claim("part", "r_not_part", part, whole=total)
    yield Relaxation.ask("r_check", (part.id,), n=say.quantity(part.record.quantity), who=say.who(part.claim))


def _slip_of(expected: object, found: object) -> str | None:
    """The slip that turns one cell into another, where both are whole numbers."""
    try:
        how = slip(int(str(expected)), int(str(found)))
    except ValueError:
        return None
    return how.value if how is not None else None


def _apart(expected: object, found: object) -> int:
    try:
        return abs(int(float(str(expected))) - int(float(str(found))))
    except ValueError:
        return 0
