"""A short code for any value that a page is made from: the same code, the same page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence, Set
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
        self._fields: dict[type, tuple[str, ...]] = {}

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
        elif value is None or kind is bool or kind is int or kind is float:
            parts.append(repr(value))
        elif isinstance(value, self._skip):
            parts.append("skipped")
        elif kind is tuple or kind is list:
            self._all("[", value, parts)
        elif isinstance(value, Enum):
            parts.append(f"e{kind.__name__}.{value.name}")
        elif isinstance(value, LaterSequence | LaterMapping):
            self._all("later", value.inputs, parts)
        elif is_dataclass(value) and not isinstance(value, type):
            self._record(value, kind, parts)
        else:
            self._other(value, kind, parts)

    def _all(self, mark: str, values: Sequence[object], parts: list[str]) -> None:
        parts.append(f"{mark}{len(values)}")
        for one in values:
            self._add(one, parts)

    def _record(self, value: Any, kind: type, parts: list[str]) -> None:
        names = self._fields.get(kind)
        if names is None:
            names = self._fields[kind] = tuple(f.name for f in fields(value))
        if len(names) < _WORTH_KEEPING:
            parts.append(kind.__qualname__)
            for name in names:
                self._add(getattr(value, name), parts)
            return
        known = self._known.get(id(value))
        if known is None or known[0] is not value:
            own = [kind.__qualname__]
            for name in names:
                self._add(getattr(value, name), own)
            code = hashlib.sha256("\x1f".join(own).encode("utf-8", "surrogatepass")).hexdigest()[:24]
            known = self._known[id(value)] = (value, code)  # the value is kept, so that its number stays its own
        parts.append(known[1])

    def _other(self, value: Any, kind: type, parts: list[str]) -> None:
        if isinstance(value, str):  # safe markup is not the same words unescaped
            parts.append(f"{kind.__name__}{len(value)}:{value}")
        elif isinstance(value, date | Fraction):
            parts.append(f"{kind.__name__}{value}")
        elif isinstance(value, Mapping):
            self._all("{", [half for item in value.items() for half in item], parts)
        elif isinstance(value, Set):
            self._all("set", sorted(self.of(one) for one in value), parts)
        elif isinstance(value, Sequence) and not isinstance(value, bytes):
            self._all("[", list(value), parts)
        elif isinstance(value, type | ModuleType):
            parts.append(f"{kind.__name__} {value.__name__}")
        elif isinstance(value, FunctionType):
            held = [cell.cell_contents for cell in value.__closure__ or ()]
            parts.append(f"{value.__module__}.{value.__qualname__}")
            self._all("(", [*held, *(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()], parts)
        elif isinstance(value, MethodType):
            self._all("(", [value.__func__, value.__self__], parts)
        else:
            raise NoFingerprint(f"{kind.__qualname__} has no fingerprint")
