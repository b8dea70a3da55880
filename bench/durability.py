"""1,000 times a process is killed with SIGKILL while it works on a dossier: how many acknowledged things are lost.

python bench/durability.py [--kills 1000] [--docs PAGE]

Each part is what tests/durability.py does: documents are added, decisions taken, items sealed, a site published, in
SQLite and (decisions) in PostgreSQL. The last row is the control: it acknowledges too early, and must lose.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from reading import write  # noqa: E402
from tests import postgresql  # noqa: E402

HEADING = "## Killed at work"
# what is done, of a thousand kills, in PostgreSQL or in a folder
PARTS = (
    ("intake", 250, False, "documents added"),
    ("review", 300, False, "decisions taken"),
    ("review", 100, True, "decisions taken, in PostgreSQL"),
    ("seal", 100, False, "items sealed"),
    ("publication", 250, False, "sites published"),
)


def kill(kind: str, folder: Path, kills: int, *more: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "durability.py"), kind, str(folder / "place"), str(kills), *more],
        capture_output=True,
        text=True,
    )
    if not done.stdout:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=1000)
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    lines = [
        HEADING,
        "",
        f"`python bench/durability.py --kills {given.kills}`: a process is killed with SIGKILL at a moment picked by "
        "chance. What it had acknowledged must be there, the chain whole, the projections equal to a rebuild, the site old or new.",
        "",
        "| while | kills | acknowledged | lost | not whole |",
        "|---|---|---|---|---|",
    ]
    print("\n".join(lines), flush=True)
    begun, bad, total = time.monotonic(), 0, [0, 0, 0, 0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with postgresql.server() if postgresql.programs() else nullcontext(None) as address:
            for kind, share, elsewhere, words in PARTS:
                if elsewhere and address is None:
                    continue
                more = ["--postgresql", address] if elsewhere and address else []
                found = kill(kind, folder, max(1, share * given.kills // 1000), *more)
                row = [found["kills"], found["acknowledged"], found["lost"], len(found["problems"])]
                total = [a + b for a, b in zip(total, row, strict=True)]
                bad += found["lost"] + len(found["problems"])
                lines.append(f"| {words} | " + " | ".join(f"{n:,}" for n in row) + " |")
                print(lines[-1], *found["problems"][:3], flush=True)
        lines.append("| **together** | " + " | ".join(f"**{n:,}**" for n in total) + " |")
        control = kill("review", folder, 30, "--careless")
        lines.append(
            f"| *control: acknowledged before it is written* | *{control['kills']}* | *{control['acknowledged']:,}* "
            f"| *{control['lost']:,}* | *{len(control['problems'])}* |"
        )
        print("\n".join(lines[-2:]), f"\n({time.monotonic() - begun:,.0f} s)", flush=True)
    if given.docs:
        write(given.docs, lines, HEADING)
    return int(bool(bad or not control["lost"]))


if __name__ == "__main__":
    sys.exit(main())
