"""How many independent voices stand behind counts of the same people, and what a policy makes of that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from bilan.actors import Capacity, registry
from bilan.model.ids import ActorId, VoiceId
from bilan.reconcile.policy import Documented, Policy
from bilan.reconcile.region import Figure
from bilan.reconcile.select import TELLING, Heard
from bilan.reconcile.statement import Statement, actor_id
from bilan.search.words import words

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Support:
    """The voices of a dossier under one policy.

    lines  the line of each voice: an army and its ministry are two voices of one line, and not independent
    """

    rule: Policy
    lines: Mapping[VoiceId, str] = field(default_factory=dict)

    def voices(self, heard: Sequence[Heard]) -> int:
        """How many independent voices say something of these people."""
        return len({self._line(h) for h in heard})

    def is_provisional(self, heard: Sequence[Heard]) -> bool:
        """Whether fewer voices speak than the policy asks for ("two independent voices, or provisional")."""
        return self.rule.voices > 1 and self.voices(heard) < self.rule.voices

    def made_of(self, figures: Sequence[Figure], heard: Sequence[Heard]) -> list[int]:
        """Which of several counts of the same people make the range: every one, or those that most voices give."""
        everybody = range(len(figures))
        if self.rule.counts == "every":
            return list(everybody)
        told = [i for i in everybody if heard[i].statement.record.stance in TELLING] or list(everybody)
        given = self._by_voices([(i, (figures[i].low, figures[i].high)) for i in told], heard)
        most = max(len(lines) for lines in given.values())
        return [i for i in told if len(given[figures[i].low, figures[i].high]) == most]

    def best(self, heard: Sequence[Heard]) -> int | None:
        """The count that most independent voices give, ties to the lower; None: the policy names no best.

        The accused, and whichever capacities the policy names, decide only where nobody else speaks.
        """
        if self.rule.best is None:
            return None
        told = [i for i, h in enumerate(heard) if h.statement.record.stance in TELLING] or list(range(len(heard)))
        told = [i for i in told if _capacity(heard[i].statement) not in self.rule.best] or told
        given = self._by_voices([(i, heard[i].statement.record.quantity.low) for i in told], heard)
        return max(given, key=lambda n: (len(given[n]), -n))

    def _line(self, h: Heard) -> str:
        return self.lines.get(h.statement.voice, h.statement.voice)

    def _by_voices(self, counts: Sequence[tuple[int, K]], heard: Sequence[Heard]) -> dict[K, set[str]]:
        given: dict[K, set[str]] = defaultdict(set)
        for i, count in counts:
            given[count].add(self._line(heard[i]))
        return given


def _origin(s: Statement) -> ActorId | None:
    """Who gave a count first, as far as the claim says."""
    return actor_id(s.record.cites[-1].name) if s.record.cites else s.speaker


def _capacity(s: Statement) -> Capacity | None:
    """In which capacity the origin of a count speaks, where that is known."""
    actor = _origin(s)
    return registry().get(actor).capacity if actor is not None and not actor.startswith("?") else None


def is_documented(s: Statement, documented: Documented) -> bool:
    """Whether the source shows that it names, lists or documents those whom it counts."""
    if s.record.quantity.hedge in documented.hedges or _origin(s) in documented.sources:
        return True
    said = f" {' '.join(w.folded for w in words(s.claim.quote))} "
    wanted = (" ".join(w.folded for w in words(phrase)) for phrase in documented.words.get(s.claim.lang, ()))
    return any(f" {w} " in said or f" و{w} " in said for w in wanted)  # an Arabic "and" is written to its word
