"""What is wrong with a capture table, and what deserves a word although it is not wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bilan.model.errors import BilanError, Refused


class BadTable(BilanError):
    """The table says something that no count of people on lists can be. Nothing is estimated from it."""


class NoEstimate(Refused):
    """This method has no honest answer for this table; `reason` names why in one word, the text says it in full."""

    def __init__(self, what: str, *, reason: str, why: str = "", advice: str = "") -> None:
        super().__init__(what, why=why, advice=advice)
        self.reason = reason


class Remark(StrEnum):
    """What a validity report may say of a table that can be used."""

    FILLED = "patterns_filled_as_zero"
    UNSEEN = "unseen_cell_ignored"
    COLUMN_LEFT_ASIDE = "column_left_aside"
    SUMMED = "rows_summed"
    EMPTY_LIST = "empty_list"
    TWO_LISTS = "fewer_than_three_lists"
    NO_OVERLAP = "no_overlap"
    ISOLATED_LIST = "isolated_list"
    NO_SHARED_PAIR = "pair_without_overlap"
    CONTAINED_LIST = "list_contained_in_another"
    DUPLICATES = "duplicates_within_a_list"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the validity report: which remark, about which lists, in words, and how many it concerns."""

    remark: Remark
    message: str
    lists: tuple[str, ...] = ()
    number: int = 0


def overlap_findings(
    lists: Sequence[str], cells: Sequence[tuple[int, int]], filled: bool = True
) -> tuple[Finding, ...]:
    """What the overlaps of the lists say by themselves.

    `cells` are (pattern, people) with people > 0; bit j of a pattern says "on list j".

    >>> [f.remark.value for f in overlap_findings(("A", "B"), [(1, 4), (2, 5)])]
    ['patterns_filled_as_zero', 'fewer_than_three_lists', 'no_overlap']
    """
    found = []
    width = len(lists)
    possible, given = 2**width - 1, len(cells)
    if filled and given < possible:
        found.append(
            Finding(
                Remark.FILLED,
                f"{possible - given} of the {possible} patterns of presence hold nobody: taken as zero, not as unknown",
                number=possible - given,
            )
        )
    together = [[sum(n for p, n in cells if p >> i & 1 and p >> j & 1) for j in range(width)] for i in range(width)]
    people = [together[i][i] for i in range(width)]
    for i, name in enumerate(lists):
        if people[i] == 0:
            found.append(Finding(Remark.EMPTY_LIST, f"list {name} holds nobody here: it is left out", (name,)))
    held = [i for i in range(width) if people[i]]
    if len(held) < 3:
        found.append(
            Finding(Remark.TWO_LISTS, f"{len(held)} lists hold people: whether they are independent cannot be checked")
        )
    alone = [i for i in held if all(together[i][j] == 0 for j in held if j != i)]
    if len(alone) == len(held):
        found.append(Finding(Remark.NO_OVERLAP, "nobody is on two lists: these lists say nothing about who is missing"))
        return tuple(found)
    for i in alone:
        found.append(Finding(Remark.ISOLATED_LIST, f"nobody on list {lists[i]} is on another list", (lists[i],)))
    for a, i in enumerate(held):
        for j in held[a + 1 :]:
            pair = (lists[i], lists[j])
            if together[i][j] == 0 and i not in alone and j not in alone:
                found.append(Finding(Remark.NO_SHARED_PAIR, f"nobody is on both {pair[0]} and {pair[1]}", pair))
            for inner, outer in ((i, j), (j, i)):
                if together[i][j] == people[inner] and people[inner] > 1:
                    message = (
                        f"all {people[inner]} people of list {lists[inner]} are on list {lists[outer]}: "
                        "it may have been drawn from it"
                    )
                    found.append(Finding(Remark.CONTAINED_LIST, message, (lists[inner], lists[outer]), people[inner]))
    return tuple(found)
