"""A speaker that no list knows: "a resident of the camp said", "rapporte la société civile", "according to the station".

Whoever stands where a speaker stands is one. The words themselves are the name, without the article.
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.scene import Named, Scene
from bilan.claims.reading.words import Word

_LONGEST = 12
_STOP = frozenset({";", ":", '"', ".", "–", "?", "!", "|", "…", "*", "•"})
_NO_HEAD = (
    "attack", "victim", "events", "vpart", "vger", "vinf", "vfin", "vintr", "vintrfin", "vadj", "toll", "bodies", "cause",
    "relative", "subordinator", "contrast", "be", "have", "pronoun", "bare_harm", "totals",
)  # fmt: skip
_EMPTY = frozenset(
    [
        "it",
        "there",
        "he",
        "she",
        "they",
        "we",
        "i",
        "you",
        "one",
        "that",
        "this",
        "these",
        "those",
        "what",
        "who",
        "which",
        "il",
        "elle",
        "ils",
        "elles",
        "on",
        "nous",
        "je",
        "ce",
        "cela",
        "ça",
        "qui",
        "ceux",
        "celles",
        "tout",
        "rien",
        "personne",
        "se",
        "s'",
        "y",
        "en",
        "nobody",
        "none",
        "nothing",
        "but",
        "mais",
        "and",
        "et",
        "so",
        "now",
        "here",
        "histoire",
    ]
)
_INTO = frozenset(
    {
        "of",
        "de",
        "du",
        "des",
        "d'",
        "la",
        "le",
        "les",
        "l'",
        "for",
        "pour",
        "the",
        "-",
        "'s",
        "and",
        "et",
        "&",
        "in",
        "at",
        "@",
        "/",
        "#",
    }
)


def before_verb(scene: Scene, i: int, dated: set[int]) -> Named | None:
    """The noun phrase that is the subject of the verb at word `i`."""
    words = scene.words
    end = past_helpers(words, i)
    if end > 0 and words[end - 1].low == ",":
        opening = next((k for k in range(end - 2, max(-1, end - 16), -1) if words[k].low == ","), None)
        if opening is None or words[end - 2].low in (".", '"'):
            return None
        end = opening
    if end > 0 and words[end - 1].low == ")":
        end = next((k for k in range(end - 1, max(-1, end - 14), -1) if words[k].low == "("), 0)
    start = end
    while start > 0 and end - start < _LONGEST + 4 and not _boundary(words, start - 1):
        start -= 1
    return _named(words, _past_setting(words, start, end, dated), end)


def after_word(scene: Scene, i: int) -> Named | None:
    """The noun phrase that begins at word `i`: after "rapporte", after "according to"."""
    words = scene.words
    if i >= len(words) or words[i].has("preposition") or words[i].has("say") or words[i].low in _EMPTY:
        return None
    end = i
    while (
        end < len(words) and end - i < _LONGEST and not _boundary(words, end) and words[end].low not in (",", "(", ")")
    ):
        w = words[end]
        if end > i and w.low not in _INTO and (w.has("preposition") or w.has("adverb") or w.has("say") or w.has("and")):
            break
        end += 1
    return _named(words, i, end)


def _boundary(words: Sequence[Word], k: int) -> bool:
    w = words[k]
    return (
        w.low in _STOP
        or w.low in (",", ")", "(")
        or w.has("contrast")
        or (w.has("subordinator") and not w.has("preposition"))
        or w.low in ("que", "qu'", "that", "qui", "who", "which", "dont", "et", "and", "mais", "but", "or", "ou")
        or w.has("say")
    )


def past_helpers(words: Sequence[Word], i: int) -> int:
    """Back over auxiliaries, adverbs and clitics: "en a", "has since", "n'a d'abord"."""
    j = i
    while j > 0 and (
        words[j - 1].has("have")
        or words[j - 1].has("adverb")
        or words[j - 1].has("negation")
        or words[j - 1].low
        in (
            "en",
            "y",
            "l'",
            "lui",
            "d'",
            "abord",
            "jusqu'",
            "ici",
            "jusque",
            "là",
            "se",
            "s'",
            "nous",
            "leur",
            "est",
            "sont",
            "was",
            "is",
            "has",
        )
        or _manner(words, j - 1)
    ):
        j -= 1
    return j


def _manner(words: Sequence[Word], k: int) -> bool:
    """ "officially", "officiellement"; not "the government"."""
    w = words[k]
    noun = w.has("role") or (k > 0 and (words[k - 1].has("article") or words[k - 1].has("of"))) or w.raw[:1].isupper()
    return w.low.endswith(("ly", "ment")) and not noun


def _past_setting(words: Sequence[Word], start: int, end: int, dated: set[int]) -> int:
    """Past "In a statement", "On Monday", "Later": what stands before the subject."""
    i = start
    while i < end and (words[i].has("adverb") or words[i].low.endswith("ly") or i in dated):
        i += 1
    if i < end and words[i].has("preposition") and not words[i].has("article"):
        i += 1
        inner = i
        while i < end and (i == inner or i in dated or not words[i].has("article")):
            i += 1
            if i - 1 in dated and i < end and i not in dated:
                break
    return i


def _named(words: Sequence[Word], start: int, end: int) -> Named | None:
    while start < end and (words[start].has("article") or words[start].low in ("the", "des", "-")):
        start += 1
    phrase = words[start:end]
    if not phrase or len(phrase) > _LONGEST or all(w.low in _EMPTY for w in phrase) or phrase[0].low in _EMPTY:
        return None
    head = phrase[: next((k for k, w in enumerate(phrase) if k and (w.has("preposition") or w.has("of"))), len(phrase))]
    if any(w.has(t) for w in head for t in _NO_HEAD) or not any(w.low[:1].isalpha() for w in head):
        return None
    if all(w.low.isdecimal() or not w.low.isalpha() for w in head) or phrase[0].low[0].isdecimal():
        return None
    name = " ".join(w.raw for w in phrase).replace(" - ", "-").replace("' ", "'").replace(" '", "'").replace("@ ", "@")
    return Named(phrase[0].start, phrase[-1].end, name, "phrase")


__all__ = ["after_word", "before_verb", "past_helpers"]
