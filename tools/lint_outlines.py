"""Make `src/bilan/lint/data/outlines.bin` from Natural Earth's country outlines. Run once for each new version of the source.

Source   Natural Earth 1:10m, Admin 0 countries, public domain (https://www.naturalearthdata.com), as TopoJSON in the npm
         package `world-atlas` 2.0.2 (ISC licence, Michael Bostock): `countries-10m.json`.
Does     keeps each border once; drops points as long as no place of the line moves farther than the line's class allows
         (Douglas and Peucker's method); keeps every island, if only as a triangle; rounds to a small part of a degree.
Says     with each line by how much it may be off, so that a check can allow for it.
Changes  no border: outlines are Natural Earth's own. A territory without a code of its own counts for each state that
         contains or holds it, so that a check of a point takes no side.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/lint_outlines.py package/countries-10m.json

The file: zlib over one line of JSON (source, classes, countries with their rings, points of each line) and then the
lines themselves, each coordinate as the zigzag varint of its difference from the one before.
"""

from __future__ import annotations

import json
import math
import sys
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from topology import Point, arcs_of, at, iso_code, rings_of

OUT = Path(__file__).resolve().parent.parent / "src" / "bilan" / "lint" / "data" / "outlines.bin"
KM = 111.195  # one degree of latitude
# km that a line may be off, steps to a degree: land border and coast where recorders of harm work, then elsewhere
CLASSES = ((0.1, 1000), (1.0, 400), (2.0, 200), (4.0, 200))
NEAR = frozenset(
    [
        "af",
        "am",
        "az",
        "bf",
        "cd",
        "cf",
        "cm",
        "et",
        "ge",
        "il",
        "iq",
        "jo",
        "kw",
        "lb",
        "ly",
        "ml",
        "mm",
        "mz",
        "ne",
        "ng",
        "ps",
        "sd",
        "sn",
        "so",
        "ss",
        "sy",
        "td",
        "ua",
        "ye",
    ]
)
NAMED = {
    "Kosovo": ["xk"],
    "Somaliland": ["so"],
    "N. Cyprus": ["cy"],
    "Cyprus U.N. Buffer Zone": ["cy"],
    "Akrotiri": ["cy", "gb"],
    "Dhekelia": ["cy", "gb"],
    "Siachen Glacier": ["in", "pk"],
    "Baikonur": ["kz"],
    "USNB Guantanamo Bay": ["cu", "us"],
}


def main(source: Path) -> int:
    topology = json.loads(source.read_text(encoding="utf-8"))
    shapes = topology["objects"]["countries"]["geometries"]
    arcs = arcs_of(topology)
    uses: Counter[int] = Counter()
    near: set[int] = set()
    countries: dict[str, list[list[int]]] = {}
    for shape in shapes:
        rings, codes = rings_of(shape), _codes(shape)
        lines_here = [at(a) for ring in rings for a in ring]
        uses.update(lines_here)
        near.update(lines_here if NEAR & set(codes) else ())
        for code in codes:
            countries.setdefault(code, []).extend(rings)
    used = sorted({at(a) for rings in countries.values() for ring in rings for a in ring})
    place = {a: n for n, a in enumerate(used)}
    told, lines = [], bytearray()
    for a in used:
        kind = (0 if uses[a] > 1 else 1) + (0 if a in near else 2)
        within, steps = CLASSES[kind]
        points = _simplify(arcs[a], within)
        told.append([kind, len(points)])
        lines += _written(points, steps)
    head = {
        "source": "Natural Earth 1:10m Admin 0 countries (public domain), through world-atlas 2.0.2 (ISC), simplified",
        "classes": [{"km": km, "steps": steps} for km, steps in CLASSES],
        "arcs": told,
        "countries": {
            code: [[place[a] if a >= 0 else ~place[~a] for a in ring] for ring in rings]
            for code, rings in sorted(countries.items())
        },
    }
    packed = zlib.compress(json.dumps(head, separators=(",", ":")).encode() + b"\n" + bytes(lines), 9)
    OUT.write_bytes(packed)
    sys.stdout.write(f"{OUT.name}: {len(packed)} bytes, {len(countries)} codes, {sum(n for _, n in told)} points\n")
    return 0


def _codes(shape: dict[str, Any]) -> list[str]:
    """Two letters by ISO 3166, through CLDR's table of numbers; none for a territory that belongs to nobody we name."""
    known = iso_code(shape)
    return [known] if known else NAMED.get(shape["properties"]["name"], [])


def _simplify(points: list[Point], within: float) -> list[Point]:
    """Douglas and Peucker: keep the farthest point of a stretch until every point lies within so many km of the line."""
    last = len(points) - 1
    kept = {0, last}
    waiting = [(0, last)]
    if points[0] == points[-1]:
        far = max(range(last), key=lambda i: _apart(points[i], points[0]))
        kept.add(far)
        waiting = [(0, far), (far, last)]
    while waiting:
        i, j = waiting.pop()
        away, n = max(((_off(points[k], points[i], points[j]), k) for k in range(i + 1, j)), default=(0.0, i))
        if away > within:
            kept.add(n)
            waiting += [(i, n), (n, j)]
    return [points[i] for i in sorted(kept)]


def _apart(a: Point, b: Point) -> float:
    return math.hypot((a[0] - b[0]) * math.cos(math.radians(b[1])), a[1] - b[1]) * KM


def _off(p: Point, a: Point, b: Point) -> float:
    k = math.cos(math.radians(a[1]))
    px, py, dx, dy = (p[0] - a[0]) * k, p[1] - a[1], (b[0] - a[0]) * k, b[1] - a[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return math.hypot(px - along * dx, py - along * dy) * KM


def _written(points: list[Point], steps: int) -> bytes:
    told = bytearray()
    x = y = 0
    for lon, lat in points:
        nx, ny = round(lon * steps), round(lat * steps)
        for step in (nx - x, ny - y):
            n = (step << 1) ^ (step >> 63)
            while n > 127:
                told.append(n & 127 | 128)
                n >>= 7
            told.append(n)
        x, y = nx, ny
    return bytes(told)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
