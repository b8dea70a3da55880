"""What a mapping's table means, checked: which columns make which claims."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from bilan.exchange.conditions import Condition, conditions
from bilan.exchange.fields import FieldRule, field_rule
from bilan.exchange.keys import bad, known_keys, text_at, texts_at
from bilan.model.vocab import Cause, Group, Harm, Hedge, Stance

_NAMES = ("speaker", "on_behalf_of", "publisher", "cites", "by", "place")
_TERMS: dict[str, type[StrEnum]] = {"harm": Harm, "stance": Stance, "cause": Cause, "hedge": Hedge}
_CLAIM_KEYS = {"name", "count", "group", "period", "as_of", "running", "published", "part_of", "when", *_NAMES, *_TERMS}
TABLE_KEYS = {
    "match",
    "columns",
    "kind",
    "lang",
    "delimiter",
    "title",
    "defaults",
    "claim",
    "period",
    "step",
    "identity",
    "beside",
    "edition",
    "totals",
    "format",
    "source",
    "holds",
    "write",
    "absent_is_empty",
}
_PRECISIONS = {"day", "week", "month"}


@cache
def hedge_words() -> dict[str, str]:
    """The hedges that a qualifier column may hold, in French, English and Arabic."""
    source = files(__package__).joinpath("hedges.toml").read_text(encoding="utf-8")
    return {str(k): str(v) for k, v in tomllib.loads(source).items()}


@dataclass(frozen=True, slots=True)
class PeriodRule:
    """When: one field that reads as a date, or two for its ends, or a pattern with `from`, `to`, `at`.

    closed     an end that is empty is the other end (otherwise it is open)
    precision  how exactly the source knows it: `day`, `week` (any week that holds the day) or `month`
    """

    where: str
    whole: FieldRule | None = None
    start: FieldRule | None = None
    end: FieldRule | None = None
    precision: FieldRule | None = None
    closed: bool = False

    @property
    def columns(self) -> set[str]:
        return {c for f in (self.whole, self.start, self.end, self.precision) if f for c in f.columns}

    @property
    def inherited(self) -> bool:
        return any(f.inherited for f in (self.whole, self.start, self.end) if f)


@dataclass(frozen=True, slots=True)
class ParentRule:
    """Which claim contains this one: that of the same row, or of the nearest row above with the same cells."""

    claim: str
    same: tuple[str, ...] = ()
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """How one count of a row becomes a claim. `open`: where the upper end is empty, the count has no ceiling."""

    where: str
    name: str
    low: FieldRule
    high: FieldRule | None
    open: bool
    hedge: FieldRule
    harm: FieldRule
    groups: FieldRule
    stance: FieldRule
    fields: Mapping[str, tuple[FieldRule, ...]]
    period: PeriodRule | None
    published: PeriodRule | None
    as_of: PeriodRule | None
    running: bool | tuple[Condition, ...]
    part_of: ParentRule | None
    when: tuple[Condition, ...]

    @property
    def columns(self) -> set[str]:
        found = {
            c for f in (self.low, self.high, self.hedge, self.harm, self.groups, self.stance) if f for c in f.columns
        }
        found |= {c for several in self.fields.values() for f in several for c in f.columns}
        found |= {c for p in (self.period, self.published, self.as_of) if p for c in p.columns}
        found |= {c for one in self.when for c in one.columns}
        if isinstance(self.running, tuple):
            found |= {c for one in self.running for c in one.columns}
        if self.part_of:
            found |= {*self.part_of.same, *(c for one in self.part_of.when for c in one.columns)}
        return found


def claim_rules(table: Mapping[str, Any], where: str) -> tuple[ClaimRule, ...]:
    """The claim rules of one `[[table]]`; raises WrongUse naming the key that is wrong."""
    defaults = table.get("defaults", {})
    if not isinstance(defaults, Mapping):
        raise bad(f"{where}.defaults", "must be a table")
    known_keys(defaults, _CLAIM_KEYS - {"name", "count"}, f"{where}.defaults")
    claims = table.get("claim", [])
    if not isinstance(claims, list) or not all(isinstance(c, Mapping) for c in claims):
        raise bad(f"{where}.claim", "must be written [[table.claim]]")
    rules = tuple(_claim_rule(defaults, own, f"{where}.claim[{i}]") for i, own in enumerate(claims))
    names = [rule.name for rule in rules]
    for rule in rules:
        if names.count(rule.name) > 1:
            raise bad(f"{rule.where}.name", f"{rule.name!r} is given to two claims")
        if rule.part_of and rule.part_of.claim not in names:
            raise bad(f"{rule.where}.part_of", f"names {rule.part_of.claim!r}, which no claim of this table is called")
        if rule.part_of and not rule.part_of.same and rule.part_of.claim == rule.name:
            raise bad(f"{rule.where}.part_of", "names the claim itself", "add `same = […]` to look in the rows above")
    return rules


def _claim_rule(defaults: Mapping[str, Any], own: Mapping[str, Any], where: str) -> ClaimRule:
    known_keys(own, _CLAIM_KEYS, where)
    c = {**defaults, **own}
    if "count" not in c:
        raise bad(f"{where}.count", "is missing", "name the column that holds the number")
    low, high, open_ = _count(c["count"], f"{where}.count")
    hedge = field_rule(c.get("hedge", "exactly"), f"{where}.hedge")
    if hedge.column:
        hedge = field_rule({**c["hedge"], "values": {**hedge_words(), **hedge.values}}, f"{where}.hedge")
    terms = {
        key: field_rule(c.get(key, first), f"{where}.{key}")
        for key, first in (("harm", "killed"), ("stance", "reports"))
    }
    fields = {key: _names(c[key], f"{where}.{key}") for key in _NAMES if key in c}
    if "cause" in c:
        fields["cause"] = (field_rule(c["cause"], f"{where}.cause"),)
    for key, field in {**terms, "hedge": hedge, **({"cause": fields["cause"][0]} if "cause" in fields else {})}.items():
        _check_terms(field, _TERMS[key])
    group = c.get("group", "person")
    groups = field_rule(" ".join(group) if isinstance(group, list) else group, f"{where}.group")
    _check_terms(groups, Group)
    return ClaimRule(
        where=where,
        name=text_at(c, "name", where) or low.column or where,
        low=low,
        high=high,
        open=open_,
        hedge=hedge,
        harm=terms["harm"],
        groups=groups,
        stance=terms["stance"],
        fields=fields,
        period=_period(c.get("period"), f"{where}.period"),
        published=_period(c.get("published"), f"{where}.published", bare="column"),
        as_of=_period(c.get("as_of"), f"{where}.as_of", bare="column"),
        running=_running(c.get("running", False), f"{where}.running"),
        part_of=_parent(c.get("part_of"), f"{where}.part_of"),
        when=conditions(c.get("when"), f"{where}.when"),
    )


def _names(value: Any, where: str) -> tuple[FieldRule, ...]:
    """Where names come from: one place, or several that each add theirs."""
    if isinstance(value, list):
        return tuple(field_rule(one, f"{where}[{i}]") for i, one in enumerate(value))
    return (field_rule(value, where),)


def _count(value: Any, where: str) -> tuple[FieldRule, FieldRule | None, bool]:
    if isinstance(value, Mapping) and "column" not in value:
        known_keys(value, {"low", "high", "open"}, where)
        if "low" not in value:
            raise bad(f"{where}.low", "is missing")
        high = value.get("high")
        return (
            field_rule(value["low"], f"{where}.low", bare="column"),
            field_rule(high, f"{where}.high", bare="column") if high is not None else None,
            bool(value.get("open", False)),
        )
    return field_rule(value, where, bare="column"), None, False


def _check_terms(rule: FieldRule, vocabulary: type[StrEnum]) -> None:
    """The words a mapping itself writes must be of the vocabulary; what cells hold is checked row by row."""
    known = {term.value for term in vocabulary}
    own = [("value", rule.value), ("default", rule.default), ("otherwise", rule.otherwise)]
    for key, text in [*own, *(("values", v) for v in rule.values.values())]:
        for word in (text or "").split():
            if word not in known:
                raise bad(
                    rule.where if key == "value" else f"{rule.where}.{key}",
                    f"says {word!r}, which is no {vocabulary.__name__.lower()}",
                    f"use one of {', '.join(sorted(known))}",
                )


def _period(value: Any, where: str, bare: str = "value") -> PeriodRule | None:
    if value is None:
        return None
    precision = None
    if isinstance(value, Mapping) and "precision" in value:
        precision = field_rule(value["precision"], f"{where}.precision")
        for word in {precision.value, precision.default, *precision.values.values()} - {None} - _PRECISIONS:
            raise bad(f"{where}.precision", f"says {word!r}", f"use one of {', '.join(sorted(_PRECISIONS))}")
        value = {k: v for k, v in value.items() if k != "precision"}
    if isinstance(value, Mapping) and ("from" in value or "to" in value):
        known_keys(value, {"from", "to", "closed"}, where)
        closed = bool(value.get("closed", False))
        ends = {k: field_rule(value[k], f"{where}.{k}", bare="column") for k in ("from", "to") if k in value}
        return PeriodRule(where, start=ends.get("from"), end=ends.get("to"), precision=precision, closed=closed)
    return PeriodRule(where, whole=field_rule(value, where, bare=bare), precision=precision)


def _running(value: Any, where: str) -> bool | tuple[Condition, ...]:
    return value if isinstance(value, bool) else conditions(value, where)


def _parent(value: Any, where: str) -> ParentRule | None:
    if value is None:
        return None
    if isinstance(value, str):
        return ParentRule(value)
    if not isinstance(value, Mapping):
        raise bad(where, "must be a claim's name or a table")
    known_keys(value, {"claim", "same", "when"}, where)
    claim = text_at(value, "claim", where)
    if claim is None:
        raise bad(f"{where}.claim", "is missing", "name the claim that contains this one")
    return ParentRule(claim, texts_at(value, "same", where), conditions(value.get("when"), f"{where}.when"))
