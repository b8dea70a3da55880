"""Claims from a table: one mapping says which cells make a claim, each value points at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from bilan.exchange.cells import Row, Sheet, read_sheet, whole_number
from bilan.exchange.fields import BadCell, FieldRule, Piece
from bilan.exchange.rules import ClaimRule, PeriodRule, claim_rules
from bilan.model.claim import Claim, Grounds, Mention, Proposal, Why
from bilan.model.errors import WrongUse
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Cause, Group, Harm, Hedge, Stance

Term = TypeVar("Term", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that could not be read as its mapping says: `row` as a spreadsheet counts it, the key, the reason."""

    row: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class TableReading:
    """What a table gave: its claims in the order of its cells, and the rows that gave none, with the reason."""

    proposals: tuple[Proposal, ...]
    errors: tuple[RowError, ...]


@dataclass(slots=True)
class _Made:
    """The claims made so far: by row and rule, for `part_of`."""

    proposals: list[Proposal] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    above: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)


def read_table(text: str, mapping: Mapping[str, Any]) -> list[Proposal]:
    """The claims of a CSV text under one table description; see `read_rows` for the errors as well."""
    return list(read_rows(text, mapping).proposals)


def read_rows(text: str, mapping: Mapping[str, Any]) -> TableReading:
    """Read every row of a CSV text. The quote of a claim is its row, the span of a value is its cell.

    >>> table = {"claim": [{"count": "dead", "group": "civilian", "place": {"column": "town"}}]}
    >>> reading = read_rows("town,dead\\nNorthtown,12\\nSouthtown,many\\n", table)
    >>> reading.proposals[0].claim.quantity.low, reading.errors[0].row
    (12, 3)
    """
    rules = claim_rules(mapping, "table")
    sheet = read_sheet(text, mapping.get("delimiter"))
    missing = sorted({c for rule in rules for c in rule.columns} - set(sheet.header))
    if missing:
        raise WrongUse(
            f"the table has no column {', '.join(missing)}",
            why="its rows cannot be read",
            advice=f"its columns are {', '.join(sheet.header) or 'none'}",
        )
    made = _Made()
    for row in sheet.rows:
        if len(row.cells) > len(sheet.header) and any(c.span for c in row.cells[len(sheet.header) :]):
            made.errors.append(RowError(row.line, "row", "has more cells than the header has columns"))
            continue
        _read_row(sheet, row, rules, made)
    return TableReading(tuple(made.proposals), tuple(made.errors))


def _read_row(sheet: Sheet, row: Row, rules: tuple[ClaimRule, ...], made: _Made) -> None:
    here: dict[str, int] = {}
    parents: list[tuple[int, ClaimRule]] = []
    for rule in rules:
        try:
            if not all(c.holds(sheet, row) for c in rule.when):
                continue
            claim = _claim(sheet, row, rule, len(made.proposals))
        except BadCell as error:
            made.errors.append(RowError(row.line, rule.where, str(error)))
            continue
        except ValueError as error:  # a value that the model refuses: a range that runs backwards, say
            made.errors.append(RowError(row.line, rule.where, str(error)))
            continue
        if claim is None:
            continue
        here[rule.name] = claim.n
        parents.append((claim.n, rule))
        why = Why("table", f"row {row.line}, as the mapping reads `{rule.name}`", claim.count_span)
        made.proposals.append(Proposal(claim, 1.0, (why,)))
    for n, rule in parents:
        _set_parent(sheet, row, rule, n, here, made)


def _set_parent(sheet: Sheet, row: Row, rule: ClaimRule, n: int, here: Mapping[str, int], made: _Made) -> None:
    """The claim of the same row that contains this one, or of the nearest row above with the same cells."""
    parent = rule.part_of
    contained = parent is not None and all(c.holds(sheet, row) for c in parent.when)
    if parent is not None and contained:
        cells = tuple(sheet.cell(row, c).value for c in parent.same)
        of = made.above.get((parent.claim, cells)) if parent.same else here.get(parent.claim)
        if of is not None and of != n:
            old = made.proposals[n]
            made.proposals[n] = replace(old, claim=replace(old.claim, part_of=of))
        elif parent.same:
            made.errors.append(RowError(row.line, f"{rule.where}.part_of", f"no row above holds its `{parent.claim}`"))
    if parent is not None and parent.same and not contained and parent.claim == rule.name:
        made.above[rule.name, tuple(sheet.cell(row, c).value for c in parent.same)] = n


def _claim(sheet: Sheet, row: Row, rule: ClaimRule, n: int) -> Claim | None:
    count = rule.low.one(sheet, row)
    if count is None or count.span is None:
        return None
    names = {
        key: _mentions(rule.fields.get(key), sheet, row)
        for key in ("speaker", "on_behalf_of", "publisher", "cites", "by", "place")
    }
    period, period_span = _period(rule.period, sheet, row)
    running = rule.running if isinstance(rule.running, bool) else all(c.holds(sheet, row) for c in rule.running)
    as_of, _ = _period(rule.as_of, sheet, row) if running else (None, None)
    published, _ = _period(rule.published, sheet, row)
    cause = rule.fields["cause"].one(sheet, row) if "cause" in rule.fields else None
    return Claim(
        n=n,
        quote=row.span,
        count_span=count.span,
        quantity=_quantity(rule, sheet, row, count),
        harm=_term(Harm, rule.harm, sheet, row),
        groups=_groups(rule.groups, sheet, row),
        stance=_term(Stance, rule.stance, sheet, row),
        speaker=_first(names["speaker"], f"{rule.where}.speaker"),
        on_behalf_of=_first(names["on_behalf_of"], f"{rule.where}.on_behalf_of"),
        publisher=_first(names["publisher"], f"{rule.where}.publisher"),
        cites=names["cites"],
        by=names["by"],
        place=names["place"],
        cause=Cause(cause.value) if cause else None,
        period=period,
        period_span=period_span,
        as_of=_last_day(as_of),
        running=running,
        published=published,
        basis=Grounds(
            place=_basis(rule.fields.get("place"), sheet, row),
            period=Basis.INHERITED if rule.period and rule.period.inherited else Basis.STATED,
            by=_basis(rule.fields.get("by"), sheet, row),
            speaker=_basis(rule.fields.get("speaker"), sheet, row),
        ),
    )


