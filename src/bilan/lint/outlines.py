"""Does a point lie in the country that a record states? Natural Earth's 1:10m outlines, with a tolerance.

A point is outside when it lies in no part of the country's outline and farther from it than the tolerance. The outlines
are simplified (`tools/lint_outlines.py`); each line knows by how much it may be off, and that much is allowed on top.
"""

from __future__ import annotations

import json
import math
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bilan.places import gazetteer

TOLERANCE_KM = 5.0
FINE_KM = 0.2  # a line that is off by less is as good as its source: nothing is allowed on top
_KM = 111.195  # one degree of latitude


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of border or coast: its points (lon, lat), and the km that are allowed for its simplification."""

    points: tuple[tuple[float, float], ...]
    slack: float


@dataclass(frozen=True, slots=True)
class Outline:
    """A country's rings, each a chain of lines."""

    rings: tuple[tuple[Line, ...], ...]

    def holds(self, lat: float, lon: float) -> bool:
        """Whether the point lies within the outline itself."""
        inside = False
        for ring in self.rings:
            for line in ring:
                for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
                    if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                        inside = not inside
        return inside

    def distance(self, lat: float, lon: float) -> float:
        """Kilometres from the point to the nearest line, less what that line may be off."""
        k = math.cos(math.radians(lat)) * _KM
        nearest = math.inf
        for line in (line for ring in self.rings for line in ring):
            for (x1, y1), (x2, y2) in zip(line.points, line.points[1:], strict=False):
                ax, ay = _turned(x1 - lon) * k, (y1 - lat) * _KM
                dx, dy = (x2 - x1) * k, (y2 - y1) * _KM
                length = dx * dx + dy * dy
                along = max(0.0, min(1.0, -(ax * dx + ay * dy) / length)) if length else 0.0
                nearest = min(nearest, math.hypot(ax + along * dx, ay + along * dy) - line.slack)
        return max(0.0, nearest)


def kilometres_outside(code: str, lat: float, lon: float) -> float | None:
    """How far outside the country a point lies, in km: 0 inside. `None`: there is no outline of it.

    >>> kilometres_outside("sy", 33.51, 36.29)  # Damascus
    0.0
    >>> round(kilometres_outside("sy", 36.19, 44.01))  # Erbil, in Iraq
    176
    """
    outline = _outline(code)
    if outline is None:
        return None
    return 0.0 if outline.holds(lat, lon) else outline.distance(lat, lon)


@cache
def country_code(name: str) -> str | None:
    """The two letters of a country as records name it, in French, English or Arabic, or by its code.

    >>> country_code("Syria"), country_code("سوريا"), country_code("Syrie"), country_code("SY"), country_code("Atlantis")
    ('sy', 'sy', 'sy', 'sy', None)
    >>> country_code("Yemen (North Yemen)"), country_code("DR Congo (Zaire)")
    ('ye', 'cd')
    """
    names = _names()
    for form in (name, name.split("(")[0]):
        folded = _folded(form)
        if folded in names:
            return names[folded]
        known = gazetteer().resolve(form.strip()) if folded else None
        if known is not None:
            return str(known.id).split("/", 1)[0]
    return None


# Names that recorders use and CLDR does not list.
_ALSO = {
    "dr congo": "cd",
    "democratic republic of congo": "cd",
    "congo": "cg",
    "republic of congo": "cg",
    "ivory coast": "ci",
    "burma": "mm",
    "bosnia-herzegovina": "ba",
    "macedonia, fyr": "mk",
    "macedonia": "mk",
    "czech republic": "cz",
    "swaziland": "sz",
    "kingdom of eswatini": "sz",
    "usa": "us",
    "united states of america": "us",
    "uk": "gb",
    "great britain": "gb",
    "palestine": "ps",
    "gaza": "ps",
    "gaza strip": "ps",
    "the gaza strip": "ps",
    "west bank": "ps",
    "occupied palestinian territories": "ps",
    "occupied palestinian territory": "ps",
    "فلسطين": "ps",
    "قطاع غزة": "ps",
    "israel/palestine": "",
    "rumania": "ro",
    "turkey": "tr",
    "turkiye": "tr",
    "east timor": "tl",
    "cape verde": "cv",
    "russian federation": "ru",
    "syrian arab republic": "sy",
    "الجمهورية العربية السورية": "sy",
    "iran, islamic republic of": "ir",
}


@cache
def _names() -> dict[str, str]:
    from babel import Locale

    names = {code: code for code in _codes()}
    for lang in ("ar", "fr", "en"):
        for code, said in Locale(lang).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(_folded(said), code.lower())
    return names | {_folded(name): code for name, code in _ALSO.items() if code}


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def _turned(degrees: float) -> float:
    """A difference of longitudes the short way round."""
    return (degrees + 180.0) % 360.0 - 180.0


@cache
def _packed() -> tuple[dict[str, list[list[int]]], tuple[Line, ...]]:
    data = zlib.decompress(files(__package__).joinpath("data", "outlines.bin").read_bytes())
    head, lines = data.split(b"\n", 1)
    told = json.loads(head)
    steps = _steps(lines)
    found: list[Line] = []
    for kind, size in told["arcs"]:
        scale, km = told["classes"][kind]["steps"], told["classes"][kind]["km"]
        x = y = 0
        points: list[tuple[float, float]] = []
        for _ in range(size):
            x += next(steps)
            y += next(steps)
            points.append((x / scale, y / scale))
        found.append(Line(tuple(points), km if km > FINE_KM else 0.0))
    return told["countries"], tuple(found)


def _steps(data: bytes) -> Iterator[int]:
    n = shift = 0
    for byte in data:
        n |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield (n >> 1) ^ -(n & 1)
            n = shift = 0


def _codes() -> frozenset[str]:
    return frozenset(_packed()[0])


@cache
def _outline(code: str) -> Outline | None:
    countries, lines = _packed()
    rings = countries.get(code)
    if rings is None:
        return None
    return Outline(tuple(tuple(lines[a if a >= 0 else ~a] for a in ring) for ring in rings))
