"""A language pack: everything the shared grammar asks of a language, from TOML lists beside its code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bilan.claims.reading.numerals import NumberWords, number_words
from bilan.claims.reading.periods import DateWords, date_words
from bilan.claims.reading.words import Lexicon, flat, load_toml
from bilan.model.vocab import Group, Harm


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun for people: the groups it says, whether this form is plural."""

    groups: tuple[Group, ...]
    plural: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """The words, numbers and dates of a language."""

    lang: str
    version: str
    lexicon: Lexicon
    numbers: NumberWords
    dates: DateWords
    abbreviations: frozenset[str]


def load_pack(lang: str, package: str, version: str) -> Pack:
    """Read the TOML files of a language folder."""
    words, speech = load_toml(package, "words.toml"), load_toml(package, "speech.toml")
    entries = [*word_entries(lang, words), *speech_entries(lang, speech)]
    if lang == "fr":
        entries = _elided(entries)
    return Pack(
        lang,
        version,
        Lexicon(lang, entries),
        number_words(lang, load_toml(package, "numbers.toml")),
        date_words(load_toml(package, "dates.toml")),
        frozenset(speech["abbreviations"]),
    )


def _forms(lang: str, noun: str) -> tuple[str, str]:
    """A noun's singular and plural."""
    if "/" in noun:
        singular, plural = noun.split("/")
        return singular, plural
    if noun.endswith(("s", "x", "z")):
        return noun, noun if lang == "fr" else noun + "es"
    if lang == "fr":
        return noun, noun[:-2] + "aux" if noun.endswith("al") else noun + "s"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun, noun[:-1] + "ies"
    return noun, noun + ("es" if noun.endswith(("ch", "sh")) else "s")


def _nouns(lang: str, nouns: Iterable[str]) -> Iterator[tuple[str, bool]]:
    for noun in nouns:
        singular, plural = _forms(lang, noun)
        yield singular, singular == plural
        if plural != singular:
            yield plural, True


def word_entries(lang: str, data: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for tag in ("hedge", "hedge_after", "quantifier", "cause", "transparent", "distance"):
        yield from flat(data[tag], tag)
    for group, nouns in data["person"].items():
        for form, plural in _nouns(lang, nouns):
            yield form, "person", Noun((Group(group),), plural)
    for group, phrases in data["group_adjective"].items():
        for phrase in phrases:
            yield phrase, "gadj", Group(group)
    for form, _ in _nouns(lang, data["thing"]["thing"]):
        yield form, "thing", True
    for harm, nouns in data["victims"].items():
        for form, plural in _nouns(lang, nouns):
            yield form, "victim", (Harm(harm), plural)
    for tag in ("bodies", "events", "bare_harm", "toll", "told"):
        for harm, phrases in data[tag].items():
            for phrase in phrases:
                yield phrase, tag, Harm(harm)
    for harm, verbs in data["verb"].items():
        yield from _verb_entries(lang, Harm(harm), verbs)
    for tag, phrases in data["grammar"].items():
        for phrase in phrases:
            yield phrase, tag, True


def _verb_entries(lang: str, harm: Harm, verbs: dict[str, list[str]]) -> Iterator[tuple[str, str, Any]]:
    named = {
        "finite": "vfin", "participle": "vpart", "gerund": "vger", "infinitive": "vinf", "intransitive": "vintr",
        "intransitive_finite": "vintrfin", "intransitive_gerund": "vintrfin", "adjective": "vadj",
    }  # fmt: skip
    for kind, tag in named.items():
        for form in verbs.get(kind, ()):
            yield form, tag, harm
    for verb in verbs.get("regular", ()):
        for tag, forms in conjugate(lang, verb).items():
            for form in forms:
                yield form, tag, harm


def conjugate(lang: str, verb: str) -> dict[str, list[str]]:
    """The third-person forms of a regular verb, by tag.

    >>> conjugate("en", "kill")["vpart"], conjugate("fr", "tuer")["vpart"][:2]
    (['killed'], ['tué', 'tués'])
    """
    if lang == "fr":
        stem = verb[:-2]
        soft = stem + "e" if stem.endswith("g") else stem
        present = stem[:-2] + "è" + stem[-1] if stem.endswith(("lev", "men", "pes")) else stem
        finite = [f"{present}e", f"{present}ent", f"{soft}ait", f"{stem}aient", f"{stem}èrent", f"{soft}a", f"{present}era", f"{present}eront", f"{present}erait", f"{present}eraient"]  # fmt: skip
        return {
            "vinf": [verb],
            "vpart": [f"{stem}é", f"{stem}és", f"{stem}ée", f"{stem}ées"],
            "vger": [f"{soft}ant"],
            "vfin": finite,
        }
    if verb.endswith("e"):
        past, gerund, third = verb + "d", verb[:-1] + "ing", verb + "s"
    elif verb.endswith("y"):
        past, gerund, third = verb[:-1] + "ied", verb + "ing", verb[:-1] + "ies"
    else:
        past, gerund = verb + "ed", verb + "ing"
        third = verb + ("es" if verb.endswith(("ch", "sh", "s")) else "s")
    return {"vinf": [verb], "vpart": [past], "vger": [gerund], "vfin": [third, past]}


def _elided(entries: Iterable[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
    """ "permis de" is "permis d'" before a vowel; both are entries."""
    made: dict[tuple[str, str], Any] = {}
    for phrase, tag, value in entries:
        made.setdefault((phrase, tag), value)
        for full, short in ((" de", " d'"), (" que", " qu'")):
            if phrase.endswith(full):
                made.setdefault((phrase[: -len(full)] + short, tag), value)
    return [(phrase, tag, value) for (phrase, tag), value in made.items()]


def speech_entries(lang: str, data: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for tag, verbs in data.get("verbs", {}).items():
        for verb in verbs:
            forms = conjugate(lang, verb)
            said = [forms["vpart"][0], *forms["vfin"]] if lang == "fr" else forms["vpart"]
            for form in said:
                yield form, tag, True
    for tag, value in data["words"].items():
        for phrase in value:
            yield phrase, tag, True
    for name, phrases in data["roles"].items():
        for phrase in phrases:
            yield phrase, "role", name
    for name, phrases in data["perpetrators"].items():
        for phrase in phrases:
            yield phrase, "perpetrator", name
