"""The ledger: every claim of a dossier, as proposed by the machine and as decided by people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bilan.claims.readings import Found, Job, Progress, Reading, read_all
from bilan.claims.reattach import moved, pair, same_substance, what_differs
from bilan.evidence import Anchor, Decision, Dossier, Judged
from bilan.model.claim import RULES, FiledClaim, Why, claim_from_json, claim_id, claim_to_json
from bilan.model.exhibit import Exhibit, WorkingCopy
from bilan.model.ids import ClaimId, ExhibitId
from bilan.model.vocab import ClaimState


@dataclass(frozen=True, slots=True)
class Filed:
    """A claim on file with what a decision about it must record.

    anchor   the words that find it again
    machine  the record as the machine reads it now, which a decision judges; for a claim that the machine
             no longer finds, what it had proposed when a person decided
    """

    claim: FiledClaim
    anchor: Anchor
    machine: Judged


def ledger(dossier: Dossier, *, progress: Progress | None = None, workers: int | None = None) -> list[FiledClaim]:
    """Every claim on file, in the order of the exhibits and of their texts; rejected ones keep their place."""
    return [filed.claim for filed in docket(dossier, progress=progress, workers=workers)]


def docket(dossier: Dossier, *, progress: Progress | None = None, workers: int | None = None) -> list[Filed]:
    """The same with the anchors and the machine's records: what the desk works from."""
    exhibits = {e.id: e for e in dossier.exhibits()}
    copies = dossier.working_copies()
    readings = read_all(dossier.vault, dossier.derived, _jobs(dossier, exhibits, copies), progress, workers)
    anchors, decisions = dossier.anchors(), dossier.decisions()
    filed: list[Filed] = []
    for exhibit in exhibits.values():
        touched = {i: a for i, a in anchors.items() if a.exhibit == exhibit.id}
        if exhibit.id in readings:
            proposed = _file(exhibit, copies[exhibit.id], readings[exhibit.id])
            filed += [_decide(dossier, f, decisions.get(f.claim.id)) for f in _reattach(proposed, touched)]
        present = {f.claim.id for f in filed}
        filed += [_remembered(exhibit, decisions[i]) for i in touched if i in decisions and i not in present]
    return _closed(filed)


def _jobs(
    dossier: Dossier, exhibits: Mapping[ExhibitId, Exhibit], copies: Mapping[ExhibitId, WorkingCopy]
) -> list[Job]:
    mappings, answers = dossier.mappings(), dossier.answers()
    return [
        Job(
            e.id,
            e.name,
            copies[e.id].text,
            e.published.iso if e.published else None,
            mappings.get(e.id),
            tuple(answers.get(copies[e.id].text, ())),
        )
        for e in exhibits.values()
        if e.id in copies
    ]


# ---------------------------------------------------------------- what the machine proposes


def _file(exhibit: Exhibit, copy: WorkingCopy, reading: Reading) -> list[Filed]:
    """Give each proposal its identity. Two proposals on the very same words are told apart by their order."""
    ids: dict[int, ClaimId] = {}
    times: dict[ClaimId, int] = {}
    for found in reading.found:
        plain = _id(exhibit, found)
        times[plain] = times.get(plain, 0) + 1
        ids[found.proposal.claim.n] = plain if times[plain] == 1 else ClaimId(f"{plain}-{times[plain]}")
    return [_filed(exhibit, copy, reading.lang, found, ids) for found in reading.found]


def _id(exhibit: Exhibit, f: Found) -> ClaimId:
    return claim_id(exhibit.id, f.quote, f.occurrence, f.count, f.nth, f.proposal.claim.harm)


def _filed(exhibit: Exhibit, copy: WorkingCopy, lang: str, f: Found, ids: Mapping[int, ClaimId]) -> Filed:
    c = f.proposal.claim

    def id_of(n: int | None) -> ClaimId | None:
        return None if n is None else ids.get(n)

    part_of, same_as, against = id_of(c.part_of), id_of(c.same_as), id_of(c.against)
    claim = FiledClaim(
        id=ids[c.n],
        exhibit=exhibit.id,
        text=copy.text,
        record=c,
        state=ClaimState.PROPOSED,
        quote=f.quote,
        lang=lang,
        published=c.published or exhibit.published,
        publisher=c.publisher.name if c.publisher else exhibit.publisher,
        title=exhibit.title,
        confidence=f.proposal.confidence,
        why=f.proposal.why,
        proposers=f.proposal.proposers,
        pre_accepted=RULES in f.proposal.proposers and len(f.proposal.proposers) > 1,
        part_of=part_of,
        same_as=same_as,
        against=against,
    )
    anchor = Anchor(exhibit.id, copy.text, lang, f.quote, f.occurrence, f.count, f.nth, c.harm)
    return Filed(claim, anchor, Judged(claim_to_json(c), part_of, same_as, against))


