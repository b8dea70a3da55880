"""An exhibit: bytes as received, and how they came to us."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bilan.model.ids import ExhibitId, TextId
from bilan.model.period import Period


class Sensitivity(StrEnum):
    OPEN = "open"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What was received: identity, form, provenance.

    name       the file's own name (never a full path of somebody's machine)
    how        the way it came ("file", "url", "hand")
    when       the moment it was received, UTC, ISO 8601
    by         the person who put it in
    published  when its publisher dates it; None: unknown
    publisher  who published it; None: unknown
    """

    id: ExhibitId
    name: str
    media_type: str
    size: int
    how: str
    when: str
    by: str
    origin: str | None = None
    published: Period | None = None
    publisher: str | None = None
    title: str = ""
    lang: str | None = None
    sensitivity: Sensitivity = Sensitivity.OPEN


@dataclass(frozen=True, slots=True)
class WorkingCopy:
    """The text extracted from an exhibit, apart from the evidence itself: parent, tool, version, parameters."""

    exhibit: ExhibitId
    text: TextId
    tool: str
    version: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OtherCopy:
    """Something else that was made of an exhibit: a thumbnail, a screenshot, a list of what it holds, its metadata.

    kind         what it is: "metadata", "thumbnail", "screenshot", "rendered_text", "listing"
    copy         the SHA-256 under which the vault keeps it
    sensitivity  a restricted copy (where a photograph was taken) goes on no page, whatever the exhibit itself is
    """

    exhibit: ExhibitId
    kind: str
    copy: str
    media_type: str
    tool: str
    version: str
    parameters: tuple[tuple[str, str], ...] = ()
    sensitivity: Sensitivity = Sensitivity.OPEN


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure to read something, shown to a colleague: a fact, never only a log line."""

    path: str
    reason: str
    exhibit: ExhibitId | None = None
