"""A quotation of several sentences: "X said: “Ten of us died. Two are missing. We cannot go on.”" """

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bilan.claims.reading.scene import Scene, Speech

_LONGEST = 8  # sentences after the one that opens it
_KINDS = frozenset({"says", "label", "told", "cited"})


def quote_on(scenes: Sequence[Scene]) -> None:
    """Give the sentences inside an open quotation to whoever opened it."""
    open_by: Speech | None = None
    last = block = 0
    for scene in scenes:
        marks = [w.start for w in scene.words if w.low == '"']
        if open_by is not None:
            if scene.number - last > _LONGEST or scene.sentence.block - block > 1 or scene.speeches:
                open_by = None
            else:
                scene.quoted = replace(open_by, inherited=True)
                block = scene.sentence.block
                if len(marks) % 2:
                    open_by = None
                continue
        opener = _opener(scene, marks)
        if opener is not None:
            open_by, last, block = opener, scene.number, scene.sentence.block


def _opener(scene: Scene, marks: Sequence[int]) -> Speech | None:
    """The speech whose quotation begins in a sentence and does not end in it."""
    for speech in scene.speeches:
        if not speech.forward or speech.kind not in _KINDS:
            continue
        after = [m for m in marks if m > speech.start]
        if len(after) % 2 and len(marks) == len(after):
            return speech
    return None


__all__ = ["quote_on"]
