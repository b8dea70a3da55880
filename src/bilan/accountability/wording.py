"""What an official statement says in so many words, by phrases kept as data (`wording.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from bilan.model.vocab import ResponseKind
from bilan.search.words import words

_GAP = r"(?:\S+ ){0,6}"


@lru_cache(maxsize=4096)
def kinds_of(text: str) -> tuple[ResponseKind, ...]:
    """The finding of a statement first, then what stands beside it (re-opened, an apology, a payment).

    Empty: its words say none of it, and nothing is guessed.

    >>> [k.value for k in kinds_of("The report was reopened. Two civilians were unintentionally killed.")]
    ['admitted', 'reopened']
    >>> [k.value for k in kinds_of("Aucune frappe n'a eu lieu ce jour-là.")], kinds_of("Good morning.")
    (['denied_no_activity'], ())
    """
    said = _folded(text)
    findings = (kind for kind, phrases in _book("finding").items() if phrases.search(said))
    finding = next(findings, None)
    beside = [kind for kind, phrases in _book("beside").items() if phrases.search(said) and kind is not finding]
    return (finding, *beside) if finding is not None else tuple(beside)


def declares_activity(text: str) -> bool:
    """Whether a strike report reports anything: there is text, and it does not say that nothing was reported.

    >>> declares_activity("Near Northtown, two strikes hit a depot."), declares_activity("")
    (True, False)
    >>> declares_activity("The air force has not reported any strikes that week.")
    False
    """
    return bool(text.strip()) and not _nothing().search(_folded(text))


def _folded(text: str) -> str:
    return " " + "".join(f"{w.folded} " for w in words(text) if w.folded)


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath("wording.toml").read_text(encoding="utf-8"))


@cache
def _book(part: str) -> Mapping[ResponseKind, re.Pattern[str]]:
    return {ResponseKind(kind): _any(p for lang in told.values() for p in lang) for kind, told in _told()[part].items()}


@cache
def _nothing() -> re.Pattern[str]:
    return _any(p for phrases in _told()["nothing_declared"].values() for p in phrases)


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    def pattern(phrase: str) -> str:
        return _GAP.join("".join(re.escape(w.folded) + " " for w in words(part)) for part in phrase.split("…"))

    return re.compile("(?<= )(?:" + "|".join(pattern(p) for p in phrases) + ")")
