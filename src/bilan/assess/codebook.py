"""A codebook: grades and the rules that lead to them, as data (TOML), with its version and where it comes from."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from bilan.assess.facts import FEATURES, Facts
from bilan.model.errors import WrongUse
from bilan.model.sentence import Sentence
from bilan.model.vocab import LANGS, Lang
from bilan.plugins.text_file import read_text_file

BUILT_IN = ("airwars", "ibc", "un")
_CONDITION = re.compile(r"([a-z_]+) (>=|<=|=) ([a-z_]+|\d+)$")


@dataclass(frozen=True, slots=True)
class Condition:
    """A feature of the facts beside a number, or beside a threshold of the codebook."""

    feature: str
    sign: str
    value: str

    def holds(self, facts: Facts, thresholds: Mapping[str, int]) -> bool:
        found, wanted = facts.count(self.feature), thresholds.get(self.value)
        bound = int(self.value) if wanted is None else wanted
        return found >= bound if self.sign == ">=" else found <= bound if self.sign == "<=" else found == bound


@dataclass(frozen=True, slots=True)
class Rule:
    """All conditions hold → the grade, for this reason. `grade=None`: a note, which is said and decides nothing."""

    id: str
    grade: str | None
    conditions: tuple[Condition, ...]
    because: Mapping[Lang, str]

    def holds(self, facts: Facts, thresholds: Mapping[str, int]) -> bool:
        return all(c.holds(facts, thresholds) for c in self.conditions)

    def reason(self, facts: Facts) -> Sentence:
        told = facts.names()
        fr, en, ar = (self.because[lang].format(**told) for lang in LANGS)
        return Sentence(self.id, fr, en, ar)


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a codebook."""

    id: str
    label: Mapping[Lang, str]
    definition: Mapping[Lang, str]


@dataclass(frozen=True, slots=True)
class Codebook:
    """Grades, thresholds, rules in the order in which they are asked, and parties that this codebook takes together."""

    id: str
    version: str
    title: str
    source: str
    grades: tuple[Grade, ...]
    thresholds: Mapping[str, int]
    rules: tuple[Rule, ...]
    notes: tuple[Rule, ...]
    together: tuple[frozenset[str], ...] = ()

    def grade(self, id: str) -> Grade:
        """The grade of this id."""
        for grade in self.grades:
            if grade.id == id:
                return grade
        raise WrongUse(
            f"{id!r} is no grade of the codebook {self.id}", advice=f"use {', '.join(g.id for g in self.grades)}"
        )

    def with_thresholds(self, **changed: int) -> Codebook:
        """The same rules with other thresholds: for choosing them."""
        return replace(self, thresholds={**self.thresholds, **changed})

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title,
            "source": self.source,
            "thresholds": dict(self.thresholds),
            "grades": [{"id": g.id, "labels": dict(g.label), "definitions": dict(g.definition)} for g in self.grades],
        }


@cache
def built_in(name: str) -> Codebook:
    """A codebook that Bilan knows by name."""
    if name not in BUILT_IN:
        raise WrongUse(f"no codebook is called {name!r}", advice=f"use {', '.join(BUILT_IN)}, or a TOML file")
    return read_codebook(files(__package__).joinpath("codebooks", f"{name}.toml").read_text(encoding="utf-8"), name)


def load_codebook(name_or_path: str) -> Codebook:
    """A built-in codebook by its name, or a person's own by its file."""
    path = Path(name_or_path)
    if name_or_path in BUILT_IN or path.suffix != ".toml":
        return built_in(name_or_path)
    return read_codebook(read_text_file(path, "the codebook"), path.stem)


def read_codebook(text: str, name: str = "codebook") -> Codebook:
    """Read the text of a codebook; an error names the key that is wrong."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongUse(
            f"the codebook {name} is not TOML: {error}", advice="see docs/howto/propose-grades.md"
        ) from error
    unknown = sorted(set(told) - {"version", "title", "source", "grade", "thresholds", "rule", "note", "together"})
    if unknown:
        raise _bad(name, unknown[0], "is no key of a codebook")
    for key in ("version", "title", "source", "grade", "rule"):
        if not told.get(key):
            raise _bad(name, key, "is missing")
    thresholds = told.get("thresholds", {})
    if not all(isinstance(v, int) for v in thresholds.values()):
        raise _bad(name, "thresholds", "holds something that is no whole number")
    grades = tuple(_grade(g, f"grade.{id}", name, id) for id, g in told["grade"].items())
    rules = tuple(_rule(r, f"rule[{i}]", name, thresholds) for i, r in enumerate(told["rule"]))
    known = {g.id for g in grades}
    for i, rule in enumerate(rules):
        if rule.grade not in known:
            raise _bad(name, f"rule[{i}].grade", f"is {rule.grade!r}, which is no grade of it")
    if rules[-1].conditions:
        raise _bad(name, f"rule[{len(rules) - 1}].when", "must be empty: the last rule holds where no other does")
    return Codebook(
        id=name,
        version=str(told["version"]),
        title=str(told["title"]),
        source=str(told["source"]),
        grades=grades,
        thresholds=thresholds,
        rules=rules,
        notes=tuple(_rule(n, f"note[{i}]", name, thresholds) for i, n in enumerate(told.get("note", []))),
        together=tuple(frozenset(group) for group in told.get("together", [])),
    )


def _grade(told: Any, where: str, name: str, id: str) -> Grade:
    return Grade(id, _words(told, "label", where, name), _words(told, "definition", where, name))


def _rule(told: Any, where: str, name: str, thresholds: Mapping[str, int]) -> Rule:
    if not isinstance(told, dict) or not isinstance(told.get("id"), str):
        raise _bad(name, f"{where}.id", "is missing")
    conditions = tuple(_condition(c, f"{where}.when", name, thresholds) for c in told.get("when", []))
    because = _words(told, "because", where, name)
    try:
        for words in because.values():
            words.format(**Facts("").names())
    except (KeyError, IndexError, ValueError) as error:
        raise _bad(name, f"{where}.because", f"quotes something that is no feature: {error}") from error
    return Rule(told["id"], told.get("grade"), conditions, because)


def _condition(words: Any, where: str, name: str, thresholds: Mapping[str, int]) -> Condition:
    match = _CONDITION.match(words) if isinstance(words, str) else None
    if match is None or match[1] not in FEATURES or not (match[3].isdigit() or match[3] in thresholds):
        raise _bad(name, where, f'holds {words!r}; write "voices >= 2" with one of {", ".join(FEATURES)}')
    return Condition(match[1], match[2], match[3])


def _words(told: Any, key: str, where: str, name: str) -> dict[Lang, str]:
    words = told.get(key) if isinstance(told, dict) else None
    if not isinstance(words, dict) or not all(isinstance(words.get(lang), str) for lang in LANGS):
        raise _bad(name, f"{where}.{key}", "must be said in fr, en and ar")
    return {lang: words[lang] for lang in LANGS}


def _bad(name: str, key: str, what: str) -> WrongUse:
    return WrongUse(f"the key `{key}` of the codebook {name} {what}", advice="see docs/howto/propose-grades.md")
