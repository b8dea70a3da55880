"""Counted people: "at least 12 civilians", "several others", "a child", "civilians"."""

from __future__ import annotations

from bilan.claims.reading.noun_phrase import Counted, head_of, inside_noun_phrase, past_age, phrase, skip
from bilan.claims.reading.numerals import Numeral, numeral_at
from bilan.claims.reading.numerals_counting import RANGE_OPENS, range_at, usable_numeral
from bilan.claims.reading.pack import Noun, Pack
from bilan.claims.reading.words import Word
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Hedge

_PARTICLED = frozenset(
    {"handed", "hand", "handing", "turned", "turning", "taken", "took", "take", "taking", "ran", "run"}
)

_SINGULAR = frozenset({"un", "une", "a", "an", "son", "sa", "mon", "ma", "leur", "notre"})
_TH = frozenset({"e", "ème", "eme", "er", "ère", "nd", "th", "rd", "st"})
_PARENTS = frozenset({"mother", "father", "mum", "mom", "dad", "parent", "mère", "père", "maman", "papa"})
_CERTAIN = frozenset({"certains", "certaines"})  # "certaines victimes": some of those told of already


def counted_at(words: list[Word], i: int, dated: set[int], pack: Pack) -> Counted | None:
    """The counted noun phrase that begins at word `i` with its hedges, or None."""
    if _is_plain(words[i], pack):
        return None if i in dated else _one_or_plural(words, i, pack, at_least=False)
    hedges: list[Hedge | str] = []
    j = i
    while j < len(words) and words[j].has("hedge") and len(hedges) < 3:
        if words[j].low == "over" and j and words[j - 1].low in _PARTICLED:
            break
        if words[j].low in ("que", "qu'") and not any(w.low in ("ne", "n'") for w in words[max(0, j - 9) : j]):
            break
        hedges.append(words[j].value("hedge"))
        j += words[j].width("hedge")
    single = pack.lang == "fr" and j > i and words[j - 1].low in ("seul", "seule")
    if not single and (j >= len(words) or j in dated):
        return None
    if single:
        return phrase(words, i, i, j, Quantity.only(1), "numeral", pack)
    between = i > 0 and (words[i - 1].low in ("entre", "between") or words[i - 1].low.startswith("rang"))
    ranged = range_at(words, j, between, dated, pack)
    if ranged is not None:
        (first, last, low, high) = ranged
        quantity: Quantity | None = Quantity.between(low, high) if low < high else None
        return phrase(words, i, first, last, quantity, "numeral", pack) if quantity else None
    household = (_household(words, i, pack) or _couple(words, i)) if j == i else None
    if household is not None:
        return household
    vague = words[j].value("quantifier")
    if vague is not None and ((i > 0 and words[i - 1].low == "pour") or words[j].width("including") > 1):
        return None  # "pour la plupart", "most of whom": of those just counted
    if vague is not None:
        return _vague(words, i, j, str(vague), pack)
    numeral = usable_numeral(words, j, pack)
    if numeral is not None and i > 1 and words[i - 1].has("of") and words[i - 2].low in _PARENTS:
        return None  # "a mother of four", "un père de trois enfants"
    if numeral is not None:
        return _numeral_phrase(words, i, numeral, hedges, pack)
    return (
        _one_or_plural(words, j, pack, at_least=Hedge.AT_LEAST.value in hedges)
        if not hedges or "at_least" in hedges
        else None
    )


def _is_plain(word: Word, pack: Pack) -> bool:
    """Most words: nothing that the lexicon knows, and no number begins there."""
    low = word.low
    return not word.tags and not low[0].isdecimal() and low not in pack.numbers.openers and low not in RANGE_OPENS


def _household(words: list[Word], i: int, pack: Pack) -> Counted | None:
    """ "a family of six", "une famille de six personnes": six people."""
    if not (words[i].has("article") or words[i].has("possessive")) or i + 3 >= len(words):
        return None
    j = i + 1
    while j < min(i + 3, len(words)) and not words[j].has("household"):
        if words[j].has_any(("attack", "vpart", "thing", "person", "preposition", "article")):
            return None
        j += 1
    if j + 2 >= len(words) or not words[j].has("household") or not words[j + 1].has("of"):
        return None
    counted = counted_at(words, j + 2, set(), pack)
    if counted is None or counted.kind != "numeral" or counted.head not in ("person", "none", "unknown"):
        return None
    counted.begin, counted.groups, counted.head = i, (Group.FAMILY,), "person"
    if counted.head_at >= counted.end:
        counted.end = counted.last
    return counted


