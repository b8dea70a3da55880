"""A page: where it lies and how it is written. Each is a pure function of the book, so that an unchanged one can be skipped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Page:
    """One file of the site.

    path    relative to the site's root, with forward slashes
    render  gives the whole file
    given   the values that `render` writes from, besides what it reads of the book; None: not known, so that the
            page is written anew in each build
    """

    path: str
    render: Callable[[], str]
    given: tuple[object, ...] | None = None


@lru_cache(maxsize=20_000)
def relative(frm: str, to: str) -> str:
    """The link from one page to another, so that the site opens from any folder.

    >>> relative("fr/claims/a.html", "fr/exhibits/b.html#c-a")
    '../exhibits/b.html#c-a'
    """
    path, mark, anchor = to.partition("#")
    if path == frm and mark:
        return f"#{anchor}"
    here, there = frm.split("/")[:-1], path.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    return "/".join([".."] * (len(here) - shared) + there[shared:]) + mark + anchor
