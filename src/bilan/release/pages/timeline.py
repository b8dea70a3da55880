"""The timeline: every dated thing, actor by actor, with the table that says the same."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield page(book, lang, languages, "timeline.html", "timeline.html")
