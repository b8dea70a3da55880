"""A book that notes what is read in it, so that a page whose readings are all unchanged need not be written again.

Nothing has to be declared: whatever a template asks the book for is noted, down to the single entry of a map.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from types import FunctionType, MethodType
from typing import Any, TypeVar, cast

from bilan.incidents import Incidents
from bilan.lineage import Lineage
from bilan.reconcile.world import World
from bilan.release.book import Book
from bilan.release.fingerprint import Fingerprints, NoFingerprint

V = TypeVar("V")
Key = tuple[str, ...]  # where in the book ("world.lineage.voice_of"), how it was read, and which entry
_NOTEBOOKS = frozenset({"written", "corners"})  # what pages share while they are written, no part of the contents
_PARTS = (World, Lineage, Incidents)
_EVERYTHING = (
    "world.claims",
    "world.incidents.incidents",
    "world.as_of",
    "world.series",
)  # what a world's own answers rest on
_MOST = 1_500  # entries of one map that one page notes; more count as the whole map
_ABSENT = "absent"


@dataclass
class Watch:
    """Notes readings for the page being written. `keys()` are then asked for their codes."""

    book: Book
    codes: Fingerprints = field(default_factory=lambda: Fingerprints((_WatchedBook, _Part)))
    _pages: list[dict[Key, None]] = field(default_factory=list)
    _kept: dict[tuple[int, Hashable], tuple[Key, ...]] = field(default_factory=dict)
    _code_of: dict[Key, str] = field(default_factory=dict)
    _there: dict[str, Any] = field(default_factory=dict)  # what stands where in the book

    @cached_property
    def watched(self) -> Book:
        """The same book; reading it is noted."""
        made = object.__new__(_WatchedBook)
        object.__setattr__(made, "_watch", self)
        return made

    @contextmanager
    def page(self) -> Iterator[dict[Key, None]]:
        """What is read inside is found in the yielded notes."""
        notes: dict[Key, None] = {}
        self._pages.append(notes)
        try:
            yield notes
        finally:
            self._pages.pop()

    def note(self, *key: str) -> None:
        if self._pages:
            self._pages[-1][key] = None

    def once(self, shelf: dict[Any, V], key: Hashable, make: Callable[[], V]) -> V:
        """What many pages share is made for the first; each that takes it has read what it was made from."""
        at = (id(shelf), key)
        if key not in shelf or at not in self._kept:
            with self.page() as notes:
                shelf[key] = make()
            self._kept[at] = tuple(notes)
        if self._pages:
            self._pages[-1].update(dict.fromkeys(self._kept[at]))
        return shelf[key]

    def code(self, key: Key) -> str:
        """The code of what stands at a key now."""
        if key not in self._code_of:
            try:
                self._code_of[key] = self.codes.of(self._at(key))
            except NoFingerprint:
                self._code_of[key] = ""  # never the same again
        return self._code_of[key]

    def _at(self, key: Key) -> object:
        where, how, *entry = key
        value: Any = self._there.get(where)
        if value is None:
            value = self.book
            for name in where.split("."):
                value = getattr(value, name, _ABSENT)
            self._there[where] = value
        if value is _ABSENT or how == "value":
            return value
        if how == "size":
            return len(value)
        if how == "any":
            return bool(value)
        if how == "slice":
            start, stop = (int(n) if n else None for n in entry)
            return value[start:stop]
        if how == "call":
            try:
                return value(*entry)
            except KeyError:
                return _ABSENT
        return value.get(entry[0], _ABSENT)


def summed_up(notes: Mapping[Key, None]) -> tuple[Key, ...]:
    """A page's readings; very many entries of one map become the map."""
    if len(notes) <= _MOST:
        return tuple(notes)
    entries: dict[str, int] = {}
    for key in notes:
        if key[1] == "entry":
            entries[key[0]] = entries.get(key[0], 0) + 1
    whole = {where for where, n in entries.items() if n > _MOST}
    return tuple(dict.fromkeys((k[0], "value") if k[1] == "entry" and k[0] in whole else k for k in notes))


class _WatchedBook(Book):
    """See `Watch.watched`."""

    def once(self, shelf: dict[Any, V], key: Hashable, make: Callable[[], V]) -> V:
        return cast(Watch, object.__getattribute__(self, "_watch")).once(shelf, key, make)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__") or name == "once":
            return object.__getattribute__(self, name)
        watch: Watch = object.__getattribute__(self, "_watch")
        if name in _NOTEBOOKS:
            return getattr(watch.book, name)
        return _read(watch, self, watch.book, name, name)


class _Part:
    """A part of the book with parts of its own, such as the world behind it."""

    def __init__(self, watch: Watch, value: object, where: str) -> None:
        self._watch, self._value, self._where = watch, value, where

    def __getattr__(self, name: str) -> Any:
        return _read(self._watch, self, self._value, name, f"{self._where}.{name}")


def _read(watch: Watch, reader: object, owner: object, name: str, where: str) -> Any:
    found = getattr(type(owner), name, None)
    if isinstance(found, FunctionType) and isinstance(owner, Book):
        return MethodType(found, reader)  # what the method reads is noted in its turn
    if isinstance(found, FunctionType):
        for everything in _EVERYTHING:
            watch.note(everything, "value")
        return MethodType(found, owner)
    value = getattr(owner, name)
    if isinstance(value, Mapping):
        return _Map(watch, value, where)
    if isinstance(value, list | tuple):
        return _List(watch, value, where)
    if isinstance(value, _PARTS):
        return _Part(watch, value, where)
    if isinstance(value, MethodType | FunctionType) or (callable(value) and hasattr(value, "__wrapped__")):
        return _called(watch, value, where)
    watch.note(where, "value")
    return value


def _called(watch: Watch, function: Any, where: str) -> Callable[..., Any]:
    def call(*words: str) -> Any:
        watch.note(where, "call", *words)
        return function(*words)

    return call


class _Map(Mapping[Any, Any]):
    def __init__(self, watch: Watch, value: Mapping[Any, Any], where: str) -> None:
        self._watch, self._value, self._where = watch, value, where

    def _note(self, key: object) -> None:
        if isinstance(key, str):
            self._watch.note(self._where, "entry", key)
        else:
            self._watch.note(self._where, "value")

    def __getitem__(self, key: Any) -> Any:
        self._note(key)
        return self._value[key]

    def get(self, key: Any, default: Any = None) -> Any:
        self._note(key)
        return self._value.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note(key)
        return key in self._value

    def __iter__(self) -> Iterator[Any]:
        self._watch.note(self._where, "value")
        return iter(self._value)

    def __len__(self) -> int:
        self._watch.note(self._where, "size")
        return len(self._value)

    def __bool__(self) -> bool:
        self._watch.note(self._where, "any")
        return bool(self._value)


class _List(Sequence[Any]):
    def __init__(self, watch: Watch, value: Sequence[Any], where: str) -> None:
        self._watch, self._value, self._where = watch, value, where

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice) and index.step is None:
            ends = ("" if n is None else str(n) for n in (index.start, index.stop))
            self._watch.note(self._where, "slice", *ends)
        else:
            self._watch.note(self._where, "value")
        return self._value[index]

    def __iter__(self) -> Iterator[Any]:
        self._watch.note(self._where, "value")
        return iter(self._value)

    def __len__(self) -> int:
        self._watch.note(self._where, "size")
        return len(self._value)

    def __bool__(self) -> bool:
        self._watch.note(self._where, "any")
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        self._watch.note(self._where, "value")
        return self._value == other

    def __hash__(self) -> int:
        return id(self._value)
