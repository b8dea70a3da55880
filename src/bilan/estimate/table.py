"""How many people are on which lists: the one thing every estimator of this room reads."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from bilan.estimate.validity import BadTable, Finding, NoEstimate, Remark, overlap_findings

MOST_LISTS = 36  # the widest study we know of joins 34 lists; beyond that almost every overlap is empty
MOST_PEOPLE = 2**53  # counts stay exact in floating point and in JSON

StratumKey = tuple[str, ...]
Cells = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CaptureTable:
    """Patterns of presence on lists × strata, with the number of people of each.

    `lists`: their names, in the order of the columns. `by`: the names of the strata's columns. `strata`: for each
    stratum its values of `by` and its cells, pairs of pattern and people; bit j of a pattern says "on list j"
    (pattern 5 = on lists 0 and 2). Nobody can be in pattern 0: those are the people to be estimated. Cells without
    people are left out; strata and patterns are sorted. `noted`: what had to be decided while the table was read.

    >>> table = CaptureTable.from_patterns(("A", "B"), {(1, 0): 40, (0, 1): 30, (1, 1): 12})
    >>> table.n, table.sizes, table.cells
    (82, (52, 42), ((1, 40), (2, 30), (3, 12)))
    """

    lists: tuple[str, ...]
    strata: tuple[tuple[StratumKey, Cells], ...]
    by: tuple[str, ...] = ()
    noted: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        problems = _problems(self.lists, self.strata, self.by)
        if problems:
            raise BadTable(
                problems[0] if len(problems) == 1 else f"{len(problems)} faults: " + "; ".join(problems[:8]),
                why="no number of missing people can be read from this table",
                advice="correct the table, then estimate again",
            )
        tidy = tuple(
            (key, kept)
            for key, cells in sorted(self.strata)
            if (kept := tuple(sorted((int(p), int(n)) for p, n in cells if n)))
        )
        object.__setattr__(self, "strata", tidy)

    @classmethod
    def from_patterns(cls, lists: Sequence[str], people: Mapping[tuple[int, ...], int]) -> CaptureTable:
        """A table without strata from patterns written as zeros and ones.

        Raises `BadTable` for a pattern of another width than the lists, or of anything but zeros and ones.
        """
        for pattern in people:
            if len(pattern) != len(lists) or set(pattern) - {0, 1}:
                raise BadTable(f"pattern {pattern} does not say yes (1) or no (0) for each of {len(lists)} lists")
        return cls(tuple(lists), (((), tuple((code_of(p), n) for p, n in people.items())),))

    @classmethod
    def from_counts(
        cls, lists: Sequence[str], counts: Sequence[int] | NDArray[np.int64], noted: tuple[Finding, ...] = ()
    ) -> CaptureTable:
        """A table without strata from 2^J counts by pattern code; the first, the unseen cell, must be 0."""
        if len(counts) != 2 ** len(lists):
            raise BadTable(f"{len(counts)} counts for {len(lists)} lists: there are {2 ** len(lists)} patterns")
        return cls(tuple(lists), (((), tuple((p, int(n)) for p, n in enumerate(counts))),), noted=noted)

    @classmethod
    def from_people(
        cls,
        sightings: Iterable[tuple[str, str, StratumKey]],
        *,
        lists: Sequence[str] | None = None,
        by: Sequence[str] = (),
    ) -> CaptureTable:
        """A table from linked lists: who is on which list, in which stratum; one entry per record.

        A person met twice on one list counts once, and the report says how many such duplicates there are.
        `lists` fixes names and order (by default those met, sorted), so that several draws of a linkage give
        comparable tables. Raises `BadTable` when a person stands in two strata or on an unnamed list.

        >>> CaptureTable.from_people([("p1", "A", ()), ("p1", "B", ()), ("p2", "B", ())]).cells
        ((2, 1), (3, 1))
        """
        records = list(sightings)
        names = tuple(lists) if lists is not None else tuple(sorted({name for _, name, _ in records}))
        place = {name: j for j, name in enumerate(names)}
        patterns: dict[str, int] = {}
        stratum_of: dict[str, StratumKey] = {}
        twice: Counter[str] = Counter()
        for person, name, key in records:
            if name not in place:
                raise BadTable(f"person {person} is on list {name}, which is not one of {', '.join(names)}")
            if stratum_of.setdefault(person, key) != key:
                raise BadTable(
                    f"person {person} stands in two strata, {' / '.join(stratum_of[person])} and {' / '.join(key)}",
                    why="the person would be counted twice",
                    advice="settle on one value per person, or draw one per table",
                )
            seen, bit = patterns.get(person, 0), 1 << place[name]
            twice[name] += bool(seen & bit)
            patterns[person] = seen | bit
        cells: dict[StratumKey, Counter[int]] = {}
        for person, pattern in patterns.items():
            cells.setdefault(stratum_of[person], Counter())[pattern] += 1
        noted = tuple(
            Finding(Remark.DUPLICATES, f"list {name} holds {n} records of people it already has", (name,), n)
            for name, n in sorted(twice.items())
            if n
        )
        return cls(names, tuple((key, tuple(c.items())) for key, c in cells.items()), tuple(by), noted)

    @property
    def n(self) -> int:
        """How many people are on at least one list."""
        return sum(n for _, cells in self.strata for _, n in cells)

    @property
    def cells(self) -> Cells:
        """(pattern, people) over all strata together, people > 0, sorted by pattern."""
        if len(self.strata) == 1:
            return self.strata[0][1]
        together: Counter[int] = Counter()
        for _, cells in self.strata:
            together.update(dict(cells))
        return tuple(sorted(together.items()))

    @property
    def patterns(self) -> NDArray[np.uint8]:
        """The observed patterns as a matrix of zeros and ones, shape (cells, lists), in the order of `cells`."""
        codes = np.array([p for p, _ in self.cells], dtype=np.int64)
        return ((codes[:, None] >> np.arange(len(self.lists))) & 1).astype(np.uint8)

    @property
    def people(self) -> NDArray[np.int64]:
        """The number of people of each observed pattern, shape (cells,), in the order of `cells`."""
        return np.array([n for _, n in self.cells], dtype=np.int64)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many people each list holds."""
        cells = self.cells
        return tuple(sum(n for p, n in cells if p >> j & 1) for j in range(len(self.lists)))

    @property
    def counts(self) -> NDArray[np.int64]:
        """All 2^J counts by pattern code, the unseen cell 0 first; for tables of at most 20 lists."""
        if len(self.lists) > 20:
            raise BadTable(f"{len(self.lists)} lists have too many patterns to write out", advice="use fewer lists")
        full = np.zeros(2 ** len(self.lists), dtype=np.int64)
        for pattern, n in self.cells:
            full[pattern] = n
        return full

    @property
    def captures(self) -> NDArray[np.int64]:
        """How many people are on exactly k lists, for k = 0 … J (k = 0 holds 0: they are to be estimated)."""
        by_number = np.zeros(len(self.lists) + 1, dtype=np.int64)
        for pattern, n in self.cells:
            by_number[pattern.bit_count()] += n
        return by_number

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The validity report: what was decided on reading, then what the overlaps say."""
        return self.noted + overlap_findings(self.lists, self.cells)

    @property
    def hash(self) -> str:
        """sha256 of the canonical form: the same whatever the order of lists, strata, patterns or empty cells."""
        order = sorted(range(len(self.lists)), key=lambda j: self.lists[j])
        in_order = order == list(range(len(order)))
        body = [
            [self.lists[j] for j in order],
            self.by,
            [
                [key, cells if in_order else sorted((_permuted(p, order), n) for p, n in cells)]
                for key, cells in self.strata
            ],
        ]
        return hashlib.sha256(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

    def split(self) -> dict[StratumKey, CaptureTable]:
        """Each stratum as a table of its own, all with the same lists; one entry, `()`, when there are no strata."""
        return {key: CaptureTable(self.lists, (((), cells),), noted=self.noted) for key, cells in self.strata}

    def pooled(self) -> CaptureTable:
        """The same people without strata."""
        return replace(self, strata=(((), self.cells),), by=())

    def active(self) -> CaptureTable:
        """Without the lists that hold nobody. Raises `NoEstimate` when only one remains, as a small stratum may have."""
        held = [name for name, size in zip(self.lists, self.sizes, strict=True) if size]
        if len(held) == 1:
            raise NoEstimate(
                f"only one list, {held[0]}, holds people here",
                reason="one_list",
                why="who is missing shows only where lists overlap",
                advice="estimate this stratum together with another",
            )
        return self.keep(held)

    def keep(self, lists: Sequence[str]) -> CaptureTable:
        """With these lists only, in this order; people on none of them drop out of the table, and so out of n."""
        unknown = [name for name in lists if name not in self.lists]
        if unknown:
            raise BadTable(f"the table has no list {', '.join(unknown)}", advice=f"lists: {', '.join(self.lists)}")
        if tuple(lists) == self.lists:
            return self
        order = [self.lists.index(name) for name in lists]
        return self._recoded(tuple(lists), lambda pattern: _permuted(pattern, order))

    def without(self, name: str) -> CaptureTable:
        """With that list dropped, as a sensitivity analysis does."""
        if name not in self.lists:
            raise BadTable(f"the table has no list {name}", advice=f"lists: {', '.join(self.lists)}")
        return self.keep([other for other in self.lists if other != name])

    def merged(self, names: Sequence[str], into: str) -> CaptureTable:
        """With these lists joined into one, for lists that copy one another; it takes the place of the first."""
        base = self.keep(self.lists)
        missing = [name for name in names if name not in base.lists]
        if missing or not names:
            raise BadTable(f"the table has no list {', '.join(missing) or '(none named)'}")
        rest = [name for name in base.lists if name not in names]
        first = base.lists.index(names[0])
        at = sum(1 for name in rest if base.lists.index(name) < first)
        joined = (*rest[:at], into, *rest[at:])
        mask = sum(1 << base.lists.index(name) for name in names)
        origin = {name: base.lists.index(name) for name in rest}

        def recode(pattern: int) -> int:
            return sum(
                1 << j for j, name in enumerate(joined) if (pattern & mask if j == at else pattern >> origin[name] & 1)
            )

        return base._recoded(joined, recode)

    def _recoded(self, lists: tuple[str, ...], recode: Callable[[int], int]) -> CaptureTable:
        strata = []
        for key, cells in self.strata:
            new: Counter[int] = Counter()
            for pattern, n in cells:
                new[recode(pattern)] += n
            del new[0]
            strata.append((key, tuple(new.items())))
        return CaptureTable(lists, tuple(strata), self.by, self.noted)


def tables_of_draws(
    draws: Iterable[Iterable[tuple[str, str, StratumKey]]],
    *,
    lists: Sequence[str] | None = None,
    by: Sequence[str] = (),
) -> tuple[CaptureTable, ...]:
    """One table per draw of an uncertain linkage, all with the same lists in the same order."""
    records = [list(draw) for draw in draws]
    names = tuple(lists) if lists is not None else tuple(sorted({name for draw in records for _, name, _ in draw}))
    return tuple(CaptureTable.from_people(draw, lists=names, by=by) for draw in records)


def code_of(pattern: Sequence[int]) -> int:
    """The number of a pattern: bit j for list j.

    >>> code_of((1, 0, 1))
    5
    """
    return sum(1 << j for j, on in enumerate(pattern) if on)


def _permuted(pattern: int, order: Sequence[int]) -> int:
    return sum(1 << new for new, old in enumerate(order) if pattern >> old & 1)


def _problems(lists: tuple[str, ...], strata: tuple[tuple[StratumKey, Cells], ...], by: tuple[str, ...]) -> list[str]:
    problems = []
    if len(lists) < 2:
        problems.append(
            "only one list holds people: who is missing shows only where lists overlap" if lists else "no list is named"
        )
    if len(lists) > MOST_LISTS:
        problems.append(f"{len(lists)} lists, and at most {MOST_LISTS} can be used: merge or choose lists first")
    if len(set(lists)) < len(lists):
        problems.append("two lists bear the same name")
    if len({key for key, _ in strata}) < len(strata):
        problems.append("a stratum is given twice")
    if any(len(key) != len(by) for key, _ in strata):
        problems.append(f"a stratum does not give one value for each of its {len(by)} columns")
    total = 0
    for key, cells in strata:
        where = f" in stratum {' / '.join(key)}" if key else ""
        if len({p for p, _ in cells}) < len(cells):
            problems.append(f"a pattern is given twice{where}")
        for pattern, n in cells:
            shown = "".join(str(pattern >> j & 1) for j in range(len(lists)))
            if isinstance(n, bool) or not isinstance(n, Integral):
                problems.append(f"pattern {shown} holds {n} people{where}: a count must be a whole number")
                continue
            if n < 0:
                problems.append(f"pattern {shown} holds {n} people{where}: a count cannot be negative")
            if pattern == 0 and n > 0:
                problems.append(f"{n} people are on none of the lists{where}: nobody can have counted them")
            if not 0 <= pattern < 2 ** len(lists):
                problems.append(f"pattern {pattern} speaks of a list beyond the {len(lists)} named{where}")
            total += max(n, 0)
    if total == 0 and not problems:
        problems.append("every count is zero: nobody is on any list")
    if total > MOST_PEOPLE:
        problems.append(f"{total} people are more than a table can hold")
    return problems
