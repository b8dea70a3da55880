"""Names as they stand inside a sentence: with the article that French and English give them."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from bilan.actors import registry
from bilan.actors.actor import ActorKind
from bilan.model.vocab import Lang

_VOWELS = "aeiou"


def with_article(name: str, lang: Lang) -> str:
    """A name in a sentence of a language; names of people and of organisations that bear none are left as they are.

    >>> with_article("États-Unis", "fr"), with_article("armée américaine", "fr"), with_article("Airwars", "fr")
    ('les États-Unis', "l'armée américaine", 'Airwars')
    >>> with_article("United States", "en"), with_article("US military", "en"), with_article("Amnesty International", "en")
    ('the United States', 'the US military', 'Amnesty International')
    """
    if lang == "fr":
        return _french(name)
    return _english(name) if lang == "en" else name


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("articles.toml").read_text(encoding="utf-8"))


def _words(*path: str) -> frozenset[str]:
    found: Any = _table()
    for step in path:
        found = found[step]
    return frozenset(found.split())


@cache
def _french(name: str) -> str:
    first = name.split()[0].casefold() if name.split() else ""
    if first in _words("fr", "plural") or first in _words("fr", "countries", "plural_first"):
        return f"les {name}"
    if first in _words("fr", "masculine"):
        return _singular("le", name)
    if first in _words("fr", "feminine"):
        return _singular("la", name)
    return _country(name) if _is_state(name, "fr") else name


def _country(name: str) -> str:
    first = name.split()[0].casefold()
    if first in _words("fr", "countries", "none"):
        return name
    if first in _words("fr", "countries", "plural"):
        return f"les {name}"
    feminine = first.endswith("e") and first not in _words("fr", "countries", "masculine")
    return _singular("la" if feminine else "le", name)


def _singular(article: str, name: str) -> str:
    bare = unicodedata.normalize("NFD", name)[0].casefold()
    mute = name.casefold().startswith("h") and not name.casefold().startswith(("ha", "hé", "ho"))
    return f"l'{name}" if bare in _VOWELS or mute or name.startswith(("Hôp", "hôp")) else f"{article} {name}"


@cache
def _english(name: str) -> str:
    words = name.casefold().split()
    if not words or words[0] == "the":
        return name
    heads = _words("en", "heads")
    is_named = words[0] in _words("en", "first") or words[-1] in heads or any(w in heads for w in words[1:-1])
    plural = _is_state(name, "en") and words[-1] in _words("en", "plural_countries")
    return f"the {name}" if is_named or plural else name


def _is_state(name: str, lang: Lang) -> bool:
    known = registry().resolve(name)
    return known is not None and known.kind is ActorKind.STATE and known.names[lang] == name
