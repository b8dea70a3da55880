"""A page: where it lies and how it is written. Each is a pure function of the book, so that an unchanged one can be skipped."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Page:
    """`path` is relative to the site's root, with forward slashes; `render` gives the whole file."""

    path: str
    render: Callable[[], str]


@lru_cache(maxsize=100_000)
def relative(frm: str, to: str) -> str:
    """The link from one page to another, so that the site opens from any folder.

    >>> relative("fr/claims/a.html", "fr/exhibits/b.html#c-a")
    '../exhibits/b.html#c-a'
    """
    path, mark, anchor = to.partition("#")
    if path == frm and mark:
        return f"#{anchor}"
    return posixpath.relpath(path, posixpath.dirname(frm) or ".") + mark + anchor
