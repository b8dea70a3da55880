"""The claims of a dossier → the facts that grades rest on, incident by incident."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bilan.accountability.claimed import answers_by_claim
from bilan.accountability.history import histories
from bilan.accountability.parties import Party, only_records, party_of
from bilan.accountability.response import Response
from bilan.assess.facts import Facts
from bilan.assess.together import apart
from bilan.incidents import Incident
from bilan.model.ids import ActorId, ClaimId
from bilan.model.vocab import Group, Harm, ResponseKind, Stance
from bilan.reconcile import say
from bilan.reconcile.select import TELLING
from bilan.reconcile.statement import Statement
from bilan.reconcile.world import World

_HARMED = frozenset({Harm.KILLED, Harm.INJURED, Harm.KILLED_OR_INJURED})


@dataclass(frozen=True, slots=True)
class Graded:
    """An incident of a dossier: its facts, its claims, and what a reader calls it."""

    facts: Facts
    claims: tuple[ClaimId, ...]
    name: str


def facts_in(world: World) -> list[Graded]:
    """Every incident on file about which somebody tells of people killed or injured."""
    statements, answers = world.statements(), answers_by_claim(world)
    found: list[Graded] = []
    for incident in world.incidents.incidents:
        said = [statements[c] for c in incident.claims if c in statements]
        telling = [s for s in said if _tells(s)]
        if telling:
            heard = [r for s in said for r in answers.get(s.id, ())]
            found.append(Graded(_facts(incident, said, telling, heard, world), incident.claims, _name(incident)))
    return found


def _tells(s: Statement) -> bool:
    """Somebody other than the party itself tells of people harmed, and not only that it may be so."""
    r = s.record
    return r.stance in TELLING and r.harm in _HARMED and not r.possible and r.quantity.high != 0


def _facts(
    incident: Incident, said: Sequence[Statement], telling: Sequence[Statement], heard: Iterable[Response], world: World
) -> Facts:
    kinds = _standing(incident, heard)
    acting = [s for s in said if s.record.stance is Stance.CLAIMS_ACTION]
    combatants = [Group.COMBATANT in s.record.groups and Group.CIVILIAN not in s.record.groups for s in telling]
    return Facts(
        incident=incident.id,
        voices=world.lineage.independent(tuple(s.id for s in telling)),
        sources=len({s.claim.publisher or s.claim.exhibit for s in telling}),
        blamed=apart(_parties(a for s in telling for a in s.blamed)),
        admitted_by=_who(kinds, lambda k: k.says == "admits"),
        denied_by=_who(kinds, lambda k: k.says == "denies"),
        blame_others=_who(kinds, lambda k: k is ResponseKind.DENIED_OTHER_PARTY),
        say_combatants=_who(kinds, lambda k: k is ResponseKind.DENIED_COMBATANTS),
        assessing=_who(kinds, lambda k: k.says == "pending"),
        declared_by=tuple(
            p.name for p in _parties(a for s in acting for a in ((s.speaker,) if s.speaker else s.blamed))
        ),
        civilian_harm=not all(combatants),
        only_combatants=all(combatants),
    )


def _standing(incident: Incident, heard: Iterable[Response]) -> dict[str, ResponseKind]:
    """What stands of each party about this incident, whether or not a person linked its claims."""
    about = [replace(r, subject=str(incident.id), on="incident") for r in heard]
    return {h.party.name: h.standing for h in histories(about)}


def _parties(actors: Iterable[ActorId]) -> list[Party]:
    return list(dict.fromkeys(party_of(a) for a in actors if not only_records(a)))


def _who(kinds: Mapping[str, ResponseKind], is_meant: Callable[[ResponseKind], bool]) -> tuple[str, ...]:
    return tuple(name for name, kind in kinds.items() if is_meant(kind))


def _name(incident: Incident) -> str:
    places = ", ".join(say.place(p)("en") for p in incident.places) or "place not said"
    return f"{places}; {incident.period.iso if incident.period else 'time not said'}"
