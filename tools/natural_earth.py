"""Make `src/bilan/release/countries.json` from Natural Earth's country outlines. Run once for each new version of the source.

Source   Natural Earth 1:50m, Admin 0 countries, public domain (https://www.naturalearthdata.com), as TopoJSON in the npm
         package `world-atlas` 2.0.2 (ISC licence, Michael Bostock): `countries-50m.json`.
Does     keeps each border once (an arc that two neighbours share), drops points that a page-wide map cannot show
         (Visvalingam's method: the smallest triangle goes first), and small islands far from the places that the
         gazetteer describes; rounds to 1/50 of a degree (about 2 km).
Changes  no border: outlines are Natural Earth's own, drawn by who holds the ground, and nothing is merged or split.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python tools/natural_earth.py package/countries-50m.json
"""

from __future__ import annotations

import heapq
import json
import sys
from pathlib import Path
from typing import Any

from topology import Point, arcs_of, at, iso_code, rings_of

from bilan.places import gazetteer

OUT = Path(__file__).resolve().parent.parent / "src" / "bilan" / "release" / "countries.json"
STEPS = 50  # to a degree
FINE, COARSE = 0.004, 0.05  # smallest triangle kept, in square degrees: where the gazetteer knows towns, and elsewhere
ISLAND_FINE, ISLAND_COARSE = 0.01, 0.4  # smallest ring kept, in square degrees
NAMED = {"Kosovo": "xk"}  # no number in ISO 3166, and a code that is in use


def main(source: Path) -> int:
    topology = json.loads(source.read_text(encoding="utf-8"))
    shapes = topology["objects"]["countries"]["geometries"]
    detailed = {p.id[:2] for p in gazetteer() if "/" in p.id}
    arcs = arcs_of(topology)
    codes = {n: _code(shape) for n, shape in enumerate(shapes)}
    fine = {at(a) for n, shape in enumerate(shapes) if codes[n] in detailed for ring in rings_of(shape) for a in ring}
    kept: dict[int, int] = {}
    lines: list[list[int]] = []
    countries: list[dict[str, Any]] = []
    for n, shape in enumerate(shapes):
        least = ISLAND_FINE if codes[n] in detailed else ISLAND_COARSE
        rings = sorted(rings_of(shape), key=lambda r: -_area(r, arcs))
        rings = [r for i, r in enumerate(rings) if i == 0 or _area(r, arcs) >= least]
        for ring in rings:
            for a in ring:
                if at(a) not in kept:
                    kept[at(a)] = len(lines)
                    lines.append(_delta(_simplify(arcs[at(a)], FINE if at(a) in fine else COARSE)))
        countries.append({
            "code": codes[n],
            "rings": [[kept[at(a)] if a >= 0 else ~kept[at(a)] for a in ring] for ring in rings],
        })  # fmt: skip
    told = {
        "source": "Natural Earth 1:50m Admin 0 countries (public domain), through world-atlas 2.0.2 (ISC), simplified",
        "steps": STEPS,
        "arcs": lines,
        "countries": countries,
    }
    OUT.write_text(json.dumps(told, separators=(",", ":")).replace('],"', '],\n"').replace("],[", "],\n[") + "\n")
    sys.stdout.write(
        f"{OUT.name}: {OUT.stat().st_size} bytes, {len(countries)} outlines, {sum(map(len, lines)) // 2} points\n"
    )
    return 0


def _code(shape: dict[str, Any]) -> str:
    """Two letters by ISO 3166, through CLDR's table of numbers; empty for a territory that has none."""
    known = iso_code(shape)
    return known or NAMED.get(shape["properties"]["name"], "")


def _area(ring: list[int], arcs: list[list[Point]]) -> float:
    points = [p for a in ring for p in (arcs[a] if a >= 0 else reversed(arcs[~a]))]
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True))) / 2


def _simplify(points: list[Point], least: float) -> list[Point]:
    """Visvalingam: drop the point whose triangle with its neighbours is smallest, until none is smaller than `least`."""
    closed = points[0] == points[-1]
    before = {i: i - 1 for i in range(1, len(points))}
    after = {i: i + 1 for i in range(len(points) - 1)}
    heap = [(_triangle(points[i - 1], points[i], points[i + 1]), i, i - 1, i + 1) for i in range(1, len(points) - 1)]
    heapq.heapify(heap)
    gone: set[int] = set()
    while heap and heap[0][0] < least and len(points) - len(gone) > (4 if closed else 2):
        _, i, a, b = heapq.heappop(heap)
        if i in gone or before[i] != a or after[i] != b:
            continue
        gone.add(i)
        after[a], before[b] = b, a
        for j in (a, b):
            if j in before and j in after:
                heapq.heappush(
                    heap, (_triangle(points[before[j]], points[j], points[after[j]]), j, before[j], after[j])
                )
    return [p for i, p in enumerate(points) if i not in gone]


def _triangle(a: Point, b: Point, c: Point) -> float:
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) / 2


def _delta(points: list[Point]) -> list[int]:
    told: list[int] = []
    x = y = 0
    for n, (lon, lat) in enumerate(points):
        nx, ny = round(lon * STEPS), round(lat * STEPS)
        if n == 0 or n == len(points) - 1 or (nx, ny) != (x, y):
            told += [nx - x, ny - y]
        x, y = nx, ny
    return told


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
