"""A few sandboxes side by side, so that one document is parsed while another one is kept."""

from __future__ import annotations

import os
import queue
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from bilan.intake.confinement import Wish
from bilan.intake.reading import Reading
from bilan.intake.sandbox import Limits, Sandbox

_MOST = 4


class Parsers:
    """Reads documents in the background, each in a sandbox that nobody else uses meanwhile."""

    def __init__(self, limits: Limits | None = None, wish: Wish | None = None, workers: int | None = None) -> None:
        many = workers or min(_MOST, os.cpu_count() or 1)
        self._all = [Sandbox(limits, wish) for _ in range(many)]
        self._idle: queue.SimpleQueue[Sandbox] = queue.SimpleQueue()
        for sandbox in self._all:
            self._idle.put(sandbox)
        self._threads = ThreadPoolExecutor(many, thread_name_prefix="parser")

    def submit(self, work: Callable[[Sandbox], Reading]) -> Future[Reading]:
        """Do this work with a sandbox as soon as one is free."""
        return self._threads.submit(self._do, work)

    def _do(self, work: Callable[[Sandbox], Reading]) -> Reading:
        sandbox = self._idle.get()
        try:
            return work(sandbox)
        finally:
            self._idle.put(sandbox)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            for sandbox in self._all:
                sandbox.close()  # what is still being read is given up
        self._threads.shutdown(cancel_futures=True)
        for sandbox in self._all:
            sandbox.close()
