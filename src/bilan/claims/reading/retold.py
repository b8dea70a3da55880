"""Those counted in one sentence, told of one by one in the next.

"The raid left 8 dead. They were the mayor, five guards and two cooks."
"Il s'agit du chef de village, de cinq éleveurs et de deux gendarmes."
"Les victimes sont trois bouchers et une lingère."
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.elided import last_of
from bilan.claims.reading.finder import Hit
from bilan.claims.reading.known_people import KnownPeople
from bilan.claims.reading.noun_phrase import Counted
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word
from bilan.model.vocab import Harm

_OPENS = (
    ("il", "s'", "agit"), ("il", "s'", "agissait"), ("il", "s'", "agirait"), ("ce", "sont"), ("c'", "étaient"),
    ("c'", "est"), ("c'", "était"), ("ce", "seraient"), ("they", "were"), ("they", "are"), ("they", "include"), ("they", "included"),
)  # fmt: skip
_LATE = 3  # words that may stand before the opening: "Selon lui, il s'agit de …"
_OF = frozenset({"de", "d'", "du", "des", "en", "effet", "notamment", "précisément"})


def retold(scene: Scene, scenes: Sequence[Scene], pack: Pack) -> None:
    """Add the people of a list that tells again whom the sentence before counted, or whom this one calls victims."""
    start = _after_opening(scene.words)
    whole = last_of(scene, scenes) if start is not None else None
    if start is None:
        start, whole = _after_victims(scene, scenes)
    if start is None or whole is None or whole.harm is Harm.DISPLACED:
        return
    items = people_from(start, scene, pack)
    total = sum(c.quantity.low for c in items)
    most = whole.counted.quantity.high or 10**9
    if not items or (total < 2 and most != 1) or total > most:
        return
    taken = {h.counted.first for h in scene.hits}
    for c in items:
        if c.first not in taken:
            part = Hit(c, whole.harm, "counted as a part of the whole", whole.cue, None, None, 0.75)
            part.parent = whole
            scene.hits.append(part)
    scene.hits.sort(key=lambda h: (h.counted.first, h.harm.value))


def opens_a_list(words: Sequence[Word]) -> bool:
    """Whether a sentence begins by telling who those counted before it were."""
    return _after_opening(words) is not None


def _after_opening(words: Sequence[Word]) -> int | None:
    low = [w.low for w in words[: _LATE + 8]]
    for at in range(min(_LATE + 1, len(low))):
        if at and low[at - 1] != ",":
            continue
        for opening in _OPENS:
            if tuple(low[at : at + len(opening)]) == opening:
                return at + len(opening)
    return None


def _after_victims(scene: Scene, scenes: Sequence[Scene]) -> tuple[int | None, Hit | None]:
    """ "The dead are a postman and his son": after the verb; none where those who are told of have done something."""
    words = scene.words
    if len(words) < 5 or words[0].low not in ("les", "the") or not words[1].has("victim"):
        return None, None
    told = words[1].value("victim")
    at = 1 + words[1].width("victim")
    if not told[1] or at >= len(words) or not words[at].has("be") or words[at + 1 : at + 2] == []:
        return None, None
    whole = last_of(scene, scenes)
    if whole is not None and told[0] in (whole.harm, Harm.KILLED_OR_INJURED):
        return at + 1, whole
    return None, None


def people_from(i: int, scene: Scene, pack: Pack) -> list[Counted]:
    """The people of one list from word `i` on, those known rather than counted among them."""
    finder = KnownPeople(scene.analysis, pack)
    words = scene.words
    found: list[Counted] = []
    while i < len(words) and len(found) < 12:
        while i < len(words) and i not in finder.at and (words[i].low in _OF and words[i].low not in ("du", "des")):
            i += 1
        c = finder.at.get(i)
        if c is None and i < len(words):
            c = finder.known_item(i) or (finder.known_item(i - 1) if i and words[i - 1].low == "du" else None)
        if c is None or c.head != "person" or c.kind == "plural" or not c.quantity.low:
            return found if found else []
        found.append(c)
        nxt = finder.next_in_list(c)
        if nxt is None:
            break
        i = nxt.begin
    return found


__all__ = ["people_from", "retold"]
