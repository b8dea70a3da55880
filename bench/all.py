"""All benches, one after the other, in sizes that take minutes: `make bench`. A bench whose data are not there is skipped.

python bench/all.py [--long] [--docs]      --long: the sizes of docs/benchmarks.md; --docs: write them there
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SHARED = ROOT.parent / "shared"
PAGE = ROOT / "docs" / "benchmarks.md"

# name, what it needs, arguments, more arguments when long, whether it can write its section of the page
BENCHES: tuple[tuple[str, Path | None, tuple[str, ...], tuple[str, ...], bool], ...] = (
    ("reading", SHARED / "gold", (str(SHARED / "gold"),), (), True),
    ("narratives", SHARED / "data/airwars_gaza/dev/incidents.parquet", (str(SHARED / "data/airwars_gaza/dev/incidents.parquet"),), (), False),
    ("muc4", SHARED / "data/muc4/dev", (str(SHARED / "data/muc4/dev"),), (), True),
    ("peer", SHARED / "gold", (str(SHARED / "gold"), "--documents", "24", "--rounds", "2"), (), True),
    ("grades", SHARED / "data/airwars_syria/dev", (str(SHARED / "data/airwars_syria/dev"),), (), True),
    ("bulk", None, ("--counts", "300,1500"), ("--counts", "1000,10000"), True),
    ("reconcile", None, ("1000", "10000"), ("1000", "10000", "100000"), False),
    ("estimate", SHARED / "data/mse", (str(SHARED / "data/mse"),), (), True),
    ("coverage", None, ("--tables", "20"), ("--tables", "200"), True),
    ("latent", SHARED / "data/mse", (str(SHARED / "data/mse"), "--sweeps", "4000"), (str(SHARED / "data/mse"),), True),
    ("hostile", None, ("--fuzz", "1"), ("--fuzz", "20"), False),
    ("site", None, ("300",), ("1000", "10000"), False),
    ("evidence", None, ("--documents", "300", "--seconds", "1"), ("--documents", "10000"), True),
    ("durability", None, ("--kills", "50"), ("--kills", "1000"), True),
    ("verify", None, ("--part", "10"), ("--part", "1"), True),
    ("killed_release", None, ("20",), ("1000",), False),
)  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--long", action="store_true")
    options.add_argument("--docs", action="store_true")
    given = options.parse_args()
    failed = []
    for name, needs, short, long, writes in BENCHES:
        print(f"\n=== {name}", flush=True)
        if needs is not None and not needs.exists():
            print(f"skipped: its data are not beside this checkout (../{needs.relative_to(ROOT.parent)})")
            continue
        arguments = [
            *(long if given.long and long else short),
            *(["--docs", str(PAGE)] if given.docs and writes else []),
        ]
        start = time.monotonic()
        if subprocess.run([sys.executable, HERE / f"{name}.py", *arguments], cwd=ROOT).returncode:
            failed.append(name)
        print(f"({time.monotonic() - start:.0f} s)", flush=True)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
