"""The queue: checkpoints that wait for an answer, and the answers that came. Both are facts of the journal."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bilan.evidence.dossier import Dossier
from bilan.evidence.log import Checkpoint
from bilan.evidence.log.opening import rows_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """A checkpoint (the whole signed note) that an authority was to be asked about.

    seq        of the journal row that asked
    authority  by its name in the dossier's configuration
    query      what is sent: a hash and a number
    nonce      that number, which the answer must repeat
    """

    seq: int
    authority: str
    checkpoint: str
    query: bytes
    nonce: int


@dataclass(frozen=True, slots=True)
class Anchored:
    """An answer about a checkpoint: a time-stamp token (`rfc3161`) or witnesses' signatures (`cosignature`)."""

    seq: int
    kind: str
    authority: str
    checkpoint: str
    answer: bytes
    when: str


def waiting(dossier: Dossier) -> list[Waiting]:
    """What was asked for and has not come, oldest first."""
    asked: dict[int, list[Waiting]] = {}
    for seq, type, payload in _told(dossier):
        if type == "anchor_requested":
            asked[seq] = [
                Waiting(seq, a["authority"], payload["checkpoint"], base64.b64decode(a["query"]), int(a["nonce"]))
                for a in payload["authorities"]
            ]
        elif payload.get("requested") in asked:
            of = asked[payload["requested"]]
            of[:] = [w for w in of if w.authority != payload["authority"]]
    return [w for some in asked.values() for w in some]


def received(dossier: Dossier) -> list[Anchored]:
    """Every answer that came, in the order in which it came."""
    return [
        Anchored(
            seq, p["kind"], p["authority"], p["checkpoint"], base64.b64decode(p["answer"]), p.get("when") or ""
        )
        for seq, type, p in _told(dossier)
        if type == "anchor_received"
    ]  # fmt: skip


def anchor_files(dossier: Dossier) -> list[tuple[str, bytes]]:
    """The answers as files of a release: each beside the checkpoint that it speaks of."""
    files: list[tuple[str, bytes]] = []
    for one in received(dossier):
        size = Checkpoint.parse(one.checkpoint.rpartition("\n\n")[0] + "\n").size
        name = f"{size:012d}-{one.seq}"
        ending = "tsr" if one.kind == "rfc3161" else "note"
        files += [(f"{name}.checkpoint", one.checkpoint.encode()), (f"{name}.{ending}", one.answer)]
    return files


def _told(dossier: Dossier) -> Iterator[tuple[int, str, dict[str, Any]]]:
    for opened in rows_of(dossier.store, "anchor_requested", "anchor_received"):
        payload = opened.payload
        if payload is not None:
            yield opened.row.seq, opened.row.type, payload
