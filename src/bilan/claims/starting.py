"""A reader made of a folder of word lists: how a new language begins, without a line of grammar.

    words.toml     hedges, nouns for people, nouns and verbs of harm, small words of grammar
    numbers.toml   number words
    dates.toml     months and weekdays
    speech.toml    verbs of speech, generic speakers

What a folder leaves out is empty: a list can be begun with ten words. docs/howto/add-a-language.md leads through it.
"""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from typing import Any

from bilan.claims.reading.check import Checker
from bilan.claims.reading.engine import GrammarReader
from bilan.claims.reading.grammar_check import GrammarCheck
from bilan.claims.reading.numerals import number_words
from bilan.claims.reading.pack import Pack, speech_entries, word_entries
from bilan.claims.reading.periods import date_words
from bilan.claims.reading.words import Lexicon, load_toml
from bilan.model.errors import WrongUse

_NEVER = "(?!)"  # a pattern that is found nowhere
_MODEL = "bilan.claims.reading.en"  # its tables say which tables and patterns there are


def reader_of(package: str, lang: str, version: str) -> GrammarReader:
    """The reader of a folder that is a package: `reader = reader_of(__name__, "xx", "1")`."""
    words, speech = _table(package, "words.toml"), _table(package, "speech.toml")
    return GrammarReader(
        Pack(
            lang,
            version,
            Lexicon(lang, [*word_entries(lang, words), *speech_entries(lang, speech)]),
            number_words(lang, _table(package, "numbers.toml")),
            date_words(_dates(package)),
            frozenset(speech["abbreviations"]),
        )
    )


def check_of(reader: GrammarReader) -> Checker:
    """What the verifier asks of the language: `check = check_of(reader)`."""
    return partial(GrammarCheck, reader.pack)


def small_words(package: str) -> frozenset[str]:
    """The commonest words, by which the language is recognised: `small` in words.toml."""
    return frozenset(str(w).lower() for w in _read(package, "words.toml").get("small", ()))


def _read(package: str, name: str) -> dict[str, Any]:
    if not files(package).joinpath(name).is_file():
        return {}
    try:
        return load_toml(package, name)
    except ValueError as error:
        raise WrongUse(f"{package}, {name}: {error}", advice="look at that line: quotes, brackets, =") from error


def _table(package: str, name: str) -> dict[str, Any]:
    """A table with everything that the shared grammar asks for; what the folder lacks is empty."""
    given, model = _read(package, name), load_toml(_MODEL, name)
    given.pop("small", None)
    unknown = sorted(set(given) - set(model))
    if unknown:
        raise WrongUse(
            f"{package}, {name}: there is no list called {', '.join(unknown)}", advice=f"use {', '.join(model)}"
        )
    return {key: given.get(key, type(value)()) for key, value in model.items()}


def _dates(package: str) -> dict[str, Any]:
    dates = _table(package, "dates.toml")
    model = load_toml(_MODEL, "dates.toml")
    dates["patterns"] = {k: dates["patterns"].get(k, " ?[-–] ?" if k == "joint" else _NEVER) for k in model["patterns"]}
    dates["spans"] = dates["spans"] or {"day": {"\0": 0}}
    for name in ("months", "weekdays"):
        dates[name] = dates[name] or {"\0": 1}
    return dates
