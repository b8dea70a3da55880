"""Where it happened, among the places that a sentence names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bilan.actors import Found, Through, registry
from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.lexicon import lists, noun
from bilan.claims.reading.ar.romanise import romanise
from bilan.claims.reading.ar.sentences import Sentence, place_in
from bilan.claims.reading.ar.site_names import head_of, is_rank, opens_two, said_by_others
from bilan.claims.reading.ar.speeches import Speech
from bilan.claims.reading.ar.who import Blamed
from bilan.model.claim import Mention
from bilan.model.ids import ActorId, PlaceId
from bilan.model.text import Span
from bilan.places import FoundPlace, Place, PlaceKind, gazetteer
from bilan.search.words import Word, fold, is_arabic, stems

_IN = frozenset(
    {"في", "علي", "داخل", "شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "عبر", "انحاء", "عموم"}
)


_SMALL = (PlaceKind.VILLAGE, PlaceKind.CAMP, PlaceKind.NEIGHBOURHOOD)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place named in a sentence, at words `first` up to `last`."""

    first: int
    last: int
    found: FoundPlace

    @property
    def depth(self) -> int:
        id = self.found.place.id
        if self.found.place.made_up and self.found.place.kind in (PlaceKind.AREA, PlaceKind.DISTRICT):
            return min(4, 2 * id.count("/"))  # "في منطقة جبل …": wider than the camp or village named with it
        if id.startswith("unplaced/"):
            return 9
        return 2 * id.count("/") + (self.found.place.kind in _SMALL)


def spots(
    text: str,
    cut: Sequence[Word],
    places: Sequence[FoundPlace],
    s: Sentence,
    doers: Sequence[Blamed],
    speeches: Sequence[Speech],
) -> list[Spot]:
    """The places of a sentence; a country that acts in it is no place of it."""
    made: list[Spot] = []
    ward = -9  # the end of the last place that the wounded were carried to
    for p in places:
        if not s.start <= p.span.start < s.end or any(p.span.overlaps(d.span) for d in doers):
            continue
        first, last = place_in(cut, s, p.span)
        if first == last or (p.place.made_up and not _a_name(cut[last - 1].folded)):
            continue
        if _no_place(text, cut, first, last, s):
            continue
        if any(x.trails and 0 <= first - x.at <= 8 and not _clause_ends(text, cut, x.at, first) for x in speeches):
            continue  # "بحسب مصدر في مستشفى …": where the source is
        if any(x.at < first < x.opens for x in speeches) or _home(text, cut, first, s):
            continue
        if _carried(cut, first, s) or (first - ward <= 1 and "،" not in text[cut[first - 1].end : p.span.start]):
            ward = last  # "… في مدينة ب شمالي ج"
            continue
        if (
            "/" not in p.place.id
            and not p.place.made_up
            and p.name == p.place.name
            and not _located(cut, first, s, made)
        ):
            continue
        made.append(Spot(first, last, p))
    made = _by_others(text, cut, s, made)
    if len(made) > 1 and made[0].first <= s.first + 1 and made[0].last < s.last:
        behind = text[cut[made[0].last - 1].end : cut[made[0].last].start]
        if ":" in behind:  # "محافظة …:" heads what is told of its towns
            made = made[1:]
    return made


