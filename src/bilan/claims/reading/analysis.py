"""The parts of a sentence that a claim is made of: counted people, and what happened to them.

counted people   a numeral, a vague quantifier, "a child", "civilians", with the noun they count
predicate        "were killed", "a tué", "killing", "injured": what is done, active or passive
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bilan.claims.reading.counted import counted_at
from bilan.claims.reading.named import named_at, shouted_at
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.predicates import Predicate, predicate_at, sentenced
from bilan.claims.reading.unheard import harmed, unheard_of
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm


@dataclass(slots=True)
class Analysis:
    """A sentence cut into words, counted people, predicates and harm nouns with "of"."""

    words: list[Word]
    counted: list[Counted] = field(default_factory=list)
    predicates: list[Predicate] = field(default_factory=list)
    events: list[tuple[int, int, Harm]] = field(default_factory=list)
    dated: set[int] = field(default_factory=set)
    named: frozenset[int] = frozenset()  # the words of actors and places
    apposed: dict[int, int] = field(default_factory=dict)  # where names that say again who was counted end, and begin
    shouting: bool = False  # all capitals: names cannot be told by their letters


def analyse(
    words: list[Word], dated: set[int], pack: Pack, taken: frozenset[int] = frozenset(), shouting: bool = False
) -> Analysis:
    """Cut the words up.

    `dated` holds the words of dates and hours, which count nobody; `taken` those of actors and places, which name none.
    """
    found = Analysis(words, dated=dated, named=taken, shouting=shouting)
    i = 0
    while i < len(words):
        predicate = None if _is_event(words, i) else predicate_at(words, i, pack)
        if predicate is not None:
            found.predicates.append(predicate)
            i = predicate.last
            continue
        if not shouting and _agency(words, i):
            i += 2  # "Damascus, SANA-Two shepherds …"
            continue
        named = None if i in dated else shouted_at(words, i) if shouting else named_at(words, i, taken)
        if named is not None and _apposed(words, i, named.end, found.counted):
            found.apposed[named.end] = i
            i = named.end
            continue
        counted = None if i in dated else counted_at(words, i, dated, pack)
        if named is not None and (counted is None or counted.kind in ("one", "plural") or named.end > counted.end + 1):
            counted = named
        if counted is not None and counted.kind == "one" and _describes_name(words, i, counted, found.counted):
            i = max(i + 1, counted.end)
            continue
        if counted is None and words[i].has("indefinite") and _nobody_known(words, i, found.counted, pack):
            counted = Counted(i, i + 2, i, i + 2, Quantity.exactly(1), "one", "person", i + 1, (Group.PERSON,))
        if counted is not None:
            found.counted.append(counted)
            # the noun phrase may contain a further count only after its own numeral
            i = max(i + 1, min(counted.end, counted.last if counted.head in ("none", "unknown") else counted.end))
            continue
        if (words[i].has("events") or words[i].has("bodies")) and not sentenced(words, i):
            tag = "events" if words[i].has("events") else "bodies"
            last = i + words[i].width(tag)
            last += last < len(words) and words[last].has("manner")
            last = _after_date(words, last, dated)
            if pack.lang == "fr" and words[i].low == "corps" and not found_dead(words, i):
                pass
            elif last < len(words) and _has_people(words, last, words[i].value(tag)):
                found.events.append((i, last, words[i].value(tag)))
            elif last < len(words) and words[last].low == "," and tag == "events":
                closed = _after_asides(words, last)
                if closed is not None:
                    found.events.append((i, closed, words[i].value(tag)))
        i += 1
    return found


def _nobody_known(words: list[Word], i: int, counted: list[Counted], pack: Pack) -> bool:
    """ "a muleteer": a noun that no list knows, where only people can stand."""
    listed = bool(counted) and counted[-1].head == "person" and unheard_of(words, i, counted[-1].end)
    return listed or (pack.lang == "fr" and harmed(words, i))


def _agency(words: list[Word], i: int) -> bool:
    """A news agency's letters, glued by a dash to the first word of its report."""
    if not words[i].raw.isupper() or len(words[i].raw) < 3 or i + 2 >= len(words) or words[i + 1].low != "-":
        return False
    return (
        i < 6
        and words[i + 1].start == words[i].end
        and words[i + 2].raw[:1].isupper()
        and words[i + 2].raw[1:].islower()
    )


