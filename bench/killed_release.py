"""kill -9 at any moment of a publication: how often the old release stands, how often the new one, how often neither.

    python bench/killed_release.py [TIMES]        default: 300

Each time something is decided anew and published by another process, which is killed after a random while; then the
release that stands there is verified whole, against the checkpoint that stood there before.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.journeys.cast import REPORTS
from tests.killing import begin, kill_publications


def main(times: int) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for file, text in REPORTS.items():
            (folder / "in" / file).write_text(text, encoding="utf-8")
        started = time.monotonic()
        found, wrong = kill_publications(folder, begin(folder, folder / "in"), times, seed=17)
        print(f"{times} publications killed in {time.monotonic() - started:.0f} s")
        print(f"the old release stands: {found['old']}; the new one: {found['new']}; something else: {len(wrong)}")
        print("\n".join(wrong))
    return len(wrong)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