# ---------------------------------------------------------------- what people decided


def _reattach(proposed: list[Filed], touched: Mapping[ClaimId, Anchor]) -> list[Filed]:
    """A claim that a person has touched keeps its id, though a new extraction would name it otherwise."""
    names = pair(touched, {f.claim.id: f.anchor for f in proposed})
    return [_renamed(f, names) for f in proposed] if names else proposed


def _renamed(f: Filed, names: Mapping[ClaimId, ClaimId]) -> Filed:
    def name(i: ClaimId | None) -> ClaimId | None:
        return None if i is None else names.get(i, i)

    part_of, same_as, against = name(f.claim.part_of), name(f.claim.same_as), name(f.claim.against)
    new_id = names.get(f.claim.id, f.claim.id)
    claim = replace(f.claim, id=new_id, part_of=part_of, same_as=same_as, against=against)
    return Filed(claim, f.anchor, Judged(f.machine.record, part_of, same_as, against))


def _decide(dossier: Dossier, f: Filed, decision: Decision | None) -> Filed:
    """Apply the latest decision, unless the machine now reads something else than what was judged."""
    if decision is None:
        return f
    f = replace(f, claim=replace(f.claim, pre_accepted=False))
    agrees = same_substance(f.machine, decision.judged)
    if decision.state is ClaimState.CORRECTED and (agrees or same_substance(f.machine, decision.result)):
        return replace(f, claim=_corrected(dossier, f, decision))
    if agrees:
        return replace(f, claim=replace(f.claim, state=decision.state))
    why = Why(
        "reopened",
        f"{decision.by} decided “{decision.state}” on {decision.time[:10]} about a record that differs "
        f"from this one in {', '.join(what_differs(decision.judged, f.machine))}; please look again",
        f.claim.record.count_span,
    )
    return replace(f, claim=replace(f.claim, why=(*f.claim.why, why)))


def _corrected(dossier: Dossier, f: Filed, decision: Decision) -> FiledClaim:
    record = moved(decision, f.claim, dossier.vault.read_text)
    result = decision.result
    return replace(
        f.claim,
        record=record,
        state=ClaimState.CORRECTED,
        part_of=result.part_of,
        same_as=result.same_as,
        against=result.against,
    )


def _remembered(exhibit: Exhibit, decision: Decision) -> Filed:
    """What a person decided is never lost, even when the machine no longer finds it: the stored record stands."""
    record = claim_from_json(decision.record)
    anchor = decision.anchor
    why = Why("kept", f"the machine no longer finds this claim; {decision.by} decided on it on {decision.time[:10]}")
    claim = FiledClaim(
        id=decision.claim,
        exhibit=exhibit.id,
        text=anchor.text,
        record=record,
        state=decision.state,
        quote=anchor.quote,
        lang=anchor.lang,
        part_of=decision.result.part_of,
        same_as=decision.result.same_as,
        against=decision.result.against,
        published=record.published or exhibit.published,
        publisher=record.publisher.name if record.publisher else exhibit.publisher,
        title=exhibit.title,
        why=(why,),
        proposers=(),
    )
    return Filed(claim, anchor, decision.judged)


def _closed(filed: Iterable[Filed]) -> list[Filed]:
    """No claim refers to one that is not on file (any more)."""
    filed = list(filed)
    ids = {f.claim.id for f in filed}

    def known(i: ClaimId | None) -> ClaimId | None:
        return i if i in ids else None

    return [
        replace(
            f,
            claim=replace(
                f.claim,
                part_of=known(f.claim.part_of),
                same_as=known(f.claim.same_as),
                against=known(f.claim.against),
            ),
        )
        for f in filed
    ]
