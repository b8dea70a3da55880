"""The quality gate: is this text that somebody could read?"""

from __future__ import annotations

import unicodedata

from bilan.intake.formats import MAX_TEXT_BYTES, too_long
from bilan.model.errors import UnreadableExhibit

_ALLOWED = {"\n", "\t", "\f", "\v"}
_SAMPLE = 200_000
_TOO_MUCH_NOISE = 0.02


def gate(text: str) -> str:
    """The text itself, or a refusal with its reason."""
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError as error:
        raise UnreadableExhibit(
            "its text holds halves of characters", advice="save it as UTF-8 and add that"
        ) from error
    if size > MAX_TEXT_BYTES:
        raise too_long(size)
    sample = text[:_SAMPLE]
    if not any(c.isalnum() for c in text):
        raise UnreadableExhibit(
            "it holds no text",
            why="it is kept as evidence, but no claim can be read from it",
            advice="if its words are in a picture or a player, type them into a .txt file and add that",
        )
    noise = sum(
        1 for c in sample if (c not in _ALLOWED and unicodedata.category(c) in ("Cc", "Cn", "Cs")) or c == "\ufffd"
    )
    if noise > _TOO_MUCH_NOISE * len(sample):
        raise UnreadableExhibit(
            "it is not text: too many of its characters are not letters of any script",
            why="it is kept as evidence, but no claim can be read from it",
            advice="open it with the program that wrote it, save its text as .txt (UTF-8) and add that",
        )
    return text
