"""From the answers on file to proposals: the same answers give the same proposals, with no endpoint in sight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bilan.claims.language_model.placing import Piece
from bilan.claims.language_model.said import Omitted, Said, Unusable, read_answer
from bilan.claims.verify import checker_for, verify
from bilan.evidence import ModelAnswer
from bilan.model.claim import Claim, Proposal
from bilan.model.period import Period
from bilan.model.text import Span


@dataclass(frozen=True, slots=True)
class Told:
    """What one model proposes for one text, and what of its answers was not taken."""

    model: str
    proposals: tuple[Proposal, ...]
    omitted: tuple[Omitted, ...] = ()


def proposals_of(text: str, answers: Iterable[ModelAnswer], lang: str, published: Period | None = None) -> list[Told]:
    """What each model that answered about a text proposes, after the verifier."""
    by_model: dict[str, list[ModelAnswer]] = {}
    for answer in answers:
        by_model.setdefault(answer.model, []).append(answer)
    return [_told(text, model, by_model[model], lang, published) for model in sorted(by_model)]


def _told(text: str, model: str, answers: Sequence[ModelAnswer], lang: str, published: Period | None) -> Told:
    read, omitted = _read(answers)
    checker = checker_for(lang)
    if checker is None:
        words = "no reader of this language can check what a model says"
        return Told(model, (), (*omitted, *(Omitted("claim", s.quote, words, True) for _, many in read for s in many)))
    check = checker(text, published)
    found: list[Proposal] = []
    for answer, said in read:
        if answer.end > len(text):
            omitted.append(Omitted("quote", "", "the answer is about another text", True))
            continue
        piece = Piece(text, Span(answer.start, answer.end), check, model)
        _gather(found, piece, said, omitted)
    kept, dropped = verify(text, found, lang, published)
    omitted += [Omitted(d.field, d.claim.count_span.of(text), d.reason, d.whole) for d in dropped]
    return Told(model, tuple(kept), tuple(omitted))


def _read(answers: Sequence[ModelAnswer]) -> tuple[list[tuple[ModelAnswer, list[Said]]], list[Omitted]]:
    """The usable answers under the instructions that were used last, in the order of the text."""
    read: list[tuple[ModelAnswer, list[Said]]] = []
    omitted: list[tuple[ModelAnswer, Omitted]] = []
    for answer in answers:
        try:
            said, malformed = read_answer(answer.raw)
        except Unusable as error:
            omitted.append((answer, Omitted("answer", "", str(error), True)))
            continue
        read.append((answer, said))
        omitted += [(answer, one) for one in malformed]
    prompt = max(((a.seq, a.prompt) for a, _ in read), default=(0, ""))[1]
    latest = [(a, said) for a, said in read if a.prompt == prompt]
    latest.sort(key=lambda pair: (pair[0].start, pair[0].end))
    return latest, [one for answer, one in omitted if answer.prompt == prompt or not prompt]


def _gather(found: list[Proposal], piece: Piece, said: Sequence[Said], omitted: list[Omitted]) -> None:
    """Add what one answer proposes. What an overlapping piece proposed already is not proposed twice."""
    place: dict[int, int] = {}
    fresh: list[tuple[Said, int]] = []
    for one in said:
        proposal = piece.proposal(one, len(found), omitted)
        if proposal is None:
            continue
        known = next((p.claim.n for p in found if _same(p.claim, proposal.claim)), None)
        place[one.n] = len(found) if known is None else known
        if known is None:
            found.append(proposal)
            fresh.append((one, proposal.claim.n))
    for one, n in fresh:
        part_of, same_as = place.get(_or(one.part_of)), place.get(_or(one.same_as))
        claim = found[n].claim
        if part_of is not None and _may_hold(found[part_of].claim, claim) and not _leads_to(found, part_of, n):
            claim = replace(claim, part_of=part_of)
        elif same_as is not None and same_as < n and _same_figure(found[same_as].claim, claim):
            claim = replace(claim, same_as=same_as)
        found[n] = replace(found[n], claim=claim)


def _or(n: int | None) -> int:
    return -1 if n is None else n


def _same(a: Claim, b: Claim) -> bool:
    return a.harm is b.harm and a.count_span.overlaps(b.count_span)


def _same_figure(a: Claim, b: Claim) -> bool:
    return (a.quantity.low, a.quantity.high, a.harm) == (b.quantity.low, b.quantity.high, b.harm)


def _may_hold(whole: Claim, part: Claim) -> bool:
    """A part is never larger than what it is a part of."""
    return whole.n != part.n and (whole.quantity.high is None or part.quantity.low <= whole.quantity.high)


def _leads_to(found: Sequence[Proposal], start: int, end: int) -> bool:
    step: int | None = start
    while step is not None:
        if step == end:
            return True
        claim = found[step].claim
        step = claim.part_of if claim.part_of is not None else claim.same_as
    return False
