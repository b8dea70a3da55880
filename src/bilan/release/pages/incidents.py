"""One page for each incident; the list also holds the proposals that await a person."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import lists, page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield from lists(book, lang, languages, "incidents", "incidents.html", book.incidents)
    for incident in book.incidents:
        yield page(book, lang, languages, book.incident_path(incident.id), "incident.html", incident=incident)
    yield from lists(book, lang, languages, "proposals", "proposals.html", book.proposals)
