"""The other side of the sandbox: reads requests, forks a process for each, and answers what became of it."""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any

from bilan.intake.channel import as_json, frame, frames_of
from bilan.intake.formats import Extracted, WarmsUp, formats, parts_of
from bilan.intake.quality import gate
from bilan.model.errors import BilanError, UnreadableExhibit

_LARGEST_REQUEST = 1 << 16
_PR_SET_DUMPABLE = 4
_WARM: set[str] = set()


def main() -> None:
    """Answer until the other side closes its end. Each request brings two open files: the document and the pipe."""
    asked = socket.socket(fileno=os.dup(0))
    _hide_from_children()
    asked.send(b"ready")
    while True:
        data, files, _, _ = socket.recv_fds(asked, _LARGEST_REQUEST, 2)
        if not data:
            return
        request: dict[str, Any] = json.loads(data)
        _warm_up(request["format"])
        asked.send(as_json(_answer(request, files[0], files[1], asked)))


def _hide_from_children() -> None:
    """What a document's parser does must not reach into this process, nor into the next document's."""
    with suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _warm_up(name: str) -> None:
    """Import the heavy parsers once, before forking; what cannot be imported is told by the child that needs it."""
    if name in _WARM:
        return
    _WARM.add(name)
    form = formats()[name]
    for module in form.about.imports:
        with suppress(ImportError):
            import_module(module)
    if isinstance(form, WarmsUp):
        with suppress(ImportError):
            form.warm_up()
    gc.collect()
    gc.freeze()


def _answer(request: dict[str, Any], document: int, pipe: int, asked: socket.socket) -> dict[str, Any]:
    child = os.fork()
    if child == 0:
        with _Reporting(pipe) as report:
            os.setsid()
            asked.close()
            _confine(request["limits"], keep=(document, pipe))
            report.tell(request["format"], Path(f"/proc/self/fd/{document}"))
    os.close(document)
    os.close(pipe)
    late = not _ends(child, time.monotonic() + request["limits"]["wall_seconds"])
    _end_all(child)
    _, status, used = os.wait4(child, 0)
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    answer: dict[str, Any] = {"peak_bytes": used.ru_maxrss * 1024, "cpu_seconds": used.ru_utime + used.ru_stime}
    if late:
        answer["died"] = f"it took more than {request['limits']['wall_seconds']:.0f} seconds"
    elif os.WIFSIGNALED(status):
        answer["died"] = _signal_in_words(os.WTERMSIG(status))
    return answer


def _ends(child: int, deadline: float) -> bool:
    """Whether the child ends in time. It is not waited for, so that its number stays its own."""
    handle = os.pidfd_open(child)
    try:
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        return bool(waiting.poll(max(0.0, deadline - time.monotonic()) * 1000))
    finally:
        os.close(handle)


def _end_all(child: int) -> None:
    """The child, and whatever it started: everybody but us where we are alone in our world, else its group."""
    with suppress(ProcessLookupError):
        os.kill(-1, signal.SIGKILL) if os.getpid() == 1 else os.killpg(child, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)


def _signal_in_words(number: int) -> str:
    if number in (signal.SIGXCPU, signal.SIGKILL):
        return "it took too much computing time or memory"
    return f"the parser crashed ({signal.Signals(number).name})"


class _Reporting:
    """The last thing a child does, whatever happened in it: say so, and end without touching anything else."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def __enter__(self) -> _Reporting:
        return self

    def tell(self, name: str, path: Path) -> None:
        given = False
        for part in parts_of(formats()[name], path):
            given = True
            if isinstance(part, Extracted):
                gate(part.text)
            for piece in frames_of(part):
                self._write(piece)
        if not given:
            raise UnreadableExhibit("nothing was found in it", why="it is kept as evidence only")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        reply: dict[str, Any] = {}
        if isinstance(error, BilanError):
            reply = {"failed": error.what, "why": error.why, "advice": error.advice}
        elif isinstance(error, MemoryError):
            reply = {"died": "it took too much memory"}
        elif error is not None:
            reply = {"died": f"{type(error).__name__}: {str(error)[:200]}"}
        with suppress(OSError):
            self._write(frame(b"X", as_json(reply)))
        os._exit(0)

    def _write(self, piece: bytes) -> None:
        data = memoryview(piece)
        while data:
            data = data[os.write(self._pipe, data) :]


def _confine(limits: dict[str, Any], keep: tuple[int, ...]) -> None:
    """No core files, no files written, no new processes, little memory and time, no way to speak for the helper."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for channel in (0, 1, 2):
        os.dup2(nowhere, channel)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CPU, int(limits["cpu_seconds"])),
        (resource.RLIMIT_AS, int(limits["memory_bytes"])),
    ):
        _, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing a file is an error that can be told, not a crash


if __name__ == "__main__":
    main()
