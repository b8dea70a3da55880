"""The rows of a table that was imported in a format, as that format writes them back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bilan.claims.tables import Origin, read_rows
from bilan.evidence import Decision
from bilan.exchange.cells import Sheet, as_written, guess_delimiter, read_sheet
from bilan.exchange.rules import ClaimRule
from bilan.model.claim import Claim, claim_from_json, claim_to_json
from bilan.model.quantity import Quantity
from bilan.model.vocab import ClaimState, Hedge

Cells = dict[str, str]
_COUNT_KEYS = {"count", "n", "basis"}
_SAYS_ONE = {Hedge.EXACTLY, Hedge.AT_LEAST, Hedge.NONE, Hedge.LISTED}


@dataclass(slots=True)
class LeftOut:
    """What the format cannot hold, told once each with how often."""

    times: dict[tuple[str, str], int] = field(default_factory=dict)

    def say(self, what: str, why: str, times: int = 1) -> None:
        self.times[what, why] = self.times.get((what, why), 0) + times

    def as_json(self) -> list[dict[str, Any]]:
        return [{"what": what, "why": why, "times": times} for (what, why), times in self.times.items()]


@dataclass(frozen=True, slots=True)
class NativeRows:
    """The rows of one table with its columns, and how many of its claims a person has not judged."""

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    unreviewed: int


def native_rows(
    name: str, text: str, table: Mapping[str, Any], decisions: Iterable[Decision], left_out: LeftOut
) -> NativeRows:
    """Each row as it stands in the exhibit, in the columns that the format holds, with what people have decided.

    A corrected count takes the place of the one that was read; a rejected one leaves its cells empty.
    """
    sheet, reading = read_sheet(text, table.get("delimiter")), read_rows(text, table)
    held = [c for c in sheet.header if c in (table.get("holds") or sheet.header)]
    for column in sheet.header:
        if column not in held:
            left_out.say(f"{name}: the column {column}", "the format has no such column")
    _say_second_columns(name, sheet, left_out)
    for error in reading.errors:
        left_out.say(
            f"{name}: a claim from the column {error.column or 'row'}",
            f"the cell could not be read ({error.expected or error.reason}); it is written as it stood",
        )
    delimiter = table.get("delimiter") or guess_delimiter(text)
    rows = {row.line: _cells(as_written(text, row, delimiter), sheet, held) for row in sheet.rows}
    decided = _by_place(decisions)
    judged = 0
    for proposal, origin in zip(reading.proposals, reading.origins, strict=True):
        decision = decided.get(_place(claim_to_json(proposal.claim)))
        if decision is not None:
            judged += 1
            _apply(name, decision, proposal.claim, origin, rows[origin.row], left_out)
    full = tuple(cells for cells in rows.values() if any(words.strip() for words in cells.values()))
    if len(full) < len(rows):
        left_out.say(f"{name}: a row", "it says nothing in any column of the format", len(rows) - len(full))
    return NativeRows(tuple(held), full, len(reading.proposals) - judged)


def _cells(written: Sequence[str], sheet: Sheet, held: Sequence[str]) -> Cells:
    return {c: written[sheet.header[c]] if sheet.header[c] < len(written) else "" for c in held}


def _say_second_columns(name: str, sheet: Sheet, left_out: LeftOut) -> None:
    for at, cell in enumerate(sheet.head.cells if sheet.head else ()):
        if cell.value and sheet.header[cell.value] != at:
            left_out.say(f"{name}: the second column {cell.value}", "a table has each column once")
        elif not cell.value and any(at < len(row.cells) and row.cells[at].span for row in sheet.rows):
            left_out.say(f"{name}: the column {at + 1}", "it has no name")


def _by_place(decisions: Iterable[Decision]) -> dict[tuple[Any, ...], Decision]:
    return {_place(d.judged.record): d for d in decisions}


def _place(record: Mapping[str, Any]) -> tuple[Any, ...]:
    """Where a record stands in its text: what a decision finds its row again by."""
    return tuple(record["quote"] or ()), tuple(record["count"]["span"] or ()), record["harm"]


def _apply(name: str, decision: Decision, read: Claim, origin: Origin, cells: Cells, left_out: LeftOut) -> None:
    what = f"{name}, row {origin.row}: {origin.rule.name}"
    if decision.state is ClaimState.REJECTED:
        left_out.say(what, f"{decision.by} rejected it; its cells are left empty")
        _write(origin, cells, None)
        return
    if decision.state is not ClaimState.CORRECTED:
        return
    corrected = claim_from_json(decision.result.record)
    if corrected.quantity != read.quantity:
        if not fits(corrected.quantity, origin.rule):
            left_out.say(what, f"its corrected count ({said(corrected.quantity)}) does not fit the columns; left empty")
            _write(origin, cells, None)
        else:
            _write(origin, cells, corrected.quantity)
    was, now = claim_to_json(read), decision.result.record
    for key in sorted(k for k in was if k not in _COUNT_KEYS and was[k] != now.get(k)):
        left_out.say(f"{what}, the corrected {key}", "the row keeps the words of its source")


def _write(origin: Origin, cells: Cells, quantity: Quantity | None) -> None:
    low, high = origin.rule.low.column, origin.rule.high.column if origin.rule.high else None
    if low in cells:
        cells[low] = str(quantity.low) if quantity else ""
    if high in cells:
        cells[high] = str(quantity.high) if quantity and quantity.high is not None else ""


def fits(q: Quantity, rule: ClaimRule) -> bool:
    """Whether the columns of a count hold all that these words say."""
    if rule.high is None:
        return q.hedge in _SAYS_ONE
    return (q.hedge in _SAYS_ONE or q.hedge is Hedge.RANGE) and (q.high is not None or rule.open)


def said(q: Quantity) -> str:
    """A count in digits with its hedge."""
    return f"{q.hedge.value} {q.low}" + (f"–{q.high}" if q.high not in (None, q.low) else "")
