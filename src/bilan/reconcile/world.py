"""The world of a dossier: its claims, ready to be asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from bilan.claims import ledger
from bilan.evidence import Dossier
from bilan.incidents import Incidents, incidents
from bilan.lineage import Lineage, voices
from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId, VoiceId
from bilan.model.vocab import ClaimState
from bilan.reconcile.answer import Answer
from bilan.reconcile.ask import ask
from bilan.reconcile.brief import Brief, Memory, brief
from bilan.reconcile.collecting import collecting_seldom
from bilan.reconcile.policy import Policy
from bilan.reconcile.question import Question
from bilan.reconcile.shelf import Shelf, adopted_by, standard
from bilan.reconcile.statement import Statement, classes, set_apart, statement
from bilan.reconcile.tension import Tension

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class World:
    """Claims with their voices and incidents, as of a day.

    claims   everything on file, rejected claims included; arithmetic leaves those out
    series   broken identities of official series (see `bilan.exchange`), shown as tensions
    adopted  the dossier's own codebooks, in the order in which they were adopted
    """

    claims: Sequence[FiledClaim]
    lineage: Lineage
    incidents: Incidents
    as_of: date
    series: Sequence[Any] = ()
    adopted: tuple[Policy, ...] = ()

    @classmethod
    def of(
        cls,
        claims: Sequence[FiledClaim],
        links: Sequence[tuple[ClaimId, ClaimId]],
        as_of: date,
        series: Sequence[Any] = (),
        adopted: Sequence[Policy] = (),
    ) -> World:
        """From claims and decided links; rejected claims stay visible but say nothing."""
        live = [c for c in claims if c.state is not ClaimState.REJECTED]
        with collecting_seldom():
            lineage = voices(live)
            return cls(claims, lineage, incidents(live, links, lineage), as_of, series, tuple(adopted))

    @classmethod
    def load(cls, dossier: Dossier, *, as_of: date | None = None, progress: Progress | None = None) -> World:
        """The world of a dossier on disk. `as_of`: by default the date of the newest journal entry."""
        from bilan.reconcile.tables import broken_identities

        day = as_of or dossier.journal.newest_date() or date(1970, 1, 1)
        claims = ledger(dossier, progress=progress)
        return cls.of(claims, dossier.links(), day, broken_identities(dossier), adopted_by(dossier))

    @cached_property
    def _by_id(self) -> Mapping[ClaimId, FiledClaim]:
        return {c.id: c for c in self.claims}

    def claim(self, id: ClaimId) -> FiledClaim:
        return self._by_id[id]

    def statements(self, *, stated_only: bool = False) -> Mapping[ClaimId, Statement]:
        """Every claim that is not rejected, made ready for arithmetic."""
        return self._inheriting if not stated_only else self._stated

    @cached_property
    def _inheriting(self) -> Mapping[ClaimId, Statement]:
        return self._resolve(False)

    @cached_property
    def _stated(self) -> Mapping[ClaimId, Statement]:
        return self._resolve(True)

    def _resolve(self, stated_only: bool) -> Mapping[ClaimId, Statement]:
        voice_of = self.lineage.voice_of
        live = [c for c in self.claims if c.state is not ClaimState.REJECTED]
        return set_apart({c.id: statement(c, voice_of[c.id], self.as_of, stated_only=stated_only) for c in live})

    @cached_property
    def stands_for(self) -> Mapping[ClaimId, ClaimId]:
        """For each claim the one that stands for its figure."""
        return classes(self.statements(), self.lineage.figure_of)

    @cached_property
    def _lines(self) -> Mapping[VoiceId, str]:
        return {v.id: v.line for v in self.lineage.voices}

    @cached_property
    def shelf(self) -> Shelf:
        """The policies that a question may name: the dossier's own stand before those that came with the program."""
        return Shelf(self.adopted) if self.adopted else standard()

    @cached_property
    def _memory(self) -> Memory:
        return Memory()

    @cached_property
    def _answers(self) -> dict[Question, Answer]:
        return {}

    def answer(self, question: Question) -> Answer:
        """The defensible bounds of a question, with their certificate."""
        if question not in self._answers:
            self._answers[question] = ask(
                self.statements(stated_only=question.stated_only),
                self.stands_for,
                self.incidents.linked(),
                self._lines,
                question,
                self._memory,
                self.shelf,
            )
        return self._answers[question]

    def brief(self, question: Question) -> Brief:
        """What the answer to a question rests on: who speaks to it, and the figures that its policy makes of them."""
        told = self.statements(stated_only=question.stated_only)
        return brief(told, self.stands_for, self.incidents.linked(), self._lines, question, self._memory, self.shelf)

    @cached_property
    def line_of(self) -> Mapping[ClaimId, str]:
        """For whom each claim's voice speaks: voices of one line are not independent of each other."""
        return {claim: self._lines[voice] for claim, voice in self.lineage.voice_of.items()}

    def tensions(self) -> list[Tension]:
        """Every tension, the first to be read first (see `bilan.reconcile.ranking`)."""
        from bilan.reconcile.tensions import tensions

        return tensions(self)

    def only(self, claims: Iterable[ClaimId]) -> World:
        """The same world with nothing on file but these claims: for a figure about a group of its own."""
        kept = frozenset(claims)
        return replace(self, claims=[c for c in self.claims if c.id in kept], series=())
