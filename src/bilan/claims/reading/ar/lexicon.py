"""The Arabic word lists, folded and inflected, ready to be looked up."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from bilan.claims.reading.ar.verbs import forms
from bilan.model.vocab import Cause, Group, Harm
from bilan.places import gazetteer
from bilan.search.phrases import Phrasebook
from bilan.search.words import fold, key, stems

_REMEMBERED = 50_000  # words looked up lately: a whole language in use, not a whole archive
LIVES = ("أرواح", "حياة", "بأرواح", "بحياة")
_SUFFIXES = ("هما", "هم", "هن", "ها", "ه", "نا")


@dataclass(frozen=True, slots=True)
class Noun:
    """A form of a noun for people: its groups or its harm, and how many it says (1, 2, or 3 for a plural).

    `either`: the form may be a dual or a plural ("مدنيين").
    """

    groups: tuple[Group, ...]
    harm: Harm | None
    number: int
    either: bool = False
    owned: bool = False
    definite: bool = False


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists of words.toml, as phrasebooks and tables."""

    nouns: Mapping[str, Noun]
    nations: Mapping[str, Noun]
    things: frozenset[str]
    speaking: frozenset[str]
    given: frozenset[str]
    kin: frozenset[str]
    books: Mapping[str, Phrasebook[Any]]


def read_data(name: str) -> dict[str, Any]:
    """One of the tables beside this module."""
    return tomllib.loads(files("bilan.claims.reading.ar").joinpath(name).read_text(encoding="utf-8"))


def _forms(line: str) -> Iterator[tuple[str, int, bool]]:
    singular, _, plurals = line.partition("|")
    base = fold(singular)
    many = [fold(p) for p in plurals.split(",") if p]
    if not base:
        yield from ((p, 3, False) for p in many)
        return
    yield base, 1, False
    if not base.endswith("ه"):
        yield base + "ا", 1, False
    stem = base[:-1] + "ت" if base.endswith("ه") else base
    for ending in ("ان", "ين"):
        dual = stem + ending
        yield dual, 2, dual in many
    for p in many:
        if p.endswith("ين") and len(p) > 5:
            yield p[:-1], 3, False  # "مسلحي الفصيل"
        if p != stem + "ين":
            yield p, 3, False
            if p.endswith(("اء", "ال", "ان", "ى", "ي")):
                continue
            yield p + "ا", 3, False


@cache
def lists() -> Lists:
    """The lists, read once."""
    data = read_data("words.toml")
    nouns: dict[str, Noun] = {}
    for group, lines in data["person"].items():
        for line in lines:
            for form, number, either in _forms(line):
                nouns.setdefault(form, Noun((Group(group),), None, 3 if either else number, either))
    for harm, lines in data["victim"].items():
        for line in lines:
            for form, number, either in _forms(line):
                nouns[form] = Noun((Group.PERSON,), Harm(harm), 3 if either else number, either)
    for harm, pairs in data["victim_pair"].items():
        nouns.update({fold(pair): Noun((Group.PERSON,), Harm(harm), 2) for pair in pairs})
    for form in [f for f, n in nouns.items() if n.number == 1 and _is_a_country(f)]:
        del nouns[form]  # "سوريا" is the country before it is "a Syrian"
    nations: dict[str, Noun] = {}
    for line in data["nation"]["person"]:
        for form, number, either in _forms(line):
            if form not in nouns:
                nations.setdefault(form, Noun((Group.PERSON,), None, 3 if either else number, either))
    things = frozenset(fold(w) for w in data["things"]["words"])
    books: dict[str, Phrasebook[Any]] = {}
    for name in ("noun", "verb", "quantifier", "hedge", "cause"):
        books[name] = Phrasebook()
        for kind, phrases in data[name].items():
            value: Any = Harm(kind) if name in ("noun", "verb") else Cause(kind) if name == "cause" else kind
            for phrase in phrases:
                books[name].add(phrase, value)
    given, kin = (frozenset(map(fold, data["given"][name])) for name in ("words", "kin"))
    books["bound"] = Phrasebook()
    for harm, pasts in data["verb_forms"].items():
        for past in pasts:
            plain = forms(past)
            for form in plain:
                if form not in given:  # "ياسر" is a man
                    books["verb"].add(form, Harm(harm))
            for form in forms(past, objects=True):  # "قتلته": whom it befell stands before
                if form not in plain and not books["noun"].lookup(form):
                    books["bound"].add(form, Harm(harm))
    books["takes"] = Phrasebook()  # verbs that may stand apart from the lives they take
    for harm, rows in data["idiom"].items():
        for pasts, ends in rows:
            for form in (f for past in pasts for f in forms(past)):
                for end in ends:
                    books["verb"].add(f"{form} {end}", Harm(harm))
                    if end in LIVES:
                        books["takes"].add(form, end)
    for name in ("between", "distance", "other", "own", "joins", "turns", "voices", "so_far"):
        books[name] = _book(data[name]["words"])
    books["part"], books["most"] = _book(data["part"]["words"]), _book(data["part"]["most"])
    books["none"], books["unknown"] = _book(data["none"]["words"]), _book(data["none"]["unknown"])
    for name, phrases in data["apart"].items():
        books[f"apart_{name}"] = _book(phrases)
    for name, phrases in data["title"].items():
        books[f"title_{name}"] = _book(phrases)
    for name, phrases in data["speech"].items():
        books[f"speech_{name}"] = _book(phrases)
    for past in data["speech"]["verb_forms"]:
        for form in forms(past):
            books["speech_verbs"].add(form, form)
    for name, phrases in data["answer"].items():
        books[f"answer_{name}"] = _book([f for p in phrases for f in _conjugated(name, p)])
    for name, phrases in data["attack"].items():
        books[f"attack_{name}"] = _book(phrases)
    for past in data["attack"]["verb_forms"]:
        for form in forms(past, objects=True):
            books["attack_verbs"].add(form, form)
    return Lists(nouns, nations, things, frozenset(_speaking(data)), given, kin, books)


