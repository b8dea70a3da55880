"""Policies: by which rule several counts of the same people become one range.

A policy is data: its name, its version, where it comes from, and three choices.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from bilan.model.errors import WrongUse
from bilan.model.quantity import Quantity
from bilan.model.vocab import Hedge, Lang
from bilan.reconcile.programme import World


@dataclass(frozen=True, slots=True)
class Policy:
    """A named rule.

    world      "open": deaths may exist that nobody mentions, so only a source's own ceiling bounds from above;
               "closed": the range covers what is claimed, from the lowest to the highest count
    linked     what claims linked to one incident commit to together: "highest" floor (each is what its
               source knows of) or "lowest" (the least that a credible source gives)
    tolerance  how far "about" reaches on either side, as a share of the number
    """

    id: str
    version: str
    source: str
    world: World
    linked: Literal["highest", "lowest"]
    tolerance: Fraction
    says: dict[Lang, str]

    def floor(self, q: Quantity) -> int:
        """What the words commit to at the least.

        >>> policy("strict").floor(Quantity.about(100)), policy("strict").floor(Quantity.at_least(105))
        (90, 105)
        """
        return max(1, math.floor(q.low * (1 - self.tolerance))) if q.hedge is Hedge.ABOUT else q.low

    def most(self, q: Quantity) -> int | None:
        """The most that the words speak of; None: they leave the top open."""
        if q.hedge is Hedge.ABOUT:
            return math.ceil(q.low * (1 + self.tolerance))
        return q.high


_STRICT = Policy(
    id="strict",
    version="1",
    source="Every count is what its source knows of; only a bound that the source itself sets is a ceiling.",
    world="open",
    linked="highest",
    tolerance=Fraction(1, 10),
    says={
        "fr": "Règle « strict » : chaque chiffre est un minimum, ce que sa source sait ; seul un plafond posé par la source borne par le haut.",
        "en": "Rule “strict”: every count is a minimum, what its source knows of; only a ceiling that the source itself sets bounds from above.",
        "ar": "قاعدة «strict»: كل عدد حد أدنى هو ما يعرفه المصدر، ولا حد أعلى إلا ما يضعه المصدر نفسه.",
    },
)
_AIRWARS = Policy(
    id="airwars",
    version="1",
    source="Airwars, methodology note: an incident's range runs from the lowest to the highest credible count.",
    world="closed",
    linked="lowest",
    tolerance=Fraction(1, 10),
    says={
        "fr": "Règle « airwars » : pour un même événement, du plus bas au plus élevé des chiffres crédibles ; le total couvre ce qui est affirmé.",
        "en": "Rule “airwars”: for one incident, from the lowest to the highest credible count; the total covers what is claimed.",
        "ar": "قاعدة «airwars»: للحادثة الواحدة من أدنى عدد موثوق إلى أعلاه، والمجموع يشمل ما جرى ادعاؤه.",
    },
)
POLICIES = {p.id: p for p in (_AIRWARS, _STRICT)}


def policy(name: str) -> Policy:
    """A policy by its name; raises WrongUse on one that does not exist."""
    if name not in POLICIES:
        raise WrongUse(f"there is no policy {name!r}", advice=f"one of: {', '.join(sorted(POLICIES))}")
    return POLICIES[name]
