"""One person counted by name alone: "مقتل سامر طارق، القيادي في …", "أن سامر طارق قتل", "كان فيها سامر طارق وتم قتله"."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.groups import Counted, counted_groups
from bilan.claims.reading.ar.hit import Hit, span_of
from bilan.claims.reading.ar.lexicon import lists, noun
from bilan.claims.reading.ar.names import AGES, name_end
from bilan.claims.reading.ar.pronouns import RELATIVE, act_upon, caused
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm
from bilan.search.words import Word, fold

_TOLD_OF = frozenset(map(fold, ("وهو", "وهي", "القيادي", "القيادية", "أحد", "إحدى", "المعروف", "المعروفة", "الملقب", "الملقبة", "البالغ", "البالغة", "الذي", "التي", "المدرج", "المسؤول", "قائد", "مسؤول", "والد", "والدة")))  # fmt: skip
_FAR = 25  # words between a name and "وتم قتله"
_LONGEST = 5  # words of one name


def one_named(text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Hit], known: Sequence[Span]) -> list[Hit]:
    """The hits with those whom a name alone counts. `known`: where actors and places stand, which are no persons."""
    books, made = lists().books, list(found)
    for i in range(s.first, s.last):
        acted = act_upon(cut[i].folded)
        if acted is not None and acted[1] == 1 and i > s.first + 2 and caused(cut, i, s):
            first, end = _last_name(text, cut, s, i, known)
            if end and not any(h.harm is acted[0] and h.counted.end >= first for h in made):
                made.append(_hit(text, cut, first, end, acted[0], i, i + 1))
                made += _with_them(text, cut, s, i, made[-1], made)
            continue
        if cut[i].folded == "من" and (one := _one_of(text, cut, s, i, known, made)) is not None:
            made = [h for h in made if h.counted.first != i + 1] + [one]
            continue
        verb = books["verb"].longest(text, cut, i)
        hit = books["noun"].longest(text, cut, i) or verb
        if hit is None or hit.last > s.last:
            continue
        harm = Harm(hit.entry.value)
        if verb is not None and not cut[i].folded.endswith(("وا", "ون")):
            first, end = _name_before(text, cut, s, i, known)
            if end and not any(first < h.counted.end and h.counted.begin <= hit.last for h in made):
                made.append(_hit(text, cut, first, end, harm, i, hit.last))
                continue
        if hit.last >= s.last or any(h.counted.begin <= hit.last < h.counted.end for h in made):
            continue
        begin = hit.last + 2 if [w.folded for w in cut[hit.last : hit.last + 2]] in _EACH else hit.last
        begin = begin if verb is None else _quoted_name(text, cut, s, begin)
        if begin >= s.last or any(h.counted.begin <= begin < h.counted.end for h in made):
            continue
        end = _name_after(text, cut, s, begin, known)
        if end:
            made.append(_hit(text, cut, begin, end, harm, i, hit.last))
            made += _with_them(text, cut, s, end - 1, made[-1], made)
        elif verb is not None and not any(h.cue.start == cut[i].start for h in made):
            first, end = _name_later(text, cut, s, hit.last, known)
            if end and not any(first < h.counted.end and h.counted.begin < end for h in made):
                made.append(_hit(text, cut, first, end, harm, i, hit.last))
    return made


def _hit(text: str, cut: Sequence[Word], first: int, end: int, harm: Harm, a: int, b: int) -> Hit:
    q = Quantity.exactly(1, text[cut[first].start : cut[end - 1].end])
    return Hit(Counted(first, first, end, end, q, (Group.PERSON,)), harm, span_of(cut, a, b), "one name")


def _name_after(text: str, cut: Sequence[Word], s: Sentence, first: int, known: Sequence[Span]) -> int:
    """Where the name that begins with word `first` ends; 0: no name, or none that its words or an apposition show."""
    if _plain(cut[first].folded) is None or "\n" in text[cut[first - 1].end : cut[first].start]:
        return 0
    end = min(name_end(text, cut, first, s.last), s.last)
    if not 2 <= end - first <= _LONGEST or _known(cut, first, end, known):
        return 0
    if cut[first].folded in lists().given:
        return end
    if end >= s.last:
        return 0
    gap = text[cut[end - 1].end : cut[end].start]
    told = ("،" in gap or "," in gap) and cut[end].folded in _TOLD_OF
    aged = cut[end].folded.isdigit() and end + 1 < s.last and cut[end + 1].folded in AGES
    return end if told or aged else 0


_EACH = (["كل", "من"], ["كلا", "من"])


def _quoted_name(text: str, cut: Sequence[Word], s: Sentence, k: int) -> int:
    """ "اغتال مجهولون \"عمار سالم\"": past who did it, or when, to a name in quotation marks; else `k` itself."""
    for j in range(k, min(k + 4, s.last)):
        gap = text[cut[j - 1].end : cut[j].start] if j > s.first else ""
        if any(c in gap for c in ".،؛:\n"):
            return k
        if any(c in gap for c in '"“«') and cut[j].folded in lists().given:
            return j
    return k


def _one_of(
    text: str, cut: Sequence[Word], s: Sentence, i: int, known: Sequence[Span], made: Sequence[Hit]
) -> Hit | None:
    """ "سامر طارق، من جرحى القصف": the name right before, for the many of whom they are one."""
    many = next((h for h in made if h.counted.first == i + 1 and h.counted.loose and not h.counted.definite), None)
    if many is None or many.counted.harm is None or many.counted.quantity.low < 3:
        return None
    first, end = _last_name(text, cut, s, i, known)
    if not end or i - end > 1 or any(c in text[cut[end - 1].end : cut[i].start] for c in ".؛:\n"):
        return None
    harm = Harm.KILLED if many.harm is Harm.KILLED_OR_INJURED else many.harm
    return _hit(text, cut, first, end, harm, i + 1, i + 2)


def _with_them(text: str, cut: Sequence[Word], s: Sentence, i: int, of: Hit, made: Sequence[Hit]) -> list[Hit]:
    """ "أدت لمقتله مع أطفاله الأربعة وأمهم": those of his own told right behind."""
    found: list[Hit] = []
    at = i + 1
    for g in counted_groups(text, cut, s):
        if g.begin < at or any(h.counted.begin <= g.first < h.counted.end for h in made):
            continue
        opens = cut[g.begin].folded.startswith("و") or cut[g.begin - 1].folded in _WITH
        gap = text[cut[at - 1].end : cut[g.begin].start]
        if g.begin - at > 1 or not opens or not g.owned or any(c in gap for c in ".،؛:\n"):
            break
        found.append(Hit(g, of.harm, of.cue, "one name"))
        at = g.end
    return found


_WITH = frozenset(map(fold, ("مع", "برفقة", "و", "وكل", "ومقتل", "وإصابة")))


def _name_later(text: str, cut: Sequence[Word], s: Sentence, k: int, known: Sequence[Span]) -> tuple[int, int]:
    """ "أصيب جراء القصف بجروح، سامر طارق": a name behind a comma, how it happened between."""
    given = lists().given
    for first in range(k + 1, min(k + 10, s.last)):
        gap = text[cut[first - 1].end : cut[first].start]
        if any(c in gap for c in ".؛:\n") or lists().books["verb"].longest(text, cut, first - 1):
            return 0, 0
        if "،" not in gap and "," not in gap:
            continue
        if cut[first].folded not in given:
            return 0, 0
        end = min(name_end(text, cut, first, s.last), s.last)
        return (first, end) if 2 <= end - first <= _LONGEST and not _known(cut, first, end, known) else (0, 0)
    return 0, 0


def _name_before(text: str, cut: Sequence[Word], s: Sentence, i: int, known: Sequence[Span]) -> tuple[int, int]:
    """ "أن سامر طارق قتل": the name that ends where the verb at word `i` begins; 0, 0: none."""
    given = lists().given
    for first in range(max(s.first, i - _LONGEST - 1), i - 1):
        if cut[first].folded not in given:
            continue
        if first > s.first and cut[first - 1].folded not in _OPENS and cut[i - 1].folded not in RELATIVE:
            return 0, 0
        end = min(name_end(text, cut, first, i), i)
        near = all(cut[k].folded in _SMALL for k in range(end, i)) and not _parted(text, cut, end, i)
        return (first, end) if end - first >= 2 and near and not _known(cut, first, end, known) else (0, 0)
    return 0, 0


_OPENS = frozenset(
    map(
        fold,
        (
            "أن",
            "إن",
            "بأن",
            "وأن",
            "المدعو",
            "المدعوة",
            "كما",
            "هو",
            "هي",
            "وهو",
            "وهي",
            "يدعى",
            "تدعى",
            "ويدعى",
            "وتدعى",
            "اسمه",
            "اسمها",
        ),
    )
)
_SMALL = frozenset(map(fold, ("الذي", "التي", "والذي", "والتي", "حيث", "قد")))


def _parted(text: str, cut: Sequence[Word], end: int, i: int) -> bool:
    return any(c in text[cut[end - 1].end : cut[i].start] for c in ".؛:،,\n")


def _last_name(text: str, cut: Sequence[Word], s: Sentence, i: int, known: Sequence[Span]) -> tuple[int, int]:
    """The last name before word `i`."""
    given = lists().given
    for first in range(i - 2, max(s.first, i - _FAR) - 1, -1):
        quoted = first > s.first and cut[first - 1].folded in _OF_HIM and text[cut[first].start - 1] in '"“«'
        if not quoted and (cut[first].folded not in given or (first > s.first and cut[first - 1].folded in given)):
            continue
        end = min(name_end(text, cut, first, i), i)
        if 2 <= end - first <= _LONGEST and not _known(cut, first, end, known):
            return first, end
    return 0, 0


_OF_HIM = frozenset(map(fold, ("منزل", "بيت", "سيارة", "دراجة", "مزرعة", "المدعو", "المدعوة", "الشاب", "شقة", "خيمة")))


def _known(cut: Sequence[Word], first: int, end: int, known: Sequence[Span]) -> bool:
    """Whether an actor or a place stands where the name begins; a surname may well be that of a village."""
    last = max(first, end - 2)
    return any(k.start < cut[last].end and cut[first].start < k.end for k in known)


def _plain(word: str) -> str | None:
    """A word that may begin a name: no article, no noun, no adjective of an attack."""
    if word.startswith("ال") or noun(word) is not None or word in lists().things:
        return None
    return None if lists().books["attack_nouns"].longest(word, [Word(0, len(word), word)], 0) else word
