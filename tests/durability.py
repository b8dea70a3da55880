"""Kill a process that works on a dossier, again and again, and see that nothing it had acknowledged is lost.

python tests/durability.py KIND FOLDER KILLS [--postgresql ADDRESS] [--careless]     prints one JSON document

KIND: intake (documents are added), review (decisions are taken), seal (items are sealed), publication (a site is put in
the place of the one before). A worker is forked, acknowledges each thing that is done through a pipe, and is killed
with SIGKILL at a moment that chance picks. --careless acknowledges before it is done: the control that must lose.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from bilan import desk  # noqa: E402
from bilan.claims import ledger  # noqa: E402
from bilan.evidence import Dossier, Settings  # noqa: E402
from bilan.evidence.sealing import holes  # noqa: E402
from bilan.model.errors import BilanError  # noqa: E402
from bilan.release.swap import beside  # noqa: E402

PERSON = desk.local_person("A. Reviewer")
EACH = 40  # kills of one dossier, before another one is begun
PAGES = 25  # files of the site that is published

Say = Callable[[Any], None]


# ------------------------------------------------------------------ what a worker does


def intake(place: Path, say: Say, careless: bool) -> None:
    with Dossier.open(place / "d") as dossier:
        say("ready")
        while True:
            name = f"{os.getpid()}-{time.monotonic_ns()}.txt"
            (place / name).write_text(f"Report {name}: at least 12 civilians were killed in Mosul on 3 March 2017.\n")
            if careless:
                say(name)
            added = desk.add(dossier, [place / name], person=PERSON)
            if not careless and added.exhibits and not added.failures:
                say(name)


def review(place: Path, say: Say, careless: bool) -> None:
    with Dossier.open(place / "d") as dossier:
        claim = ledger(dossier)[0].id
        say("ready")
        while True:
            if careless:
                say(len(dossier.journal) + 1)
            verb = random.choice([desk.accept_claim, desk.reject_claim])
            entry = verb(dossier, PERSON, claim, reason="seen")
            if not careless:
                say([entry.seq, entry.commitment])


def seal(place: Path, say: Say, careless: bool) -> None:
    with Dossier.open(place / "d") as dossier:
        say("ready")
        while True:
            entry = dossier.journal.append("reading_failed", {"path": f"secret-{time.monotonic_ns()}", "reason": "r"})
            item = desk.find_item(dossier, f"entry:{entry.seq}")
            if careless:
                say(entry.seq)
            desk.seal_item(dossier, PERSON, item, reason="asked")
            if not careless:
                say(entry.seq)


def publication(place: Path, say: Say, careless: bool) -> None:
    say("ready")
    site = place / "site"
    version = version_of(site) or 0
    while True:
        version += 1
        if careless:
            say(version)
        with beside(site) as new:
            for n in range(PAGES):
                (new / f"{n}.html").write_text(f"{version}\n" * 200)
        if not careless:
            say(version)


# ------------------------------------------------------------------ what must hold afterwards


def whole(place: Path, acknowledged: list[Any], kind: str) -> tuple[int, list[str]]:
    """How many of the acknowledged things are lost, and what else does not agree."""
    if kind == "publication":
        version = version_of(place / "site")
        newest = max(acknowledged, default=0)
        return int(version is None or version < newest), [] if version is not None else [
            "the site is neither old nor new"
        ]
    try:
        with Dossier.open(place / "d") as dossier:
            problems = dossier.problems(read_vault=False)
            return CHECKS[kind](dossier, acknowledged), problems
    except BilanError as error:
        return len(acknowledged), [error.one_line]


def _lost_documents(dossier: Dossier, names: list[str]) -> int:
    held, read = {e.name: e.id for e in dossier.exhibits()}, dossier.working_copies()
    lost = 0
    for name in names:
        try:
            lost += name.encode() not in dossier.vault.read_bytes(held[name])
            lost += name not in dossier.vault.read_text(read[held[name]].text)
        except (KeyError, BilanError):
            lost += 1
    return lost


def _lost_decisions(dossier: Dossier, entries: list[Any]) -> int:
    rows = dict(dossier.journal.commitments())
    return sum(e not in rows if isinstance(e, int) else rows.get(e[0]) != e[1] for e in entries)


def _lost_seals(dossier: Dossier, rows: list[int]) -> int:
    return len(set(rows) - set(holes(dossier)))


CHECKS: dict[str, Callable[[Dossier, list[Any]], int]] = {
    "intake": _lost_documents,
    "review": _lost_decisions,
    "seal": _lost_seals,
}
WORK = {"intake": intake, "review": review, "seal": seal, "publication": publication}


def version_of(site: Path) -> int | None:
    """The version that every file of the site is of; None: they do not agree, or one is missing."""
    found = {p.read_text() for p in site.glob("*.html")}
    if len(found) != 1 or len(list(site.glob("*.html"))) != PAGES:
        return None
    lines = found.pop().split()
    return int(lines[0]) if len(lines) == 200 else None


# ------------------------------------------------------------------ killing


def begin(place: Path, kind: str, postgresql: str | None) -> None:
    place.mkdir(parents=True)
    if kind == "publication":
        with beside(place / "site") as new:
            for n in range(PAGES):
                (new / f"{n}.html").write_text("0\n" * 200)
        return
    settings = Settings(postgresql, f"killed_{time.monotonic_ns()}") if postgresql else None
    with Dossier.create(place / "d", settings) as dossier:
        (place / "first.txt").write_text("At least 12 civilians were killed in Mosul on 3 March 2017, police said.\n")
        desk.add(dossier, [place / "first.txt"], person=PERSON)


def kill_one(place: Path, kind: str, patience: float, careless: bool) -> tuple[list[Any], float]:
    """What a worker acknowledged before it was killed, and how long it worked."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.close(ours)
        try:
            WORK[kind](place, lambda fact: os.write(theirs, json.dumps(fact).encode() + b"\n"), careless)
        finally:
            os._exit(1)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        ready = pipe.readline()
        start = time.monotonic()
        if ready:
            time.sleep(random.uniform(0, patience))
        os.kill(child, signal.SIGKILL)
        spent = time.monotonic() - start
        os.waitpid(child, 0)
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # and the parsers that it had begun
        said = [json.loads(line) for line in pipe.read().splitlines() if line.endswith((b"]", b'"')) or line.isdigit()]
    if not ready:
        raise RuntimeError("the worker ended before it began")
    return said, spent


