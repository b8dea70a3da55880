"""People whose harm is said beside that of others, or before their name.

"A was killed, as was B"                       the verb stands for the one before it
"kidnapping victim Oskar Lind"                 a noun of harm for one person, and the name
"the victims were taken to the clinic but died"  those told of before, and the end they came to
"""

from __future__ import annotations

from bilan.claims.reading.harm_known import HarmKnown
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.predicates import Predicate
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge

_LIKE = frozenset({"as", "so"})
_VICTIMS = frozenset({"victims", "casualties", "wounded", "injured"})
_BUT = frozenset({"but", "and", "where", "later", "before"})


class HarmBeside(HarmKnown):
    """Hits for those who share the harm of a verb said once, and for victims by name."""

    def beside(self) -> None:
        if self.pack.lang != "en":
            return
        self._known_first()
        self._likewise()
        self._victim_by_name()
        self._came_to_die()

    def _known_first(self) -> None:
        """ "The raiders shot dead the mayor of Tarn and his driver": the mayor too."""
        for p in self.found.predicates:
            first = next((h for h in self.hits if h.predicate is p), None)
            if first is None or p.voice not in ("active", "either") or first.rule != "object of the verb":
                continue
            i = self.step(p.last, forward=True, soft=2)
            if i in self.at or first.counted.begin <= i or not self.words[first.counted.begin - 1].has("and"):
                continue
            found = self._people_at(i)
            if (
                found is not None
                and found.end <= first.counted.begin - 1
                and self._says_person(found)
                and self._done(p)
            ):
                self.hit(found, p.harm, "somebody known", (p.first, p.last), p, 0.7)

    def _likewise(self) -> None:
        """ "…, as was his wife", "…, and so were two of the guards"."""
        words = self.words
        for i in range(2, len(words) - 2):
            if (
                words[i].low not in _LIKE
                or not words[i + 1].has_any(("be", "have"))
                or words[i + 1].low in ("be", "been")
            ):
                continue
            if not (words[i - 1].low == "," or words[i - 1].has("and")):
                continue
            said = next((p for p in reversed(self.found.predicates) if p.last <= i), None)
            if said is None or said.voice not in ("passive", "reduced", "either") or said.negated:
                continue
            if not any(h.predicate is said for h in self.hits):
                continue
            c = self.at.get(i + 2) or self._people_at(i + 2)
            if c is None or c.head == "thing":
                continue
            if self.hit(c, said.harm, "subject of the verb", (said.first, said.last), said, 0.8):
                self.list_on(c, said.harm, "subject of the verb", (said.first, said.last), said)

    def _victim_by_name(self) -> None:
        """ "murder victim Ada Berg", "the martyr Sami Nour": one person, by the harm and the name."""
        words = self.words
        for i, w in enumerate(words):
            value = w.value("victim")
            at = i + w.width("victim")
            if (
                value is None
                or value[1]
                or at >= len(words)
                or words[at - 1].low not in ("victim", "martyr", "hostage")
            ):
                continue
            if value[0] is Harm.KILLED_OR_INJURED or (i in self.pred_words and at == i + 1):
                continue
            told = self.at.get(at)
            found = told if told is not None and told.kind == "named" else self._people_at(at)
            if found is None or found.quantity.high != 1 or found.end - found.begin < 2:
                continue
            c = self._one(i, found.end, found.groups)
            if not any(h.harm is value[0] and h.counted.begin < c.end and c.begin < h.counted.end for h in self.hits):
                self.hit(c, value[0], "somebody known", (i, at), None, 0.7)

    def _came_to_die(self) -> None:
        """ "The victims were taken to the clinic but passed away": those told of before."""
        words = self.words
        if len(words) < 4 or words[0].low not in ("the", "all") or not any(w.low in _VICTIMS for w in words[1:3]):
            return
        at = 1 if words[1].low in _VICTIMS else 2
        for p in self.found.predicates:
            if p.harm is not Harm.KILLED or p.negated or p.voice not in ("passive", "reduced"):
                continue
            if p.first > 24 or any(h.predicate is p for h in self.hits) or not self._goes_on_to(at + 1, p):
                continue
            some = Quantity(2, None, Hedge.SOME)
            c = Counted(0, at + 1, 0, at + 1, some, "one", "victim", at, (Group.PERSON,))
            self.hit(c, p.harm, "somebody known", (p.first, p.last), p, 0.65)
            return

    def _goes_on_to(self, first: int, p: Predicate) -> bool:
        """Whether only what was done with them stands between, joined by "but" or "and"."""
        between = self.words[first : p.first]
        if not between:
            return True
        other = any(w.has("say") or w.has("relative") or w.low in (";", ":", ".") for w in between)
        counted = any(first <= c.begin < p.first and c.head == "person" for c in self.found.counted)
        return between[0].has_any(("be", "have")) and between[-1].low in _BUT and not other and not counted


__all__ = ["HarmBeside"]
