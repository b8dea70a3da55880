"""A capture table out of a file's text: one line per pattern with its count, or one line per person."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence

from bilan.estimate.table import CaptureTable, StratumKey
from bilan.estimate.validity import BadTable, Finding, Remark

COUNT_COLUMNS = ("freq", "frequency", "count", "counts", "n", "y", "people", "effectif", "nombre", "عدد")
_ON = {"1": 1, "1.0": 1, "0": 0, "0.0": 0, "obs": 1, "un": 0}
_MISSING = {"", "na", "nan", "null", "none"}
_LIST_PREFIX = re.compile(r"in_\w+")
_WHOLE = re.compile(r"[+-]?\d{1,18}(\.0*)?", re.ASCII)


def read_capture_table(
    text: str,
    *,
    strata: Sequence[str] = (),
    lists: Sequence[str] | None = None,
    count: str | None = None,
) -> CaptureTable:
    """Read a CSV (comma, semicolon, tab or bar).

    Which columns are lists: those named in `lists`; else those called `in_…` (one line per person, as linked data
    are published); else every column that says 0 or 1 (or `un`, `obs`) almost everywhere. `strata` names the columns
    that cut the people into strata. `count` names the column of counts, by default one called Freq, count, n, y …;
    where there is none, each line is one person. A further column is summed over, and the report says so.

    A line of zeros is the unseen cell: it may stand there empty, NA or 0, and never with people. Raises `BadTable`
    with the line and column of what cannot be: a negative or broken count, a mark that is no mark, a pattern given
    twice, a line shorter than the header.

    >>> read_capture_table("A,B,Freq\\n1,0,40\\n0,1,30\\n1,1,12\\n").cells
    ((1, 40), (2, 30), (3, 12))
    """
    header, rows = _rows(text)
    for name in (*strata, *(lists or ()), *((count,) if count else ())):
        if name not in header:
            raise BadTable(f"the table has no column {name!r}", advice=f"its columns: {', '.join(header)}")
    counted = count or next((h for h in header if h.casefold() in COUNT_COLUMNS and h not in (lists or strata)), None)
    named = tuple(lists) if lists is not None else _list_columns(header, rows, {*strata, counted or ""})
    if not named:
        raise BadTable(
            "no column says 0 or 1 on every line, so none is a list",
            why="who is on which list cannot be read",
            advice="give each list a column of zeros and ones",
        )
    at = {name: header.index(name) for name in header}
    aside = [h for h in header if h not in named and h not in strata and h != counted]
    cells: Counter[tuple[StratumKey, int]] = Counter()
    first_line: dict[tuple[str, ...], int] = {}
    summed = unseen = 0
    for line, row in rows:
        pattern = sum(_mark(row[at[name]], name, line) << j for j, name in enumerate(named))
        people = _people(row[at[counted]], counted, line, pattern) if counted else 1
        if pattern == 0:
            if people:
                who = f"{people} people are" if counted else "this person is"
                raise BadTable(
                    f"line {line}: {who} on none of the lists",
                    why="nobody can have counted them",
                    advice="remove the line, or leave its count empty",
                )
            unseen += 1
            continue
        key = tuple(row[at[name]].strip() for name in strata)
        if counted:
            identity = tuple(cell.strip() for h, cell in zip(header, row, strict=True) if h != counted)
            if identity in first_line:
                raise BadTable(
                    f"lines {first_line[identity]} and {line} both count pattern {_shown(pattern, len(named))}",
                    why="it is not clear whether one corrects the other or they add up",
                    advice="leave one line, or name the column that tells them apart as a stratum",
                )
            first_line[identity] = line
            summed += (key, pattern) in cells
        cells[key, pattern] += people
    by_stratum: dict[StratumKey, dict[int, int]] = {}
    for (key, pattern), people in cells.items():
        by_stratum.setdefault(key, {})[pattern] = people
    noted = _noted(aside, summed, unseen)
    return CaptureTable(named, tuple((k, tuple(c.items())) for k, c in by_stratum.items()), tuple(strata), noted)


def as_csv(table: CaptureTable) -> str:
    """The table as CSV: one line per stratum and observed pattern, columns `by`, lists, Freq."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*table.by, *table.lists, "Freq"])
    for key, cells in table.strata:
        for pattern, people in cells:
            writer.writerow([*key, *(pattern >> j & 1 for j in range(len(table.lists))), people])
    return out.getvalue()


def _rows(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    body = text.removeprefix("\ufeff")
    first = body.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
        lines = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise BadTable(f"the table cannot be read as CSV: {error}", advice="save it again as CSV") from None
    if len(lines) < 2:
        raise BadTable("the table is empty" if not lines else "the table has a header and no line below it")
    header = [cell.strip() for cell in lines[0][1]]
    doubled = sorted({h for h in header if header.count(h) > 1})
    if doubled:
        raise BadTable(f"two columns are called {doubled[0]!r}", advice="give each column a name of its own")
    for number, row in lines[1:]:
        if len(row) != len(header):
            raise BadTable(f"line {number} has {len(row)} cells where the header names {len(header)} columns")
    return header, lines[1:]


def _list_columns(header: list[str], rows: list[tuple[int, list[str]]], other: set[str]) -> tuple[str, ...]:
    linked = tuple(h for h in header if _LIST_PREFIX.fullmatch(h) and h not in other)
    if linked:
        return linked
    found = []
    for at, name in enumerate(header):
        if name in other:
            continue
        marks = sum(row[at].strip().lower() in _ON for _, row in rows)
        if 2 * marks > len(rows):
            found.append(name)
    return tuple(found)


def _mark(cell: str, column: str, line: int) -> int:
    mark = _ON.get(cell.strip().lower())
    if mark is None:
        raise BadTable(
            f"line {line}: list {column} says {cell.strip()!r}",
            why="a person is on a list or is not",
            advice="write 1 for on the list and 0 for not on it",
        )
    return mark


def _people(cell: str, column: str, line: int, pattern: int) -> int:
    said = cell.strip()
    if said.lower() in _MISSING:
        if pattern == 0:
            return 0
        raise BadTable(
            f"line {line}: {column} is empty",
            why="an unknown count is not zero",
            advice="write the count, or remove the line if nobody has this pattern",
        )
    if not _WHOLE.fullmatch(said):
        raise BadTable(f"line {line}: {column} says {said!r}", why="a count of people must be a whole number")
    people = int(said.split(".")[0])
    if people < 0:
        raise BadTable(f"line {line}: {column} says {said}", why="a count of people cannot be negative")
    return people


def _shown(pattern: int, width: int) -> str:
    return "".join(str(pattern >> j & 1) for j in range(width))


def _noted(aside: list[str], summed: int, unseen: int) -> tuple[Finding, ...]:
    noted = []
    if unseen:
        noted.append(Finding(Remark.UNSEEN, "the line of people on no list stands without a count, as it must"))
    if aside:
        noted.append(Finding(Remark.COLUMN_LEFT_ASIDE, f"read neither as list nor as stratum: {', '.join(aside)}"))
    if summed:
        noted.append(
            Finding(Remark.SUMMED, f"{summed} lines were added to another line of the same pattern", (), summed)
        )
    return tuple(noted)
