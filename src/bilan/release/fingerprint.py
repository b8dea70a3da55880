"""A short code for any value that a page is made from: the same code, the same page."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from types import FunctionType, MethodType, ModuleType
from typing import Any

from bilan.reconcile.later import LaterMapping, LaterSequence

_WORTH_KEEPING = 5  # fields; the code of a smaller value is made faster than it is found again


class NoFingerprint(Exception):
    """A value of a kind that we cannot tell apart from another: what depends on it is made anew each time."""


class Fingerprints:
    """Codes of values, each worked out once. `skip`: values that are watched otherwise and count as nothing here."""

    def __init__(self, skip: tuple[type, ...] = ()) -> None:
        self._skip = skip
        self._known: dict[int, tuple[object, str]] = {}
        self._how: dict[type, Callable[[Any, list[str]], None]] = {}

    def of(self, value: object) -> str:
        """The code of a value; raises NoFingerprint.

        >>> codes = Fingerprints()
        >>> codes.of(("a", 1)) == codes.of(("a", 1)), codes.of(("a", 1)) == codes.of(["a", "1"])
        (True, False)
        """
        parts: list[str] = []
        self._add(value, parts)
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]

    def _add(self, value: Any, parts: list[str]) -> None:
        kind = type(value)
        if kind is str:
            parts.append(f"s{len(value)}:{value}")
            return
        how = self._how.get(kind)
        if how is None:
            how = self._how[kind] = self._learn(kind)
        how(value, parts)

    def _learn(self, kind: type) -> Callable[[Any, list[str]], None]:
        """How the values of a type are told apart, found out once for each type."""
        if kind in (type(None), bool, int, float):
            return lambda value, parts: parts.append(repr(value))
        if issubclass(kind, self._skip):
            return lambda value, parts: parts.append("skipped")
        if kind in (tuple, list):
            return self._list
        if issubclass(kind, Enum):
            return lambda value, parts: parts.append(f"e{kind.__name__}.{value._name_}")
        if issubclass(kind, LaterSequence | LaterMapping):
            return lambda value, parts: self._all("later", value.inputs, parts)
        if is_dataclass(kind):
            return self._record(kind)
        if issubclass(kind, str):  # safe markup is not the same words unescaped
            return lambda value, parts: parts.append(f"{kind.__name__}{len(value)}:{value}")
        if issubclass(kind, date | Fraction):
            return lambda value, parts: parts.append(f"{kind.__name__}{value}")
        if issubclass(kind, Mapping):
            return lambda value, parts: self._all("{", [half for item in value.items() for half in item], parts)
        if issubclass(kind, Set):
            return lambda value, parts: self._all("set", sorted(map(self.of, value)), parts)
        if issubclass(kind, Sequence) and not issubclass(kind, bytes):
            return lambda value, parts: self._all("[", list(value), parts)
        if issubclass(kind, type | ModuleType):
            return lambda value, parts: parts.append(f"{kind.__name__} {value.__name__}")
        if kind is FunctionType:
            return self._function
        if kind is MethodType:
            return lambda value, parts: self._all("(", [value.__func__, value.__self__], parts)
        return self._unknown

    def _all(self, mark: str, values: Sequence[object], parts: list[str]) -> None:
        parts.append(f"{mark}{len(values)}")
        for one in values:
            self._add(one, parts)

    def _list(self, values: Sequence[object], parts: list[str]) -> None:
        if len(values) < _WORTH_KEEPING or type(values) is list:
            self._all("[", values, parts)
        else:
            parts.append(self._kept(values, lambda own: self._all("[", values, own)))

    def _record(self, kind: type) -> Callable[[Any, list[str]], None]:
        names, title = tuple(f.name for f in fields(kind)), kind.__qualname__

        def add(value: Any, parts: list[str]) -> None:
            parts.append(title)
            for name in names:
                self._add(getattr(value, name), parts)

        if len(names) < _WORTH_KEEPING:
            return add
        return lambda value, parts: parts.append(self._kept(value, lambda own: add(value, own)))

    def _kept(self, value: object, add: Callable[[list[str]], None]) -> str:
        """The code of a value that many others hold, worked out once."""
        known = self._known.get(id(value))
        if known is None or known[0] is not value:
            own: list[str] = []
            add(own)
            code = hashlib.sha256("\x1f".join(own).encode("utf-8", "surrogatepass")).hexdigest()[:24]
            known = self._known[id(value)] = (value, code)  # the value is kept, so that its number stays its own
        return known[1]

    def _function(self, value: FunctionType, parts: list[str]) -> None:
        held = [cell.cell_contents for cell in value.__closure__ or ()]
        parts.append(f"{value.__module__}.{value.__qualname__}")
        self._all("(", [*held, *(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()], parts)

    def _unknown(self, value: object, parts: list[str]) -> None:
        raise NoFingerprint(f"{type(value).__qualname__} has no fingerprint")
