"""How a claim stands to the claims told before it: the same figure again, part of a toll, set against another."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.hit import Hit
from bilan.claims.reading.ar.scene import Scene
from bilan.model.claim import Claim, Proposal
from bilan.model.vocab import Harm, Hedge

MEMORY = 300  # claims back to which a restatement may point


def among_earlier(hit: Hit, made: Sequence[Proposal]) -> int | None:
    """ "كان بين القتلى 4 أطفال": part of the last toll of that harm."""
    if hit.rule not in ("among", "names"):
        return None
    for p in reversed(made[-MEMORY:]):
        c = p.claim
        if hit.rule == "names" and c.part_of is None and c.quantity.low == hit.counted.quantity.low:
            return None
        if hit.rule == "names" and c.quantity.high is not None and c.quantity.high < hit.counted.quantity.low:
            continue
        if c.harm in (hit.harm, Harm.KILLED_OR_INJURED) and c.part_of is None and c.quantity.low > 1:
            return c.n
    return None


def same_as(hit: Hit, scene: Scene, made: Sequence[Proposal]) -> int | None:
    """An earlier claim, of another sentence, with the same figure for the same people."""
    q = hit.counted.quantity
    if hit.rule == "the victim":
        alike = (
            p.claim for p in reversed(made[-MEMORY:]) if p.claim.harm is hit.harm and p.claim.quantity.low == q.low
        )
        return next((c.n if c.same_as is None else c.same_as for c in alike), None)
    if q.hedge in (Hedge.SOME, Hedge.NONE) or q.low < 2:
        return None
    for p in made[-MEMORY:]:
        c = p.claim
        if (c.quote.start == scene.sentence.start and hit.rule != "names") or c.same_as is not None:
            continue
        if (
            c.harm is hit.harm
            and (c.quantity.low, c.quantity.high) == (q.low, q.high)
            and set(c.groups) & set(hit.counted.groups)
        ):
            return c.n
    return None


def higher(hit: Hit, made: Sequence[Proposal]) -> bool:
    """Whether an earlier claim of the same harm is higher."""
    q = hit.counted.quantity
    return any(p.claim.harm is hit.harm and p.claim.quantity.low > (q.high or q.low) for p in made[-MEMORY:])


_AGAINST = frozenset({"بينما", "فيما", "حين", "مقابل", "المقابل"})


def against(hit: Hit, scene: Scene, words: Sequence[str], said: str, told: Sequence[tuple[Hit, Claim]]) -> int | None:
    """ "260 …، بينما 119 …": one voice counts two groups of people apart. `told`: the sentence's claims so far."""
    if hit.part_of is not None:
        return None
    mark = max(
        (t for t in scene.turns if t < hit.counted.first and words[t].removeprefix("و") in _AGAINST), default=None
    )
    if mark is None:
        return None
    for before, claim in reversed(told):
        speaker = claim.speaker.name if claim.speaker else ""
        if before.counted.first < mark and claim.harm is hit.harm and claim.part_of is None and speaker == said:
            return claim.n
    return None
