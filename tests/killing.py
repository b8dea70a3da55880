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
        claim = claims[turn % len(claims)]
        desk.accept_claim(opened, LEAD, claim.id, reason=f"read for the {turn}th time")
        desk.make_release(opened, LEAD, "unredacted", out)


def size_of(out: Path) -> int:
    return Checkpoint.parse(Note.parse((out / "log" / "checkpoint").read_bytes()).text).size


def kill_publications(folder: Path, dossier: Path, times: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Start a publication, kill -9 it after a random while, look; how often what was found, and all that was wrong."""
    chance, out, found, wrong = random.Random(seed), folder / "release", Counter[str](), list[str]()
    started = time.monotonic()
    publish_another(dossier, out, 0)
    usual = time.monotonic() - started
    for turn in range(1, times + 1):
        before, kept = size_of(out), (out / "log" / "checkpoint").read_bytes()
        child = os.fork()
        if child == 0:
            try:
                publish_another(dossier, out, turn)
            finally:
                os._exit(0)
        time.sleep(chance.random() * usual * 1.1)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        bad = [f"{c['name']}: {c['detail']}" for c in verify(str(out), since=kept) if not c["ok"]]
        found["new" if size_of(out) != before else "old"] += 1
        wrong += [f"turn {turn}: {b}" for b in bad]
    publish_another(dossier, out, times + 1)
    wrong += [f"afterwards: {c['detail']}" for c in verify(str(out)) if not c["ok"]]
    with Dossier.open(dossier) as opened:
        wrong += opened.problems()
    return found, wrong
