"""Bytes from strangers are parsed in a process of their own, with little memory, little time and no way to write.

See docs/decisions/0004-parsing-in-a-child-process.md.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from bilan.evidence import read_period
from bilan.intake.formats import Extracted
from bilan.intake.quality import gate
from bilan.model.errors import BilanError, UnreadableExhibit

_GRACE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost."""

    memory_bytes: int = 2 << 30
    cpu_seconds: int = 60
    wall_seconds: float = 90.0


class Sandbox:
    """A helper process that forks one throw-away process per document."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._helper: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        helper, self._helper = self._helper, None
        if helper is not None:
            with suppress(ProcessLookupError):
                os.killpg(helper.pid, signal.SIGKILL)  # and the child that may still be reading
            for pipe in (helper.stdin, helper.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
            helper.wait()

    def extract(self, format_name: str, path: Path) -> Extracted:
        """The document's text, or `UnreadableExhibit` with the reason. Whatever the document does, we go on."""
        request = {"format": format_name, "path": os.fspath(path), "limits": asdict(self.limits)}
        reply = self._ask(request)
        if reply is None:
            self.close()
            raise _gave_up("the program that reads it stopped")
        if "failed" in reply:
            raise UnreadableExhibit(reply["failed"], why=reply.get("why", ""), advice=reply.get("advice", ""))
        if "died" in reply:
            raise _gave_up(str(reply["died"]))
        try:
            extracted = _extracted(reply["ok"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise _gave_up(f"its answer makes no sense ({type(error).__name__})") from error
        gate(extracted.text)  # once more on this side: the other one read hostile bytes
        return extracted

    def _ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        helper = self._helper = self._helper or _start()
        assert helper.stdin is not None
        assert helper.stdout is not None
        try:
            helper.stdin.write(frame(request))
            helper.stdin.flush()
        except OSError:
            return None
        data = _read_frame(helper.stdout, time.monotonic() + self.limits.wall_seconds + _GRACE_SECONDS)
        try:
            reply = None if data is None else json.loads(data)
        except (ValueError, RecursionError):
            return None
        return reply if isinstance(reply, dict) else None


def frame(value: dict[str, Any]) -> bytes:
    """A message between the two processes: eight bytes of length, then JSON."""
    data = json.dumps(value).encode("ascii")
    return struct.pack(">Q", len(data)) + data


def _start() -> subprocess.Popen[bytes]:
    places = [p for p in sys.path if p]
    environment = {
        "PYTHONPATH": os.pathsep.join(places),
        "PYTHONSAFEPATH": "1",
        "LC_ALL": "C.UTF-8",
        "PATH": os.defpath,
    }
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "bilan.intake.sandboxed"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise BilanError(f"no process can be started to read documents in: {error.strerror}") from error


def _read_frame(pipe: IO[bytes], deadline: float) -> bytes | None:
    head = _read(pipe, 8, deadline)
    return None if head is None else _read(pipe, struct.unpack(">Q", head)[0], deadline)


def _read(pipe: IO[bytes], wanted: int, deadline: float) -> bytes | None:
    """So many bytes, unless the other side ends or is too slow."""
    held = bytearray()
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while len(held) < wanted:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                return None
            chunk = os.read(pipe.fileno(), min(1 << 20, wanted - len(held)))
            if not chunk:
                return None
            held += chunk
    return bytes(held)


def _gave_up(what: str) -> UnreadableExhibit:
    return UnreadableExhibit(
        f"it could not be parsed: {what}",
        why="it is kept as evidence, but no claim is read from it",
        advice="save its text as .txt with another program and add that",
    )


def _extracted(o: dict[str, Any]) -> Extracted:
    return Extracted(
        text=_words(o["text"]),
        title=_words(o["title"]),
        published=read_period(o["published"]),
        publisher=_words_or_none(o["publisher"]),
        lang=_words_or_none(o["lang"]),
        url=_words_or_none(o["url"]),
        parameters=tuple((_words(k), _words(v)) for k, v in o["parameters"]),
        columns=tuple(_words(c) for c in o["columns"]),
        notes=tuple(_words(n) for n in o["notes"]),
    )


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("words were expected")
    value.encode("utf-8")  # half a character cannot be written down
    return value


def _words_or_none(value: object) -> str | None:
    return None if value is None else _words(value)
