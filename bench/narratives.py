"""Both coded bounds of the killed, looked for in narratives of incidents: are they found, and among how many claims?

    python bench/narratives.py ../shared/data/airwars_gaza/dev/incidents.parquet [--limit N] [--misses N]

A narrative counts when the coded lowest and highest number of civilians killed both stand among the claims of killed
proposed for it, as a low or a high, of a whole or of a part; nought needs no claim. Claims of killed are counted thrice: all of
them, those that restate no other, and those of them that are no part of another.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bilan.claims import read_text
from bilan.model.claim import Claim
from bilan.model.vocab import Harm

DEATHS = (Harm.KILLED,)


def killed(claims: Sequence[Claim]) -> list[Claim]:
    return [c for c in claims if c.harm in DEATHS and c.same_as is None]


def numbers(claims: Sequence[Claim]) -> set[int]:
    """Every bound that a claim of killed states."""
    found: set[int] = {0}
    for c in claims:
        if c.harm in DEATHS:
            found.add(c.quantity.low)
            if c.quantity.high is not None:
                found.add(c.quantity.high)
    return found


def measure(rows: Sequence[dict[str, Any]]) -> tuple[tuple[int, ...], list[dict[str, Any]]]:
    both = proposed = deaths = unrestated = alone = 0
    missed = []
    for row in rows:
        claims = [p.claim for p in read_text(row["narrative"], "en").proposals]
        said = numbers(claims)
        deaths += sum(c.harm in DEATHS for c in claims)
        unrestated += len(killed(claims))
        alone += sum(c.part_of is None for c in killed(claims))
        proposed += len(claims)
        if int(row["civ_killed_min"]) in said and int(row["civ_killed_max"]) in said:
            both += 1
        else:
            missed.append(row | {"said": sorted(said)})
    return (both, proposed, deaths, unrestated, alone), missed


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("table", type=Path)
    options.add_argument("--limit", type=int)
    options.add_argument("--misses", type=int, default=0)
    given = options.parse_args()
    try:
        import pyarrow.parquet as parquet
    except ImportError:
        sys.exit("this bench reads a Parquet table: make setup installs pyarrow")
    rows = [
        r
        for r in parquet.read_table(given.table).to_pylist()
        if r["narrative"] and r["civ_killed_min"] is not None and r["civ_killed_max"] is not None
    ][: given.limit]
    (both, proposed, deaths, unrestated, alone), missed = measure(rows)
    n = len(rows)
    print(f"narratives with coded bounds        {n:>8}")
    print(f"both bounds found                   {both / n:>8.3f}")
    print(f"claims of killed per narrative      {deaths / n:>8.2f}")
    print(f"  that restate no other             {unrestated / n:>8.2f}")
    print(f"  and are no part of another        {alone / n:>8.2f}")
    print(f"claims per narrative                {proposed / n:>8.2f}")
    for row in missed[: given.misses]:
        print(f"\n{row['code']}  coded {row['civ_killed_min']:g}–{row['civ_killed_max']:g}, read {row['said']}")
        print(row["narrative"])


if __name__ == "__main__":
    main()
