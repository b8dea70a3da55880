"""A place, and the larger places around it."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bilan.model.errors import WrongUse
from bilan.model.ids import PlaceId
from bilan.search.words import fold, words


class UnknownPlace(WrongUse):
    """No place has this id, and none could."""


class PlaceKind(StrEnum):
    COUNTRY = "country"
    TERRITORY = "territory"
    REGION = "region"
    GOVERNORATE = "governorate"
    DISTRICT = "district"
    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    CAMP = "camp"
    NEIGHBOURHOOD = "neighbourhood"
    SITE = "site"
    AREA = "area"


@dataclass(frozen=True, slots=True)
class Place:
    """One place under its usual names. The id is a path: what comes before a slash contains what comes after.

    `lat`, `lon`: None: we give none, because we are not sure or because a point would mislead.
    `made_up`: not in our tables; a text introduced it ("the village of …") inside a place that is.
    """

    id: PlaceId
    kind: PlaceKind
    names: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parent: PlaceId | None = None
    lat: float | None = None
    lon: float | None = None
    made_up: bool = False

    @property
    def name(self) -> str:
        """The usual English name."""
        return self.names["en"]


def parent_of(id: PlaceId) -> PlaceId | None:
    """
    >>> parent_of(PlaceId("iq/nineveh/mosul"))
    'iq/nineveh'
    """
    head, slash, _ = id.rpartition("/")
    return PlaceId(head) if slash else None


def ancestors_of(id: PlaceId) -> tuple[PlaceId, ...]:
    """Nearest first.

    >>> ancestors_of(PlaceId("iq/nineveh/mosul"))
    ('iq/nineveh', 'iq')
    """
    found: list[PlaceId] = []
    at = parent_of(id)
    while at is not None:
        found.append(at)
        at = parent_of(at)
    return tuple(found)


_LETTERS = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r",
    "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f",
    "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "a", "و": "u", "ي": "i", "ء": "", "ئ": "", "ؤ": "u",
    "چ": "ch", "پ": "p", "ڤ": "v", "گ": "g",
}  # fmt: skip


def in_latin(name: str) -> str:
    """An Arabic name in Latin letters, letter by letter: a help to the eye, not a usual spelling.

    >>> in_latin("باتنته"), in_latin("أم الريش")
    ('Batnta', 'Am al-Rish')
    """
    parts = []
    for word in words(name):
        plain = word.folded
        article = plain.startswith("ال") and len(plain) > 3
        letters = "".join(_LETTERS.get(c, c) for c in (plain[2:] if article else plain))
        parts.append(("al-" if article else "") + letters[:1].upper() + letters[1:])
    return " ".join(parts)


def slug(name: str) -> str:
    """A made-up id: the same for the spellings that differ only in case, accents, article or hyphens.

    >>> slug("al-Jadid"), slug("Al Jadid"), slug("Jadid")
    ('jadid', 'jadid', 'jadid')
    """
    latin = in_latin(name) if any("\u0600" <= c <= "\u06ff" for c in name) else name
    plain = [fold(w.folded) for w in words(unicodedata.normalize("NFC", latin))]
    kept = [w for w in plain if w not in {"al", "el", "the", "le", "la", "les", "l", "de", "du", "of", "d"}]
    return "-".join(kept or plain)
