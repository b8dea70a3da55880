"""Who a known person is told by: a participle, a name that says again who died, the head of the sentence."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from bilan.claims.reading.finder import Hit
from bilan.claims.reading.known_people import KnownPeople
from bilan.claims.reading.noun_phrase import Counted
from bilan.model.vocab import Harm

if TYPE_CHECKING:
    from bilan.claims.reading.scene import Scene

ONLY_NEW = "told of nowhere before"  # the rule of a hit that counts only where nobody with this harm was told of before
TOLD_SO = "one person whom a participle tells"  # counts where no such person with this harm was told of before
_ANYBODY = frozenset(
    [
        "homme",
        "hommes",
        "femme",
        "femmes",
        "personne",
        "personnes",
        "victime",
        "victimes",
        "enfant",
        "enfants",
        "fille",
        "fillette",
        "garçon",
        "jeune",
        "bébé",
        "soldat",
        "militaire",
        "policier",
        "gendarme",
        "combattant",
        "civil",
        "otage",
        "détenu",
        "suspect",
        "assaillant",
        "terroriste",
        "membre",
        "habitant",
        "passager",
        "élève",
        "étudiant",
        "migrant",
        "manifestant",
        "ressortissant",
        "chef",
        "leader",
        "conducteur",
        "chauffeur",
        "agent",
        "fils",
        "père",
        "mère",
        "frère",
        "sœur",
        "mari",
        "épouse",
        "proche",
        "voisin",
        "ami",
        "individu",
        "adolescent",
        "adolescente",
        "vieillard",
        "ouvrier",
        "passant",
        "journaliste",
    ]
)  # words that may mean whoever was counted before
_TELLING = frozenset({Harm.KILLED, Harm.ABDUCTED_OR_DETAINED})
_LINKING = frozenset(
    {"mais", "or", "puis", "ensuite", "et", "enfin", "pourtant", "cependant", "but", "then", "and", ","}
)


def told_of(h: Hit, scene: Scene, nouns: AbstractSet[tuple[Harm, str]], harmed: bool) -> bool:
    """Whether the person whom a participle tells may be one told of before with this harm."""
    said = [w.low for w in scene.words[h.counted.begin : h.counted.end] if w.has("person")]
    if not said:
        return harmed
    return any((h.harm, w) in nouns for w in said) or (harmed and any(w in _ANYBODY for w in said))


class HarmTold(KnownPeople):
    """People whom other words than a count make known."""

    def _told_by_harm(self) -> None:
        """ "La couturière assassinée reposait là", "du Norvégien tué à Zouar": one person whom a participle tells."""
        if self.pack.lang != "fr":
            return
        bound = {id(h.predicate) for h in self.hits if h.predicate}
        for p in self.found.predicates:
            verb = self.words[p.first].low
            if p.voice != "reduced" or p.negated or id(p) in bound or verb.endswith("s") or p.last - p.first > 2:
                continue
            found = self._role_before(p.first, told=True) if p.harm in _TELLING else None
            if found is None or found.quantity.high != 1 or found.begin in self.cover:
                continue
            if not any(
                h.harm is p.harm and h.counted.begin < found.end and found.begin < h.counted.end for h in self.hits
            ):
                self.hit(found, p.harm, TOLD_SO, (p.first, p.last), p, 0.6)

    def _apposed_name(self, c: Counted, harm: Harm) -> bool:
        """ "the death of the leader of the band, Oskar Lind, killed in May": the name says again who died."""
        for h in self.hits:
            if h.harm is not harm or h.counted.quantity.high != 1 or h.counted.kind not in ("one", "named"):
                continue
            first, name = sorted((h.counted, c), key=lambda x: x.begin)
            if not first.end < name.begin < first.end + 8 or self.words[name.begin - 1].low != ",":
                continue
            between = self.words[first.end : name.begin - 1]
            loose = any(w.low in (",", ".", ";") or w.has_any(("and", "say", "be", "have")) for w in between)
            if self._name_word(name.end - 1) and not loose:
                return True
        return False

    def _head(self) -> int:
        """Past "But", "Mais", "Puis" at the head of a sentence."""
        k = 0
        while k < len(self.words) - 1 and self.words[k].low in _LINKING:
            k += 1
        return k
