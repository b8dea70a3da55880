"""An archive without a fault, invented for the tests of lint, and one fault of each kind to put into it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bilan.lint.checking import check
from bilan.lint.findings import Report
from bilan.lint.layout import Layout, read_layout
from bilan.lint.mgrs import read_mgrs
from bilan.lint.record import Tables, joined_by, records_of, rows_of
from bilan.lint.source import Line, Sheet

TODAY = date(2026, 6, 1)
LAYOUT_TOML = """
title = "Everything at once"
since = 2011-03-15

[incidents]
code = "code"
id = "id"
date = "date"
date_end = "date_end"
published = "published"
country = "country"
place = "place"
lat = "lat"
lon = "lon"
n_victims = "victims"
belligerents = { column = "belligerents", split = "," }

[[incidents.count]]
name = "killed"
min = "killed_min"
best = "killed_best"
max = "killed_max"
exact_parts = true

[[incidents.count]]
group = "civilian"
name = "civilians"
value = "civilians"
part_of = "killed"

[[incidents.count]]
group = "combatant"
name = "fighters"
value = "fighters"
part_of = "killed"

[[incidents.count]]
name = "injured"
harm = "injured"
min = "injured_min"
max = "injured_max"

[[incidents.count]]
group = "child"
name = "injured children"
harm = "injured"
min = "injured_children_min"
max = "injured_children_max"
part_of = "injured"

[[incidents.running]]
column = "killed_so_far"
order = "date"

[victims]
incident = { id = "incident" }
status = "status"
killed = ["killed"]

