"""Deciding on claims: accept, correct, reject. The whole record that was judged goes into the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bilan.claims.ledger import Filed, docket
from bilan.desk.correction import RELATIONS, corrected, relation, settings
from bilan.desk.person import Action, Person
from bilan.evidence import Dossier, Entry, Judged
from bilan.model.claim import claim_to_json
from bilan.model.errors import WrongUse
from bilan.model.ids import ClaimId


def accept_claim(
    dossier: Dossier, person: Person, claim: ClaimId, *, reason: str = "", now: datetime | None = None
) -> Entry:
    """Take the claim as it stands."""
    person.must_be_allowed_to(Action.DECIDE)
    known = _docket(dossier)
    filed = _on_file(known, claim)
    return _record(dossier, "claim_accepted", person, known, filed, standing(filed), reason, now)


def reject_claim(
    dossier: Dossier, person: Person, claim: ClaimId, *, reason: str = "", now: datetime | None = None
) -> Entry:
    """Say that the text does not make this claim. It stays on file, and counts for nothing."""
    person.must_be_allowed_to(Action.DECIDE)
    known = _docket(dossier)
    filed = _on_file(known, claim)
    return _record(dossier, "claim_rejected", person, known, filed, standing(filed), reason, now)


def correct_claim(
    dossier: Dossier,
    person: Person,
    claim: ClaimId,
    changes: Sequence[str],
    *,
    reason: str = "",
    now: datetime | None = None,
) -> Entry:
    """Say what the claim should have said: FIELD=VALUE. The machine's reading is kept beside it."""
    person.must_be_allowed_to(Action.DECIDE)
    wanted = settings(changes)
    if not wanted:
        raise WrongUse("a correction without a change", advice="say what changes, such as low=105")
    known = _docket(dossier)
    filed = _on_file(known, claim)
    before = standing(filed)
    links = {name: getattr(before, name) for name in RELATIONS}
    for name in RELATIONS:
        if name in wanted:
            links[name] = _related(known, filed, name, relation(wanted[name]))
    record = corrected(filed.claim.record, {k: v for k, v in wanted.items() if k not in RELATIONS})
    result = Judged(claim_to_json(record), **links)
    if result == before:
        raise WrongUse("this correction changes nothing", advice="accept the claim if it is right as it stands")
    return _record(dossier, "claim_corrected", person, known, filed, result, reason, now)


def standing(filed: Filed) -> Judged:
    """The record as it stands on file."""
    claim = filed.claim
    return Judged(claim_to_json(claim.record), claim.part_of, claim.same_as, claim.against)


def _docket(dossier: Dossier) -> dict[ClaimId, Filed]:
    return {f.claim.id: f for f in docket(dossier)}


def _on_file(known: dict[ClaimId, Filed], claim: ClaimId) -> Filed:
    if claim not in known:
        raise WrongUse(f"there is no claim {claim} in this dossier", advice="list them: bilan claims DIR")
    return known[claim]


def _related(known: dict[ClaimId, Filed], filed: Filed, name: str, other: ClaimId | None) -> ClaimId | None:
    """A relation leads to another claim on file, and never back to where it began."""
    if other is None:
        return None
    step: ClaimId | None = _on_file(known, other).claim.id
    seen: set[ClaimId] = set()
    while step is not None and step not in seen:
        if step == filed.claim.id:
            raise WrongUse(f"{name}={other} leads back to this very claim", why="no group can be a part of itself")
        seen.add(step)
        step = getattr(known[step].claim, name) if step in known else None
    return other


def _record(
    dossier: Dossier,
    kind: str,
    person: Person,
    known: dict[ClaimId, Filed],
    filed: Filed,
    result: Judged,
    reason: str,
    now: datetime | None,
) -> Entry:
    payload: dict[str, Any] = {
        "claim": filed.claim.id,
        "anchor": filed.anchor.to_json(),
        "judged": filed.machine.to_json(),
        "result": result.to_json(),
        "related": [
            {"claim": i, "anchor": known[i].anchor.to_json()}
            for i in (result.part_of, result.same_as, result.against)
            if i is not None and i in known
        ],
        "by": person.id,
        "reason": reason,
    }
    return dossier.journal.append(kind, payload, at=now)
