"""What the columns of a recorder's table of official statements mean, as data (TOML) that anyone can write."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from bilan.lint.layout import date_forms_of
from bilan.lint.source import Line
from bilan.model.errors import WrongUse
from bilan.model.vocab import ResponseKind
from bilan.plugins.text_file import read_text_file

BUILT_IN = ("airwars", "csv")
_COLUMNS = ("party", "member", "said", "words", "url", "mgrs", "kind")
_RANGES = ("conceded", "conceded_injured")
_TOP = {"title", "signature", "date_forms", "statements", "parties", "position"}


@dataclass(frozen=True, slots=True)
class Words:
    """A column and the words that one of its cells must hold: whole words, so that lists in a cell work too."""

    column: str
    words: tuple[str, ...]

    def fits(self, line: Line) -> bool:
        cell = line.get(self.column)
        return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", cell) for word in self.words)


@dataclass(frozen=True, slots=True)
class Position:
    """What a recorder's code says of a party's position."""

    kind: ResponseKind
    where: tuple[Words, ...]

    def fits(self, line: Line) -> bool:
        return all(words.fits(line) for words in self.where)


@dataclass(frozen=True, slots=True)
class StatementLayout:
    """What a recorder's columns mean.

    incident   what a row calls its incident: by id, by code, or both → column
    columns    meaning (party, member, said, words, url, mgrs, kind) → column
    ranges     conceded and conceded_injured → the columns of its least and its most
    only       a row is a statement where all of these fit; other rows only tell the recorder's code
    parties    words of the table → a name of the register; "": nobody is named
    """

    name: str
    title: str
    file: str
    signature: frozenset[str]
    date_forms: tuple[str, ...]
    incident: Mapping[str, str]
    columns: Mapping[str, str]
    ranges: Mapping[str, tuple[str, str]]
    only: tuple[Words, ...]
    parties: Mapping[str, str]
    positions: tuple[Position, ...]

    def position(self, line: Line) -> ResponseKind | None:
        """What the recorder's code says; None: it has none for this row."""
        return next((p.kind for p in self.positions if p.fits(line)), None)

    def is_statement(self, line: Line) -> bool:
        return all(words.fits(line) for words in self.only)

    def cell(self, line: Line, meaning: str) -> str:
        column = self.columns.get(meaning)
        return line.get(column) if column else ""


def built_in(name: str) -> StatementLayout:
    """A layout that Bilan knows by name."""
    if name not in BUILT_IN:
        raise WrongUse(f"no layout of statements is called {name!r}", advice=f"use {', '.join(BUILT_IN)}, or --mapping")
    return read_statement_layout(files(__package__).joinpath("formats", f"{name}.toml").read_text("utf-8"), name)


def load_statement_layout(path: Path) -> StatementLayout:
    """A layout from a person's own file; an error names the key that is wrong."""
    return read_statement_layout(read_text_file(path, "the layout"), path.stem)


def recognise(columns: Iterable[str]) -> StatementLayout:
    """The built-in layout whose signature these columns bear."""
    have = frozenset(columns)
    for layout in map(built_in, BUILT_IN):
        if layout.signature <= have:
            return layout
    raise WrongUse(
        "by its columns this is no table of statements that is known",
        why="what a column means is never guessed",
        advice="describe its columns in a --mapping (docs/howto/follow-responses.md)",
    )


def read_statement_layout(text: str, name: str = "layout") -> StatementLayout:
    """Read the text of a layout.

    >>> layout = read_statement_layout('[statements]\\nincident = { code = "Ref" }\\nparty = "Who"\\nwords = "Text"\\n')
    >>> layout.columns["party"], layout.incident["code"]
    ('Who', 'Ref')
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(
            f"the layout {name} is not TOML: {error}", advice="see docs/howto/follow-responses.md"
        ) from error
    _known(told, _TOP, "")
    said = told.get("statements")
    if not isinstance(said, dict):
        raise _bad("statements", "is missing", "describe the table of statements under [statements]")
    _known(said, {*_COLUMNS, *_RANGES, "file", "incident", "only"}, "statements")
    columns = {m: str(said[m]) for m in _COLUMNS if said.get(m)}
    if "party" not in columns or not {"words", "kind"} & set(columns):
        raise _bad("statements", "names no column for party, or none for words or kind", "say who speaks, and what")
    return StatementLayout(
        name=name,
        title=str(told.get("title", name)),
        file=str(said.get("file", "statements")),
        signature=frozenset(_texts(told.get("signature", []), "signature")),
        date_forms=date_forms_of(told),
        incident=_incident(said.get("incident")),
        columns=columns,
        ranges={m: _range(said[m], m) for m in _RANGES if m in said},
        only=_where(said.get("only", {}), "statements.only"),
        parties={str(k): str(v) for k, v in told.get("parties", {}).items()},
        positions=read_positions(told.get("position", [])),
    )


def _incident(told: Any) -> dict[str, str]:
    if not isinstance(told, dict) or not told or not all(isinstance(c, str) for c in told.values()):
        raise _bad("statements.incident", f"is {told!r}", 'say which column points at the incident: { code = "…" }')
    _known(told, {"id", "code"}, "statements.incident")
    return dict(told)


def _range(told: Any, meaning: str) -> tuple[str, str]:
    if isinstance(told, str):
        return told, told
    if isinstance(told, dict) and isinstance(told.get("min"), str):
        _known(told, {"min", "max"}, f"statements.{meaning}")
        return str(told["min"]), str(told.get("max", told["min"]))
    raise _bad(f"statements.{meaning}", f"is {told!r}", 'name a column, or { min = "…", max = "…" }')


def _where(told: Any, where: str) -> tuple[Words, ...]:
    if not isinstance(told, dict):
        raise _bad(where, f"is {told!r}", 'write { column = ["word"] }')
    return tuple(Words(str(column), tuple(_texts(words, f"{where}.{column}"))) for column, words in told.items())


def read_positions(told: Any, where: str = "position") -> tuple[Position, ...]:
    """What a recorder's codes mean: a list of kind and where; the first that fits counts."""
    if not isinstance(told, list):
        raise _bad(where, "is no list", f"describe each code under [[{where}]]")
    return tuple(_position(p, f"{where}[{i}]") for i, p in enumerate(told))


def _position(told: Any, where: str) -> Position:
    _known(told, {"kind", "where"}, where)
    try:
        kind = ResponseKind(told.get("kind"))
    except ValueError as error:
        known = ", ".join(kind.value for kind in ResponseKind)
        raise _bad(f"{where}.kind", f"is {told.get('kind')!r}", f"use one of {known}") from error
    return Position(kind, _where(told.get("where", {}), f"{where}.where"))


def _texts(value: Any, where: str) -> list[str]:
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return value
    raise _bad(where, f"is {value!r}", "write a list of words")


def _known(told: Any, keys: set[str], where: str) -> None:
    if not isinstance(told, dict):
        raise _bad(where, "is no table", "see docs/howto/follow-responses.md")
    unknown = sorted(set(told) - keys)
    if unknown:
        raise _bad(f"{where}.{unknown[0]}".strip("."), "is no key of a layout", f"use {', '.join(sorted(keys))}")


def _bad(key: str, what: str, advice: str) -> WrongUse:
    return WrongUse(f"the key `{key}` of the layout of statements {what}", advice=advice)
