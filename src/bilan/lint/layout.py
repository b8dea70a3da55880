"""A layout: what the columns of a recorder's table mean, as data (TOML) that anyone can write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from bilan.model.errors import WrongUse
from bilan.model.vocab import Group, Harm
from bilan.plugins.text_file import read_text_file

BUILT_IN = ("airwars", "ucdp", "acled", "ibc", "csv")
# meaning of one column of the table of incidents
MEANINGS = (
    "code", "id", "cite", "date", "date_end", "published", "country", "place", "lat", "lon", "mgrs", "named", "n_victims",
)  # fmt: skip
_TOP = {"title", "date_forms", "since", "signature", "incidents", "victims", "attributions", "ignore_names"}
_COUNT = {"group", "harm", "min", "max", "best", "value", "part_of", "name", "exact_parts", "overlaps"}


@dataclass(frozen=True, slots=True)
class CountRule:
    """Which columns hold one count. `value` stands for all of min, best and max."""

    name: str
    group: Group
    harm: Harm
    low: str | None
    best: str | None
    high: str | None
    part_of: str | None = None
    exact_parts: bool = False  # the parts of this whole add up to it
    overlaps: bool = False  # this part may overlap with its siblings: it is tested against the whole alone

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(c for c in (self.low, self.best, self.high) if c))


@dataclass(frozen=True, slots=True)
class Names:
    """Columns that hold names, several to a cell where `split` parts them."""

    columns: tuple[str, ...]
    split: str | None
    sides: bool = False  # the names are the sides of a fight: they do not share in doing the same harm


@dataclass(frozen=True, slots=True)
class Running:
    """A running total: its column, which rows belong together, and in which order they come."""

    column: str
    order: str
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """A table beside the incidents: its file, its columns for the incident (by id, by code), and what else it says."""

    file: str
    incident: Mapping[str, str]
    columns: Mapping[str, str]
    killed: tuple[str, ...] = ()  # words of the column `status` that say killed


@dataclass(frozen=True, slots=True)
class Layout:
    """What a recorder's columns mean."""

    name: str
    title: str
    file: str
    columns: Mapping[str, str]  # meaning → column
    constants: Mapping[str, str]  # meaning → what holds for every row
    counts: tuple[CountRule, ...]
    belligerents: Names | None
    running: tuple[Running, ...]
    date_forms: tuple[str, ...]
    since: date | None
    signature: frozenset[str]
    no_names: frozenset[str]  # words in place of a belligerent that name nobody
    victims: Beside | None
    attributions: Beside | None

    @property
    def reads(self) -> frozenset[str]:
        """Every column of the table of incidents that it gives a meaning."""
        names = self.belligerents.columns if self.belligerents else ()
        counts = [c for rule in self.counts for c in rule.columns]
        running = [c for r in self.running for c in (r.column, r.order, *r.within)]
        return frozenset([*self.columns.values(), *names, *counts, *running])


def built_in(name: str) -> Layout:
    """A layout that Bilan knows by name."""
    if name not in BUILT_IN:
        raise WrongUse(f"no layout is called {name!r}", advice=f"use {', '.join(BUILT_IN)}, or --mapping FILE")
    return read_layout(files(__package__).joinpath("formats", f"{name}.toml").read_text(encoding="utf-8"), name)


def load_layout(path: Path) -> Layout:
    """A layout from a person's own file; an error names the key that is wrong."""
    return read_layout(read_text_file(path, "the layout"), path.stem)


def recognise(columns: Iterable[str]) -> Layout:
    """The one built-in layout whose signature these columns bear; an error where there is none, or more than one."""
    have = frozenset(columns)
    fitting = [layout for layout in map(built_in, BUILT_IN) if layout.signature and layout.signature <= have]
    if len(fitting) == 1:
        return fitting[0]
    said = " or ".join(layout.name for layout in fitting) or "none that is built in"
    raise WrongUse(
        f"by its columns this could be {said}",
        why="what a column means is never guessed",
        advice=f"say --format {', '.join(BUILT_IN)}, or describe the columns in a --mapping",
    )


