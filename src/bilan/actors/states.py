"""The states of the world, and the organs that their names and adjectives make.

"US forces", "armée française", "القوات الروسية", "ministère nigérien de la défense": nobody lists all of
these. A state has adjectives, an organ has head nouns, and each language has one way of joining them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale

from bilan.actors.actor import Actor, ActorKind, Capacity
from bilan.model.ids import ActorId
from bilan.model.vocab import LANGS
from bilan.search.words import fold, words


@dataclass(frozen=True, slots=True)
class State:
    """A state: its names, and its adjectives where it has some (the first one makes the usual names)."""

    code: str
    id: ActorId
    stem: str
    names: Mapping[str, str]
    also: Mapping[str, tuple[str, ...]]
    seats: Mapping[str, tuple[str, ...]]
    adjectives: Mapping[str, tuple[str, ...]]
    army: str
    own_names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Organ:
    """A kind of organ: how its usual name is made, and the nouns that name it."""

    key: str
    kind: ActorKind
    pattern: Mapping[str, str]
    heads: Mapping[str, tuple[str, ...]]


def read_data(name: str) -> dict[str, Any]:
    """One of the tables beside this module."""
    return tomllib.loads(files("bilan.actors").joinpath("data", name).read_text(encoding="utf-8"))


@cache
def states() -> tuple[State, ...]:
    """Every territory of CLDR with a two-letter code, and what states.toml adds."""
    ours = read_data("states.toml")
    names = {lang: Locale(lang).territories for lang in LANGS}
    found = []
    for code in sorted(set(names["en"]) & set(names["fr"]) & set(names["ar"])):
        if len(code) != 2 or not code.isalpha() or code in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}:
            continue
        row = ours.get(code, {})
        english = row.get("name", names["en"][code])
        id = ActorId(row.get("id") or slug(english))
        also = row.get("also", {})
        found.append(
            State(
                code=code,
                id=id,
                stem=row.get("stem", id),
                names={"en": english, "fr": names["fr"][code], "ar": names["ar"][code]},
                also={lang: (names[lang][code], *also.get(lang, ())) for lang in LANGS},
                seats={lang: tuple(row.get("seat", {}).get(lang, ())) for lang in LANGS},
                adjectives={lang: tuple(row.get(lang, ())) for lang in LANGS},
                army="forces" if row.get("army") == "forces" else "army",
                own_names={organ: row[f"{organ}_name"] for organ in ("forces", "army") if f"{organ}_name" in row}
                | ({"army": "US military"} if row.get("military") else {}),
            )
        )
    return tuple(found)


@cache
def organs() -> tuple[Organ, ...]:
    return tuple(
        Organ(
            key,
            ActorKind(row["kind"]),
            row["name"],
            {lang: tuple(row[lang]) for lang in LANGS},
        )
        for key, row in read_data("organs.toml").items()
        if key != "action"
    )


@cache
def actions() -> Mapping[str, tuple[str, ...]]:
    """Nouns of action by language: the adjective beside them blames the forces of its state."""
    return {lang: tuple(read_data("organs.toml")["action"][lang]) for lang in LANGS}


def slug(name: str) -> str:
    """
    >>> slug("Côte d'Ivoire")
    'cote-d-ivoire'
    """
    return "-".join(fold(w.folded) for w in words(name))


def french_forms(adjective: str) -> tuple[str, str, str, str]:
    """Masculine and feminine singular, masculine and feminine plural.

    >>> french_forms("israélien"), french_forms("français"), french_forms("russe")[1], french_forms("turc/turque")[3]
    (('israélien', 'israélienne', 'israéliens', 'israéliennes'), ('français', 'française', 'français', 'françaises'), 'russe', 'turques')
    """
    masculine, _, feminine = adjective.partition("/")
    if not feminine:
        if masculine.endswith("en"):
            feminine = masculine + "ne"
        elif masculine.endswith("e"):
            feminine = masculine
        else:
            feminine = masculine + "e"
    plural = masculine if masculine.endswith(("s", "x")) else masculine + "s"
    return masculine, feminine, plural, feminine + "s"


def arabic_forms(adjective: str) -> tuple[str, ...]:
    """Without the article: masculine, feminine, sound plurals.

    >>> arabic_forms("روسي")
    ('روسي', 'روسية', 'روسيون', 'روسيين')
    """
    two = adjective.split()
    if len(two) == 2:
        return adjective, f"{two[0]}ة {two[1]}ة"
    return adjective, adjective + "ة", adjective + "ون", adjective + "ين"


def organ_of(state: State, organ: Organ) -> Actor:
    """The organ of a state, named as the house names it."""
    parent = state.id
    return Actor(
        id=ActorId(f"{state.stem}-{organ_id(state, organ.key)}"),
        kind=organ.kind,
        names={
            "en": state.own_names.get(organ.key) or _english(state, organ),
            "fr": _french(state, organ),
            "ar": _arabic(state, organ),
        },
        aliases=dict.fromkeys(LANGS, ()),
        capacity=Capacity.PARTY,
        parent=parent,
    )


def organ_id(state: State, key: str) -> str:
    """ "military" is what the army of the United States is called."""
    if key == "army":
        return "military" if state.own_names.get("army") == "US military" else state.army
    return key


def _english(state: State, organ: Organ) -> str:
    own = state.adjectives["en"]
    adjective = own[0] if own else state.names["en"]
    if adjective == "US" and organ.key == "government":
        adjective = "US"
    return organ.pattern["en"].replace("{adj}", adjective)


def _french(state: State, organ: Organ) -> str:
    own = state.adjectives["fr"]
    pattern = organ.pattern["fr"]
    if not own:
        bare = pattern
        for hole in (" {ms}", " {fs}", " {mp}", " {fp}"):
            bare = bare.replace(hole, "")
        return f"{bare} ({state.names['fr']})"
    for hole, form in zip(("{ms}", "{fs}", "{mp}", "{fp}"), french_forms(own[0]), strict=True):
        pattern = pattern.replace(hole, form)
    return pattern


def _arabic(state: State, organ: Organ) -> str:
    own = state.adjectives["ar"]
    pattern = organ.pattern["ar"].replace("{state}", state.names["ar"])
    if not own:
        return pattern.replace(" {m}", "").replace(" {f}", "") + f" ({state.names['ar']})"
    masculine, feminine = arabic_forms(own[0])[:2]
    definite = {"{m}": masculine, "{f}": feminine}
    for hole, form in definite.items():
        pattern = pattern.replace(hole, " ".join("ال" + part for part in form.split()))
    return pattern
