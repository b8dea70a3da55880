"""Noun phrases that count people: the noun that a number counts, its groups, where it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bilan.claims.reading.pack import Noun, Pack
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge

Head = Literal["person", "victim", "event", "thing", "unknown", "none"]


@dataclass(slots=True)
class Counted:
    """A counted noun phrase: `words[begin:end]`, its numeral or quantifier at `first:last`."""

    begin: int
    end: int
    first: int
    last: int
    quantity: Quantity
    kind: str  # "numeral", "vague", "one", "plural"
    head: Head
    head_at: int
    groups: tuple[Group, ...]
    harm: Harm | None = None


def skip(words: list[Word], i: int, *tags: str) -> int:
    while i < len(words) and words[i].has_any(tags):
        i += max(words[i].width(t) for t in tags)
    return i


def past_age(words: list[Word], i: int) -> int:
    """Past "14-year-old"."""
    j = i
    number = j + 2 < len(words) and (words[j].low.isdecimal() or words[j].low.isalpha())
    if number and words[j + 1].low in ("-", "year", "month"):
        k = j + 1 + (words[j + 1].low == "-")
        if k < len(words) and words[k].has("age"):
            k += 1
            while k < len(words) and words[k].low in ("-", "old"):
                k += 1
            return k if words[k - 1].low == "old" else i
    return i


def inside_noun_phrase(before: Word, pack: Pack, following: Word | None = None) -> bool:
    """Whether the noun phrase began earlier: "les réfugiés", "des agences humanitaires"."""
    if pack.lang == "fr" and before.raw[:1].isupper() and following is not None and following.raw[:1].isupper():
        return False
    if before.has("article") or before.has("of") or before.has("possessive") or before.has("person"):
        return before.low != "des"
    inside = before.low.isalpha() and (pack.lang == "fr" or before.raw[:1].isupper())
    headline = pack.lang == "en" and before.has("vinf")  # "Forces Kill Senior Commander"
    return inside and not before.has_any(_BEFORE) and not headline


_BEFORE = frozenset(
    {"and", "preposition", "including", "be", "have", "say", "vfin", "vpart", "vger", "relative", "subordinator"}
    | {"contrast", "adverb", "attack_verb", "hedge"}
)
_HEADS = ("person", "victim", "events", "thing", "transparent", "gadj")
_NO_HEAD = dict.fromkeys(_HEADS, 0)
_ENDS = frozenset({"be", "have", "including", "relative", "and", "vfin", "vger", "say", "modal"})


_SIDED = frozenset({"backed", "led", "affiliated", "aligned", "linked", "supported", "allied", "funded", "trained"})


def _on_a_side(words: list[Word], i: int) -> bool:
    """ "Xian-backed militiamen": whose side the people after it are on."""
    return i + 3 < len(words) and words[i + 1].low == "-" and words[i + 2].low in _SIDED


def head_of(words: list[Word], i: int, pack: Pack, limit: int = 6) -> tuple[Head, int] | None:
    """The noun that a count counts: what it is and where it stands."""
    unknown = members = None
    j = past_age(words, i)
    for _ in range(limit):
        if j >= len(words):
            break
        word = words[j]
        if _on_a_side(words, j):
            j += 3
            continue
        if len(word.raw) == 1 and word.raw.isupper() and j + 1 < len(words) and words[j + 1].low == ".":
            j += 2  # "two U.S. teachers"
            continue
        if word.low in pack.numbers.units and not word.has("indefinite") and not word.has("adverb"):
            break
        if word.has("quantifier") and j > i and not word.has("person") and not word.has("adverb"):
            break
        widths = {t: word.width(t) for t in _HEADS} if word.has_any(_HEADS) else _NO_HEAD
        best = max(widths.values())
        if widths["transparent"] == best and best:
            members = j if word.has("person") else members
            j += best
            continue
        if (
            widths["victim"] == best
            and best
            and not (widths["person"] == best and word.low in ("other", "others", "otage", "otages"))
        ):
            nxt = words[j + best] if j + best < len(words) else None
            if nxt is not None and pack.lang == "en" and best == 1 and _no_people(word, nxt):
                after = words[j + 2] if j + 2 < len(words) else None
                if after is None or not after.has("person"):
                    return "thing", j + best
                j += best + 1  # "two injured team members"
                continue
            if not (nxt is not None and nxt.has("person") and pack.lang == "en"):
                return "victim", j
            if j > i and _does(words, j):
                break
            j += best
            continue
        if widths["person"] == best and best:
            if members is not None and word.has("household"):
                return "person", members  # "members of the Karim family"
            nxt = words[j + best] if j + best < len(words) else None
            if nxt is not None and pack.lang == "en" and j + best < len(words):
                # "prison guards", "Palestinian children": the last noun of the run is the head
                if nxt.has("person") or (nxt.has("victim") and not nxt.has("vpart") and not nxt.has("vadj")):
                    j += best
                    continue
                if nxt.has("thing") and not (nxt.has("person") or nxt.has("vpart") or nxt.has("vfin")):
                    return "thing", j + best
            if (
                word.low in ("other", "others", "autre", "autres", "more")
                and nxt is not None
                and (nxt.has("person") or nxt.has("victim") or nxt.has("thing"))
            ):
                j += best
                continue
            return "person", j
        if widths["events"] == best and best:
            return "event", j
        if word.has("bodies") and not widths["transparent"]:
            return "victim", j
        if widths["thing"] == best and best:
            if pack.lang == "en" and best == 1 and _belongs(words, j):
                j += 1  # "four hospital staff workers", "two bus drivers"
                continue
            return ("thing", j) if members is None else ("person", members)
        if widths["gadj"]:
            j += widths["gadj"]
            continue
        said = word.has("say") and pack.lang == "en" and j + 1 < len(words)
        if said and (words[j + 1].has("person") or (word.low == "reported" and words[j + 1].has("victim"))):
            j += 1  # "eleven identified civilians", "hundreds of reported casualties"
            continue
        if (
            word.has("vpart")
            and pack.lang == "en"
            and j + 1 < len(words)
            and words[j + 1].has("person")
            and (j == i or words[j - 1].has("article"))
        ):
            j += 1  # "20 killed civilians", "two of the killed guards"
            continue
        if word.low == "(" and j > i and j + 2 < len(words) and words[j + 2].low == ")" and words[j + 1].raw.isupper():
            j += 3  # "Tarn Liberation Front (TLF) members"
            continue
        if _two_modifiers(words, i, j, pack):
            j += 2
            continue
        if word.has_any(_ENDS):
            break
        if word.has("vpart") or word.has("vintr") or word.has("vadj"):
            nxt = words[j + 1] if j + 1 < len(words) else None
            if not (pack.lang == "en" and nxt is not None and nxt.has("person")):
                break
            j += 1
            continue
        if word.has("adverb"):
            j += word.width("adverb")
            continue
        if word.has("of") or word.has("possessive") or (word.has("article") and j > i and words[j - 1].has("of")):
            j += 1
            continue
        if word.low == '"' or word.low == "-" or word.low == "[" or word.low == "]":
            j += 1
            continue
        if not word.low[0].isalpha() or word.has("preposition") or word.has("article") or word.has("subordinator"):
            break
        if unknown is None:
            unknown = j
        elif j - unknown > 2:
            break
        j += 1
    if members is not None:  # "five members of the Abu Karim family": people, whatever follows
        return "person", members
    return ("unknown", unknown) if unknown is not None else None


def _two_modifiers(words: list[Word], i: int, j: int, pack: Pack) -> bool:
    """ "a senior finance and logistics official": an "and" inside the noun phrase of one person."""
    if pack.lang != "en" or words[j].low != "and" or j <= i or j + 2 >= len(words):
        return False
    first, second, noun = words[j - 1], words[j + 1], words[j + 2].value("person")
    plain = all(w.low.isalpha() and (not w.tags or w.has("gadj")) for w in (first, second))
    return plain and isinstance(noun, Noun) and (not noun.plural or not first.low.endswith("s"))


def _no_people(word: Word, following: Word) -> bool:
    """ "two wounded birds", "five dead trees": harm to what is no person."""
    told = word.has("vpart") or word.has("vadj")
    return told and following.has("thing") and not following.has_any(("person", "bodies", "vpart", "victim"))


def _does(words: list[Word], j: int) -> bool:
    """ "Tarn police arrest gang members": a verb with its object, not the arrest that the members made."""
    word, before = words[j], words[j - 1]
    doer = before.has_any(("role", "perpetrator", "unit", "attack")) or (before.raw.isupper() and len(before.raw) > 2)
    return (word.has("vfin") and not word.has("vpart")) or (word.has("vinf") and doer)


def _belongs(words: list[Word], j: int) -> bool:
    """Whether a thing in the singular only says which people the noun after it counts."""
    return (words[j].low == "bus" or not words[j].low.endswith("s")) and any(
        w.has("person") for w in words[j + 1 : j + 2]
    )


def phrase(
    words: list[Word], begin: int, first: int, last: int, quantity: Quantity, kind: str, pack: Pack
) -> Counted | None:
    look = first if kind in ("one", "plural") else last
    if kind in ("one", "plural"):
        look = skip(words, first, "indefinite", "possessive", "plural_article") if kind == "one" else first
        if words[first].low == "des":
            look = first + 1
        if words[look].has("of"):
            look = skip(words, look, "of", "article", "possessive")
    after = words[look].value("hedge_after") if look < len(words) else None
    if after is not None:
        look += words[look].width("hedge_after")
    head = head_of(words, look, pack)
    groups: list[Group] = []
    harm: Harm | None = None
    end = last
    at = last
    what: Head = "none"
    if head is not None:
        what, at = head
        tag = {"person": "person", "victim": "victim", "event": "events", "thing": "thing"}.get(what, "")
        end = max(last, at + max(1, words[at].width(tag)))
        between = words[look:at]
        groups += [w.value("gadj") for w in between if w.has("gadj")]
        if pack.lang == "en":
            groups += [
                g
                for w in between
                if w.has("person")
                for g in w.value("person").groups
                if g in (Group.CIVILIAN, Group.CHILD, Group.WOMAN)
            ]
        if what == "person" and pack.lang == "en":
            # "three injured journalists"
            said = next((w.value(t) for w in between for t in ("vpart", "vadj") if w.has(t)), None)
            if said is not None and (
                kind in ("numeral", "vague", "plural") or (kind == "one" and said in (Harm.KILLED, Harm.INJURED))
            ):
                harm = said
        if what == "person":
            noun = words[at].value("person")
            groups += list(noun.groups)
        elif what == "victim":
            harm = words[at].value("victim")[0] if words[at].has("victim") else words[at].value("bodies")
            phrase = " ".join(w.low for w in words[at:end])
            if "civil" in phrase or "civcas" in phrase:
                groups.append(Group.CIVILIAN)
        elif what == "event":
            harm = words[at].value("events")
            phrase = " ".join(w.low for w in words[at:end])
            if "civil" in phrase:
                groups.append(Group.CIVILIAN)
        if what in ("person", "victim", "event"):
            end, more = _postmodifiers(words, end, pack)
            groups += more
            if kind in ("numeral", "vague"):
                end, more = _joined_nouns(words, end)
                groups += more
            if end < len(words) and quantity.hedge is Hedge.EXACTLY and kind == "numeral":
                quantity = _hedged_after(words[end].value("hedge_after"), quantity)
            if _family_follows(words, at, end, pack):
                groups = [Group.FAMILY]
    specific = [g for g in dict.fromkeys(groups) if g is not Group.PERSON]
    return Counted(begin, end, first, last, quantity, kind, what, at, tuple(specific) or (Group.PERSON,), harm)


def _hedged_after(hedge: str | None, q: Quantity) -> Quantity:
    """ "vingt-deux personnes au moins": the hedge stands after the noun."""
    if hedge == "only":
        return Quantity.only(q.low)
    if hedge == "at_least":
        return Quantity.at_least(q.low)
    return Quantity.about(q.low) if hedge == "about" else q


def _joined_nouns(words: list[Word], end: int) -> tuple[int, list[Group]]:
    """ "196 combatants and civilians", "30 hommes, femmes et enfants": one number for two nouns or more."""
    groups: list[Group] = []
    at = end
    while at + 1 < len(words) and (words[at].low == "," or words[at].low in ("and", "et", "or", "ou")):
        noun = words[at + 1].value("person")
        if not isinstance(noun, Noun) or not noun.plural:
            break
        groups += [g for g in noun.groups if g is not Group.PERSON]
        last = words[at].low != ","
        at += 1 + words[at + 1].width("person")
        if last:
            followed = at < len(words) and words[at].has("thing")
            return (end, []) if followed else (at, groups)
    return end, []


def _postmodifiers(words: list[Word], end: int, pack: Pack) -> tuple[int, list[Group]]:
    groups: list[Group] = []
    for _ in range(3):
        if end >= len(words):
            break
        word = words[end]
        if word.has("gadj") and word.value("gadj") is not Group.PERSON:
            groups.append(word.value("gadj"))
            end += word.width("gadj")
        elif word.has("of") and end + 1 < len(words) and words[end + 1].has("person"):
            groups += [g for g in words[end + 1].value("person").groups if g is not Group.PERSON]
            end += 1 + words[end + 1].width("person")
        elif (word.has("of") or word.low in ("âgé", "âgée", "âgés", "aged")) and _age_after(words, end + 1):
            end = _age_after(words, end + 1)
        elif pack.lang == "fr" and word.has("person") and word.raw.islower():
            groups += [g for g in word.value("person").groups if g is not Group.PERSON]
            end += word.width("person")
        else:
            break
    return end, groups


def _age_after(words: list[Word], i: int) -> int:
    """Past "de cinq ans", "aged 12"; 0 when no age stands there."""
    j = i + 1 if i < len(words) and words[i].has("of") else i
    while j + 1 < len(words) and words[j].has("hedge"):
        j += words[j].width("hedge")  # "d'environ huit ans"
    if j + 1 < len(words) and words[j + 1].has("age") and (words[j].low.isdecimal() or words[j].low.isalpha()):
        return j + 2
    return 0


def _family_follows(words: list[Word], at: int, end: int, pack: Pack) -> bool:
    """ "members of the Makki family", "membres de la famille": the people are family."""
    if words[at].low not in ("members", "member", "membres", "membre", "people", "personnes", "children", "persons"):
        return False
    if not (end < len(words) and words[end].has("of")) and not (end < len(words) and words[end].low == "from"):
        return any(words[k].low == "family" for k in range(at, min(at + 1, len(words))))
    for k in range(end + 1, min(end + 7, len(words))):
        if words[k].low in ("family", "famille", "families", "familles"):
            return words[at].low not in ("children",)
        if not (words[k].low.isalpha() or words[k].low in ("-", "'", "l'", "d'", "'s")) or (
            words[k].has("preposition") and not words[k].has("of")
        ):
            return False
    return False
