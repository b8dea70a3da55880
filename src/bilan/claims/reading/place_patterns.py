"""How places look that nobody has listed: by the words around them, or by the words inside their names.

Each pattern is tried only on a text that holds one of the words which all it finds must hold, and one that begins
with a name only where a name begins: a passage has few of either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """A pattern whose first group is the place.

    words       whatever it finds holds one of these; none: it may hold anything
    name_first  it begins with a name in Latin letters
    """

    pattern: re.Pattern[str]
    words: tuple[str, ...] = ()
    name_first: bool = False

    def find(self, plain: str, names: list[int]) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` finds. `names`: where names may begin, as `name_starts` gives them."""
        if self.words and not any(word in plain for word in self.words):
            return
        if not self.name_first:
            yield from self.pattern.finditer(plain)
            return
        free = 0
        for start in names:
            m = self.pattern.match(plain, start) if start >= free else None
            if m is not None:
                yield m
                free = m.end()


_CAPITAL = re.compile(r"[A-ZÀ-Þ](?=[\w'-]{0,40}[a-zà-ÿ])")


def name_starts(plain: str) -> list[int]:
    """Where a name may begin: at a capital, or at the small article before it ("al-", "de ").

    >>> name_starts("in al-Nour")
    [3, 6]
    """
    found: set[int] = set()
    for m in _CAPITAL.finditer(plain):
        at = m.start()
        found.add(at)
        if at and plain[at - 1] in "- ":
            found.update(k for k in (at - 3, at - 4, at - 5) if k >= 0 and plain[k] in "aeibdls")
    return sorted(found)


# "dans un faubourg de Tell Marran, al-Hikma,": the name that follows is the narrower place
APPOSED = Look(
    re.compile(
        r"\b(?:banlieue|quartier|village|localité|faubourg|bourgade|commune|suburb|neighbou?rhood|village|town|hamlet)\b[^,.;:()\n]{2,40}, "
        r"((?:al-|el-|Al-|El-)?[A-ZÀ-Þ][\w'-]{1,40}+(?: [A-ZÀ-Þ][\w'-]{1,40}+)?)(?=[,.;])"
    ),
    (
        "banlieue",
        "quartier",
        "village",
        "localité",
        "faubourg",
        "bourgade",
        "commune",
        "suburb",
        "neighb",
        "town",
        "hamlet",
    ),
)