_NO_NAMES = frozenset(map(fold, ("سكنية", "عسكرية", "زراعية", "شعبية", "مدنية", "مجاورة", "قريبة", "إلى", "إليه", "استهداف", "مختلفة", "أخرى", "عدة", "متفرقة", "سكني", "مدنيا", "مدني", "طبية", "تعليمية", "واسعة", "حدودية", "وأحياء", "كبير", "تؤوي", "تدعمه", "تديره", "تقع", "يقع", "كان", "كانت", "تابعة", "تابع", "للنازحين", "للاجئين", "ميداني", "حكومي", "صغيرة", "قصف", "وقصف", "منذ", "محلية", "ضمن", "محيط", "أخرى", "القصف", "مؤقتة", "مكتظة", "للمهجرين", "للأرامل", "للأيتام", "عشوائية", "عشوائي", "مهجرين", "نازحين", "بالقرب", "الطريق", "السوق", "مجاور", "قريب", "واحدة", "كاملة", "بكاملها", "نفسها", "ذاتها", "المستهدفة", "مقتل", "لمقتل", "لإصابة", "إيواء", "تضم", "يضم", "ذات", "رئيسي", "رئيسية", "تعود", "يعود", "المعركة", "القتال", "الوغى", "المعارك", "عام", "عامة", "مكتظ", "مزدحم", "شعبي", "محلي", "جانبي", "فرعي", "تؤدي", "يؤدي", "يربط", "تعج", "خاصة", "خاص", "أبقار", "دواجن", "أغنام", "لغة", "ابتدائية", "ثانوية", "إعدادية", "حكومية", "الله", "خاصه")))  # fmt: skip


_FOLK = frozenset(
    map(
        fold,
        (
            "أبناء",
            "أهالي",
            "مهجري",
            "مواليد",
            "نازحي",
            "لاجئي",
            "أهل",
            "سكان",
            "قاطني",
            "منحدر",
            "منحدرة",
            "ينحدر",
            "تنحدر",
            "ينحدرون",
            "ينحدران",
        ),
    )
)


def _by_others(text: str, cut: Sequence[Word], s: Sentence, made: Sequence[Spot]) -> list[Spot]:
    """ "ريفي إدلب وحلب" as one, "مطار حلب الدولي" as more than its town."""
    out: list[Spot] = []
    for k, spot in enumerate(made):
        if out and out[-1].last >= spot.last:
            continue  # the second of two
        first, last = spot.first, spot.last
        if opens_two(cut[first].folded) and k + 1 < len(made) and made[k + 1].first == last:
            last = made[k + 1].last
        elif first > s.first and head_of(cut[first - 1].folded) and last < s.last and is_rank(cut[last].folded):
            first, last = first - 1, last + 1
        else:
            out.append(spot)
            continue
        glued = opens_two(cut[first].folded[1:]) or head_of(cut[first].folded[1:])
        span = Span(cut[first].start + bool(glued), cut[last - 1].end)
        name = said_by_others(span.of(text))
        out.append(Spot(first, last, FoundPlace(span, spot.found.place, span.of(text), name)) if name else spot)
    return out


_DWELLS = frozenset(map(fold, ("تقيم", "يقيم", "يقيمون", "تقطن", "يقطن", "يقطنون", "تسكن", "يسكن", "يسكنون")))


def _no_place(text: str, cut: Sequence[Word], first: int, last: int, s: Sentence) -> bool:
    """ "10:39 دمشق", "بيروت (رويترز)": where the page was written; "العدد الكلي": no village."""
    if cut[last - 1].folded in ("الكلي", "الله") and first == last - 1:
        return True
    for k in range(max(s.first, first - 5), first - 1):
        if cut[k].folded == "من" and cut[k + 1].folded in _TOWARDS and "،" not in text[cut[k].end : cut[first].start]:
            return True  # "من اتجاه …": where it was fired from
    if first > s.first and cut[first - 1].folded in _COMMENTS:
        return True  # "لم تعلق موسكو": a government
    if first == s.first and last < s.last and hits(lists().books["speech_verbs"], text, cut, last):
        return first == last - 1  # "دمشق تنفي …"
    if first > s.first and first == last - 1 and cut[first - 1].folded.isdigit():
        return _CLOCK.search(text[max(0, cut[first].start - 8) : cut[first].start]) is not None
    return first == s.first and _AGENCY.match(text[cut[last - 1].end : cut[last - 1].end + 20]) is not None


