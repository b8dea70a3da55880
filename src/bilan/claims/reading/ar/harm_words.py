"""Whether a sentence speaks of harm at all, and what a heading says befell those listed below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.lexicon import lists, noun
from bilan.claims.reading.ar.pronouns import act_upon
from bilan.claims.reading.ar.sentences import Sentence
from bilan.claims.reading.ar.verbs import forms
from bilan.model.vocab import Harm
from bilan.search.words import Word, stems


def speaks_of_harm(text: str, cut: Sequence[Word], s: Sentence) -> bool:
    """Whether a sentence holds any word of harm at all; most hold none."""
    books = [lists().books[name] for name in _HARM_BOOKS]
    for i in range(s.first, s.last):
        sure, may = _word_of_harm(cut[i].folded)
        if sure or (may and any(hits(book, text, cut, i) for book in books)):
            return True
    return False


DASHES = ("-", "–", "—", "•")
_HARM_BOOKS = ("noun", "verb", "bound", "none", "takes")


@lru_cache(maxsize=50_000)
def _word_of_harm(word: str) -> tuple[bool, bool]:
    """Whether a folded word says harm by itself; and whether it may open a phrase that does."""
    said = noun(word)
    sure = (said is not None and said.harm is not None) or lost(word) or word.endswith("خسائر")
    opens = any(lists().books[name].opens(word) for name in _HARM_BOOKS)
    return sure or act_upon(word) is not None, opens


def item_of(text: str, s: Sentence) -> bool:
    """Whether a line is an item: it opens with a dash."""
    return text[max(0, s.start - 2) : s.start].strip() in DASHES


def heading_harm(text: str, cut: Sequence[Word], s: Sentence, before: Harm | None) -> Harm | None:
    """ "… والشهداء هم:" at the end of a line: the harm that its items below suffered; it lasts as long as they do."""
    if text[s.end : s.end + 2].strip().startswith(":"):
        near = [noun(w.folded) for w in cut[max(s.first, s.last - 5) : s.last]]
        return next((n.harm for n in reversed(near) if n is not None and n.harm is not None and n.definite), None)
    return before if item_of(text, s) else None


_LOSE = frozenset(forms("فقد"))
_RUN_ON = ("فقد", "فقدت", "فقدان")  # run on behind the word before


@lru_cache(maxsize=50_000)
def lost(word: str) -> bool:
    return any(stem in _LOSE for stem, _, _ in stems(word)) or (len(word) > 7 and word.endswith(_RUN_ON))
