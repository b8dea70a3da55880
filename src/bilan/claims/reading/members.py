"""The members that a text names of an alliance or another collective."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.actors import ActorKind
from bilan.claims.passage import Passage
from bilan.claims.reading.scene import Named, Scene
from bilan.model.claim import Mention


def members_of(by: Sequence[Named], scene: Scene, passage: Passage) -> tuple[Mention, ...]:
    """The members that the text names of a collective: "partners, which include France and Belgium"."""
    collective = next(
        (b for b in by if b.actor is not None and b.actor.kind in (ActorKind.COLLECTIVE, ActorKind.ALLIANCE)), None
    )
    if collective is None:
        return ()
    return members_named(collective, scene, passage)


def members_named(collective: Named, scene: Scene, passage: Passage) -> tuple[Mention, ...]:
    i = scene.word_at(collective.end)
    opened = next(
        (
            k
            for k in range(i, min(len(scene.words), i + 8))
            if scene.words[k].has("including")
            or scene.words[k].low in ("inclut", "incluent", "include", "includes", "comprend", "comprennent")
        ),
        None,
    )
    if opened is None:
        return ()
    found: list[Mention] = []
    position = scene.words[opened].end
    for named in scene.actors:
        if named.start < position or named.actor is None:
            continue
        gap = passage.plain[position : named.start]
        if len(gap) > 14 or any(ch in gap for ch in ".;:()–"):
            break
        if named.actor.kind is not ActorKind.STATE:
            break
        found.append(named.mention(passage))
        position = named.end
    return tuple(found)