_TOWARDS = frozenset(map(fold, ("اتجاه", "جهة")))
_COMMENTS = frozenset(map(fold, ("تعلق", "تعترف", "تعقب", "اتهمت", "نفت", "تنفي", "تنف", "أعلنت", "أكدت", "قالت")))
_CLOCK = re.compile(r"\d{1,2}:\d{2}[\s|(]*$")
_AGENCY = re.compile(r"\s*[-–(]+\s*(?:رويترز|أ\s?ف\s?ب|أف ب|د\s?ب\s?أ|فرانس برس|سانا|وكالات|الأناضول)")


def _somebody(text: str, cut: Sequence[Word], k: int) -> bool:
    """Whether a name, an age or what stands in quotation marks ends with word `k`."""
    behind = text[cut[k].end : cut[k + 1].start]
    return any(c in behind for c in '"”»)') or cut[k].folded in lists().given


def _home(text: str, cut: Sequence[Word], first: int, s: Sentence) -> bool:
    """ "من أبناء قرية …", "من أهالي …": where people come from."""
    near = [w.folded for w in cut[max(s.first, first - 3) : first]]
    if any(w.folded in _DWELLS for w in cut[max(s.first, first - 5) : first]):
        return True
    if cut[first - 1].folded == "من" and first > s.first + 1 and _somebody(text, cut, first - 2):
        return True  # "… سامر (11 سنة) من مدينة …"
    return any(w in _FOLK for w in near) and "من" in [w.folded for w in cut[max(s.first, first - 4) : first]]


_WARDS = frozenset(
    map(
        fold,
        (
            "مستشفى",
            "مشفى",
            "مستشفيات",
            "مشافي",
            "المستشفى",
            "المشفى",
            "المشافي",
            "النقاط",
            "نقاط",
            "النقطة",
            "نقطة",
            "المراكز",
            "مراكز",
        ),
    )
)
_CARRY = frozenset(map(fold, ("نقل", "نقلت", "نقلوا", "نقلا", "نقلهم", "نقله", "نقلها", "أسعف", "أسعفوا", "أسعفت", "إسعافهم", "إسعافه", "إسعافها", "حولوا", "وصل", "وصلت", "وصلوا")))  # fmt: skip


def _carried(cut: Sequence[Word], first: int, s: Sentence) -> bool:
    """ "نُقلوا إلى مشافي …", "… بمدينة …": where the wounded were carried."""
    ward = next((k for k in range(first, max(s.first, first - 4) - 1, -1) if cut[k].folded in _WARDS), None)
    return ward is not None and any(w.folded.removeprefix("و") in _CARRY for w in cut[max(s.first, ward - 8) : ward])


def _a_name(word: str) -> bool:
    """Whether the last word of a place that no table knows may be one: no adjective, no small word."""
    books = lists().books
    attack = books["attack_nouns"].longest(word, [Word(0, len(word), word)], 0) or word.startswith("الانفجار")
    return word not in _NO_NAMES and not word.startswith("بمحل") and noun(word) is None and not attack


def _clause_ends(text: str, cut: Sequence[Word], a: int, b: int) -> bool:
    return any(c in text[cut[a].end : cut[b].start] for c in "،,؛:.")


def _located(cut: Sequence[Word], first: int, s: Sentence, made: Sequence[Spot]) -> bool:
    before = cut[first - 1].folded if first > s.first else ""
    glued = cut[first].folded.startswith(("ب", "لل"))
    return glued or any(stem in _IN for stem, _, _ in stems(before)) if before else glued or not made


def _from_there(cut: Sequence[Word], spot: Spot, chain: Sequence[Spot]) -> bool:
    """ "من تل رفعت على عفرين": fired from one place at another."""
    if spot.first == 0 or cut[spot.first - 1].folded != "من":
        return False
    return any(x.first > spot.first and cut[x.first - 1].folded in ("علي", "باتجاه", "نحو", "صوب") for x in chain)


