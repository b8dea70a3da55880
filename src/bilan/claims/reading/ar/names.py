"""People counted by their names: "والشهداء هم: …، … و…", "اعتقال كل من … و…", "أسماء الضحايا:" and a line each.

Nothing but a word that announces names opens a list. A name is two words or more, parted by commas, "و" or lines;
ages and what stands in brackets belong to nobody's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bilan.claims.reading.ar.bare_numbers import cue_ends, hits
from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.hit import Hit, span_of
from bilan.claims.reading.ar.lexicon import Noun, lists, noun
from bilan.claims.reading.ar.numerals import opens_number
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm
from bilan.search.words import Word, fold, stems

_LONGEST = 160  # words of a list
_MOST = 7  # words of one name
_THEY = frozenset(map(fold, ("هم", "هن", "هما", "وهم", "وهن", "وهما")))
AGES = frozenset(
    map(
        fold,
        (
            "ونص",
            "ونصف",
            "عامان",
            "عامين",
            "سنتان",
            "سنتين",
            "شهران",
            "شهرين",
            "عام",
            "عاما",
            "سنة",
            "سنوات",
            "أعوام",
            "أشهر",
            "شهر",
            "شهرا",
            "سنه",
        ),
    )
)
_AGED = frozenset(map(fold, ("البالغ", "البالغة", "من", "العمر", "عمره", "عمرها", "يبلغ", "تبلغ")))
_STYLED = frozenset(map(fold, ("الشهيد", "الشهيدة", "الشاب", "الشابة", "المرحوم", "المرحومة", "البطل", "السيد", "السيدة", "الحاج", "بإذن", "الله")))  # fmt: skip
_COMPOUND = frozenset(map(fold, ("عبد", "أبو", "ابو", "أم", "بن", "ابن", "آل")))
_STOPS = frozenset(map(fold, ("في", "من", "عن", "إلى", "خلال", "بعد", "قبل", "إثر", "جراء", "نتيجة", "بسبب", "أثناء", "كما", "فيما", "بينما", "حيث", "الذي", "الذين", "التي", "اللذين", "أن", "إن", "قد", "تم", "جرى", "كان", "كانت", "كانوا", "ليس", "أصبح", "بات", "هي", "هو", "لم", "لا", "ما", "هذا", "هذه", "وسط", "مع", "نقلا", "بحسب", "وفق", "وذلك", "ولم", "وتم", "وقد", "وجرى", "وجرت", "بينهم", "وبينهم", "عند", "يوم", "اليوم", "أمس", "تعرضا", "تعرضوا", "توفيا", "استشهدوا", "أثر", "على", "عند", "قرب", "لدى", "ممن", "وهو", "وهي", "جميعهم", "وجميعهم", "البالغ", "البالغة", "يبلغ", "تبلغ", "عمره", "عمرها", "كل", "وما", "ومن", "إضافة", "بالإضافة", "لحياتهما", "لحياتهم", "حياتهما", "حياتهم", "جاء", "جاءت", "بجروح", "بجراح", "بحروق", "بشظايا", "برصاص", "بالرصاص", "بقصف", "بغارة", "رفض", "رفضت", "يعود", "تعود", "يرد", "ترد", "دون", "بدون")))  # fmt: skip


@dataclass(frozen=True, slots=True)
class NameList:
    """Names in a row: the people counted, and the harm that the word which opens the list says, if it does."""

    counted: Counted
    harm: Harm | None
    opens: int


def name_lists(text: str, cut: Sequence[Word], s: Sentence, last_word: int) -> list[NameList]:
    """The lists that open in a sentence; one under a heading may run on to word `last_word`."""
    found: list[NameList] = []
    i = s.first
    while i < s.last:
        opened = _opened(text, cut, i, s)
        if opened is None:
            i += 1
            continue
        start, harm, groups, lines = opened
        made = _read(text, cut, start, min(last_word if lines else s.last, start + _LONGEST), lines)
        if made is None or made[2] < 2:
            i += 1
            continue
        first, last, n = made
        q = Quantity.listed(n, text[cut[first].start : cut[last - 1].end])
        found.append(NameList(Counted(first, first, last, last, q, groups), harm, i))
        i = last
    return found


def named_hits(text: str, cut: Sequence[Word], s: Sentence, found: Sequence[Hit], last_word: int) -> list[Hit]:
    """The hits of a sentence with those listed by name; what a list names is not counted again inside it."""
    made = list(found)
    for named in name_lists(text, cut, s, last_word):
        c = named.counted
        made = [h for h in made if not c.first <= h.counted.first < c.last]
        before = next((h for h in reversed(made) if h.counted.end <= c.first and c.first - h.counted.end <= 14), None)
        anchor = before if named.harm is None or (before is not None and before.harm is named.harm) else None
        harm = named.harm or cue_ends(text, cut, named.opens, s) or _verb_behind(text, cut, c.last, s)
        if harm is None and cut[named.opens].folded in _THEY and before is not None:
            harm = before.harm
        if harm is None:
            continue
        if anchor is not None and anchor.harm is harm:
            kin = tuple(g for g in anchor.counted.groups if g is not Group.FAMILY)
            c.groups = c.groups if c.groups != (Group.PERSON,) else kin or c.groups
            if c.quantity.low == 2 and anchor.counted.loose and noun_may_be_two(cut, anchor.counted):
                anchor.counted.quantity = Quantity.exactly(2, anchor.counted.quantity.verbatim)
        cue = span_of(cut, named.opens, named.opens + 1)
        made.append(Hit(c, harm, cue, "names"))
    return made


def noun_may_be_two(cut: Sequence[Word], c: Counted) -> bool:
    """ "مدنيين … وهما": the form is a plural or a dual, and two are named."""
    said = noun(cut[c.first].folded)
    return said is not None and said.either


def _verb_behind(text: str, cut: Sequence[Word], k: int, s: Sentence) -> Harm | None:
    """ "إن كل من … و…، تعرضا للإصابة"."""
    for i in range(k, min(k + 2, s.last)):
        hit = lists().books["verb"].longest(text, cut, i)
        if hit is not None:
            return Harm(hit.entry.value)
    return None


def _opened(
    text: str, cut: Sequence[Word], i: int, s: Sentence
) -> tuple[int, Harm | None, tuple[Group, ...], bool] | None:
    """Where names begin after a word that announces them, with the harm and groups it says; lines: a line each."""
    word = cut[i].folded
    if i + 1 < s.last and any(stem in ("اسماء", "اسماءهم") for stem, _, _ in stems(word)):
        return _under_heading(text, cut, i, s)
    if word in _THEY:
        before = noun(cut[i - 1].folded) if i > s.first else None
        groups = tuple(g for g in before.groups) if before is not None and before.harm is None else (Group.PERSON,)
        harm = before.harm if before is not None and before.definite else _at_the_head(cut, i, s)
        return _after_all(cut, i + 1), harm, groups, False
    said = noun(word)
    if said is not None and said.harm is not None and said.definite and said.number == 3:
        return _in_points(text, cut, i, said)
    if (
        said is not None
        and said.definite
        and said.number == 3
        and i + 1 < s.last
        and cut[i + 1].folded in lists().given
    ):
        quoted = text[cut[i].end : cut[i + 1].start].strip() in ('"', "“", "”", "«")
        return (i + 1, None, said.groups, False) if quoted else None  # "المواطنين “سامر طارق” و…"
    if word in ("كل", "وكل", "كلا", "وكلا") and i + 3 < s.last and cut[i + 1].folded == "من":
        said = noun(cut[i + 2].folded)
        if said is not None and said.definite and said.harm is None and said.number == 3:
            return i + 3, None, said.groups, False  # "كل من المدنيين (…)"
        return i + 2, None, (Group.PERSON,), "\n" in text[cut[i + 1].end : cut[i + 2].start]
    if (
        word in ("كل", "وكل")
        and i + 2 == s.last
        and cut[i + 1].folded == "من"
        and "\n" in text[cut[i + 1].end : cut[i + 1].end + 3]
    ):
        return i + 2, None, (Group.PERSON,), True  # "استشهاد كل من" at the end of a line
    return None


def _at_the_head(cut: Sequence[Word], i: int, s: Sentence) -> Harm | None:
    """ "والشهداء نقلا عن المشفى، هم …": the noun for the harmed some words before."""
    near = (noun(w.folded) for w in reversed(cut[max(s.first, i - 8) : i]))
    return next((n.harm for n in near if n is not None and n.definite and n.number == 3 and n.harm is not None), None)


def _in_points(
    text: str, cut: Sequence[Word], i: int, said: Noun
) -> tuple[int, Harm | None, tuple[Group, ...], bool] | None:
    """ "الشهداء 1.سامر طارق 2. …": numbered names right behind the noun for them."""
    for k in range(i + 1, min(i + 4, len(cut) - 1)):
        if cut[k].folded == "1" and text[cut[k].end : cut[k].end + 1] in ("-", "_", ".", ")"):
            return k, said.harm, (Group.PERSON,), True
    if i + 1 < len(cut) and text[cut[i].end : cut[i + 1].start].strip() == ":":
        return i + 1, said.harm, (Group.PERSON,), False  # "ومن بين المصابين: …"
    return None


def _under_heading(
    text: str, cut: Sequence[Word], i: int, s: Sentence
) -> tuple[int, Harm | None, tuple[Group, ...], bool] | None:
    """ "أسماء الشهداء:", "بعض أسماء المصابين الذين وصلوا إلى مشفى …:"; without a colon, the end of the line."""
    said: Noun | None = None
    line = 0
    for k in range(i + 1, min(i + 24, len(cut))):
        if k < s.last or said is not None:
            said = said or _says_harm(text, cut, k)
        gap = text[cut[k].end : cut[k].end + 3]
        if cut[k].folded in _THEY or (":" in gap and said is not None):
            return _after_all(cut, k + 1), said.harm if said is not None else None, (Group.PERSON,), True
        if said is not None and not line and "\n" in gap:
            line = k + 1
    if said is not None and not line:  # a list of numbers may follow some words below: "1- …"
        for k in range(s.last, min(s.last + 4, len(cut) - 1)):
            if cut[k].folded == "1" and text[cut[k].end : cut[k].end + 1] in ("-", "_", ".", ")"):
                line = k
                break
    return (line, said.harm, (Group.PERSON,), True) if said is not None and line else None


def _says_harm(text: str, cut: Sequence[Word], k: int) -> Noun | None:
    """ "الشهداء", "الذين قتلوا"."""
    said = noun(cut[k].folded)
    if said is not None and said.harm is not None:
        return said
    verb = lists().books["verb"].longest(text, cut, k)
    return Noun((Group.PERSON,), Harm(verb.entry.value), 3) if verb is not None else None


def _after_all(cut: Sequence[Word], k: int) -> int:
    return k + 2 if k + 1 < len(cut) and cut[k].folded == "كل" and cut[k + 1].folded == "من" else k


def _read(text: str, cut: Sequence[Word], i: int, limit: int, lines: bool) -> tuple[int, int, int] | None:
    """The first word of the first name, the word after the last, and how many names there are."""
    limit = min(limit, len(cut))
    first = last = -1
    n = 0
    j = i
    while j < limit:
        if (
            cut[j].folded.isdigit()
            and len(cut[j].folded) < 3
            and text[cut[j].end : cut[j].end + 1] in ("_", "-", ".", ")")
        ):
            j += 1  # "1_ …"
        if n and cut[j].folded == "و":
            j += 1  # "“سامر طارق” و“كريم …”"
        while lines and j < limit and cut[j].folded in _STYLED:
            j += 1  # "• الشهيد البطل …"
        end = name_end(text, cut, j, limit)
        alone = lines or cut[j].folded in lists().given or cut[j].folded.removeprefix("و") in lists().given
        single = end == j + 1 and n > 0 and alone and not opens_number(cut[j].folded)
        if end - j < 2 and not single:
            break
        if n and lines and text[cut[last - 1].end : cut[j].start].count("\n") > 3:
            break
        first = j if first < 0 else first
        last, n = end, n + 1
        j = past_age(text, cut, end, limit)
        if j + 1 < limit and cut[j + 1].folded in _THEY and (kind := noun(cut[j].folded)) is not None:
            if kind.harm is not None:
                break  # "… والمصابون هم …": another list
            j += 2  # "… وأطفال هم …"
            continue
        aged = j > end and j < limit and cut[j].folded in lists().given
        if j >= limit or not (aged or _parted(text, cut, j, lines)):
            break
    return (first, last, n) if n else None


def _parted(text: str, cut: Sequence[Word], j: int, lines: bool) -> bool:
    """Whether another name may begin at word `j`: after a comma, a line's end, or with "و"."""
    gap = text[cut[j - 1].end : cut[j].start]
    numbered = cut[j].folded.isdigit() and text[cut[j].end : cut[j].end + 1] in ("-", "_", ".", ")")
    return numbered or any(c in gap for c in "،,;-–؛") or cut[j].folded.startswith("و") or (lines and "\n" in gap)


