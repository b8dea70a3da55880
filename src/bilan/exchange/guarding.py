"""Cells that a spreadsheet would run as a formula: made harmless in what we write, and read back as they were."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[-+−]?\d[\d.,  ]*(?:[eE][-+]?\d+)?\s*%?")
_GUARDED = re.compile(r"('+)(.*)", re.DOTALL)
_STARTS = tuple("=+-@＝＋－＠")
_BREAKS = tuple("\t\r\n")


def guarded(words: str) -> str:
    """A cell as it may be written: with an apostrophe before anything that a spreadsheet would take for a formula.

    What is guarded already gets another apostrophe, so that `unguarded` always gives back what was there.

    >>> [guarded(w) for w in ("=1+1", "@name", "-12", "+3.5", "+ of them", "12", "'=1+1", "it's")]
    ["'=1+1", "'@name", '-12', '+3.5', "'+ of them", '12', "''=1+1", "it's"]
    """
    return f"'{words}" if _is_formula(words.lstrip("'")) else words


def unguarded(words: str) -> str:
    """The cell behind the guard; a cell that bears none stays as it is.

    >>> [unguarded(w) for w in ("'=1+1", "''=1+1", "'90s", "=1+1")]
    ['=1+1', "'=1+1", "'90s", '=1+1']
    """
    if not words.startswith("'"):
        return words
    found = _GUARDED.fullmatch(words)
    return words[1:] if found and _is_formula(found[2]) else words


def _is_formula(words: str) -> bool:
    """A cell that begins with a sign of a formula, blanks aside, or with a break, and is no number."""
    bare = words.strip()
    return (bare.startswith(_STARTS) and not _NUMBER.fullmatch(bare)) or (words.startswith(_BREAKS) and bool(bare))
