"""Numerals that may count people: not ages, hours, sums of money, labels; and ranges of two."""

from __future__ import annotations

from bilan.claims.reading.numerals import Numeral, numeral_at
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.words import Word

_EITHER = frozenset({"or", "ou"})
_CLOSE = 10
RANGE_OPENS = frozenset({"entre", "between", "de", "from"})


_YEARED = frozenset(
    {
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre", "automne", "hiver", "printemps",
    }
)  # fmt: skip
_LABELS = frozenset(
    ["£", "$", "€", "n", "no", "chapter", "article", "années", "année", "chapitre", "page", "numéro", "resolution"]
)


def range_at(words: list[Word], i: int, between: bool, dated: set[int], pack: Pack) -> tuple[int, int, int, int] | None:
    start = i
    opened = between
    if words[i].low in RANGE_OPENS and i + 1 < len(words):
        opened = opened or words[i].low in ("entre", "between") or True
        start = i + 1
    low = usable_numeral(words, start, pack, inside=True) if start not in dated else None
    if low is None or low.last + 1 >= len(words):
        return None
    joiner = words[low.last].low
    allowed = ("et", "and", "à", "to", "-", "–") if opened else ("à", "to", "-", "–", *_EITHER)
    if joiner not in allowed or (joiner in ("et", "and") and not between and words[i].low not in ("entre", "between")):
        return None
    high = usable_numeral(words, low.last + 1, pack, inside=True) if low.last + 1 not in dated else None
    if high is None or high.value <= low.value or low.value < 1:
        return None
    if joiner in _EITHER and high.value - low.value > _CLOSE:
        return None  # "six or seven", no "one or 200"
    if i > 0 and (words[i - 1].has("from_to") or _ends_from_to(words, start) or rises_before(words, start)):
        return None
    return (low.first, high.last, low.value, high.value)


def _ends_from_to(words: list[Word], start: int) -> bool:
    return any(w.has("from_to") and k + w.width("from_to") == start for k, w in enumerate(words[:start]))


_RISES = frozenset(
    {
        "passé",
        "passée",
        "passe",
        "passait",
        "monté",
        "montée",
        "grimpé",
        "grimpée",
        "rose",
        "risen",
        "climbed",
        "increased",
    }
)


def rises_before(words: list[Word], start: int) -> bool:
    """ "passé mardi de 12 à 15": a verb of rising, with an adverb before its "from"."""
    k = start - 2
    while k > 0 and words[k].has("adverb"):
        k -= 1
    return 0 <= k < start - 2 and words[start - 1].low in ("de", "d'", "from") and words[k].low in _RISES


def _age_aside(words: list[Word], i: int, last: int) -> bool:
    """ "a girl, 9, was hurt", "Ada Berg (41)": an age."""
    if i < 2 or last >= len(words) or (words[i - 1].low, words[last].low) not in ((",", ","), ("(", ")")):
        return False
    told = words[i - 2]
    noun = told.value("person")
    return (noun is not None and not noun.plural) or (
        told.raw[:1].isupper() and not told.tags and words[i - 1].low == "("
    )


def usable_numeral(words: list[Word], i: int, pack: Pack, inside: bool = False) -> Numeral | None:
    """A numeral that could count people: no age, hour, sum of money, label or ordinal."""
    if i >= len(words):
        return None
    numeral = numeral_at(words, i, pack.numbers)
    if numeral is None:
        return None
    word, before = words[i], words[i - 1] if i else None
    if before is not None and before.low in ("tous", "toutes") and not numeral.digits:
        return None  # "qui ont été tous deux blessés": those told of already
    after = words[numeral.last] if numeral.last < len(words) else None
    glued_before = before is not None and before.end == word.start
    if numeral.digits:
        labelled = before is not None and (before.low in "-$£€#°/.:" or before.raw.isalpha())
        if glued_before and labelled and not (before is not None and before.low == "-" and inside):
            return None
        if before is not None and before.low in _LABELS:
            return None
        if before is not None and before.low in _YEARED and 31 < numeral.value < 100:
            return None  # "mai 68"
        if after is not None and after.start == words[numeral.last - 1].end:
            if after.low in ("%", ":", "/", "h", "km", "m", "$", "€", "£", "°") or (
                after.low.isalpha() and after.raw != "'s" and not after.has("victim")
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
    if numeral.digits and numeral.value < 110 and _age_aside(words, i, numeral.last):
        return None
    if word.low in ("un", "une") and numeral.last == i + 1:
        alone = (
            before is not None
            and (before.has("including") or any(i >= n and words[i - n].width("including") == n for n in (2, 3)))
            and after is not None
            and (after.has("adverb") or after.low == ",")
        )
        return numeral if alone else None
    bullet = i == 1 or (i > 1 and (words[i - 2].end < words[i - 1].start or words[i - 2].raw.isupper()))
    if glued_before and before is not None and before.low == "-" and not numeral.digits and not inside and not bullet:
        return None
    return numeral
