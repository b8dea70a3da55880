"""What follows from the facts, kept as tables: written in the same transaction, rebuilt from the journal alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from bilan.evidence.records import Anchor, Entry, Judged
from bilan.evidence.store import Store
from bilan.model.vocab import ClaimState

Payload = Mapping[str, Any]


def project(db: Store, entry: Entry) -> None:
    """Bring the tables up to date with one fact. A sealed fact says nothing any more."""
    follow = _FOLLOWS.get(entry.type)
    if follow is not None and entry.payload is not None:
        follow(db, entry, entry.payload)


def pack(value: Any) -> str:
    """JSON in one form, so that a rebuilt table equals the live one byte for byte."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _exhibit_received(db: Store, e: Entry, p: Payload) -> None:
    db.put_new(
        "exhibit",
        (
            p["exhibit"],
            e.seq,
            p["name"],
            p["media_type"],
            p["size"],
            p["how"],
            e.time,
            p["by"],
            p.get("origin"),
            p["sensitivity"],
        ),
    )


def _text_extracted(db: Store, e: Entry, p: Payload) -> None:
    db.put(
        "working_copy",
        (
            p["exhibit"],
            e.seq,
            p["text"],
            p["tool"],
            p["version"],
            pack(p["parameters"]),
            p.get("title") or "",
            p.get("published"),
            p.get("publisher"),
            p.get("lang"),
            p.get("url"),
        ),
    )
    db.execute("DELETE FROM failure WHERE exhibit = ?", (p["exhibit"],))


def _copy_made(db: Store, e: Entry, p: Payload) -> None:
    db.put(
        "copy",
        (
            p["exhibit"],
            p["kind"],
            e.seq,
            p["copy"],
            p["media_type"],
            p["tool"],
            p["version"],
            pack(p["parameters"]),
            p["sensitivity"],
        ),
    )


def _item_sealed(db: Store, e: Entry, p: Payload) -> None:
    for row in p["rows"]:
        db.put_new("sealed", (int(row), e.seq))


def _fixity_checked(db: Store, e: Entry, p: Payload) -> None:
    broken = {int(b["row"]): str(b["reason"]) for b in p["broken"]}
    for row in p["rows"]:
        db.put("fixity", (int(row), e.seq, e.time, broken.get(int(row), "")))


def _reading_failed(db: Store, e: Entry, p: Payload) -> None:
    exhibit = p.get("exhibit")
    db.put(
        "failure",
        (_failure_key(p["path"], exhibit), e.seq, p["path"], p["reason"], exhibit),
    )


def _failure_settled(db: Store, e: Entry, p: Payload) -> None:
    db.execute("DELETE FROM failure WHERE key = ?", (_failure_key(p["path"], p.get("exhibit")),))


def _failure_key(path: str, exhibit: str | None) -> str:
    return f"exhibit {exhibit}" if exhibit else f"path {path}"


def _mapping_recorded(db: Store, e: Entry, p: Payload) -> None:
    db.put("mapping", (p["exhibit"], e.seq, pack(dict(p["mapping"]))))
    db.execute("DELETE FROM failure WHERE exhibit = ?", (p["exhibit"],))


def _decided(state: ClaimState) -> Callable[[Store, Entry, Payload], None]:
    def follow(db: Store, e: Entry, p: Payload) -> None:
        body = {
            "anchor": Anchor.from_json(p["anchor"]).to_json(),
            "judged": Judged.from_json(p["judged"]).to_json(),
            "result": Judged.from_json(p["result"]).to_json(),
        }
        db.put(
            "decision",
            (p["claim"], e.seq, state.value, p["by"], e.time, p["reason"], pack(body)),
        )
        _anchor(db, e, p["claim"], p["anchor"])
        for other in p.get("related", ()):
            _anchor(db, e, other["claim"], other["anchor"])

    return follow


def _anchor(db: Store, e: Entry, claim: str, anchor: Payload) -> None:
    db.put("anchor", (claim, e.seq, pack(Anchor.from_json(anchor).to_json())))


def _claims_linked(db: Store, e: Entry, p: Payload) -> None:
    a, b = sorted(p["claims"])
    db.put_new("link", (a, b, e.seq))
    for claim, anchor in zip(p["claims"], p["anchors"], strict=True):
        _anchor(db, e, claim, anchor)


def _claims_unlinked(db: Store, e: Entry, p: Payload) -> None:
    a, b = sorted(p["claims"])
    db.execute("DELETE FROM link WHERE a = ? AND b = ?", (a, b))


def _model_answered(db: Store, e: Entry, p: Payload) -> None:
    start, end = p["window"]
    db.put(
        "answer",
        (p["text"], start, end, p["model"], p["prompt"], e.seq, p["answer"]),
    )


def _grade_decided(db: Store, e: Entry, p: Payload) -> None:
    db.put(
        "grade",
        (
            p["incident"],
            p["codebook"],
            e.seq,
            p["version"],
            p["grade"],
            p["by"],
            e.time,
            p["reason"],
            pack({"claims": list(p["claims"]), "proposed": dict(p["proposed"])}),
        ),
    )


def _codebook_adopted(db: Store, e: Entry, p: Payload) -> None:
    db.put(
        "codebook",
        (p["kind"], p["id"], p["version"], e.seq, p["hash"], p["by"], e.time, p["reason"], pack(dict(p["codebook"]))),
    )


_FOLLOWS: dict[str, Callable[[Store, Entry, Payload], None]] = {
    "exhibit_received": _exhibit_received,
    "text_extracted": _text_extracted,
    "copy_made": _copy_made,
    "item_sealed": _item_sealed,
    "fixity_checked": _fixity_checked,
    "reading_failed": _reading_failed,
    "failure_settled": _failure_settled,
    "mapping_recorded": _mapping_recorded,
    "claim_accepted": _decided(ClaimState.ACCEPTED),
    "claim_corrected": _decided(ClaimState.CORRECTED),
    "claim_rejected": _decided(ClaimState.REJECTED),
    "claims_linked": _claims_linked,
    "claims_unlinked": _claims_unlinked,
    "model_answered": _model_answered,
    "grade_decided": _grade_decided,
    "codebook_adopted": _codebook_adopted,
}
