"""Anchoring: have others sign that a checkpoint existed. Queued when there is no network, verified before it is kept."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bilan.desk.person import Action, Person
from bilan.desk.releasing import signing_keys
from bilan.evidence import Dossier
from bilan.evidence.anchors import Waiting, received, waiting
from bilan.evidence.anchors.authorities import Authority, Send, Unreached, read_authorities
from bilan.evidence.anchors.timestamps import query_about, verified_time
from bilan.evidence.log import BrokenProof, Checkpoint, JournalLog, Note, VerifierKey
from bilan.model.errors import BilanError, WrongUse


@dataclass
class Anchoring:
    """What came of it: answers that were verified and kept, checkpoints that still wait, and what failed and why."""

    kept: list[tuple[str, str]] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


def request_anchors(dossier: Dossier, person: Person, *, now: datetime | None = None) -> Note:
    """Queue the newest checkpoint for every authority of the dossier; nothing is sent. The checkpoint."""
    person.must_be_allowed_to(Action.ANCHOR)
    authorities = read_authorities(dossier.path)
    if not authorities:
        raise WrongUse(
            "this dossier names no time-stamping authority",
            advice="name one in anchors.toml of its folder (docs/handbook/evidence.md)",
        )
    ring = signing_keys(dossier)
    last = ring.last_signed()
    asked = {w.checkpoint for w in waiting(dossier)} | {a.checkpoint for a in received(dossier)}
    if last is not None and str(last) in asked and not _has_grown(dossier, last):
        return last
    checkpoint = JournalLog(dossier.journal, dossier.derived / "log").checkpoint(ring)
    queue_checkpoint(dossier, person, checkpoint, authorities, now=now)
    return checkpoint


def queue_checkpoint(
    dossier: Dossier, person: Person, note: Note, authorities: Sequence[Authority], *, now: datetime | None = None
) -> None:
    """Write down that these authorities are to be asked about this checkpoint."""
    told = str(note)
    queries = [(a.name, query_about(told.encode())) for a in authorities]
    payload: dict[str, Any] = {
        "checkpoint": told,
        "by": person.id,
        "authorities": [
            {"authority": name, "nonce": str(q.nonce), "query": base64.b64encode(q.body).decode()}
            for name, q in queries
        ],
    }
    dossier.journal.append("anchor_requested", payload, at=now)


def send_queued(dossier: Dossier, person: Person, send: Send, *, now: datetime | None = None) -> Anchoring:
    """Ask the authorities about what waits for them; each answer is verified, and kept only if it holds."""
    person.must_be_allowed_to(Action.ANCHOR)
    known = {a.name: a for a in read_authorities(dossier.path)}
    result = Anchoring()
    for one in waiting(dossier):
        authority = known.get(one.authority)
        if authority is None:
            result.failures.append((one.authority, "it is no longer named in anchors.toml, and was not asked"))
            continue
        try:
            _keep(dossier, person, one, authority, send(authority.url, one.query), now)
            result.kept.append((one.authority, one.checkpoint))
        except (Unreached, BrokenProof) as error:
            result.failures.append((one.authority, error.one_line))
    result.waiting = waiting(dossier)
    return result


def take_answer(dossier: Dossier, person: Person, answer: bytes, *, now: datetime | None = None) -> Waiting:
    """Keep an answer that was carried here by hand: it is verified against each checkpoint that waits."""
    person.must_be_allowed_to(Action.ANCHOR)
    known = {a.name: a for a in read_authorities(dossier.path)}
    wrong: BilanError = WrongUse("no checkpoint waits for an answer", advice="queue one: bilan anchor DIR --offline")
    for one in waiting(dossier):
        try:
            if one.authority in known:
                _keep(dossier, person, one, known[one.authority], answer, now)
                return one
        except BrokenProof as error:
            wrong = error
    raise wrong


def take_cosignature(
    dossier: Dossier, person: Person, note: Note, witnesses: Sequence[VerifierKey], *, now: datetime | None = None
) -> list[VerifierKey]:
    """Keep the signatures of partners under a checkpoint of ours; those who signed it. Each is verified."""
    person.must_be_allowed_to(Action.ANCHOR)
    key = signing_keys(dossier).key().verifier
    note.verified(key)
    point = Checkpoint.parse(note.text)
    log = JournalLog(dossier.journal, dossier.derived / "log")
    size = log.update()
    if point.size > size or log.root(point.size, size) != point.root:
        raise BrokenProof("this checkpoint is not one of this dossier's history", why="the signatures were not kept")
    seen = [w for w in witnesses if any(s.name == w.name and s.raw[:4] == w.id for s in note.signatures)]
    if not seen:
        raise BrokenProof("none of the partners named has signed this", advice="name them: --witness KEY")
    for witness in seen:
        note.verified(witness)
    payload = {
        "kind": "cosignature",
        "authority": " ".join(w.name for w in seen),
        "checkpoint": str(note),
        "answer": base64.b64encode(str(note).encode()).decode(),
        "by": person.id,
    }
    dossier.journal.append("anchor_received", payload, at=now)
    return seen


def _keep(
    dossier: Dossier, person: Person, one: Waiting, authority: Authority, answer: bytes, now: datetime | None
) -> None:
    when = verified_time(answer, one.checkpoint.encode(), authority.roots, one.nonce)
    payload = {
        "kind": "rfc3161",
        "requested": one.seq,
        "authority": one.authority,
        "checkpoint": one.checkpoint,
        "answer": base64.b64encode(answer).decode(),
        "when": when.isoformat(),
        "by": person.id,
    }
    dossier.journal.append("anchor_received", payload, at=now)


def _has_grown(dossier: Dossier, last: Note) -> bool:
    """Whether facts came in since a checkpoint, other than that it was to be anchored."""
    rows = dossier.journal.rows(Checkpoint.parse(last.text).size)
    return any(row.type not in ("anchor_requested", "anchor_received") for row in rows)
