"""One page for each claim, and the list of all."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import lists, page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield from lists(book, lang, languages, "claims", "claims.html", list(book.claims.values()))
    for claim in book.claims.values():
        yield page(book, lang, languages, book.claim_path(claim.id), "claim.html", claim=claim)
