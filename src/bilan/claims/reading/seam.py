"""The seam of the readers: what a language must offer to be read."""

from __future__ import annotations

from typing import Protocol

from bilan.model.claim import Proposal
from bilan.model.period import Period


class Reader(Protocol):
    """Reads the claims of a text in one language. `version` changes whenever its readings may."""

    lang: str
    version: str

    def read(self, text: str, published: Period | None) -> list[Proposal]:
        """The claims of the text, in its order. `part_of`, `same_as` and `against` are places in that order."""
        ...
