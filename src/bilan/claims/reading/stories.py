"""Several stories in one text: "Niger: 14 soldats tués dans une embuscade." opens another than the lines before it.

A headline that begins with a country, or an attack in a country, and a colon tells of a new event. Who did the deed
told before it did not do this one by that.
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.scene import Scene

_HEAD = 11  # words that may stand before the colon
_COUNTRY = 1  # the rank of countries among the places


def opens_a_story(scene: Scene) -> bool:
    """Whether a sentence begins with a kicker: "Mali:", "Attaque au Niger:", "Ghana – Floods:"."""
    if scene.number == 0:
        return False
    colon = next((k for k, w in enumerate(scene.words[:_HEAD]) if w.low == ":"), None)
    if colon is None or colon == 0 or any(w.has("say") for w in scene.words[:colon]):
        return False
    end = scene.words[colon].start
    return any(p.rank <= _COUNTRY and p.start < end for p in scene.places)


def same_story(first: Scene, second: Scene, scenes: Sequence[Scene]) -> bool:
    """Whether no headline of another story stands between two sentences."""
    low, high = sorted((first.number, second.number))
    return not any(opens_a_story(s) for s in scenes[low + 1 : high + 1])


__all__ = ["opens_a_story", "same_story"]
