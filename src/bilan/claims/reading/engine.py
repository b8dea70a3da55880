"""The cascade: words → counted people → frames → who, where, when, by whom → claims with their grounds."""

from __future__ import annotations

from dataclasses import dataclass

from bilan.claims.passage import Passage
from bilan.claims.reading.answers import answers
from bilan.claims.reading.draft import Draft
from bilan.claims.reading.drafting import drafts_of
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.relations import relate
from bilan.claims.reading.scenes import set_scenes
from bilan.claims.reading.where import topic
from bilan.model.claim import Claim, Grounds, Proposal, Why
from bilan.model.period import Period
from bilan.model.text import Span
from bilan.model.vocab import Basis


@dataclass(frozen=True, slots=True)
class GrammarReader:
    """A reader made of a language pack and the shared grammar."""

    pack: Pack

    @property
    def lang(self) -> str:
        return self.pack.lang

    @property
    def version(self) -> str:
        return f"grammar-{self.pack.lang}-{self.pack.version}"

    def read(self, text: str, published: Period | None) -> list[Proposal]:
        """The claims of a text, in its order."""
        passage = Passage.of(text, self.pack.abbreviations)
        scenes = set_scenes(passage, self.pack, published)
        subject = topic(scenes)
        by_hit: dict[int, Draft] = {}
        drafts = [d for scene in scenes for d in drafts_of(scene, scenes, passage, self.pack, subject, by_hit)]
        relate(drafts, scenes)
        drafts = answers(drafts, scenes, passage, self.pack)
        drafts.sort(key=lambda d: (d.scene.number, d.span.start, d.span.end, d.answer))
        number = {id(d): i for i, d in enumerate(drafts)}
        return [_proposal(d, number, passage) for d in drafts]


def _quote(d: Draft, passage: Passage) -> Span:
    """The sentence, from the one before on where that says the harm."""
    start = d.harm_said.sentence.start if d.harm_said is not None else d.scene.sentence.start
    return passage.span(start, d.scene.sentence.end)


def _proposal(d: Draft, number: dict[int, int], passage: Passage) -> Proposal:
    speaker = d.speech.speaker if d.speech else None
    speaker_basis = Basis.INHERITED if d.speech is not None and d.speech.inherited else Basis.STATED
    claim = Claim(
        n=number[id(d)],
        quote=_quote(d, passage),
        count_span=d.span,
        quantity=d.quantity,
        harm=d.hit.harm,
        groups=d.hit.counted.groups,
        stance=d.stance,
        speaker=speaker.mention(passage) if speaker else None,
        cites=tuple(c.mention(passage) for c in d.speech.cites) if d.speech else (),
        by=tuple(b.mention(passage) for b in d.by),
        cause=d.cause,
        place=d.place,
        period=d.period.period if d.period else None,
        period_span=passage.span(d.period.start, d.period.end) if d.period else None,
        part_of=number.get(id(d.part_of)) if d.part_of is not None else None,
        same_as=number.get(id(d.same_as)) if d.same_as is not None else None,
        basis=Grounds(d.place_basis, d.period_basis, d.by_basis, speaker_basis),
        against=number.get(id(d.against)) if d.against is not None else None,
        as_of=d.as_of,
        running=d.running,
        possible=d.hit.predicate is not None and d.hit.predicate.possible,
        members=d.members,
        on_behalf_of=speaker.on_behalf_of.mention(passage)
        if speaker is not None and speaker.on_behalf_of is not None
        else None,
    )
    return Proposal(claim, d.hit.confidence, _why(d, passage))


def _why(d: Draft, passage: Passage) -> tuple[Why, ...]:
    words = d.scene.words
    first, last = d.hit.cue
    steps: list[Why] = []
    if 0 <= first < last <= len(words) and d.hit.rule != "answer":
        cue = passage.span(words[first].start, words[last - 1].end)
        steps.append(
            Why(d.hit.rule, f"“{d.span.of(passage.text)}” is read as {d.hit.rule}: “{cue.of(passage.text)}”", cue)
        )
    if d.speech is not None:
        who = d.speech.speaker.mention(passage)
        how = (
            "carried over from a sentence nearby"
            if d.speech.inherited
            else f"by a verb or preposition of speech ({d.speech.kind})"
        )
        steps.append(Why("speaker", f"{who.name} speaks, {how}", who.span))
    if d.note:
        steps.append(Why(d.hit.rule, d.note, d.span))
    return tuple(steps)
