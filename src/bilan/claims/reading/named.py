"""People counted by their names: "Ahmad, his wife Rima and their two-year-old son Sami (2)" are three.

A name is two capitalised words or more, or one after a noun for a person ("his son Sami"); nobody who acts or speaks
in the registry, no place. One name is one person; several, joined by commas and "and", are as many as are listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group

_LINKS = frozenset(
    {
        "-",
        "'",
        "al",
        "el",
        "abu",
        "bin",
        "ibn",
        "ben",
        "umm",
        "bint",
        "bo",
        "ould",
        "ag",
        "aït",
        "ait",
        "del",
        "della",
        "der",
        "den",
        "dos",
        "das",
        "da",
        "di",
        "de",
        "du",
        "van",
        "von",
        "of",
    }
)
_GLUE = frozenset({"-", "'"})
_JOINS = frozenset({",", ";", "and", "et", "&", "along", "with", "together", "ainsi", "que", "also"})
_LONGEST = 90  # words of a list


@dataclass(frozen=True, slots=True)
class _Item:
    last: int
    groups: tuple[Group, ...]
    named: bool
    kin: bool


def named_at(words: Sequence[Word], i: int, taken: frozenset[int]) -> Counted | None:
    """The people named from word `i` on. `taken`: the words of actors and places."""
    if not (
        words[i].raw[:1].isupper()
        or words[i].has("possessive")
        or (words[i].has("article") and words[i].low != "that")
        or _age(words, i) > i
        or _told_with_a_noun(words, i)
    ):
        return None
    items: list[_Item] = []
    end = j = i
    while j < len(words) and j - i < _LONGEST:
        item = _item(words, j, taken, bool(items))
        if item is None:
            break
        items.append(item)
        end = j = item.last
        while j < len(words) and words[j].low in _JOINS:
            j += 1
        if j == end:
            break
    if len(items) > 1 and _only_a_comma(words, i, items, end):
        items, end = items[:1], items[0].last
    named = sum(it.named for it in items)
    if not named or _of_a_house(words, end) or _only_says_whose(words, end):
        return None
    n = len(items)
    quantity = Quantity.exactly(1) if n == 1 else Quantity.listed(n)
    return Counted(i, end, i, end, quantity, "named", "person", i, _groups(items))


def _only_a_comma(words: Sequence[Word], i: int, items: Sequence[_Item], end: int) -> bool:
    """ "after the death of Lind, Berg was elected": two names that a comma alone joins, the second with a verb."""
    after = i > 0 and words[i - 1].has("of") and end < len(words) and words[end].has_any(("be", "have"))
    return after and not any(w.low in _JOINS and w.low != "," for w in words[items[0].last : end])


def _told_with_a_noun(words: Sequence[Word], i: int) -> bool:
    """ "…, including teacher Ada Berg and her son Ivo": a list that a noun without an article opens."""
    noun = words[i].value("person")
    if noun is None or noun.plural or i == 0 or not words[i - 1].has("including"):
        return False
    name = i + words[i].width("person")
    return name + 1 < len(words) and words[name].raw[:1].isupper() and words[name + 1].raw[:1].isupper()


def shouted_at(words: Sequence[Word], i: int) -> Counted | None:
    """In capitals throughout, a name is two unknown words or more after a title: "SENATOR LUIS OSORIO NIETO"."""
    if not (words[i].has("title") or _single(words[i])):
        return None
    j = i + 1
    while j < len(words) and (words[j].has("title") or _single(words[j])):
        j += 1
    last = j
    while last < len(words) and last - j < 6 and words[last].low.isalpha() and _nothing_else(words[last]):
        last += 1
    if last - j < 2:
        return None
    noun = next((w.value("person") for w in reversed(words[i:j]) if w.has("person")), None)
    groups = tuple(noun.groups) if noun is not None else (Group.PERSON,)
    return Counted(i, last, i, last, Quantity.exactly(1), "named", "person", i, groups)


def _single(w: Word) -> bool:
    noun = w.value("person")
    return noun is not None and not noun.plural


def _nothing_else(w: Word) -> bool:
    return not w.tags and w.low not in _LITTLE


_LITTLE = frozenset(
    ("today", "yesterday", "here", "there", "only", "very", "such", "same", "own", "than", "then", "because")
)


def _of_a_house(words: Sequence[Word], i: int) -> bool:
    """ "the Abu Karim and Darwish families": names of families."""
    for w in words[i : i + 5]:
        if w.has("household") or w.low == "families":
            return True
        if not (w.raw[:1].isupper() or w.low in ("and", "et", "-", "'", "al", "el")):
            return False
    return False


def _only_says_whose(words: Sequence[Word], i: int) -> bool:
    """ "Tarn Liberation Front (TLF) members": a group's name before its people."""
    noun = words[i].value("person") if i < len(words) else None
    return noun is not None and noun.plural and words[i].raw.islower()


