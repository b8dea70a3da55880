"""How the figures are made, what they do not say, and how to have an error corrected."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.model.vocab import ClaimState, Hedge, Stance, TensionKind, View
from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield page(
        book, lang, languages, "method.html", "method.html",
        glossary=[("view", View), ("stance", Stance), ("hedge", Hedge), ("state", ClaimState), ("tension", TensionKind)],
    )  # fmt: skip
