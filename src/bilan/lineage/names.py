"""Whose voice a name is: the institution it speaks for, under the usual English name."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bilan.actors import Actor, ActorKind, Capacity, registry

_REMARK = re.compile(r"\s*[(\[][^)\]]*[)\]]")
# What may stand beside an institution's name without making it somebody else: "SNHR report 1134".
_OF_AN_INSTITUTION = re.compile(
    r"(?:the|a|an|le|la|les|l|un|une|du|de|des|of|d|its|s|report|reports|statement|statements|release|press|count|data|"
    r"figures|spokesman|spokeswoman|spokesperson|officials?|rapports?|communiqué|bilan|porte|parole|responsables?|"
    r"officiels?|chiffres|تقرير|بيان|المتحدث|الناطق|باسم|مسؤول|مسؤولون|عن|في|\d+)$"
)


@cache
def _anonymous_words() -> frozenset[str]:
    """People who are not told apart by name: somebody else in each document."""
    listed = tomllib.loads(files(__package__).joinpath("anonymous.toml").read_text(encoding="utf-8"))
    return frozenset(word for words in listed.values() for word in words)


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody who speaks.

    key        one institution, one key, whatever it is called
    line       the state it speaks for, else its own key
    anonymous  "residents", "an official": not the same people in another document
    witnesses  it finds out for itself (a recorder, a party, the United Nations): agreeing with another is no copying
    """

    key: str
    name: str
    line: str
    anonymous: bool = False
    witnesses: bool = False


def fold(name: str) -> str:
    """A name without case, accents, punctuation and doubled blanks."""
    plain = name.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", plain))


@cache
def who(name: str) -> Who:
    """The institution behind a name; a name the registry lacks stands for itself.

    >>> who("Syrian Network for Human Rights").name, who("SNHR report 1134").key == who("SNHR").key
    ('SNHR', True)
    >>> who("residents").anonymous, who("Northtown Courier").anonymous
    (True, False)
    """
    bare = _REMARK.sub("", name).strip() or name.strip()
    actor = _actor(bare)
    if actor is not None:
        return _institution(actor)
    key = fold(bare).removeprefix("the ") or bare
    return Who(key, bare, key, anonymous=_is_anonymous(bare))


def _actor(name: str) -> Actor | None:
    known = registry()
    if actor := known.resolve(name):
        return actor
    for lang in ("ar",) if any("\u0600" <= c <= "\u06ff" for c in name) else ("en", "fr"):
        found = known.find(name, lang)
        if len(found) == 1:
            rest = f"{name[: found[0].span.start]} {name[found[0].span.end :]}"
            if all(_OF_AN_INSTITUTION.match(word) for word in re.findall(r"\w+", rest.casefold())):
                return found[0].actor
    return None


def _institution(actor: Actor) -> Who:
    """Climb from an office or a unit to the institution that answers for it, short of the state itself."""
    known = registry()
    if actor.kind is ActorKind.COLLECTIVE:  # some members of an alliance: neither the alliance nor one of them
        return Who(actor.id, actor.name, actor.id, witnesses=True)
    if actor.capacity is not Capacity.PARTY:
        line = [actor.id]
        while (parent := known.get(line[-1]).parent) and known.get(parent).capacity is actor.capacity:
            line.append(parent)
        top = known.get(line[-1])
        own = actor.capacity in (Capacity.RECORDER, Capacity.WITNESS) or actor.kind is ActorKind.UN
        return Who(top.id, top.name, top.id, witnesses=own)
    ranks = known.government_line(actor.id)
    top = known.get(ranks[-1])
    below = ranks[:-1] if top.kind is ActorKind.STATE and len(ranks) > 1 else ranks
    spoken = known.get(below[-1])
    return Who(spoken.id, spoken.name, top.id, witnesses=True)


def _is_anonymous(name: str) -> bool:
    """Whether a name says only what somebody is: "local residents", "un médecin", شهود عيان."""
    words = re.findall(r"\w+", name)
    if not words:
        return True
    named = any(w[0].isupper() for w in words[1:]) or "." in name.strip(".") or any(w.isdigit() for w in words)
    if named:
        return False
    said = {w.casefold() for w in words} | {w.removeprefix("ال") for w in words}
    cased = any(c.isupper() or c.islower() for c in name)
    return bool(said & _anonymous_words()) or (cased and name == name.lower())
