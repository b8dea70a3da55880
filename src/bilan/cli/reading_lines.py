"""`read` over many texts: JSON Lines in, JSON Lines out, on all processors, to be continued where it stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from bilan.cli.continuing import Out, continued
from bilan.cli.rendering import counted, escaped, say_escaped, warn
from bilan.model.errors import Refused
from bilan.model.period import Period

if TYPE_CHECKING:
    from bilan.claims.lines import Line

_SAID_EVERY = 60.0  # seconds between two lines of progress where nobody watches a bar


def read_lines(
    stream: IO[bytes],
    lang: str,
    published: Period | None,
    *,
    first: bytes = b"",
    size: int | None = None,
    out: Path | None = None,
    workers: int | None = None,
) -> None:
    """Answer each line of a stream; `first`: what was already taken from it, `size`: its bytes where known."""
    from bilan.claims.bulk import answers
    from bilan.claims.lines import lines_of
    from bilan.claims.readings import rules_version

    terms = {"version": rules_version(), "lang": lang, "published": published.iso if published else None}
    with continued(out, terms) if out else nullcontext() as kept:
        begun = time.monotonic()
        lines = lines_of(stream, first)
        passed = _pass_over(lines, kept, out) if kept is not None and out is not None else 0
        write: Callable[[str], None] = kept.write if kept is not None else say_escaped
        done, failed = (kept.done, kept.failed) if kept is not None else (0, 0)
        already = done
        with _progress(size, watched=out is not None or not sys.stdout.isatty(), told=out is not None) as tell:
            for answer in answers(lines, lang, published, workers=workers):
                write(escaped(answer.text))
                done, failed, passed = done + 1, failed + answer.failed, passed + answer.size
                tell(done, failed, passed)
    if out:
        _sum_up(done, already, failed, time.monotonic() - begun)
    if failed:
        raise typer.Exit(1)


def _pass_over(lines: Iterator[Line], kept: Out, out: Path) -> int:
    """Go past the lines that are answered, which must be the ones that the file answers; how many bytes they are."""
    from bilan.claims.lines import id_of

    passed, line = 0, None
    for _ in range(kept.done):
        line = next(lines, None)
        if line is None:
            break
        passed += line.size
    same = line is not None and kept.last is not None and id_of(line) == kept.last["id"]
    if not same and (kept.done or not kept.terms_known):
        raise Refused(
            f"{out} is there already and does not answer this input",
            why="what it holds would be lost, or mixed with other answers",
            advice="name the input that it was begun with, or another --out",
        )
    if not kept.terms_known:
        warn(f"{out}: nothing says by which rules its {counted(kept.done, 'line')} were read; they stay as they are.")
    kept.begin()
    return passed


def _sum_up(done: int, already: int, failed: int, seconds: float) -> None:
    fresh = done - already
    speed = f", {fresh / seconds:,.0f} a second" if fresh and seconds >= 1 else ""
    before = f"; {already:,} were there already" if already else ""
    wrong = f"; {counted(failed, 'line says', 'lines say')} why there is no reading" if failed else ""
    warn(f"{counted(fresh, 'passage')} read in {seconds:,.0f} s{speed}{before}{wrong}.")


Tell = Callable[[int, int, int], None]


@contextmanager
def _progress(size: int | None, *, watched: bool, told: bool) -> Iterator[Tell]:
    """A bar where somebody watches; a line a minute where nobody does and the answers go to a file."""
    if not (watched and sys.stderr.isatty()):
        yield _line_a_minute(size) if told else lambda done, failed, passed: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("Reading: {task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting", total=size)

        def tell(done: int, failed: int, passed: int) -> None:
            unread = f", {failed:,} not read" if failed else ""
            bar.update(task, completed=passed, description=f"{counted(done, 'passage')}{unread}")

        yield tell


def _line_a_minute(size: int | None) -> Tell:
    begun = said = time.monotonic()
    before = (-1, 0)

    def tell(done: int, failed: int, passed: int) -> None:
        nonlocal said, before
        now = time.monotonic()
        if before[0] < 0:
            before = (done - 1, passed)
        if now - said < _SAID_EVERY:
            return
        said = now
        speed = (done - before[0]) / (now - begun)
        part = f" ({passed / size:.0%})" if size else ""
        warn(f"{counted(done, 'passage')}{part}, {speed:,.0f} a second, {failed:,} not read")

    return tell
