"""Arabic: its place is held here. The texts are kept and searched, but no claim is read from them yet."""

from dataclasses import dataclass

from bilan.model.claim import Proposal
from bilan.model.period import Period


@dataclass(frozen=True, slots=True)
class _NotYet:
    """Proposes nothing: verbs come first in Arabic and numbers bend their nouns, so it needs frames of its own."""

    lang: str = "ar"
    version: str = "none"

    def read(self, text: str, published: Period | None) -> list[Proposal]:
        return []


reader = _NotYet()
