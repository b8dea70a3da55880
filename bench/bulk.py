"""Reading many documents: how fast, and how much memory at most, as their number grows.

    python bench/bulk.py [--counts 1000,10000] [--workers N] [--docs docs/benchmarks.md]

Made-up reports of 3,000 characters (bench/texts.py), the three languages in turn, go through `bilan read FILE --out OUT`,
a program of its own as a user starts it. Memory is what the program and all its readers hold together, and the largest of
them, looked at ten times a second. "A processor second" is what one processor does that has nothing else to do, the start
included. `--counts 1000,10000,100000` takes more than an hour on two processors.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from reading import write
from texts import reports

HEADING = "## Reading many documents"
LENGTH = 3_000
PROGRAM = [sys.executable, "-c", "import sys; from bilan.cli.shell import main; main(sys.argv[1:])"]


@dataclass(frozen=True)
class Measured:
    """One run."""

    count: int
    seconds: float
    processor: float  # seconds, all programs
    together: int  # bytes
    largest: int
    processes: int
    claims: int


def measure(count: int, folder: Path, workers: int | None) -> Measured:
    source, out = folder / f"{count}.jsonl", folder / f"{count}.out.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for i, (lang, text) in enumerate(reports(count, LENGTH)):
            file.write(json.dumps({"id": i, "lang": lang, "text": text}) + "\n")
    command = [*PROGRAM, "read", str(source), "--out", str(out), *(["--workers", str(workers)] if workers else [])]
    together = largest = processes = 0
    start, before = time.monotonic(), _processor()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            held = [_memory(pid) for pid in (process.pid, *_children(process.pid))]
            together, largest = max(together, sum(held)), max(largest, *held)
            processes = max(processes, len(held))
            time.sleep(0.1)
    seconds, processor = time.monotonic() - start, _processor() - before
    assert process.returncode == 0, f"bilan read ended with {process.returncode}"
    claims, lines = 0, 0
    with out.open(encoding="utf-8") as file:
        for lines, line in enumerate(file, 1):  # noqa: B007
            claims += line.count('"basis"')
    assert lines == count
    source.unlink()
    out.unlink()
    return Measured(count, seconds, processor, together, largest, processes, claims)


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(p) for p in (task / "children").read_text().split()]
    except OSError:
        pass
    return found


def _memory(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--counts", default="1000,10000")
    options.add_argument("--workers", type=int)
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    lines = [
        HEADING,
        "",
        "`python bench/bulk.py`: made-up reports of 3,000 characters in three languages through `bilan read FILE --out OUT`.",
        "",
        "| documents | seconds | documents a second | a processor second | claims | memory, all programs | the largest |",
        "|---|---|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    done: list[Measured] = []
    with tempfile.TemporaryDirectory() as folder:
        for count in (int(c) for c in given.counts.split(",")):
            m = measure(count, Path(folder), given.workers)
            done.append(m)
            lines.append(
                f"| {m.count:,} | {m.seconds:,.0f} | {m.count / m.seconds:.1f} | {m.count / m.processor:.1f} | {m.claims:,} "
                f"| {m.together / 1e6:,.0f} MB in {m.processes} | {m.largest / 1e6:,.0f} MB |"
            )
            print(lines[-1], flush=True)
    if len(done) > 1:
        first, last = done[0], done[-1]
        lines += [
            "",
            f"From {first.count:,} to {last.count:,} documents the memory grows by {last.together / first.together - 1:.0%}, "
            f"the time by {last.seconds / first.seconds:.1f} times.",
        ]
        print("\n".join(lines[-2:]))
    if given.docs:
        write(given.docs, lines, HEADING)


if __name__ == "__main__":
    main()
