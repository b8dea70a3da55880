"""Where a recorder's tables hold what grades rest on, as data (TOML)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from bilan.accountability.statement_layout import Position, read_positions
from bilan.lint.layout import Beside, Layout, date_forms_of
from bilan.lint.layout import built_in as incident_layout
from bilan.model.errors import WrongUse
from bilan.plugins.text_file import read_text_file

BUILT_IN = ("airwars",)


@dataclass(frozen=True, slots=True)
class Said:
    """A column that holds a list of statements as JSON: where each has its day and its words."""

    column: str
    said: str
    words: str


@dataclass(frozen=True, slots=True)
class GradeLayout:
    """What the columns mean.

    incidents   the table of incidents, as `lint` reads it; `grade` is the recorder's own, to compare with
    sources     one row a source: name, url
    parties     one row for a party blamed: its name, and what it reported of its activity that day
    positions   what the recorder's code says of the party's answer; statements decide before it
    unnamed     words that name no party; names: words → a name that Bilan knows
    """

    name: str
    title: str
    incidents: Layout
    grade: str
    sources: Beside
    parties: Beside
    statements: Said | None
    positions: tuple[Position, ...]
    date_forms: tuple[str, ...]
    unnamed: frozenset[str]
    names: Mapping[str, str]


def built_in(name: str) -> GradeLayout:
    """A layout that Bilan knows by name."""
    if name not in BUILT_IN:
        raise WrongUse(f"no layout for grades is called {name!r}", advice=f"use {', '.join(BUILT_IN)}, or a TOML file")
    return read_grade_layout(files(__package__).joinpath("formats", f"{name}.toml").read_text(encoding="utf-8"), name)


def load_grade_layout(name_or_path: str) -> GradeLayout:
    """A built-in layout by its name, or a person's own by its file."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        return built_in(name_or_path)
    return read_grade_layout(read_text_file(path, "the layout"), path.stem)


def read_grade_layout(text: str, name: str = "layout") -> GradeLayout:
    """Read the text of a layout; an error names the key that is wrong."""
    try:
        told = tomllib.loads(text)
        incidents, sources, parties = told["incidents"], told["sources"], told["parties"]
        said = parties.get("statements")
        return GradeLayout(
            name=name,
            title=str(told.get("title", name)),
            incidents=incident_layout(str(incidents["layout"])),
            grade=str(incidents.get("grade", "")),
            sources=_beside(sources, "sources", ("name", "url")),
            parties=_beside(parties, "parties", ("name", "reports")),
            statements=Said(str(said["column"]), str(said["said"]), str(said["words"])) if said else None,
            positions=read_positions(parties.get("position", []), "parties.position"),
            date_forms=date_forms_of(parties),
            unnamed=frozenset(parties.get("unnamed", ())),
            names=dict(parties.get("names", {})),
        )
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(f"the layout {name} is not TOML: {error}", advice="see docs/howto/propose-grades.md") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise WrongUse(
            f"the layout {name} lacks or misspells {error}",
            why="the tables cannot be read",
            advice="it needs [incidents] layout, [sources] incident and name, [parties] incident and name",
        ) from error


def _beside(told: Mapping[str, Any], file: str, meanings: tuple[str, ...]) -> Beside:
    columns = {m: str(told[m]) for m in meanings if told.get(m)}
    if "name" not in columns:
        raise KeyError(f"{file}.name")
    return Beside(str(told.get("file", file)), dict(told["incident"]), columns)
