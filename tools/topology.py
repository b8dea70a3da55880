"""What the tools that make our outlines share: reading TopoJSON, whose shapes are rings of shared lines."""

from __future__ import annotations

from typing import Any

from babel.core import get_global

Point = tuple[float, float]


def at(arc: int) -> int:
    """The number of a line; a negative one means the same line backwards."""
    return arc if arc >= 0 else ~arc


def arcs_of(topology: dict[str, Any]) -> list[list[Point]]:
    """Every line in degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        found.append(points)
    return found


def rings_of(shape: dict[str, Any]) -> list[list[int]]:
    parts = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    return [ring for part in parts for ring in part]


def iso_code(shape: dict[str, Any]) -> str:
    """Two letters by ISO 3166, through CLDR's table of numbers; empty for a territory that has none."""
    return get_global("territory_aliases").get(str(shape.get("id", "")), [""])[0].lower()
