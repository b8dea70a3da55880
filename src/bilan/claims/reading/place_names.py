"""The places that a passage names: those of the gazetteer, and names that only their words show to be places.

"à Luhanga", "a strike on Hajin"                  a name after a word of location or of attack
"the Abu Rimi family home", "la maison al-Rimi"   a site called after people
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Sequence

from bilan.claims.passage import Passage
from bilan.claims.reading.place_patterns import AFTER, APPOSED, BEFORE, CAPITALS, SITES, ZONE, name_starts
from bilan.claims.reading.scene import Named, PlaceNamed
from bilan.model.text import Span
from bilan.places import Place, PlaceKind, gazetteer

_RANK = {kind: i for i, kind in enumerate(PlaceKind)}
_NO_PLACE = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "islam",
        "islamic",
        "arabic",
        "english",
        "french",
        "god",
        "facebook",
        "twitter",
        "telegram",
        "whatsapp",
        "international",
        "general",
        "the",
        "this",
        "airwars",
        "halloween",
        "noël",
        "pâques",
        "ramadan",
        "aïd",
        "christmas",
        "easter",
        "eid",
        "toussaint",
    ]
)
COMPASS = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "north-east",
        "north-west",
        "south-east",
        "south-west",
        "central",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
    ]
)
_IN_ENGLISH = {
    "maison": "house", "domicile": "house", "hôpital": "hospital", "mosquée": "mosque", "école": "school",
    "marché": "market", "pont": "bridge", "église": "church", "prison": "prison", "axe": "road", "rivière": "river",
    "camp": "camp", "université": "university", "rue": "street",
}  # fmt: skip
_SIDES = frozenset(("nord", "sud", "est", "ouest", "central", "centrale"))
_LINK = re.compile(r"^(?:de réfugiés |de déplacés )?(?:de la famille |de la |de l'|des |de |du |d')?")


def in_english(said: str, lang: str) -> str:
    """The English name of a place that a French word for it makes.

    >>> in_english("mosquée de Salmi", "fr"), in_english("Salmi", "fr")
    ('Salmi mosque', 'Salmi')
    """
    head, _, name = said.partition(" ")
    if lang == "fr" and said.startswith("station de métro "):
        return f"{said.removeprefix('station de métro ')} metro station"
    if lang != "fr" or head.casefold() not in _IN_ENGLISH or not name or name.casefold() in _SIDES:
        return said
    return f"{_LINK.sub('', name)} {_IN_ENGLISH[head.casefold()]}"


_SORT_AFTER = re.compile(r" (?:Town|Village|town|village)$")  # "Kafr Rimi Town" is Kafr Rimi


def find_places(passage: Passage, lang: str, actors: Sequence[Named]) -> list[PlaceNamed]:
    """Every place that the passage names, as characters of its plain text."""
    skip = [
        Span(a.start, a.end)
        for a in actors
        if not (a.actor is not None and a.actor.kind == "state") and a.through != "seat"
    ]
    others = {(s.start, s.end) for s in skip}
    found = []
    for f in gazetteer().find(passage.plain, lang, skip):
        if (f.span.start, f.span.end) in others:
            continue  # "Al Mayadeen" as a broadcaster
        name = f.name if f.name and f.name.split()[0].casefold() in COMPASS else f.place.name
        name = in_english(_SORT_AFTER.sub("", name), lang) if f.place.made_up else name
        found.append(PlaceNamed(f.span.start, f.span.end, name, f.place.id, _rank(f.place)))
    names = name_starts(passage.plain)
    sites = [m for look in SITES.get(lang, ()) for m in look.find(passage.plain, names)]
    within = [m.span(1) for m in sites]  # "house of the Zidan family": what is named inside is no place of its own
    found = [p for p in found if not any(start <= p.start and p.end <= end for start, end in within)]
    return sorted(found + _unlisted(passage, lang, names, sites, found, actors), key=lambda p: p.start)


_SITE_RANK = 200


def _unlisted(
    passage: Passage,
    lang: str,
    names: list[int],
    sites: Sequence[re.Match[str]],
    known: Sequence[PlaceNamed],
    actors: Sequence[Named],
) -> list[PlaceNamed]:
    """The names that only their words show to be places; the first of two that share words."""
    found: list[PlaceNamed] = []
    taken = sorted([(p.start, p.end) for p in known] + [(a.start, a.end) for a in actors])
    looks = [(APPOSED, _SITE_RANK)] + [(book[lang], 150) for book in (AFTER, BEFORE) if lang in book]
    looks += [(CAPITALS, 150), (ZONE, 30)] if lang == "en" else []
    told = [(sites, _SITE_RANK), *((look.find(passage.plain, names), rank) for look, rank in looks)]
    for matches, rank in told:
        for m in matches:
            start, end = m.span(1)
            i = bisect_left(taken, (start, end))
            if (
                m.group(1).split()[-1].casefold() in _SIDES
                or any(s < end and start < e for s, e in taken[max(0, i - 2) : i + 2])
                or m.group(1).split()[0].casefold() in _NO_PLACE
            ):
                continue
            known_as = _known(m.group(0), m.group(1)) if rank < _SITE_RANK else None
            if known_as is not None:
                found.append(PlaceNamed(start, end, known_as.name, known_as.id, _rank(known_as)))
            else:
                found.append(PlaceNamed(start, end, in_english(m.group(1), lang), None, rank))
            insort(taken, (start, end))
    return found


def _known(whole: str, name: str) -> Place | None:
    """The place of the gazetteer behind "région du Sahel" or "Maarat Al-Na'asan"."""
    book = gazetteer()
    return book.resolve(whole) or book.resolve(name) or book.resolve(name.replace("'", ""))


def _rank(place: Place) -> int:
    if place.kind is PlaceKind.SITE:
        return _SITE_RANK
    return (
        10 * place.id.count("/") + _RANK[place.kind] if not place.id.startswith("unplaced") else 100 + _RANK[place.kind]
    )
