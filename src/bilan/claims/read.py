"""Read a text: recognise its language, let the reader propose, keep what the verifier can re-derive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from bilan.claims.confidence import calibrated
from bilan.claims.language import identify
from bilan.claims.long_lines import keep
from bilan.claims.reading.seam import Reader
from bilan.claims.verify import Dropped, verify
from bilan.model.claim import Proposal
from bilan.model.errors import WrongUse
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.plugins import load


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from a text: its language, the claims proposed, what the verifier dropped and why.

    `unread`: stretches of endless lines, which are not looked at (see `long_lines`).
    """

    lang: str
    proposals: tuple[Proposal, ...]
    dropped: tuple[Dropped, ...] = ()
    unread: tuple[Span, ...] = ()


def reader_for(lang: str) -> Reader | None:
    """The reader of a language, through the entry point `bilan.readers`; None when there is none."""
    readers = load("bilan.readers")
    return cast("Reader | None", readers.get(lang))


def read_text(text: str, lang: str = "auto", published: Period | None = None) -> Reading:
    """The claims of a text. `lang="auto"` recognises the language; `published` supplies the year of dates.

    >>> [p.claim.quantity.low for p in read_text("Au moins 12 civils ont été tués lundi.").proposals]
    [12]
    """
    reading = propose(text, lang, published)
    return replace(reading, proposals=tuple(calibrated(p, text, reading.lang) for p in reading.proposals))


def propose(text: str, lang: str = "auto", published: Period | None = None) -> Reading:
    """The same, each proposal with the confidence that its rule gives, not yet calibrated."""
    chosen = identify(text) if lang == "auto" else lang
    reader = reader_for(chosen)
    if reader is None:
        if lang == "auto":
            return Reading(chosen, ())
        raise WrongUse(f"no reader for the language {lang!r}", advice="use fr, en, ar or auto")
    prose = keep(text)
    kept, dropped = verify(prose.text, reader.read(prose.text, published), chosen, published)
    if prose.unread:
        kept = prose.restore(kept)
    return Reading(chosen, tuple(kept), tuple(dropped), prose.unread)
