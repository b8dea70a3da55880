"""One page for each published figure: the rule, the steps, the reserves, the claims, the certificate."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import lists, page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield from lists(book, lang, languages, "figures", "figures.html", list(book.figures.values()))
    for figure in book.figures.values():
        yield page(book, lang, languages, book.figure_path(figure), "figure.html", figure=figure)
