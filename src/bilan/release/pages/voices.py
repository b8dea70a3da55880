"""One page for each voice: who said it first, who repeats it, and what changed on the way."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import lists, page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield from lists(book, lang, languages, "voices", "voices.html", book.voices)
    for voice in book.voices:
        drifts = [d for d in book.world.lineage.drifts if d.voice == voice.id]
        yield page(book, lang, languages, book.voice_path(voice.id), "voice.html", voice=voice, drifts=drifts)
