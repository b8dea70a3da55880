"""Build the site: every page of every language, then the same values as data."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bilan.model.errors import WrongUse
from bilan.reconcile.world import World
from bilan.release.book import Book, Papers, open_book
from bilan.release.data import data_files
from bilan.release.page import Page
from bilan.release.pages import all_pages, welcome

LANGUAGES = ("fr", "en", "ar")
STAMP = ".bilan-site"  # marks a folder as a site of ours, which may be replaced

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SiteReport:
    """`pages`: how many HTML pages; `path`: the folder that holds them."""

    pages: int
    path: Path


def build_site(
    dossier: Papers,
    world: World,
    out: Path,
    *,
    languages: Sequence[str] = LANGUAGES,
    progress: Progress | None = None,
) -> SiteReport:
    """Write the whole site into `out`, which must be new, empty, or a site built before.

    The same dossier gives the same bytes: no clock is read, every list has its order.
    `progress(done, total)` is told of each page.
    """
    unknown = [lang for lang in languages if lang not in LANGUAGES]
    if unknown or not languages:
        raise WrongUse(f"the site speaks {', '.join(LANGUAGES)}", advice="choose one or more of these")
    book = open_book(dossier, world)
    _make_room(out)
    written = list(pages(book, tuple(languages)))
    for done, page in enumerate(written, 1):
        _write(out, page.path, page.render())
        if progress:
            progress(done, len(written))
    for file in (*data_files(book), stylesheet()):
        _write(out, file.path, file.render())
    return SiteReport(len(written), out)


def pages(book: Book, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Page]:
    """Every HTML page, each a pure function of the book."""
    yield welcome(book, languages)
    for lang in languages:
        yield from all_pages(book, lang, languages)


def stylesheet() -> Page:
    css = files("bilan.release").joinpath("site.css").read_text(encoding="utf-8")
    return Page("site.css", lambda: css)


def _make_room(out: Path) -> None:
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / STAMP).exists())):
        raise WrongUse(
            f"{out} holds something that is not a site of Bilan's",
            why="building the site there would overwrite it",
            advice="choose a folder that is new or empty",
        )
    if out.exists():
        for item in sorted(out.iterdir()):
            shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()
    out.mkdir(parents=True, exist_ok=True)
    (out / STAMP).write_text("A draft site, built by Bilan. It may be deleted and built again.\n", encoding="utf-8")


def _write(out: Path, path: str, content: str) -> None:
    target = out / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.encode("utf-8"))
