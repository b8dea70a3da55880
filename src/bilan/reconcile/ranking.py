"""In which order tensions are read: what cannot be true first, then by the people at stake.

The order is written down, so that nobody need guess why one stands above another:

1. kind: claims that cannot all hold; sums that do not add up; rival accounts of the same dead; figures that a party
   disputes; harm that no member of an alliance answers for; what changed on the way
2. people: by how many they contradict each other, or how many they disagree about; the most first
3. independent voices behind the claims; the most first
4. claims that a person has decided on; the most first
5. the tension's id, which never changes
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId
from bilan.model.sentence import Sentence
from bilan.model.vocab import TensionKind
from bilan.reconcile import say
from bilan.reconcile.tension import Tension

ORDER = (
    TensionKind.INFEASIBLE,
    TensionKind.ARITHMETIC,
    TensionKind.RIVAL,
    TensionKind.DISPUTED,
    TensionKind.UNATTRIBUTED,
    TensionKind.DRIFT,
)


def ranked(
    tensions: Iterable[Tension], claims: Mapping[ClaimId, FiledClaim], line_of: Mapping[ClaimId, str]
) -> list[Tension]:
    """The tensions in order, each with its rank and the reasons for it. `line_of`: whose voice a claim is."""
    known = [
        replace(
            t,
            voices=len({line_of[c] for c in t.claims}),
            reviewed=sum(claims[c].is_reviewed for c in t.claims),
            quotes=tuple(claims[c].quote for c in t.claims),
        )
        for t in tensions
    ]
    known.sort(key=lambda t: (ORDER.index(t.kind), -t.people, -t.voices, -t.reviewed, t.id))
    return [replace(t, rank=n, why=_why(t, n, len(known))) for n, t in enumerate(known, start=1)]


def _why(t: Tension, rank: int, of: int) -> Sentence:
    return say.sentence(
        "why_rank",
        t.claims,
        rank=say.number(rank),
        of=say.number(of),
        kind=say.words(f"why_{t.kind.value}"),
        people=say.number(t.people),
        voices=say.number(t.voices),
        reviewed=say.number(t.reviewed),
        all=say.number(len(t.claims)),
    )
