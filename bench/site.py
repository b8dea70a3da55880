"""How long a site takes: whole dossiers from claims to pages in three languages, then again after one correction.

    python bench/site.py [EVENTS ...]         default: 1000 10000

The dossiers are made up (see `made_up`). `claims`: from claims to the world they tell of (voices, incidents);
`site`: figures, tensions and all pages; `again`: both, after a person corrected one count, over the site that is
there; `cpu`: processor seconds of all processes. Then everything is built from nothing and both sites are compared byte by byte.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from made_up import MadeUp, corrected, made_up

from bilan.reconcile.world import World
from bilan.release import SiteReport, build_site

DAY = date(2026, 11, 21)


def processor() -> float:
    """Seconds of processor time so far, of this process and those it started: what a busy machine does not blur."""
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(s.ru_utime + s.ru_stime for s in spent)


def build(made: MadeUp, out: Path) -> tuple[float, float, SiteReport]:
    """Seconds to the world, seconds to the site."""
    started = time.perf_counter()
    world = World.of(made.claims, made.links, DAY)
    known = time.perf_counter()
    report = build_site(made, world, out)
    return known - started, time.perf_counter() - known, report


def weigh(site: Path) -> float:
    """MB of all files."""
    return sum(f.stat().st_size for f in site.rglob("*") if f.is_file()) / 1e6


def differences(one: Path, other: Path) -> list[str]:
    """The files of which the bytes differ, or that only one has."""
    files = {p.relative_to(site) for site in (one, other) for p in site.rglob("*") if p.is_file()}

    def bytes_of(path: Path) -> bytes | None:
        return path.read_bytes() if path.is_file() else None

    return sorted(str(f) for f in files if bytes_of(one / f) != bytes_of(other / f))


def main(sizes: list[int]) -> None:
    print(f"site: seconds, 2 processes on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start")
    print(
        f"{'events':>7} {'claims':>7} {'pages':>7} {'MB':>6} {'world':>6} {'site':>7} {'cpu':>7} {'ms/page':>8} {'again':>7} {'cpu':>6} "
        f"{'written':>8} {'peak MiB':>9} {'load':>5}  same bytes"
    )
    for size in sizes:
        made = made_up(size)
        after = corrected(made, len(made.claims) // 2)
        with tempfile.TemporaryDirectory() as folder:
            kept, fresh = Path(folder, "kept"), Path(folder, "fresh")
            before = processor()
            world, site, report = build(made, kept)
            first = processor()
            again = build(after, kept)
            second = processor()
            build(after, fresh)
            wrong = differences(kept, fresh)
            mega = weigh(fresh)
        peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
        print(
            f"{size:>7,} {len(made.claims):>7,} {report.pages:>7,} {mega:>6.0f} {world:>6.1f} {site:>7.1f} {first - before:>7.1f} "
            f"{(world + site) / report.pages * 1000:>8.2f} {again[0] + again[1]:>7.1f} {second - first:>6.1f} {again[2].written:>8,} "
            f"{peak:>9.0f} {os.getloadavg()[0]:>5.1f}  {'yes' if not wrong else f'NO: {wrong[:5]}'}",
            flush=True,
        )


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [1_000, 10_000])
