"""One page for each tension: the sentences side by side, what kind it is, and what would resolve it."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import lists, page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield from lists(book, lang, languages, "tensions", "tensions.html", book.tensions)
    for tension in book.tensions:
        yield page(book, lang, languages, book.tension_path(tension.id), "tension.html", tension=tension)
