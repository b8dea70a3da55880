"""One page for each actor: its row, its part of the timeline, what is said of it, and what it says itself."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import lists, page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield from lists(book, lang, languages, "actors", "actors.html", list(book.actors.values()))
    for actor in book.actors.values():
        yield page(book, lang, languages, book.actor_path(actor.id), "actor.html", actor=actor)
