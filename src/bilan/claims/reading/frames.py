"""Frames: which counted people suffered which harm, by the grammar of the clause.

subject of a passive     "12 civilians were killed", "neuf gardes ont été tués ainsi que deux passants"
noun with participle     "six civils tués", "SDF fighters wounded"
object of an active      "killing four people and wounding 3"
counted victims          "105 morts", "16 dead", "80 cas de décès"
harm noun with "of"      "la mort de 260 civils", "the wounding of 15 others"
counts under a heading   "Morts : 17", "Injured: 40"
totals                   "le nombre de morts s'élève à 89"
people near a verb       "24 civilians who had come back that night were inadvertently killed": what is left over
"""

from __future__ import annotations

from bilan.claims.reading.analysis import Analysis
from bilan.claims.reading.finder import Hit
from bilan.claims.reading.harm_beside import HarmBeside
from bilan.claims.reading.harm_near import HarmNear
from bilan.claims.reading.harm_nouns import HarmNouns
from bilan.claims.reading.harm_parts import HarmParts
from bilan.claims.reading.harm_verbs import HarmVerbs
from bilan.claims.reading.headings import HarmHeadings
from bilan.claims.reading.pack import Pack

__all__ = ["Hit", "harm_frames"]


class _Frames(HarmHeadings, HarmNouns, HarmVerbs, HarmParts, HarmNear, HarmBeside):
    """All frames over one sentence."""


def harm_frames(found: Analysis, pack: Pack) -> list[Hit]:
    """Every counted group of a sentence that the grammar ties to a harm, from left to right."""
    finder = _Frames(found, pack)
    found.predicates = [p for p in found.predicates if not finder.in_a_contest(p)]
    headed = finder.headings()
    finder.victims()
    finder.events()
    for number, predicate in enumerate(found.predicates):
        if predicate.first not in headed:
            finder.predicate(number, predicate)
    finder.totals()
    finder.lives_apart()
    finder.coordinated()
    finder.parts()
    finder.ellipses()
    finder.near()
    finder.known()
    finder.beside()
    return sorted(finder.hits, key=lambda h: (words_start(h, found), h.harm.value))


def words_start(hit: Hit, found: Analysis) -> int:
    """Where a hit's count begins in the text."""
    return found.words[hit.counted.first].start
