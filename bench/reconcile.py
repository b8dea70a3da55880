"""How long the arithmetic takes: many claims with nested, overlapping and rival scopes, then one more.

    python bench/reconcile.py [SIZE ...]         default: 1,000 10,000 100,000 (add 1000000 for the long one)

Beside the whole it prints what HiGHS alone needs for the same programmes, and the peak of memory.
The made-up world: districts of ten towns; four claims in five are of one town and one day, one in six a total of a
district over overlapping stretches of 30 to 60 days, the rest yearly totals; eight voices name two actors, either,
or none, so that they disagree about the same dead.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time
from datetime import date, timedelta

import highspy

from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import Period
from bilan.reconcile import solve
from bilan.reconcile.bounds import bounds
from bilan.reconcile.parts import Parts, connected, packed
from bilan.reconcile.programme import build
from bilan.reconcile.region import Figure, Opinion, Region

CLAIMS_PER_DISTRICT = 400
ACTORS = (None, frozenset({ActorId("a")}), frozenset({ActorId("b")}), frozenset({ActorId("a"), ActorId("b")}))


def made_up_world(size: int, seed: int = 0) -> list[Figure]:
    """`size` figures; the density is the same at every size."""
    rng = random.Random(seed)
    districts = max(1, size // CLAIMS_PER_DISTRICT)
    first = date(2014, 1, 1)
    figures = []
    for i in range(size):
        number = rng.randrange(districts)
        district = f"c{number % 20}/d{number}"
        kind = rng.random()
        if kind < 0.8:
            day = first + timedelta(days=rng.randrange(1825))
            period, place, low = Period(day, day), f"{district}/t{rng.randrange(10)}", rng.randint(1, 20)
        elif kind < 0.97:
            day = first + timedelta(days=30 * rng.randrange(60))
            period, place = Period(day, day + timedelta(days=rng.choice((29, 44, 59)))), district
            low = rng.randint(10, 80)
        else:
            year = 2014 + rng.randrange(5)
            period, place, low = Period(date(year, 1, 1), date(year, 12, 31)), district, rng.randint(50, 400)
        figures.append(
            Figure(
                key=f"f{i}",
                claims=(f"f{i}",),
                voice=f"v{rng.randrange(8)}",
                region=Region((PlaceId(place),), period),
                low=low,
                high=low if rng.random() < 0.6 else None,
                opinion=Opinion(rng.choice(ACTORS)),
            )
        )
    return figures


def highs_alone(figures: list[Figure]) -> float:
    """Seconds inside HiGHS for the least bound of the same programmes, one process."""
    spent = 0.0
    for group in packed(connected(figures), "open"):
        model = solve._model(solve._matrix(build(group, Region())), "min")
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        started = time.perf_counter()
        solver.run()
        spent += time.perf_counter() - started
    return spent


def main(sizes: list[int]) -> None:
    workers = min(2, os.cpu_count() or 1)
    print(f"reconcile: seconds, {workers} processes; HiGHS alone in one")
    print(f"{'claims':>9} {'all':>8} {'s/100,000':>10} {'one more':>9} {'HiGHS':>7} {'peak MiB':>9}  low")
    for size in sizes:
        figures = made_up_world(size)
        started = time.perf_counter()
        parts = Parts.of(figures, Region(), workers=workers)
        whole = time.perf_counter() - started
        extra = []
        for n in range(20):
            one = made_up_world(1, seed=n + 1)[0]
            started = time.perf_counter()
            parts.add(Figure(f"more{n}", (f"more{n}",), one.voice, one.region, one.low, one.high, None, one.opinion))
            extra.append(time.perf_counter() - started)
        peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
        alone = highs_alone(figures)
        if size <= 5000:
            assert Parts.of(figures, Region()).low == bounds(figures, Region()).low
        print(
            f"{size:>9,} {whole:>8.2f} {whole / size * 1e5:>10.2f} {max(extra):>9.3f} {alone:>7.2f} {peak:>9.0f}  {parts.low:,}",
            flush=True,
        )


if __name__ == "__main__":
    main([int(a) for a in sys.argv[1:]] or [1_000, 10_000, 100_000])
