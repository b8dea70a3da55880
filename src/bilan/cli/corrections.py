"""`--set FIELD=VALUE`: what a reviewer writes, as a corrected claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bilan.cli.options import find_claim, read_window
from bilan.model.claim import Claim, FiledClaim, Grounds, Mention
from bilan.model.errors import WrongUse
from bilan.model.ids import ClaimId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Cause, Group, Harm, Hedge, Stance, parse_term

_NOTHING = ("none", "null", "")
_RELATIONS = ("part_of", "same_as", "against")
_BASES = ("place", "period", "by", "speaker")


def corrected(claim: FiledClaim, settings: Sequence[str], known: Sequence[ClaimId]) -> FiledClaim:
    """The claim as the reviewer says it should be; raises WrongUse on a field or a value that makes no sense."""
    pairs = dict(_split(setting) for setting in settings)
    relations: dict[str, Any] = {
        field: None if pairs[field] in _NOTHING else find_claim(pairs[field], known)
        for field in _RELATIONS
        if field in pairs
    }
    own = {field: value for field, value in pairs.items() if field not in _RELATIONS}
    try:
        record = _record(claim.record, own)
    except ValueError as error:
        raise WrongUse(f"this correction contradicts itself: {error}", why="nothing was recorded") from error
    return replace(claim, record=record, **relations)


def _split(setting: str) -> tuple[str, str]:
    field, mark, value = setting.partition("=")
    if not mark:
        raise WrongUse(f"{setting!r} sets nothing", advice="write FIELD=VALUE, such as --set low=105")
    field = field.strip().replace("-", "_").lower()
    allowed = {*_COUNT, *_RELATIONS, *_SETTERS, *(f"basis.{b}" for b in _BASES)}
    if field not in allowed:
        raise WrongUse(
            f"a claim has no field {field!r} that can be corrected", advice=f"one of: {', '.join(sorted(allowed))}"
        )
    return field, value.strip()


def _record(record: Claim, values: dict[str, str]) -> Claim:
    changes: dict[str, Any] = {}
    if count := {k: v for k, v in values.items() if k in _COUNT}:
        changes["quantity"] = _quantity(record.quantity, count)
    basis = {b: getattr(record.basis, b) for b in _BASES}
    for field, value in values.items():
        if field in _SETTERS:
            name, read = _SETTERS[field]
            changes[name] = None if value.lower() in _NOTHING and name not in _LISTS else read(value)
            if field in _BASES:
                basis[field] = Basis.STATED
            if field == "period":
                changes["period_span"] = None
    for field, value in values.items():
        if field.startswith("basis."):
            basis[field.removeprefix("basis.")] = parse_term(Basis, value)
    return replace(record, **changes, basis=Grounds(**basis))


def _quantity(before: Quantity, count: dict[str, str]) -> Quantity:
    """Low, high and hedge as corrected; a hedge that no longer fits its numbers is worked out from them."""
    low = _whole(count["low"]) if "low" in count else before.low
    high = before.high
    if "high" in count:
        high = None if count["high"].lower() in _NOTHING else _whole(count["high"])
    elif "low" in count and before.high == before.low:
        high = low
    if "hedge" in count:
        hedge = parse_term(Hedge, count["hedge"])
        if "high" not in count and hedge in (Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.SOME):
            high = None
        return Quantity(low, high, hedge, before.verbatim)
    try:
        return Quantity(low, high, before.hedge, before.verbatim)
    except ValueError:
        if high is None:
            return Quantity.at_least(low, before.verbatim)
        return Quantity.between(low, high, before.verbatim)


def _whole(value: str) -> int:
    digits = value.replace(" ", "").replace(",", "").replace("\u202f", "").replace("\u00a0", "")
    if not digits.isdecimal():
        raise WrongUse(f"{value!r} is not a whole number", advice="write digits, such as 5800; 'none' for no ceiling")
    return int(digits)


def _mention(value: str) -> Mention:
    """A name a reviewer writes, under its usual English form where it is known."""
    from bilan.actors import registry

    found = registry().resolve(value)
    return Mention(found.names["en"] if found else value, None)


def _mentions(value: str) -> tuple[Mention, ...]:
    return () if value.lower() in _NOTHING else tuple(_mention(part) for part in _parts(value))


def _places(value: str) -> tuple[Mention, ...]:
    return () if value.lower() in _NOTHING else tuple(_place(part) for part in _parts(value))


def _place(value: str) -> Mention:
    from bilan.places import gazetteer

    found = gazetteer().resolve(value)
    return Mention(found.names["en"] if found else value, None)


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.replace("،", ",").split(",") if part.strip()]


def _groups(value: str) -> tuple[Group, ...]:
    return tuple(parse_term(Group, part) for part in _parts(value)) or (Group.PERSON,)


def _period(value: str) -> Period:
    """One date in any precision, or FROM..TO with either side left open."""
    start, mark, end = value.partition("..")
    return read_window(start or None, (end or None) if mark else start)


def _day(value: str) -> date | None:
    return Period.parse(value).end


def _yes(value: str) -> bool:
    if value.lower() not in ("yes", "no", "true", "false"):
        raise WrongUse(f"{value!r} is neither yes nor no")
    return value.lower() in ("yes", "true")


_COUNT = ("low", "high", "hedge")
_LISTS = ("by", "cites", "place", "members", "groups", "running", "possible", "harm", "stance")
_SETTERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "harm": ("harm", lambda v: parse_term(Harm, v)),
    "group": ("groups", _groups),
    "stance": ("stance", lambda v: parse_term(Stance, v)),
    "speaker": ("speaker", _mention),
    "on_behalf_of": ("on_behalf_of", _mention),
    "cites": ("cites", _mentions),
    "by": ("by", _mentions),
    "members": ("members", _mentions),
    "cause": ("cause", lambda v: parse_term(Cause, v)),
    "place": ("place", _places),
    "period": ("period", _period),
    "as_of": ("as_of", _day),
    "running": ("running", _yes),
    "possible": ("possible", _yes),
}
