"""Linking claims: a person says that two claims are about one incident, or takes that back."""

from __future__ import annotations

from datetime import datetime

from bilan.claims.ledger import docket
from bilan.desk.person import Action, Person
from bilan.evidence import Dossier, Entry
from bilan.model.errors import WrongUse
from bilan.model.ids import ClaimId
from bilan.model.vocab import ClaimState


def link_claims(
    dossier: Dossier, person: Person, a: ClaimId, b: ClaimId, *, reason: str = "", now: datetime | None = None
) -> Entry:
    """Say that both claims speak of the same incident."""
    person.must_be_allowed_to(Action.LINK)
    if a == b:
        raise WrongUse("a claim is linked to another one, not to itself", advice="give two different claims")
    known = {f.claim.id: f for f in docket(dossier)}
    for claim in (a, b):
        if claim not in known:
            raise WrongUse(f"there is no claim {claim} in this dossier", advice="list them: bilan claims DIR")
        if known[claim].claim.state is ClaimState.REJECTED:
            raise WrongUse(f"the claim {claim} was rejected", why="it says nothing that could be linked")
    if _pair(a, b) in dossier.links():
        raise WrongUse("these claims are linked already", why="nothing was recorded")
    anchors = [known[claim].anchor.to_json() for claim in (a, b)]
    payload = {"claims": [a, b], "anchors": anchors, "by": person.id, "reason": reason}
    return dossier.journal.append("claims_linked", payload, at=now)


def unlink_claims(
    dossier: Dossier, person: Person, a: ClaimId, b: ClaimId, *, reason: str = "", now: datetime | None = None
) -> Entry:
    """Take a link back; that it once stood remains in the journal."""
    person.must_be_allowed_to(Action.LINK)
    if _pair(a, b) not in dossier.links():
        raise WrongUse(
            "these claims are not linked", why="nothing was recorded", advice="see the links: bilan incidents DIR"
        )
    payload = {"claims": [a, b], "by": person.id, "reason": reason}
    return dossier.journal.append("claims_unlinked", payload, at=now)


def _pair(a: ClaimId, b: ClaimId) -> tuple[ClaimId, ClaimId]:
    return (a, b) if a < b else (b, a)
