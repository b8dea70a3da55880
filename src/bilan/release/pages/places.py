"""The map with its table, and one page for each place on it."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release import map as maps
from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import lists, page

ON_A_MAP = 60  # places of one map and its table


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    found = maps.spots(book)

    yield from lists(book, lang, languages, "places", "places.html", found, ON_A_MAP)
    for spot in found:
        yield page(book, lang, languages, maps.path(spot), "place.html", spot=spot)
