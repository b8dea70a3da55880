"""Read a codebook: the text or the content of a policy, checked key by key; an error names the key and what to write."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from bilan.actors import Capacity, registry
from bilan.evidence.commitment import canonical_bytes
from bilan.model.errors import WrongUse
from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import ALWAYS, Period
from bilan.model.vocab import LANGS, Hedge, Lang
from bilan.places import PlaceKind, gazetteer
from bilan.reconcile.policy import Adjustment, AdjustmentKind, Adopted, Documented, Policy, Totals

_ADVICE = "docs/handbook/policies.md describes every key; `bilan policy show NAME` prints one that works"
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_HEAD = ("id", "version", "title", "source", "url", "changes", "says")
_KEYS = (*_HEAD, "world", "linked", "tolerance", "voices", "counts", "best", "documented", "totals")
_NEEDED = ("id", "version", "source", "world", "linked", "tolerance", "says")
_KINDS: dict[str, AdjustmentKind] = {
    "combatant_share": "combatant_share",
    "baseline": "baseline",
    "confirmed_overlaps": "confirmed_overlaps",
    "possible_overlaps": "possible_overlaps",
}
_ONLY_CLOSED = ("voices", "counts", "best", "totals")
E = TypeVar("E", bound=StrEnum)


class BadCodebook(WrongUse):
    """A codebook that cannot be followed as it stands."""


def read_codebook(text: str, name: str = "codebook") -> Policy:
    """The policy that a TOML text describes; raises `BadCodebook`. `name`: what to call it in an error."""
    try:
        told = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise BadCodebook(f"the codebook {name} is not TOML: {error}", advice=_ADVICE) from error
    return from_content(_plain(told), name)


def from_content(content: Mapping[str, Any], name: str = "codebook", adopted: Adopted | None = None) -> Policy:
    """The policy of a codebook's content, as the journal keeps it."""
    check = _Check(str(content.get("id") or name))
    check.keys(content, "", _KEYS, _NEEDED)
    world = check.one_of(content, "world", ("open", "closed"))
    for key in _ONLY_CLOSED:
        if world == "open" and key in content:
            raise check.bad(key, 'needs world = "closed": in an open world every count is a floor of its own')
    if not _NAME.fullmatch(check.text(content, "id")):
        raise check.bad("id", "must be a short name of small letters, digits, - and _")
    if not _VERSION.fullmatch(check.text(content, "version")):
        raise check.bad("version", 'must be a short text of letters, digits, ".", "-" and "_", such as "2"')
    voices = content.get("voices", 1)
    if not isinstance(voices, int) or isinstance(voices, bool) or not 1 <= voices <= 9:
        raise check.bad("voices", "must be a whole number from 1 to 9")
    return Policy(
        id=content["id"],
        version=content["version"],
        source=check.text(content, "source"),
        world="open" if world == "open" else "closed",
        linked="highest" if check.one_of(content, "linked", ("highest", "lowest")) == "highest" else "lowest",
        tolerance=check.share(content["tolerance"], "tolerance"),
        says=check.words(content["says"], "says"),
        title=check.text(content, "title") if "title" in content else "",
        url=check.text(content, "url") if "url" in content else "",
        changes=check.words(content["changes"], "changes") if "changes" in content else {},
        voices=voices,
        counts="best_supported"
        if "counts" in content and check.one_of(content, "counts", ("every", "best_supported")) == "best_supported"
        else "every",
        best=_best(check, content["best"]) if "best" in content else None,
        documented=_documented(check, content["documented"]) if "documented" in content else None,
        totals=_totals(check, content["totals"]) if "totals" in content else None,
        hash=hashlib.sha256(canonical_bytes(content)).hexdigest(),
        content=dict(content),
        adopted=adopted,
    )


def _best(check: _Check, told: Any) -> frozenset[Capacity]:
    check.keys(told, "best", ("by", "last"), ("by",))
    check.one_of(told, "by", ("most_reported",), "best")
    return check.terms(told.get("last", []), "best.last", Capacity)


def _documented(check: _Check, told: Any) -> Documented:
    check.keys(told, "documented", ("hedges", "words", "sources"), ())
    words = told.get("words", {})
    check.keys(words, "documented.words", LANGS, ())
    for lang, listed in words.items():
        if not isinstance(listed, list) or not all(isinstance(w, str) and w.strip() for w in listed):
            raise check.bad(f"documented.words.{lang}", "must be a list of words")
    hedges = check.terms(told.get("hedges", []), "documented.hedges", Hedge)
    sources = _actors(check, told.get("sources", []), "documented.sources")
    if not hedges and not sources and not any(words.values()):
        raise check.bad("documented", "names no hedges, words or sources, so that no count could ever show it")
    return Documented(hedges, {lang: tuple(words.get(lang, ())) for lang in LANGS}, sources)


def _actors(check: _Check, names: Any, where: str) -> frozenset[ActorId]:
    if not isinstance(names, list):
        raise check.bad(where, "must be a list of names")
    found = [registry().resolve(name) if isinstance(name, str) else None for name in names]
    for name, actor in zip(names, found, strict=True):
        if actor is None:
            raise check.bad(where, f"holds {name!r}, and nobody is known under that name")
    return frozenset(actor.id for actor in found if actor is not None)


def _totals(check: _Check, told: Any) -> Totals:
    check.keys(told, "totals", ("longer_than_days", "places", "exact", "adjustment"), ("longer_than_days", "exact"))
    days = told["longer_than_days"]
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise check.bad("totals.longer_than_days", "must be a whole number of days, 1 or more")
    listed = told.get("adjustment", [])
    if not isinstance(listed, list):
        raise check.bad("totals.adjustment", "must be written [[totals.adjustment]], once for each step, in order")
    return Totals(
        longer_than_days=days,
        places=check.terms(told.get("places", []), "totals.places", PlaceKind),
        exact=check.terms(told["exact"], "totals.exact", Hedge),
        adjustments=tuple(_adjustment(check, a, f"totals.adjustment[{i}]") for i, a in enumerate(listed)),
    )