def _groups(items: Sequence[_Item]) -> tuple[Group, ...]:
    if len(items) > 1 and any(it.kin for it in items):
        return (Group.FAMILY,)
    shared = [g for g in items[0].groups if all(g in it.groups for it in items)]
    return tuple(dict.fromkeys(shared)) or (Group.PERSON,)


def _item(words: Sequence[Word], i: int, taken: frozenset[int], listed: bool) -> _Item | None:
    """One person: what he or she is, the name, an age or an aside in brackets."""
    j = _owner(words, i)
    kin = j > i or (words[j].has("possessive") and j + 1 < len(words) and words[j + 1].raw.islower())
    if j > i:
        pass
    elif kin or (
        words[j].has("article") and words[j + 1 : j + 2] and words[j + 1].raw.islower() and words[j].low != "that"
    ):
        j += 1
    groups: list[Group] = []
    noun = False
    for _ in range(5):
        if j >= len(words):
            if noun:
                break
            return None
        aged = _age(words, j)
        if aged > j:
            j = aged
            continue
        person = words[j].value("person")
        if person is not None and (words[j].raw.islower() or _before_a_name(words, j, taken)):
            if person.plural:
                return None
            groups += [g for g in person.groups if g is not Group.PERSON]
            noun, j = True, j + words[j].width("person")
            continue
        if words[j].raw.islower() and words[j].low.isalpha() and j > i and not noun and _describes(words[j]):
            j += 1 + (words[j + 1 : j + 2] != [] and words[j + 1].low == "-")
            continue
        if words[j].low == "," and noun:
            j += 1
            continue
        break
    last = _name(words, j, taken)
    after = last + (last < len(words) and words[last].low in ("'", '"'))
    if after < len(words) and (words[after].has("household") or words[after].has("thing")):
        return None  # "the Darwish family", "the Khalil home"
    size = sum(w.raw[:1].isupper() for w in words[j:last])
    if size >= 2 or (size == 1 and noun):
        return _Item(_aside(words, last), tuple(groups), True, kin)
    while j > i and words[j - 1].low == ",":
        j -= 1
    if kin and noun and listed:
        return _Item(_aside(words, j), tuple(groups), False, True)
    return None


def _before_a_name(words: Sequence[Word], j: int, taken: frozenset[int]) -> bool:
    """ "Engineer Sami Nour": a noun with a capital right before a name of two words."""
    first, second = (words[k] if k < len(words) else None for k in (j + 1, j + 2))
    if first is None or second is None or j in taken or j + 1 in taken or not words[j].raw[1:].islower():
        return False
    return all(w.raw[:1].isupper() and w.raw[1:].islower() and _could_be_a_name(w) for w in (first, second)) or (
        second.low == "-" and first.low in _LINKS and first.raw[:1].isupper()
    )


def _owner(words: Sequence[Word], i: int) -> int:
    """Past "Omar's" before a noun for kin."""
    if (
        i + 2 < len(words)
        and words[i].raw[:1].isupper()
        and words[i + 1].low in ("'s", "s'")
        and words[i + 2].has("person")
    ):
        return i + 2
    return i


