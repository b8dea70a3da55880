"""The rules: an id, a severity, what each needs, and its words in three languages (`rules.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

from bilan.lint.findings import Severity
from bilan.lint.record import Record, Tables
from bilan.lint.values import said
from bilan.model.errors import WrongUse
from bilan.model.vocab import LANGS, Lang, label

Fact = str | int | Decimal | date | StrEnum | tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule found in one case: where it stands, the words as they are, and the facts of its message."""

    record: Record | None
    values: Mapping[str, str]
    facts: Mapping[str, Fact]
    row: int | None = None  # None: the record's own
    table: str = "incidents"


Look = Callable[[Tables], Iterator[Hit | None]]  # once for each case: what is wrong with it, or `None`
Need = Callable[[Tables], str | None]  # what is lacking, in a sentence; `None`: nothing


@dataclass(frozen=True, slots=True)
class Words:
    """What a rule says in one language: its title, its definition, and the sentence of a finding."""

    title: str
    definition: str
    message: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the book."""

    id: str
    severity: Severity
    words: Mapping[Lang, Words]
    needs: tuple[Need, ...]
    look: Look

    def lacking(self, tables: Tables) -> str | None:
        """Why the rule cannot run on these tables; `None`: it can."""
        return next((why for need in self.needs if (why := need(tables)) is not None), None)

    def message(self, hit: Hit, lang: Lang) -> str:
        return self.words[lang].message.format(**{name: _told(fact, lang) for name, fact in hit.facts.items()})


_LOOKS: dict[str, tuple[Look, tuple[Need, ...]]] = {}
_ROOMS = ("counts", "codes", "dates", "coordinates", "belligerents", "series", "repeats")


def rule(id: str, *needs: Need) -> Callable[[Look], Look]:
    """Enter a function in the book under this id."""

    def enter(look: Look) -> Look:
        _LOOKS[id] = (look, needs)
        return look

    return enter


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of `rules.toml`."""
    for name in _ROOMS:
        import_module(f"{__package__}.rules.{name}")
    told = tomllib.loads(files(__package__).joinpath("rules.toml").read_text(encoding="utf-8"))
    if set(told) != set(_LOOKS):
        raise LookupError(f"rules.toml and the rules differ: {sorted(set(told) ^ set(_LOOKS))}")
    return tuple(
        Rule(
            id,
            Severity(entry["severity"]),
            {lang: Words(*(entry[lang][k] for k in ("title", "definition", "message"))) for lang in LANGS},
            _LOOKS[id][1],
            _LOOKS[id][0],
        )
        for id, entry in told.items()
    )


def check_threshold(words: str) -> str:
    """A severity, the id of a rule, or `never`."""
    known = [s.value for s in Severity] + [r.id for r in rules()] + ["never"]
    if words not in known:
        raise WrongUse(
            f"--fail-on {words!r} is neither a severity nor a rule",
            advice=f"use error, warning, info, never, or one of {', '.join(known[3:-1])}",
        )
    return words


def needs(meaning: str) -> Need:
    """The table must have a column for this."""

    def lacking(tables: Tables) -> str | None:
        if tables.has(meaning):
            return None
        column = tables.layout.columns.get(meaning)
        return f"there is no column {column}" if column else f"the layout names no column for {meaning}"

    return lacking


def _told(fact: Fact, lang: Lang) -> str:
    if isinstance(fact, StrEnum):
        return label(fact, lang)
    if isinstance(fact, Decimal):
        return said(fact)
    if isinstance(fact, tuple):
        return ("، " if lang == "ar" else ", ").join(_told(f, lang) for f in fact)
    return str(fact)
