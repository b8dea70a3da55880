"""`claims`, `accept`, `correct`, `reject`, `link`: what a reviewer does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import AsPerson, ClaimArgument, DossierArgument, Json, Reason, example, find_claim, usual_name
from bilan.cli.rendering import counted, progress, say, say_claim, say_json
from bilan.model.claim import RULES, FiledClaim, claim_to_json
from bilan.model.ids import ClaimId
from bilan.model.vocab import ClaimState, label, parse_term

if TYPE_CHECKING:
    from bilan.evidence import Dossier, Entry

StateOption = Annotated[
    str | None, typer.Option("--state", metavar="STATE", help="Only these: proposed, accepted, corrected or rejected.")
]
PreAccepted = Annotated[
    bool, typer.Option("--pre-accepted", help="Only those on which the rules and a language model agree.")
]
Setting = Annotated[
    list[str],
    typer.Option("--set", metavar="FIELD=VALUE", help="What the claim should say; once for each field."),
]


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan claims dossier", "bilan claims dossier --state proposed --json"))(claims)
    app.command(epilog=example("bilan accept dossier 3f9a0c12 --as 'A. Reviewer'"))(accept)
    app.command(
        epilog=example(
            "bilan correct dossier 3f9a0c12 --as 'A. Reviewer' --set low=105 --set high=none --reason 'at least'"
        )
    )(correct)
    app.command(epilog=example("bilan reject dossier 3f9a0c12 --as 'A. Reviewer' --reason 'a number of sorties'"))(
        reject
    )
    app.command(epilog=example("bilan link dossier 3f9a0c12 b77e4d01 --as 'A. Reviewer' --reason 'same strike'"))(link)


def claims(
    dossier: DossierArgument, state: StateOption = None, pre_accepted: PreAccepted = False, as_json: Json = False
) -> None:
    """List the claims on file, with their state."""
    from bilan.evidence import Dossier

    wanted = parse_term(ClaimState, state) if state else None
    with Dossier.open(dossier) as opened:
        filed = [c for c in _ledger(opened) if wanted in (None, c.state) and (c.pre_accepted or not pre_accepted)]
    if as_json:
        say_json({"claims": [claim_document(c) for c in filed]})
        return
    say(f"{counted(len(filed), 'claim')}.")
    for claim in filed:
        speaker = claim.record.speaker.name if claim.record.speaker else claim.publisher or "the document itself"
        say_claim(claim.id[:8], claim.record, speaker, claim.quote, _note(claim))


def _note(claim: FiledClaim) -> str:
    """Its state, and who proposes it where that is not the rules alone."""
    note = label(claim.state, "en")
    if claim.pre_accepted:
        note += ", pre-accepted"
    return note if claim.proposers in ((), (RULES,)) else f"{note} ({' and '.join(claim.proposers)})"


def claim_document(claim: FiledClaim) -> dict[str, Any]:
    """A claim on file as JSON: its record, its identity, its document, why it was proposed."""
    return {
        **claim_to_json(claim.record),
        "id": claim.id,
        "exhibit": claim.exhibit,
        "text": claim.text,
        "state": claim.state.value,
        "lang": claim.lang,
        "words": claim.quote,
        "document": {
            "title": claim.title,
            "publisher": claim.publisher,
            "published": claim.published.iso if claim.published else None,
        },
        "part_of": claim.part_of,
        "same_as": claim.same_as,
        "against": claim.against,
        "confidence": claim.confidence,
        "proposers": list(claim.proposers),
        "pre_accepted": claim.pre_accepted,
        "why": [
            {"rule": w.rule, "says": w.says, "span": [w.span.start, w.span.end] if w.span else None} for w in claim.why
        ],
    }


def accept(
    dossier: DossierArgument, claim: ClaimArgument, person: AsPerson, reason: Reason = "", as_json: Json = False
) -> None:
    """Take a proposed claim as it stands."""
    from bilan import desk
    from bilan.evidence import Dossier

    with Dossier.open(dossier) as opened:
        who, which = desk.local_person(person), _ids(opened, claim)[0]
        entry = desk.accept_claim(opened, who, which, reason=reason)
    say_entry(entry, as_json)


def correct(
    dossier: DossierArgument,
    claim: ClaimArgument,
    person: AsPerson,
    changes: Setting = [],  # noqa: B006  (Typer reads the default; it is never changed)
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Say what a claim should have said.

    The machine's reading is kept beside the correction. FIELD is low, high, hedge, harm, group, stance, speaker,
    on_behalf_of, cites, by, members, cause, place, period, period.from, period.to, as_of, running, possible,
    part_of, same_as, against, or basis.place, basis.period, basis.by, basis.speaker (stated or inherited).
    Several names are set apart by ";"; "none" empties a field.
    """
    from bilan import desk
    from bilan.evidence import Dossier

    with Dossier.open(dossier) as opened:
        who, which = desk.local_person(person), _ids(opened, claim)[0]
        entry = desk.correct_claim(opened, who, which, [_usual(opened, c) for c in changes], reason=reason)
    say_entry(entry, as_json)


