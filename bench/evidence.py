"""How fast evidence is kept: entries, documents, encrypted bytes, beside what the disk and the processor allow.

python bench/evidence.py [--documents N] [--seconds S] [--docs PAGE]

Everything is durable: what is counted was on disk before it was acknowledged. The raw limits are taken in the same run,
right before and after: one write and one fsync at a time, one SHA-256 of the same bytes. PostgreSQL runs on the same
machine, on a socket; where no server is installed its rows are left out.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bulk import _children, _memory
from reading import write
from tests import postgresql
from texts import reports

from bilan import desk
from bilan.evidence import Dossier, Settings
from bilan.evidence.backup import back_up
from bilan.evidence.fixity import audit
from bilan.evidence.sealing import seal
from bilan.model.exhibit import Sensitivity

HEADING = "## Keeping evidence"
PERSON = desk.local_person("bench")
FACT = {"reason": "an invented reason of the usual length, for the bench", "exhibit": None, "by": "bench"}
MANY, TOGETHER, LENGTH = 500, 16, 3_000
LARGE = 256 << 20


def per_second(seconds: float, work: Callable[[int], int]) -> float:
    """How many things `work` gets done in a second; it is called with 0, 1, 2 … and says how many it did."""
    done = calls = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        done += work(calls)
        calls += 1
    return done / (time.perf_counter() - start)


def raw_fsync(folder: Path, seconds: float) -> float:
    """4 KiB appended and on disk, one after the other: what one acknowledged entry costs at least."""
    handle = os.open(folder / "raw", os.O_CREAT | os.O_WRONLY)
    try:
        return per_second(seconds, lambda n: (os.pwrite(handle, b"x" * 4096, n * 4096), os.fsync(handle), 1)[-1])
    finally:
        os.close(handle)


def raw_files(folder: Path, seconds: float) -> float:
    """New files of 3 KB, each written, on disk, renamed, and its name on disk: what one kept document costs at least."""
    place = folder / "files"
    place.mkdir(exist_ok=True)
    names = os.open(place, os.O_RDONLY)

    def one(n: int) -> int:
        handle = os.open(place / "new", os.O_CREAT | os.O_WRONLY)
        os.write(handle, b"x" * LENGTH)
        os.fsync(handle)
        os.close(handle)
        os.rename(place / "new", place / str(n))
        os.fsync(names)
        return 1

    try:
        return per_second(seconds, one)
    finally:
        os.close(names)


def entries(dossier: Dossier, seconds: float) -> tuple[float, float, float]:
    """Entries a second: by 500 in a transaction, one by one, and one by one of 16 people at once."""
    journal = dossier.journal

    def batch(n: int) -> int:
        with journal.transaction():
            for i in range(MANY):
                journal.append("reading_failed", FACT | {"path": f"{n}-{i}.txt"})
        return MANY

    def single(n: int) -> int:
        journal.append("reading_failed", FACT | {"path": f"single-{n}.txt"})
        return 1

    batched, alone = per_second(seconds, batch), per_second(seconds, single)
    with ThreadPoolExecutor(TOGETHER) as pool:
        people = pool.map(
            lambda k: per_second(
                seconds, lambda n: (journal.append("reading_failed", FACT | {"path": f"p{k}-{n}"}), 1)[-1]
            ),
            range(TOGETHER),
        )
        return batched, alone, sum(people)


def intake(dossier: Dossier, folder: Path, documents: int, step: int) -> tuple[float, list[tuple[int, float]]]:
    """Documents a second from a file to stored, logged text; memory in MB in each step, of all our processes."""
    place = folder / "reports"
    place.mkdir()
    made = ((lang, text) for lang, text in reports(documents, LENGTH))
    spent, memory = 0.0, list[tuple[int, float]]()
    for start in range(0, documents, step):
        files = []
        for n in range(start, min(documents, start + step)):
            lang, text = next(made)
            files.append(place / f"{n}-{lang}.txt")
            files[-1].write_text(f"{text}\n{n}\n", encoding="utf-8")
        most = 0.0

        def look(done: int, total: int, name: str) -> None:
            nonlocal most
            if done % 50 == 0:
                most = max(most, sum(_memory(p) for p in (os.getpid(), *_below(os.getpid()))) / 1e6)

        begun = time.perf_counter()
        added = desk.add(dossier, files, person=PERSON, progress=look)
        spent += time.perf_counter() - begun
        assert len(added.new) == len(files), added.failures[:3]
        assert not added.failures, added.failures[:3]
        memory.append((start + len(files), most))
        for file in files:
            file.unlink()
    place.rmdir()
    return documents / spent, memory


def _below(pid: int) -> Iterator[int]:
    for child in _children(pid):
        yield child
        yield from _below(child)


def vault(dossier: Dossier, seconds: float) -> list[str]:
    """Small documents a second and large ones in MB a second, open and restricted."""
    rows = []
    large = os.urandom(1 << 20) * (LARGE >> 20)
    begun = time.perf_counter()
    hashlib.sha256(large).hexdigest()
    hashing = LARGE / 1e6 / (time.perf_counter() - begun)
    for sensitivity in Sensitivity:
        small = per_second(
            seconds,
            lambda n, s=sensitivity: (dossier.vault.put_bytes(f"{n} {s} ".encode() * 300, s), 1)[-1],  # type: ignore[misc]
        )
        begun = time.perf_counter()
        sha, _ = dossier.vault.put_stream(io.BytesIO(sensitivity.encode() + large), sensitivity)
        written = LARGE / 1e6 / (time.perf_counter() - begun)
        begun = time.perf_counter()
        dossier.vault.open(sha, verify=True).close()
        read = LARGE / 1e6 / (time.perf_counter() - begun)
        rows.append(
            f"| {sensitivity} documents into the vault | {small:,.0f} of 3 KB a second; {written:,.0f} MB/s written, "
            f"{read:,.0f} MB/s checked |"
        )
    return [*rows, f"| *limit: SHA-256 in memory* | *{hashing:,.0f} MB/s* |"]


def upkeep(dossier: Dossier, folder: Path) -> list[str]:
    """Audit, backup and one seal of the dossier as it now is."""
    begun = time.perf_counter()
    checked = audit(dossier, by="bench").checked
    looked = time.perf_counter() - begun
    begun = time.perf_counter()
    made = back_up(dossier, folder / "backup")
    backed = time.perf_counter() - begun
    begun = time.perf_counter()
    seal(dossier, [2], by="bench", reason="a bench")
    sealed = time.perf_counter() - begun
    return [
        f"| {checked:,} kept files audited | {looked:,.1f} s |",
        f"| backup of {made.rows:,} entries and {made.objects:,} files | {backed:,.1f} s |",
        f"| one seal among {made.rows:,} entries (everything that follows from them is made again) | {sealed:,.1f} s |",
    ]


@contextmanager
def places(folder: Path) -> Iterator[list[tuple[str, Settings | None]]]:
    """The databases that a dossier can be kept in here."""
    if postgresql.programs() is None:
        yield [("SQLite", None)]
        return
    with postgresql.server() as address:
        yield [("SQLite", None), ("PostgreSQL", Settings(postgresql=address, schema="bench"))]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--documents", type=int, default=1_000)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--only", choices=["SQLite", "PostgreSQL"])
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    lines = [
        HEADING,
        "",
        f"`python bench/evidence.py --documents {given.documents}`: everything counted was on disk before it was "
        "acknowledged. The limits were measured in the same run, on the same disk, before and after.",
        "",
        "| | |",
        "|---|---|",
    ]
    print("\n".join(lines), flush=True)
    limits: list[tuple[float, float]] = []

    def say(*rows: str) -> None:
        lines.extend(rows)
        print("\n".join(rows), flush=True)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def limit() -> None:
            limits.append((raw_fsync(folder, given.seconds / 2), raw_files(folder, given.seconds / 2)))

        with places(folder) as found:
            for kind, settings in (one for one in found if given.only in (None, one[0])):
                limit()
                with Dossier.create(folder / kind, settings) as dossier:
                    batched, alone, together = entries(dossier, given.seconds)
                say(
                    f"| {kind}: durable entries by {MANY} | {batched:,.0f} a second |",
                    f"| {kind}: durable entries acknowledged singly, one person | {alone:,.0f} a second |",
                    f"| {kind}: the same, {TOGETHER} people at once | {together:,.0f} a second |",
                )
                limit()
                if settings is not None:
                    settings = Settings(settings.postgresql, "bench_intake")
                with Dossier.create(folder / f"{kind} intake", settings) as dossier:
                    rate, memory = intake(dossier, folder, given.documents, max(100, given.documents // 10))
                    first, last = memory[0], memory[-1]
                    say(
                        f"| {kind}: documents of {LENGTH:,} characters from file to stored, logged text | {rate:,.0f} a second |",
                        f"| {kind}: memory of all processes from {first[0]:,} to {last[0]:,} documents | {first[1]:,.0f} MB to "
                        f"{last[1]:,.0f} MB ({last[1] / first[1] - 1:+.0%}) |",
                    )
                    say(*(f"| {kind}: {row[2:]}" for row in upkeep(dossier, folder)))
        limit()
        with Dossier.create(folder / "vault") as dossier:
            say(*vault(dossier, given.seconds / 2))
        fsyncs, files = zip(*limits, strict=True)
        say(
            f"| *limit: 4 KiB appended with fsync, one at a time* | *{statistics.median(fsyncs):,.0f} a second "
            f"({min(fsyncs):,.0f}–{max(fsyncs):,.0f})* |",
            f"| *limit: new files of 3 KB, each and its name with fsync* | *{statistics.median(files):,.0f} a second "
            f"({min(files):,.0f}–{max(files):,.0f})* |",
            f"| *load of the machine in the last minute* | *{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors* |",
        )
    if given.docs:
        write(given.docs, lines, HEADING)


if __name__ == "__main__":
    main()
