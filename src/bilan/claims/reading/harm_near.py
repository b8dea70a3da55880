"""What the frames leave over: counted people and a verb of harm in one clause that nothing else has claimed."""

from __future__ import annotations

from bilan.claims.reading.finder import Finder
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Noun
from bilan.claims.reading.predicates import Predicate
from bilan.model.quantity import Quantity
from bilan.model.vocab import Hedge

_FAR = 14  # words between the people and the verb
_UNSURE = 0.6
_RULE = "people near a verb of harm"


class HarmNear(Finder):
    """Counted people beside a verb whose people no frame has found, whatever stands between them."""

    def near(self) -> None:
        bound = {id(h.predicate) for h in self.hits if h.predicate is not None}
        free = [p for p in self.found.predicates if id(p) not in bound and not p.negated and not self.attributive(p)]
        for p in free:
            found = self._people_of(p)
            if found is None or not self.hit(found, p.harm, _RULE, (p.first, p.last), p, _UNSURE):
                continue
            if found.begin >= p.last:
                self.list_on(found, p.harm, _RULE, (p.first, p.last), p)

    def _right_before(self, p: Predicate) -> Counted | None:
        """ "la recherche de cousins disparus": a bare plural right before the participle."""
        noun = self.words[p.first - 1].value("person") if p.first > 1 else None
        if p.voice != "reduced" or not isinstance(noun, Noun) or not noun.plural or p.first - 1 in self.cover:
            return None
        if self.words[p.first - 2].low not in ("de", "d'") or self.words[p.first - 3].has("and"):
            return None
        some = Quantity(2, None, Hedge.SOME)
        return Counted(p.first - 1, p.last, p.first - 1, p.last, some, "plural", "person", p.first - 1, noun.groups)

    def _people_of(self, p: Predicate) -> Counted | None:
        """The nearest people who may be its subject (before a passive) or its object (after an active)."""
        options: list[tuple[int, Counted]] = []
        for c in self.found.counted:
            if self.taken.get(c.first) or not self._may_suffer(c) or c.quantity.low == 0:
                continue
            if c.end <= p.first and p.voice in ("passive", "reduced", "either") and self._open(c.end, p.first):
                options.append((p.first - c.end, c))
            elif (
                c.begin >= p.last
                and p.voice in ("active", "either")
                and self._open(p.last, c.begin)
                and not self._beside_it(c)
            ):
                options.append((c.begin - p.last, c))
        if not options:
            return None
        far, nearest = min(options, key=lambda o: o[0])
        if far > _FAR:
            return None
        return (self._right_before(p) if self.pack.lang == "fr" else None) or nearest

    def _may_suffer(self, c: Counted) -> bool:
        if c.head != "person" or c.harm is not None:
            return False
        return c.kind in ("numeral", "vague") or (c.kind == "one" and not self.governed(c))

    def _beside_it(self, c: Counted) -> bool:
        """ "won before 5,000 spectators": behind a preposition that no object has."""
        return c.begin > 0 and self.words[c.begin - 1].low in (
            "devant",
            "par",
            "contre",
            "avec",
            "pour",
            "before",
            "by",
        )

    def _open(self, first: int, last: int) -> bool:
        """No other clause begins between them."""
        return not any(
            self.words[k].low in ";.?!:"
            or self.words[k].has("say")
            or self.words[k].has("subordinator")
            or k in self.pred_words
            for k in range(first, last)
        )
