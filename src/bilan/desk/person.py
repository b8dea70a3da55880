"""Who acts, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bilan.model.errors import Refused, WrongUse


class Role(StrEnum):
    """What somebody does in an investigation."""

    RESEARCHER = "researcher"
    REVIEWER = "reviewer"
    LEAD = "lead"


class Action(StrEnum):
    """A verb of the desk."""

    ADD = "add documents"
    DECIDE = "decide on claims"
    LINK = "link claims"
    ASK = "ask a language model"
    GRADE = "grade incidents"
    ADOPT = "adopt a codebook"
    SEAL = "seal an item"
    RELEASE = "publish a release"
    ANCHOR = "have a checkpoint time-stamped"


MAY: dict[Action, frozenset[Role]] = {
    Action.ADD: frozenset({Role.RESEARCHER, Role.LEAD}),
    Action.DECIDE: frozenset({Role.REVIEWER, Role.LEAD}),
    Action.LINK: frozenset({Role.REVIEWER, Role.LEAD}),
    Action.ASK: frozenset({Role.RESEARCHER, Role.LEAD}),
    Action.GRADE: frozenset({Role.REVIEWER, Role.LEAD}),
    Action.ADOPT: frozenset({Role.LEAD}),
    Action.SEAL: frozenset({Role.LEAD}),
    Action.RELEASE: frozenset({Role.LEAD}),
    Action.ANCHOR: frozenset({Role.LEAD}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who acts: the name or initials that the journal records, and their roles."""

    id: str
    roles: frozenset[Role]

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise WrongUse("it must be said who acts", advice="give a name or initials: --as 'A. Reviewer'")

    def must_be_allowed_to(self, action: Action) -> None:
        """Refuse what none of this person's roles allows."""
        if not self.roles & MAY[action]:
            able = " or ".join(sorted(MAY[action]))
            raise Refused(
                f"{self.id} may not {action}",
                why=f"that is for a {able}",
                advice=f"ask a {able} to do it",
            )


def local_person(id: str) -> Person:
    """Whoever sits at the command line holds the dossier's files, and so all roles in it.

    Real role grants come with the workbench; the journal records the name that was given.
    """
    return Person(id, frozenset(Role))
