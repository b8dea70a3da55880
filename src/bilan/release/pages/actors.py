"""One page for each actor: its row, its part of the timeline, what is said of it, and what it says itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bilan.release import timeline
from bilan.release.book import ActorEntry, Book
from bilan.release.chronicle import of_actor
from bilan.release.page import Page
from bilan.release.pages.press import lists, page
from bilan.release.words import Words


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    yield from lists(book, lang, languages, "actors", "actors.html", list(book.actors.values()))
    for actor in book.actors.values():
        drawn = _drawing(book, actor, lang)
        yield page(book, lang, languages, book.actor_path(actor.id), "actor.html", actor=actor, drawn=drawn)


def _drawing(book: Book, actor: ActorEntry, lang: str) -> Callable[[], timeline.Picture]:
    return lambda: timeline.picture(of_actor(book, actor.figures), Words(lang))
