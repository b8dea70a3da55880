"""Build the site: every page of every language, then the same values as data.

A page that would come out as before is not written again: the site remembers what each was made from (`manifest`),
and the book notes what a page reads (`watch`). The new site is built beside the old one and takes its place at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.resources import files
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

from bilan.model.errors import WrongUse
from bilan.reconcile.world import World
from bilan.release.book import Book, Papers, open_book
from bilan.release.data import data_files
from bilan.release.fingerprint import NoFingerprint
from bilan.release.manifest import STAMP, Made, Manifest, code_version, unchanged
from bilan.release.page import Page
from bilan.release.pages import all_pages, welcome
from bilan.release.swap import beside
from bilan.release.watch import Key, Watch, summed_up

__all__ = ["LANGUAGES", "STAMP", "SiteReport", "build_site", "pages", "stylesheet"]

LANGUAGES = ("fr", "en", "ar")
_AT_ONCE = 120  # pages that a process writes before it reports
_WORTH_A_PROCESS = 3 * _AT_ONCE

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SiteReport:
    """`pages`: how many HTML pages; `path`: the folder that holds them; `written`: files that came out anew."""

    pages: int
    path: Path
    written: int = 0


def build_site(
    dossier: Papers,
    world: World,
    out: Path,
    *,
    languages: Sequence[str] = LANGUAGES,
    progress: Progress | None = None,
    workers: int = 2,
) -> SiteReport:
    """Write the whole site into `out`, which must be new, empty, or a site built before.

    The same dossier gives the same bytes, whatever stood there before: no clock is read, every list has its order.
    `progress(done, total)` is told of each page; `workers`: how many processes write.
    """
    unknown = [lang for lang in languages if lang not in LANGUAGES]
    if unknown or not languages:
        raise WrongUse(f"the site speaks {', '.join(LANGUAGES)}", advice="choose one or more of these")
    refuse_what_is_not_ours(out)
    watch = Watch(open_book(dossier, world))
    html = list(pages(watch.watched, tuple(languages)))
    wanted = [*html, *data_files(watch.watched), stylesheet()]
    told = 0

    def tell(page: Page) -> None:
        nonlocal told
        if page.path.endswith(".html"):
            told += 1
            if progress:
                progress(told, len(html))

    with beside(out) as new:
        for folder in sorted({(new / page.path).parent for page in wanted}):
            folder.mkdir(parents=True, exist_ok=True)
        codes = [_given(watch, page) for page in wanted]
        old = _usable(out)
        fresh = unchanged(old, {key: watch.code(key) for key in old.codes})
        waiting: list[int] = []
        made: dict[str, Made] = {}
        for n, page in enumerate(wanted):
            before = old.files.get(page.path)
            if (
                before
                and codes[n] == before.given != ""
                and fresh.issuperset(before.keys)
                and _keep(old, out, new, page.path)
            ):
                made[page.path] = before
                tell(page)
            else:
                waiting.append(n)
        for n, sha, size, keys in _write_all(watch, wanted, waiting, new, workers):
            made[wanted[n].path] = Made(sha, size, codes[n], keys)
            tell(wanted[n])
        everything = dict.fromkeys(key for one in made.values() for key in one.keys)
        Manifest(code_version(), made, {key: watch.code(key) for key in everything}).write(new)
    return SiteReport(len(html), out, len(waiting))


def pages(book: Book, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Page]:
    """Every HTML page, each a pure function of the book."""
    yield welcome(book, languages)
    for lang in languages:
        yield from all_pages(book, lang, languages)


def stylesheet() -> Page:
    css = files("bilan.release").joinpath("site.css").read_text(encoding="utf-8")
    return Page("site.css", lambda: css, ())


def refuse_what_is_not_ours(out: Path) -> None:
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / STAMP).exists())):
        raise WrongUse(
            f"{out} holds something that is not a site of Bilan's",
            why="building the site there would overwrite it",
            advice="choose a folder that is new or empty",
        )


# ---------------------------------------------------------------- what can stay


def _usable(out: Path) -> Manifest:
    """What the old site tells of itself, if this code wrote it."""
    old = Manifest.read(out)
    return old if old.code == code_version() else Manifest()


def _given(watch: Watch, page: Page) -> str:
    if page.given is None:
        return ""
    try:
        return watch.codes.of(page.given)
    except NoFingerprint:
        return ""


def _keep(old: Manifest, out: Path, new: Path, path: str) -> bool:
    """Take a file over as it is; not one that somebody has changed since."""
    try:
        if not old.is_as_left(out, path):
            return False
        try:
            os.link(out / path, new / path)
        except OSError:
            shutil.copyfile(out / path, new / path)
    except OSError:
        return False
    return True


# ---------------------------------------------------------------- what must be written

_Written = tuple[int, str, int, tuple[Key, ...]]
_work: list[
    tuple[Watch, Sequence[Page], Path]
] = []  # what a forked process finds of its parent's, without a copy being sent


def _write_all(
    watch: Watch, wanted: Sequence[Page], waiting: Sequence[int], new: Path, workers: int
) -> Iterator[_Written]:
    """Write pages, in as many processes where there are many; yields each when it lies there."""
    if workers < 2 or len(waiting) < _WORTH_A_PROCESS or "fork" not in get_all_start_methods():
        yield from _write_some(watch, wanted, waiting, new)
        return
    # a page beside its translations: what they show alike is worked out once in the process that writes them
    waiting = sorted(waiting, key=lambda n: (wanted[n].path.partition("/")[2], n))
    shares = [waiting[n : n + _AT_ONCE] for n in range(0, len(waiting), _AT_ONCE)]
    _work.append((watch, wanted, new))
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            for done in as_completed([pool.submit(_write_share, share) for share in shares]):
                names, rows = done.result()
                yield from ((n, sha, size, tuple(names[i] for i in keys)) for n, sha, size, keys in rows)
    finally:
        _work.pop()


def _write_share(share: Sequence[int]) -> tuple[list[Key], list[tuple[int, str, int, list[int]]]]:
    """In another process: what was read is sent back once for all pages."""
    numbers: dict[Key, int] = {}
    rows = [
        (n, sha, size, [numbers.setdefault(key, len(numbers)) for key in keys])
        for n, sha, size, keys in _write_some(*_work[-1][:2], share, _work[-1][2])
    ]
    return list(numbers), rows


def _write_some(watch: Watch, wanted: Sequence[Page], which: Iterable[int], new: Path) -> Iterator[_Written]:
    for n in which:
        with watch.page() as notes:
            content = wanted[n].render().encode("utf-8")
        (new / wanted[n].path).write_bytes(content)
        yield n, hashlib.sha256(content).hexdigest(), len(content), summed_up(notes)
