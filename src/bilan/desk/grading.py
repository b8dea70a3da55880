"""Grading: a person says which grade an incident has under a codebook. What the rules proposed is kept beside it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bilan.desk.person import Action, Person
from bilan.evidence import Dossier, Entry
from bilan.model.errors import Refused, WrongUse
from bilan.model.ids import IncidentId

if TYPE_CHECKING:  # the arithmetic behind incidents is loaded by this one verb alone
    from bilan.assess import Codebook
    from bilan.assess.claimed import Graded


def grade_incident(
    dossier: Dossier,
    person: Person,
    incident: IncidentId,
    codebook: Codebook,
    grade: str,
    *,
    reason: str,
    now: datetime | None = None,
) -> Entry:
    """Decide the grade. A grade without a reason is refused: the next reader must be able to follow it."""
    from bilan.assess import propose

    person.must_be_allowed_to(Action.GRADE)
    if not reason.strip():
        raise Refused(
            "a grade needs a reason",
            why="nobody could follow or contest it; nothing was recorded",
            advice="say why, in a sentence for the next reader: --reason TEXT",
        )
    decided = codebook.grade(grade)
    found = _on_file(dossier, incident)
    proposal = propose(found.facts, codebook)
    payload = {
        "incident": incident,
        "claims": list(found.claims),
        "codebook": codebook.id,
        "version": codebook.version,
        "source": codebook.source,
        "grade": decided.id,
        "proposed": proposal.as_json() if proposal else {},
        "facts": found.facts.as_json(),
        "by": person.id,
        "reason": reason,
    }
    return dossier.journal.append("grade_decided", payload, at=now)


def _on_file(dossier: Dossier, incident: IncidentId) -> Graded:
    from bilan.assess.claimed import facts_in
    from bilan.reconcile.world import World

    for found in facts_in(World.load(dossier)):
        if found.facts.incident == incident:
            return found
    raise WrongUse(f"there is no incident {incident} in this dossier", advice="list them: bilan grades DIR")
