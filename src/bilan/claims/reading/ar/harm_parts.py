"""Which of the counted groups of a sentence are part of another: "بينهم", "منهم", "بين القتلى", a list in brackets."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.bare_numbers import cue_ends, hits
from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.hit import Hit, span_of
from bilan.claims.reading.ar.lexicon import lists, noun
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge
from bilan.search.words import Word, fold


def part(
    text: str,
    cut: Sequence[Word],
    s: Sentence,
    g: Counted,
    found: Sequence[Hit],
    earlier: Sequence[Counted],
    of: dict[int, Hit],
) -> Hit | None:
    """ "بينهم 4 أطفال", "معظمهم من الأطفال", "(رجل وزوجته)", "ثلاثة منهم": part of the group before."""
    books = lists().books
    wholes = [h for h in reversed(found) if h.part_of is None]
    if not wholes:
        return None
    head = wholes[0]
    if head.counted.quantity.low == 1 and Group.FAMILY not in head.counted.groups:  # nobody is part of one person
        bigger = next((h for h in wholes if h.counted.quantity.low > 1), None)
        if bigger is None:
            return None
        head = bigger
    if g.other and g.quantity.hedge is not Hedge.SOME and _of_them(cut, g):
        return Hit(g, cue_ends(text, cut, g.begin, s) or head.harm, head.cue, "part", head)
    if g.most and g.begin - head.counted.end <= 10:
        return Hit(g, head.harm, head.cue, "part", head)
    for k in range(max(s.first, g.begin - 6), g.begin):
        last = hits(books["part"], text, cut, k)
        if not last or last > g.begin or k < head.counted.end or k - wholes[0].counted.end > 10:
            continue
        if any(e.first <= k < e.end for e in earlier if e.first >= head.counted.end):
            continue
        most = bool(hits(books["most"], text, cut, k))
        between = list(range(last, g.begin))
        if len(between) > 3 or any(
            cut[i].folded not in ("من", "علي", "الاقل", "ما", "لا", "يقل", "عن", "اكثر", "نحو") for i in between
        ):
            continue
        if cut[k].folded in _THEY and _what_they_are(g):
            return None
        if cut[k].folded in ("هم", "وهم") and text[cut[k].start - 1 : cut[k].start] not in ("(", " ", "،"):
            continue
        if most and g.quantity.hedge is not Hedge.SOME:
            g.quantity = Quantity(3, None, Hedge.SOME, g.quantity.verbatim)
        if most:
            _together(cut, g, s)
            g.start = cut[k].start  # "معظمهم من النساء": the words as a whole
        return Hit(g, head.harm, head.cue, "part", head, most)
    previous = found[-1]
    opened = text.rfind("(", cut[previous.counted.end - 1].end, cut[g.begin].start + 1) if previous is head else -1
    if (
        opened >= 0
        and not g.definite
        and not _what_they_are(g)
        and not text[opened + 1 : cut[g.begin].start].strip()
        and (g.quantity.low == 1 or g.loose or g.quantity.low < head.counted.quantity.low)
    ):
        return Hit(g, head.harm, head.cue, "part", head)
    if previous is head and head.counted.other and g.loose and not g.definite and g.begin == head.counted.end:
        return Hit(g, head.harm, head.cue, "part", head)  # "3 آخرين طفلة وشابين"
    colon = text[cut[previous.counted.end - 1].end : cut[g.begin].start].strip()
    if previous is head and head.counted.quantity.low > 1 and colon == ":" and not g.definite:
        return Hit(g, head.harm, head.cue, "part", head)
    if g.owned and previous.part_of is None and previous.counted.end == g.begin and g.quantity.hedge is Hedge.SOME:
        return None
    return None


_THEY = frozenset(map(fold, ("هم", "وهم", "هن", "وهن", "هما", "وهما")))
_KINDS = {Group.PERSON, Group.CIVILIAN, Group.COMBATANT}


def _what_they_are(g: Counted) -> bool:
    """ "وهم مهجرون", "(عمال بقطاف القطن)": a bare plural tells what all of them are, not some of them."""
    return g.loose and g.quantity.hedge is Hedge.SOME and set(g.groups) <= _KINDS


def _together(cut: Sequence[Word], g: Counted, s: Sentence) -> None:
    """ "معظمهم من النساء والأطفال": one group of two kinds."""
    while g.end < s.last and cut[g.end].folded.startswith("و"):
        said = noun(cut[g.end].folded)
        if said is None or said.number != 3 or said.harm is not None:
            return
        g.groups = tuple(dict.fromkeys((*g.groups, *said.groups)))
        g.last = g.end = g.end + 1


def among(
    text: str, cut: Sequence[Word], s: Sentence, g: Counted, found: Sequence[Hit], earlier: Sequence[Counted]
) -> Hit | None:
    """ "كان بين القتلى 4 أطفال وصحفي": part of the dead told before, in this sentence or an earlier one."""
    heads = (e for e in reversed(earlier) if e.harm is not None and e.loose)
    head = next((e for e in heads if e.definite or (e.begin > s.first and cut[e.begin - 1].folded == "بين")), None)
    if head is None or g is head or head.quantity.hedge is not Hedge.SOME or g.definite:
        return None
    named = head.end < s.last and cut[head.end].folded in ("هم", "هن", "هما")  # "والشهداء هم: سيدة وطفلها"
    before = cut[head.begin - 1].folded if head.begin > s.first else ""
    told_of = _at_the_head(text, cut, s, head) and (g.begin == head.end or bool(found and found[-1].rule == "among"))
    if not named and before not in ("بين", "ومن", "من", "ضمن") and not told_of:
        return None
    if told_of and not named and g.loose and g.quantity.low > 2:
        return None  # "والمصابون عمال": what they are
    between = list(range(head.end, g.begin))
    told = [h for h in found if h.counted.first >= head.end]
    if len(between) > 2 and not told:
        return None
    if told and (told[-1].rule != "among" or not _next_in_line(text, cut, told[-1].counted, g)):
        return None
    if before == "من" and not named and cut[head.begin - 2].folded != "بين" and not told:
        return None
    whole = next((h for h in reversed(found) if h.harm is head.harm and h.part_of is None and h.rule != "among"), None)
    return Hit(g, head.harm or Harm.KILLED, span_of(cut, head.first, head.end), "among", whole)


_THAT = frozenset(map(fold, ("أن", "إن", "بأن", "وأن", "وإن", "فإن")))


def _at_the_head(text: str, cut: Sequence[Word], s: Sentence, head: Counted) -> bool:
    """ "إن الضحايا رجلان وامرأة", "والمصابون 5 نساء": the victims open a clause, several of them."""
    word = cut[head.begin].folded
    after_comma = head.begin > s.first and "،" in text[cut[head.begin - 1].end : cut[head.begin].start]
    opens = head.begin == s.first or cut[head.begin - 1].folded in _THAT or (word.startswith("وال") and after_comma)
    return opens and head.definite and head.quantity.low > 2 and head.end - head.begin == 1


def between_the_dead(text: str, cut: Sequence[Word], s: Sentence, g: Counted) -> Hit | None:
    """ "نساء وأطفال بين القتلى": the whole they are among stands behind them."""
    if g.definite or g.harm is not None or g.nobody:
        return None
    k = g.end
    while k < s.last and k - g.end < 3 and cut[k].folded.startswith("و") and noun(cut[k].folded) is not None:
        k += 1
    if any(c in text[cut[g.end - 1].end : cut[min(k, s.last - 1)].start] for c in ".،؛:\n"):
        return None
    if (
        k + 1 >= s.last
        or cut[k].folded not in ("بين", "ضمن")
        or (text[cut[g.end - 1].end : cut[k].start].strip(" و") and k == g.end)
    ):
        return None
    said = noun(cut[k + 1].folded)
    if said is None or said.harm is None or not said.definite or said.number != 3:
        return None
    return Hit(g, said.harm, span_of(cut, k, k + 2), "among")


def _next_in_line(text: str, cut: Sequence[Word], before: Counted, g: Counted) -> bool:
    gap = text[cut[before.end - 1].end : cut[g.begin].start]
    return g.begin - before.end <= 1 and (cut[g.begin].folded.startswith("و") or "و" in gap)


def _of_them(cut: Sequence[Word], g: Counted) -> bool:
    return any(w.folded in ("منهم", "منهن", "بينهم", "بينهن") for w in cut[g.last : g.end])


def of_a_tally(text: str, cut: Sequence[Word], whole: Hit, found: Sequence[Hit]) -> None:
    """ "عدد الضحايا إلى 105 منهم 28 شهيدا و77 جريحا": what follows a toll with "منهم" is part of it."""
    book = lists().books["part"]
    end = whole.counted.end
    opened = False
    for hit in sorted(found, key=lambda h: h.counted.first):
        g = hit.counted
        if hit.part_of is not None or g.first < end or g.begin - end > 3:
            continue
        opened = opened or any(hits(book, text, cut, k) for k in range(end, g.begin))
        same = whole.harm in (hit.harm, Harm.KILLED_OR_INJURED)
        if not opened or not same:
            return
        hit.part_of, end = whole, g.end
