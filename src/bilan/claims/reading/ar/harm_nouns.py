"""Groups whose own noun says what befell them: "7 شهداء", "دون قتلى", "40 بين قتيل وجريح", "جثة شاب"."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.bare_numbers import cue_ends
from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.hit import Hit, span_of
from bilan.claims.reading.ar.lexicon import noun
from bilan.claims.reading.ar.sentences import Sentence
from bilan.claims.reading.ar.tallies import RISE, TALLY, silent
from bilan.model.vocab import Harm, Hedge
from bilan.search.phrases import adjacent
from bilan.search.words import Word, fold, stems


def both(cut: Sequence[Word], s: Sentence, g: Counted, groups: Sequence[Counted]) -> Hit | None:
    """ "40 مدنياً بين قتيل وجريح", "8 شهداء وجرحى"."""
    if g.loose and (g.quantity.hedge is not Hedge.SOME or g.end - g.first < 2):
        return None
    alone = g.harm in (Harm.KILLED, Harm.KILLED_OR_INJURED) and not g.loose
    if alone and g.end < s.last and cut[g.end].folded in _AND_WOUNDED:
        return Hit(g, Harm.KILLED_OR_INJURED, span_of(cut, g.first, g.end + 1), "noun of harm")
    following = next((e for e in groups if e.first >= g.end and not e.loose), None)
    last = min(g.end + 12, s.last, following.begin if following is not None else s.last)
    for k in range(g.end, last - 1):
        two = cut[k].folded in ("قتيل", "شهيد", "قتلي") and cut[k + 1].folded in _AND_WOUNDED | {"وجريح", "ومصاب"}
        if two and "بين" in [w.folded for w in cut[max(g.end, k - 2) : k]]:
            return Hit(g, Harm.KILLED_OR_INJURED, span_of(cut, k, k + 2), "noun of harm")
    return None


_AND_WOUNDED = frozenset(
    map(fold, ("وجرحى", "ومصابين", "ومصابون", "وجريحا", "ومصابا", "والجرحى", "والمصابين", "والمصابون"))
)


def own_harm(cut: Sequence[Word], g: Counted, text: str, s: Sentence) -> Hit | None:
    """ "7 شهداء", "عشرات الجرحى", "وقوع إصابات": the noun itself says it."""
    if _no_wounded(text, cut, g, s) or _looked_for(cut, g, s) or _said_before(text, cut, g, s):
        return None
    if _unheard_of(cut, g, s) or _set_free(cut, g, s) or _heads_a_tally(cut, g, s):
        return None
    if g.loose and g.quantity.hedge is Hedge.SOME and g.first + 1 < s.last:
        behind = noun(cut[g.first + 1].folded)
        if behind is not None and behind.definite and behind.harm is not None:
            return None  # "جثامين القتلى": those already told
    if g.nobody and g.harm is not None:
        return Hit(g, g.harm, span_of(cut, g.first, g.end), "noun of harm")
    if g.end < s.last and cut[g.end].folded in ("محتمله", "محتملين", "محتمل", "محتملون"):
        return None
    if g.harm in _STATES and cue_ends(text, cut, g.begin, s) in _WORSE:
        return None  # "مقتل 3 نازحين": what befell them is said before
    if g.loose and not g.definite and cut[g.first].folded in _VICTIMS and _beside_its_people(text, cut, g, s):
        return None
    if _wished_well(cut, g, s):
        return Hit(g, g.harm or Harm.KILLED, span_of(cut, g.first, g.end), "the mourned")
    if g.harm is None or (g.loose and g.definite and g.quantity.low != 1):
        return None
    if g.loose and g.harm not in _WORSE and not _taken(cut, g, s):
        return None
    if g.loose and g.quantity.low == 1 and not g.definite and (_received(text, cut, g, s) or _body_found(cut, g, s)):
        return Hit(g, g.harm, span_of(cut, g.first, g.end), "noun of harm")
    if g.loose and (g.definite or g.quantity.low == 1) and g.quantity.hedge is not Hedge.SOME:
        return None
    return Hit(g, g.harm, span_of(cut, g.first, g.end), "noun of harm")


_HITS = frozenset(map(fold, ("مباشرة", "دقيقة", "محققة", "بعضهم", "معظمهم", "أحدهم", "جميعهم", "أغلبهم", "غالبيتهم", "وصفت", "أخرى")))  # fmt: skip
_ACHIEVED = frozenset(map(fold, ("تحقيق", "محققين", "محققة", "محققا", "حقق", "حققوا", "حققت", "وصفت", "توصف")))
_ILL = frozenset(map(fold, ("كورونا", "كوفيد", "كوليرا", "حصبة", "التهاب", "سرطان", "ملاريا", "حمى", "جرب", "لشمانيا", "فيروس", "وباء", "إنفلونزا", "جدري", "إيدز", "مرض")))  # fmt: skip
_SEARCH = frozenset(map(fold, ("بحث", "يبحث", "تبحث", "بحثا", "تفتيش", "أوبئة")))
_PAGES = frozenset(map(fold, ("صفحة", "زاوية", "قسم", "مجموعة")))


def _no_wounded(text: str, cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "تحقيق إصابات مباشرة", "إصابات بعضهم خطرة", "40 إصابة بالكوليرا": hits, states of wounds, illnesses."""
    if g.harm is not Harm.INJURED:
        return False
    plural = cut[g.last - 1].folded.endswith("صابات") and g.loose and g.last - g.first == 1
    after = cut[g.end].folded if g.end < s.last and adjacent(text, cut[g.end - 1].end, cut[g.end].start) else ""
    if plural and ((after in _HITS and after != "اخري") or (g.begin > s.first and _is(cut[g.begin - 1], _ACHIEVED))):
        return True
    return ill(cut, g.end, s)


