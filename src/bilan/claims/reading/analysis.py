"""The parts of a sentence that a claim is made of: counted people, and what happened to them.

counted people   a numeral, a vague quantifier, "a child", "civilians", with the noun they count
predicate        "were killed", "a tué", "killing", "injured": what is done, active or passive
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bilan.claims.reading.numerals import Numeral, numeral_at
from bilan.claims.reading.pack import Noun, Pack
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge

Head = Literal["person", "victim", "event", "thing", "unknown", "none"]
Voice = Literal["active", "passive", "reduced", "either", "infinitive"]


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


@dataclass(slots=True)
class Predicate:
    """What is done to people: `words[first:last]`."""

    first: int
    last: int
    harm: Harm
    voice: Voice
    negated: bool = False
    conditional: bool = False
    possible: bool = False


@dataclass(slots=True)
class Analysis:
    """A sentence cut into words, counted people, predicates and harm nouns with "of"."""

    words: list[Word]
    counted: list[Counted] = field(default_factory=list)
    predicates: list[Predicate] = field(default_factory=list)
    events: list[tuple[int, int, Harm]] = field(default_factory=list)
    dated: set[int] = field(default_factory=set)


def analyse(words: list[Word], dated: set[int], pack: Pack) -> Analysis:
    """Cut the words up; `dated` holds the words that belong to dates and hours, which count nobody."""
    found = Analysis(words, dated=dated)
    i = 0
    while i < len(words):
        predicate = None if _is_event(words, i) else _predicate(words, i, pack)
        if predicate is not None:
            found.predicates.append(predicate)
            i = predicate.last
            continue
        counted = None if i in dated else counted_at(words, i, dated, pack)
        if counted is not None:
            found.counted.append(counted)
            # the noun phrase may contain a further count only after its own numeral
            i = max(i + 1, min(counted.end, counted.last if counted.head in ("none", "unknown") else counted.end))
            continue
        if words[i].has("events") or words[i].has("bodies"):
            tag = "events" if words[i].has("events") else "bodies"
            last = i + words[i].width(tag)
            if last < len(words) and (words[last].has("of") or words[last].low in ("que", "qu'", "in", "dans")):
                found.events.append((i, last, words[i].value(tag)))
        i += 1
    return found


def _is_event(words: list[Word], i: int) -> bool:
    """ "la mort de …", "la perte de …": a noun, though the same letters make a participle."""
    word = words[i]
    if not word.has("events") or word.has("be") or word.has("have"):
        return False
    last = i + word.width("events")
    determined = i > 0 and (words[i - 1].has("article") or words[i - 1].has("of"))
    return determined and last < len(words) and (words[last].has("of") or words[last].low in ("que", "qu'"))


# ---------------------------------------------------------------- predicates


def _skip(words: list[Word], i: int, *tags: str) -> int:
    while i < len(words) and any(words[i].has(t) for t in tags):
        i += max(words[i].width(t) for t in tags)
    return i


_SOFT = ("adverb", "negation", "distance")


def _after_soft(words: list[Word], i: int) -> int:
    j = _skip(words, i, *_SOFT)
    while j < len(words) and words[j].low == '"' and j - i < 6:
        closing = next((k for k in range(j + 1, min(j + 4, len(words))) if words[k].low == '"'), None)
        if closing is None:
            break
        j = _skip(words, closing + 1, *_SOFT)
    return j


def _negated(words: list[Word], first: int, last: int) -> bool:
    return any(w.has("negation") for w in words[max(0, first - 2) : last])


def _predicate(words: list[Word], i: int, pack: Pack) -> Predicate | None:
    word = words[i]
    if word.has("be") or word.has("have"):
        return _compound(words, i, pack)
    modal = i > 0 and (
        words[i - 1].has("modal") or (i > 1 and words[i - 1].has("adverb") and words[i - 2].has("modal"))
    )
    if word.has("vinf") and (word.width("vinf") >= word.width("vfin")) and not word.has("person"):
        end = i + word.width("vinf")
        finite_plural = pack.lang == "en" and not modal
        return Predicate(i, end, word.value("vinf"), "active" if finite_plural else "infinitive")
    for tag, voice in (("vger", "active"), ("vpart", "either" if word.has("vfin") else "reduced"), ("vfin", "active"), ("vintr", "passive"), ("vintrfin", "passive"), ("vadj", "reduced")):  # fmt: skip
        if word.has(tag):
            if tag == "vintr" and (pack.lang == "fr" or word.has("vadj")):
                voice = "reduced"
            harm: Harm = word.value(tag)
            return Predicate(i, i + word.width(tag), harm, voice, _negated(words, i, i))  # type: ignore[arg-type]
    return None


def _compound(words: list[Word], i: int, pack: Pack) -> Predicate | None:
    """An auxiliary with its participle: "ont été tués", "has killed", "seraient morts"."""
    conditional = possible = False
    passive = False
    j = i
    saw_have = saw_be = False
    while j < len(words) and (words[j].has("be") or words[j].has("have") or words[j].has("been")):
        conditional |= words[j].has("conditional")
        saw_have |= words[j].has("have")
        if words[j].has("been") or words[j].has("be"):
            saw_be = True
        j = _after_soft(words, j + 1)
    passive = saw_be
    if j >= len(words):
        return None
    word = words[j]
    possible = any(w.has("possible") for w in words[max(0, i - 2) : j])
    negated = _negated(words, i, j)
    if word.has("vpart"):
        voice: Voice = "passive" if passive else "active"
        last = j + word.width("vpart")
        return Predicate(i, last, word.value("vpart"), voice, negated, conditional, possible)
    for tag in ("vintr", "vadj"):
        if word.has(tag):
            return Predicate(i, j + word.width(tag), word.value(tag), "passive", negated, conditional, possible)
    return None


# ---------------------------------------------------------------- counted people


def counted_at(words: list[Word], i: int, dated: set[int], pack: Pack) -> Counted | None:
    """The counted noun phrase that begins at word `i` with its hedges, or None."""
    hedges: list[Hedge | str] = []
    j = i
    while j < len(words) and words[j].has("hedge") and len(hedges) < 3:
        if words[j].low in ("que", "qu'") and not any(w.low in ("ne", "n'") for w in words[max(0, j - 9) : j]):
            break
        hedges.append(words[j].value("hedge"))
        j += words[j].width("hedge")
    single = pack.lang == "fr" and j > i and words[j - 1].low in ("seul", "seule")
    if not single and (j >= len(words) or j in dated):
        return None
    if single:
        return _phrase(words, i, i, j, Quantity.only(1), "numeral", pack)
    between = i > 0 and (words[i - 1].low in ("entre", "between") or words[i - 1].low.startswith("rang"))
    ranged = _range_at(words, j, between, dated, pack)
    if ranged is not None:
        (first, last, low, high) = ranged
        quantity: Quantity | None = Quantity.between(low, high) if low < high else None
        return _phrase(words, i, first, last, quantity, "numeral", pack) if quantity else None
    vague = words[j].value("quantifier")
    if vague is not None:
        return _vague(words, i, j, str(vague), pack)
    numeral = _usable_numeral(words, j, pack)
    if numeral is not None:
        return _numeral_phrase(words, i, numeral, hedges, pack)
    return (
        _one_or_plural(words, j, pack, at_least=Hedge.AT_LEAST.value in hedges)
        if not hedges or "at_least" in hedges
        else None
    )


def _range_at(
    words: list[Word], i: int, between: bool, dated: set[int], pack: Pack
) -> tuple[int, int, int, int] | None:
    start = i
    opened = between
    if words[i].low in ("entre", "between", "de", "from") and i + 1 < len(words):
        opened = opened or words[i].low in ("entre", "between") or True
        start = i + 1
    low = _usable_numeral(words, start, pack, inside=True) if start not in dated else None
    if low is None or low.last + 1 >= len(words):
        return None
    joiner = words[low.last].low
    allowed = ("et", "and", "à", "to", "-", "–") if opened else ("à", "to", "-", "–")
    if joiner not in allowed or (joiner in ("et", "and") and not between and words[i].low not in ("entre", "between")):
        return None
    high = _usable_numeral(words, low.last + 1, pack, inside=True) if low.last + 1 not in dated else None
    if high is None or high.value <= low.value or low.value < 1:
        return None
    if i > 0 and (words[i - 1].has("from_to") or _ends_from_to(words, start)):
        return None
    return (low.first, high.last, low.value, high.value)


def _ends_from_to(words: list[Word], start: int) -> bool:
    return any(w.has("from_to") and k + w.width("from_to") == start for k, w in enumerate(words[:start]))


def _usable_numeral(words: list[Word], i: int, pack: Pack, inside: bool = False) -> Numeral | None:
    """A numeral that could count people: no age, hour, sum of money, label or ordinal."""
    if i >= len(words):
        return None
    numeral = numeral_at(words, i, pack.numbers)
    if numeral is None:
        return None
    word, before = words[i], words[i - 1] if i else None
    after = words[numeral.last] if numeral.last < len(words) else None
    glued_before = before is not None and before.end == word.start
    if numeral.digits:
        labelled = before is not None and (before.low in "-$£€#°/.:" or before.raw.isalpha())
        if glued_before and labelled and not (before is not None and before.low == "-" and inside):
            return None
        if before is not None and before.low in ("£", "$", "€", "n", "no", "chapter", "article"):
            return None
        if after is not None and after.start == words[numeral.last - 1].end:
            if after.low in ("%", ":", "/", "h", "km", "m", "$", "€", "£", "°") or (
                after.low.isalpha() and after.raw != "'s"
            ):
                return None
            if (
                after.low == "-"
                and numeral.last + 1 < len(words)
                and words[numeral.last + 1].low not in ("and",)
                and words[numeral.last + 1].low.isalpha()
            ):
                return None
            if (
                after.low == "."
                and numeral.last + 1 < len(words)
                and words[numeral.last + 1].low[0].isdecimal()
                and words[numeral.last + 1].start == after.end
            ):
                return None
    if after is not None and after.low == "-" and numeral.last + 1 < len(words) and words[numeral.last + 1].has("age"):
        return None
    if after is not None and after.has("age"):
        return None
    if word.low in ("un", "une") and numeral.last == i + 1:
        alone = (
            before is not None
            and before.has("including")
            and after is not None
            and (after.has("adverb") or after.low == ",")
        )
        return numeral if alone else None
    if glued_before and before is not None and before.low == "-" and not numeral.digits and not inside:
        return None
    return numeral


_ABOUT = {"about"}


def _numeral_phrase(
    words: list[Word], begin: int, numeral: Numeral, hedges: list[Hedge | str], pack: Pack
) -> Counted | None:
    n = numeral.value
    last = numeral.last
    names = [str(h) for h in hedges]
    wide_last = _open_upper(words, last, pack)
    after = words[last].value("hedge_after") if last < len(words) else None
    quantity: Quantity
    if n == 0:
        quantity = Quantity.none()
    elif "at_least" in names or after == "at_least":
        quantity = Quantity.at_least(n)
    elif "more_than" in names:
        quantity = Quantity.more_than(n)
    elif "less_than" in names:
        if n < 2:
            return None
        quantity = Quantity.up_to(n - 1)
    elif "up_to" in names:
        quantity = Quantity.up_to(n)
    elif "only" in names or after == "only":
        quantity = Quantity.only(n)
    elif "about" in names or numeral.approximate:
        quantity = Quantity.about(n)
    else:
        quantity = Quantity.exactly(n)
    return _phrase(words, begin, numeral.first, wide_last or last, quantity, "numeral", pack)


def _open_upper(words: list[Word], i: int, pack: Pack) -> int | None:
    """ "at least 18 and potentially more than 25": the second number only says that the first is a floor."""
    j = i
    if j < len(words) and words[j].low in ("and", "et", "to", "or", "ou"):
        j += 1
        if j < len(words) and (words[j].has("possible") or words[j].low in ("potentiellement", "peut")):
            j += words[j].width("possible") or 1
            while j < len(words) and words[j].has("hedge"):
                j += words[j].width("hedge")
            numeral = numeral_at(words, j, pack.numbers) if j < len(words) else None
            if numeral is not None:
                return numeral.last
    return None


def _vague(words: list[Word], begin: int, i: int, value: str, pack: Pack) -> Counted | None:
    hedge, low = value.split(":")
    last = i + words[i].width("quantifier")
    floor = int(low)
    quantity = Quantity.none() if hedge == "none" else Quantity(floor, None, Hedge(hedge))
    return _phrase(words, begin, i, last, quantity, "vague", pack)


def _one_or_plural(words: list[Word], i: int, pack: Pack, at_least: bool) -> Counted | None:
    word = words[i]
    start = i
    determined = False
    indefinite = word.has("indefinite")
    if indefinite or word.has("possessive"):
        start, determined = i + 1, True
        if (
            pack.lang == "fr"
            and indefinite
            and start < len(words)
            and words[start].has("of")
            and start + 1 < len(words)
        ):
            # "un de ses soldats"
            start = _skip(words, start, "of", "article", "possessive")
    elif word.has("plural_article") and word.low == "des":
        if (
            i > 0
            and _inside_noun_phrase(words[i - 1], pack)
            and not words[i - 1].low.endswith(("é", "er", "és", "ent", "ant", "it", "u"))
        ):
            return None
        start = i + 1
    elif _aged(words, i) > i:
        determined = indefinite = True
    elif word.has("article") or (i > 0 and _inside_noun_phrase(words[i - 1], pack, word)):
        return None
    head = _head(words, start, pack, limit=4 if determined or pack.lang == "en" else 1)
    single = head is not None and head[0] == "victim" and not (words[head[1]].value("victim") or (None, True))[1]
    if head is not None and single and determined and indefinite:
        end = head[1] + words[head[1]].width("victim")
        return _phrase(words, i, i, end, Quantity.exactly(1), "one", pack)
    if head is None or head[0] not in ("person",):
        return None
    at, noun = head[1], words[head[1]].value("person")
    assert isinstance(noun, Noun)
    if word.has("possessive") and (noun.plural or not set(noun.groups) & {Group.CHILD, Group.WOMAN, Group.MAN}):
        return None
    end = at + words[at].width("person")
    if determined and indefinite and (not noun.plural or start > i + 1):
        quantity = Quantity.at_least(1) if at_least else Quantity.exactly(1)
        return _phrase(words, i, i, end, quantity, "one", pack)
    if determined and not noun.plural:
        return _phrase(words, i, i, end, Quantity.exactly(1), "one", pack)
    if not determined and noun.plural and not at_least:
        return _phrase(words, i, i, end, Quantity(2, None, Hedge.SOME), "plural", pack)
    if (not determined and not noun.plural and i == 0) or (i > 0 and words[i - 1].low in "|:" and not noun.plural):
        return _phrase(words, i, i, end, Quantity.exactly(1), "one", pack) if at == i else None
    return None


def _aged(words: list[Word], i: int) -> int:
    """Past "14-year-old"."""
    j = i
    if j + 2 < len(words) and words[j].low.isdecimal() and words[j + 1].low in ("-", "year", "month"):
        k = j + 1 + (words[j + 1].low == "-")
        if k < len(words) and words[k].has("age"):
            k += 1
            while k < len(words) and words[k].low in ("-", "old"):
                k += 1
            return k if words[k - 1].low == "old" else i
    return i


def _inside_noun_phrase(before: Word, pack: Pack, following: Word | None = None) -> bool:
    """Whether the noun phrase began earlier: "les réfugiés", "des agences humanitaires"."""
    if pack.lang == "fr" and before.raw[:1].isupper() and following is not None and following.raw[:1].isupper():
        return False
    if before.has("article") or before.has("of") or before.has("possessive") or before.has("person"):
        return before.low != "des"
    known = any(
        before.has(t)
        for t in (
            "and",
            "preposition",
            "including",
            "be",
            "have",
            "say",
            "vfin",
            "vpart",
            "vger",
            "relative",
            "subordinator",
            "contrast",
            "adverb",
            "attack_verb",
            "hedge",
        )
    )
    return before.low.isalpha() and not known and (pack.lang == "fr" or before.raw[:1].isupper())


def _head(words: list[Word], i: int, pack: Pack, limit: int = 6) -> tuple[Head, int] | None:
    """The noun that a count counts: what it is and where it stands."""
    unknown = None
    j = _aged(words, i)
    for _ in range(limit):
        if j >= len(words):
            break
        word = words[j]
        if word.low in pack.numbers.units and not word.has("indefinite") and not word.has("adverb"):
            break
        widths = {t: word.width(t) for t in ("person", "victim", "events", "thing", "transparent", "gadj")}
        best = max(widths.values())
        if widths["transparent"] == best and best:
            j += best
            continue
        if (
            widths["victim"] == best
            and best
            and not (widths["person"] == best and word.low in ("other", "others", "otage", "otages"))
        ):
            nxt = words[j + best] if j + best < len(words) else None
            if not (nxt is not None and nxt.has("person") and pack.lang == "en"):
                return "victim", j
            j += best
            continue
        if widths["person"] == best and best:
            nxt = words[j + best] if j + best < len(words) else None
            if nxt is not None and pack.lang == "en" and j + best < len(words):
                # "prison guards", "Palestinian children": the last noun of the run is the head
                if nxt.has("person") or (nxt.has("victim") and not nxt.has("vpart") and not nxt.has("vadj")):
                    j += best
                    continue
                if nxt.has("thing") and nxt.width("thing") and not nxt.has("person"):
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
            return "thing", j
        if widths["gadj"]:
            j += widths["gadj"]
            continue
        if any(word.has(t) for t in ("be", "have", "including", "relative", "and", "vfin", "vger", "say", "modal")):
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
    return ("unknown", unknown) if unknown is not None else None


def _phrase(
    words: list[Word], begin: int, first: int, last: int, quantity: Quantity, kind: str, pack: Pack
) -> Counted | None:
    look = first if kind in ("one", "plural") else last
    if kind in ("one", "plural"):
        look = _skip(words, first, "indefinite", "possessive", "plural_article") if kind == "one" else first
        if words[first].low == "des":
            look = first + 1
        if words[look].has("of"):
            look = _skip(words, look, "of", "article", "possessive")
    after = words[look].value("hedge_after") if look < len(words) else None
    if after is not None:
        look += words[look].width("hedge_after")
    head = _head(words, look, pack)
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
            if said is not None and kind in ("numeral", "vague", "plural"):
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
            if end < len(words) and words[end].value("hedge_after") == "only" and quantity.hedge is Hedge.EXACTLY:
                quantity = Quantity.only(quantity.low)
            if _family_follows(words, at, end, pack):
                groups = [Group.FAMILY]
    specific = [g for g in dict.fromkeys(groups) if g is not Group.PERSON]
    return Counted(begin, end, first, last, quantity, kind, what, at, tuple(specific) or (Group.PERSON,), harm)


def _joined_nouns(words: list[Word], end: int) -> tuple[int, list[Group]]:
    """ "196 combatants and civilians": one number for two nouns."""
    if end + 1 < len(words) and words[end].low in ("and", "et", "or", "ou"):
        noun = words[end + 1].value("person")
        after = (
            words[end + 1 + words[end + 1].width("person")]
            if noun is not None and end + 1 + words[end + 1].width("person") < len(words)
            else None
        )
        if isinstance(noun, Noun) and noun.plural and not (after is not None and after.has("thing")):
            return end + 1 + words[end + 1].width("person"), [g for g in noun.groups if g is not Group.PERSON]
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
            end += word.width("person")
        else:
            break
    return end, groups


def _age_after(words: list[Word], i: int) -> int:
    """Past "de cinq ans", "aged 12"; 0 when no age stands there."""
    j = i + 1 if i < len(words) and words[i].has("of") else i
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
        if words[k].low in ("family", "famille"):
            return words[at].low not in ("children",)
        if not (words[k].low.isalpha() or words[k].low in ("-", "'", "l'", "d'", "'s")) or (
            words[k].has("preposition") and not words[k].has("of")
        ):
            return False
    return False
