"""The overview, and the page where a reader chooses a language."""

from __future__ import annotations

from collections.abc import Iterator

from bilan.release.bars import chart
from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.press import bare, lists, page
from bilan.release.words import Words

ROWS = 16  # of the accountability table on one page
FEW = 8  # tensions, proposals and failures named on the overview; their own lists hold all


def pages(book: Book, lang: str, languages: tuple[str, ...]) -> Iterator[Page]:
    picture = chart(book.rows[:ROWS])

    yield page(book, lang, languages, "index.html", "overview.html", few=FEW, few_rows=ROWS, chart=picture)
    yield from lists(book, lang, languages, "accountability", "accountability.html", book.rows, ROWS)


def welcome(book: Book, languages: tuple[str, ...]) -> Page:
    """The first page: the same words in each language, the first language's larger."""
    return bare(
        "index.html", "welcome.html", voices=[Words(lang) for lang in languages], as_of=book.as_of, edition=book.edition
    )