def _has_people(words: list[Word], i: int, harm: Harm) -> bool:
    """Whether a harm noun goes on with its people: "the death of …", "injuries to …"."""
    hurt = harm is Harm.INJURED and words[i].low in ("to", "among")
    return words[i].has("of") or words[i].low in ("que", "qu'", "in", "dans", '"') or hurt


def _after_date(words: list[Word], i: int, dated: set[int]) -> int:
    """ "la pendaison en 1995 de …": past a date, where an "of" follows it."""
    k = i
    while k < len(words) and k - i < 6 and (k in dated or (k + 1 in dated and words[k].has("preposition"))):
        k += 1
    return k if i < k < len(words) and words[k].has("of") and k not in dated else i


_FOUND = frozenset({"extrait", "extraits", "remis", "ramené", "ramenés", "repêché", "repêchés", "inhumé", "rapatrié"})
_OWN = frozenset({"le", "son", "du", "au", "leur", "notre", "mon"})


def found_dead(words: list[Word], i: int) -> bool:
    """ "le corps d'une femme a été retrouvé": a dead body; "le corps de la femme" alone may be anybody's."""
    living = i > 0 and words[i - 1].low in _OWN
    return not living or any(w.has("deemed") or w.low in _FOUND for w in words)


def _after_asides(words: list[Word], i: int) -> int | None:
    """ "l'exécution, jeudi, par les rebelles, de …": where the "of" after the asides stands."""
    for k in range(i + 1, min(len(words) - 1, i + 12)):
        if words[k].low == "," and words[k + 1].has("of"):
            return k + 1
        if words[k].low in ".;:" or words[k].has("say") or words[k].has("be"):
            return None
    return None


def _apposed(words: list[Word], i: int, end: int, counted: list[Counted]) -> bool:
    """ "two brothers, Sami and Omar", "a woman (Rima …)": the names say again who was counted."""
    last = counted[-1] if counted else None
    if i == 0 or last is None or last.kind == "named" or last.head == "thing":
        return False
    if words[i - 1].low == "," and last.kind == "plural" and _sources(words, last) and _subject(words, end):
        return False  # "In posts by relatives, Sami Nour (40) was killed"
    if words[i - 1].low in (",", "(", ":", "–", "-"):
        return 0 <= i - 1 - last.end <= 5
    between = words[last.end : i]
    titled = all(w.has("of") or w.has("article") or w.low == "-" or w.raw[:1].isupper() for w in between)
    return last.kind == "one" and len(between) <= 6 and titled


def _sources(words: list[Word], c: Counted) -> bool:
    """ "by relatives", "from friends and neighbours", "according to residents": told by them, not of them."""
    return any(w.low in ("by", "from", "to", "with", "selon", "par") for w in words[max(0, c.begin - 4) : c.begin])


def _subject(words: list[Word], i: int) -> bool:
    """Whether a verb follows right after the names."""
    return i < len(words) and words[i].has_any(("be", "have", "vintr", "vfin"))


def _describes_name(words: list[Word], i: int, counted: Counted, before: list[Counted]) -> bool:
    """ "Sami Karim Nour, a shopkeeper, was killed": what the one just named is."""
    last = before[-1] if before else None
    if last is None or last.kind != "named" or last.quantity.low != 1 or words[i - 1].low != "," or last.end != i - 1:
        return False
    return counted.end < len(words) and words[counted.end].low in (",", "from", "of", "de", "who", "qui")


def _is_event(words: list[Word], i: int) -> bool:
    """ "la mort de …", "la perte de …": a noun, though the same letters make a participle."""
    word = words[i]
    if not word.has("events") or word.has("be") or word.has("have"):
        return False
    last = i + word.width("events")
    if i > 0 and words[i - 1].low in ("'s", "'"):
        return True  # "the mayor's murder"
    last += last < len(words) and words[last].has("manner")
    determined = i == 0 or words[i - 1].has("article") or words[i - 1].has("of") or words[i - 1].low in (":", "|", "–")
    return determined and last < len(words) and (words[last].has("of") or words[last].low in ("que", "qu'"))