def _couple(words: list[Word], i: int) -> Counted | None:
    """ "a couple", "un jeune couple": two people, unless "a couple of" counts something else."""
    if not words[i].has("indefinite"):
        return None
    j = next((k for k in range(i + 1, min(i + 4, len(words))) if words[k].has("couple")), None)
    if j is None or any(not w.low.isalpha() or w.has("of") for w in words[i + 1 : j]):
        return None
    if j + 1 < len(words) and words[j + 1].has("of"):
        return None
    return Counted(i, j + 1, i, j + 1, Quantity.exactly(2), "one", "person", j, (Group.FAMILY,))


def _numeral_phrase(
    words: list[Word], begin: int, numeral: Numeral, hedges: list[Hedge | str], pack: Pack
) -> Counted | None:
    n = numeral.value
    last = numeral.last
    names = [str(h) for h in hedges]
    wide_last = _open_upper(words, last, pack)
    if _ages(words, last):
        return None
    again = _said_again(words, last, n)
    after = words[last].value("hedge_after") if last < len(words) else None
    quantity: Quantity
    top = _up_to(words, last, pack) if n and not set(names) & {"more_than", "less_than", "up_to"} else None
    if top is not None and top.value > n:
        return phrase(words, begin, numeral.first, top.last, Quantity.between(n, top.value), "numeral", pack)
    if n == 0:
        quantity = Quantity.none()
    elif "at_least" in names or after == "at_least":
        quantity = Quantity.at_least(n)
    elif "more_than" in names:
        quantity = Quantity.more_than(n)
    elif "less_than" in names:
        if n < 2:
            return None
        quantity = Quantity.up_to(n - 1)
    elif "up_to" in names:
        quantity = Quantity.up_to(n)
    elif "only" in names or after == "only":
        quantity = Quantity.only(n)
    elif "about" in names or numeral.approximate:
        quantity = Quantity.about(n)
    else:
        quantity = Quantity.exactly(n)
    made = phrase(words, begin, numeral.first, wide_last or again or last, quantity, "numeral", pack)
    if made is not None and again is not None and wide_last is None:
        made.last = last
    return made


def _ages(words: list[Word], i: int) -> bool:
    """ "three people of 18, 24 and 26 years": the numbers of a list of ages count nobody."""
    k = i
    while k + 1 < len(words) and (words[k].low == "," or words[k].has("and")) and words[k + 1].low.isdecimal():
        k += 2
    return k > i and k < len(words) and words[k].has("age")


def _said_again(words: list[Word], i: int, n: int) -> int | None:
    """ "four (04) guards": past the same number in figures."""
    if i + 2 < len(words) and words[i].low == "(" and words[i + 1].low.isdecimal() and words[i + 2].low == ")":
        return i + 3 if int(words[i + 1].low) == n else None
    return None


def _open_upper(words: list[Word], i: int, pack: Pack) -> int | None:
    """ "at least 7 and possibly over 9": the second number only says that the first is a floor."""
    j = i
    if j < len(words) and words[j].low in ("and", "et", "to", "or", "ou"):
        j += 1
        if j < len(words) and (words[j].has("possible") or words[j].low in ("potentiellement", "peut")):
            j += words[j].width("possible") or 1
            while j < len(words) and words[j].has("hedge"):
                j += words[j].width("hedge")
            numeral = numeral_at(words, j, pack.numbers) if j < len(words) else None
            if numeral is not None:
                return numeral.last
    return None


def _up_to(words: list[Word], i: int, pack: Pack) -> Numeral | None:
    """ "at least 9 and up to 15", "13, and as many as 20,": the top of a range."""
    j = i + (i < len(words) and words[i].low == ",")
    if j + 2 >= len(words) or words[j].low not in ("and", "or", "et", "ou", "but", "mais"):
        return None
    j += 1
    while j < len(words) and words[j].has_any(("possible", "adverb")):
        j += max(1, words[j].width("possible"))
    if j >= len(words) or words[j].value("hedge") != "up_to":
        return None
    return numeral_at(words, j + words[j].width("hedge"), pack.numbers) if j + 1 < len(words) else None


def _vague(words: list[Word], begin: int, i: int, value: str, pack: Pack) -> Counted | None:
    if words[i].low == "most" and i and words[i - 1].low == "the":
        return None  # "one of the most wanted"
    hedge, low = value.split(":")
    last = i + words[i].width("quantifier")
    floor = int(low)
    quantity = Quantity.none() if hedge == "none" else Quantity(floor, None, Hedge(hedge))
    made = phrase(words, begin, i, last, quantity, "vague", pack)
    told = made is not None and made.head in ("victim", "event") and not words[made.head_at].has("bodies")
    if words[i].low == "personne" and not _suffers(words, last):
        return None  # "personne ne sait combien …"
    return None if told and words[i].low in _CERTAIN else made


