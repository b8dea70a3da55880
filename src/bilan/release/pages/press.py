"""From a template and a sheet to a finished page. Everything is escaped unless it was made safe on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from bilan.release.book import Book
from bilan.release.page import Page
from bilan.release.pages.drawing import DRAWING
from bilan.release.sheet import Sheet

T = TypeVar("T")
ON_A_LIST = 80  # entries on one page of a list


@cache
def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("bilan.release", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
    )
    found.globals.update(DRAWING)
    return found


def page(book: Book, lang: str, languages: tuple[str, ...], path: str, template: str, **values: Any) -> Page:
    """A page of one language at `path` below that language's folder."""

    def render() -> str:
        sheet = Sheet(book, lang, path, languages)
        return _environment().get_template(template).render(s=sheet, book=book, **values)

    return Page(f"{lang}/{path}", render, (lang, path, languages, template, values))


def bare(path: str, template: str, **values: Any) -> Page:
    """A page above the languages."""
    return Page(path, lambda: _environment().get_template(template).render(**values), (template, values))


def lists(
    book: Book,
    lang: str,
    languages: tuple[str, ...],
    folder: str,
    template: str,
    items: Sequence[T],
    on_a_list: int = ON_A_LIST,
    **values: Any,
) -> list[Page]:
    """A list in pages: `claims/index.html`, `claims/index-2.html` …"""
    sheets = [items[n : n + on_a_list] for n in range(0, len(items), on_a_list)] or [items[:0]]
    paths = [f"{folder}/index{f'-{n + 1}' if n else ''}.html" for n in range(len(sheets))]
    return [
        page(book, lang, languages, path, template, items=found, total=len(items), sheet=n, sheets=paths, **values)
        for n, (path, found) in enumerate(zip(paths, sheets, strict=True))
    ]
