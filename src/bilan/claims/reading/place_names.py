"""The places that a passage names: those of the gazetteer, and names that only their words show to be places.

"à Luhanga", "a strike on Hajin"                  a name after a word of location or of attack
"the Abu Rimi family home", "la maison al-Rimi"   a site called after people
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Sequence

from bilan.claims.passage import Passage
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
    names = {(s.start, s.end) for s in skip}
    found = []
    for f in gazetteer().find(passage.plain, lang, skip):
        if (f.span.start, f.span.end) in names:
            continue  # "Al Mayadeen" as a broadcaster
        name = f.name if f.name and f.name.split()[0].casefold() in COMPASS else f.place.name
        name = in_english(_SORT_AFTER.sub("", name), lang) if f.place.made_up else name
        found.append(PlaceNamed(f.span.start, f.span.end, name, f.place.id, _rank(f.place)))
    sites = _sites(passage, lang)
    found = [p for p in found if not any(start <= p.start and p.end <= end for start, end in sites)]
    return sorted(found + _apposed(passage, lang, found, actors), key=lambda p: p.start)


def _sites(passage: Passage, lang: str) -> list[tuple[int, int]]:
    """ "house of the Zidan family": what is named inside is no place of its own."""
    return [m.span(1) for pattern in _SITES.get(lang, ()) for m in pattern.finditer(passage.plain)]


# "dans une banlieue de Mossoul, al-Jadid,": the name that follows is the narrower place
_APPOSED = re.compile(
    r"\b(?:banlieue|quartier|village|localité|faubourg|bourgade|commune|suburb|neighbou?rhood|village|town|hamlet)\b[^,.;:()\n]{2,40}, "
    r"((?:al-|el-|Al-|El-)?[A-ZÀ-Þ][\w'-]{1,40}+(?: [A-ZÀ-Þ][\w'-]{1,40}+)?)(?=[,.;])"
)


# "à Luhanga", "in Hajin", "Kaira village": a name nobody has listed, after a word of location
# The parts of a name are matched once and for all (possessive): a line of hyphens is read in linear time.
_ARTICLE = r"(?:[AaEe][lnrstdzh]|[Ee]ch|[Aa]sh|[Ee]z|bin|ibn|abu|abou|de|du|des|la|le|sur)[- ]"
_PART = rf"(?:{_ARTICLE})?[A-ZÀ-Þ](?=[\w'-]{{0,40}}[a-zà-ÿ])[\w'-]{{0,40}}+"
_NAME = rf"({_PART}(?:[ -]{_PART}){{0,3}})"
_STRUCK_FR = r"(?:attaques?|frappes?|raids?|bombardements?|assauts?|attentats?|offensive|tirs|pilonnage|massacre|tuerie)(?: [a-zà-ÿ]+){0,4}?"
_STRUCK_EN = r"(?:attacks?|strikes?|airstrikes?|raids?|bombings?|shelling|bombardment|assault|shelled|struck|bombed|hit|targeted)"
_AFTER = {
    "fr": re.compile(
        rf"(?:\b[àÀ]|\b(?:près|proximité|abords|aux alentours|à l'est|à l'ouest|au nord|au sud) d(?:e |')"
        rf"|\b(?:camp|village|hameau|localité|commune|ville|quartier|base|province|région|district|préfecture|cercle|comté|wilaya|bourg|bourgade|faubourg|secteur|plaine|forêt|île|vallée)(?: (?:de la |de l'|de|d'|du|des|appelée?))?"
        rf"|\b{_STRUCK_FR} (?:contre|sur)(?: l[ae])?(?: (?:ville|village|localité) de)?|\b(?:frappé|bombardé|pilonné)) ?{_NAME}"
    ),
    "en": re.compile(
        rf"(?:\b(?:in|near|at|outside)(?: the)?|\broad to|\b(?:north|south|east|west|outskirts|vicinity|suburbs|countryside|city|town|village|district|province) of(?: the)?"
        rf"|\b{_STRUCK_EN}(?: (?:on|against|in))?(?: the (?:village|town|city) of)?) {_NAME}(?! (?:forces|military|army|airstrike|strike|government|officials?|news|family|families)\b)"
    ),
}
_BEFORE = {
    "en": re.compile(
        rf"{_NAME} (?:village|town|prison|jail|hospital|school|refugee camp|camp|neighbou?rhood|street|district|mosque|market)\b"
    )
}
# "the al-Ajrami house", "house of the Zidan family", "la maison al-Zein", "mont Maudit": the word is part of the name
_SITES = {
    "en": [
        re.compile(
            rf"\b({_PART}(?:[ -]{_PART}){{0,3}} (?:[Ss]treet|[Rr]oad|[Hh]ighway|[Ss]quare|[Rr]oundabout|[Jj]unction)\b)"
        ),
        re.compile(
            rf"\b({_PART}(?:(?: and| &|,)? {_PART}){{0,3}}(?:'s?)? (?:(?:family|families)(?:'s|')? )?(?:homes?|houses?|residence|residential building|building|apartment|tower|farm|villa)\b)"
        ),
        re.compile(
            rf"\b((?:homes?|houses?|residence|apartment|building) (?:of|belonging to) the {_PART}(?:(?: and)? {_PART}){{0,3}} famil(?:y|ies)\b)"
        ),
        re.compile(
            r"\b(?:THE|OF|IN|AT|NEAR|ON|AGAINST)\s((?:(?!(?:THE|OF|IN|AT|AND|NEAR|ON|TO|AGAINST|FROM|ITS|A)\s)[A-Z0-9]{2,20}\s){1,3}(?:HEADQUARTERS|PARK|STREET|NEIGHBORHOOD|BARRACKS|EMBASSY|UNIVERSITY|AIRPORT|HOSPITAL|PRISON))\b"
        ),
    ],
    "fr": [
        re.compile(
            rf"\b((?:école|lycée|collège|hôpital|clinique|hôtel|mosquée|église|synagogue|prison|aéroport|stade|station de métro|gare) {_PART}(?:[ -]{_PART}){{0,3}})"
        ),
        re.compile(rf"\b((?:mont|massif|col|pic|lac) (?:du |de la |de |d')?{_PART})"),
        re.compile(rf"\b((?:axe|rivière) {_PART}(?:[ -]{_PART}){{0,2}})"),
        re.compile(
            rf"\b((?:maison|domicile|demeure|immeuble|ferme) (?:de la famille |des |de |d')?{_PART}(?: {_PART})?)"
        ),
    ],
}
_SITE_RANK = 200


def _apposed(passage: Passage, lang: str, known: Sequence[PlaceNamed], actors: Sequence[Named]) -> list[PlaceNamed]:
    found: list[PlaceNamed] = []
    taken = sorted([(p.start, p.end) for p in known] + [(a.start, a.end) for a in actors])
    patterns = [(p, _SITE_RANK) for p in _SITES.get(lang, ())] + [(_APPOSED, _SITE_RANK)]
    patterns += [(book[lang], 150) for book in (_AFTER, _BEFORE) if lang in book]
    patterns += [(_CAPITALS, 150), (_ZONE, 30)] if lang == "en" else []
    for pattern, rank in patterns:
        for m in pattern.finditer(passage.plain):
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


# texts in capitals: "IN THE VILLAGE OF SOLLOCOTA", "IN CONRAY, TARMA PROVINCE"
_CAPITALS = re.compile(
    r"\b(?:(?:VILLAGE|TOWN|HAMLET|MUNICIPALITY|CANTON) OF\s|IN\s(?=[A-Z]{4,20}(?:\s[A-Z]{4,20})?,\s[A-Z ]{4,40}(?:PROVINCE|DEPARTMENT)))"
    r"([A-Z]{4,20}(?:\s(?!IN\b|ON\b|AT\b|AND\b|THE\b|WHERE\b|WERE\b|WAS\b)[A-Z]{4,20})?)\b"
)


_ZONE = re.compile(r"\b((?:[Dd]e-escalation|[Dd]emilitari[sz]ed|[Bb]uffer) zone)\b")


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
