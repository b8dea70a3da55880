"""Do a recorder's codes agree with the statements themselves: the number in the words, the place in the grid reference?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bilan.accountability.statement_table import Filed, Statement
from bilan.claims import read_text
from bilan.claims.language import identify
from bilan.claims.reading.ar.numerals import read_number
from bilan.claims.reading.en import PACK as EN
from bilan.claims.reading.fr import PACK as FR
from bilan.claims.reading.numerals import numeral_at
from bilan.claims.reading.words import WORD_PATTERNS, Word
from bilan.lint.mgrs import NotAGridReference, kilometres, reach, read_as_it_stands
from bilan.model.vocab import Harm, Hedge, Stance
from bilan.search.words import words

NEAR_KM = 5.0
FAR_KM = 100.0
_UNNUMBERED = frozenset({Hedge.SOME, Hedge.NONE})


@dataclass(frozen=True, slots=True)
class Literal:
    """How many coded numbers stand in the words of their statement; `missing` are the statements where they do not."""

    looked_at: int
    missing: tuple[Statement, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "looked_at": self.looked_at,
            "held": self.looked_at - len(self.missing),
            "missing": [
                {
                    "incident": s.response.subject,
                    "where": s.response.where,
                    "coded": s.coded_killed.as_json() if s.coded_killed else None,
                }
                for s in self.missing
            ],
        }


@dataclass(frozen=True, slots=True)
class Grid:
    """How far the grid references of statements lie from where the recorder has the incident, each pair once.

    distances  (incident, reference, kilometres beyond the square that the reference names), the farthest first
    unreadable (incident, reference, why)
    """

    distances: tuple[tuple[str, str, float], ...]
    unreadable: tuple[tuple[str, str, str], ...]

    @property
    def near(self) -> int:
        return sum(km <= NEAR_KM for _, _, km in self.distances)

    def as_json(self) -> dict[str, Any]:
        return {
            "looked_at": len(self.distances),
            "within_5_km": self.near,
            "far": [
                {"incident": i, "mgrs": mgrs, "kilometres": round(km, 1)}
                for i, mgrs, km in self.distances
                if km >= FAR_KM
            ],
            "unreadable": [{"incident": i, "mgrs": mgrs, "reason": why} for i, mgrs, why in self.unreadable],
        }


def literal(filed: Filed) -> Literal:
    """Does the conceded number stand in the words, in digits or written out?

    A conceded nothing (no dead) holds where the words concede no death with a number.
    """
    asked = [s for s in filed.statements if s.coded_killed is not None and s.response.words.strip()]
    return Literal(len(asked), tuple(s for s in asked if not _holds(s)))


def grid(filed: Filed) -> Grid:
    """How far is each official grid reference from the incident?"""
    pairs = dict.fromkeys((s.response.subject, s.mgrs) for s in filed.statements if s.mgrs)
    found: list[tuple[str, str, float]] = []
    unreadable: list[tuple[str, str, str]] = []
    for subject, mgrs in pairs:
        point = filed.points.get(subject)
        if point is None:
            continue
        try:
            km = kilometres(read_as_it_stands(mgrs), point) - reach(mgrs)
        except NotAGridReference as error:
            unreadable.append((subject, mgrs, str(error)))
        else:
            found.append((subject, mgrs, max(0.0, km)))
    return Grid(tuple(sorted(found, key=lambda f: -f[2])), tuple(unreadable))


def _holds(s: Statement) -> bool:
    killed = s.coded_killed
    if killed is None:
        return True
    if killed.low == 0:
        return 0 in numbers(s.response.words) or not _concedes_dead(s.response.words)
    return killed.low in numbers(s.response.words)


@lru_cache(maxsize=4096)
def _concedes_dead(text: str) -> bool:
    read = (p.claim for p in read_text(text).proposals)
    return any(
        c.harm is Harm.KILLED
        and c.stance is Stance.ADMITS
        and c.quantity.low > 0
        and c.quantity.hedge not in _UNNUMBERED
        for c in read
    )


@lru_cache(maxsize=4096)
def numbers(text: str) -> frozenset[int]:
    """Every number that a text writes, in digits or in words.

    >>> sorted(numbers("Thirty three civilians were killed, 4 others injured."))
    [4, 33]
    >>> 12 in numbers("Douze civils ont été tués."), 12 in numbers("قتل اثنا عشر مدنيا")
    (True, True)
    """
    return frozenset(_arabic(text) if identify(text) == "ar" else _latin(text))


def _latin(text: str) -> Iterator[int]:
    lang = "fr" if identify(text) == "fr" else "en"
    pack = FR if lang == "fr" else EN
    cut = [Word(m.start(), m.end(), m.group().lower(), m.group()) for m in WORD_PATTERNS[lang].finditer(text)]
    i = 0
    while i < len(cut):
        numeral = numeral_at(cut, i, pack.numbers)
        if numeral is not None:
            yield numeral.value
        i = numeral.last if numeral is not None else i + 1


def _arabic(text: str) -> Iterator[int]:
    cut = list(words(text))
    for i in range(len(cut)):
        found = read_number(text, cut, i)
        if found is not None:
            yield found[0]