def _quantity(rule: ClaimRule, sheet: Sheet, row: Row, count: Piece) -> Quantity:
    hedge = _term(Hedge, rule.hedge, sheet, row)
    low = _number(count, rule.low.where)
    top = rule.high.one(sheet, row) if rule.high else None
    high = _number(top, rule.high.where) if top and rule.high else None
    words = count.value
    if hedge is Hedge.RANGE or (hedge is Hedge.EXACTLY and high is not None and high != low):
        if high is None:
            raise BadCell(f"{rule.where}.count: a range needs its upper end")
        return Quantity.between(low, high, words)
    if hedge is Hedge.AT_LEAST:
        return Quantity.at_least(low, words)
    if high is not None and high != low:
        raise BadCell(f"{rule.where}.count: {hedge.value!r} states one number, the row gives {low} and {high}")
    if hedge is Hedge.EXACTLY:
        return Quantity.exactly(low, words)
    if hedge is Hedge.MORE_THAN:
        return Quantity.more_than(low, words)
    if hedge is Hedge.UP_TO:
        return Quantity.up_to(low, words)
    if hedge in (Hedge.ABOUT, Hedge.ONLY, Hedge.LISTED):
        return Quantity(low, low, hedge, words)
    raise BadCell(f"{rule.hedge.where}: {hedge.value!r} cannot hedge the number {low}")


def _number(piece: Piece, where: str) -> int:
    number = whole_number(piece.value)
    if number is None or number < 0:
        raise BadCell(f"{where}: {piece.value!r} is not a number of people")
    return number


def _term(vocabulary: type[Term], rule: FieldRule, sheet: Sheet, row: Row) -> Term:
    found = rule.one(sheet, row)
    words = found.value if found else ""
    try:
        return vocabulary(words)
    except ValueError:
        raise BadCell(f"{rule.where}: {words!r} is no {vocabulary.__name__.lower()}; add it to `values`") from None


def _groups(rule: FieldRule, sheet: Sheet, row: Row) -> tuple[Group, ...]:
    words = [w for piece in rule.read(sheet, row) for w in piece.value.split()]
    try:
        return tuple(dict.fromkeys(Group(w) for w in words)) or (Group.PERSON,)
    except ValueError:
        raise BadCell(f"{rule.where}: {' '.join(words)!r} is no group; add it to `values`") from None


def _mentions(rule: FieldRule | None, sheet: Sheet, row: Row) -> tuple[Mention, ...]:
    if rule is None:
        return ()
    return tuple(Mention(p.value, p.span) for p in rule.read(sheet, row, rule.where.rsplit(".", 1)[-1]) if p.value)


def _first(mentions: tuple[Mention, ...], where: str) -> Mention | None:
    if len(mentions) > 1:
        raise BadCell(f"{where}: one name was expected, the cell gives {len(mentions)}")
    return mentions[0] if mentions else None


def _basis(rule: FieldRule | None, sheet: Sheet, row: Row) -> Basis:
    inherited = rule is not None and any(p.inherited for p in rule.read(sheet, row, rule.where.rsplit(".", 1)[-1]))
    return Basis.INHERITED if inherited else Basis.STATED


def _last_day(period: Period | None) -> date | None:
    return period.end if period else None


def _period(rule: PeriodRule | None, sheet: Sheet, row: Row) -> tuple[Period | None, Any]:
    """The days a row speaks of, and the cell that says so."""
    if rule is None:
        return None, None
    if rule.whole is None:
        ends = [f.one(sheet, row) if f else None for f in (rule.start, rule.end)]
        span = next((p.span for p in ends if p), None)
        return _between(rule.where, *(p.value if p else None for p in ends)), span
    if rule.whole.column and any({"from", "to", "at"} & set(p.groupindex) for p in rule.whole.patterns):
        parts = rule.whole.parts(sheet, row)
        span = next((p.span for p in parts.values()), None)
        if at := parts.get("at"):
            return _between(rule.where, at.value, at.value), span
        start, end = parts.get("from"), parts.get("to")
        return _between(rule.where, start.value if start else None, end.value if end else None), span
    piece = rule.whole.one(sheet, row)
    return (_between(rule.where, piece.value, piece.value), piece.span) if piece else (None, None)


def _between(where: str, start: str | None, end: str | None) -> Period | None:
    if start is None and end is None:
        return None
    try:
        return Period(Period.parse(start).start if start else None, Period.parse(end).end if end else None)
    except ValueError as error:
        raise BadCell(f"{where}: {error}") from None
