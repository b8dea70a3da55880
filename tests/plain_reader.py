"""A reader for tests of everything around reading: "12 civilians were killed" is a claim, nothing else is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.model.claim import Claim, Mention, Proposal
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Stance

_CLAIM = re.compile(
    r"(?P<count>\d+)( (?P<group>civilian|combatant)s?)? (were|was) (?P<harm>killed|injured)"
    r"(?P<of> among them)?( by (?P<by>[A-Z]\w+))?"
)
_SENTENCE = re.compile(r"[^.\n]+\.?")


@dataclass(frozen=True)
class Reading:
    lang: str
    proposals: tuple[Proposal, ...]


class PlainReader:
    """`whole_sentences=False`: the quote is the clause only, as if a later version cut sentences otherwise."""

    def __init__(self, stance: Stance = Stance.REPORTS, *, whole_sentences: bool = True) -> None:
        self.stance = stance
        self.whole_sentences = whole_sentences
        self.calls = 0

    def read_text(self, text: str, lang: str = "auto", published: Period | None = None) -> Reading:
        self.calls += 1
        found: list[Proposal] = []
        for sentence in _SENTENCE.finditer(text):
            for m in _CLAIM.finditer(text, sentence.start(), sentence.end()):
                found.append(Proposal(self._claim(m, sentence, len(found)), 0.8))
        return Reading("en", tuple(found))

    def _claim(self, m: re.Match[str], sentence: re.Match[str], n: int) -> Claim:
        quote = sentence if self.whole_sentences else m
        return Claim(
            n=n,
            quote=Span(quote.start() + len(quote[0]) - len(quote[0].lstrip()), quote.end()),
            count_span=Span(*m.span("count")),
            quantity=Quantity.exactly(int(m["count"]), m["count"]),
            harm=Harm(m["harm"]),
            groups=(Group(m["group"] or "person"),),
            stance=self.stance,
            by=(Mention(m["by"], Span(*m.span("by"))),) if m["by"] else (),
            part_of=n - 1 if m["of"] and n else None,
        )

    def install(self, patch: pytest.MonkeyPatch, version: str) -> PlainReader:
        """Let the ledger read with this reader, in this process."""
        import bilan.claims
        from bilan.claims import readings

        patch.setattr(bilan.claims, "read_text", self.read_text, raising=False)
        patch.setattr(readings, "code_version", lambda: version)
        return self


def dossier_with(folder: Path, **texts: str) -> Dossier:
    """A dossier that holds these texts, one document each."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name, text in texts.items():
        (sources / f"{name}.txt").write_text(text, encoding="utf-8")
    dossier = Dossier.create(folder / "dossier")
    add(dossier, [sources], by="R. Searcher")
    return dossier
