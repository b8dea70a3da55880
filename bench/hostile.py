"""Files made to hurt: how long each takes, how much memory, and what becomes of it. Then fuzzing, then the speed of intake.

.venv/bin/python bench/hostile.py [--fuzz SECONDS] [--only WORD]
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.captures import GOOD  # noqa: E402
from tests.fuzzing import fuzz  # noqa: E402
from tests.hostile_files import HOSTILE  # noqa: E402

from bilan.evidence import Dossier  # noqa: E402
from bilan.intake import add  # noqa: E402
from bilan.intake.reading import Reading  # noqa: E402
from bilan.intake.sandbox import Sandbox  # noqa: E402


@contextmanager
def watching() -> Iterator[list[Reading]]:
    """Every reading that happens meanwhile."""
    seen: list[Reading] = []
    read = Sandbox.read

    def watched(box: Sandbox, form: str, path: Path, **how: Any) -> Reading:
        seen.append(read(box, form, path, **how))
        return seen[-1]

    Sandbox.read = watched  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        Sandbox.read = read  # type: ignore[method-assign]


def one(name: str, data: bytes) -> tuple[float, int, str, bool]:
    """Seconds, peak of the parsers in bytes, what was said, whether the evidence is kept. In a dossier of its own."""
    with tempfile.TemporaryDirectory() as place, watching() as seen:
        (Path(place) / name).write_bytes(data)
        with Dossier.create(Path(place) / "dossier") as dossier:
            begun = time.monotonic()
            added = add(dossier, [Path(place) / name], by="bench")
            seconds = time.monotonic() - begun
            kept = dossier.vault.read_bytes(added.exhibits[0]) == data
            said = added.failures[0].reason if added.failures else f"read: {len(added.exhibits)} exhibits"
    return seconds, max((r.peak_bytes for r in seen), default=0), said, kept


def table(only: str) -> None:
    print(f"{'file':26} {'bytes':>11} {'seconds':>8} {'peak MiB':>9}  outcome")
    worst_time = worst_peak = 0.0
    for name, make in [*((n, m) for n, (m, _) in HOSTILE.items()), *GOOD.items()]:
        if only not in name:
            continue
        data = make()
        seconds, peak, said, kept = one(name, data)
        worst_time, worst_peak = max(worst_time, seconds), max(worst_peak, peak)
        print(
            f"{name:26} {len(data):11,} {seconds:8.1f} {peak / 2**20:9.0f}  {'kept' if kept else 'LOST'}: {said[:90]}",
            flush=True,
        )
    print(
        f"\nslowest {worst_time:.1f} s (limit 30), largest parser {worst_peak / 2**20:.0f} MiB (limit 1024), ", end=""
    )
    print(f"this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def speed(documents: int = 400) -> None:
    """From files to stored, logged text; beside it what the disk and the hash function allow."""
    paragraph = "<p>On day {} the council said that {} people were killed when shells fell on the mill of the town.</p>"
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "in"
        source.mkdir()
        for n in range(documents):
            body = "".join(paragraph.format(d, n + d) for d in range(20))
            page = f"<html><head><title>{n}</title></head><body><article><h1>{n}</h1>{body}</article></body></html>"
            (source / f"{n}.{'html' if n % 2 else 'txt'}").write_text(page if n % 2 else body.replace("<p>", "\n\n"))
        with Dossier.create(Path(place) / "dossier") as dossier, watching() as seen:
            begun, own = time.monotonic(), time.process_time()
            added = add(dossier, [source], by="bench")
            rate = documents / (time.monotonic() - begun)
            busy = documents / (time.process_time() - own + sum(r.cpu_seconds for r in seen))
        with (Path(place) / "raw").open("wb") as raw:
            begun = time.monotonic()
            for _ in range(100):
                raw.write(b"x" * 1000)
                raw.flush()
                os.fsync(raw.fileno())
            sync = (time.monotonic() - begun) / 100
    load = os.getloadavg()[0]
    print(f"\nintake {rate:.0f} documents/s ({len(added.failures)} failures), half pages, half texts; ", end="")
    print(f"{busy:.0f} a processor second; ", end="")
    print(f"one fsync {sync * 1000:.1f} ms, {os.cpu_count()} processors, load {load:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fuzz", type=float, default=10.0, metavar="SECONDS", help="how long for each format")
    parser.add_argument("--only", default="", metavar="WORD", help="only the files with this word in their names")
    asked = parser.parse_args()
    table(asked.only)
    if not asked.only:
        print(f"\n{'format':14} {'mutants':>8} {'seconds':>8} {'read':>7} {'refused':>8} {'died':>6}")
        for line in fuzz(asked.fuzz):
            print(
                f"{line.format:14} {line.mutants:8} {line.seconds:8.1f} {line.read:7} {line.refused:8} {line.died:6}  {line.worst}"
            )
        speed()


if __name__ == "__main__":
    main()
