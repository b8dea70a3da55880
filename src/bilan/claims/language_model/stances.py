"""A stance needs its words: nobody admits, denies or disputes anything because a model says so."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from bilan.model.text import Span
from bilan.model.vocab import Stance

PLAIN = frozenset({Stance.REPORTS, Stance.ALLEGES})
_WORD = re.compile(r"[^\W\d_]+")
_REACH = 6  # words on either side in which a negation turns an admission round


def unsaid(stance: Stance, plain: str, words: Span | None, quote: Span, lang: str) -> str | None:
    """Why the words do not bear the stance; None: they do. Spans are of `plain`.

    >>> text = "The army has not admitted that 12 civilians were killed."
    >>> unsaid(Stance.ADMITS, text, Span(17, 25), Span(0, 56), "en")
    'a word close to “admitted” turns it round'
    """
    if stance in PLAIN or stance is Stance.CLAIMS_ACTION:
        return None  # three ways to assert; `claims_action` depends on who was harmed, which is checked elsewhere
    if words is None or not quote.contains(words):
        return "no words of the quote say it"
    said = words.of(plain)
    if not any(_begins(cue, said) for cue in _cues(stance.value, lang)):
        return f"“{said}” does not say it"
    if stance is Stance.ADMITS and _is_turned(plain, words, quote, lang):
        return f"a word close to “{said}” turns it round"
    return None


def _begins(cue: str, said: str) -> bool:
    """Whether a word of what is said begins with the cue; an Arabic word may carry "and", "so", "by" before it."""
    return re.search(rf"(?:^|\W)[وفبل]?{re.escape(cue)}", f"{said} ", re.IGNORECASE) is not None


def _is_turned(plain: str, words: Span, quote: Span, lang: str) -> bool:
    before = [w.casefold() for w in _WORD.findall(plain[quote.start : words.start])][-_REACH:]
    inside = [w.casefold() for w in _WORD.findall(words.of(plain))]
    after = [w.casefold() for w in _WORD.findall(plain[words.end : quote.end])][:_REACH]
    if lang != "fr":
        near, follows = [*before, *inside], [*inside, *after]
    else:  # « n'a pas reconnu », « ne reconnaît pas »
        near, follows = [*before, *inside, *after[:2]], [*inside, *after]
    return bool(_words("turned", lang) & set(near)) and not _words("unless", lang) & set(follows)


@cache
def _lists() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("stances.toml").read_text(encoding="utf-8"))


def _cues(name: str, lang: str) -> list[str]:
    return _lists()[name].get(lang, [])


@cache
def _words(name: str, lang: str) -> frozenset[str]:
    return frozenset(w.casefold() for w in _lists()[name].get(lang, []))
