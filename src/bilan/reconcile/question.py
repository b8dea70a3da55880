"""A question to the dossier: which deaths, in whose view, by which rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import ALWAYS, Period
from bilan.model.vocab import Group, Harm, View
from bilan.reconcile import say


@dataclass(frozen=True, slots=True)
class Question:
    """A scope, a view and a policy.

    by           whom the harm is attributed to (alleged) or who admits it (admitted); None: all actors
    place        None: everywhere
    period       `ALWAYS`: no limit of time
    group        None: every group
    policy       "airwars" or "strict"
    stated_only  leave out values that a claim only inherits from its surroundings
    """

    view: View = View.ALLEGED
    by: ActorId | None = None
    place: PlaceId | None = None
    period: Period = ALWAYS
    group: Group | None = None
    harm: Harm = Harm.KILLED
    policy: str = "airwars"
    stated_only: bool = False

    def scope_json(self) -> dict[str, Any]:
        """What the figure is about, by its usual English names, with the ids that records hold."""
        return {
            "by": say.actor(self.by)("en") if self.by else None,
            "by_id": self.by,
            "place": say.place(self.place)("en") if self.place else None,
            "place_id": self.place,
            "from": self.period.start.isoformat() if self.period.start else None,
            "to": self.period.end.isoformat() if self.period.end else None,
            "group": self.group.value if self.group else None,
            "harm": self.harm.value,
        }
