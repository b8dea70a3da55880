"""Whether tampering is found, and what checking costs: one command, every number.

    python bench/verify.py [--part N] [--docs PAGE]

1. A real release (three invented reports, reviewed, with its site) is mutated 10,000 times: bits flipped, bytes and
   files deleted, inserted, cut, exchanged, re-ordered, proofs swapped, checkpoints and numbers altered. One file is
   changed, everything is verified in this process, the file is put back; after every tenth it is verified untouched.
2. 1,000 figures falsified by who holds the key: listed, logged and signed as if they were true.
3. 1,000 rewritten histories, signed with the log's own key, against an older checkpoint; 1,000 honest ones.
4. A log of a million entries: seconds for each proof, and what appending costs.
5. A release of 100,000 items, checked by its own verify.py in a process of its own. Beside it the raw SHA-256 of the
   same files. Nothing here needs a network.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.journeys.cast import REPORTS
from tests.tampering import (
    LIES,
    clear,
    entries,
    files_of,
    made_release,
    mutations,
    rewritten,
    write_log,
)  # fmt: skip

from bilan import desk
from bilan.claims import ledger
from bilan.evidence import Dossier
from bilan.evidence.log import (
    SigningKey,
    TileFolder,
    consistency,
    inclusion,
    leaf_hash,
    must_continue,
    must_include,
    root,
)
from bilan.evidence.verify import verify

HEADING = "## Evidence: what tampering is found, and what checking costs"


def is_well(folder: Path, **options: Any) -> bool:
    return all(c["ok"] for c in verify(str(folder), **options))


def real_release(folder: Path) -> Path:
    """Three invented reports, all their claims accepted, published."""
    person = desk.local_person("A. Reviewer")
    (folder / "in").mkdir()
    for name, text in REPORTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    with Dossier.create(folder / "dossier") as dossier:
        desk.add(dossier, [folder / "in"], person=person)
        desk.begin_key(dossier, person, "commission.example/marsh")
        for claim in ledger(dossier):
            desk.accept_claim(dossier, person, claim.id, reason="read again")
        desk.make_release(dossier, person, "unredacted", folder / "release")
    return folder / "release"


def bench_mutations(folder: Path, times: int) -> list[str]:
    release = real_release(folder)
    found, missed, alarms, looked = Counter[str](), Counter[str](), 0, 0
    started = time.perf_counter()
    for n, (name, restored) in enumerate(mutations(release, times, seed=20170317)):
        (missed if is_well(release) else found)[name] += 1
        restored.put_back()
        if n % 10 == 9:
            looked += 1
            alarms += not is_well(release)
        if n % 1000 == 999:
            print(f"  {n + 1} mutations, {missed.total()} missed", flush=True)
    spent = time.perf_counter() - started
    each = ", ".join(f"{name} {count}" for name, count in sorted(found.items()))
    return [
        f"| random mutations of a release ({len(files_of(release))} files) found | {found.total():,} of {times:,} |",
        f"| untouched releases verified in between, alarms | {looked:,}, {alarms} |",
        f"| one verification of it, on average | {1000 * spent / (times + looked):.0f} ms |",
        *(f"| **missed**: {name} | {count} |" for name, count in missed.items()),
        f"| of these | {each} |",
    ]


def bench_lies(folder: Path, times: int) -> list[str]:
    key, chance, found = SigningKey.generate("commission.example/marsh"), random.Random(4), 0

    def tell(name: str, figures: list[dict[str, Any]]) -> None:
        LIES[name](figures, chance)

    for n in range(times):
        clear(folder / "lie")
        made_release(folder / "lie", key, 20, lie=partial(tell, list(LIES)[n % len(LIES)]), seed=n)
        found += not is_well(folder / "lie")
    clear(folder / "lie")
    made_release(folder / "lie", key, 20)
    control = "none" if is_well(folder / "lie") else "AN ALARM"
    return [
        f"| figures and certificates falsified and signed with the log's own key, found | {found:,} of {times:,} |",
        f"| alarm on the true one (control) | {control} |",
    ]


def bench_histories(folder: Path, times: int) -> list[str]:
    key, chance = SigningKey.generate("commission.example/marsh"), random.Random(7)
    found = unseen = alarms = 0
    log = folder / "log"
    for _ in range(times):
        told = entries(chance.randint(2, 400), chance)
        seen = chance.randint(1, len(told))
        kept = write_log(log, told[:seen], key)
        _, other = rewritten(told, seen, chance)
        write_log(log, other + entries(chance.randint(0, 20), chance), key)
        unseen += is_well(log, key=str(key.verifier))
        found += not is_well(log, key=str(key.verifier), since=kept)
        write_log(log, told, key)
        alarms += not is_well(log, key=str(key.verifier), since=kept)
    return [
        f"| rewritten histories found by whoever kept an older checkpoint | {found:,} of {times:,} |",
        f"| the same without an older checkpoint (control: they look well) | {times - unseen:,} found |",
        f"| alarms on {times:,} untouched histories | {alarms:,} |",
    ]


def timed(times: int, act: Callable[[], object]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds."""
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        spent.append(1000 * (time.perf_counter() - started))
    return statistics.median(spent), statistics.quantiles(spent, n=100)[98]


