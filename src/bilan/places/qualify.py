"""Words that say which part of a place, or what sort of place: "northern", "countryside of", "محافظة", "ville de".

A part of a place that has no border of its own is read as the whole place: a count "in northern Syria" is a
count in Syria. The words are kept in the name, never in the arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bilan.search.phrases import Phrasebook, adjacent
from bilan.search.words import Word, stems, words

_SIDES = {
    "northern": ("northern north north-of", "nord septentrional septentrionale", "شمال شمالي الشمالي شمالية الشمالية"),
    "southern": ("southern south", "sud meridional meridionale", "جنوب جنوبي الجنوبي جنوبية الجنوبية"),
    "eastern": ("eastern east", "est oriental orientale", "شرق شرقي الشرقي شرقية الشرقية"),
    "western": ("western west", "ouest occidental occidentale", "غرب غربي الغربي غربية الغربية"),
    "northwest": ("northwest northwestern", "", ""),
    "northeast": ("northeast northeastern", "", ""),
    "southwest": ("southwest southwestern", "", ""),
    "southeast": ("southeast southeastern", "", ""),
    "central": ("central", "centre central centrale", "وسط الأوسط أوسط"),
}
_COMPOUND = {
    ("northern", "western"): "northwest",
    ("northern", "eastern"): "northeast",
    ("southern", "western"): "southwest",
    ("southern", "eastern"): "southeast",
}
_SORTS = {
    "countryside": ("countryside countrysides rural suburbs outskirts", "campagne environs peripherie alentours banlieue", "ريف ريفي أرياف"),
    "governorate": ("governorate province region", "gouvernorat province region departement wilaya", "محافظة ولاية اقليم"),
    "city": ("city", "ville", "مدينة"),
    "town": ("town", "localite bourg bourgade commune", "بلدة"),
    "village": ("village", "village", "قرية"),
    "district": ("district", "district", "منطقة ناحية قضاء"),
    "camp": ("camp", "camp", "مخيم"),
}  # fmt: skip
# Words that make no name wider and no place another: the whole place stands for what lies in or right around it.
_AROUND = frozenset({"neighbourhood", "neighborhood", "quarter", "quartier", "حي", "surroundings", "vicinity", "area", "near", "محيط"})  # fmt: skip
_LANG = {"en": 0, "fr": 1, "ar": 2}


@dataclass(frozen=True, slots=True)
class Qualified:
    """How far the words around a place name reach, and the English name they make."""

    start: int
    end: int
    first: int
    last: int
    name: str


def _book(table: dict[str, tuple[str, str, str]], lang: str) -> Phrasebook[str]:
    book: Phrasebook[str] = Phrasebook()
    for key, by_lang in table.items():
        for word in by_lang[_LANG[lang]].split():
            book.add(word, key)
    return book


SIDES = {lang: _book(_SIDES, lang) for lang in _LANG}
SORTS = {lang: _book(_SORTS, lang) for lang in _LANG}


def bare(name: str) -> list[str]:
    """A name without such words, the likely readings longest first.

    >>> bare("northern Aleppo countryside")[-1], bare("محافظة إدلب")[-1], bare("ville de Mossoul")[-1]
    ('Aleppo', 'إدلب', 'Mossoul')
    >>> bare("northern and eastern Syria")[-1], bare("near Mosul")[-1], bare("Damascus area")[-1]
    ('Syria', 'Mosul', 'Damascus')
    """
    readings = [name]
    for lang in ("ar",) if any("\u0600" <= c <= "\u06ff" for c in name) else ("en", "fr"):
        cut = list(words(name))
        first, last = 0, len(cut)
        while first < last - 1 and (
            _is_qualifier(name, cut, first, lang) or cut[first].folded in _OF or cut[first].folded == "and"
        ):
            first += 1
        while last > first + 1 and _is_qualifier(name, cut, last - 1, lang):
            last -= 1
        if (first, last) != (0, len(cut)):
            readings.append(name[cut[first].start : cut[last - 1].end])
    return readings


_OF = frozenset({"of", "the", "de", "du", "d", "l", "la", "le", "des"})


def _is_qualifier(text: str, cut: Sequence[Word], i: int, lang: str) -> bool:
    if cut[i].folded in _AROUND:
        return True
    hit = SIDES[lang].longest(text, cut, i) or SORTS[lang].longest(text, cut, i)
    return hit is not None and hit.last == i + 1


def around(text: str, cut: Sequence[Word], first: int, last: int, english: str, lang: str) -> Qualified:
    """Widen a place name over the words that qualify it, and name the result in English."""
    start_word, end_word = first, last
    sides: list[str] = []
    sort = ""
    while start_word > 0 and first - start_word < 5:
        i = start_word - 1
        if not adjacent(text, cut[i].end, cut[start_word].start):
            break
        side, kind = _at(SIDES[lang], text, cut, i), _at(SORTS[lang], text, cut, i)
        if side:
            sides.insert(0, side)
        elif kind:
            sort = sort or kind
        elif not (lang != "ar" and cut[i].folded in _OF and i > 0 and _is_qualifier(text, cut, i - 1, lang)):
            break
        start_word = i
    while end_word < len(cut) and end_word - last < 3:
        if not adjacent(text, cut[end_word - 1].end, cut[end_word].start):
            break
        side, kind = _at(SIDES[lang], text, cut, end_word), _at(SORTS[lang], text, cut, end_word)
        if side and (lang == "ar" and _has_article(cut[end_word].folded)):
            sides.append(side)
        elif kind and lang == "en" and not sort:
            sort = kind
        else:
            break
        end_word += 1
    return Qualified(
        _name_start(text, cut, start_word, lang),
        cut[end_word - 1].end,
        start_word,
        end_word,
        _english(english, sides, sort),
    )


def _at(book: Phrasebook[str], text: str, cut: Sequence[Word], i: int) -> str:
    hit = book.longest(text, cut, i)
    return hit.entry.value if hit is not None and hit.last == i + 1 else ""


def _has_article(word: str) -> bool:
    return any(definite for _, definite, _ in stems(word))


def _name_start(text: str, cut: Sequence[Word], i: int, lang: str) -> int:
    if lang == "ar":
        for book in (SIDES[lang], SORTS[lang]):
            hit = book.longest(text, cut, i)
            if hit is not None:
                return hit.start
    return cut[i].start


def _english(base: str, sides: list[str], sort: str) -> str:
    if sides and "" not in sides and sides[0] in _COMPOUND.values():
        return f"{sides[0]} {base} countryside" if sort == "countryside" else f"{sides[0]} {base}"
    both = [s for s in ("northern", "southern", "eastern", "western", "central") if s in sides]
    side = _COMPOUND.get((both[0], both[1]), both[0]) if len(both) > 1 else (both[0] if both else "")
    name = f"{base} countryside" if sort == "countryside" else base
    return f"{side} {name}" if side else name
