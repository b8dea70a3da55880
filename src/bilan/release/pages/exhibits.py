"""One page (or several) for each document, its claims highlighted in its text; and the list of all."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import lists, page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield from lists(book, lang, languages, "exhibits", "exhibits.html", list(book.exhibits.values()))
    for exhibit in book.exhibits.values():
        sheets = book.sheets.get(exhibit.id, [[]])
        length = len(book.read(exhibit.id)) if exhibit.id in book.sheets else 0
        for n, stretches in enumerate(sheets):
            yield page(
                book, lang, languages, book.exhibit_path(exhibit.id, n), "exhibit.html",
                exhibit=exhibit, stretches=stretches, sheet=n, length=length,
                sheets=[book.exhibit_path(exhibit.id, i) for i in range(len(sheets))],
            )  # fmt: skip