_CONJUGATED = {"admit", "admit_opens", "deny", "reject", "dispute", "inquire", "own", "refuse"}


def _conjugated(name: str, phrase: str) -> tuple[str, ...]:
    return forms(phrase) if name in _CONJUGATED else (phrase,)


def _book(phrases: list[str]) -> Phrasebook[Any]:
    book: Phrasebook[Any] = Phrasebook()
    for phrase in phrases:
        book.add(phrase, phrase)
    return book


def _speaking(data: dict[str, Any]) -> Iterator[str]:
    """The first words of all that speaks or answers."""
    for table in ("speech", "answer"):
        for name, phrases in data[table].items():
            for phrase in phrases:
                for form in forms(phrase) if name == "verb_forms" else _conjugated(name, phrase):
                    yield key(fold(form.split()[0]))


@lru_cache(maxsize=_REMEMBERED)
def may_speak(word: str) -> bool:
    """Whether a folded word may open a phrase of speech or of answer; most words never do."""
    speaking = lists().speaking
    return any(stem in speaking for stem, _, _ in stems(word))


@lru_cache(maxsize=_REMEMBERED)
def nation(word: str) -> Noun | None:
    """A folded word as "a Somali", "Somalis"; elsewhere such a word is an adjective."""
    nations = lists().nations
    for stem, definite, _ in stems(word):
        if stem in nations:
            n = nations[stem]
            return Noun(n.groups, n.harm, n.number, n.either, False, definite)
    return None


@lru_cache(maxsize=_REMEMBERED)
def is_thing(word: str) -> bool:
    """Whether a folded word is a thing or a span of time, which no word of harm befalls."""
    return any(stem in lists().things for stem, _, _ in stems(word))


def _is_a_country(word: str) -> bool:
    place = gazetteer().resolve(word)
    return place is not None and place.parent is None


def _unbound(bare: str) -> tuple[str, ...]:
    """A noun as it stands without its possessor: "زوجت(ه)" is زوجة, "أعضائ(ها)" أعضاء."""
    if bare.endswith("ت"):
        return bare, bare[:-1] + "ه"
    return (bare[:-1] + "ء",) if bare.endswith(("ائ", "اؤ")) else (bare,)


@lru_cache(maxsize=_REMEMBERED)
def his(word: str) -> Noun | None:
    """ "شقيقه" written with ه is his brother, though "شقيقة" folds to the same letters."""
    bare = next((w for w in (word[:-1], word[1:-1]) if w in lists().kin), "")
    n = lists().nouns.get(bare)
    return Noun(n.groups, None, 1, False, True, False) if n is not None else None


_SHORT_KIN = {
    fold(form): group
    for group, forms_ in {
        Group.WOMAN: ("أمه", "أمها", "أمهم", "أمهما", "أمهن"),
        Group.MAN: ("أباه", "أبيه", "أبوه", "أبيها", "أبوها", "أبيهم", "أبوهم", "أخيه", "أخوه", "أخاه", "أخيها", "أخوها", "عمه", "عمها"),
    }.items()
    for form in forms_
}  # fmt: skip


@lru_cache(maxsize=_REMEMBERED)
def noun(word: str) -> Noun | None:
    """What a folded word says of people, its clitics and possessive endings taken away; None: not a noun for people.

    >>> noun(fold("وطفلين")).number, noun(fold("زوجته")).owned, noun(fold("الشهداء")).definite
    (2, True, True)
    """
    nouns = lists().nouns
    for stem, definite, _ in stems(word):
        if stem in nouns:
            n = nouns[stem]
            return Noun(n.groups, n.harm, n.number, n.either, False, definite)
    for stem, definite, _ in stems(word):
        for suffix in _SUFFIXES:
            if not definite and stem.endswith(suffix) and len(stem) - len(suffix) >= 3:
                bare = stem[: -len(suffix)]
                pair = nouns.get(bare + "ن")
                if (
                    pair is not None
                    and pair.harm is None
                    and (pair.number == 2 or pair.either)
                    and bare.endswith(("ا", "ي"))
                ):
                    return Noun(pair.groups, None, 2, False, True, False)
                if suffix == "ه" and bare.endswith("ي"):
                    continue  # "عسكرية" is an adjective
                for form in _unbound(bare):
                    if form in nouns and nouns[form].harm is None:
                        n = nouns[form]
                        return Noun(n.groups, None, n.number, False, True, False)
                    if form in nouns and nouns[form].number == 3 and form.endswith("ء"):
                        return Noun(nouns[form].groups, nouns[form].harm, 3, False, True, True)  # "شهدائها"
    group = next((_SHORT_KIN[stem] for stem, definite, _ in stems(word) if stem in _SHORT_KIN and not definite), None)
    return Noun((group,), None, 1, False, True, False) if group is not None else None


_SERVING = frozenset(map(fold, ("زعيم", "زعماء", "والي", "مسؤول", "مسؤولي", "مسؤولين", "عضو", "أعضاء", "فرد", "أفراد", "أمني", "أمنيي", "منتسبي", "مدير", "أحد")))  # fmt: skip


def serves(word: str) -> bool:
    """Whether a folded word names one who serves a body: an official, a member, one of its people."""
    return any(stem in _SERVING for stem, _, _ in stems(word))
