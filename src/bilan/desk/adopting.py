"""Adopting a codebook: a person says by which rule this dossier's figures are made from now on, and why."""

from __future__ import annotations

from datetime import datetime

from bilan.desk.person import Action, Person
from bilan.evidence import Dossier, Entry
from bilan.model.errors import Refused, WrongUse


def adopt_policy(dossier: Dossier, person: Person, text: str, *, reason: str, now: datetime | None = None) -> Entry:
    """Put a codebook (the text of a TOML file) into force. The whole of it goes into the journal.

    Its name alone means this version from now on; every other version stays answerable under its own. A version
    never changes its meaning, and what replaces another says what it changes.
    """
    from bilan.reconcile.codebook import read_codebook
    from bilan.reconcile.shelf import shelf_of

    person.must_be_allowed_to(Action.ADOPT)
    if not reason.strip():
        raise Refused(
            "a codebook needs a reason",
            why="every figure of the dossier may change with it; nothing was recorded",
            advice="say why, in a sentence for the next reader: --reason TEXT",
        )
    wanted = read_codebook(text)
    shelf = shelf_of(dossier)
    others = [p for p in shelf.versions if p.id == wanted.id]
    same = next((p for p in others if p.version == wanted.version), None)
    if same is not None and same.hash != wanted.hash:
        raise Refused(
            f"there is another codebook {wanted.name}, and this one differs from it",
            why="figures were or may be published under that version; a version never changes its meaning",
            advice="give yours a version of its own, and say in [changes] what it changes",
        )
    in_force = others[-1] if others else None
    if in_force is not None and in_force.hash == wanted.hash:
        raise WrongUse(f"{wanted.name} is in force already", why="nothing was recorded")
    if in_force is not None and same is None and not wanted.changes:
        raise Refused(
            f"{wanted.name} would replace {in_force.name} without saying what it changes",
            why="a change of the rules is announced to those who read the figures; nothing was recorded",
            advice="add [changes] with fr, en and ar; `bilan policy diff` shows the differences",
        )
    payload = {
        "kind": "policy",
        "id": wanted.id,
        "version": wanted.version,
        "hash": wanted.hash,
        "codebook": dict(wanted.content),
        "replaces": in_force.name if in_force else None,
        "by": person.id,
        "reason": reason,
    }
    return dossier.journal.append("codebook_adopted", payload, at=now)
