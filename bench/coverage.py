"""How often each method's interval holds the truth, on invented populations whose truth is known.

    python bench/coverage.py [--tables 200] [--people 2000] [--methods chao,dga] [--docs docs/benchmarks.md]

Five worlds, from the one that the methods assume to those that break them: lists that work apart; two hidden classes of
people; chances that vary smoothly among people; people whom no list can reach; links between the lists that were missed;
and one list that draws on another. Every method sees the same tables. A method that refuses a table is counted as refusing,
not as wrong. Rows are printed whatever they say: where an interval misses, that is the finding.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray
from reading import write

from bilan.estimate import BadTable, CaptureTable, Estimate, NoEstimate
from bilan.estimate.averaging import averaged
from bilan.estimate.chao import chao
from bilan.estimate.closed import closed
from bilan.estimate.latent_class import latent_class
from bilan.estimate.loglinear import loglinear

HEADING = "## Does the interval hold the truth?"

Presence = NDArray[np.bool_]  # people × lists
Method = Callable[[CaptureTable], Estimate]

CHANCES = np.array([0.35, 0.28, 0.2, 0.12])

METHODS: dict[str, Method] = {
    "chao": chao,
    "Mt": lambda table: closed(table, "Mt"),
    "Mth-darroch": lambda table: closed(table, "Mth", "darroch"),
    "loglinear": lambda table: loglinear(table, replicates=200),
    "dga": averaged,
    "lcmcr": lambda table: latent_class(table, efforts=1, workers=1),
}
SLOW = {"lcmcr"}  # seconds a table: named with --methods, and fewer tables


def independent(people: int, dice: np.random.Generator) -> Presence:
    """Lists that work apart; everyone has a list's own chance."""
    return dice.random((people, len(CHANCES))) < CHANCES


def two_classes(people: int, dice: np.random.Generator) -> Presence:
    """Seven in ten are hard to find for every list, three in ten are easy."""
    easy = dice.random(people) < 0.3
    chances = np.where(easy[:, None], np.minimum(2.2 * CHANCES, 0.9), 0.55 * CHANCES)
    return dice.random(chances.shape) < chances


def smooth(people: int, dice: np.random.Generator) -> Presence:
    """A person's log-odds on every list move together, normal with standard deviation 1."""
    odds = np.log(CHANCES / (1 - CHANCES)) + dice.normal(size=people)[:, None]
    return dice.random(odds.shape) < 1 / (1 + np.exp(-odds))


def unreachable(people: int, dice: np.random.Generator) -> Presence:
    """One in five can be on no list at all; the lists work apart for the others."""
    found = independent(people, dice)
    found[dice.random(people) < 0.2] = False
    return found


def missed_links(people: int, dice: np.random.Generator) -> Presence:
    """The lists work apart, but one record in ten of people on several lists is taken for somebody else."""
    found = independent(people, dice)
    several = np.flatnonzero(found.sum(axis=1) > 1)
    strays = []
    for person in several:
        for at in np.flatnonzero(found[person])[1:]:
            if dice.random() < 0.1:
                found[person, at] = False
                stray = np.zeros(found.shape[1], dtype=bool)
                stray[at] = True
                strays.append(stray)
    return np.vstack([found, *strays])


def copied(people: int, dice: np.random.Generator) -> Presence:
    """The second list takes over a third of the first."""
    found = independent(people, dice)
    found[:, 1] |= found[:, 0] & (dice.random(people) < 1 / 3)
    return found


WORLDS = {
    "lists work apart": independent,
    "two hidden classes": two_classes,
    "smooth heterogeneity": smooth,
    "one in five unreachable": unreachable,
    "one link in ten missed": missed_links,
    "a list copies another": copied,
}


def table_of(found: Presence) -> CaptureTable:
    """The capture table of who is on which list."""
    codes = found @ (1 << np.arange(found.shape[1]))
    counts = np.bincount(codes, minlength=2 ** found.shape[1])
    counts[0] = 0
    return CaptureTable.from_counts(tuple("ABCDEFGH"[: found.shape[1]]), counts)


def rows(methods: dict[str, Method], tables: int, people: int) -> Iterator[str]:
    """One row per world and method."""
    for world, make in WORLDS.items():
        dice = np.random.default_rng(20_261_122)
        drawn = [table_of(make(people, dice)) for _ in range(tables)]
        seen = median(t.n for t in drawn) / people
        for name, method in methods.items():
            start = time.process_time()
            answers = [a for t in drawn if (a := _answer(method, t)) is not None]
            each = (time.process_time() - start) / tables
            refused = 1 - len(answers) / tables
            if not answers:
                yield f"| {world} | {seen:.0%} | {name} | | | | {refused:.0%} | {each * 1000:.0f} ms |"
                continue
            holds = sum(a.low <= people and (a.high is None or people <= a.high) for a in answers) / len(answers)
            error = median((a.median - people) / people for a in answers)
            width = (
                "no ceiling" if answers[0].high is None else f"{median((a.high - a.low) / people for a in answers):.2f}"
            )
            yield (
                f"| {world} | {seen:.0%} | {name} | {holds:.0%} | {error:+.0%} | {width} | {refused:.0%} "
                f"| {each * 1000:.0f} ms |"
            )


def _answer(method: Method, table: CaptureTable) -> Estimate | None:
    try:
        return method(table)
    except (NoEstimate, BadTable):
        return None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--tables", type=int, default=200)
    options.add_argument("--people", type=int, default=2000)
    options.add_argument("--methods", default=",".join(name for name in METHODS if name not in SLOW))
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    chosen = {name: METHODS[name] for name in given.methods.split(",")}
    lines = [
        HEADING,
        "",
        f"`python bench/coverage.py --tables {given.tables} --people {given.people}`, {date.today():%-d %B %Y}: {given.tables} invented tables",
        f"of four lists per world, {given.people:,} people in truth. *Holds*: share of the 95 % intervals that hold the truth (for",
        "`chao`, that its lower limit lies below); *error*: median of the figure against the truth; *width*: median of the",
        "interval, in units of the truth.",
        "",
        "| world | on a list | method | holds | error | width | refuses | each |",
        "|---|---|---|---|---|---|---|---|",
    ]
    print("\n".join(lines))
    for row in rows(chosen, given.tables, given.people):
        print(row, flush=True)
        lines.append(row)
    if given.docs:
        write(given.docs, lines, HEADING)


if __name__ == "__main__":
    main()
