"""The nouns for people: which groups a noun and the words after it say, and where its phrase ends.

"مقاول ألماني", "عناصر من الدفاع المدني", "طفلة مصابة", "3 من الكوادر الطبية", "7 من قوات …".
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.bare_numbers import hits, looks_like_a_person
from bilan.claims.reading.ar.lexicon import Noun, lists, nation, noun, serves
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.vocab import Group, Harm
from bilan.search.phrases import adjacent
from bilan.search.words import Word, fold

_QUALIFIERS = {
    Group.CIVILIAN: frozenset(
        map(fold, ("مدني", "مدنيا", "مدنيين", "مدنيون", "مدنية", "مدنيات", "المدنيين", "بريء", "أبرياء"))
    ),
}
_AID = frozenset(map(fold, ("الدفاع", "المدني", "الخوذ", "الإغاثة", "الإسعاف", "الهلال")))
_RESCUE_NOUNS = frozenset({fold("عنصر"), fold("عناصر"), fold("عاملين"), fold("متطوعين")})
_ADDED = (Harm.KILLED, Harm.INJURED, Harm.MISSING)
FORCES = frozenset(map(fold, ("قسد", "داعش", "تنظيم", "قوات", "القوات", "فصائل", "الفصائل", "ميليشيا", "ميليشيات", "الميليشيا", "الميليشيات", "الجيش", "جيش", "الحرس", "حزب", "حماس", "وحدات", "الوحدات", "كتائب", "الكتائب", "ألوية", "لواء", "اللواء", "فرقة", "الفرقة", "فيلق", "الفيلق", "أسايش", "الأسايش", "الآسايش", "مرتزقة", "شبيحة", "جبهة", "هيئة", "مليشيا", "مليشيات", "المليشيات", "مسلحي", "مقاتلي", "جنود", "ضباط")))  # fmt: skip
_TEAMS = frozenset(
    map(fold, ("فريق", "فرق", "طاقم", "طواقم", "كادر", "كوادر", "الكادر", "الكوادر", "الطواقم", "الطاقم"))
)
_MEDICAL = frozenset(map(fold, ("طبي", "طبية", "الطبي", "الطبية", "إسعاف", "الإسعاف", "إسعافي", "صحي", "صحية", "الصحي", "الصحية", "التمريض")))  # fmt: skip
_INJURY = fold("إصابة")
_FAMILY = (fold("عائلة"), fold("أسرة"))
PAIR = frozenset(map(fold, ("اثنين", "اثنان", "اثنتين", "اثنتان")))
_ADJECTIVES = frozenset(map(fold, ("سوري", "سوريا", "سورية", "سوريين", "بريء", "بريئا", "واحد", "واحدة", "آخر", "أخرى", "مسن", "مسنة", "حامل", "بارز", "البارز", "مجهول", "تركي", "فلسطيني", "عراقي", "لبناني", "يمني", "الشقيقين", "الشقيقان", "الشقيقتين", "الأخوين", "التوأمين", "التوأم")))  # fmt: skip


def is_other(text: str, cut: Sequence[Word], i: int) -> bool:
    return bool(hits(lists().books["other"], text, cut, i))


def people(text: str, cut: Sequence[Word], j: int, s: Sentence) -> tuple[int, tuple[Group, ...], Harm | None, bool]:
    """The noun for people after a number or quantifier, with what qualifies it; `end == j`: none."""
    k = j
    if k < s.last and cut[k].folded == "من" and k + 1 < s.last:
        k += 1
    if k >= s.last or not (adjacent(text, cut[k - 1].end, cut[k].start) or _bracketed(text, cut, j)):
        return j, (), None, False
    if is_other(text, cut, k):
        return k + 1, (Group.PERSON,), None, True
    if k == j and cut[k].folded == _INJURY:
        return k + 1, (Group.PERSON,), Harm.INJURED, False  # "15 إصابة"
    n = noun(cut[k].folded) or nation(cut[k].folded)
    if n is not None and looks_like_a_person(text, cut, k, s):
        n = None
    if k == j + 1 and cut[k].folded in FORCES:
        return k + 1, (Group.COMBATANT,), None, False  # "7 من قوات …"
    if n is None:
        if cut[j].folded in ("منهم", "منهن") or (cut[j].folded == "من" and cut[k].folded in ("بينهم", "بينهن")):
            end = k + 1
            if end + 1 < s.last and cut[end].folded == "من" and cut[end + 1].folded in _FAMILY:
                return end + 2, (Group.FAMILY,), None, True
            return end, (Group.PERSON,), None, True
        return j, (), None, False
    return (*qualified(text, cut, k, n, s), False)


def _bracketed(text: str, cut: Sequence[Word], j: int) -> bool:
    """ "إصابة (6) أشخاص": the number stands in brackets, its noun behind them."""
    if j < 1 or j >= len(cut):
        return False
    return text[cut[j - 1].start - 1 : cut[j - 1].start] == "(" and text[cut[j - 1].end : cut[j].start].strip() == ")"


def qualified(
    text: str, cut: Sequence[Word], k: int, n: Noun, s: Sentence
) -> tuple[int, tuple[Group, ...], Harm | None]:
    """The groups that a noun and the words after it say, and where the noun phrase ends."""
    groups = list(n.groups)
    harm = n.harm
    end = k + 1
    if cut[k].folded.lstrip("وبل") in _TEAMS or _TEAMS & {w.folded for w in cut[end : min(end + 2, s.last)]}:
        near = {w.folded for w in cut[k : min(k + 4, s.last)]}
        if near & _MEDICAL:
            return min(k + 2, s.last), (Group.MEDIC,), None
        if near & _AID and (near & {"مدني", "المدني", "انقاذ", "الانقاذ", "الاغاثه"}):
            return min(k + 2, s.last), (Group.AID_WORKER,), None
        trade = noun(cut[end].folded) if end < s.last and n.definite else None
        if trade is not None and trade.definite and trade.harm is None:
            return end + 1, trade.groups, None  # "الكوادر الإعلامية"
    if cut[k].folded.lstrip("وبل") in _RESCUE_NOUNS or cut[k].folded in _RESCUE_NOUNS:
        after = [w.folded for w in cut[end : min(end + 5, s.last)]]
        if any(a in _AID for a in after[:4]) and any(a.endswith("مدني") or a in _AID for a in after):
            groups = [Group.AID_WORKER]
    if end < s.last and groups == [Group.PERSON] and cut[end].folded in FORCES and serves(cut[k].folded):
        groups = [Group.COMBATANT]  # "أحد مسؤولي تنظيم …"
    if cut[k].folded.lstrip("وبل") in _MEMBERS and end < s.last and _a_family(cut[end].folded):
        return end + 1, (Group.FAMILY,), None  # "أفراد العائلة"
    while end < s.last and adjacent(text, cut[end - 1].end, cut[end].start):
        word = cut[end].folded
        more = noun(word) if not word.startswith("و") else None
        if word in _QUALIFIERS[Group.CIVILIAN]:
            _add(groups, Group.CIVILIAN)
        elif harm is None and more is not None and more.harm in _ADDED and not more.definite and not n.definite:
            if more.number != n.number:
                break
            harm = more.harm  # "طفلة مصابة"
        elif word.startswith("مسلح") and more is not None and groups == [Group.PERSON]:
            _add(groups, Group.COMBATANT)
        elif (
            more is not None
            and more.harm is None
            and more.groups == (Group.PERSON,)
            and more.number == n.number
            and (word in _ADJECTIVES or (word.endswith(("ي", "يه", "يا")) and more.definite == n.definite))
        ):
            pass
        elif (
            harm is not None
            and more is not None
            and more.harm is None
            and not more.owned
            and word != "من"
            and (more.definite or not n.definite or n.number == 1)  # "من بين القتلى حارس"; "القتيل عنصر في …"
        ):
            for g in more.groups:
                _add(groups, g)
        elif (
            word == "من"
            and harm is not None
            and end + 1 < s.last
            and (m := noun(cut[end + 1].folded)) is not None
            and m.harm is None
        ):
            for g in m.groups:
                _add(groups, g)
            end += 1
        elif word in _ADJECTIVES or word in PAIR or _of_a_nation(word, n) or (n.definite and _describes(cut, end)):
            pass
        else:
            break
        end += 1
    if harm is None and (befell := _from_among(cut, end, s)) is not None:
        harm, end = befell, end + 2
    if groups == [Group.PERSON] and _of_a_force(cut, end, s, serves(cut[k].folded)):
        groups = [Group.COMBATANT]
    groups = list(_between_kinds(cut, end, s)) or groups if groups == [Group.PERSON] else groups
    if end + 1 < s.last and cut[end].folded == "من" and cut[end + 1].folded in _FAMILY:
        if groups == [Group.PERSON]:
            groups = []
        _add(groups, Group.FAMILY)
        end += 3 if end + 2 < s.last and cut[end + 2].folded == "واحده" else 2
    elif harm is not None and end + 2 < s.last and cut[end].folded in ("في", "بين"):
        k2 = end + 2 if cut[end + 1].folded == "صفوف" else end + 1
        m = noun(cut[k2].folded) if k2 < s.last else None
        if m is not None and m.harm is None:
            for g in m.groups:
                _add(groups, g)
            end = k2 + 1
        elif k2 == end + 2 and k2 < s.last and cut[k2].folded.lstrip("لب") in FORCES:
            groups = [Group.COMBATANT]  # "قتلى في صفوف الفصائل"
    return end, tuple(groups) or (Group.PERSON,), harm


_MEMBERS = frozenset(map(fold, ("أفراد", "فرد", "أبناء")))
RANKS = frozenset(map(fold, ("خلايا", "خلية", "عناصر", "صفوف", "مقاتلي", "مسلحي", "قيادات", "قادة", "مرتزقة")))


def _a_family(word: str) -> bool:
    """ "العائلة", "عائلته", "أسرتها", "أسرة"."""
    return word.removeprefix("ال").startswith(("عائل", "عايل", "اسره", "اسرت"))


def _of_a_force(cut: Sequence[Word], end: int, s: Sentence, official: bool) -> bool:
    """ "16 شخصا من خلايا التنظيم"; of an official also "مسؤولا من داعش"."""
    if end + 1 >= s.last or cut[end].folded not in ("من", "في", "لدي"):
        return False
    word = cut[end + 1].folded
    return (word in RANKS and cut[end].folded == "من") or (official and word in FORCES)


def _between_kinds(cut: Sequence[Word], end: int, s: Sentence) -> tuple[Group, ...]:
    """ "12 شخصا بين مدنيين وعسكريين": the kinds of one group."""
    if end + 2 >= s.last or cut[end].folded != "بين" or not cut[end + 2].folded.startswith("و"):
        return ()
    one, two = noun(cut[end + 1].folded), noun(cut[end + 2].folded)
    if one is None or two is None or one.harm is not None or two.harm is not None or one.number != 3 or two.number != 3:
        return ()
    return tuple(dict.fromkeys((*one.groups, *two.groups)))


def _of_a_nation(word: str, n: Noun) -> bool:
    """ "مقاول ألماني", "خمسة جنود أمريكيين"."""
    of = nation(word) if not word.startswith("و") else None
    return of is not None and of.number == n.number and of.definite == n.definite


def _describes(cut: Sequence[Word], k: int) -> bool:
    """ "الكوادر الطبية", "المدنيين العزل": an adjective with the article."""
    word = cut[k].folded
    return word.startswith("ال") and word.endswith(("يه", "ين", "ون", "عزل")) and noun(word) is None and len(word) > 5


def _from_among(cut: Sequence[Word], end: int, s: Sentence) -> Harm | None:
    """ "30 شخصا من المصابين"."""
    if end + 1 >= s.last or cut[end].folded != "من":
        return None
    said = noun(cut[end + 1].folded)
    return said.harm if said is not None and said.definite and said.number == 3 and said.harm in _ADDED else None


def _add(groups: list[Group], g: Group) -> None:
    if groups == [Group.PERSON]:
        groups.clear()
    if g not in groups and g is not Group.PERSON:
        groups.append(g)
    if not groups:
        groups.append(Group.PERSON)
