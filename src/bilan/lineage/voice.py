"""What lineage hands to the rooms above: voices, drifts, and which figure repeats which."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bilan.model.ids import ClaimId, VoiceId


class How(StrEnum):
    """Why a claim counts as its voice's: from the firmest ground to the weakest."""

    NAMED = "named"  # the claim itself names whom it relies on, or its publisher speaks for itself
    FOLLOWED = "followed"  # it names a document that is on file, which names its own source
    SAME_WORDS = "same words"  # its text repeats an earlier document's, word for word or nearly
    SAME_FIGURES = "same figures"  # names no source, but repeats several figures of one document


class Change(StrEnum):
    """What a relay did to a place, a period or a count."""

    OTHER = "other"  # another one: neither contains the other
    BROADER = "broader"
    NARROWER = "narrower"


@dataclass(frozen=True, slots=True)
class Voice:
    """A set of documents that repeat one origin.

    origin   who said it first, under the usual English name
    sources  who carries it: outlets, on file or only named on the way; the nearest to the origin first
    claims   everything this voice says
    line     the state that this voice speaks for (its army, its ministry, the state itself), else its own id:
             voices of one line are not independent of each other
    """

    id: VoiceId
    origin: str
    sources: tuple[str, ...]
    claims: tuple[ClaimId, ...]
    line: str = ""


@dataclass(frozen=True, slots=True)
class Drift:
    """A relay changed something on the way: `before` in the claim `frm`, nearer the origin; `after` in `to`.

    inherited  the relay's own words do not say `after`: it is taken over from elsewhere in its passage
    """

    frm: ClaimId
    to: ClaimId
    voice: VoiceId
    field: str
    before: str
    after: str
    change: Change = Change.OTHER
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Lineage:
    """Who repeats whom, for every claim of a dossier.

    figure_of  for a relay, the claim nearest to the origin that states the same figure; else the claim itself
    relays     the claim that a claim was taken from, where one is on file
    how        why a claim counts as its voice's
    """

    voices: tuple[Voice, ...] = ()
    voice_of: dict[ClaimId, VoiceId] = field(default_factory=dict)
    figure_of: dict[ClaimId, ClaimId] = field(default_factory=dict)
    drifts: tuple[Drift, ...] = ()
    relays: dict[ClaimId, ClaimId] = field(default_factory=dict)
    how: dict[ClaimId, How] = field(default_factory=dict)

    def voice(self, id: VoiceId) -> Voice:
        return next(v for v in self.voices if v.id == id)

    def independent(self, claims: tuple[ClaimId, ...]) -> int:
        """How many voices that do not speak for one another stand behind these claims."""
        lines = {v.id: v.line for v in self.voices}
        return len({lines[self.voice_of[c]] for c in claims})
