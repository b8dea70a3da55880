"""The responses in a dossier: what its claims say that parties admit, deny, dispute, look into, or leave unanswered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from bilan.accountability.history import Allegation
from bilan.accountability.parties import only_records, party_of
from bilan.accountability.response import Number, Response
from bilan.accountability.statement_table import Filed
from bilan.accountability.statement_table import Statement as FiledStatement
from bilan.accountability.wording import kinds_of
from bilan.actors import registry
from bilan.model.ids import ActorId, ClaimId
from bilan.model.vocab import Group, Harm, ResponseKind, Stance, label
from bilan.reconcile import say
from bilan.reconcile.region import EVERYWHERE
from bilan.reconcile.select import TELLING, admitting_actor, concedes
from bilan.reconcile.statement import Statement, actor_id
from bilan.reconcile.tensions import unattributed
from bilan.reconcile.world import World

_ANSWERING = (Stance.ADMITS, Stance.DENIES, Stance.DISPUTES, Stance.INVESTIGATES)
_EVERYBODY = frozenset({Group.CIVILIAN, Group.PERSON})
_BESIDE = frozenset({ResponseKind.APOLOGY, ResponseKind.PAYMENT, ResponseKind.REOPENED, ResponseKind.REFUSED})


def responses_in(world: World) -> Filed:
    """What a dossier's claims come to: responses, what is alleged, who is silent.

    A response is about an incident where a person linked it to one, else about the total that it states: the people,
    the place and the time. A figure that several documents repeat is one statement, dated by the earliest of them.
    """
    statements = list(world.statements().values())
    subjects = _Subjects(world)
    told = [response for _, response in _told(statements, subjects, world)]
    alleging = [s for s in statements if s.record.stance in TELLING and not s.record.possible]
    silent = [*_said_to_be_silent(statements, subjects), *_unanswered(alleging, subjects, told)]
    return Filed(
        rows=len(statements),
        statements=tuple(FiledStatement(r, None, "") for r in _restated_once(told)),
        coded={},
        against=_against(alleging, subjects, [*told, *silent]),
        silent=tuple(silent),
        names=subjects.names,
    )


def answers_by_claim(world: World) -> dict[ClaimId, list[Response]]:
    """The responses that each claim tells of, for whoever gathers claims in another way."""
    found: dict[ClaimId, list[Response]] = defaultdict(list)
    for claim, response in _told(world.statements().values(), _Subjects(world), world):
        found[claim].append(response)
    return found


def _told(statements: Iterable[Statement], subjects: _Subjects, world: World) -> Iterator[tuple[ClaimId, Response]]:
    """The earliest first, so that of a figure that is restated the first statement is kept."""
    alone = {c for ids in unattributed(world).values() for c in ids}
    for s in sorted((s for s in statements if s.record.stance in _ANSWERING), key=_day_of):
        for response in _responses(s, subjects, world.stands_for, alone):
            yield s.id, response


class _Subjects:
    """What each statement is about: the incident that a person linked it to, or a total."""

    def __init__(self, world: World) -> None:
        self._linked = world.incidents.linked()
        self._stands_for = world.stands_for
        self._statements = world.statements()
        self.names: dict[str, str] = {}

    def of(self, s: Statement) -> tuple[str, str]:
        """The subject, and whether it is an incident or a total."""
        original = self._statements.get(self._stands_for.get(s.id, s.id), s)
        about = _about(original)
        for claim in (s.id, original.id):
            if claim in self._linked:
                incident = str(self._linked[claim])
                self.names[incident] = max(self.names.get(incident, ""), about, key=len)
                return incident, "incident"
        return about, "total"


def _about(s: Statement) -> str:
    places = [say.place(p)("en") for p in s.places if p != EVERYWHERE] if s.place_known else []
    when = s.period.iso if s.period_known else ""
    parts = [label(s.record.harm, "en"), ", ".join(places) or "place not said", when or "time not said"]
    return "; ".join(parts)


def _responses(
    s: Statement, subjects: _Subjects, stands_for: Mapping[ClaimId, ClaimId], alone: set[ClaimId]
) -> Iterator[Response]:
    speakers = admitting_actor(s) if s.record.stance is Stance.ADMITS else (s.speaker,) if s.speaker else ()
    kinds = _kinds(s, alone)
    subject, on = subjects.of(s)
    for party in dict.fromkeys(party_of(a) for a in speakers if not only_records(a)):
        yield Response(
            party=party,
            subject=subject,
            on=on,
            kinds=kinds,
            said=s.claim.dated.end if s.claim.dated else None,
            conceded=Number(s.record.quantity.low, s.record.quantity.high) if concedes(s) else None,
            words=s.claim.quote,
            where=f"claim {stands_for.get(s.id, s.id)}",
        )


def _kinds(s: Statement, alone: set[ClaimId]) -> tuple[ResponseKind, ...]:
    read = kinds_of(s.claim.quote)
    beside = tuple(k for k in read if k in _BESIDE)
    stance = s.record.stance
    if stance is Stance.INVESTIGATES:
        return (ResponseKind.UNDER_ASSESSMENT, *beside)
    if stance is Stance.DENIES:
        ground = read[0] if read and read[0].says == "denies" else ResponseKind.DENIED
        return (ground, *beside)
    if stance is Stance.DISPUTES:
        return (ResponseKind.ADMITTED_LOWER if concedes(s) else ResponseKind.DISPUTED, *beside)
    return (ResponseKind.ADMITTED_UNATTRIBUTED if s.id in alone else ResponseKind.ADMITTED, *beside)


def _restated_once(told: Iterable[Response]) -> list[Response]:
    """A figure restated in other words is one statement: the earliest."""
    kept: dict[tuple[object, ...], Response] = {}
    for r in told:
        kept.setdefault((r.party.id, r.subject, r.where, r.kind), r)
    return list(kept.values())


def _day_of(s: Statement) -> date:
    return (s.claim.dated.end if s.claim.dated else None) or date.max


# ------------------------------------------------------------------ what is alleged, and left unanswered


def _against(
    alleging: Sequence[Statement], subjects: _Subjects, answers: Iterable[Response]
) -> dict[tuple[ActorId, str], Allegation]:
    """By party and subject: what those allege who blame it, its alliance, a member of it, or nobody by name."""
    told: dict[str, list[Statement]] = defaultdict(list)
    for s in alleging:
        told[subjects.of(s)[0]].append(s)
    found: dict[tuple[ActorId, str], Allegation] = {}
    for r in answers:
        key = (r.party.id, r.subject)
        if key not in found:
            meant = [s for s in told.get(r.subject, ()) if _concerns(s, r.party.id)]
            found[key] = Allegation(_range(meant), _first(meant))
    return found


def _concerns(s: Statement, party: ActorId) -> bool:
    blamed = {party_of(a).id for a in s.blamed}
    return not blamed or party in blamed or any(b in _members(party) or party in _members(b) for b in blamed)


def _members(party: ActorId) -> frozenset[ActorId]:
    return frozenset() if party.startswith("?") else registry().members(party)


def _range(said: Sequence[Statement]) -> Number | None:
    """The lowest to the highest count of all the killed; counts of children or women alone only where nobody counts all."""
    counts = [s for s in said if s.record.harm is Harm.KILLED and s.claim.part_of is None]
    whole = [s for s in counts if set(s.record.groups) <= _EVERYBODY] or counts
    if not whole:
        return None
    highs = [s.record.quantity.high for s in whole]
    high = None if any(h is None for h in highs) else max(h for h in highs if h is not None)
    return Number(min(s.record.quantity.low for s in whole), high)


def _first(said: Sequence[Statement]) -> date | None:
    """A publication known only to the month counts from its last day."""
    return min((s.claim.dated.end for s in said if s.claim.dated and s.claim.dated.end), default=None)


def _said_to_be_silent(statements: Iterable[Statement], subjects: _Subjects) -> Iterator[Response]:
    """What others say of a party's silence: no answer of its own, and no denial."""
    for s in statements:
        if s.record.stance is not Stance.NO_ADMISSION:
            continue
        named = [actor_id(m.name) for m in s.record.members] or list(s.blamed)
        subject, on = subjects.of(s)
        for party in dict.fromkeys(party_of(a) for a in named):
            yield Response(party, subject, on, (ResponseKind.NO_RESPONSE,), words=s.claim.quote, where=f"claim {s.id}")


def _unanswered(alleging: Iterable[Statement], subjects: _Subjects, told: Iterable[Response]) -> Iterator[Response]:
    """Each party blamed in an allegation to which it has no answer on file."""
    answered = {(r.party.id, r.subject) for r in told}
    for s in alleging:
        subject, on = subjects.of(s)
        for party in dict.fromkeys(party_of(a) for a in s.blamed if not only_records(a)):
            if (party.id, subject) not in answered:
                answered.add((party.id, subject))
                yield Response(party, subject, on, (ResponseKind.NO_RESPONSE,), where=f"claim {s.id}")
