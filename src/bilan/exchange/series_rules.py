"""What a mapping says of a series: what dates a report, what comes before what, which sums hold, what may not fall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bilan.exchange.conditions import Condition, conditions
from bilan.exchange.keys import bad, known_keys, text_at, texts_at

STEPS = ("month", "day", "row")
_BESIDE_KEYS = {"name", "file", "value", "date", "where", "on", "after", "before", "until", "add"}


@dataclass(frozen=True, slots=True)
class Term:
    """One summand: a column of this row, of the report before (`previous.`), or of another table (`beside.`).

    Several readings are tried in turn; the first that is given counts.
    """

    sign: int
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A sum that holds in each report that meets `when`.

    within  columns that part one count from the next: where they differ, there is no report before
    """

    name: str
    sum: tuple[Term, ...]
    equals: Term
    when: tuple[Condition, ...] = ()
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A running total, which may not fall within one count."""

    column: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """Figures of another table: dated `on` a column of ours, `until` one, or `after` one and `before` another.

    add  all of them are summands (the items of a stated total); otherwise each is a reading of its own
    """

    name: str
    file: str
    value: str
    date: str
    where: tuple[Condition, ...]
    on: str | None
    after: str | None
    before: str | None
    until: str | None = None
    add: bool = False


@dataclass(frozen=True, slots=True)
class SeriesRules:
    """A series as its mapping describes it.

    period   the column that dates a report; step: what the report before is
    edition  the column that dates an edition of a report, where one period may be reported twice; None: their order
    """

    period: str
    step: str
    rules: tuple[Rule, ...]
    beside: Mapping[str, Beside]
    totals: tuple[Total, ...] = ()
    edition: str | None = None

    @property
    def figures(self) -> tuple[str, ...]:
        """The columns of a report that hold its figures: those of its sums, and its running totals."""
        read = [r for rule in self.rules for t in (*rule.sum, rule.equals) for r in t.readings]
        own = [r.removeprefix("previous.") for r in read if not r.startswith("beside.")]
        return tuple(dict.fromkeys([*own, *(t.column for t in self.totals)]))


def series_rules(table: Mapping[str, Any], where: str = "table") -> SeriesRules:
    """The sums of one `[[table]]`; raises WrongUse naming the key that is wrong."""
    identities = _tables(table, "identity", where)
    if not identities:
        return SeriesRules("", "row", (), {})
    period = text_at(table, "period", where)
    if period is None:
        raise bad(f"{where}.period", "is missing", "name the column that dates each report")
    step = table.get("step", "row")
    if step not in STEPS:
        raise bad(f"{where}.step", f"says {step!r}", f"use one of {', '.join(STEPS)}")
    besides = {
        b.name: b for i, o in enumerate(_tables(table, "beside", where)) for b in [_beside(o, f"{where}.beside[{i}]")]
    }
    rules = tuple(_rule(own, f"{where}.identity[{i}]") for i, own in enumerate(identities))
    for rule in rules:
        for reading in (r for t in (*rule.sum, rule.equals) for r in t.readings):
            if reading.startswith("beside.") and reading.removeprefix("beside.") not in besides:
                raise bad(f"{where}.identity", f"names `{reading}`, which no [[table.beside]] is called")
        if any(besides[r.removeprefix("beside.")].add for r in rule.equals.readings if r.startswith("beside.")):
            raise bad(f"{where}.identity", f"{rule.name!r} equals a list of items", "put the items under `sum`")
    totals = table.get("totals", [])
    if not isinstance(totals, list):
        raise bad(f"{where}.totals", "must be a list of columns")
    return SeriesRules(
        period,
        str(step),
        rules,
        besides,
        tuple(_total(t, f"{where}.totals[{i}]") for i, t in enumerate(totals)),
        text_at(table, "edition", where),
    )


def _tables(table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(i, Mapping) for i in found):
        raise bad(f"{where}.{key}", f"must be written [[table.{key}]]")
    return found


def _rule(own: Mapping[str, Any], where: str) -> Rule:
    known_keys(own, {"rule", "sum", "equals", "when", "within"}, where)
    name, equals = text_at(own, "rule", where), text_at(own, "equals", where)
    terms = tuple(_term(t) for t in texts_at(own, "sum", where))
    if not name or not equals or not terms:
        raise bad(where, "needs `rule`, `sum` and `equals`")
    when = conditions(own.get("when"), f"{where}.when", alone=True)
    return Rule(name, terms, _term(equals), when, texts_at(own, "within", where))


def _term(text: str) -> Term:
    sign = -1 if text.lstrip().startswith("-") else 1
    return Term(sign, tuple(part.strip() for part in text.lstrip(" -+").split("|")))


def _total(own: Any, where: str) -> Total:
    if isinstance(own, str):
        return Total(own)
    if not isinstance(own, Mapping):
        raise bad(where, "must be a column or a table")
    known_keys(own, {"column", "within"}, where)
    column = text_at(own, "column", where)
    if not column:
        raise bad(f"{where}.column", "is missing")
    return Total(column, texts_at(own, "within", where))


def _beside(own: Mapping[str, Any], where: str) -> Beside:
    known_keys(own, _BESIDE_KEYS, where)
    need = {key: text_at(own, key, where) for key in ("name", "file", "value", "date")}
    for key, given in need.items():
        if not given:
            raise bad(f"{where}.{key}", "is missing")
    on, after, before, until = (text_at(own, key, where) for key in ("on", "after", "before", "until"))
    if [on is not None, until is not None, after is not None and before is not None].count(True) != 1:
        raise bad(where, "needs one of `on`, `until`, or `after` with `before`")
    return Beside(
        str(need["name"]), str(need["file"]), str(need["value"]), str(need["date"]),
        conditions(own.get("where"), f"{where}.where", alone=True), on, after, before, until, bool(own.get("add", False)),
    )  # fmt: skip
