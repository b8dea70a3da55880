"""Claims from a table: one mapping says which cells make a claim, each value points at its cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from bilan.claims.table_periods import last_day, row_period
from bilan.exchange.cells import Row, Sheet, read_sheet, whole_number
from bilan.exchange.fields import BadCell, FieldRule, Piece
from bilan.exchange.mapping import required_columns
from bilan.exchange.rules import ClaimRule, claim_rules
from bilan.model.claim import Claim, Grounds, Mention, Proposal, Why
from bilan.model.errors import WrongUse
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Cause, Group, Harm, Hedge, Stance

Term = TypeVar("Term", bound=StrEnum)
Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that could not be read as its mapping says: `row` as a spreadsheet counts it, the key, the reason.

    column, value  where it stands and what it says; expected: what would be understood there. Empty: no one cell is it.
    """

    row: int
    field: str
    reason: str
    column: str = ""
    value: str = ""
    expected: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which rule of the mapping made a claim, from which row (as a spreadsheet counts it)."""

    row: int
    rule: ClaimRule


@dataclass(frozen=True, slots=True)
class TableReading:
    """What a table gave: its claims in the order of its cells, and the rows that could not be read, with the reason.

    origins  for each claim, the row and the rule it comes from
    held     counts that are given and of which no claim is made, because the rule's `when` is not met
    columns  the columns of the table; rows: how many rows it has
    """

    proposals: tuple[Proposal, ...]
    errors: tuple[RowError, ...]
    origins: tuple[Origin, ...] = ()
    held: tuple[Origin, ...] = ()
    columns: tuple[str, ...] = ()
    rows: int = 0


@dataclass(slots=True)
class _Made:
    """The claims made so far: by row and rule, for `part_of`."""

    proposals: list[Proposal] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    held: list[Origin] = field(default_factory=list)
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
    missing = sorted(required_columns(mapping) - set(sheet.header))
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
    return TableReading(
        tuple(made.proposals),
        tuple(made.errors),
        tuple(made.origins),
        tuple(made.held),
        tuple(sheet.header),
        len(sheet.rows),
    )


def _read_row(sheet: Sheet, row: Row, rules: tuple[ClaimRule, ...], made: _Made) -> None:
    here: dict[str, int] = {}
    parents: list[tuple[int, ClaimRule]] = []
    for rule in rules:
        if not all(c.holds(sheet, row) for c in rule.when):
            if _is_given(rule.low, sheet, row):
                made.held.append(Origin(row.line, rule))
            continue
        attempt = _Attempt()
        claim = _claim(sheet, row, rule, len(made.proposals), attempt)
        for error in attempt.errors:
            _refuse(made, row, rule.where, error)
        if claim is None:
            continue
        here[rule.name] = claim.n
        parents.append((claim.n, rule))
        why = Why("table", f"row {row.line}, as the mapping reads `{rule.name}`", claim.count_span)
        made.proposals.append(Proposal(claim, 1.0, (why,)))
        made.origins.append(Origin(row.line, rule))
    for n, rule in parents:
        _set_parent(sheet, row, rule, n, here, made)


def _is_given(rule: FieldRule, sheet: Sheet, row: Row) -> bool:
    cell = sheet.cell(row, rule.column) if rule.column else None
    return cell is not None and cell.span is not None and cell.value not in rule.ignore


def _refuse(made: _Made, row: Row, where: str, error: BadCell) -> None:
    """List what is wrong with a row; a cell that several claims need is listed once."""
    known = {(e.column, e.value, e.expected) for e in reversed(made.errors) if e.row == row.line and e.column}
    if (error.column, error.value, error.expected) not in known:
        made.errors.append(RowError(row.line, where, str(error), error.column, error.value, error.expected))


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


@dataclass(slots=True)
class _Attempt:
    """Reads the parts of a claim one by one and keeps what is wrong with each, so that a row is told of all at once."""

    errors: list[BadCell] = field(default_factory=list)

    def __call__(self, read: Callable[..., Got], *arguments: Any) -> Got | None:
        try:
            return read(*arguments)
        except BadCell as error:
            self.errors.append(error)
        except ValueError as error:  # a value that the model refuses
            self.errors.append(BadCell(str(error)))
        return None


def _claim(sheet: Sheet, row: Row, rule: ClaimRule, n: int, attempt: _Attempt) -> Claim | None:
    """The claim that a rule makes of a row; None: there is none, or `attempt` says what is wrong."""
    count = attempt(_count, rule, sheet, row)
    if count is None or count.span is None:
        return None
    quantity = attempt(_quantity, rule, sheet, row, count)
    harm, stance = attempt(_term, Harm, rule.harm, sheet, row), attempt(_term, Stance, rule.stance, sheet, row)
    groups = attempt(_groups, rule.groups, sheet, row)
    names = {
        key: attempt(_mentions, rule.fields.get(key, ()), sheet, row) or ()
        for key in ("speaker", "on_behalf_of", "publisher", "cites", "by", "place")
    }
    speaker, on_behalf_of, publisher = (
        attempt(_first, names[key], f"{rule.where}.{key}") for key in ("speaker", "on_behalf_of", "publisher")
    )
    period, period_span = attempt(row_period, rule.period, sheet, row) or (None, None)
    running = rule.running if isinstance(rule.running, bool) else all(c.holds(sheet, row) for c in rule.running)
    as_of, _ = (attempt(row_period, rule.as_of, sheet, row) if running else None) or (None, None)
    published, _ = attempt(row_period, rule.published, sheet, row) or (None, None)
    cause = attempt(_cause, rule, sheet, row)
    grounds = attempt(_grounds, rule, sheet, row)
    if attempt.errors or quantity is None or harm is None or stance is None or groups is None or grounds is None:
        return None
    return Claim(
        n=n,
        quote=row.span,
        count_span=count.span,
        quantity=quantity,
        harm=harm,
        groups=groups,
        stance=stance,
        speaker=speaker,
        on_behalf_of=on_behalf_of,
        publisher=publisher,
        cites=names["cites"],
        by=names["by"],
        place=names["place"],
        cause=cause,
        period=period,
        period_span=period_span,
        as_of=last_day(as_of),
        running=running,
        published=published,
        basis=grounds,
    )


def _count(rule: ClaimRule, sheet: Sheet, row: Row) -> Piece | None:
    """The cell of the lower end; None: no count is given."""
    count = rule.low.one(sheet, row)
    if count is not None and count.span is not None:
        return count
    top = rule.high.one(sheet, row) if rule.high else None
    if top is not None and top.span is not None and rule.high is not None:
        raise BadCell(
            f"{rule.low.where}: column {rule.low.column!r} is empty, yet {rule.high.column!r} says {top.value!r}",
            column=rule.low.column or "",
            expected="the lower end of the range",
        )
    return None


def _cause(rule: ClaimRule, sheet: Sheet, row: Row) -> Cause | None:
    fields = rule.fields.get("cause", ())
    return _term(Cause, fields[0], sheet, row) if fields and fields[0].one(sheet, row) else None


def _grounds(rule: ClaimRule, sheet: Sheet, row: Row) -> Grounds:
    return Grounds(
        place=_basis(rule.fields.get("place", ()), sheet, row),
        period=Basis.INHERITED if rule.period and rule.period.inherited else Basis.STATED,
        by=_basis(rule.fields.get("by", ()), sheet, row),
        speaker=_basis(rule.fields.get("speaker", ()), sheet, row),
    )


def _quantity(rule: ClaimRule, sheet: Sheet, row: Row, count: Piece) -> Quantity:
    hedge = _term(Hedge, rule.hedge, sheet, row)
    low = _number(count, rule.low)
    top = rule.high.one(sheet, row) if rule.high else None
    high = _number(top, rule.high) if top and rule.high else None
    words = count.value
    if high is not None and top is not None and rule.high is not None and high < low:
        raise BadCell(
            f"{rule.high.where}: a range runs from {low} down to {high}",
            column=rule.high.column or "",
            value=top.value,
            expected=f"{low} or more, as column {rule.low.column!r} says",
        )
    if hedge is Hedge.RANGE or (hedge is Hedge.EXACTLY and high is not None and high != low):
        if high is None:
            raise BadCell(f"{rule.where}.count: a range needs its upper end")
        return Quantity.between(low, high, words)
    if hedge is Hedge.EXACTLY and rule.open and high is None:
        hedge = Hedge.AT_LEAST
    if low == 0 and hedge is not Hedge.EXACTLY:
        raise BadCell(
            f"{rule.low.where}: 0 with the hedge {hedge.value!r} says nothing",
            column=rule.low.column or "",
            value=count.value,
            expected="a number above 0, or an upper end" if rule.open else "a number above 0",
        )
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


def _number(piece: Piece, rule: FieldRule) -> int:
    number = whole_number(piece.value)
    if number is None or number < 0:
        raise BadCell(
            f"{rule.where}: {piece.value!r} is not a number of people",
            column=rule.column or "",
            value=piece.value,
            expected="a whole number of people, 0 or more",
        )
    return number


def _term(vocabulary: type[Term], rule: FieldRule, sheet: Sheet, row: Row) -> Term:
    found = rule.one(sheet, row)
    words = found.value if found else ""
    try:
        return vocabulary(words)
    except ValueError:
        raise BadCell(
            f"{rule.where}: {words!r} is no {vocabulary.__name__.lower()}; add it to `values`",
            column=rule.column or "",
            value=words,
            expected="one of " + ", ".join([*rule.values, *vocabulary]),
        ) from None


def _groups(rule: FieldRule, sheet: Sheet, row: Row) -> tuple[Group, ...]:
    words = [w for piece in rule.read(sheet, row) for w in piece.value.split()]
    try:
        return tuple(dict.fromkeys(Group(w) for w in words)) or (Group.PERSON,)
    except ValueError:
        raise BadCell(
            f"{rule.where}: {' '.join(words)!r} is no group; add it to `values`",
            column=rule.column or "",
            value=" ".join(words),
            expected="one of " + ", ".join([*rule.values, *Group]),
        ) from None


def _mentions(rules: tuple[FieldRule, ...], sheet: Sheet, row: Row) -> tuple[Mention, ...]:
    """The names that a row gives, each once."""
    named: dict[str, Mention] = {}
    for rule in rules:
        for p in rule.read(sheet, row, _key(rule)):
            if p.value:
                named.setdefault(p.value, Mention(p.value, p.span))
    return tuple(named.values())


def _key(rule: FieldRule) -> str:
    """The field that a rule reads: "place" for table[0].claim[1].place and for table[0].claim[1].place[2]."""
    return rule.where.rsplit(".", 1)[-1].partition("[")[0]


def _first(mentions: tuple[Mention, ...], where: str) -> Mention | None:
    if len(mentions) > 1:
        raise BadCell(f"{where}: one name was expected, the cell gives {len(mentions)}")
    return mentions[0] if mentions else None


def _basis(rules: tuple[FieldRule, ...], sheet: Sheet, row: Row) -> Basis:
    inherited = any(p.inherited for rule in rules for p in rule.read(sheet, row, _key(rule)))
    return Basis.INHERITED if inherited else Basis.STATED
