"""The reviewed tables of actors, read into values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bilan.actors.actor import Actor, ActorKind, Capacity, Membership
from bilan.actors.states import read_data
from bilan.model.ids import ActorId
from bilan.model.period import Period
from bilan.model.vocab import LANGS

TABLES = (
    "alliances.toml",
    "us_western.toml",
    "israel_palestine.toml",
    "iraq_syria.toml",
    "other_conflicts.toml",
    "un.toml",
    "recorders.toml",
    "sources.toml",
)
_SHELVES = {
    "agencies": ActorKind.AGENCY,
    "newspapers": ActorKind.NEWSPAPER,
    "broadcasters": ActorKind.BROADCASTER,
}
_USUAL_CAPACITY = {
    ActorKind.RECORDER: Capacity.RECORDER,
    ActorKind.AGENCY: Capacity.PRESS,
    ActorKind.NEWSPAPER: Capacity.PRESS,
    ActorKind.BROADCASTER: Capacity.PRESS,
    ActorKind.NGO: Capacity.WITNESS,
    ActorKind.UN: Capacity.WITNESS,
    ActorKind.OTHER: Capacity.OTHER,
}


@dataclass(frozen=True, slots=True)
class Row:
    """An actor as its table has it, with what the tables say of its names.

    found_in  the languages in whose texts its names are looked for; all when empty
    cased     names that are common words too: found only with these very capitals
    common    names too common to be looked for in a text; a person may still use them
    generic   short names it shares with others of its sort ("coalition", "regime")
    """

    actor: Actor
    cased: frozenset[str]
    common: frozenset[str]
    generic: tuple[str, ...]
    found_in: tuple[str, ...] = ()


def rows() -> Iterator[Row]:
    """Every line of every table."""
    for table in TABLES:
        for line in read_data(table)["actor"]:
            yield _row(line, ActorKind(line["kind"]))
    for shelf, lines in read_data("media.toml").items():
        for line in lines:
            yield _row(line, _SHELVES[shelf])


def _row(line: Mapping[str, Any], kind: ActorKind) -> Row:
    all_names = {lang: (*line.get(lang, ()), *line.get(f"{lang}_cased", ())) for lang in LANGS}
    english = all_names["en"][0]
    capacity = Capacity(line["capacity"]) if "capacity" in line else _USUAL_CAPACITY.get(kind, Capacity.PARTY)
    actor = Actor(
        id=ActorId(line["id"]),
        kind=kind,
        names={lang: all_names[lang][0] if all_names[lang] else english for lang in LANGS},
        aliases={lang: all_names[lang][1:] for lang in LANGS},
        capacity=capacity,
        parent=ActorId(line["parent"]) if "parent" in line else None,
        members=tuple(_members(line)),
        of=ActorId(line["of"]) if "of" in line else None,
        without=frozenset(ActorId(a) for a in line.get("except", ())),
    )
    cased = {*line.get("cased", ()), *(n for lang in LANGS for n in line.get(f"{lang}_cased", ()))}
    return Row(
        actor,
        frozenset(cased),
        frozenset(line.get("common", ())),
        tuple(line.get("generic", ())),
        tuple(line.get("found_in", ())),
    )


def _members(line: Mapping[str, Any]) -> Iterator[Membership]:
    for m in line.get("member", ()):
        yield Membership(
            ActorId(m["of"]), _days(m.get("from"), m.get("to")), m.get("does", ""), m.get("approximate", False)
        )
    for short in line.get("members", ()):
        member, *days = short.split()
        yield Membership(ActorId(member), _days(*[*days, None, None][:2]))


def _days(first: str | None, last: str | None) -> Period:
    start: date | None = Period.parse(first).start if first else None
    end: date | None = Period.parse(last).end if last else None
    return Period(start, end)
