"""Places that no table knows, introduced by a word that says what they are.

"the village of X", "quartier de X", "X refugee camp", "حي X", "بلدة X": the proper name becomes a place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bilan.places.place import PlaceKind
from bilan.search.phrases import Phrasebook, adjacent
from bilan.search.words import Word, stems

_AREA, _SITE = PlaceKind.AREA, PlaceKind.SITE
_HEADS: dict[str, dict[PlaceKind, str]] = {
    "en": {
        PlaceKind.VILLAGE: "village,villages,hamlet",
        PlaceKind.TOWN: "town,towns",
        PlaceKind.CITY: "city",
        PlaceKind.NEIGHBOURHOOD: "neighbourhood,neighborhood,neighbourhoods,neighborhoods,quarter",
        PlaceKind.DISTRICT: "district,subdistrict,sub-district,municipality,area",
        PlaceKind.CAMP: "camp,refugee camp,displacement camp",
        _SITE: "house,home,family home,family house,family homes,family's house,family's home,family residence,family building,school,hospital,mosque,market,street,church,university,tower,prison,bridge,square,roundabout,clinic",
        _AREA: "valley,crossing,junction",
    },
    "fr": {
        PlaceKind.VILLAGE: "village,villages,hameau,localité",
        PlaceKind.TOWN: "bourgade,bourg,commune",
        PlaceKind.CITY: "ville",
        PlaceKind.NEIGHBOURHOOD: "quartier,quartiers,faubourg",
        PlaceKind.DISTRICT: "district,secteur,préfecture,cercle",
        PlaceKind.CAMP: "camp,camp de réfugiés,camp de déplacés",
        _SITE: "école,hôpital,mosquée,marché,rue,église,université,prison,pont,place",
        _AREA: "vallée,axe,poste frontière",
    },
    "ar": {
        PlaceKind.VILLAGE: "قرية,قرى,قريتي",
        PlaceKind.TOWN: "بلدة,بلدات,بلدتي",
        PlaceKind.CITY: "مدينة,مدن,مدينتي",
        PlaceKind.NEIGHBOURHOOD: "حي,أحياء,حيي",
        PlaceKind.DISTRICT: "ناحية,منطقة,قضاء,حارة",
        PlaceKind.CAMP: "مخيم,مخيمات",
        _SITE: "مدرسة,مستشفى,مشفى,مسجد,جامع,كنيسة,جامعة,سجن,سوق,ساحة,دوار,معبر,مزرعة",
        _AREA: "وادي,جبل,سهل,بادية",
    },
}  # fmt: skip
_AFTER_ONLY = frozenset({"house", "home"})  # "the house of X", never "White House"
_LINKS = frozenset({"de", "du", "d", "of", "the", "la", "le", "l", "des", "called", "dit", "appele"})
_INSIDE = frozenset(
    {
        "al",
        "el",
        "de",
        "du",
        "d",
        "bin",
        "ibn",
        "abu",
        "abou",
        "ad",
        "ar",
        "as",
        "at",
        "az",
        "an",
        "ash",
        "ech",
        "ez",
        "l",
        "la",
        "le",
        "sur",
        "o",
    }
)
# First words of Arabic names of two words.
_STARTERS = frozenset(
    {
        "ام", "ابو", "ابي", "تل", "عين", "دير", "بيت", "كفر", "خان", "راس", "جبل", "شيخ", "الشيخ", "باب", "وادي", "جسر", "معره",
        "معارة", "معاره", "عرب", "جديدة", "جديده", "خربة", "خربه", "برج", "حمام", "نهر", "سد", "مزرعة", "مزرعه", "بئر", "بير", "قلعة",
        "قلعه", "بني", "بنت", "ابن", "كوم", "مارع", "شهداء", "شط", "طريق", "حوش", "خربت", "جب", "قصر", "عبد", "غزل", "كرم", "سوق",
    }
)  # fmt: skip
_PLURALS = frozenset({"قرى", "بلدات", "أحياء", "مدن", "مخيمات", "قريتي", "بلدتي", "حيي", "مدينتي"})
_STOP = frozenset(
    {
        "الواقعة", "الواقعه", "التابعة", "التابعه", "القريبة", "القريبه", "السكنية", "السكنيه", "الخاضعة", "الخاضعه", "الذي", "التي",
        "الشمالي", "الجنوبي", "الشرقي", "الغربي", "الشماليه", "الجنوبيه", "الشرقيه", "الغربيه", "اليوم", "السبت", "الاحد", "الاثنين",
        "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "المدني", "السوري", "السوريه", "الحدوديه", "المجاوره", "المحيطه", "الماضي",
        "في", "من", "على", "الى", "عن", "قرب", "شمال", "جنوب", "شرق", "غرب", "شمالي", "جنوبي", "شرقي", "غربي", "ريف", "بريف", "هي",
        "وسط", "عند", "بين", "مع", "تم", "كان", "هذه", "هذا", "تلك", "اخرى", "عده", "كامله", "صغيره", "ما", "لا", "ان", "او", "ثم",
        "السكان", "المدنيين", "المحتلة", "المحتله", "النازحين", "اللاجئين", "انباء", "ضحايا", "اصابات", "قصف", "سقوط", "مقتل", "اصابه", "مناطق", "مواقع", "اخرين", "محيطها", "ريفها", "اطراف", "خفض", "سيطره", "نفوذ", "الحرب", "تابعه", "سكني", "عسكريه",
        "واحده", "معينه", "مختلفه", "متفرقه", "الخطر", "لم", "لن", "قد", "كما", "حيث", "بعد", "قبل", "منذ", "ضمن", "بحسب", "حسب", "وفق", "الي", "محيط", "اضافه", "بالقرب", "مؤقته", "مكتظه", "مهجرين", "لمقتل", "لاصابه", "بمقتل", "باصابه", "استشهاد", "لاستشهاد", "اضرار", "القصف", "الاستهداف", "استهداف", "الغاره", "العدوان", "الهجوم", "عدم", "كونها", "عاجل", "خلال", "دون", "ليلا",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Introduced:
    """A proper name with the word that says what it is: the span of the name alone, and the name."""

    start: int
    end: int
    kind: PlaceKind
    name: str


def _book(lang: str) -> Phrasebook[PlaceKind]:
    book: Phrasebook[PlaceKind] = Phrasebook()
    for kind, heads in _HEADS[lang].items():
        for head in heads.split(","):
            book.add(head, kind)
    return book


_BOOKS = {lang: _book(lang) for lang in _HEADS}


def introduced(text: str, cut: Sequence[Word], lang: str) -> Iterator[Introduced]:
    """Every proper name that such a word introduces, left to right.

    >>> from bilan.search.words import words
    >>> text = "a house in the village of Tell Sandal"
    >>> [(i.name, i.kind.value) for i in introduced(text, list(words(text)), "en")]
    [('Tell Sandal', 'village')]
    >>> text = "غارة على قرية تل صندل شمالي إدلب"
    >>> [i.name for i in introduced(text, list(words(text)), "ar")]
    ['تل صندل']
    """
    for head in _BOOKS[lang].find(text, cut):
        kind = head.entry.value
        if lang == "ar":
            if "أ" in text[cut[head.first].start : cut[head.first].end] and head.entry.written == "وادي":
                continue  # "وأدى" brought about
            if cut[head.first].folded.startswith(("ال", "لل", "بال", "وال", "فال", "ولل", "كال")):
                continue  # "the village": one already named
            span = _arabic_name(text, cut, head.last)
        else:
            span = _latin_after(text, cut, head.last)
            if span is None and lang == "en" and head.entry.written not in _AFTER_ONLY:
                span = _latin_before(text, cut, head.first)
        if span is None:
            continue
        start, end = cut[span[0]].start, cut[span[1] - 1].end
        if kind in (_SITE, PlaceKind.CAMP) or (span[1] == head.first and text[head.start].isupper()):
            start, end = min(start, head.start), max(end, head.end)  # "Nasser Hospital": the word is part of the name
        yield Introduced(start, end, kind, text[start:end])
        if lang == "ar" and head.entry.written in _PLURALS:
            yield from _more(text, cut, span[1], kind)


def _more(text: str, cut: Sequence[Word], i: int, kind: PlaceKind) -> Iterator[Introduced]:
    """ "قرى كنصفرة وقوقفين وسرجة": the names joined to the first."""
    while (
        i < len(cut)
        and cut[i].folded.startswith("و")
        and len(cut[i].folded) > 3
        and adjacent(text, cut[i - 1].end, cut[i].start)
    ):
        if cut[i].folded[1:] in _STOP or _is_head(text, cut, i):
            return
        start, end = cut[i].start + 1, cut[i].end
        yield Introduced(start, end, kind, text[start:end])
        i += 1


def says_village(text: str, cut: Sequence[Word], i: int) -> bool:
    """Whether the word before `i` announces a village or a small town."""
    hit = _BOOKS["ar"].longest(text, cut, i - 1) if i else None
    return hit is not None and hit.last == i and hit.entry.value in (PlaceKind.VILLAGE, PlaceKind.TOWN)


def _is_head(text: str, cut: Sequence[Word], i: int) -> bool:
    hit = _BOOKS["ar"].longest(text, cut, i)
    return hit is not None and hit.last == i + 1


def _latin_after(text: str, cut: Sequence[Word], i: int) -> tuple[int, int] | None:
    j = i
    while j < len(cut) and j - i < 3 and cut[j].folded in _LINKS and text[cut[j].start].islower():
        if not adjacent(text, cut[j - 1].end, cut[j].start):
            return None
        j += 1
    if j == i or j >= len(cut) or not adjacent(text, cut[j - 1].end, cut[j].start):
        return None
    end = j
    while end < len(cut) and end - j < 5 and (end == j or adjacent(text, cut[end - 1].end, cut[end].start)):
        if not text[cut[end].start].isupper() and not (cut[end].folded in _INSIDE and end + 1 < len(cut)):
            break
        end += 1
    while end > j and not text[cut[end - 1].start].isupper():
        end -= 1
    return (j, end) if end > j else None


def _latin_before(text: str, cut: Sequence[Word], i: int) -> tuple[int, int] | None:
    first = i
    while first > 0 and i - first < 5 and adjacent(text, cut[first - 1].end, cut[first].start):
        word = cut[first - 1]
        if not text[word.start].isupper() and word.folded not in {"al", "el", "bin", "ibn", "abu"}:
            break
        if word.folded in {"the", "a", "in", "at", "on", "this", "that", "refugee"}:
            break
        first -= 1
    return (first, i) if first < i and text[cut[first].start].isalpha() else None


def _arabic_name(text: str, cut: Sequence[Word], i: int) -> tuple[int, int] | None:
    if i >= len(cut) or i == 0 or not adjacent(text, cut[i - 1].end, cut[i].start):
        return None
    first = cut[i].folded
    if first in _STOP or _is_head(text, cut, i) or not "\u0600" <= first[0] <= "\u06ff" or len(first) < 2:
        return None
    end = i + 1
    if end < len(cut) and adjacent(text, cut[i].end, cut[end].start):
        second = cut[end].folded
        starts = any(stem in _STARTERS for stem, _, taken in stems(first) if not taken) or first in _STARTERS
        idafa = not first.startswith("ال") and second.startswith("ال") and len(second) > 3
        if second not in _STOP and (starts or idafa):
            end += 1
    return i, end
