"""Many passages: read on all processors, answered one line each in their order, in memory that does not grow.

Each reading process has one passage at a time. A passage that breaks it, or takes longer than anybody would wait,
costs its own answer and nothing else: it gets a line that says so, and the next one a fresh process.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue

from bilan.claims.lines import Line
from bilan.claims.reading_process import Answer, Process
from bilan.model.errors import BilanError
from bilan.model.period import Period

AHEAD = 256  # passages on their way, at most
AHEAD_BYTES = 32_000_000
PATIENCE = 300.0  # seconds for one passage
_WORTH_ANOTHER = 12  # passages waiting: below, starting another process costs more than it gains


def processors() -> int:
    """How many processors this program may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def answers(
    lines: Iterable[Line],
    lang: str = "auto",
    published: Period | None = None,
    *,
    workers: int | None = None,
    patience: float = PATIENCE,
) -> Iterator[Answer]:
    """The answer to each line, in order. Lines are taken from the source only as fast as answers are taken from here."""
    desk = _Desk([lang, published.iso if published else ""], max(1, workers or processors()), patience)
    threading.Thread(target=desk.feed, args=(lines,), daemon=True).start()
    try:
        while (asked := desk.order.get()) is not None:
            if isinstance(asked, OSError):
                raise asked
            yield asked.answer.result()
            desk.pace.leave(asked.line.size)
    finally:
        desk.stop()


@dataclass(slots=True)
class _Asked:
    line: Line
    answer: Future[Answer] = field(default_factory=Future)


class _Pace:
    """Lets so many passages be on their way and no more; one alone may be of any size."""

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._passages = self._bytes = 0
        self.stopped = False

    def enter(self, size: int) -> bool:
        """Wait for room; False: there is nothing to wait for any more."""
        with self._change:
            self._change.wait_for(lambda: self.stopped or self._has_room(size))
            self._passages += 1
            self._bytes += size
            return not self.stopped

    def _has_room(self, size: int) -> bool:
        return not self._passages or (self._passages < AHEAD and self._bytes + size <= AHEAD_BYTES)

    def leave(self, size: int) -> None:
        with self._change:
            self._passages -= 1
            self._bytes -= size
            self._change.notify_all()

    def stop(self) -> None:
        with self._change:
            self.stopped = True
            self._change.notify_all()


class _Desk:
    """Hands passages to reading processes as they come; `order` holds them, and then None, as they came."""

    def __init__(self, arguments: list[str], workers: int, patience: float) -> None:
        self.order: SimpleQueue[_Asked | OSError | None] = SimpleQueue()
        self.pace = _Pace()
        self._arguments, self._workers, self._patience = arguments, workers, patience
        self._waiting: SimpleQueue[_Asked | None] = SimpleQueue()
        self._hired: list[tuple[Process, threading.Thread]] = []

    def feed(self, lines: Iterable[Line]) -> None:
        try:
            for line in lines:
                if not self.pace.enter(line.size):
                    return
                asked = _Asked(line)
                self.order.put(asked)
                self._waiting.put(asked)
                more_hands = len(self._hired) < self._workers
                if more_hands and (not self._hired or self._waiting.qsize() >= _WORTH_ANOTHER):
                    self._hire()
        except OSError as error:
            self.order.put(error)
        finally:
            self.order.put(None)

    def _hire(self) -> None:
        reader = Process(self._arguments, self._patience)
        thread = threading.Thread(target=self._work, args=(reader,), daemon=True)
        self._hired.append((reader, thread))
        thread.start()

    def _work(self, reader: Process) -> None:
        try:
            while (asked := self._waiting.get()) is not None and not self.pace.stopped:
                try:
                    asked.answer.set_result(reader.read(asked.line))
                finally:
                    if not asked.answer.done():
                        asked.answer.set_exception(BilanError("no process could be started to read with"))
        finally:
            reader.end()

    def stop(self) -> None:
        self.pace.stop()
        for reader, _ in self._hired:
            reader.stop()
            self._waiting.put(None)
        for _, thread in self._hired:
            thread.join(2)