def rounds(kind: str, folder: Path, kills: int, postgresql: str | None, careless: bool) -> Iterator[dict[str, Any]]:
    for start in range(0, kills, EACH):
        place = folder / f"{kind}-{start}"
        begin(place, kind, postgresql)
        acknowledged: list[Any] = []
        lost, problems, rate = 0, list[str](), 0.5
        for _ in range(min(EACH, kills - start)):
            said, spent = kill_one(place, kind, rate, careless)
            acknowledged += said
            # So long that a few things are done before the end.
            rate = min(6.0, 0.5 * rate + 0.5 * 3 * spent / len(said)) if said else min(6.0, rate * 1.5)
            now, wrong = whole(place, acknowledged, kind)
            lost, problems = max(lost, now), problems + wrong
        if kind != "publication":
            with Dossier.open(place / "d") as dossier:
                problems += dossier.problems() + [f"{table} lies" for table in dossier.lying()]
        yield {"kills": min(EACH, kills - start), "acknowledged": len(acknowledged), "lost": lost, "problems": problems}
        shutil.rmtree(place)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kind", choices=sorted(WORK))
    options.add_argument("folder", type=Path)
    options.add_argument("kills", type=int)
    options.add_argument("--postgresql")
    options.add_argument("--careless", action="store_true")
    given = options.parse_args()
    total: dict[str, Any] = {"kind": given.kind, "kills": 0, "acknowledged": 0, "lost": 0, "problems": []}
    for one in rounds(given.kind, given.folder, given.kills, given.postgresql, given.careless):
        total = total | {k: total[k] + one[k] for k in one}
    print(json.dumps(total))
    return int(bool(total["lost"] or total["problems"]))


if __name__ == "__main__":
    sys.exit(main())
