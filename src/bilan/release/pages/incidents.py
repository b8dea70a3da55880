"""One page for each incident; the list also holds the proposals that await a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from bilan.incidents import Incident
from bilan.release.book import Book
from bilan.release.corner import Corner, corner
from bilan.release.page import Page
from bilan.release.pages.press import lists, page


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    def total(incident: Incident) -> Corner:
        home = book.incident_path(incident.id)
        return corner(book, f"incident-{PurePosixPath(home).stem}", home, incident.claims)

    yield from lists(book, lang, languages, "incidents", "incidents.html", book.incidents, total_of=total)
    for incident in book.incidents:
        mine = frozenset(incident.claims)
        maybe = tuple(p for c in incident.claims for p in book.proposals_of.get(c, ()))
        yield page(
            book, lang, languages, book.incident_path(incident.id), "incident.html",
            incident=incident, total_of=total, mine=mine, maybe=tuple(dict.fromkeys(maybe)),
        )  # fmt: skip
    yield from lists(book, lang, languages, "proposals", "proposals.html", book.proposals)
