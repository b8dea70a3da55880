"""The kinds of page, one file each; `all_pages` is the table of contents."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages import (
    actors,
    claims,
    exhibits,
    figures,
    incidents,
    method,
    overview,
    places,
    tensions,
    timeline,
    voices,
)
from bilan.release.pages.overview import welcome

__all__ = ["all_pages", "welcome"]


def all_pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    """Every page of one language, the overview first."""
    for kind in (overview, timeline, places, figures, claims, exhibits, voices, tensions, incidents, actors, method):
        yield from kind.pages(book, lang, languages)
