"""Asking a language model: what it answers is a fact, what follows from it is proposed like anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bilan.claims.language_model import (
    PROMPT,
    Answered,
    Asker,
    Endpoint,
    NoAnswer,
    Unusable,
    read_answer,
    windows,
)
from bilan.claims.long_lines import keep
from bilan.desk.person import Action, Person
from bilan.evidence import Dossier, ModelAnswer
from bilan.model.errors import Refused, WrongUse
from bilan.model.exhibit import Failure, Sensitivity
from bilan.model.ids import ExhibitId, TextId
from bilan.model.period import Period
from bilan.model.text import Span

_TRIES = 2  # a model that answers with something unreadable is asked once more
_PATIENCE = 3  # documents in a row without an answer, before the run ends


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document to ask about: those of its pieces that have no usable answer yet."""

    exhibit: ExhibitId
    name: str
    text: TextId
    published: Period | None
    pieces: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would send: to whom, which pieces of which documents, and what it would not.

    answered  documents that need no asking: every piece has an answer by this model under these instructions
    withheld  documents that are not sent, and why
    """

    endpoint: Endpoint
    waiting: tuple[Waiting, ...]
    answered: int
    withheld: tuple[Failure, ...]

    @property
    def characters(self) -> int:
        return sum(piece.end - piece.start for w in self.waiting for piece in w.pieces)


@dataclass(slots=True)
class Asked:
    """What came of a run. `stopped`: why it ended before the last document; empty: it did not."""

    documents: int = 0
    answers: int = 0
    failures: list[Failure] = field(default_factory=list)
    stopped: str = ""


def plan_questions(dossier: Dossier, endpoint: Endpoint, *, most: int | None = None) -> Plan:
    """What a model has not been asked yet, at most so many documents. Tables are read by their mapping, not asked about."""
    copies, mappings, answers = dossier.working_copies(), dossier.mappings(), dossier.answers()
    exhibits = [e for e in dossier.exhibits() if e.id in copies and e.id not in mappings]
    closed = {copies[e.id].text for e in exhibits if e.sensitivity is Sensitivity.RESTRICTED}
    waiting: list[Waiting] = []
    withheld: list[Failure] = []
    seen: set[TextId] = set()
    answered = 0
    for e in exhibits:
        text = copies[e.id].text
        if text in seen:
            continue
        seen.add(text)
        if text in closed and not endpoint.is_loopback:
            withheld.append(Failure(e.name, "it is restricted, and does not leave this machine", e.id))
            continue
        if most is not None and len(waiting) >= most:
            break
        words = dossier.vault.read_text(text)
        if keep(words).unread:
            withheld.append(Failure(e.name, "it holds endless lines, which nobody wrote to be read", e.id))
            continue
        done = _answered(answers.get(text, ()), endpoint.model)
        pieces = tuple(w for w in windows(words) if w not in done)
        if pieces:
            waiting.append(Waiting(e.id, e.name, text, e.published, pieces))
        else:
            answered += 1
    return Plan(endpoint, tuple(waiting), answered, tuple(withheld))


def _answered(answers: Sequence[ModelAnswer], model: str) -> set[Span]:
    mine = [a for a in answers if (a.model, a.prompt) == (model, PROMPT)]
    return {Span(a.start, a.end) for a in mine if _is_usable(a.raw)}


def _is_usable(raw: str) -> bool:
    try:
        read_answer(raw)
    except Unusable:
        return False
    return True


def ask_model(
    dossier: Dossier,
    person: Person,
    asker: Asker,
    plan: Plan,
    *,
    send_to: str | None = None,
    now: Callable[[], datetime] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Asked:
    """Ask about every document of the plan; each answer is recorded as it comes, so that a broken run is continued.

    `send_to` names the host that the texts may be sent to. Without it they stay on this machine.
    """
    person.must_be_allowed_to(Action.ASK)
    if plan.endpoint != asker.endpoint:
        raise WrongUse("this plan is for another endpoint", advice="plan again")
    if plan.waiting:
        _must_be_consented(plan.endpoint, send_to)
    asked = Asked()
    total = sum(len(w.pieces) for w in plan.waiting)
    done = unlucky = 0
    for number, w in enumerate(plan.waiting):
        words = dossier.vault.read_text(w.text)
        try:
            for piece in w.pieces:
                if progress:
                    progress(done, total, w.name)
                _ask(dossier, person, asker, w, words, piece, asked, now)
                done += 1
        except NoAnswer as error:
            asked.failures.append(Failure(w.name, error.one_line, w.exhibit))
            done = sum(len(x.pieces) for x in plan.waiting[: number + 1])
            unlucky += 1
            if error.final or unlucky >= _PATIENCE:
                asked.stopped = _stopped(error, len(plan.waiting) - number - 1)
                return asked
            continue
        asked.documents += 1
        unlucky = 0
    if progress:
        progress(total, total, "")
    return asked


def _must_be_consented(endpoint: Endpoint, send_to: str | None) -> None:
    if endpoint.is_loopback:
        return
    advice = f"ask a model on this machine, or say that they may go there: --send-texts-to {endpoint.host}"
    if send_to is None:
        raise Refused(
            f"the texts would leave this machine for {endpoint.where}",
            why="people who spoke to you could be harmed by what somebody else keeps of them",
            advice=advice,
        )
    if send_to.strip().casefold() != endpoint.host:
        raise Refused(
            f"you allow the texts to be sent to {send_to}, and the endpoint is {endpoint.host}",
            why="nothing was sent",
            advice=advice,
        )


def _ask(
    dossier: Dossier,
    person: Person,
    asker: Asker,
    w: Waiting,
    words: str,
    piece: Span,
    asked: Asked,
    now: Callable[[], datetime] | None,
) -> None:
    """One piece: every answer is a fact, the unreadable ones too; the next document's turn comes when none is readable."""
    reason = ""
    for _ in range(_TRIES):
        answer = asker.ask(piece.of(words), w.published)
        payload = _payload(asker.endpoint, person, w, piece, answer)
        dossier.journal.append("model_answered", payload, at=now() if now else None)
        asked.answers += 1
        try:
            read_answer(answer.raw)
        except Unusable as error:
            reason = str(error)
        else:
            return
    raise NoAnswer(
        f"the answer of {asker.endpoint.model} cannot be read: {reason}",
        why="it is kept, and nothing is taken from it",
        advice="run the same command again, or use a model that keeps to a form",
    )


def _payload(endpoint: Endpoint, person: Person, w: Waiting, piece: Span, answer: Answered) -> Mapping[str, Any]:
    return {
        "text": w.text,
        "exhibit": w.exhibit,
        "window": [piece.start, piece.end],
        "model": endpoint.model,
        "endpoint": endpoint.where,
        "left_this_machine": not endpoint.is_loopback,
        "prompt": PROMPT,
        "form": answer.form,
        "answer": answer.raw,
        "tokens": dict(answer.tokens),
        "cost": answer.cost,
        "by": person.id,
    }


def _stopped(error: NoAnswer, left: int) -> str:
    others = f"; {left} more {'document was' if left == 1 else 'documents were'} not asked about" if left else ""
    return f"{error.what}{others}"