def _describes(w: Word) -> bool:
    return not w.has_any(_NO_DESCRIPTION)


_NO_DESCRIPTION = frozenset({"be", "have", "preposition", "and", "say", "vfin", "attack", "victim", "relative", "of"})


def _name(words: Sequence[Word], i: int, taken: frozenset[int]) -> int:
    """How far a name reaches from word `i`."""
    j = i
    while j < len(words) and j - i < 16:
        w = words[j]
        if (
            w.raw[:1].isupper()
            and w.low.isalpha()
            and j not in taken
            and (_could_be_a_name(w) or _surname(words, i, j))
        ):
            j += 1
            continue
        link = w.low in _LINKS and j > i and j + 1 < len(words) and j not in taken
        if link and w.low != "of" and (words[j + 1].raw[:1].isupper() or words[j + 1].low in _LINKS | _GLUE):
            j += 1
            continue
        break
    while j > i and not words[j - 1].raw[:1].isupper():
        j -= 1
    return j


def _surname(words: Sequence[Word], i: int, j: int) -> bool:
    """ "Ada Berger": after a first name, a noun for people with a capital is a surname."""
    w = words[j]
    return j == i + 1 and w.width("person") == 1 and w.raw[1:].islower() and not w.has("vpart") and not w.has("victim")


def _could_be_a_name(w: Word) -> bool:
    return not w.has_any(_NO_NAME)


_NO_NAME = frozenset(
    {"say", "be", "have", "attack", "preposition", "subordinator", "relative", "pronoun", "thing", "role"}
    | {"person", "gadj", "vpart", "vadj", "events", "bare_harm"}
    | {"hedge", "quantifier", "article", "and", "adverb", "victim", "report", "including", "of"}
)


def _age(words: Sequence[Word], i: int) -> int:
    """Past "35-year-old", "61 year-old", "aged 12"."""
    j = i + (words[i].low == "aged")
    if j >= len(words) or not (words[j].low.isdecimal() and len(words[j].low) <= 3):
        return i
    if j > i:
        return j + 1
    j += 1
    while j < len(words) and words[j].low in _GLUE:
        j += 1
    if j >= len(words) or words[j].low not in ("year", "years", "month", "months", "yr", "an", "ans", "mois"):
        return i
    j += 1
    while j < len(words) and (words[j].low in _GLUE or words[j].low == "old"):
        j += 1
    return j


def _aside(words: Sequence[Word], i: int) -> int:
    """Past "(36 years old)", ", 42", ", aged 12"."""
    j = i
    if j < len(words) and words[j].low in ('"', "“") and j + 1 < len(words):
        closing = next((k for k in range(j + 1, min(len(words), j + 6)) if words[k].low == '"'), None)
        j = closing + 1 if closing is not None else j
    if j < len(words) and words[j].low == "(":
        closing = next((k for k in range(j + 1, min(len(words), j + 12)) if words[k].low == ")"), None)
        return closing + 1 if closing is not None else j
    if j + 1 < len(words) and words[j].low == ",":
        aged = _age(words, j + 1)
        if aged > j + 1 and not (aged < len(words) and (words[aged].raw[:1].isupper() or words[aged].has("person"))):
            return aged
        number = words[j + 1]
        closed = j + 2 >= len(words) or words[j + 2].low in (",", ";", ".", "and") or words[j + 2].has("be")
        if number.low.isdecimal() and len(number.low) <= 2 and closed:
            return j + 2
    return j


def names_in(words: Sequence[Word]) -> int:
    """How many people a stretch of words lists, whatever stands between its lists ("A and B were killed, along with C")."""
    total = i = 0
    while i < len(words):
        named = named_at(words, i, frozenset())
        if named is None:
            i += 1
        else:
            total, i = total + named.quantity.low, named.end
    return total


def names_of(words: Sequence[Word], c: Counted) -> frozenset[str]:
    """The names' own words, to tell whether two mentions name the same people."""
    return frozenset(w.low for w in words[c.begin : c.end] if w.raw[:1].isupper() and len(w.low) > 2)
