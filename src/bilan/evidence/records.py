"""What the journal tells about decisions: who decided what, on which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bilan.model.ids import ClaimId, ExhibitId, IncidentId, TextId
from bilan.model.vocab import ClaimState, Harm


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words a person saw when deciding, so that the decision finds them again in a new extraction.

    occurrence  which occurrence of the quote in the text, from 0
    nth         which occurrence of the count's words in the quote, from 0
    """

    exhibit: ExhibitId
    text: TextId
    lang: str
    quote: str
    occurrence: int
    count: str
    nth: int
    harm: Harm

    def to_json(self) -> dict[str, Any]:
        return {
            "exhibit": self.exhibit,
            "text": self.text,
            "lang": self.lang,
            "quote": self.quote,
            "occurrence": self.occurrence,
            "count": self.count,
            "nth": self.nth,
            "harm": self.harm.value,
        }

    @classmethod
    def from_json(cls, o: Mapping[str, Any]) -> Anchor:
        return cls(
            ExhibitId(o["exhibit"]),
            TextId(o["text"]),
            o["lang"],
            o["quote"],
            int(o["occurrence"]),
            o["count"],
            int(o["nth"]),
            Harm(o["harm"]),
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """A whole record as it stood: the claim as JSON (`claim_to_json`) and its relations as claim ids."""

    record: dict[str, Any]
    part_of: ClaimId | None = None
    same_as: ClaimId | None = None
    against: ClaimId | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "record": self.record,
            "part_of": self.part_of,
            "same_as": self.same_as,
            "against": self.against,
        }

    @classmethod
    def from_json(cls, o: Mapping[str, Any]) -> Judged:
        return cls(dict(o["record"]), o.get("part_of"), o.get("same_as"), o.get("against"))


@dataclass(frozen=True, slots=True)
class Decision:
    """The latest word of a person on a claim.

    record   the record that holds from now on: as judged, or as corrected
    judged   what the machine had proposed when the person decided
    result   the record with its relations (`record` is its `record`)
    """

    claim: ClaimId
    state: ClaimState
    record: dict[str, Any]
    by: str
    time: str
    reason: str
    seq: int
    anchor: Anchor
    judged: Judged
    result: Judged


@dataclass(frozen=True, slots=True)
class GradeDecision:
    """The latest word of a person on the grade of an incident under one codebook.

    claims    the claims that the incident held when it was graded
    proposed  what the rules came to then, with their reasons: it is kept beside the decision, whatever was decided
    """

    incident: IncidentId
    codebook: str
    version: str
    grade: str
    by: str
    time: str
    reason: str
    seq: int
    claims: tuple[ClaimId, ...]
    proposed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AdoptedCodebook:
    """A codebook that a person adopted for this dossier.

    kind     what it is for: "policy", by which counts of the same people become one range
    content  all of it, as it was adopted
    hash     SHA-256 of the content (RFC 8785)
    """

    kind: str
    id: str
    version: str
    hash: str
    by: str
    time: str
    reason: str
    seq: int
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """What a language model answered about a stretch of a text, byte for byte, and under which instructions.

    start, end  the stretch it was shown, in code points of the working copy
    prompt      the version of the instructions
    raw         the body of the reply, whatever it is worth
    """

    start: int
    end: int
    model: str
    prompt: str
    raw: str
    seq: int


class Row(NamedTuple):
    """What everybody may see of a fact: its number, its kind, its time, and what it committed itself to."""

    seq: int
    type: str
    time: str
    commitment: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `payload=None`: the item was sealed, and only the commitment to it remains."""

    seq: int
    type: str
    time: str
    commitment: str
    payload: dict[str, Any] | None = field(hash=False)
