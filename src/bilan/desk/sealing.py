"""Sealing: a lead destroys what the dossier holds of an item, because keeping it would harm somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bilan.desk.person import Action, Person
from bilan.evidence import Dossier, Entry
from bilan.evidence.sealing import rows_about, seal
from bilan.model.errors import Refused, WrongUse
from bilan.model.ids import ExhibitId

_ENTRY = "entry:"


@dataclass(frozen=True, slots=True)
class ToSeal:
    """What a seal would destroy: the facts of these numbers, by kind; `name`: the document, if it is one."""

    rows: tuple[int, ...]
    kinds: dict[str, int]
    name: str = ""


def find_item(dossier: Dossier, item: str) -> ToSeal:
    """What is meant by an exhibit's id (or its first letters) or by `entry:12`, one fact of the journal."""
    name, rows = "", []
    if item.startswith(_ENTRY):
        if not item.removeprefix(_ENTRY).isdecimal():
            raise WrongUse(f"{item!r} names no entry of the journal", advice="write its number: entry:12")
        rows = [int(item.removeprefix(_ENTRY))]
    else:
        near = [e for e in dossier.exhibits() if e.id == item or (len(item) >= 4 and e.id.startswith(item))]
        if len(near) != 1:
            raise WrongUse(
                f"{len(near)} exhibits begin with {item!r}"
                if near
                else f"there is no exhibit {item!r} in this dossier",
                advice="write the exhibit's id, or entry:12 for one entry of the journal",
            )
        name, rows = near[0].name, rows_about(dossier, ExhibitId(near[0].id))
    kinds: dict[str, int] = {}
    for row in dossier.journal.rows():
        if row.seq in rows:
            kinds[row.type] = kinds.get(row.type, 0) + 1
    return ToSeal(tuple(rows), kinds, name)


def seal_item(dossier: Dossier, person: Person, item: ToSeal, *, reason: str, now: datetime | None = None) -> Entry:
    """Destroy it. What was decided on its claims goes with it; the hole and the reason stay for everybody to see."""
    person.must_be_allowed_to(Action.SEAL)
    if not reason.strip():
        raise Refused(
            "a seal needs a reason",
            why="nothing that it destroys can be brought back; nothing was sealed",
            advice="say why, without saying what: --reason TEXT",
        )
    return seal(dossier, item.rows, by=person.id, reason=reason, at=now)
