"""A codebook as a text again, and what two of them do not have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def as_toml(content: Mapping[str, Any]) -> str:
    """The content of a codebook as TOML, the plain keys first: read again, it is the same codebook.

    >>> print(as_toml({"says": {"en": "two"}, "id": "mine", "step": [{"kind": "x"}]}), end="")
    id = "mine"
    <BLANKLINE>
    [says]
    en = "two"
    <BLANKLINE>
    [[step]]
    kind = "x"
    """
    return "\n".join(_table(content, "")).lstrip("\n") + "\n"


def _table(table: Mapping[str, Any], path: str) -> Iterator[str]:
    inner = {k: v for k, v in table.items() if isinstance(v, Mapping) or _is_tables(v)}
    for key, value in table.items():
        if key not in inner:
            yield f"{key} = {json.dumps(value, ensure_ascii=False)}"
    for key, value in inner.items():
        here = f"{path}.{key}" if path else key
        for one in [value] if isinstance(value, Mapping) else value:
            yield from ("", f"[{here}]" if isinstance(value, Mapping) else f"[[{here}]]")
            yield from _table(one, here)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, Mapping) for v in value)


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Each key whose value differs, by its path, with both values; None: the key is absent there.

    >>> differences({"version": "1", "best": {"by": "x"}}, {"version": "2"})
    [('best.by', 'x', None), ('version', '1', '2')]
    """
    old, new = dict(_paths(before, "")), dict(_paths(after, ""))
    return [(key, old.get(key), new.get(key)) for key in sorted({*old, *new}) if old.get(key) != new.get(key)]


def _paths(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, held in value.items():
            yield from _paths(held, f"{path}.{key}" if path else key)
    elif _is_tables(value):
        for n, held in enumerate(value):
            yield from _paths(held, f"{path}[{n}]")
    else:
        yield path, value