def read_layout(text: str, name: str = "layout") -> Layout:
    """Read the text of a layout.

    >>> layout = read_layout('[incidents]\\ncode = "id"\\n[[incidents.count]]\\nmin = "low"\\nmax = "high"\\n')
    >>> layout.columns["code"], layout.counts[0].harm.value
    ('id', 'killed')
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"the layout {name} is not TOML: {error}", advice="see docs/howto/lint-a-table.md") from error
    _known(told, _TOP, "")
    incidents = told.get("incidents")
    if not isinstance(incidents, dict):
        raise _bad("incidents", "is missing", "describe the table of incidents under [incidents]")
    _known(incidents, {*MEANINGS, "file", "count", "belligerents", "running"}, "incidents")
    columns, constants = _meanings(incidents)
    since = told.get("since")
    if since is not None and type(since) is not date:
        raise _bad("since", f"is {since!r}", "write a day: 2011-03-15")
    return Layout(
        name=name,
        title=str(told.get("title", name)),
        file=str(incidents.get("file", "incidents")),
        columns=columns,
        constants=constants,
        counts=_counts(incidents.get("count", [])),
        belligerents=_names(incidents.get("belligerents")),
        running=_running(incidents.get("running", [])),
        date_forms=date_forms_of(told),
        since=since,
        signature=frozenset(_texts(told, "signature", "")),
        no_names=frozenset(w.casefold() for w in _texts(told, "ignore_names", "")),
        victims=_beside(told.get("victims"), "victims", {"status"}),
        attributions=_beside(told.get("attributions"), "attributions", {"name", "mgrs"}),
    )


def _meanings(incidents: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    for meaning in MEANINGS:
        value = incidents.get(meaning)
        if isinstance(value, str) and value:
            columns[meaning] = value
        elif isinstance(value, dict) and set(value) == {"text"}:
            constants[meaning] = str(value["text"])
        elif value is not None:
            raise _bad(f"incidents.{meaning}", f"is {value!r}", 'name a column, or { text = "…" } for every row')
    return columns, constants


def _counts(told: Any) -> tuple[CountRule, ...]:
    if not isinstance(told, list):
        raise _bad("incidents.count", "is no list", "describe each count under [[incidents.count]]")
    found: list[CountRule] = []
    for i, one in enumerate(told):
        where = f"incidents.count[{i}]"
        _known(one, _COUNT, where)
        group, harm = _term(Group, one, "group", "person", where), _term(Harm, one, "harm", "killed", where)
        value = one.get("value")
        rule = CountRule(
            name=str(one.get("name", f"{group.value} {harm.value}")),
            group=group,
            harm=harm,
            low=one.get("min", value),
            best=one.get("best", value),
            high=one.get("max", value),
            part_of=one.get("part_of"),
            exact_parts=bool(one.get("exact_parts", False)),
            overlaps=bool(one.get("overlaps", False)),
        )
        if not rule.columns or not all(isinstance(c, str) for c in rule.columns):
            raise _bad(where, "names no column", "give min, max, best or value")
        found.append(rule)
    known = {rule.name for rule in found}
    for i, rule in enumerate(found):
        if rule.part_of is not None and (rule.part_of not in known or rule.part_of == rule.name):
            raise _bad(
                f"incidents.count[{i}].part_of", f"is {rule.part_of!r}", f"name one of {', '.join(sorted(known))}"
            )
    return tuple(found)


def _names(told: Any) -> Names | None:
    if told is None:
        return None
    if isinstance(told, str):
        return Names((told,), None)
    if isinstance(told, dict):
        _known(told, {"columns", "column", "split", "sides"}, "incidents.belligerents")
        columns = _texts(told, "columns", "incidents.belligerents") or tuple(
            c for c in (told.get("column"),) if isinstance(c, str)
        )
        split = told.get("split")
        if columns and (split is None or (isinstance(split, str) and split)):
            return Names(columns, split, bool(told.get("sides", False)))
    raise _bad("incidents.belligerents", f"is {told!r}", 'write a column, or { column = "…", split = "," }')


def _running(told: Any) -> tuple[Running, ...]:
    if not isinstance(told, list):
        raise _bad("incidents.running", "is no list", "describe each total under [[incidents.running]]")
    found = []
    for i, one in enumerate(told):
        where = f"incidents.running[{i}]"
        _known(one, {"column", "order", "within"}, where)
        if not isinstance(one.get("column"), str) or not isinstance(one.get("order"), str):
            raise _bad(where, "lacks column or order", 'write column = "total" and order = "date"')
        found.append(Running(one["column"], one["order"], _texts(one, "within", where)))
    return tuple(found)


def _beside(told: Any, where: str, meanings: set[str]) -> Beside | None:
    if told is None:
        return None
    _known(told, {"file", "incident", "killed", *meanings}, where)
    incident = told.get("incident")
    if not isinstance(incident, dict) or not incident or not all(isinstance(c, str) for c in incident.values()):
        raise _bad(f"{where}.incident", f"is {incident!r}", 'say which column points at the incident: { code = "…" }')
    _known(incident, {"id", "code"}, f"{where}.incident")
    columns = {m: str(told[m]) for m in sorted(meanings) if m in told}
    return Beside(str(told.get("file", where)), incident, columns, _texts(told, "killed", where))


def date_forms_of(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Forms that really hold a day: what they write, they must read."""
    forms = _texts(told, "date_forms", "")
    for form in forms:
        try:
            same = datetime.strptime(date(2017, 3, 4).strftime(form), form).date() == date(2017, 3, 4)
        except (ValueError, re.error):
            same = False
        if not same:
            raise _bad("date_forms", f"holds {form!r}, which is no day", "write year, month and day: %d/%m/%Y")
    return forms


def _term(kind: type[Any], one: Mapping[str, Any], key: str, default: str, where: str) -> Any:
    try:
        return kind(one.get(key, default))
    except ValueError as error:
        known = ", ".join(term.value for term in kind)
        raise _bad(f"{where}.{key}", f"is {one.get(key)!r}", f"use one of {known}") from error


def _texts(told: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = told.get(key, [])
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return tuple(value)
    raise _bad(f"{where}.{key}".strip("."), f"is {value!r}", "write a list of words")


def _known(told: Any, keys: set[str], where: str) -> None:
    if not isinstance(told, dict):
        raise _bad(where, "is no table", "see docs/howto/lint-a-table.md")
    unknown = sorted(set(told) - keys)
    if unknown:
        raise _bad(f"{where}.{unknown[0]}".strip("."), "is no key of a layout", f"use {', '.join(sorted(keys))}")


def _bad(key: str, what: str, advice: str) -> WrongUse:
    return WrongUse(f"the key `{key}` of the layout {what}", advice=advice)
