"""Points that are nowhere, elsewhere, or not where another column puts them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from bilan.lint.mgrs import NotAGridReference, kilometres, reach, read_as_it_stands, read_mgrs
from bilan.lint.outlines import TOLERANCE_KM, country_code, kilometres_outside
from bilan.lint.record import Cell, Record, Tables
from bilan.lint.rulebook import Fact, Hit, needs, rule

FAR_KM, ELSEWHERE_KM = 5, 100


@rule("impossible-coordinates", needs("lat"), needs("lon"))
def impossible(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        lat, lon = record.cell("lat"), record.cell("lon")
        if lat.words or lon.words:
            values = {tables.layout.columns[m]: record.words(m) for m in ("lat", "lon")}
            wrong = not _possible(record)
            yield Hit(record, values, {"lat": lat.words or "–", "lon": lon.words or "–"}) if wrong else None


@rule("outside-country", needs("lat"), needs("lon"), needs("country"))
def outside(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        codes = _countries(record.words("country"))
        if not codes or not _possible(record) or record.point is None:
            continue
        lat, lon = (float(n) for n in record.point)
        away = [d for c in codes if (d := kilometres_outside(c, lat, lon)) is not None]
        if not away:
            continue
        values = {tables.layout.columns[m]: record.words(m) for m in ("lat", "lon")}
        values |= {c.column: c.words for c in (record.cell("country"),) if c.column}
        facts: dict[str, Fact] = {
            "lat": record.words("lat"),
            "lon": record.words("lon"),
            "country": record.words("country"),
            "km": _km(min(away)),
            "tolerance": int(TOLERANCE_KM),
        }
        yield Hit(record, values, facts) if min(away) > TOLERANCE_KM else None


@rule("swapped-coordinates", needs("lat"), needs("lon"), needs("country"))
def swapped(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        codes = _countries(record.words("country"))
        if not codes or record.point is None or not any(record.point):
            continue
        lat, lon = (float(n) for n in record.point)
        inside = _possible(record) and any(_within(c, lat, lon) for c in codes)
        wrong = not inside and abs(lon) <= 90 and any(kilometres_outside(c, lon, lat) == 0 for c in codes)
        values = {tables.layout.columns[m]: record.words(m) for m in ("lat", "lon")}
        facts: dict[str, Fact] = {
            "lat": record.words("lat"),
            "lon": record.words("lon"),
            "country": record.words("country"),
        }
        yield Hit(record, values, facts) if wrong else None


@rule("equal-coordinates", needs("lat"), needs("lon"))
def equal(tables: Tables) -> Iterator[Hit | None]:
    for record in tables.records:
        if record.point is not None and _possible(record):
            values = {tables.layout.columns[m]: record.words(m) for m in ("lat", "lon")}
            wrong = record.point[0] == record.point[1]
            yield Hit(record, values, {"words": record.words("lat")}) if wrong else None


@rule("unknown-country", needs("country"))
def unknown_country(tables: Tables) -> Iterator[Hit | None]:
    """One case for each name of a country."""
    bearing: dict[str, list[Record]] = defaultdict(list)
    for record in tables.records:
        if record.words("country"):
            bearing[record.words("country")].append(record)
    for name, records in bearing.items():
        unknown = not _countries(name)
        cell = records[0].cell("country")
        facts: dict[str, Fact] = {"name": name, "n": len(records)}
        yield Hit(records[0], {cell.column: name}, facts) if unknown else None


# ------------------------------------------------------------------ the military grid


def _has_mgrs(tables: Tables) -> str | None:
    if tables.has("mgrs"):
        return None
    beside = tables.layout.attributions
    if beside is None or "mgrs" not in beside.columns:
        return "the layout names no column with MGRS references"
    if tables.attributions is None:
        return f"the table {beside.file} is not there: give the folder that holds both"
    return None


@rule("unreadable-mgrs", _has_mgrs)
def unreadable_mgrs(tables: Tables) -> Iterator[Hit | None]:
    for record, cell, row, table in _references(tables):
        values = {cell.column: cell.words}
        try:
            read_mgrs(cell.words)
        except NotAGridReference as error:
            yield Hit(record, values, {"words": cell.words, "why": str(error)}, row, table)
        else:
            yield None


@rule("mgrs-far-from-coordinates", _has_mgrs, needs("lat"), needs("lon"))
def mgrs_far(tables: Tables) -> Iterator[Hit | None]:
    for hit, away in _distances(tables):
        yield hit if FAR_KM < away < ELSEWHERE_KM else None


@rule("mgrs-elsewhere", _has_mgrs, needs("lat"), needs("lon"))
def mgrs_elsewhere(tables: Tables) -> Iterator[Hit | None]:
    for hit, away in _distances(tables):
        yield hit if away >= ELSEWHERE_KM else None


def _distances(tables: Tables) -> Iterator[tuple[Hit, float]]:
    for record, cell, row, table in _references(tables):
        if record is None or record.point is None or not _possible(record):
            continue
        try:
            led, allowed = read_as_it_stands(cell.words), reach(cell.words)
        except NotAGridReference:
            continue
        away = max(0.0, kilometres(led, (float(record.point[0]), float(record.point[1]))) - allowed)
        facts: dict[str, Fact] = {
            "words": cell.words,
            "lat": record.words("lat"),
            "lon": record.words("lon"),
            "km": _km(away),
        }
        yield Hit(record, {cell.column: cell.words}, facts, row, table), away


def _references(tables: Tables) -> Iterator[tuple[Record | None, Cell, int | None, str]]:
    if tables.has("mgrs"):
        for record in tables.records:
            if record.words("mgrs"):
                yield record, record.cell("mgrs"), None, "incidents"
    known = {tables.key(r, "attributions"): r for r in tables.records}
    for row in tables.attributions or ():
        if row.words("mgrs"):
            yield known.get(row.incident.words), row.cell("mgrs"), row.row, "attributions"


# ------------------------------------------------------------------ helpers


def _possible(record: Record) -> bool:
    """Whether its point is one of this earth, and not the 0, 0 that software writes for none."""
    return record.point is not None and any(record.point) and abs(record.point[0]) <= 90 and abs(record.point[1]) <= 180


def _within(code: str, lat: float, lon: float) -> bool:
    away = kilometres_outside(code, lat, lon)
    return away is not None and away <= TOLERANCE_KM


def _countries(words: str) -> list[str]:
    """The countries that a cell names, one or several; empty when one of them is unknown."""
    whole = country_code(words) if words else None
    if whole:
        return [whole]
    parts = [country_code(p.strip()) for p in words.replace(";", ",").replace("/", ",").replace("،", ",").split(",")]
    return [p for p in parts if p] if all(parts) else []


def _km(value: float) -> Decimal:
    return Decimal(repr(round(value, 2 if value < 100 else 0)))