def _adjustment(check: _Check, told: Any, where: str) -> Adjustment:
    check.keys(told, where, ("kind", "source", "share", "count", "place", "from", "to"), ("kind", "source"))
    kind = check.one_of(told, "kind", tuple(_KINDS), where)
    wanted = {"combatant_share": "share", "baseline": "count"}.get(kind)
    if wanted and wanted not in told:
        raise check.bad(f"{where}.{wanted}", f'is missing: a {kind} is an interval, such as {wanted} = ["1", "4"]')
    if ("count" in told) != (kind == "baseline") or ("share" in told and kind == "baseline"):
        raise check.bad(f"{where}.kind", "is a baseline with a `count` of people, or another kind with a `share`")
    if kind == "baseline" and not ("from" in told and "to" in told):
        raise check.bad(f"{where}.from", "and `to` must say which days a baseline is counted over")
    share = check.interval(told["share"], f"{where}.share", lambda v, w: check.share(v, w)) if "share" in told else None
    count = check.interval(told["count"], f"{where}.count", check.people) if "count" in told else None
    return Adjustment(
        kind=_KINDS[kind],
        source=check.words(told["source"], f"{where}.source")
        if isinstance(told["source"], Mapping)
        else dict.fromkeys(LANGS, check.text(told, "source", where)),
        share=share or (Fraction(1), Fraction(1)),
        count=count or (0, 0),
        places=_places(check, told.get("place"), f"{where}.place"),
        period=_window(check, told, where),
    )


def _places(check: _Check, name: Any, where: str) -> tuple[PlaceId, ...]:
    if name is None:
        return ()
    found = gazetteer().resolve(name) if isinstance(name, str) else None
    if found is None:
        raise check.bad(where, f"is {name!r}, and no place is known under that name")
    return (found.id,)


def _window(check: _Check, told: Mapping[str, Any], where: str) -> Period:
    ends: list[date | None] = []
    for key in ("from", "to"):
        try:
            period = Period.parse(told[key]) if key in told else ALWAYS
        except (ValueError, TypeError) as error:
            raise check.bad(f"{where}.{key}", 'is no date: write "2017", "2017-05" or "2017-05-31"') from error
        ends.append(period.start if key == "from" else period.end)
    start, end = ends
    if start and end and start > end:
        raise check.bad(f"{where}.to", "comes before `from`")
    return Period(start, end)


def _plain(value: Any) -> Any:
    """What TOML knows and JSON does not, written out: dates."""
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


class _Check:
    """The small questions that every key is asked."""

    def __init__(self, name: str) -> None:
        self._name = name

    def bad(self, key: str, what: str) -> BadCodebook:
        return BadCodebook(
            f"the key `{key}` of the codebook {self._name} {what}",
            why="a figure computed under it could not be explained",
            advice=_ADVICE,
        )

    def keys(self, told: Any, where: str, known: Sequence[str], needed: Sequence[str]) -> None:
        if not isinstance(told, Mapping):
            raise self.bad(where or "codebook", "must be a table of keys and values")
        dot = f"{where}." if where else ""
        for key in sorted(set(told) - set(known)):
            raise self.bad(f"{dot}{key}", f"is not one that a codebook knows: {', '.join(known)}")
        for key in needed:
            if key not in told:
                raise self.bad(f"{dot}{key}", "is missing")

    def text(self, told: Mapping[str, Any], key: str, where: str = "") -> str:
        value = told[key]
        if not isinstance(value, str) or not value.strip():
            raise self.bad(f"{where}.{key}" if where else key, "must be a text in quotes, and not empty")
        return value

    def one_of(self, told: Mapping[str, Any], key: str, allowed: Sequence[str], where: str = "") -> str:
        value = told[key]
        if value not in allowed:
            path = f"{where}.{key}" if where else key
            raise self.bad(path, f"is {value!r}, and must be {' or '.join(allowed)}")
        return str(value)

    def terms(self, told: Any, where: str, vocabulary: type[E]) -> frozenset[E]:
        known = {term.value: term for term in vocabulary}
        if not isinstance(told, list) or any(value not in known for value in told):
            raise self.bad(where, f"must be a list of some of: {', '.join(known)}")
        return frozenset(known[value] for value in told)

    def words(self, told: Any, where: str) -> dict[Lang, str]:
        self.keys(told, where, LANGS, LANGS)
        return {lang: self.text(told, lang, where) for lang in LANGS}

    def share(self, value: Any, where: str) -> Fraction:
        try:
            share = Fraction(value if isinstance(value, int) and not isinstance(value, bool) else str(value))
        except (ValueError, ZeroDivisionError) as error:
            raise self.bad(where, f'is {value!r}: write a share as "1/10" or "0.1"') from error
        if not 0 <= share <= 1:
            raise self.bad(where, f"is {value}, and a share lies between 0 and 1")
        return share

    def people(self, value: Any, where: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.bad(where, "counts people: two whole numbers, 0 or more")
        return value

    def interval(self, value: Any, where: str, read: Callable[[Any, str], Any]) -> tuple[Any, Any]:
        if not isinstance(value, list) or len(value) != 2:
            raise self.bad(where, "must be an interval: the least and the most, as a list of two")
        least, most = read(value[0], where), read(value[1], where)
        if least > most:
            raise self.bad(where, "has its most before its least")
        return least, most