# "à Luhanga", "in Hajin", "Kaira village": a name nobody has listed, after a word of location
# The parts of a name are matched once and for all (possessive): a line of hyphens is read in linear time.
_ARTICLE = r"(?:[AaEe][lnrstdzh]|[Ee]ch|[Aa]sh|[Ee]z|bin|ibn|abu|abou|de|du|des|la|le|sur)[- ]"
_PART = rf"(?:{_ARTICLE})?[A-ZÀ-Þ](?=[\w'-]{{0,40}}[a-zà-ÿ])[\w'-]{{0,40}}+"
_NAME = rf"({_PART}(?:[ -]{_PART}){{0,3}})"
_STRUCK_FR = r"(?:attaques?|frappes?|raids?|bombardements?|assauts?|attentats?|offensive|tirs|pilonnage|massacre|tuerie)(?: [a-zà-ÿ]+){0,4}?"
_STRUCK_EN = r"(?:attacks?|strikes?|airstrikes?|raids?|bombings?|shelling|bombardment|assault|shelled|struck|bombed|hit|targeted)"
AFTER = {
    "fr": Look(
        re.compile(
            rf"(?:\b[àÀ]|\b(?:près|proximité|abords|aux alentours|à l'est|à l'ouest|au nord|au sud) d(?:e |')"
            rf"|\b(?:camp|village|hameau|localité|commune|ville|quartier|base|province|région|district|préfecture|cercle|comté|wilaya|bourg|bourgade|faubourg|secteur|plaine|forêt|île|vallée)(?: (?:de la |de l'|de|d'|du|des|appelée?))?"
            rf"|\b{_STRUCK_FR} (?:contre|sur)(?: l[ae])?(?: (?:ville|village|localité) de)?|\b(?:frappé|bombardé|pilonné)) ?{_NAME}"
        )
    ),
    "en": Look(
        re.compile(
            rf"(?:\b(?:in|near|at|outside)(?: the)?|\broad to|\b(?:north|south|east|west|outskirts|vicinity|suburbs|countryside|city|town|village|district|province) of(?: the)?"
            rf"|\b{_STRUCK_EN}(?: (?:on|against|in))?(?: the (?:village|town|city) of)?) {_NAME}(?! (?:forces|military|army|airstrike|strike|government|officials?|news|family|families)\b)"
        )
    ),
}
BEFORE = {
    "en": Look(
        re.compile(
            rf"{_NAME} (?:village|town|prison|jail|hospital|school|refugee camp|camp|neighbou?rhood|street|district|mosque|market)\b"
        ),
        (
            " village",
            " town",
            " prison",
            " jail",
            " hospital",
            " school",
            " refugee",
            " camp",
            " neighb",
            " street",
            " district",
            " mosque",
            " market",
        ),
        True,
    )
}
# "the al-Ajrami house", "house of the Zidan family", "la maison al-Zein", "mont Maudit": the word is part of the name
SITES = {
    "en": [
        Look(
            re.compile(
                rf"\b({_PART}(?:[ -]{_PART}){{0,3}} (?:[Ss]treet|[Rr]oad|[Hh]ighway|[Ss]quare|[Rr]oundabout|[Jj]unction)\b)"
            ),
            ("treet", "oad", "ighway", "quare", "oundabout", "unction"),
            True,
        ),
        Look(
            re.compile(
                rf"\b({_PART}(?:(?: and| &|,)? {_PART}){{0,3}}(?:'s?)? (?:(?:family|families)(?:'s|')? )?(?:homes?|houses?|residence|residential building|building|apartment|tower|farm|villa)\b)"
            ),
            (" home", " house", " residen", " building", " apartment", " tower", " farm", " villa"),
            True,
        ),
        Look(
            re.compile(
                rf"\b((?:homes?|houses?|residence|apartment|building) (?:of|belonging to) the {_PART}(?:(?: and)? {_PART}){{0,3}} famil(?:y|ies)\b)"
            ),
            (" famil",),
        ),
        Look(
            re.compile(
                r"\b(?:THE|OF|IN|AT|NEAR|ON|AGAINST)\s((?:(?!(?:THE|OF|IN|AT|AND|NEAR|ON|TO|AGAINST|FROM|ITS|A)\s)[A-Z0-9]{2,20}\s){1,3}(?:HEADQUARTERS|PARK|STREET|NEIGHBORHOOD|BARRACKS|EMBASSY|UNIVERSITY|AIRPORT|HOSPITAL|PRISON))\b"
            ),
            (
                "HEADQUARTERS",
                "PARK",
                "STREET",
                "NEIGHBORHOOD",
                "BARRACKS",
                "EMBASSY",
                "UNIVERSITY",
                "AIRPORT",
                "HOSPITAL",
                "PRISON",
            ),
        ),
    ],
    "fr": [
        Look(
            re.compile(
                rf"\b((?:école|lycée|collège|hôpital|clinique|hôtel|mosquée|église|synagogue|prison|aéroport|stade|station de métro|gare) {_PART}(?:[ -]{_PART}){{0,3}})"
            ),
            (
                "école ",
                "lycée ",
                "collège ",
                "hôpital ",
                "clinique ",
                "hôtel ",
                "mosquée ",
                "église ",
                "synagogue ",
                "prison ",
                "aéroport ",
                "stade ",
                "métro ",
                "gare ",
            ),
        ),
        Look(
            re.compile(rf"\b((?:mont|massif|col|pic|lac) (?:du |de la |de |d')?{_PART})"),
            ("mont ", "massif ", "col ", "pic ", "lac "),
        ),
        Look(re.compile(rf"\b((?:axe|rivière) {_PART}(?:[ -]{_PART}){{0,2}})"), ("axe ", "rivière ")),
        Look(
            re.compile(
                rf"\b((?:maison|domicile|demeure|immeuble|ferme) (?:de la famille |des |de |d')?{_PART}(?: {_PART})?)"
            ),
            ("maison ", "domicile ", "demeure ", "immeuble ", "ferme "),
        ),
    ],
}


# texts in capitals: "IN THE VILLAGE OF SOLLOCOTA", "IN CONRAY, TARMA PROVINCE"
CAPITALS = Look(
    re.compile(
        r"\b(?:(?:VILLAGE|TOWN|HAMLET|MUNICIPALITY|CANTON) OF\s|IN\s(?=[A-Z]{4,20}(?:\s[A-Z]{4,20})?,\s[A-Z ]{4,40}(?:PROVINCE|DEPARTMENT)))"
        r"([A-Z]{4,20}(?:\s(?!IN\b|ON\b|AT\b|AND\b|THE\b|WHERE\b|WERE\b|WAS\b)[A-Z]{4,20})?)\b"
    ),
    ("VILLAGE", "TOWN", "HAMLET", "MUNICIPALITY", "CANTON", "PROVINCE", "DEPARTMENT"),
)


ZONE = Look(re.compile(r"\b((?:[Dd]e-escalation|[Dd]emilitari[sz]ed|[Bb]uffer) zone)\b"), (" zone",))
