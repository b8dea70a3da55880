"""The timeline: every dated thing, actor by actor, with the table that says the same."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.chronicle import chronicle
from bilan.release.page import Page
from bilan.release.pages.press import page
from bilan.release.timeline import picture
from bilan.release.words import Words


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    def drawn() -> object:
        return picture(chronicle(book), Words(lang))

    yield page(book, lang, languages, "timeline.html", "timeline.html", drawn=drawn)