[attributions]
incident = { id = "incident" }
name = "who"
mgrs = "grid"
"""
LAYOUT: Layout = read_layout(LAYOUT_TOML, "everything")
Row = dict[str, str]


@dataclass
class World:
    """Three tables as words, to be changed by a test."""

    incidents: list[Row] = field(default_factory=list)
    victims: list[Row] = field(default_factory=list)
    attributions: list[Row] = field(default_factory=list)

    def tables(self, layout: Layout = LAYOUT) -> Tables:
        sheet = _sheet("incidents.csv", self.incidents)
        beside = {"victims": (layout.victims, self.victims), "attributions": (layout.attributions, self.attributions)}
        rows, joins = {}, {}
        for name, (told, lines) in beside.items():
            assert told is not None
            other = _sheet(f"{name}.csv", lines)
            joins[name] = joined_by(other, told, sheet, layout)
            rows[name] = rows_of(other, told, joins[name])
        return Tables(
            layout=layout,
            file=sheet.name,
            columns=frozenset(sheet.columns),
            records=records_of(sheet, layout),
            victims=rows["victims"],
            attributions=rows["attributions"],
            files={"incidents": sheet.name, "victims": "victims.csv", "attributions": "attributions.csv"},
            joins=joins,
            as_of=TODAY,
            since=layout.since,
        )

    def report(self) -> Report:
        return check(self.tables())

    def copy(self) -> World:
        return copy.deepcopy(self)


def _sheet(name: str, rows: list[Row]) -> Sheet:
    columns = tuple(dict.fromkeys(c for row in rows for c in row))
    return Sheet(name, columns, tuple(Line(n + 2, row) for n, row in enumerate(rows)))


def incident(n: int, *, civilians: int = 3, fighters: int = 0, injured: int = 4, square: str = "0505") -> Row:
    """A sound incident in the province of Raqqa; each has a day, a point and a code of its own."""
    grid = f"37SEV{square}"
    lat, lon = read_mgrs(grid)
    best = civilians + fighters
    return {
        "code": f"X{n:03}",
        "id": str(1000 + n),
        "date": f"2017-{1 + n // 28:02}-{1 + n % 28:02}",
        "date_end": f"2017-{1 + n // 28:02}-{1 + n % 28:02}",
        "published": "2018-01-01",
        "country": "Syria",
        "place": f"village {n}",
        "lat": f"{lat:.5f}",
        "lon": f"{lon:.5f}",
        "victims": "2",
        "belligerents": "Russian forces",
        "killed_min": str(best),
        "killed_best": str(best),
        "killed_max": str(best + 2),
        "civilians": str(civilians),
        "fighters": str(fighters),
        "injured_min": str(injured),
        "injured_max": str(injured + 1),
        "injured_children_min": "1",
        "injured_children_max": "2",
        "killed_so_far": str(100 + 10 * n),
        "_grid": grid,
    }


def world(*incidents: Row) -> World:
    """A whole archive around some incidents: two victims and one attribution each."""
    made = World()
    for row in incidents or tuple(incident(n) for n in range(4)):
        grid = row.pop("_grid")
        made.incidents.append(row)
        made.victims += [{"incident": row["id"], "status": s} for s in ("killed", "injured")]
        made.attributions.append({"incident": row["id"], "who": "Russian forces", "grid": grid})
    return made


# ------------------------------------------------------------------ one fault of each kind

Fault = Callable[[World, int], None]


def _set(**values: Any) -> Fault:
    def put(w: World, at: int) -> None:
        w.incidents[at].update({k: str(v) for k, v in values.items()})

    return put


def _grid(grid: str) -> Fault:
    def put(w: World, at: int) -> None:
        w.attributions[at]["grid"] = grid

    return put


def _more_named(w: World, at: int) -> None:
    row = w.incidents[at]
    w.victims += [{"incident": row["id"], "status": "killed"}] * (int(row["killed_max"]) + 1)


def _shared_code(column: str) -> Fault:
    def put(w: World, at: int) -> None:
        w.incidents[at][column] = w.incidents[at - 1][column]

    return put


def _one_more_fighter(w: World, at: int) -> None:
    w.incidents[at]["fighters"] = str(int(w.incidents[at]["fighters"]) + 1)


def _lost_victim(w: World, at: int) -> None:
    w.victims[at]["incident"] = "nowhere"


def _swapped(w: World, at: int) -> None:
    row = w.incidents[at]
    row["lat"], row["lon"] = row["lon"], row["lat"]


def _falls(w: World, at: int) -> None:
    w.incidents[at]["killed_so_far"] = "1"


def _repeat(w: World, at: int) -> None:
    row = w.incidents[at - 1] | {"code": "again", "id": "again", "victims": "0"}
    w.incidents.append(row)


FAULTS: dict[str, Fault] = {
    "parts-exceed-whole": _set(civilians=50),
    "injured-parts-exceed-whole": _set(injured_children_min=50, injured_children_max=60),
    "parts-differ-from-whole": _one_more_fighter,
    "named-exceed-maximum": _more_named,
    "min-above-max": _set(injured_min=9, injured_max=8),
    "best-outside-range": _set(killed_best=90),
    "negative-count": _set(injured_min=-1),
    "unreadable-number": _set(injured_max="many"),
    "empty-id": _set(code=""),
    "duplicate-code": _shared_code("code"),
    "duplicate-id": _shared_code("id"),
    "unknown-incident": _lost_victim,
    "epoch-date": _set(date="1970-01-01"),
    "date-before-start": _set(date="2001-05-05"),
    "future-date": _set(date="2031-05-05"),
    "unreadable-date": _set(date="2017-02-30"),
    "end-before-start": _set(date_end="2016-12-31"),
    "impossible-coordinates": _set(lat="95.5"),
    "outside-country": _set(lat="33.3", lon="44.4"),
    "unreadable-mgrs": _grid("37SEV12345"),
    "mgrs-elsewhere": _grid("37FSV123456"),
    "running-total-falls": _falls,
    "fractional-count": _set(injured_max="5.5"),
    "victim-count-differs": _set(victims=7),
    "missing-date": _set(date=""),
    "published-before-event": _set(published="2016-06-01"),
    "swapped-coordinates": _swapped,
    "equal-coordinates": _set(lat="36.1", lon="36.1"),
    "mgrs-far-from-coordinates": _grid("37SEV3535"),
    "double-counting": _set(belligerents="Russian forces, Syrian government forces"),
    "half-a-range": _set(injured_max=""),
    "unknown-country": _set(country="Atlantis"),
    "unknown-belligerent": _set(belligerents="The Green Riders of Nowhere"),
    "possible-duplicate": _repeat,
}
