"""Counts under a heading: "Morts : 17 (dont 5 femmes)", "Killed: 12", "Familles déplacées : 120".

A heading is a harm in a few words at the head of a line, or after the count before it, and a colon with a number.
"""

from __future__ import annotations

from bilan.claims.reading.finder import Finder
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Noun
from bilan.model.vocab import Group, Harm

_LONGEST = 6  # words of a heading
# a heading has no number of its own: "71 fatalities: 15 farmers, …" breaks a total down
_COLONS = frozenset({":", "="})
_SEPARATES = frozenset({",", ";", "–", "-", "—", "|", "/", "•", "*", "+", ")", "(", ".", "·", ">"})
_HARMS = ("victim", "events", "vadj", "vpart", "vintr")
_NO_HEADING = frozenset({"say", "be", "have", "relative", "pronoun", "subordinator", "vger", "vinf", "report"})


class HarmHeadings(Finder):
    """People counted after a heading that says their harm."""

    def headings(self) -> set[int]:
        """Add the hits of headings; the words of the headings, which are no predicates of the counts beside them."""
        used: set[int] = set()
        self._sorted_in_brackets()
        for c in self.found.counted:
            colon = c.begin - 1
            if colon < 1 or self.words[colon].low not in _COLONS or c.head in ("thing", "victim", "event"):
                continue
            if c.kind not in ("numeral", "vague") or self._a_year(c):
                continue
            first = self._opens(colon, used)
            told = self._harm_between(first, colon) if first is not None else None
            if first is None or told is None:
                continue
            harm, groups = told
            if c.head == "unknown":
                c.head, c.end = "none", c.last
            if groups and c.groups == (Group.PERSON,):
                c.groups = groups
            used.update(range(first, colon))
            self.hit(c, harm, "counted under a heading", (first, colon), None, 0.85)
        return used

    def _sorted_in_brackets(self) -> None:
        """ "les blessés (11 légers, 2 graves)": those of the noun, counted only behind it."""
        words = self.words
        for i in range(2, len(words) - 1):
            value = words[i - 1].value("victim") if words[i].low == "(" else None
            if value is None or not value[1] or self._within_a_count(i - 1):
                continue
            close = next((k for k in range(i + 1, min(len(words), i + 14)) if words[k].low == ")"), i)
            inside = [c for c in self.found.counted if i < c.begin < close]
            if not inside or any(c.head not in ("none", "unknown") or c.kind != "numeral" for c in inside):
                continue
            named = len(inside) > 1 or inside[0].last == close
            for c in inside if named and not any(w.has("age") for w in words[i:close]) else ():
                c.head, c.end = "none", c.last
                self.hit(c, value[0], "counted under a heading", (i - 1, i), None, 0.75)

    def _opens(self, colon: int, used: set[int]) -> int | None:
        """Where the heading before a colon begins; None where more than a heading stands there."""
        k = colon
        while k > 0 and colon - k <= _LONGEST:
            w = self.words[k - 1]
            if w.low in _SEPARATES or w.low in _COLONS or k - 1 in used or self._counts(k - 1):
                break
            k -= 1
        counted = k > 0 and self._counts(k - 1)
        return k if 0 < colon - k <= _LONGEST and not counted else None

    def _counts(self, k: int) -> bool:
        return self.words[k].low[0].isdecimal() or self._within_a_count(k)

    def _within_a_count(self, k: int) -> bool:
        c = self.cover.get(k)
        return c is not None and c.kind in ("numeral", "vague")

    def _harm_between(self, first: int, last: int) -> tuple[Harm, tuple[Group, ...]] | None:
        """The harm that a heading says, with what it says of the people; None where it is a clause of its own."""
        words = self.words[first:last]
        if any(w.has_any(_NO_HEADING) and not w.has_any(_HARMS) for w in words):
            return None
        groups: list[Group] = []
        harm: Harm | None = None
        for w in words:
            noun = w.value("person")
            if isinstance(noun, Noun):
                groups += [g for g in noun.groups if g is not Group.PERSON]
                if not noun.plural and not w.has_any(_HARMS):
                    return None
            if w.has("gadj"):
                groups.append(w.value("gadj"))
            if harm is None:
                tag = next((t for t in _HARMS if w.has(t)), None)
                value = w.value(tag) if tag is not None else None
                harm = value[0] if isinstance(value, tuple) else value
        return (harm, tuple(dict.fromkeys(groups))) if harm is not None else None

    def _a_year(self, c: Counted) -> bool:
        low = self.words[c.first].low
        return len(low) == 4 and low.isdecimal() and 1800 <= int(low) <= 2100 and c.head in ("none", "unknown")


__all__ = ["HarmHeadings"]
