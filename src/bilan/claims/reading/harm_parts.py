"""Frames that lean on others: parts of a whole, the earlier of two totals, the verb that is not said again."""

from __future__ import annotations

from bilan.claims.reading.finder import Finder
from bilan.claims.reading.noun_phrase import Counted, skip
from bilan.claims.reading.numerals_counting import rises_before
from bilan.claims.reading.pack import Noun
from bilan.claims.reading.predicates import Predicate
from bilan.model.vocab import Group

_TELLERS = frozenset({
    "sources", "outlets", "accounts", "media", "agencies", "channels", "pages", "users", "posts", "reports", "websites",
    "witnesses", "journalists", "activists", "organisations", "organizations", "groups", "newspapers", "networks",
    "médias", "agences", "comptes", "chaînes", "témoins", "journaux",
})  # fmt: skip


class HarmParts(Finder):
    """People whose harm was said of others in the sentence."""

    def coordinated(self) -> None:
        """A count left without a verb beside one that has it: "… ont péri et 40 autres blessés" is taken by
        its own participle; here "passe de 15 à 19 militaires tués"."""
        words = self.words
        for c in self.found.counted:
            if c.first in self.taken or c.kind != "numeral" or c.head == "thing":
                continue
            j = c.last
            if (
                j < len(words)
                and words[j].low in ("à", "to")
                and (
                    rises_before(words, c.begin)
                    or any(
                        w.has("from_to") and k + w.width("from_to") == c.begin
                        for k, w in enumerate(words[max(0, c.begin - 6) : c.begin], max(0, c.begin - 6))
                    )
                )
            ):
                nxt = next((h for h in self.hits if h.counted.begin == j + 1), None)
                if nxt is not None:
                    made = self.hit(c, nxt.harm, "the earlier of two totals", nxt.cue, nxt.predicate, 0.85)
                    if made is not None:
                        made.counted.groups = nxt.counted.groups

    def parts(self) -> None:
        """ "12 dead, including 4 children": the part suffers what the whole suffers."""
        for c in self.found.counted:
            if c.head == "thing" or not self.is_part(c):
                continue
            marker = self.part_marker(c)
            if self.tellers_before(marker):
                continue
            own = [h for h in self.hits if h.counted is c]
            wholes = [
                h for h in self.hits if h.counted is not c and h.counted.first < marker and not self.is_part(h.counted)
            ]
            if not wholes:
                continue
            whole = max(wholes, key=lambda h: h.counted.first)
            if any(self.words[k].low in ";:." for k in range(whole.counted.end, marker)):
                continue
            if own:
                for h in own:
                    if h.harm is whole.harm:
                        h.parent = whole
                continue
            if c.quantity.low == 0 or (c.head == "unknown" and not self.personlike(c)):
                continue
            twins = [h for h in self.hits if h.counted is whole.counted]
            for twin in twins[:1]:
                made = self.hit(c, twin.harm, "part of a whole", (marker, marker + 1), twin.predicate, 0.88)
                if made is not None:
                    made.parent = whole
                    self.told_apart(c)

    def tellers_before(self, marker: int) -> bool:
        """ "…, with sources including Oskar Lind": those who tell, not those harmed."""
        lead = [w.low for w in self.words[max(0, marker - 2) : marker]]
        return bool(_TELLERS.intersection(lead))

    def told_apart(self, c: Counted) -> None:
        """ "dont la moitié étaient des enfants": what the part is said to be."""
        at = c.last
        if c.head != "none" or at >= len(self.words) or not self.words[at].has("be"):
            return
        at = skip(self.words, at, "be", "adverb", "article", "plural_article")
        noun = self.words[at].value("person") if at < len(self.words) else None
        if isinstance(noun, Noun):
            c.groups = noun.groups

    def personlike(self, c: Counted) -> bool:
        return self.words[c.head_at].raw[:1].isupper() or c.kind == "numeral"

    def ellipses(self) -> None:
        """ "un petit nombre peut avoir été attribué à X": a quantity of the people just counted."""
        words = self.words
        for c in self.found.counted:
            if c.kind != "vague" or c.head not in ("none", "unknown") or c.first in self.taken:
                continue
            window = range(c.last, min(len(words), c.last + 9))
            may = any(words[k].has("possible") for k in window)
            if any(words[k].has("attributed") or (may and words[k].has("reckoned")) for k in window):
                before = [h for h in self.hits if h.counted.first < c.first]
                if before:
                    whole = max(before, key=lambda h: h.counted.first)
                    c.head = "none"
                    c.end = c.last
                    made = self.hit(c, whole.harm, "some of those just counted", whole.cue, None, 0.75)
                    if made is not None:
                        made.parent = whole
                        c.groups = (Group.PERSON,)
                        modal = next(
                            (k for k in range(c.last, min(len(words), c.last + 3)) if words[k].has("possible")), None
                        )
                        if modal is not None:
                            made.predicate = Predicate(modal, modal + 1, whole.harm, "passive", possible=True)
