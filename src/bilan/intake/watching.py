"""Watching a folder: what is put into it is taken in once it is whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bilan.intake.walk import walk
from bilan.model.errors import WrongUse

_UNFINISHED = (".part", ".partial", ".crdownload", ".tmp", ".download", ".swp", "~")

Take = Callable[[list[Path]], None]


@dataclass(slots=True)
class Watch:
    """What is in a folder, and since when it has not changed.

    settle  seconds for which a file must stay as it is before it counts as whole
    """

    folder: Path
    settle: float = 5.0
    _seen: dict[Path, tuple[tuple[int, int], float]] = field(default_factory=dict)
    _taken: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.folder.is_dir():
            raise WrongUse(f"there is no folder {self.folder}", advice="name a folder into which documents are put")

    def ready(self, now: float) -> list[Path]:
        """The files that are new or changed, and whole. Each is named once for each of its versions."""
        found: list[Path] = []
        present = dict(self._present())
        for path, shape in present.items():
            if self._taken.get(path) == shape:
                continue
            before = self._seen.get(path)
            if before is None or before[0] != shape:
                self._seen[path] = (shape, now)
            elif now - before[1] >= self.settle:
                found.append(path)
        self._seen = {path: seen for path, seen in self._seen.items() if path in present}
        return found

    def took(self, files: Iterable[Path]) -> None:
        """These were taken in as they were when they were named."""
        for path in files:
            if path in self._seen:
                self._taken[path] = self._seen.pop(path)[0]

    def _present(self) -> Iterable[tuple[Path, tuple[int, int]]]:
        for found in walk([self.folder]).found:
            if found.path.name.lower().endswith(_UNFINISHED):
                continue
            try:
                about = found.path.stat()
            except OSError:
                continue  # gone again
            yield found.path, (about.st_size, about.st_mtime_ns)


def watch(
    one: Watch,
    take: Take,
    *,
    every: float = 2.0,
    rounds: int | None = None,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Look into the folder again and again and hand on what is whole, until `rounds` are over (None: for ever).

    An interruption between two rounds loses nothing: what was not taken in is there the next time.
    """
    done = 0
    while rounds is None or done < rounds:
        done += 1
        files = one.ready(clock())
        if files:
            take(files)
            one.took(files)
        if rounds is None or done < rounds:
            sleep(every)