def bench_proofs(folder: Path, size: int) -> list[str]:
    chance, tiles = random.Random(5), TileFolder(folder / "million")
    started = time.perf_counter()
    tiles.extend(0, (hashlib.sha256(n.to_bytes(8, "big")).digest() for n in range(size)))
    built = time.perf_counter() - started
    raw = time.perf_counter()
    for n in range(size):
        hashlib.sha256(n.to_bytes(8, "big")).digest()
    raw = time.perf_counter() - raw
    read = tiles.tiles(size)
    top = root(size, read.at)

    def one_inclusion() -> None:
        inclusion(chance.randrange(size), size, read.at)

    def one_consistency() -> None:
        consistency(chance.randint(1, size), size, read.at)

    def one_check() -> None:
        n = chance.randrange(size)
        proof = inclusion(n, size, read.at)
        entry = hashlib.sha256(n.to_bytes(8, "big")).digest()
        must_include(n, size, leaf_hash(entry), top, proof)

    def one_append() -> None:
        nonlocal size
        size = tiles.extend(size, [chance.randbytes(32)])

    for old in (1, 1000, size // 3, size - 1):
        must_continue(old, size, root(old, read.at), top, consistency(old, size, read.at))
    rows = []
    for name, act in (
        ("inclusion proof", one_inclusion),
        ("consistency proof", one_consistency),
        ("inclusion proof made and checked", one_check),
    ):
        middle, most = timed(2000, act)
        rows.append(f"| {name} in a log of {read.size:,} entries, median / 99 % | {middle:.2f} / {most:.2f} ms |")
    middle, most = timed(200, one_append)
    rows.append(f"| one entry more in a log of {read.size:,}, median / 99 % | {middle:.2f} / {most:.2f} ms |")
    rows.append(f"| laying out {read.size:,} entries as tiles / as many raw SHA-256 | {built:.1f} s / {raw:.1f} s |")
    return rows


def bench_large(folder: Path, items: int) -> list[str]:
    key = SigningKey.generate("commission.example/marsh")
    started = time.perf_counter()
    made_release(folder / "large", key, items)
    written = time.perf_counter() - started
    files = files_of(folder / "large")
    weight = sum(f.stat().st_size for f in files) / 1e6
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-I", folder / "large" / "verify.py"], capture_output=True, text=True, check=False
    )
    spent = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor, memory = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss / 1024
    started = time.perf_counter()
    for file in files:
        with file.open("rb") as source:
            hashlib.file_digest(source, "sha256")
    raw = time.perf_counter() - started
    if done.returncode:
        print(done.stdout)
    return [
        f"| a release of {items:,} items ({weight:.0f} MB), verified by verify.py | {spent:.1f} s ({processor:.1f} s of processor), {memory:.0f} MiB, {'all well' if done.returncode == 0 else 'AN ALARM'} |",
        f"| the raw SHA-256 of the same files | {raw:.2f} s |",
        f"| proofs, tiles and signatures of it written in | {written:.0f} s |",
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--part", type=int, default=1, help="do this part of everything: 10, a tenth")
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    part = given.part
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, act in (
            ("histories", lambda: bench_histories(folder, 1000 // part)),
            ("proofs", lambda: bench_proofs(folder, 1_000_000 // part)),
            ("a large release", lambda: bench_large(folder, 100_000 // part)),
            ("falsified figures", lambda: bench_lies(folder, 1000 // part)),
            ("mutations", lambda: bench_mutations(folder, 10_000 // part)),
        ):
            print(f"# {what}", flush=True)
            found = act()
            print("\n".join(found), flush=True)
            rows += found
    bad = any("missed" in r or "ALARM" in r for r in rows)
    if given.docs:
        write(given.docs, rows)
    return int(bad)


def write(page: Path, rows: list[str]) -> None:
    """Put the table into its section of the page of benchmarks."""
    text = page.read_text(encoding="utf-8")
    table = "\n".join(
        [HEADING, "", f"`python bench/verify.py`, {datetime.now(UTC):%Y-%m-%d}, two cores shared with other work.", "", "| | |", "|---|---|", *rows, ""]
    )  # fmt: skip
    before, there, after = text.partition(HEADING)
    rest = "\n## " + after.partition("\n## ")[2] if there and "\n## " in after else ""
    page.write_text(before.rstrip() + "\n\n" + table + rest, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
