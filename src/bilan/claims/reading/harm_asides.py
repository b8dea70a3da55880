"""What stands between the people of a verb and the verb: asides, names told beside a count, another verb's object."""

from __future__ import annotations

from bilan.claims.reading.finder import Finder
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.predicates import Predicate

_WHO = frozenset({"who", "qui", "whom", "dont"})
_TOLD_OF_THEM = frozenset({
    "both", "all", "each", "presumably", "apparently", "possibly", "probably", "reportedly", "allegedly",
    "believed", "aged", "also", "known", "nicknamed", "alias", "dubbed", "formerly", "despite", "then", "himself", "herself", "themselves", "most",
    "mostly", "mainly", "tous", "toutes", "âgé", "âgée", "âgés", "âgées", "probablement", "apparemment",
    "originaire", "originaires",
})  # fmt: skip
_FAR = 24


class HarmAsides(Finder):
    """Steps leftwards from a verb to the people of whom it speaks."""

    def aside_opens(self, comma: int) -> int | None:
        """ "two farmers, who were accused of …, have been shot", "nine people: six clerks and three guards, were killed".

        Where the people end before the clause or the list that the comma closes; None where it closes none.
        """
        for k in range(comma - 2, max(0, comma - _FAR), -1):
            told, mark = self.words[k + 1], self.words[k].low
            if mark == "," and (
                told.low in _WHO or told.low in _TOLD_OF_THEM or (told.has("named_as") and not told.has("and"))
            ):
                k = self.before_names(k)
                return k if self.ends.get(k) is not None else None
            if mark == ":":
                whole = self.ends.get(k)
                told_again = [c for c in self.found.counted if k < c.begin and c.end <= comma]
                counted = whole is not None and whole.kind in ("numeral", "vague") and whole.head == "person"
                return k if counted and len(told_again) > 1 else None
            if mark in (".", ";"):
                return None
        return None

    def share_aside(self, c: Counted, p: Predicate) -> int | None:
        """ "34 people, half of them women, were killed": back before a share told in an aside."""
        share = c.kind in ("numeral", "vague") and c.last < len(self.words) and self.words[c.last].has("share")
        closed = any(self.words[k].low == "," for k in range(c.last, p.first))  # not "four of whom died"
        return c.begin - 1 if share and closed and c.begin > 1 and self.words[c.begin - 1].low == "," else None

    def told_of_one(self, c: Counted) -> Counted | None:
        """ "Karim Nour, a baker from Tarn, was shot": the one named, of whom the noun is told."""
        if (
            c.kind != "one"
            or c.begin < 2
            or not self.words[c.begin].has("indefinite")
            or self.words[c.begin - 1].low != ","
        ):
            return None
        named = next((x for x in reversed(self.found.counted) if x.end < c.begin and x.quantity.high == 1), None)
        if named is None or named.kind != "named" or c.begin - named.end > 12:
            return None
        between = self.words[named.end : c.begin - 1]
        if any(w.has_any(("and", "say", "be", "have", "including")) or w.low in (".", ";", ":") for w in between):
            return None
        return named

    def before_names(self, k: int) -> int:
        """ "two brothers – Sami Nour and Adel Nour", "a foreigner named Erik Sander": back before the names of those counted."""
        begin = self.found.apposed.get(k)
        if begin is None:
            return k
        while begin > 0 and (
            self.words[begin - 1].low in (",", "–", "-", ":", "(") or self.words[begin - 1].has("named_as")
        ):
            begin -= 1
        return begin

    def before_join(self, k: int) -> int:
        """Back before an "and" of several words: "along with", "in addition to"."""
        for n in (2, 3):
            if k >= n and self.words[k - n].width("and") == n:
                k -= n
                return k - 1 if k > 0 and self.words[k - 1].low == "," else k
        return k

    def object_before(self, c: Counted) -> bool:
        """ "injuring 14 clerks and five cooks were killed": the clerks are another verb's."""
        return any(
            h.counted is c
            and h.predicate is not None
            and h.predicate.last <= c.begin
            and h.rule == "object of the verb"
            for h in self.hits
        )

    def hangs(self, c: Counted) -> bool:
        """ "by friends and relatives": governed by a preposition, through the list that it ends."""
        first: Counted | None = c
        while first is not None:
            if self.governed(first):
                return True
            begin = first.begin
            joined = begin > 1 and self.words[begin - 1].has("and") and first.kind == "plural"
            first = self.ends.get(begin - 1) if joined else None
        return False

    def spaced(self, k: int) -> bool:
        """Whether a dash stands between blanks."""
        w = self.words[k]
        return k > 0 and self.words[k - 1].end < w.start

    def dash_pair(self, k: int) -> bool:
        """Whether the dash closes an aside that another opens before it."""
        return self.spaced(k) and any(
            self.words[j].low in ("–", "-") and self.spaced(j) for j in range(k - 1, max(-1, k - 30), -1)
        )

    def names_a_group(self, c: Counted, p: Predicate) -> bool:
        """ "a commander from the Tarn Front group was shot": a name that only says which group."""
        between = self.words[c.end : p.first]
        return 0 < len(between) <= 4 and between[-1].has("thing") and not any(w.low == "," for w in between)


__all__ = ["HarmAsides"]
