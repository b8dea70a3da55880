"""Arabic numbers: digits of every kind, number words in both genders, compounds, and their hedges.

>>> from bilan.search.words import words
>>> [read_number(t, list(words(t)), 0)[0] for t in ("خمسة عشر", "خمسة وعشرون", "٥٬٨٠٠", "مئة وخمسة", "ثلاثة آلاف")]
[15, 25, 5800, 105, 3000]
>>> [read_number(t, list(words(t)), 0)[0] for t in ("33 ألفا و175", "مئتي شخص", "ثلاثة وثلاثين ألفا ومئة", "نصف مليون")]
[33175, 200, 33100, 500000]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from bilan.search.words import Word, fold

_UNITS = {
    1: "واحد واحدة",
    2: "اثنان اثنين اثنتان اثنتين إثنين",
    3: "ثلاثة ثلاث",
    4: "أربعة أربع",
    5: "خمسة خمس",
    6: "ستة ست",
    7: "سبعة سبع",
    8: "ثمانية ثماني ثمان",
    9: "تسعة تسع",
    10: "عشرة عشر",
}
_TENS = {20: "عشرون عشرين", 30: "ثلاثون ثلاثين", 40: "أربعون أربعين", 50: "خمسون خمسين", 60: "ستون ستين", 70: "سبعون سبعين", 80: "ثمانون ثمانين", 90: "تسعون تسعين"}  # fmt: skip
_HUNDREDS = {100: "مئة مائة مية", 200: "مئتان مئتين مائتين مائتان مئتا مئتي مائتا مائتي ميتين ميتي", 300: "ثلاثمئة ثلاثمائة", 400: "أربعمئة أربعمائة", 500: "خمسمئة خمسمائة", 600: "ستمئة ستمائة", 700: "سبعمئة سبعمائة", 800: "ثمانمئة ثمانمائة ثمانيمئة", 900: "تسعمئة تسعمائة"}  # fmt: skip
_SCALES = {1000: "ألف ألفا آلاف", 1_000_000: "مليون مليونا ملايين"}
_DUALS = {2000: "ألفان ألفين ألفا ألفي", 2_000_000: "مليونان مليونين مليونا مليوني"}
_TEEN_FIRST = {1: "أحد إحدى", 2: "اثنا اثني اثنتا اثنتي"}


def _table(groups: dict[int, str]) -> dict[str, int]:
    return {fold(w): n for n, ws in groups.items() for w in ws.split()}


_SMALL = _table(_UNITS) | _table(_TENS) | _table(_HUNDREDS) | _table(_DUALS)
_SCALE = _table(_SCALES)
_TEEN = _table(_TEEN_FIRST) | {w: n for w, n in _table(_UNITS).items() if 2 < n < 10}
_TEN_WORDS = {fold("عشر"), fold("عشرة")}
_DIGITS = re.compile(r"\d+$")
_SHARES = {fold("نصف"): 2, fold("ربع"): 4}


def read_number(text: str, cut: Sequence[Word], i: int) -> tuple[int, int] | None:
    """The number that begins with word `i`, and the word after it; None when none does.

    A number glued to letters ("15سنة") is not read here: it counts what it is glued to.
    """
    if i >= len(cut):
        return None
    word = cut[i].folded
    if _DIGITS.match(word) and text[cut[i].start].isdigit():
        return _digits(text, cut, i)
    if word.lstrip("وب") in _SHARES and i + 1 < len(cut) and cut[i + 1].folded == "مليون":
        return 1_000_000 // _SHARES[word.lstrip("وب")], i + 2
    return _words(text, cut, i)


def opens_number(word: str) -> bool:
    """Whether a folded word, without its clitics, may open a number in words ("واثني")."""
    return _bare(word) is not None


def _digits(text: str, cut: Sequence[Word], i: int) -> tuple[int, int] | None:
    before = text[max(0, cut[i].start - 2) : cut[i].start]
    if len(cut[i].folded) > 9 or (before[-1:] in (":", "/", "-", "@") and before not in ("\n-", "-")):
        return None
    value = int(cut[i].folded)
    if value < 100 and _is_an_index(text, cut[i]):
        return None
    j = i + 1
    fraction = ""
    while j < min(len(cut), i + 5) and _DIGITS.match(cut[j].folded) and cut[j].start - cut[j - 1].end == 1:
        mark = text[cut[j - 1].end]
        if (
            mark in ".,٬،\u00a0\u202f "
            and len(cut[j].folded) == 3
            and value < 1000 * 1000
            and (mark != " " or value < 1000)
        ):
            value = value * 1000 + int(cut[j].folded)
        elif mark in ".,٫" and not fraction:
            fraction = cut[j].folded
        elif mark in "/-:":
            return None
        else:
            break
        j += 1
    if text[cut[j - 1].end : cut[j - 1].end + 1] in ("%", "٪", ":", "/") and j < len(cut):
        return None
    if j < len(cut) and cut[j].folded in _SCALE:
        scale = _SCALE[cut[j].folded]
        whole = int((value + float(f"0.{fraction or 0}")) * scale)
        return _remainder(text, cut, whole, scale, j + 1) if not fraction else (whole, j + 1)
    return None if fraction else (value, j)


def _is_an_index(text: str, word: Word) -> bool:
    """ "1- …", "2) …" at the head of a line: where an item stands in its list."""
    behind = text[word.end : word.end + 2]
    if not behind or behind[0] not in "-_)." or behind[1:].isdigit():
        return False
    return not text[: word.start].rpartition("\n")[2].strip() if word.start < 200 else text[word.start - 1] == "\n"


def _remainder(text: str, cut: Sequence[Word], value: int, scale: int, j: int) -> tuple[int, int]:
    """ "33 ألفا و175", "مليون و200 ألف": what follows a scale and is smaller than it."""
    if j >= len(cut) or not cut[j].folded.startswith("و"):
        return value, j
    if cut[j].folded == "و" and j + 1 < len(cut) and cut[j + 1].folded.isdigit() and cut[j + 1].start == cut[j].end:
        more = _digits(text, cut, j + 1)
    elif cut[j].folded == "ونصف":
        return value + scale // 2, j + 1
    elif len(cut[j].folded) > 2 and _bare(cut[j].folded[1:]) is not None:
        more = _words(text, cut, j)
    else:
        more = None
    return (value + more[0], more[1]) if more is not None and more[0] < scale else (value, j)


def _words(text: str, cut: Sequence[Word], i: int) -> tuple[int, int] | None:
    """Terms joined by "و"; a scale multiplies those before it, and what follows it is smaller."""
    first = _bare(cut[i].folded)
    if first is None:
        return None
    total = below = 0
    j = i
    word: str | None = first
    while j < len(cut):
        step = _term(cut, j, word)
        word = None
        if step is None:
            break
        value, after = step
        if value >= 1000:
            return _remainder(text, cut, total + value, value, after) if not below else (below, j)
        if below and not (value < below and below >= 100) and not (below < 10 and 20 <= value < 100):
            return below, j
        below, j = below + value, after
        if j < len(cut) and cut[j].folded in _SCALE:
            scale = _SCALE[cut[j].folded]
            return _remainder(text, cut, below * scale, scale, j + 1)
        if j + 1 < len(cut) and cut[j].folded == "و" and below < 10 and _tens(cut[j + 1].folded):
            return below + _SMALL[cut[j + 1].folded], j + 2
        if j >= len(cut) or not cut[j].folded.startswith("و") or _term(cut, j, cut[j].folded[1:]) is None:
            break
    return (below, j) if below else None


def _tens(word: str) -> bool:
    return 20 <= _SMALL.get(word, 0) < 100


@lru_cache(maxsize=50_000)
def may_number(word: str) -> bool:
    """Whether a number may begin with a folded word; most words begin none."""
    return word[:1].isdigit() or word.lstrip("وب") in _SHARES or _bare(word) is not None


@lru_cache(maxsize=50_000)
def _bare(word: str) -> str | None:
    for stem in (
        word,
        *(word[1:] for c in "وفبلك" if word.startswith(c)),
        *(word[2:] for c in ("ال", "لل", "وب", "ول") if word.startswith(c)),
    ):
        if stem in _SMALL or stem in _TEEN or stem in {"الف", "مليون"}:
            return stem
    return None


def _term(cut: Sequence[Word], j: int, word: str | None) -> tuple[int, int] | None:
    stem = word if word is not None else cut[j].folded.removeprefix("و")
    if stem in _TEEN and j + 1 < len(cut) and cut[j + 1].folded in _TEN_WORDS:
        return _TEEN[stem] + 10, j + 2
    if stem in _SMALL:
        if 3 <= _SMALL[stem] <= 9 and j + 1 < len(cut) and _SMALL.get(cut[j + 1].folded) == 100:
            return _SMALL[stem] * 100, j + 2  # "ثلاث مئة"
        return _SMALL[stem], j + 1
    if stem in {"الف", "مليون"}:
        return _SCALE[stem], j + 1
    return None