def _closes(words: list[Word], i: int) -> bool:
    """ "injured another, and …": the noun is not said again."""
    if i >= len(words) or words[i].low in (",", ".", ";", ")") or words[i].has("and"):
        return True
    if (words[i].has("adverb") and not words[i].has("person")) or words[i].has("have"):
        return True
    last = i + 1 >= len(words) or not words[i + 1].has("person")
    return (words[i].has("vpart") or words[i].has("be")) and last


def _said_that(words: list[Word], i: int) -> bool:
    """ "said that civilians were hurt": no article, before a noun in the plural."""
    nouns = [w.value("person") for w in words[i + 1 : i + 3] if w.has("person")]
    return words[i].low == "that" and any(isinstance(n, Noun) and n.plural for n in nouns)


def _of_others(words: list[Word], i: int) -> bool:
    """ "les droits des femmes", "les côtes libyennes et tunisiennes": a plural that counts nobody by itself."""
    if i == 0 or not words[i].has("person") or words[i].raw[:1].isupper():
        return False
    before = words[i - 1]
    noun = words[i].value("person")
    if before.low == "des" and isinstance(noun, Noun) and noun.plural:
        return True
    joined = before.low in ("et", "ou") and i > 1
    if joined and i > 2 and words[i - 3].has("thing"):
        return True
    return joined and not any(words[i - 2].has(t) for t in ("person", "victim", "gadj", "quantifier", "age"))


def _superlative(words: list[Word], i: int) -> bool:
    """ "one of the most wanted smugglers": told of the one."""
    return any(words[k].low == "most" and words[k - 1].low == "the" for k in range(max(1, i - 2), i))


def _after_including(words: list[Word], i: int) -> bool:
    return any(i >= n and words[i - n].width("including") == n for n in (1, 2, 3))


def _joined_by(words: list[Word], i: int) -> bool:
    """ "ainsi qu'à leur contremaître", "avec son chauffeur": an "and" before the preposition, or a "with"."""
    if words[i].low in ("avec", "with"):
        return True
    return words[i].low in ("à", "de", "d'", "to", "of") and i > 0 and words[i - 1].low in ("et", "and", "que", "qu'")


def _suffers(words: list[Word], i: int) -> bool:
    """A verb of harm right after a noun without its article, as in headlines: "boy killed", "man and woman were killed"."""
    if i + 1 < len(words) and words[i].has("and") and words[i + 1].has("person"):
        i += 1 + words[i + 1].width("person")
    while i < len(words) and any(words[i].has(t) for t in ("be", "been", "adverb", "have", "negation")):
        i += 1
    return i < len(words) and any(words[i].has(t) for t in ("vpart", "vadj", "vintr"))


def _struck(words: list[Word], i: int, end: int) -> bool:
    """ "Forces Kill Senior Commander in Tarn": in a headline, the object of the verb right before."""
    before = words[i - 1] if i else None
    harm = before is not None and before.has_any(("vfin", "vinf")) and not before.has("be")
    return harm and all(w.raw[:1].isupper() or not w.raw[:1].isalpha() for w in words[i:end])


def _counts_its_people(words: list[Word], i: int, pack: Pack) -> bool:
    """Whether an "of" with a number or a quantifier stands here, after its hedges."""
    j = i + 1
    while j < len(words) and words[j].has("hedge"):
        j += words[j].width("hedge")
    counts = j < len(words) and (words[j].has("quantifier") or usable_numeral(words, j, pack) is not None)
    return counts and words[i].has("of")


