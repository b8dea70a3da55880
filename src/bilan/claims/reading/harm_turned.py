"""Frames of French in which the people stand after their verb, or apart from it.

"Dans l'assaut ont été tués douze lanciers", "Sont morts deux gendarmes"      the subject behind a passive
"L'attentat a coûté la vie, dimanche soir, à 12 fidèles"                      a verb in two pieces
"""

from __future__ import annotations

from bilan.claims.reading.finder import Finder
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.predicates import Predicate
from bilan.model.vocab import Harm

_MANY = frozenset({"ont", "sont", "furent", "étaient", "avaient", "auraient", "seraient", "ayant"})
_REACH = 8
_CONTEST = frozenset(
    {
        "match", "matchs", "tour", "tours", "finale", "finales", "coupe", "championnat", "compétition", "tournoi",
        "joueur", "joueurs", "joueuses", "équipe", "équipes", "ligue", "scrutin", "élection", "élections", "candidat",
        "candidats", "qualification", "qualifications", "éliminatoires", "entraîneur", "buts", "points", "adversaire",
        "adversaires",
    }
)  # fmt: skip
_TO = frozenset({"à", "aux", "au"})


class HarmTurned(Finder):
    """People told of after a verb that has no subject before it."""

    def turned(self, p: Predicate) -> Counted | None:
        """ "… ont été tués douze lanciers": who follows a passive whose subject is not before it."""
        if self.pack.lang != "fr" or p.voice != "passive" or p.negated or self._has_subject(p):
            return None
        c = self.starting(self._behind(p))
        if c is None or c.head != "person" or c.kind not in ("numeral", "vague", "one") or not c.quantity.low:
            return None
        if self.pred_after(c) or (c.quantity.high != 1) != (self.words[p.first].low in _MANY):
            return None
        return c

    def in_a_contest(self, p: Predicate) -> bool:
        """ "éliminés au premier tour", "ont perdu deux joueurs": in sports and at the polls nobody dies of it."""
        verb = self.words[p.last - 1].low
        if self.pack.lang != "fr" or not verb.startswith(("élimin", "perd", "neutralis")):
            return False
        return any(w.low in _CONTEST for w in self.words)

    def _has_subject(self, p: Predicate) -> bool:
        """Whether a noun phrase or a pronoun that may be its subject stands right before the verb."""
        if p.first == 0:
            return False
        before = self.words[p.first - 1]
        if before.low in ("où", "y", "dont", ",", "là", ":") or p.first - 1 in self.found.dated:
            return False
        k = p.first - 1
        while k > 0 and p.first - k < 7 and not self.words[k].has("preposition"):
            if self.words[k].low == "," or self.words[k].has("relative") or self.words[k].has("pronoun"):
                return True
            k -= 1
        opens = k == 0 or (k == 1 and self.words[0].has("adverb"))
        return not (opens and self.words[k].has("preposition"))

    def _behind(self, p: Predicate) -> int:
        """Past an adverb, a date, an aside between commas; at the head of a sentence past a place too."""
        i = self.step(p.last, forward=True, soft=3)
        if i < len(self.words) and self.words[i].low == ",":
            close = next((k for k in range(i + 1, min(len(self.words), i + _REACH)) if self.words[k].low == ","), None)
            return close + 1 if close is not None else i
        if p.first == 0 and i < len(self.words) and self.words[i].has("preposition") and self.words[i].low != "par":
            return next((k for k in range(i + 1, min(len(self.words), i + 6)) if k in self.at), i)
        return i

    def lives_apart(self) -> None:
        """ "a coûté la vie, dimanche soir, à 12 fidèles": the verb closed off by commas from its people."""
        words = self.words
        for i, w in enumerate(words):
            if w.low != "vie" or i < 2 or not any(words[k].has("takes_lives") for k in range(i - 2, i)):
                continue
            for k in range(i + 1, min(len(words) - 1, i + 12)):
                if words[k].low in (".", ";", ":") or k in self.pred_words:
                    break
                c = self.starting(k + 1) if words[k].low in _TO else None
                if c is not None and c.head in ("person", "unknown"):
                    if self.hit(c, Harm.KILLED, "lives taken", (i - 2, i + 1), None, 0.85):
                        self.list_on(c, Harm.KILLED, "lives taken", (i - 2, i + 1), None)
                    break


__all__ = ["HarmTurned"]
