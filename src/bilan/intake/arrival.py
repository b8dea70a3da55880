"""How something comes in: what is recorded of its way, what it may cost, and of what kind it is."""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from typing import Any

from bilan.intake.formats import Format
from bilan.intake.reading import Reading
from bilan.intake.walk import shown_name
from bilan.model.errors import UnreadableExhibit
from bilan.model.ids import ExhibitId

_PATIENCE = 25.0  # seconds lost to what could not be read of one file, before the rest of it is left unread
_LONGEST = 900.0  # seconds for all that one file holds
_IMAGE_ADVICE = "Type its words into a .txt file, or recognise them with another program (OCR), and add that"
_OTHER_ADVICE = "Save it as .txt, .md, .html, .pdf or .csv and add that"


@dataclass(frozen=True, slots=True)
class Arrival:
    """How something came: what is recorded of it beside its bytes.

    name    what it is called
    shown   how it is named in lists of failures: with the names of the files it was found in
    how     "file", "url", or for what was found inside another exhibit "member" or "derived"
    origin  the address it was captured from
    parent  the exhibit it was found in, and `inside` what it is called there
    """

    name: str
    shown: str
    how: str = "file"
    origin: str | None = None
    captured: str | None = None
    parent: ExhibitId | None = None
    inside: str | None = None
    depth: int = 0

    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = {"name": shown_name(self.name), "how": self.how, "origin": self.origin}
        if self.captured is not None:
            facts["captured"] = self.captured
        if self.parent is not None:
            facts |= {"parent": self.parent, "inside": self.inside}
        return facts


@dataclass(slots=True)
class Budget:
    """What one file may cost with everything in it. Only what could not be read counts as lost."""

    lost: float = 0.0
    spent: float = 0.0

    def begin(self) -> float:
        """How many seconds the next document in it may take. Raises where too much time was lost already."""
        left = _PATIENCE - self.lost
        if left < 1 or self.spent > _LONGEST:
            raise UnreadableExhibit(
                "the file that holds it took too long to read",
                why="it is kept as evidence, but nobody has looked into it",
                advice="unpack that file with another program and add this document by itself",
            )
        return left

    def count(self, reading: Reading) -> None:
        self.spent += reading.seconds
        if reading.failure is not None:
            self.lost += reading.seconds


def media_type_of(form: Format | None, name: str) -> str:
    """The format's; of a family of formats (`image/*`) what the name promises, if it is one of them."""
    if form is None:
        return media_type(name)
    family, star, _ = form.about.media_type.partition("*")
    promised = media_type(name)
    return form.about.media_type if not star else promised if promised.startswith(family) else f"{family}unknown"


def media_type(name: str) -> str:
    """What the ending of a name promises."""
    return mimetypes.guess_type(shown_name(name))[0] or "application/octet-stream"


def unknown_kind(name: str) -> UnreadableExhibit:
    """What is said of a file that no format takes."""
    media = media_type(name)
    if media.startswith(("image/", "audio/", "video/")):
        kind = {"image": "an image", "audio": "a recording", "video": "a film"}[media.partition("/")[0]]
        return UnreadableExhibit(
            f"it is {kind} ({media}), and no text can be read from it",
            why="it is kept as evidence only",
            advice=_IMAGE_ADVICE,
        )
    return UnreadableExhibit(
        f"no reader knows this kind of file ({media})", why="it is kept as evidence only", advice=_OTHER_ADVICE
    )
