"""What is on file about an incident, as far as a grade may rest on it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Facts:
    """The evidence behind a grade: names where somebody is named, numbers where something is counted.

    incident      its code or id
    voices        independent voices that report or allege the harm; repeats, relays and a party's answer are no such voice
    sources       documents or publishers, repeats included
    blamed        the parties that voices blame; those that act together stand as one, and "not named" for an unknown one
    admitted_by   parties that admit the harm
    denied_by     parties that deny it, on whatever ground
    blame_others  of these, who say that another party did it
    say_combatants  of these, who say that the dead were fighters
    assessing     parties that say they are looking into it
    declared_by   parties that declared an action there and then
    civilian_harm whether anybody reports civilians killed or injured
    only_combatants  whether everybody who tells reports combatants alone
    """

    incident: str
    voices: int = 0
    sources: int = 0
    blamed: tuple[str, ...] = ()
    admitted_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    blame_others: tuple[str, ...] = ()
    say_combatants: tuple[str, ...] = ()
    assessing: tuple[str, ...] = ()
    declared_by: tuple[str, ...] = ()
    civilian_harm: bool = True
    only_combatants: bool = False

    def count(self, feature: str) -> int:
        """A feature as a number: how many names, how many voices, 1 for yes.

        >>> Facts("X1", voices=3, blamed=("Russia", "Syria")).count("blamed")
        2
        """
        value = getattr(self, feature)
        return len(value) if isinstance(value, tuple) else int(value)

    def names(self) -> dict[str, Any]:
        """Every feature as words may quote it."""
        return {
            f: ", ".join(value) if isinstance(value := getattr(self, f), tuple) else value
            for f in ("incident", *FEATURES)
        }

    def as_json(self) -> dict[str, Any]:
        return {f: list(v) if isinstance(v := getattr(self, f), tuple) else v for f in FEATURES}


FEATURES: tuple[str, ...] = tuple(f.name for f in fields(Facts) if f.name != "incident")
