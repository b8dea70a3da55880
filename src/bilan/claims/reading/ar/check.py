"""The Arabic check: number, hedge, harm, group and dates of a claim, read again on its spans alone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from bilan.actors import Found, Through, registry
from bilan.claims.reading.ar.datelines import dateline
from bilan.claims.reading.ar.dates import dates
from bilan.claims.reading.ar.followers import OF_ITS_OWN, OWNED, with_followers
from bilan.claims.reading.ar.groups import AS_MANY, ONE_MORE, ONE_OF, THE_OTHER, TWO_MORE
from bilan.claims.reading.ar.harm_words import DASHES
from bilan.claims.reading.ar.lexicon import LIVES, his, lists, nation, noun
from bilan.claims.reading.ar.numerals import read_number
from bilan.claims.reading.ar.people import FORCES, RANKS
from bilan.claims.reading.ar.pronouns import act_upon
from bilan.claims.reading.ar.quantities import VAGUE, digit_range
from bilan.claims.reading.ar.romanise import romanise
from bilan.claims.reading.ar.sentences import Sentence
from bilan.claims.reading.ar.site_names import said_by_others
from bilan.claims.reading.ar.where import namesake
from bilan.claims.reading.ar.who import believed, doer, not_oman, the_occupier
from bilan.claims.reading.check import around, within
from bilan.model.claim import Claim, Mention
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Hedge
from bilan.search.words import Word, cut_up, fold, stems

_WORDED = {
    Hedge.AT_LEAST: ("at_least", "more_than"),
    Hedge.MORE_THAN: ("more_than",),
    Hedge.UP_TO: ("up_to", "less_than"),
    Hedge.ONLY: ("only",),
}
_PAIR = frozenset(map(fold, ("اثنين", "اثنان", "اثنتين", "اثنتان")))
_LIVES = frozenset(map(fold, ("حياتهم", "حياته", "حياتها", "أرواحهم", "حياتهن", "حياتهما")))
_TAKEN = frozenset(map(fold, LIVES))
_MEDICAL = frozenset(map(fold, ("طبي", "طبية", "إسعاف", "صحي", "صحية", "تمريض", "الهلال", "هلال", "إسعافي")))
_FAMILY = frozenset(map(fold, ("عائلة", "أسرة", "عائلته", "عائلتها", "أسرته", "أسرتها", "ذويه", "أقاربه")))
_CIVILIAN = frozenset(map(fold, ("مدني", "مدنية", "مدنيا", "مدنيين", "مدنيون", "مدنيات", "بريء", "أبرياء", "بريئا")))
_RESCUE = frozenset(map(fold, ("الدفاع", "دفاع", "الخوذ", "الإغاثة", "الإسعاف", "الهلال", "فرق")))
# What counts as silence about losses: these nouns after "without" say that nobody was harmed
_LOSSES = {
    "اصابات": Harm.INJURED,
    "اصابه": Harm.INJURED,
    "ضحايا": Harm.KILLED_OR_INJURED,
    "قتلي": Harm.KILLED,
    "جرحي": Harm.INJURED,
    "خسائر": Harm.KILLED_OR_INJURED,
}


def _self_dated(text: str) -> Period | None:
    dated = dateline(text)
    return dated[0] if dated is not None else None


class ArabicCheck:
    """A second look at the claims of one Arabic text."""

    lang = "ar"

    def __init__(self, text: str, published: Period | None) -> None:
        self.text, self.published = text, published or _self_dated(text)
        self._said: dict[tuple[int, int], frozenset[Harm]] = {}

    @cached_property
    def _all(self) -> Sequence[Word]:
        return cut_up(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [w.start for w in self._all]

    def _cut(self, span: Span) -> list[Word]:
        """The words of a stretch; one that its edge cuts ("و|15") gives the letters inside."""
        found = []
        for w in self._all[max(0, bisect_right(self._starts, span.start) - 1) : bisect_left(self._starts, span.end)]:
            if w.start >= span.start and w.end <= span.end:
                found.append(w)
            elif w.end > span.start:
                start, end = max(w.start, span.start), min(w.end, span.end)
                found.append(Word(start, end, fold(self.text[start:end])))
        return [w for w in found if w.folded]

    # ------------------------------------------------------------ number

    def number(self, c: Claim) -> str | None:
        """The numeral, the noun's own form (one, two, some) or the vague word; and a word for its hedge."""
        q, said = c.quantity, c.count_span.of(self.text)
        cut = self._cut(c.count_span)
        values = self._values(cut)
        hedges = self._hedges(c)
        if q.hedge in _WORDED and not hedges & set(_WORDED[q.hedge]):
            return f"no word near “{said}” says {q.hedge.value}"
        if q.hedge is Hedge.NONE:
            return None if 0 in values or self._denied(cut) else f"“{said}” does not say none"
        if q.hedge in (Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS):
            return None if (q.low, q.hedge) in self._vague(cut) else f"“{said}” does not read as {q.low}"
        if q.hedge is Hedge.LISTED:
            return None if len(cut) >= q.low else f"“{said}” does not name {q.low}"
        if q.hedge is Hedge.SOME:
            return f"“{said}” states a number, not {q.hedge.value}" if values - {1} else None
        if q.hedge is Hedge.RANGE:
            values |= self._values(self._cut(around(c, self.text, 30, 0)))
            fits = {q.low, q.high} <= values
        else:
            wanted = {Hedge.MORE_THAN: q.low - 1, Hedge.UP_TO: q.high}.get(q.hedge, q.low)
            if q.hedge is Hedge.UP_TO and "less_than" in hedges and q.high is not None:
                wanted = q.high + 1
            fits = wanted in values or (not values and wanted in self._forms(cut))
            fits = fits or (len(cut) == 1 and cut[0].folded in AS_MANY and self._told_before(c, wanted))
            fits = fits or (wanted == 1 and not values and not self._forms(cut))  # a name
        return None if fits else f"“{said}” does not read as {q.low}"

    def _told_before(self, c: Claim, wanted: int | None) -> bool:
        """ "… 4 جنود وأصيب مثلهم": the number stands a few words before."""
        cut = self._cut(Span(max(c.quote.start, c.count_span.start - 100), c.count_span.start))
        return wanted in self._values(cut) or wanted in self._forms(cut)

    def _values(self, cut: list[Word]) -> set[int]:
        found: set[int] = set()
        i = 0
        while i < len(cut):
            pair = digit_range(self.text, [*cut, *cut], i) if i + 1 < len(cut) else None
            if pair is not None:
                found |= {pair[0], pair[1]}
            number = read_number(self.text, cut, i)
            if number is not None and not (cut[i].folded in _PAIR and i):
                found.add(number[0])
                i = max(number[1], i + 1)
            else:
                i += 1
        return found

    def _forms(self, cut: list[Word]) -> set[int]:
        """How many the form of a noun says: one, or two for a dual."""
        found: set[int] = set()
        for w in cut:
            n = noun(w.folded) or nation(w.folded)
            if n is not None:
                found |= {n.number} | ({2} if n.either else set())
        if any(w.folded in _PAIR | TWO_MORE for w in cut):
            found.add(2)
        if any(w.folded in ONE_MORE | ONE_OF | THE_OTHER for w in cut):
            found.add(1)
        if found and any(lists().books["quantifier"].longest(self.text, cut, i) for i in range(len(cut))):
            found.add(1)  # "أحد المدنيين": one of them
        return found

    def _vague(self, cut: list[Word]) -> set[tuple[int, Hedge]]:
        kinds = (lists().books["quantifier"].longest(self.text, cut, i) for i in range(len(cut)))
        return {VAGUE[str(h.entry.value)] for h in kinds if h is not None and h.entry.value in VAGUE}

    def _hedges(self, c: Claim) -> set[str]:
        cut = self._cut(around(c, self.text, 60, 40))
        hits = (lists().books["hedge"].longest(self.text, cut, i) for i in range(len(cut)))
        return {str(h.entry.value) for h in hits if h is not None}

    def _denied(self, cut: list[Word]) -> bool:
        books = lists().books
        if cut and cut[0].folded.removeprefix("و") in ("لم", "لا", "دون", "بدون", "ليس", "ليست", "عدم"):
            return True
        return any(
            books["none"].longest(self.text, cut, i)
            or ((hit := books["quantifier"].longest(self.text, cut, i)) is not None and hit.entry.value == "nobody")
            for i in range(len(cut))
        )

    # ------------------------------------------------------------ harm, group

    def harm(self, c: Claim) -> str | None:
        """A noun of the act, a verb, or a noun for those it befell."""
        wide = self._with_heading(within(c))
        key = (wide.start, wide.end)
        if key not in self._said:
            self._said[key] = self._harms(self._cut(wide))
        said, pair = self._said[key], {Harm.KILLED, Harm.INJURED}
        lost = {Harm.MISSING, Harm.INJURED}  # "فقدان وإصابة 12 مواطنا"
        if c.harm in said or (c.harm is Harm.KILLED_OR_INJURED and (pair <= said or lost <= said)):
            return None
        if c.harm in pair and Harm.KILLED_OR_INJURED in said:
            return None
        return f"no word of the quote says {c.harm.value}"

    def _with_heading(self, span: Span) -> Span:
        """An item with the heading of its list, which says what befell those it counts."""
        if self.text[max(0, span.start - 2) : span.start].strip() not in DASHES:
            return span
        colon = self.text.rfind(":", max(0, span.start - 1500), span.start)
        return span if colon < 0 else Span(self.text.rfind("\n", 0, colon) + 1, span.end)

    def _harms(self, cut: list[Word]) -> frozenset[Harm]:
        books, found = lists().books, set[Harm]()
        for i, w in enumerate(cut):
            for book in ("noun", "verb", "bound"):
                hit = books[book].longest(self.text, cut, i)
                if hit is not None:
                    found.add(hit.entry.value)
            n = noun(w.folded)
            if n is not None and n.harm is not None:
                found.add(n.harm)
            if (acted := act_upon(w.folded)) is not None:
                found.add(acted[0])
            if w.folded.removeprefix("ل") in _LIVES:
                found.add(Harm.KILLED)
            if w.folded in _TAKEN and any(books["takes"].longest(self.text, cut, k) for k in range(max(0, i - 6), i)):
                found.add(Harm.KILLED)
            loss = w.folded.removeprefix("لل").removeprefix("ال").removeprefix("ب")
            if loss in _LOSSES:
                found.add(_LOSSES[loss])
        return frozenset(found)

    def says_group(self, c: Claim, group: Group) -> bool:
        """A noun for such people, an adjective ("مدني"), or the family they are of."""
        for w in self._cut(around(c, self.text, 200, 160)):
            n = noun(w.folded)
            if any(m is not None and group in m.groups for m in (n, his(w.folded))):
                return True
            bare = {stem for stem, _, _ in stems(w.folded)}
            if group is Group.CIVILIAN and bare & _CIVILIAN:
                return True
            if group is Group.FAMILY and ((bare & _FAMILY) or (n is not None and n.owned)):
                return True
            if group is Group.MEDIC and bare & _MEDICAL:
                return True
            if group is Group.AID_WORKER and bare & _RESCUE:
                return True
        return group is Group.COMBATANT and self._of_a_force(c)

    def _of_a_force(self, c: Claim) -> bool:
        """ "4 من قوات …": right behind the count, whose people they are."""
        behind = [w.folded for w in self._cut(Span(c.count_span.end, min(len(self.text), c.count_span.end + 50)))[:5]]
        return any(a in ("من", "في") and b in FORCES | RANKS for a, b in pairwise(behind))

    # ------------------------------------------------------------ dates, names

    def says_period(self, c: Claim) -> bool:
        """The words of the span as a date, with the word before them that may open it ("منذ", "عام")."""
        if c.period_span is None:
            return False
        for back in (0, 30, 60):
            cut = self._cut(Span(max(0, c.period_span.start - back), c.period_span.end))
            if not cut:
                continue
            whole = Sentence(0, 0, len(cut), cut[0].start, c.period_span.end)
            if any(d.period == c.period for d in dates(self.text, cut, whole, self.published)):
                return True
        return False

    def says_name(self, mention: Mention) -> bool:
        """ "جيش الاحتلال" stands for the occupier named before, a village is spelled in Latin letters."""
        if mention.span is None:
            return False
        said = mention.span.of(self.text)
        if mention.name in (romanise(said), said_by_others(said)) or namesake(said, mention.name):
            return True
        if (who := believed(said)) is not None and who.name == mention.name:
            return True
        shared = not said.rstrip().endswith(("احتلال", "عمّان", "عمان", *OF_ITS_OWN, *OWNED))
        return any(
            f.span == mention.span
            and doer(f.actor).name == mention.name
            and not (shared and f.through is not Through.ACTION)
            for f in self._actors
        )  # "القصف السوري الروسي": the second adjective has its noun before the first

    @cached_property
    def _actors(self) -> list[Found]:
        return with_followers(self.text, the_occupier(not_oman(self.text, registry().find(self.text, "ar"))))