def _one_or_plural(words: list[Word], i: int, pack: Pack, at_least: bool) -> Counted | None:
    word = words[i]
    start = i
    determined = False
    indefinite = word.has("indefinite")
    if indefinite or word.has("possessive"):
        start, determined = i + 1, True
        if (
            pack.lang == "fr"
            and indefinite
            and start < len(words)
            and words[start].has("of")
            and start + 1 < len(words)
        ):
            # "un de ses soldats"
            start = skip(words, start, "of", "article", "possessive")
    elif word.has("plural_article") and word.low == "des":
        if (
            i > 0
            and inside_noun_phrase(words[i - 1], pack)
            and words[i - 1].low not in ("seuls", "seules")
            and not words[i - 1].low.endswith(("é", "er", "és", "ent", "ant", "it", "u"))
        ):
            return None
        start = i + 1
    elif past_age(words, i) > i:
        determined = indefinite = True
    elif word.has("article") and i > 0 and _after_including(words, i):
        start, determined, indefinite = i + 1, True, True  # "including the driver": one of them
    elif (
        (pack.lang == "fr" and _of_others(words, i))
        or word.has("article")
        or word.has("of")
        or _superlative(words, i)
        or (i > 0 and not _said_that(words, i - 1) and inside_noun_phrase(words[i - 1], pack, word))
    ):
        return None
    if (
        indefinite
        and start + 1 <= len(words)
        and start < len(words)
        and words[start].has("ordinal")
        and _closes(words, start + 1)
    ):
        return Counted(i, start + 1, i, start + 1, Quantity.exactly(1), "one", "person", i, (Group.PERSON,))
    if indefinite and start + 1 < len(words) and words[start].low.isdecimal() and words[start + 1].low in _TH:
        end = start + 2
        return Counted(i, end, i, end, Quantity.exactly(1), "one", "person", i, (Group.PERSON,))
    struck = i > 0 and words[i - 1].has_any(("vfin", "vinf", "vger")) and start < len(words)
    if (
        indefinite
        and start == i + 1
        and word.low == "another"
        and (_closes(words, start) or (struck and words[start].has("preposition")))
    ):
        return Counted(i, i + 1, i, i + 1, Quantity.exactly(1), "one", "person", i, (Group.PERSON,))
    head = head_of(words, start, pack, limit=4 if determined or pack.lang == "en" else 1)
    single = head is not None and head[0] == "victim" and not (words[head[1]].value("victim") or (None, True))[1]
    if head is not None and single and words[head[1]].width("toll") > 1:
        return None  # "a primary death toll"
    if head is not None and single and determined and indefinite:
        end = head[1] + words[head[1]].width("victim")
        if words[head[1]].has("events") and _counts_its_people(words, end, pack):
            return None  # "a mass execution of 300 captives": the deed, not one dead
        if any(w.has("of") for w in words[start : head[1]]) and not any(
            w.has("transparent") for w in words[start : head[1]]
        ):
            return None  # "une sensation de mort", "a sense of loss"
        return phrase(words, i, i, end, Quantity.exactly(1), "one", pack)
    if head is None or head[0] not in ("person",):
        return None
    at, noun = head[1], words[head[1]].value("person")
    assert isinstance(noun, Noun)
    if noun.plural and word.low in _SINGULAR:
        noun = Noun(noun.groups, False)  # "un Français", "son fils": the article tells
    listed = i > 0 and (words[i - 1].has("and") or _joined_by(words, i - 1))
    if word.has("possessive") and (
        noun.plural or not (listed or set(noun.groups) & {Group.CHILD, Group.WOMAN, Group.MAN, Group.FAMILY})
    ):
        return None
    end = at + words[at].width("person")
    if determined and not noun.plural and words[at].has("household"):
        return phrase(words, i, i, end, Quantity(2, None, Hedge.SOME), "one", pack)
    if determined and indefinite and (not noun.plural or start > i + 1):
        quantity = Quantity.at_least(1) if at_least else Quantity.exactly(1)
        return phrase(words, i, i, end, quantity, "one", pack)
    if determined and not noun.plural:
        return phrase(words, i, i, end, Quantity.exactly(1), "one", pack)
    named = words[at].low in ("families", "familles") and words[start].raw[:1].isupper() and at > start
    if word.has("totals") or named:  # "number of civilians", "Darwish families"
        return None
    if not determined and noun.plural and not at_least:
        return phrase(words, i, i, end, Quantity(2, None, Hedge.SOME), "plural", pack)
    before = words[i - 1] if i else None
    bare = (
        before is None
        or before.low in ("|", ":", "–", "(")
        or before.has("including")
        or before.has("vinf")
        or before.has("vger")
        or (before.has("vfin") and not words[i - 2].has("be") if i > 1 else before.has("vfin"))
        or (before.low in (",", ";", "and", "earlier") and _suffers(words, end))
        or (before.has("and") and i > 1 and words[i - 2].has("person") and not words[i - 2].value("person").plural)
    )
    if not determined and not noun.plural and bare:
        titled = (
            pack.lang == "en"
            and at - i < 4
            and word.raw[:1].isupper()
            and (_suffers(words, end) or _struck(words, i, end))
        )  # "RSM leader killed", "Army Kills Senior RSM Leader"
        return phrase(words, i, i, end, Quantity.exactly(1), "one", pack) if at == i or titled else None
    return None
