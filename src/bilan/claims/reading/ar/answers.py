"""What a party answers to a figure without repeating it: it denies, looks into it, has admitted nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bilan.actors import Capacity
from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.lexicon import lists, may_speak
from bilan.claims.reading.ar.sentences import Sentence
from bilan.claims.reading.ar.speeches import Speech
from bilan.claims.reading.ar.who import FIGHTS, doer
from bilan.model.claim import Grounds, Mention, Proposal, Why
from bilan.model.text import Span
from bilan.model.vocab import Basis, Harm, Stance
from bilan.search.words import Word, fold

_KINDS = {"deny": Stance.DENIES, "inquire": Stance.INVESTIGATES, "unadmitted": Stance.NO_ADMISSION}
_HARMS = {Harm.KILLED, Harm.INJURED, Harm.KILLED_OR_INJURED, Harm.ABDUCTED_OR_DETAINED}
_CONFIDENCE = 0.75


_FOUND_OUT = frozenset(map(fold, ("كشف", "كشفت", "خلص", "خلصت", "أظهر", "أظهرت", "توصل", "توصلت", "أثبت", "أثبتت", "بين", "بينت")))  # fmt: skip
_CUES = ("deny", "inquire", "opens", "reject", "refuse", "admit", "own")


def speaks_of_answers(text: str, cut: Sequence[Word], s: Sentence) -> bool:
    """Whether a sentence without words of harm may still answer one."""
    books = [lists().books[f"answer_{name}"] for name in _CUES]
    here = [k for k in range(s.first, s.last) if may_speak(cut[k].folded)]
    return any(hits(book, text, cut, k) for k in here for book in books)


def reply(
    text: str, cut: Sequence[Word], s: Sentence, speech: Speech, told: Sequence[Proposal], n: int
) -> Proposal | None:
    """The answer that a speech without a figure of its own gives to the claims `told` just before it."""
    kind = _KINDS.get(speech.verb) or (_inquiry(text, cut, s, speech) if speech.verb == "says" else None)
    actor = speech.actor
    if kind is None or actor is None or actor.capacity is not Capacity.PARTY or actor.kind not in FIGHTS:
        return None
    if not any(hits(lists().books["answer_concerns"], text, cut, k) for k in range(speech.at + 1, s.last)):
        return None
    target = next((p.claim for p in told if _answerable(p)), None)
    if target is None or speech.speaker.span is None:
        return None
    own = Mention(doer(actor).name, speech.speaker.span)
    by = target.by if kind is Stance.INVESTIGATES else (own,)
    inherited = Basis.INHERITED
    claim = replace(
        target,
        n=n,
        quote=Span(s.start, s.end),
        stance=kind,
        speaker=None if kind is Stance.NO_ADMISSION else speech.speaker,
        on_behalf_of=None if kind is Stance.NO_ADMISSION else speech.behalf,
        cites=(),
        by=by,
        part_of=None,
        same_as=target.n,
        against=None,
        basis=Grounds(
            inherited if target.place else Basis.STATED,
            inherited if target.period else Basis.STATED,
            Basis.STATED if by == (own,) else inherited,
            inherited if speech.inherited else Basis.STATED,
        ),
    )
    says = f"{speech.speaker.name} answers the figure “{target.quantity.verbatim}”"
    return Proposal(claim, _CONFIDENCE, (Why("answer", says, speech.speaker.span),))


def _inquiry(text: str, cut: Sequence[Word], s: Sentence, speech: Speech) -> Stance | None:
    """ "أعلن الناطق أن تحقيقا يجري في ما حدث"."""
    book = lists().books["answer_inquiry"]
    found = next((k for k in range(speech.at + 1, min(speech.at + 20, s.last)) if hits(book, text, cut, k)), None)
    asked = found is not None and not any(w.folded in _FOUND_OUT for w in cut[found : min(found + 6, s.last)])
    return Stance.INVESTIGATES if asked and not speech.trails else None


def _answerable(p: Proposal) -> bool:
    c = p.claim
    return c.harm in _HARMS and c.part_of is None and c.same_as is None and c.quantity.low > 0