def ill(cut: Sequence[Word], k: int, s: Sentence) -> bool:
    """Whether an illness is named right behind: "إصابة 95 شخصا بالكوليرا"."""
    return any(_is(w, _ILL) for w in cut[k : min(k + 4, s.last)])


def _is(word: Word, known: frozenset[str]) -> bool:
    return any(stem in known for stem, _, _ in stems(word.folded))


def _looked_for(cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "البحث عن ضحايا", "صفحة وفيات إدلب": nobody has been found."""
    if not g.loose or g.harm is Harm.MISSING or g.begin == s.first:
        return False
    near = cut[max(s.first, g.begin - 2) : g.begin]
    return _is(near[-1], _PAGES) or (near[-1].folded == "عن" and _is(near[0], _SEARCH))


def _said_before(text: str, cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "وفاة شخص من المصابين": what befell them at last is said before their number."""
    head = noun(cut[g.last].folded) if not g.loose and g.last < s.last else noun(cut[g.first].folded)
    own = head is not None and head.harm is not None
    return not own and g.harm is not None and g.other is False and cue_ends(text, cut, g.begin, s) is not None


_STATES = {Harm.ABDUCTED_OR_DETAINED, Harm.DISPLACED, Harm.MISSING}
_WORSE = {Harm.KILLED, Harm.INJURED, Harm.KILLED_OR_INJURED}
_FUNERAL = frozenset(map(fold, ("شيع", "شيعت", "شيعوا", "تشيع", "يشيع", "تشييع", "نعى", "نعت", "ينعى", "تنعى", "ودع", "ودعت", "تودع", "يودع", "وداع", "دفن", "دفنت", "تأبين", "جنازة", "زف", "زفت", "تزف")))  # fmt: skip
_WISHES = frozenset(map(fold, ("الرحمة", "الشفاء", "العاجل", "والسلام", "والخلود", "والمغفرة", "رحم")))


def _wished_well(cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "الرحمة للشهداء والشفاء للجرحى": there were such."""
    if g.harm not in _WORSE or not (g.loose and g.definite) or g.quantity.low < 2 or g.begin == s.first:
        return False
    if g.harm is Harm.KILLED and any(_is(w, _FUNERAL) for w in cut[max(s.first, g.begin - 4) : g.begin]):
        return True
    return cut[g.first].folded.startswith("لل") and cut[g.begin - 1].folded.removeprefix("و") in _WISHES


_VICTIMS = (fold("ضحية"), fold("ضحايا"))


def fell_victim(text: str, cut: Sequence[Word], s: Sentence, g: Counted) -> Hit | None:
    """ "مدني ضحية رصاص …", "36 لاجئا ضحايا الغارات": what stands before the word is counted, not the word."""
    end = g.end
    if g.harm is not None or g.definite or end >= s.last:
        return None
    if end + 1 < s.last and cut[end].folded.startswith("و") and (said := noun(cut[end].folded)) and said.harm is None:
        end += 1  # "أطفال ونساء ضحايا …"
    if cut[end].folded not in _VICTIMS or text[cut[g.end - 1].end : cut[g.end].start].strip():
        return None
    return Hit(g, Harm.KILLED, span_of(cut, end, end + 1), "noun of harm")


def _beside_its_people(text: str, cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "أطفال ونساء ضحايا …": the people stand right before the word."""
    if g.begin == s.first or text[cut[g.begin - 1].end : cut[g.begin].start].strip():
        return False
    said = noun(cut[g.begin - 1].folded)
    return said is not None and said.harm is None and not said.definite


_TAKEN = frozenset(map(fold, ("وقع", "وقوع", "سقوط", "سقط", "أخذ", "أخذت")))


def _taken(cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "وقوع أسرى"."""
    if g.begin == s.first:
        return False
    before = cut[g.begin - 1].folded
    return g.harm is Harm.ABDUCTED_OR_DETAINED and any(stem in _TAKEN for stem, _, _ in stems(before))


_FREED = frozenset(map(fold, ("أفرج", "أفرجت", "الإفراج", "إفراج", "أطلق", "أطلقت", "إطلاق", "تحرير", "حرر", "حررت", "عودة", "إعادة", "مبادلة", "تبادل", "سراح", "مقابل", "استعادة")))  # fmt: skip


_HOSTS = frozenset(map(fold, ("يهدد", "تهدد", "حياة", "يضم", "تضم", "يؤوي", "تؤوي", "إيواء", "استقبال", "مساعدة", "مساعدات", "يقطنه", "يستضيف", "تستضيف", "معاناة")))  # fmt: skip


def _set_free(cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "أفرجت عن 5 محتجزين": who comes back is no casualty."""
    if g.harm not in (Harm.ABDUCTED_OR_DETAINED, Harm.DISPLACED, Harm.MISSING):
        return False
    return any(stem in _FREED for w in cut[max(s.first, g.begin - 5) : g.begin] for stem, _, _ in stems(w.folded)) or (
        any(stem in _HOSTS for w in cut[max(s.first, g.begin - 3) : g.begin] for stem, _, _ in stems(w.folded))
    )


def _heads_a_tally(cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "حصيلة ضحايا القصف": names what is counted, counts nobody."""
    back = 1 if not cut[g.first].folded.startswith("لل") and cut[g.first].folded[0] != "ل" else 3
    near = cut[max(s.first, g.begin - back) : g.begin]
    return g.loose and any(st in TALLY or st in RISE for w in near for st, _, _ in stems(w.folded))


_RECEIVED = frozenset(
    map(
        fold,
        (
            "سقوط",
            "سقط",
            "سقطت",
            "وصول",
            "ارتقاء",
            "ارتقى",
            "انتشال",
            "إسعاف",
            "يسعف",
            "أسعفت",
            "أسعف",
            "انتشلت",
            "انتشل",
            "نقل",
            "وقوع",
            "وقع",
            "خلف",
            "خلفت",
            "يخلف",
            "تخلف",
            "مخلفا",
            "مخلفة",
            "مخلفين",
            "أوقع",
            "أوقعت",
            "يوقع",
            "توقع",
            "موقعا",
            "موقعة",
            "هناك",
            "تسجيل",
            "سجل",
            "سجلت",
            "حصد",
            "حصدت",
        ),
    )
)


def _unheard_of(cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "ولا أنباء عن إصابات": nothing is known, nothing is claimed."""
    near = [w.folded for w in cut[max(s.first, g.begin - 5) : g.begin]]
    denied = any(w in ("لا", "ولا", "دون", "بدون", "لم", "ولم") for w in near)
    return denied and any(w in ("انباء", "معلومات", "ورود", "معرفه", "تفاصيل", "انباءا") for w in near)


_LEFT = frozenset(
    map(
        fold,
        (
            "أسعف",
            "أسعفت",
            "أسعفوا",
            "انتشلت",
            "انتشلوا",
            "خلف",
            "خلفت",
            "يخلف",
            "تخلف",
            "أوقع",
            "أوقعت",
            "يوقع",
            "توقع",
            "مخلفا",
            "مخلفة",
        ),
    )
)
_YIELDS = frozenset(map(fold, ("أسفر", "أسفرت", "يسفر", "تسفر", "أدى", "أدت", "يؤدي", "تؤدي", "نتج", "نجم", "مسفرا", "مسفرة", "أفضى", "أفضت", "مؤديا", "مؤدية")))  # fmt: skip
_BODY = frozenset(map(fold, ("الجثة", "الجثمان", "الوفاة")))


def item_below(cut: Sequence[Word], s: Sentence, g: Counted, heading: Harm | None) -> Hit | None:
    """ "– 26 من المدنيين" below "والشهداء هم:"."""
    if heading is None or g.loose or g.begin > s.first + 1:
        return None
    return Hit(g, heading, span_of(cut, g.first, g.end), "among")


def the_victim(cut: Sequence[Word], g: Counted, s: Sentence) -> Hit | None:
    """ "أن القتيل عنصر في …", "إن الضحية تدعى …": the one told before, named as such at the head of a clause."""
    two = g.quantity.low == 2 and g.loose
    if g.harm is None or not g.definite or not (two or g.quantity.low == 1) or cut[g.first].folded in _BODY:
        return None
    if g.begin == s.first:
        if not two or (g.end < s.last and cut[g.end].folded in _WHO):
            return None  # "والمصابان هما …": their names count them
    elif cut[g.begin - 1].folded not in ("ان", "بان", "وان", "فان"):
        return None
    return Hit(g, g.harm, span_of(cut, g.first, g.end), "the victim")


_WHO = frozenset(map(fold, ("هما", "هم", "كل", "كلا")))
_BODY_OF = frozenset(map(fold, ("جثة", "جثمان", "جثته", "جثتها")))


_FOUND = frozenset(
    map(
        fold,
        ("عثر", "عثرت", "عثروا", "العثور", "عثور", "انتشلت", "انتشل", "انتشال", "وصول", "وصلت", "تسلم", "نقل", "نقلت"),
    )
)


def _body_found(cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "عثر مدنيون على جثة شاب": somebody was found dead."""
    if not any(stem in _BODY_OF for stem, _, _ in stems(cut[g.first].folded)):
        return False
    return any(stem in _FOUND for w in cut[max(s.first, g.begin - 12) : g.begin] for stem, _, _ in stems(w.folded))


def _received(text: str, cut: Sequence[Word], g: Counted, s: Sentence) -> bool:
    """ "سقوط شهيد", "انتشال جثة": one, when the word before says that somebody fell or was brought in."""
    if (
        g.begin == s.first
        or cut[g.begin - 1].folded in ("عاجل", "سوريا")
        or ":" in text[cut[g.begin - 1].end : cut[g.begin].start]
    ):
        return True
    if cut[g.begin - 1].folded in ("عن", "الي") and g.begin - 2 >= s.first:  # "أسفر عن قتيل"
        return any(stem in _YIELDS for stem, _, _ in stems(cut[g.begin - 2].folded))
    for k in range(g.begin - 1, max(s.first, g.begin - 4) - 1, -1):  # "خلف الهجوم قتيلا"
        if any(c in text[cut[k].end : cut[k + 1].start] for c in ".،,؛:\n"):
            return False
        if any(stem in (_RECEIVED if k == g.begin - 1 else _LEFT) for stem, _, _ in stems(cut[k].folded)):
            return True
    return False


def drop_the_pair(cut: Sequence[Word], found: list[Hit], s: Sentence) -> None:
    """ "40 مدنياً بين قتيل وجريح": the two words count nobody."""
    for hit in list(found):
        if hit.harm is not Harm.KILLED_OR_INJURED or (hit.counted.loose and hit.counted.end - hit.counted.first < 2):
            continue
        for other in list(found):
            if (
                other is hit
                or not other.counted.loose
                or not hit.counted.end <= other.counted.first < hit.counted.end + 14
            ):
                continue
            if hit.counted.loose and "بين" not in [w.folded for w in cut[hit.counted.end : other.counted.first]]:
                continue  # "عدد من الضحايا والجرحى" are two claims
            if cut[other.counted.first].folded in _AND_WOUNDED | {"قتيل", "وجريح", "شهيد", "جريح", "ومصاب", "مصاب"}:
                found.remove(other)


def without_nobody(text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Hit]) -> list[Hit]:
    """ "دون سقوط قتلى" counts none and is told elsewhere; "لا أنباء عن قتلى" tells nothing; "أي مدني" needs a denial."""
    kept: list[Hit] = []
    for hit in found:
        g = hit.counted
        if g.nobody and not any(w.folded in _DENIALS for w in cut[s.first : g.first]):
            continue
        told = silent(text, cut, s, g.begin) if g.loose and not g.definite and g.harm is not None else None
        if told is False or (told and not g.nobody):
            continue
        kept.append(hit)
    return kept


_DENIALS = frozenset(map(fold, ("لم", "ولم", "لا", "ولا", "دون", "بدون", "لن", "ليس", "ليست", "نفى", "نفت", "ينفي", "تنفي", "نفي", "نافيا", "نافية", "أنكر", "أنكرت", "عدم", "رفض", "رفضت", "يرفض", "ترفض", "ونفى", "ونفت")))  # fmt: skip
