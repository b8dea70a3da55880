"""How often the proposed grade is the one that a recorder gave, beside two simple rules.

    python bench/grades.py ../shared/data/airwars_syria/dev [--docs docs/benchmarks.md]

FOLDER holds Airwars' tables: incidents, sources, belligerents. Only incidents that have sources in the table of sources,
and a grade, are asked about: where the copy lost the list of sources, nothing is known and nothing is tuned. One half
(the sha256 of the incident's code is even) serves to choose thresholds, of the codebook and of the simple rules alike;
the figures are those of the other half.

The simple rules: the grade that is most frequent; and the number of sources alone, which is cut twice, each of the three
stretches given the grade that serves macro-F1 best. The proposals see independent voices, whom they blame, what parties
answer and declare; they do not see the recorder's own assessments of the strike (strike_status, belligerent_type).
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from reading import write

from bilan.assess import Codebook, built_in, propose
from bilan.assess.table_layout import built_in as layout
from bilan.assess.tables import Case, read_cases

HEADING = "## Grades"
TRIED = range(1, 7)  # thresholds
CUTS = (1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 40)  # of the number of sources
DRAWS = 1000

Guess = Callable[[Case], str]
Pairs = Sequence[tuple[str, str]]  # the recorder's grade, the one proposed


def is_for_choosing(case: Case) -> bool:
    """The half on which thresholds are chosen, by a rule that nobody can bend."""
    return hashlib.sha256(case.facts.incident.encode()).digest()[-1] % 2 == 0


def f1(pairs: Pairs, grade: str) -> float:
    """
    >>> f1([("a", "a"), ("a", "b"), ("b", "b")], "b")
    0.6666666666666666
    """
    right = sum(told == guess == grade for told, guess in pairs)
    all_ = sum(told == grade for told, _ in pairs) + sum(guess == grade for _, guess in pairs)
    return 2 * right / all_ if all_ else 0.0


def macro(pairs: Pairs, grades: Sequence[str]) -> float:
    return sum(f1(pairs, g) for g in grades) / len(grades)


def compared(cases: Sequence[Case], guess: Guess) -> list[tuple[str, str]]:
    return [(c.graded, guess(c)) for c in cases]


def majority(cases: Sequence[Case]) -> Guess:
    most = Counter(c.graded for c in cases).most_common(1)[0][0]
    return lambda case: most


def by_count(cases: Sequence[Case], grades: Sequence[str]) -> tuple[Guess, str]:
    """The best that the number of sources can do alone, and how."""

    def guess(low: int, high: int, which: Sequence[str]) -> Guess:
        return lambda c: which[(c.facts.sources >= low) + (c.facts.sources >= high)]

    ways = [(a, b, which) for a, b in itertools.combinations(CUTS, 2) for which in itertools.product(grades, repeat=3)]
    counts = Counter((c.graded, c.facts.sources) for c in cases)

    def score(way: tuple[int, int, tuple[str, ...]]) -> float:
        low, high, which = way
        table: Counter[tuple[str, str]] = Counter()
        for (told, n), times in counts.items():
            table[told, which[(n >= low) + (n >= high)]] += times
        told = {g: sum(v for (t, _), v in table.items() if t == g) for g in grades}
        said = {g: sum(v for (_, s), v in table.items() if s == g) for g in grades}
        return sum(2 * table[g, g] / (told[g] + said[g]) if told[g] + said[g] else 0.0 for g in grades)

    low, high, which = max(ways, key=score)
    return guess(low, high, which), f"under {low}: {which[0]}; under {high}: {which[1]}; from {high} on: {which[2]}"


def by_rules(cases: Sequence[Case], book: Codebook, grades: Sequence[str]) -> tuple[Guess, Codebook]:
    """The codebook with the thresholds that serve best on these cases; of equals, the nearest to the published ones."""

    def proposed(case: Case, one: Codebook) -> str:
        proposal = propose(case.facts, one)
        return proposal.grade if proposal else ""

    tried = [book.with_thresholds(corroborated=a, competing=b) for a in TRIED for b in TRIED]

    def score(one: Codebook) -> tuple[float, int]:
        away = sum(abs(one.thresholds[k] - v) for k, v in book.thresholds.items())
        return macro(compared(cases, lambda c: proposed(c, one)), grades), -away

    best = max(tried, key=score)
    return lambda c: proposed(c, best), best


def interval(pairs: Pairs, grades: Sequence[str], seed: int = 0) -> tuple[float, float]:
    """95 % of bootstrap draws over incidents."""
    rng = random.Random(seed)
    drawn = sorted(macro(rng.choices(pairs, k=len(pairs)), grades) for _ in range(DRAWS))
    return drawn[int(0.025 * DRAWS)], drawn[int(0.975 * DRAWS)]


def section(folder: Path) -> list[str]:
    """The section of the page, as lines."""
    book = built_in("airwars")
    grades = [g.id for g in book.grades]
    cases = [c for c in read_cases(folder, layout("airwars")) if c.facts.sources and c.graded in grades]
    chosen, rest = [c for c in cases if is_for_choosing(c)], [c for c in cases if not is_for_choosing(c)]
    count, how = by_count(chosen, grades)
    rules, best = by_rules(chosen, book, grades)
    rows = {"most frequent grade": majority(chosen), "number of sources alone": count, "proposed by rule": rules}
    table = Counter(compared(rest, rules))
    lines = [
        HEADING,
        "",
        f"`python bench/grades.py ../shared/data/airwars_syria/dev`, {date.today():%-d %B %Y}: the grade that the codebook",
        "`airwars` proposes beside the one that the recorder gave, on incidents that have sources in the table of sources.",
        f"Thresholds chosen on {len(chosen):,} of them (sha256 of the code is even), reported on the other {len(rest):,}. In brackets",
        "95 % of bootstrap draws over incidents. Whom each incident is blamed on, and how each party's answer is coded, are the",
        "recorder's own, like the grade: the gain over the number of sources rests on them.",
        "",
        "| rule | macro-F1 | accuracy | " + " | ".join(grades) + " |",
        "|---|---|---|" + "---|" * len(grades),
    ]
    for name, guess in rows.items():
        pairs = compared(rest, guess)
        low, high = interval(pairs, grades)
        right = sum(a == b for a, b in pairs) / len(pairs)
        each = " | ".join(f"{f1(pairs, g):.2f}" for g in grades)
        lines.append(f"| {name} | {macro(pairs, grades):.3f} ({low:.2f}–{high:.2f}) | {right:.3f} | {each} |")
    told = ", ".join(f"{k} {v}" for k, v in best.thresholds.items())
    same = "which are the published ones" if best.thresholds == book.thresholds else "which the codebook does not use"
    lines += [
        "",
        f"Chosen: {told} voices, {same}; number of sources: {how}.",
        "",
        "| given ↓, proposed → | " + " | ".join(grades) + " | all |",
        "|---|" + "---|" * (len(grades) + 1),
        *(
            f"| {g} | "
            + " | ".join(str(table[g, h] or "") for h in grades)
            + f" | {sum(table[g, h] for h in grades)} |"
            for g in grades
        ),
        "",
        "What it cannot know: whose planes were in the air (most *contested* incidents that it proposes as *fair* blame one",
        "party, or nobody by name), how credible each source is (*weak* with two voices or more), and why a recorder",
        "discounted an incident.",
    ]
    return lines


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--docs", type=Path)
    given = options.parse_args()
    lines = section(given.folder)
    print("\n".join(lines))
    if given.docs:
        write(given.docs, lines, HEADING)


if __name__ == "__main__":
    main()
