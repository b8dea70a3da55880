"""An actor: somebody who fights, records, reports or answers for what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bilan.model.errors import WrongUse
from bilan.model.ids import ActorId
from bilan.model.period import Period


class UnknownActor(WrongUse):
    """No actor has this id."""


class ActorKind(StrEnum):
    STATE = "state"
    GOVERNMENT = "government"
    ARMED_FORCES = "armed_forces"
    ALLIANCE = "alliance"
    ARMED_GROUP = "armed_group"
    RECORDER = "recorder"
    AGENCY = "agency"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    NGO = "ngo"
    UN = "un"
    COMPANY = "company"
    COLLECTIVE = "collective"
    OTHER = "other"


class Capacity(StrEnum):
    """In which capacity an actor usually speaks of harm."""

    PARTY = "party"
    RECORDER = "recorder"
    PRESS = "press"
    WITNESS = "witness"
    OTHER = "other"


class Through(StrEnum):
    """What kind of words named an actor.

    name     its own name ("Airwars", "التحالف الدولي")
    organ    an adjective or a state beside an organ ("les forces américaines")
    action   an adjective beside an action ("Israeli airstrike"): it blames, it does not speak
    seat     a capital or a building that may stand for its government ("Damas"), or be just a place
    """

    NAME = "name"
    ORGAN = "organ"
    ACTION = "action"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class Membership:
    """A state in an alliance, during `period`. `does`: strikes, ground, support, or "" when not said.

    `approximate`: the public record gives no exact day of entry or exit.
    """

    member: ActorId
    period: Period
    does: str = ""
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor under its usual names, one per language; `aliases` are the other ways of naming it.

    parent    whose organ or part it is; None: nobody's
    members   of an alliance, dated
    of        of a collective: the alliance it is taken from
    without   of a collective: the members that are not meant
    """

    id: ActorId
    kind: ActorKind
    names: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    capacity: Capacity
    parent: ActorId | None = None
    members: tuple[Membership, ...] = field(default=())
    of: ActorId | None = None
    without: frozenset[ActorId] = frozenset()

    @property
    def name(self) -> str:
        """The usual English name."""
        return self.names["en"]
