"""Build the site: every page of every language, then the same values as data.

A page that would come out as before is not written again: the site remembers what each was made from (`manifest`),
and the book notes what a page reads (`watch`). The new site is built beside the old one and takes its place at once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib.resources import files
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path

from bilan.model.errors import WrongUse
from bilan.plugins.processes import end_with
from bilan.reconcile.collecting import collecting_seldom, left_alone
from bilan.reconcile.world import World
from bilan.release.book import Book, Edition, Papers, open_book
from bilan.release.data import data_files
from bilan.release.fingerprint import NoFingerprint
from bilan.release.manifest import STAMP, Made, Manifest, code_version
from bilan.release.page import Page
from bilan.release.pages import all_pages, welcome
from bilan.release.swap import beside
from bilan.release.watch import Key, Watch, summed_up

__all__ = ["LANGUAGES", "STAMP", "SiteReport", "build_site", "pages", "stylesheet"]

LANGUAGES = ("fr", "en", "ar")
_AT_ONCE = 120  # pages that a process writes before it reports, at most
_LEAST_AT_ONCE = 12
_WORTH_A_PROCESS = 60  # pages
_DRAFT_ON_PAPER, _UNREDACTED_ON_PAPER = "BROUILLON · DRAFT · مسودة", "NON EXPURGÉ · UNREDACTED · غير منقّح"

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
    edition: Edition = "draft",
) -> SiteReport:
    """Write the whole site into `out`, which must be new, empty, or a site built before.

    The same dossier gives the same bytes, whatever stood there before: no clock is read, every list has its order.
    `progress(done, total)` is told of each page; `workers`: how many processes write, this one among them.
    `edition`: what every page says of itself.
    """
    unknown = [lang for lang in languages if lang not in LANGUAGES]
    if unknown or not languages:
        raise WrongUse(f"the site speaks {', '.join(LANGUAGES)}", advice="choose one or more of these")
    refuse_what_is_not_ours(out)
    with collecting_seldom():
        return _build(Watch(open_book(dossier, world, edition)), out, tuple(languages), progress, workers)


def _build(watch: Watch, out: Path, languages: tuple[str, ...], progress: Progress | None, workers: int) -> SiteReport:
    html = list(pages(watch.watched, languages))
    wanted = [*html, *data_files(watch.watched), stylesheet(watch.book.edition)]
    told = 0

    def tell(page: Page) -> None:
        nonlocal told
        if page.path.endswith(".html"):
            told += 1
            if progress:
                progress(told, len(html))

    with beside(out) as new:
        for folder in sorted({page.path.rpartition("/")[0] for page in wanted}):
            (new / folder).mkdir(parents=True, exist_ok=True)
        job = _Job(watch, wanted, _usable(out), out, new)
        kept: list[str] = []
        made: dict[str, tuple[Made, tuple[Key, ...]]] = {}
        codes: dict[Key, str] = {}
        for share in _in_processes(job, workers):
            kept += [wanted[n].path for n in share.kept]
            made.update((wanted[n].path, one) for n, one in share.written)
            codes.update(share.codes)
            for n in (*share.kept, *(n for n, _ in share.written)):
                tell(wanted[n])
        Manifest.after(code_version(), job.old, kept, made, codes).write(new)
    return SiteReport(len(html), out, len(made))


def pages(book: Book, languages: tuple[str, ...] = LANGUAGES) -> Iterator[Page]:
    """Every HTML page, each a pure function of the book."""
    yield welcome(book, languages)
    for lang in languages:
        yield from all_pages(book, lang, languages)


def stylesheet(edition: Edition = "draft") -> Page:
    css = files("bilan.release").joinpath("site.css").read_text(encoding="utf-8")
    if edition != "draft":
        css = css.replace(_DRAFT_ON_PAPER, _UNREDACTED_ON_PAPER)
    return Page("site.css", lambda: css, (edition,))


def refuse_what_is_not_ours(out: Path) -> None:
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / STAMP).exists())):
        raise WrongUse(
            f"{out} holds something that is not a site of Bilan's",
            why="building the site there would overwrite it",
            advice="choose a folder that is new or empty",
        )


# ---------------------------------------------------------------- what can stay, and what must be written


@dataclass
class _Job:
    """Every page that is wanted, and the site that stands there.

    same_key    for each key of the old manifest, whether what it stands for is as it was; None: not asked yet
    same        the same for each set of readings
    given_code  of the values that a page and its translations are written from: those of the last one asked for
    """

    watch: Watch
    wanted: Sequence[Page]
    old: Manifest
    out: Path
    new: Path
    same_key: list[bool | None] = field(default_factory=list)
    same: list[bool | None] = field(default_factory=list)
    given_code: tuple[tuple[object, ...], str] = ((), "")

    def __post_init__(self) -> None:
        self.same_key = [None] * len(self.old.keys)
        self.same = [None] * len(self.old.readings)


@dataclass
class _Share:
    """What became of some pages (by number): taken over, or written; `codes` of all that these read."""

    kept: list[int]
    written: list[tuple[int, tuple[Made, tuple[Key, ...]]]]
    codes: dict[Key, str]


_jobs: list[_Job] = []  # what a forked process finds of its parent's, without a copy being sent


def _in_processes(job: _Job, workers: int) -> Iterator[_Share]:
    """The pages in shares, in as many processes where there are many; yields each share when it is done."""
    # a page beside its translations: what they show alike is worked out once in the process that writes them
    numbers = sorted(range(len(job.wanted)), key=lambda n: (job.wanted[n].path.partition("/")[2], n))
    if workers < 2 or len(numbers) < _WORTH_A_PROCESS or "fork" not in get_all_start_methods():
        yield _do(job, numbers)
        return
    at_once = max(_LEAST_AT_ONCE, min(_AT_ONCE, len(numbers) // (8 * workers)))
    _jobs.append(job)
    try:
        forked = get_context("fork")
        with left_alone(), ProcessPoolExecutor(workers - 1, forked, end_with, (os.getpid(),)) as pool:
            shares = [numbers[n : n + at_once] for n in range(0, len(numbers), at_once)]
            given_out = deque((share, pool.submit(_do_share, share)) for share in shares)
            while given_out:  # the others begin with the first share, this process with the last
                while given_out and given_out[0][1].done():
                    yield _unpacked(*given_out.popleft()[1].result())
                if given_out and given_out[-1][1].cancel():
                    yield _do(job, given_out.pop()[0])
                elif given_out:
                    yield _unpacked(*given_out.popleft()[1].result())
    finally:
        _jobs.pop()


_Packed = tuple[list[tuple[Key, str]], list[int], list[tuple[int, str, int, str, list[int]]]]


def _do_share(numbers: Sequence[int]) -> _Packed:
    """In another process: what was read is sent back once for all pages."""
    share = _do(_jobs[-1], numbers)
    place = {key: n for n, key in enumerate(share.codes)}
    rows = [(n, m.sha, m.size, m.given, [place[key] for key in read]) for n, (m, read) in share.written]
    return list(share.codes.items()), share.kept, rows


def _unpacked(
    codes: list[tuple[Key, str]], kept: list[int], rows: list[tuple[int, str, int, str, list[int]]]
) -> _Share:
    written = [(n, (Made(sha, size, given), tuple(codes[i][0] for i in read))) for n, sha, size, given, read in rows]
    return _Share(kept, written, dict(codes))


def _do(job: _Job, numbers: Iterable[int]) -> _Share:
    """Take over what would come out as before, and write the rest."""
    share = _Share([], [], {})
    for n in numbers:
        page = job.wanted[n]
        given = _given(job, page)
        before = job.old.files.get(page.path)
        same = before and given and before.given == given and _reads_the_same(job, job.old.reading[page.path])
        if same and _keep(job.old, job.out, job.new, page.path):
            share.kept.append(n)
        else:
            share.written.append((n, _write(job, page, given, share.codes)))
    return share


def _reads_the_same(job: _Job, reading: int) -> bool:
    """Whether everything that a page read says today what it said then. Pages share their readings."""
    found = job.same[reading]
    if found is None:
        found = job.same[reading] = all(_is_the_same(job, key) for key in job.old.readings[reading])
    return found


def _is_the_same(job: _Job, number: int) -> bool:
    found = job.same_key[number]
    if found is None:
        before = job.old.codes[number]
        found = job.same_key[number] = bool(before) and job.watch.code(job.old.keys[number]) == before
    return found


def _usable(out: Path) -> Manifest:
    """What the old site tells of itself, if this code wrote it."""
    old = Manifest.read(out)
    return old if old.code == code_version() else Manifest()


def _given(job: _Job, page: Page) -> str:
    """The code of the values that a page is written from; a page and its translations have the very same."""
    if page.given is None:
        return ""
    last, code = job.given_code
    if len(last) == len(page.given) and all(a is b for a, b in zip(last, page.given, strict=True)):
        return code
    try:
        code = job.watch.codes.of(page.given)
    except NoFingerprint:
        code = ""
    job.given_code = (page.given, code)
    return code


def _keep(old: Manifest, out: Path, new: Path, path: str) -> bool:
    """Take a file over as it is; not one that somebody has changed since."""
    try:
        if not old.is_as_left(out, path):
            return False
        here, there = os.path.join(out, path), os.path.join(new, path)
        try:
            os.link(here, there)
        except OSError:
            shutil.copyfile(here, there)
    except OSError:
        return False
    return True


def _write(job: _Job, page: Page, given: str, codes: dict[Key, str]) -> tuple[Made, tuple[Key, ...]]:
    with job.watch.page() as notes:
        content = page.render().encode("utf-8")
    (job.new / page.path).write_bytes(content)
    keys = summed_up(notes)
    codes.update((key, job.watch.code(key)) for key in keys)
    return Made(hashlib.sha256(content).hexdigest(), len(content), given), keys
