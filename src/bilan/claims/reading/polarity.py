"""What a verb before the figure does with it: denies it, looks into it, or leaves it unadmitted.

"X denied killing 7 civilians" states no admission of seven deaths. Whoever overlooks the verb turns a denial
into a confession, which is the worst error this system could make.
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.frames import Hit
from bilan.claims.reading.scene import Scene
from bilan.claims.reading.words import Word
from bilan.model.vocab import Hedge, Stance

_REACH = 16
_TURNS = frozenset(
    {"mais", "but", "however", "cependant", "toutefois", "while", "whereas", "tandis", "alors", "et", "and", ";", ":"}
)
_NOT = frozenset(
    {"not", "n't", "pas", "never", "jamais", "cannot", "sans", "without", "nor", "neither", "ni", "rien"}
    | {"refuse", "refuses", "refused", "refusé", "refusent", "declined", "declines", "failed", "fails"}
)
_OWNING = frozenset({"its", "their", "our", "ses", "sa", "leurs", "leur", "nos", "notre"})


def answer_before(hit: Hit, scene: Scene) -> Stance | None:
    """The answer that governs a figure: denies, investigates, disputes, no_admission; None: none of these does."""
    words = _governing(hit, scene)
    counter = hit.counted.quantity.hedge is Hedge.ONLY
    for k in range(len(words) - 1, -1, -1):
        word = words[k]
        counter |= word.has("saying")
        if word.has("dispute"):  # "disputed the figure of 300, saying only 20": the first is what others allege
            return Stance.DISPUTES if counter else Stance.ALLEGES
        negated = is_negated(words, k)
        if word.has("deny"):
            return None if negated else Stance.DENIES
        if word.has("looks_into"):
            return None if negated else Stance.INVESTIGATES
        if word.has("admit"):
            only_one = hit.counted.quantity.hedge is Hedge.ONLY and hit.counted.quantity.low == 1
            nothing = hit.counted.quantity.low == 0 or (only_one and not _ne_que(hit, scene))
            if any(w.low in ("où", "where") for w in words[k + 1 :]):
                return None  # "has not admitted those of X, where twenty died": what the text tells of its own
            if (negated and hit.counted.quantity.hedge is not Hedge.ONLY) or (nothing and _any_negation(words, k)):
                return Stance.NO_ADMISSION
            return None
    return None


def answer_after(hit: Hit, scene: Scene) -> Stance | None:
    """ "reported one casualty that it is investigating": the answer follows the figure."""
    words = scene.words
    for k in range(hit.counted.end, min(len(words), hit.counted.end + 7)):
        if words[k].low in (",", ".", ";", ":"):
            return None
        if words[k].has("relative") and any(w.has("looks_into") for w in words[k + 1 : k + 4]):
            return Stance.INVESTIGATES
    return None


def owns_the_attack(scene: Scene, hit: Hit, segment: tuple[int, int]) -> bool:
    """ "by its strikes", "dans ses frappes": what struck belongs to whoever speaks."""
    words = scene.between(*segment)
    for k, word in enumerate(words[:-1]):
        if word.low in _OWNING and any(w.has("attack") for w in words[k + 1 : k + 3]):
            return True
    return False


def _governing(hit: Hit, scene: Scene) -> list[Word]:
    """The words before a figure up to the last turn of the sentence that opens a verb of its own."""
    at = min(hit.counted.first, hit.cue[0]) if hit.cue else hit.counted.first
    words = scene.words[max(0, at - _REACH) : max(at, hit.counted.first)]
    for k in range(len(words) - 1, -1, -1):
        if words[k].low in _TURNS and any(w.has("say") or w.has("admit") for w in words[k + 1 :]):
            return words[k + 1 :]
    return words


def _ne_que(hit: Hit, scene: Scene) -> bool:
    """ "n'admet qu'un seul décès": one, and no more."""
    return any(w.low in ("que", "qu'") for w in scene.words[max(0, hit.counted.begin - 1) : hit.counted.last])


def is_negated(words: Sequence[Word], k: int) -> bool:
    """Whether a negation stands at the verb: "has not admitted", "n'a pas reconnu", "has yet to admit", "n'admet pas"."""
    first = max(0, k - 3)
    turn = next((j for j in range(k - 1, first - 1, -1) if words[j].low in _TURNS), None)
    near = words[first if turn is None else turn + 1 : k + 2]
    yet = k > 1 and (words[k - 2].low, words[k - 1].low) == ("yet", "to")
    return yet or any(w.low in _NOT or w.has("never") for w in near if w is not words[k])


def _any_negation(words: list[Word], k: int) -> bool:
    near = words[max(0, k - 5) : k + 3]
    return any(
        w.low in _NOT or w.has("never") or w.low.startswith(("n'", "n’")) or w.low in ("ne", "n", "no") for w in near
    )


__all__ = ["answer_after", "answer_before", "is_negated", "owns_the_attack"]
