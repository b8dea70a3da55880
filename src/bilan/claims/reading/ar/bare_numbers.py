"""A number that no noun follows: whether the words around it say that it counts people."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.lexicon import is_thing, lists, noun
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.vocab import Harm
from bilan.search.phrases import Phrasebook, adjacent
from bilan.search.words import Word, fold

_CLOSING = frozenset(map(fold, ("في", "على", "عن", "جراء", "إثر", "بسبب", "نتيجة", "خلال", "بعد", "قبل", "عند", "قرب", "داخل", "شمال", "جنوب", "شرق", "غرب", "وسط", "بينهم", "منهم", "فيما", "بينما", "كما", "حتى", "عندما", "أمس", "اليوم", "حين", "لدى", "قضوا", "كانوا", "بين", "حالتهم", "إصاباتهم", "جميعهم", "كلهم", "منها", "فيها")))  # fmt: skip


def hits(book: Phrasebook[object], text: str, cut: Sequence[Word], i: int) -> int:
    """How far a phrase of the book reaches from word `i`; 0: none begins there."""
    hit = book.longest(text, cut, i)
    return hit.last if hit else 0


NO_VERBS = frozenset(map(fold, ("وحيد", "وحيدا", "وحيدة", "وصف", "وصفت", "وصفوا")))  # no "و" and a verb of harm


def cue_ends(text: str, cut: Sequence[Word], k: int, s: Sentence) -> Harm | None:
    """The harm of a phrase that ends where word `k` begins; None: no word of harm stands there."""
    for first in range(max(s.first, k - 3), k):
        for book in ("noun", "verb"):
            hit = lists().books[book].longest(text, cut, first)
            if hit is not None and hit.last == k and cut[first].folded not in NO_VERBS:
                return Harm(hit.entry.value)
    return None


def closes(text: str, cut: Sequence[Word], j: int, s: Sentence) -> bool:
    """Whether nothing counted can follow here: the end, a comma, a preposition."""
    if j >= s.last or not adjacent(text, cut[j - 1].end, cut[j].start):
        return True
    word = cut[j].folded
    return word in _CLOSING or (word[0] in "بل" and len(word) > 3 and noun(word) is None) or word.startswith("و")


def bare_after_harm(text: str, cut: Sequence[Word], begin: int, j: int, s: Sentence) -> bool:
    """ "مقتل 5 وإصابة 7 في هجوم": the number alone, right behind the word of harm."""
    return begin > s.first and cue_ends(text, cut, begin, s) is not None and closes(text, cut, j, s)


def unknown_people(text: str, cut: Sequence[Word], begin: int, j: int, s: Sentence) -> bool:
    """ "مقتل سبعة عتالين": a noun that no list has, counted right behind the word of harm, and no thing."""
    if begin <= s.first or j >= s.last or not adjacent(text, cut[j - 1].end, cut[j].start):
        return False
    word = cut[j].folded
    harm = cue_ends(text, cut, begin, s)
    if word == "من" and j + 1 < s.last:  # "مقتل اثنين من أبرز مهربي السلاح"
        return harm is not None and not is_thing(cut[j + 1].folded) and not cut[j + 1].folded.isdigit()
    if harm is None or len(word) < 3 or word.isdigit() or word in _CLOSING or is_thing(word):
        return False
    return not word.startswith(("ال", "و"))


_SLAIN = frozenset(map(fold, ("مقتل", "بمقتل", "لمقتل", "ومقتل", "مصرع", "بمصرع", "لمصرع", "ومصرع", "استشهاد", "باستشهاد", "لاستشهاد", "واستشهاد")))  # fmt: skip
_KNOWN_OF = frozenset(
    map(fold, ("ذكرى", "خبر", "بعد", "عقب", "منذ", "قبل", "حول", "قضية", "ملف", "تفاصيل", "لحظة", "فيديو"))
)


def slain_behind(text: str, cut: Sequence[Word], i: int, s: Sentence) -> bool:
    """ "مقتل سارق": a word in the singular that no list has, without article, right behind the killing."""
    if i <= s.first or cut[i - 1].folded not in _SLAIN or not adjacent(text, cut[i - 1].end, cut[i].start):
        return False
    if i - 2 >= s.first and cut[i - 2].folded in _KNOWN_OF:
        return False
    word = cut[i].folded
    books = lists().books
    if (
        len(word) < 3
        or word[0].isdigit()
        or word[0] in "وبلف"
        or word.startswith("ال")
        or word.endswith(("ين", "ون", "ات"))
    ):
        return False
    known = noun(word) is not None or is_thing(word) or word in lists().given or word in _CLOSING
    return not known and not any(hits(books[b], text, cut, i) for b in _SMALL_BOOKS)


_SMALL_BOOKS = ("between", "hedge", "quantifier", "part", "other", "joins", "turns", "noun", "verb", "attack_nouns")


def one_of_a_kind(word: str) -> bool:
    """ "إحدى إدارياتها", "أحد المخرجين": a plural that no list has, and no thing."""
    return (
        not is_thing(word) and len(word) > 4 and word.endswith(("ين", "ات", "اته", "اتها", "يها", "يهم", "ينا", "يه"))
    )


def they_suffered(text: str, cut: Sequence[Word], j: int, s: Sentence) -> bool:
    """ "9 قتلوا أمس": a number alone, and the verb behind it speaks of several."""
    if j >= s.last or not cut[j].folded.endswith("وا") or not adjacent(text, cut[j - 1].end, cut[j].start):
        return False
    return bool(hits(lists().books["verb"], text, cut, j))


def of_those_before(text: str, cut: Sequence[Word], i: int, j: int, s: Sentence) -> bool:
    """ "بينهم 105 قتلوا …": a number of the people just counted, followed by what befell them."""
    books = lists().books
    before = any(hits(books["part"], text, cut, k) == i for k in range(max(s.first, i - 3), i))
    return before and (closes(text, cut, j, s) or bool(hits(books["verb"], text, cut, j)))


_OR = frozenset(map(fold, ("تم", "لا", "لم", "أنه", "أنها", "كان", "ما", "على", "في", "جرى")))
_ALIKE = {"اب": "آ", "امام": "أ"}  # "آب" is August, "أمام" in front of; "أب" is a father, "إمام" an imam
_PILOT, _WITHOUT = "طيار", frozenset({"بدون", "دون", "بلا"})  # "طائرة بدون طيار"
_SMALL = frozenset({"ام", "عم", "جار", *_ALIKE})


def looks_like_a_person(text: str, cut: Sequence[Word], i: int, s: Sentence) -> bool:
    """ "10 آب", "أمام منزله", "عم تتكرر", "قتل أم تم اعتقاله": small words whose folded letters are those of a person."""
    word = cut[i].folded
    if word == _PILOT:
        return i > s.first and cut[i - 1].folded in _WITHOUT
    if word not in _SMALL:
        return False
    if word in _ALIKE:
        return _ALIKE[word] in text[cut[i].start : cut[i].end]
    if word == "ام":
        return i + 1 < s.last and (cut[i + 1].folded in _OR or bool(hits(lists().books["verb"], text, cut, i + 1)))
    return True
