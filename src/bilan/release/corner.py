"""A corner of the dossier: a few claims asked on their own, for an incident or a place.

The figures of a corner live on its own page, beside their claims; they are no part of the dossier's totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bilan.incidents import Incidents
from bilan.lineage import Lineage
from bilan.model.ids import ClaimId
from bilan.model.vocab import Harm, View
from bilan.reconcile.question import Question
from bilan.reconcile.world import World
from bilan.release.book import Book
from bilan.release.figures import Figure, answered

HARMS = (Harm.KILLED, Harm.INJURED)


@dataclass(frozen=True, slots=True)
class Part:
    """One harm in a corner: how many are alleged, how many admitted."""

    harm: Harm
    alleged: Figure
    admitted: Figure


@dataclass(frozen=True, slots=True)
class Corner:
    """What the claims of one corner add up to. People killed always come first, even where nobody counts them."""

    claims: tuple[ClaimId, ...]
    parts: tuple[Part, ...]

    @property
    def killed(self) -> Part:
        return self.parts[0]

    def all(self) -> Iterator[Figure]:
        for part in self.parts:
            yield from (part.alleged, part.admitted)


def corner(book: Book, name: str, home: str, claims: Sequence[ClaimId]) -> Corner:
    """Ask the dossier about these claims alone. `home`: the page that shows them, and so answers for the figures."""
    found: Corner = book.once(
        book.corners, name, lambda: _corner(book, name, home, tuple(c for c in claims if c in book.claims))
    )
    return found


def _corner(book: Book, name: str, home: str, claims: tuple[ClaimId, ...]) -> Corner:
    world = small_world(book, claims)
    told = {book.claims[c].record.harm for c in claims}

    def ask(view: View, harm: Harm) -> Figure:
        id = f"{name}-{view.value}" + ("" if harm is Harm.KILLED else f"-{harm.value}")
        return answered(id, world.answer(Question(view=view, harm=harm)), view.value, home=f"{home}#claims")

    asked = [h for h in HARMS if h is Harm.KILLED or h in told]
    return Corner(claims, tuple(Part(h, ask(View.ALLEGED, h), ask(View.ADMITTED, h)) for h in asked))


def small_world(book: Book, claims: Sequence[ClaimId]) -> World:
    """`World.only`, with nothing carried along that these claims do not need: ten thousand corners must not each
    walk through the whole dossier."""
    kept = frozenset(claims)
    lineage, world = book.world.lineage, book.world
    voices = {lineage.voice_of[c] for c in kept if c in lineage.voice_of}
    linked = {i.id: i for c in claims for i in book.incidents_of.get(c, ()) if i.linked}
    return World(
        claims=[book.claims[c] for c in claims],
        lineage=Lineage(
            voices=tuple(book.speakers[v] for v in sorted(voices)),
            voice_of={c: lineage.voice_of[c] for c in claims if c in lineage.voice_of},
            figure_of={c: lineage.figure_of[c] for c in claims if c in lineage.figure_of},
        ),
        incidents=Incidents(tuple(linked.values())),
        as_of=world.as_of,
        adopted=world.adopted,
    )
