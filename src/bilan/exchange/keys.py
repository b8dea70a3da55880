"""Reading a mapping's TOML: each error names the key that is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any

from bilan.model.errors import WrongUse


def bad(where: str, what: str, advice: str = "") -> WrongUse:
    """The error every wrong mapping gives: it names the TOML key."""
    return WrongUse(
        f"mapping key `{where}` {what}",
        why="the table cannot be read",
        advice=advice or "see docs/howto/read-a-table.md for the keys",
    )


def known_keys(value: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    """Refuse a key that is not known, naming the nearest that is."""
    names = sorted(known)
    for key in value:
        if key not in names:
            near = difflib.get_close_matches(key, names, 1)
            raise bad(
                f"{where}.{key}".lstrip("."),
                "is not known",
                f"did you mean `{near[0]}`?" if near else f"the keys here are {', '.join(names)}",
            )


def text_at(value: Mapping[str, Any], key: str, where: str) -> str | None:
    """The text under a key; None: the key is absent."""
    found = value.get(key)
    if found is not None and not isinstance(found, str):
        raise bad(f"{where}.{key}".lstrip("."), f"must be text, not {found!r}")
    return found


def texts_at(value: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    """The text or texts under a key; empty: the key is absent."""
    found = value.get(key, [])
    found = [found] if isinstance(found, str) else found
    if not isinstance(found, list) or not all(isinstance(v, str) for v in found):
        raise bad(f"{where}.{key}".lstrip("."), f"must be text or a list of texts, not {found!r}")
    return tuple(found)


def patterns_at(value: Mapping[str, Any], key: str, where: str) -> tuple[re.Pattern[str], ...]:
    """The regular expressions under a key."""
    made = []
    for source in texts_at(value, key, where):
        try:
            made.append(re.compile(source))
        except re.error as error:
            raise bad(f"{where}.{key}".lstrip("."), f"is not a regular expression: {error}") from error
    return tuple(made)


def text_table(value: Any, where: str) -> dict[str, str]:
    """A table of text = text."""
    if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
        raise bad(where, "must be a table of text = text")
    return {str(k): v for k, v in value.items()}
