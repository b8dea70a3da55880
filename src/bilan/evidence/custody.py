"""The chain of custody of one exhibit: everything the journal tells of it, in order, fit for printing.

Source: the Berkeley Protocol on Digital Open Source Investigations, on chain of custody and preservation.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from bilan.evidence.kept import kept_by
from bilan.evidence.records import Entry
from bilan.model.errors import BrokenDossier, WrongUse
from bilan.model.ids import ExhibitId

if TYPE_CHECKING:
    from bilan.evidence.dossier import Dossier

Facts = list[tuple[str, Any]]

_LATER = ("release_made", "anchor_received")  # they concern whatever the dossier held then


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to the exhibit, as one entry of the journal tells it.

    what   which words name it (`labels`); type: the entry's own type
    facts  what else the entry says: which fact (named in `labels`), and what it is
    """

    seq: int
    time: str
    type: str
    what: str
    by: str
    facts: tuple[tuple[str, str], ...]
    commitment: str


@dataclass(frozen=True, slots=True)
class Custody:
    """An exhibit, its events in order, and whether its bytes are, at this moment, still those that were received."""

    exhibit: ExhibitId
    name: str
    size: int
    intact: bool
    events: tuple[Event, ...]


def custody(dossier: Dossier, exhibit: ExhibitId) -> Custody:
    """Everything that happened to an exhibit. Raises `WrongUse` when the dossier never received it."""
    found = next((e for e in dossier.exhibits() if e.id == exhibit), None)
    if found is None:
        raise WrongUse(f"there is no exhibit {exhibit[:16]} in this dossier", advice="list them: bilan exhibits DIR")
    try:
        dossier.vault.open(exhibit, verify=True).close()
        intact = True
    except BrokenDossier:
        intact = False
    return Custody(exhibit, found.name, found.size, intact, tuple(_events(dossier, exhibit)))


def find_exhibit(dossier: Dossier, text: str) -> ExhibitId:
    """The exhibit with this id, or the only one whose id, or name, begins like that."""
    known = dossier.exhibits()
    near = [e.id for e in known if e.id == text or e.name == text] or [
        e.id for e in known if len(text) >= 4 and e.id.startswith(text)
    ]
    if len(set(near)) == 1:
        return near[0]
    if near:
        raise WrongUse(f"{len(set(near))} exhibits are called {text!r}", advice="write the beginning of the id")
    raise WrongUse(f"there is no exhibit {text!r} in this dossier", advice="write its file name, or its SHA-256")


@cache
def labels() -> dict[str, Any]:
    """The words of a chain of custody in French, English and Arabic: title, columns, facts, events."""
    return tomllib.loads(files("bilan.evidence").joinpath("custody.toml").read_text(encoding="utf-8"))


def event_label(event: Event) -> dict[str, str]:
    """What the event is called in the three languages."""
    found: dict[str, str] = labels()["events"][event.what]
    return found


def facts_in_words(event: Event, lang: str) -> str:
    """The facts of an event on one line.

    >>> facts_in_words(Event(2, "", "copy_made", "copy_made", "", (("kind", "thumbnail"), ("tool", "image 1")), ""), "fr")
    'Nature : thumbnail · Outil : image 1'
    """
    colon = " : " if lang == "fr" else ": "
    return " · ".join(f"{labels()['facts'][key][lang]}{colon}{value}" for key, value in event.facts)


def _events(dossier: Dossier, exhibit: ExhibitId) -> Iterator[Event]:
    ours: set[int] = set()  # rows that brought the exhibit or what was made of it
    about: set[int] = set()
    for entry in dossier.journal.entries():
        said = entry.payload
        if said is None:
            continue
        direct = said.get("exhibit") == exhibit
        inside = said.get("parent") == exhibit
        if direct or inside:
            about.add(entry.seq)
            if direct and kept_by(entry) is not None:
                ours.add(entry.seq)
            yield _event(entry, said, "found_inside" if inside and not direct else entry.type)
        elif entry.type == "fixity_checked" and ours & _rows(said):
            yield _event(entry, said, entry.type, _fixity(said, ours))
        elif (entry.type == "item_sealed" and about & _rows(said)) or (entry.type in _LATER and ours):
            yield _event(entry, said, entry.type)
        elif ours and exhibit in _strings(said):
            about.add(entry.seq)
            yield _event(entry, said, "other")


def _rows(said: Mapping[str, Any]) -> set[int]:
    """The rows that an entry speaks of: single numbers, or [first, last]."""
    found: set[int] = set()
    for one in said.get("rows", ()):
        if isinstance(one, int):
            found.add(one)
        elif isinstance(one, list) and len(one) == 2 and all(isinstance(n, int) for n in one):
            found |= set(range(one[0], one[1] + 1))
    return found


def _fixity(said: Mapping[str, Any], ours: set[int]) -> Facts:
    broken = [str(b.get("reason", "")) for b in said.get("broken", ()) if isinstance(b, dict) and b.get("row") in ours]
    return [("reason", words) for words in broken]


def _event(entry: Entry, said: Mapping[str, Any], what: str, facts: Facts | None = None) -> Event:
    known = what if what in labels()["events"] else "other"
    told = _FACTS.get(what, _plain)(said) if facts is None else facts
    by = said.get("by")
    by = by if isinstance(by, str) else ""
    shown = tuple((key, str(value)) for key, value in told if value not in (None, ""))
    return Event(entry.seq, entry.time, entry.type, known, by, shown, entry.commitment)


def _received(said: Mapping[str, Any]) -> Facts:
    return [
        (key, said.get(key)) for key in ("name", "media_type", "how", "origin", "parent", "captured", "sensitivity")
    ]


def _inside(said: Mapping[str, Any]) -> Facts:
    return [("name", said.get("inside") or said["name"]), ("sha256", said["exhibit"])]


def _made(said: Mapping[str, Any]) -> Facts:
    parameters = ", ".join(f"{k}={v}" for k, v in sorted(dict(said["parameters"]).items()))
    return [
        ("kind", said.get("kind")),
        ("sha256", said.get("text") or said.get("copy")),
        ("tool", f"{said['tool']} {said['version']}"),
        ("parameters", parameters),
        ("sensitivity", said.get("sensitivity")),
    ]


def _plain(said: Mapping[str, Any]) -> Facts:
    return [(key, said.get(key)) for key in ("reason", "when", "profile")]


_FACTS = {
    "exhibit_received": _received,
    "found_inside": _inside,
    "text_extracted": _made,
    "copy_made": _made,
}


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting += one.values()
        elif isinstance(one, list | tuple):
            waiting += one
