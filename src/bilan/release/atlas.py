"""Outlines of countries, cut to a window and drawn as paths. The borders are Natural Earth's, not ours (decision 0009)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Point = tuple[float, float]  # longitude, latitude
WIDE, HIGH = 1000, 750  # units of every map's picture


@dataclass(frozen=True, slots=True)
class Outline:
    """`code`: two letters, the id of a country of the gazetteer; empty for a territory that has none."""

    code: str
    rings: tuple[tuple[Point, ...], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north of its largest part."""
        largest = max(self.rings, key=_area)
        xs, ys = [x for x, _ in largest], [y for _, y in largest]
        return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Window:
    """What part of the earth a map shows: always four to three, so that words can be placed in per cent.

    Longitudes are shortened by the cosine of the middle latitude: near it, shapes look as they are.
    """

    west: float
    north: float
    scale: float  # units for one degree of latitude
    shrink: float

    def at(self, lon: float, lat: float) -> Point:
        return ((lon - self.west) * self.shrink * self.scale, (self.north - lat) * self.scale)

    def holds(self, lon: float, lat: float) -> bool:
        x, y = self.at(lon, lat)
        return 0 <= x <= WIDE and 0 <= y <= HIGH


def window(boxes: Sequence[tuple[float, float, float, float]], least: float = 4.0, margin: float = 0.14) -> Window:
    """A window around all the boxes, at least `least` degrees high, with air on every side.

    >>> w = window([(43.0, 36.0, 43.0, 36.0)])
    >>> [round(n) for n in w.at(43.0, 36.0)]
    [500, 375]
    """
    west, south = min(b[0] for b in boxes), min(b[1] for b in boxes)
    east, north = max(b[2] for b in boxes), max(b[3] for b in boxes)
    middle = (south + north) / 2
    shrink = max(0.2, math.cos(math.radians(middle)))
    high = max(north - south, (east - west) * shrink * HIGH / WIDE, least) * (1 + 2 * margin)
    wide = high * WIDE / HIGH / shrink
    return Window((west + east) / 2 - wide / 2, middle + high / 2, HIGH / high, shrink)


@cache
def outlines() -> tuple[Outline, ...]:
    """Every country, decoded once: each border is stored once and shared by its two neighbours."""
    told = json.loads(files("bilan.release").joinpath("countries.json").read_text(encoding="utf-8"))
    arcs = [_decode(arc, told["steps"]) for arc in told["arcs"]]
    return tuple(Outline(c["code"], tuple(_ring(r, arcs) for r in c["rings"])) for c in told["countries"])


@cache
def outline(code: str) -> Outline | None:
    return next((o for o in outlines() if o.code == code), None)


def source() -> str:
    told: str = json.loads(files("bilan.release").joinpath("countries.json").read_text(encoding="utf-8"))["source"]
    return told


def _decode(arc: Sequence[int], steps: int) -> list[Point]:
    x = y = 0
    points = []
    for n in range(0, len(arc), 2):
        x, y = x + arc[n], y + arc[n + 1]
        points.append((x / steps, y / steps))
    return points


def _ring(numbers: Sequence[int], arcs: Sequence[Sequence[Point]]) -> tuple[Point, ...]:
    points: list[Point] = []
    for n in numbers:
        points += arcs[n] if n >= 0 else arcs[~n][::-1]
    return tuple(points)


def _area(ring: Sequence[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True))) / 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """A country in a window: its path, and where its name may stand (the middle of its largest visible part)."""

    code: str
    path: str
    middle: Point
    size: float


def draw(view: Window) -> list[Drawn]:
    """Every country that the window shows, in whole units; parts too small to see are left out."""
    found = []
    for country in outlines():
        parts = []
        for ring in country.rings:
            cut = _clip([view.at(lon, lat) for lon, lat in ring])
            points = list(dict.fromkeys((round(x), round(y)) for x, y in cut))
            if len(points) > 2 and _area(points) >= 2:
                parts.append(points)
        if parts:
            largest = max(parts, key=_area)
            path = "".join(_path(p) for p in parts)
            found.append(Drawn(country.code, path, _middle(largest), _area(largest)))
    return found


def _clip(points: list[Point], out: float = 8.0) -> list[Point]:
    """Sutherland and Hodgman: cut by each side of the picture in turn (a little outside, so that no cut is seen)."""
    for axis, limit, sign in ((0, -out, 1), (0, WIDE + out, -1), (1, -out, 1), (1, HIGH + out, -1)):
        kept: list[Point] = []
        for a, b in zip(points[-1:] + points[:-1], points, strict=True):
            inside_a, inside_b = (sign * (p[axis] - limit) >= 0 for p in (a, b))
            if inside_a != inside_b:
                share = (limit - a[axis]) / (b[axis] - a[axis])
                kept.append((a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])))
            if inside_b:
                kept.append(b)
        points = kept
        if not points:
            break
    return points


def _path(points: Sequence[tuple[int, int]]) -> str:
    x, y = points[0]
    told = [f"M{x} {y}l"]
    for nx, ny in points[1:]:
        told.append(f"{nx - x} {ny - y} ")
        x, y = nx, ny
    return "".join(told).replace(" -", "-").rstrip() + "z"


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity; of a shape that is nearly a line, the mean of its points."""
    area = x = y = 0.0
    for a, b in zip(ring, (*ring[1:], ring[0]), strict=True):
        cross = a[0] * b[1] - b[0] * a[1]
        area, x, y = area + cross, x + (a[0] + b[0]) * cross, y + (a[1] + b[1]) * cross
    if abs(area) < 1:
        return sum(p[0] for p in ring) / len(ring), sum(p[1] for p in ring) / len(ring)
    return x / (3 * area), y / (3 * area)
