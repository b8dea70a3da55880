"""The other side of the sandbox: reads requests, forks a process for each, and answers what became of it."""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import struct
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from bilan.intake.formats import Extracted, formats
from bilan.intake.quality import gate
from bilan.intake.sandbox import frame
from bilan.model.errors import BilanError

_LARGEST_REPLY = 400 << 20


def main() -> None:
    """Answer until the other side closes its end."""
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (request := _next(source)) is not None:
        _warm_up(request["format"])
        sink.write(_answer(request))
        sink.flush()


def _next(source: BinaryIO) -> dict[str, Any] | None:
    head = source.read(8)
    if len(head) < 8:
        return None
    request: dict[str, Any] = json.loads(source.read(struct.unpack(">Q", head)[0]))
    return request


def _warm_up(name: str) -> None:
    """Import the heavy parsers once, before forking; what cannot be imported is told by the child that needs it."""
    for module in formats()[name].about.imports:
        with suppress(ImportError):
            import_module(module)


def _answer(request: dict[str, Any]) -> bytes:
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        with _Reporting(theirs) as report:
            _confine(request["limits"])
            report.reply = {"ok": _extract(request["format"], Path(request["path"]))}
    os.close(theirs)
    data, late = _collect(ours, time.monotonic() + request["limits"]["wall_seconds"])
    os.close(ours)
    if late:
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if late:
        return frame({"died": f"it took more than {request['limits']['wall_seconds']:.0f} seconds or too much room"})
    if os.WIFSIGNALED(status):
        return frame({"died": _signal_in_words(os.WTERMSIG(status))})
    if len(data) < 8 or struct.unpack(">Q", data[:8])[0] != len(data) - 8:
        return frame({"died": "the parser ended without an answer"})
    return data


def _signal_in_words(number: int) -> str:
    if number in (signal.SIGXCPU, signal.SIGKILL):
        return "it took too much computing time or memory"
    return f"the parser crashed ({signal.Signals(number).name})"


def _collect(pipe: int, deadline: float) -> tuple[bytes, bool]:
    held = bytearray()
    while len(held) <= _LARGEST_REPLY:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return b"", True
        chunk = os.read(pipe, 1 << 20)
        if not chunk:
            return bytes(held), False
        held += chunk
    return b"", True


class _Reporting:
    """The last thing a child does, whatever happened in it: say so, and end without touching anything else."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        self.reply: dict[str, Any] = {}

    def __enter__(self) -> _Reporting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, BilanError):
            self.reply = {"failed": error.what, "why": error.why, "advice": error.advice}
        elif isinstance(error, MemoryError):
            self.reply = {"died": "it took too much memory"}
        elif error is not None:
            self.reply = {"died": f"{type(error).__name__}: {str(error)[:200]}"}
        data = memoryview(frame(self.reply))
        while data:
            data = data[os.write(self._pipe, data) :]
        os._exit(0)


def _confine(limits: dict[str, Any]) -> None:
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


def _extract(name: str, path: Path) -> dict[str, Any]:
    found = formats()[name].extract(path)
    gate(found.text)
    return _as_json(found)


def _as_json(e: Extracted) -> dict[str, Any]:
    return {
        "text": e.text,
        "title": _speakable(e.title),
        "published": e.published.iso if e.published else None,
        "publisher": e.publisher and _speakable(e.publisher),
        "lang": e.lang and _speakable(e.lang),
        "url": e.url and _speakable(e.url),
        "parameters": [[_speakable(word) for word in pair] for pair in e.parameters],
        "columns": [_speakable(c) for c in e.columns],
        "notes": [_speakable(n) for n in e.notes],
    }


def _speakable(text: str) -> str:
    """Half a character (a lone surrogate) cannot be written down."""
    return text.encode("utf-8", "replace").decode("utf-8")


if __name__ == "__main__":
    main()