def nearest(cut: Sequence[Word], all_spots: Sequence[Spot], at: int) -> list[Spot]:
    """The places that stand together nearest to a word, most specific first."""
    chains: list[list[Spot]] = []
    for spot in all_spots:
        end = chains[-1][-1].last if chains else 0
        apart = end < at < spot.first and cut[end].folded.startswith("و")  # "… في أ وإصابة … في ب"
        if chains and spot.first - end <= 4 and not apart:
            chains[-1].append(spot)
        else:
            chains.append([spot])
    if not chains:
        return []

    def away(chain: list[Spot]) -> float:
        first, last = chain[0].first, chain[-1].last
        joined = last < at and cut[last].folded.startswith("و")  # "… في أ وإصابة … في ب"
        return first - at if first >= at else (at - last) * (3.5 if joined else 1.2)

    best = _inside(min(chains, key=away), chains, away)
    best = [x for x in best if not _from_there(cut, x, best)] or best
    return sorted(best, key=lambda x: (-x.depth, x.first))


def _inside(best: list[Spot], chains: Sequence[list[Spot]], away: Callable[[list[Spot]], float]) -> list[Spot]:
    """ "دير الزور: مقتل … في قرية ب شرق دير الزور": the narrower words, where they lie in the wider ones."""
    wide = best[0].found.place.id
    if len(best) > 1 or wide.count("/") != 1 or best[0].found.place.kind in _SMALL:
        return best
    finer = [c for c in chains if any(x.found.place.id.startswith(f"{wide}/") for x in c)]
    return min(finer, key=away) if finer else best


_QUOTES = {ord(c): None for c in "“”\"«»„'‘’#"}


def mentions(chain: Sequence[Spot]) -> tuple[Mention, ...]:
    """Most specific first; a name once."""
    seen: dict[str, Mention] = {}
    for spot in chain:
        name = (spot.found.name or spot.found.place.name).translate(_QUOTES).strip()
        seen.setdefault(name, Mention(_latin(name, spot.found.place), spot.found.span))
    return tuple(seen.values())


def _latin(name: str, place: Place) -> str:
    """A name that no table knows, in Latin letters; as written where its letters would name another place."""
    if not place.made_up or not is_arabic(name[:1]):
        return name
    latin = romanise(name)
    namesake = gazetteer().resolve(latin)
    elsewhere = namesake is not None and place.parent is not None and not namesake.id.startswith(place.parent)
    return name if elsewhere else latin


def at_home(text: str, places: Sequence[FoundPlace], actors: Sequence[Found]) -> list[FoundPlace]:
    """ "قصف قوات النظام السوري على أريحا": the namesake in the country of those who act, where no place says another."""
    book, g = registry(), gazetteer()
    states = {state for f in actors if (state := book.state_of(f.actor.id)) is not None}
    homes = {h.id for s in states if (h := g.resolve(book.get(ActorId(s)).name)) is not None and "/" not in h.id}
    told = Counter(p.place.id[:2] for p in places)
    made = list(places)
    for n, p in enumerate(places):
        country = p.place.id[:2]
        if p.place.made_up or "/" not in p.place.id or country in homes or told[country] > 1:
            continue
        alike = [a for h in homes if (a := g.resolve(p.span.of(text), PlaceId(h))) is not None and "/" in a.id]
        if len(alike) == 1:
            made[n] = FoundPlace(p.span, alike[0], p.span.of(text), p.name.replace(p.place.name, alike[0].name))
    return made


def namesake(said: str, name: str) -> bool:
    """Whether words name a place of this English name in its own country, whatever they name elsewhere."""
    g = gazetteer()
    place = g.resolve(name)
    return place is not None and g.resolve(said, PlaceId(place.id[:2])) == place


def busy(actors: Sequence[Found]) -> list[Span]:
    """Where actors stand whose names may hold a place's; a country named as such stays a place."""
    return [f.span for f in actors if f.actor.kind != "state" and f.through in (Through.NAME, Through.ORGAN)]
