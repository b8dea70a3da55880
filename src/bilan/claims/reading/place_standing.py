"""Which named places can be where it happened: no home town, no hospital, no office, no end of a person's name."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.place_names import COMPASS
from bilan.claims.reading.scene import PlaceNamed, Scene
from bilan.claims.reading.words import Word

_BASED = frozenset(["based", "basé", "basée", "basés", "basées", "headquartered", "frontalière", "frontalier"])
_LOCATIVE = frozenset(
    [
        "in",
        "at",
        "near",
        "to",
        "of",
        "from",
        "on",
        "inside",
        "outside",
        "around",
        "across",
        "within",
        "en",
        "à",
        "au",
        "aux",
        "dans",
        "de",
        "du",
        "des",
        "sur",
        "vers",
        "près",
        "sur",
        "over",
        "into",
        "s",
        "'s",
        "province",
        "region",
        "city",
        "town",
        "village",
        "villages",
        "district",
        "camp",
        "towns",
        "capitale",
        "tout",
        "toute",
        "whole",
        "entire",
        "capital",
        "ville",
    ]
)
_CARRIED = frozenset(
    [
        "taken",
        "rushed",
        "transferred",
        "transported",
        "brought",
        "carried",
        "evacuated",
        "admitted",
        "moved",
        "arrived",
        "reached",
        "treated",
        "transférés",
        "transférées",
        "transféré",
        "transportés",
        "transportées",
        "transporté",
        "évacués",
        "évacuées",
        "évacué",
        "conduits",
        "soignés",
        "soignées",
        "admis",
        "hospitalisés",
        "hospitalisées",
        "acheminés",
        "originaire",
        "originaires",
        "native",
        "natif",
        "né",
        "née",
        "nés",
        "born",
        "based",
        "basé",
        "basée",
        "basés",
        "basées",
        "établi",
        "établie",
        "installé",
        "installée",
        "headquartered",
        "siège",
        "médecin",
        "médecins",
        "directeur",
        "directrice",
        "chirurgien",
        "infirmier",
        "doctor",
        "doctors",
        "surgeon",
        "director",
        "envoyé",
        "correspondant",
        "correspondante",
        "refugees",
    ]
)
_TOWARDS = frozenset(
    [
        "to",
        "at",
        "in",
        "à",
        "au",
        "aux",
        "vers",
        "dans",
        "the",
        "l'",
        "la",
        "le",
        "de",
        "du",
        "spécial",
        "hospital",
        "hôpital",
        "l'hôpital",
    ]
)


_AT_HOSPITAL = frozenset(
    (
        "died",
        "succumbed",
        "décédé",
        "décédés",
        "reçu",
        "accueilli",
        "received",
        "reported",
        "enregistré",
        "recorded",
        "débordé",
    )
)
_HOSPITALS = frozenset(("hospital", "hospitals", "hôpital", "clinic", "clinique", "ambulances"))


def _elsewhere(words: Sequence[Word], i: int) -> bool:
    """ "taken to Nasser Hospital", "basé à Cayenne", "a farmer from Homs": where people came from or were carried to."""
    j = i - 1
    while j >= 0 and i - j <= 4 and words[j].low in _TOWARDS:
        j -= 1
    if j >= 0 and j < i - 1 and words[j].low in _CARRIED:
        return True
    admitted = any(w.low in ("reçu", "accueilli", "received", "admitted") for w in words[i : i + 4])
    if admitted and any(w.low in _HOSPITALS for w in words[max(0, i - 8) : i]):
        return True
    if i < len(words) and any(w.low in _HOSPITALS for w in words[i : i + 5]):
        near = [*words[max(0, i - 10) : i], *words[i : i + 8]]
        if any(w.low in _CARRIED or w.low in _AT_HOSPITAL for w in near):
            return True
    origin = i > 1 and words[i - 1].low == "from" and (words[i - 2].has("person") or words[i - 2].has("victim"))
    return origin and not any(w.has("vpart") for w in words[max(0, i - 4) : i - 2])


def _is_base(scene: Scene, place: PlaceNamed) -> bool:
    """ "the Gaza-based agency": where somebody has an office."""
    after = [w.low for w in scene.words if w.start >= place.end][:2]
    return after in (["-", "based"], ["-", "born"])


def _in_a_name(scene: Scene, i: int) -> bool:
    """ "Yabark Rafah": the end of a longer name, mostly a person's."""
    if i < 1:
        return False
    before = scene.words[i - 1]
    if (
        not before.raw[:1].isupper()
        or before.raw.isupper()
        or len(before.raw) < 3
        or not before.raw.isalpha()
        or before.tags
    ):
        return False
    if i == 1 or scene.words[i - 2].low in _SENTENCE_MARKS or before.low in COMPASS:
        return False
    named = [(n.start, n.end) for n in scene.places] + [(n.start, n.end) for n in scene.actors]
    inside = any(start <= before.start < end for start, end in named)
    return not inside and before.end + 1 == scene.words[i].start


_SENTENCE_MARKS = frozenset(('"', ".", ":", "(", "|", "–", "-", "/", "*"))


def usable(place: PlaceNamed, scene: Scene) -> bool:
    """A country is a place only after a word of location, in a headline's address, or beside another place."""
    if any(n.start < place.end and place.start < n.end for n in scene.blamed):
        return False
    seat = any(a.through == "seat" and a.start < place.end and place.start < a.end for a in scene.actors)
    i = scene.word_at(place.start)
    if _elsewhere(scene.words, i) or _in_a_name(scene, i) or _is_base(scene, place):
        return False
    if place.rank > 1 and not seat:
        return True
    i = _past_sides(scene.words, i)
    before = scene.words[i - 1] if i > 0 else None
    if before is not None and (before.has("article")) and i > 1:
        before = scene.words[i - 2]
    if seat:  # "of Damascus" may be the place's own words
        own = scene.words[i].low in ("of", "in", "near", "de")
        return own or (before is not None and before.low in _LOCATIVE)
    if before is not None and before.low in _LOCATIVE and i > 1 and scene.words[i - 2].low in _BASED:
        return False
    if before is None and _is_label(scene):
        return True
    if before is None:
        after = next((w for w in scene.words if w.start >= place.end), None)
        return scene.sentence.kind == "headline" or (after is not None and after.low in (":", "–", "|", "-"))
    neighbours = [
        p
        for p in scene.places
        if p is not place
        and (0 <= place.start - p.end <= 6 or 0 <= p.start - place.end <= 6)
        and (p.rank > 1 or _after_location(p, scene))
    ]
    return before.low in _LOCATIVE or bool(neighbours) or scene.sentence.kind == "headline"


def _past_sides(words: Sequence[Word], i: int) -> int:
    """Back over "north and" before "north-east Syria"."""
    while i > 1 and (
        words[i - 1].low in COMPASS or (words[i - 1].low in ("and", "et") and words[i - 2].low in COMPASS)
    ):
        i -= 1
    return i


def _is_label(scene: Scene) -> bool:
    """ "Sénégal.", "El-Facher, Soudan.": a sentence that holds nothing but places says where the text happens."""
    rest = [w for w in scene.words if not any(p.start <= w.start < p.end for p in scene.places) and w.low.isalnum()]
    return len(scene.words) <= 10 and all(len(w.low) <= 4 or w.has("preposition") or w.low in COMPASS for w in rest)


def _after_location(place: PlaceNamed, scene: Scene) -> bool:
    i = scene.word_at(place.start)
    return i > 0 and scene.words[i - 1].low in _LOCATIVE
