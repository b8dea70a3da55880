"""Publication killed at any moment: whoever looks finds the old release or the new one. Shared with bench/killed_release.py."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from pathlib import Path

from bilan import desk
from bilan.claims import ledger
from bilan.evidence import Dossier
from bilan.evidence.log import Checkpoint, Note
from bilan.evidence.verify import verify

LEAD = desk.local_person("A. Lead")


def begin(folder: Path, reports: Path) -> Path:
    """A dossier of some reports with a key and one decision, published once."""
    with Dossier.create(folder / "dossier") as dossier:
        desk.add(dossier, [reports], person=LEAD)
        desk.begin_key(dossier, LEAD, "commission.example/marsh")
        desk.accept_claim(dossier, LEAD, ledger(dossier)[0].id, reason="read")
        desk.make_release(dossier, LEAD, "unredacted", folder / "release")
    return folder / "dossier"


def publish_another(dossier: Path, out: Path, turn: int) -> None:
    """Decide something anew and publish: never the same release twice."""
    with Dossier.open(dossier) as opened:
        claims = ledger(opened)
        decide = desk.accept_claim if turn % 2 else desk.reject_claim  # never the first: something stays published
        decide(opened, LEAD, claims[1 + turn // 2 % (len(claims) - 1)].id, reason=f"read for the {turn}th time")
        desk.make_release(opened, LEAD, "unredacted", out)


def _start(dossier: Path, out: Path, turn: int) -> int:
    """Publish in another process; its number."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        publish_another(dossier, out, turn)
        status = 0
    finally:
        os._exit(status)


def size_of(out: Path) -> int:
    return Checkpoint.parse(Note.parse((out / "log" / "checkpoint").read_bytes()).text).size


def kill_publications(folder: Path, dossier: Path, times: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Start a publication, kill -9 it after a random while, look; how often what was found, and all that was wrong."""
    chance, out, found, wrong = random.Random(seed), folder / "release", Counter[str](), list[str]()
    usual = 0.0
    for turn in range(-2, times):
        before, kept = size_of(out), (out / "log" / "checkpoint").read_bytes()
        started, child = time.monotonic(), _start(dossier, out, turn)
        if turn < 0:  # one to warm up, one to see how long it takes
            if os.waitpid(child, 0)[1]:
                wrong.append("a publication that nobody killed failed")
            usual = time.monotonic() - started
            continue
        time.sleep(chance.random() * usual * 1.2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        bad = [f"{c['name']}: {c['detail']}" for c in verify(str(out), since=kept) if not c["ok"]]
        found["new" if size_of(out) != before else "old"] += 1
        wrong += [f"turn {turn}: {b}" for b in bad]
    publish_another(dossier, out, times)
    wrong += [f"afterwards: {c['detail']}" for c in verify(str(out)) if not c["ok"]]
    with Dossier.open(dossier) as opened:
        wrong += opened.problems()
    return found, wrong