def reject(
    dossier: DossierArgument, claim: ClaimArgument, person: AsPerson, reason: Reason = "", as_json: Json = False
) -> None:
    """Set a claim aside: it stays on file and counts nowhere."""
    from bilan import desk
    from bilan.evidence import Dossier

    with Dossier.open(dossier) as opened:
        who, which = desk.local_person(person), _ids(opened, claim)[0]
        entry = desk.reject_claim(opened, who, which, reason=reason)
    say_entry(entry, as_json)


def link(
    dossier: DossierArgument,
    first: ClaimArgument,
    second: ClaimArgument,
    person: AsPerson,
    undo: Annotated[bool, typer.Option("--undo", help="Take the link back.")] = False,
    reason: Reason = "",
    as_json: Json = False,
) -> None:
    """Say that two claims speak of one incident.

    They then speak of the same people, whatever else they say.
    """
    from bilan import desk
    from bilan.evidence import Dossier

    with Dossier.open(dossier) as opened:
        who, (one, other) = desk.local_person(person), _ids(opened, first, second)
        verb = desk.unlink_claims if undo else desk.link_claims
        entry = verb(opened, who, one, other, reason=reason)
    say_entry(entry, as_json)


# ------------------------------------------------------------------ what these verbs share


def _ledger(dossier: Dossier) -> list[FiledClaim]:
    from bilan.claims.ledger import ledger

    with progress("Reading") as tell:
        return ledger(dossier, progress=tell)


def _ids(dossier: Dossier, *written: str) -> list[ClaimId]:
    """The claims meant by ids or by their first letters."""
    known = [c.id for c in _ledger(dossier)]
    return [find_claim(text, known) for text in written]


_NAMES = ("speaker", "on_behalf_of", "cites", "by", "members", "place")
_CLAIMS = ("part_of", "same_as", "against")


def _usual(dossier: Dossier, change: str) -> str:
    """The same change with names in their usual English form and claim ids in full; the desk checks the rest."""
    field, _, value = change.partition("=")
    if field.strip() in _NAMES and value.strip() not in ("", "none"):
        names = (part.strip() for part in value.split(";"))
        return f"{field}={'; '.join(usual_name(n, is_place=field.strip() == 'place') for n in names if n)}"
    if field.strip() in _CLAIMS and value.strip() not in ("", "none"):
        return f"{field}={_ids(dossier, value.strip())[0]}"
    return change


def say_entry(entry: Entry, as_json: bool) -> None:
    """The journal entry that the verb wrote."""
    document = {
        "seq": entry.seq,
        "type": entry.type,
        "time": entry.time,
        "commitment": entry.commitment,
        "payload": entry.payload,
    }
    if as_json:
        say_json(document)
    else:
        say(f"Recorded as entry {entry.seq} of the journal: {entry.type.replace('_', ' ')}, {entry.time}.")