def name_end(text: str, cut: Sequence[Word], i: int, limit: int) -> int:
    """The word after the name that begins with word `i`; `i` itself when none does."""
    j = i
    while j < limit and j - i < _MOST:
        word = cut[j].folded
        if j > i:
            gap = text[cut[j - 1].end : cut[j].start]
            if (
                any(c in gap for c in "،,;؛:()–\n.»”#")
                or (not word[0].isdigit() and word.isascii())
                or gap.count('"') > 0
                or " - " in gap
            ):
                break
            joined = word.startswith("و") and len(word) > 3 and j - i >= 2 and cut[j - 1].folded not in _COMPOUND
            if joined or word == "و":
                break
        if word.isdigit() or not _may_name(text, cut, j, j > i):
            break
        j += 1
    return j if j - i <= _MOST - 1 else i


def _may_name(text: str, cut: Sequence[Word], j: int, inside: bool) -> bool:
    word = cut[j].folded
    if text[cut[j].start : cut[j].end].removeprefix("و") == "علي":
        return True  # the name; "على" folds to the same letters
    bare = word.removeprefix("و") if not inside and len(word) > 3 else word
    if bare in _STOPS or word in _STOPS or bare in AGES:
        return False
    said = noun(bare)
    if said is not None and (
        said.harm is not None or said.number != 1 or (not inside and not (said.definite or said.owned))
    ):
        return False
    books = lists().books
    plain = [Word(cut[j].start, cut[j].end, bare)]
    busy = ("verb", "noun", "speech_verbs", "attack_verbs", "attack_nouns")
    if any(books[b].longest(text, plain, 0) for b in busy) and not inside:
        return False
    glued = [stem for stem, _, taken in stems(word) if taken and word[0] in "بل" and inside]
    nouns = books["attack_nouns"]
    return not any(nouns.longest(stem, [Word(0, len(stem), stem)], 0) for stem in glued) and not hits(
        books["verb"], text, cut, j
    )


def past_age(text: str, cut: Sequence[Word], j: int, limit: int) -> int:
    """Past "35 عاماً", "(13 عاماً)", "(أم لطفلين)"."""
    if j < limit and "(" in text[cut[j - 1].end : cut[j].start]:
        close = text.find(")", cut[j].start, cut[j].start + 60)
        while close >= 0 and j < limit and cut[j].start < close:
            j += 1
    k = j
    aged = AGES | _AGED
    while k < limit and k - j < 6 and (cut[k].folded.isdigit() or cut[k].folded in aged):
        k += 1
    return k
