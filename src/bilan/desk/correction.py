"""What a correction says: FIELD=VALUE, checked by the types of the model."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bilan.model.claim import Claim, Mention
from bilan.model.errors import WrongUse
from bilan.model.ids import ClaimId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Basis, Cause, Group, Harm, Hedge, Stance, parse_term

_NOTHING = frozenset({"", "none", "null", "-"})
RELATIONS = ("part_of", "same_as", "against")
_SHORT = {"low": "count.low", "high": "count.high", "hedge": "count.hedge", "groups": "group"}

Setter = Callable[[Claim, str], Claim]


def settings(words: Sequence[str]) -> dict[str, str]:
    """FIELD=VALUE, each field once, under its full name.

    >>> settings(["low=105", "speaker = SNHR"])
    {'count.low': '105', 'speaker': 'SNHR'}
    """
    found: dict[str, str] = {}
    for text in words:
        field, mark, value = text.partition("=")
        name = _SHORT.get(field.strip(), field.strip())
        if not mark:
            raise WrongUse(f"{text!r} is not a setting", advice="write FIELD=VALUE, such as low=105")
        if name not in FIELDS and name not in RELATIONS:
            near = difflib.get_close_matches(name, [*FIELDS, *_SHORT, *RELATIONS], n=1)
            raise WrongUse(
                f"a claim has no field {field.strip()!r}",
                advice=f"did you mean {near[0]}?" if near else f"one of: {', '.join([*FIELDS, *RELATIONS])}",
            )
        if name in found:
            raise WrongUse(f"{field.strip()!r} is set twice", advice="say once what it should be")
        found[name] = value.strip()
    return found


def corrected(claim: Claim, changes: dict[str, str]) -> Claim:
    """The record after the changes, or `WrongUse` where it would make no sense."""
    try:
        claim = _with_count(claim, changes)
        for name, setter in _SETTERS.items():
            if name in changes:
                claim = setter(claim, changes[name])
        return _with_period(claim, changes)
    except ValueError as error:
        raise WrongUse(f"no claim can say this: {error}", why="nothing was recorded") from error


def relation(value: str) -> ClaimId | None:
    """A claim id, or nothing."""
    return None if value.lower() in _NOTHING else ClaimId(value)


# ---------------------------------------------------------------- the count


def _with_count(claim: Claim, changes: dict[str, str]) -> Claim:
    """Low, high and hedge belong together: what is not said follows from what is."""
    low, high, hedge = (changes.get(f"count.{part}") for part in ("low", "high", "hedge"))
    if low is None and high is None and hedge is None:
        return claim
    old = claim.quantity
    bottom = _number(low, "low") if low is not None else old.low
    firmly = parse_term(Hedge, hedge) if hedge is not None else None
    top = _top(high, bottom, old, firmly, low is not None)
    sure = firmly or _hedge_for(bottom, top, old)
    return replace(claim, quantity=Quantity(bottom, top, sure, old.verbatim))


def _top(high: str | None, bottom: int, old: Quantity, hedge: Hedge | None, low_was_set: bool) -> int | None:
    if high is not None:
        return None if high.lower() in _NOTHING else _number(high, "high")
    if hedge is not None:
        open_ended = hedge in (
            Hedge.AT_LEAST,
            Hedge.MORE_THAN,
            Hedge.DOZENS,
            Hedge.HUNDREDS,
            Hedge.THOUSANDS,
            Hedge.SOME,
        )
        return None if open_ended else (old.high if hedge in (Hedge.RANGE, Hedge.UP_TO) else bottom)
    return bottom if low_was_set and old.high == old.low else old.high


def _hedge_for(low: int, high: int | None, old: Quantity) -> Hedge:
    """The old hedge where it still fits, else the plainest one."""
    try:
        return Quantity(low, high, old.hedge).hedge
    except ValueError:
        if high is None:
            return Hedge.AT_LEAST
        if low == high:
            return Hedge.NONE if low == 0 else Hedge.EXACTLY
        return Hedge.RANGE


def _number(text: str, field: str) -> int:
    digits = "".join(text.split()).replace(",", "")
    if not digits.isdecimal():
        raise WrongUse(f"{field}={text!r} is not a number of people", advice="write digits: 105")
    return int(digits)


# ---------------------------------------------------------------- the period


def _with_period(claim: Claim, changes: dict[str, str]) -> Claim:
    whole, start, end = changes.get("period"), changes.get("period.from"), changes.get("period.to")
    if whole is not None:
        if whole.lower() in _NOTHING:
            return replace(claim, period=None, period_span=None)
        first, _, last = whole.partition("/")
        return replace(claim, period=Period(_start(first), _end(last or first)))
    if start is None and end is None:
        return claim
    old = claim.period
    return replace(
        claim,
        period=Period(
            _start(start) if start is not None else old.start if old else None,
            _end(end) if end is not None else old.end if old else None,
        ),
    )


def _start(text: str) -> date | None:
    return None if text.lower() in _NOTHING | {".."} else Period.parse(text).start


def _end(text: str) -> date | None:
    return None if text.lower() in _NOTHING | {".."} else Period.parse(text).end


# ---------------------------------------------------------------- all others


def _mention(name: str, old: Mention | None) -> Mention | None:
    """A name that stays keeps its words; a new name has none until somebody points at them."""
    if name.lower() in _NOTHING:
        return None
    return old if old is not None and old.name == name else Mention(name, None)


def _mentions(text: str, old: tuple[Mention, ...]) -> tuple[Mention, ...]:
    known = {m.name: m for m in old}
    names = [] if text.lower() in _NOTHING else [n.strip() for n in text.split(";") if n.strip()]
    return tuple(known.get(name, Mention(name, None)) for name in names)


def _groups(text: str) -> tuple[Group, ...]:
    return tuple(parse_term(Group, word) for word in text.replace(";", ",").split(",") if word.strip())


def _yes(text: str) -> bool:
    if text.lower() in ("yes", "true", "1", "oui", "نعم"):
        return True
    if text.lower() in ("no", "false", "0", "non", "لا", *_NOTHING):
        return False
    raise WrongUse(f"{text!r} is neither yes nor no", advice="write yes or no")


def _basis(field: str) -> Setter:
    def set_basis(claim: Claim, value: str) -> Claim:
        changed: Any = {field: parse_term(Basis, value)}
        return replace(claim, basis=replace(claim.basis, **changed))

    return set_basis


_SETTERS: dict[str, Setter] = {
    "harm": lambda c, v: replace(c, harm=parse_term(Harm, v)),
    "group": lambda c, v: replace(c, groups=_groups(v)),
    "stance": lambda c, v: replace(c, stance=parse_term(Stance, v)),
    "cause": lambda c, v: replace(c, cause=None if v.lower() in _NOTHING else parse_term(Cause, v)),
    "speaker": lambda c, v: replace(c, speaker=_mention(v, c.speaker)),
    "on_behalf_of": lambda c, v: replace(c, on_behalf_of=_mention(v, c.on_behalf_of)),
    "cites": lambda c, v: replace(c, cites=_mentions(v, c.cites)),
    "by": lambda c, v: replace(c, by=_mentions(v, c.by)),
    "place": lambda c, v: replace(c, place=_mentions(v, c.place)),
    "members": lambda c, v: replace(c, members=_mentions(v, c.members)),
    "running": lambda c, v: replace(c, running=_yes(v)),
    "possible": lambda c, v: replace(c, possible=_yes(v)),
    "as_of": lambda c, v: replace(c, as_of=_end(v)),
    **{f"basis.{name}": _basis(name) for name in ("place", "period", "by", "speaker")},
}

FIELDS = ("count.low", "count.high", "count.hedge", "period", "period.from", "period.to", *_SETTERS)
