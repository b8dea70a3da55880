"""Bytes from strangers are parsed in a process of their own, with little memory, little time, no network, no files.

See docs/decisions/0004-parsing-in-a-child-process.md and 0022-a-world-of-their-own-for-parsers.md.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bilan.evidence import read_period
from bilan.intake.channel import HEAD, LARGEST_FRAME, LARGEST_HEAD
from bilan.intake.confinement import Mode, Wish, command, environment, modes, refused, wished
from bilan.intake.formats import Extracted
from bilan.intake.quality import gate
from bilan.intake.reading import Held, Reading, spool
from bilan.model.errors import BilanError, UnreadableExhibit

_GRACE_SECONDS = 5.0
_START_SECONDS = 30.0
_MODULE = "bilan.intake.sandboxed"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost, and how much may come out of one that holds others."""

    memory_bytes: int = 1 << 30
    cpu_seconds: int = 15
    wall_seconds: float = 20.0
    members: int = 500
    bytes_out: int = 1 << 30


class Sandbox:
    """A helper process that forks one throw-away process per document. `wish`: by default what BILAN_SANDBOX says."""

    def __init__(self, limits: Limits | None = None, wish: Wish | None = None) -> None:
        self.limits = limits or Limits()
        self._wish = wish
        self._helper: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self.mode: Mode | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        helper, self._helper = self._helper, None
        line, self._line = self._line, None
        if line is not None:
            line.close()
        if helper is not None:
            with suppress(ProcessLookupError):
                os.killpg(helper.pid, signal.SIGKILL)  # and the child that may still be reading
            helper.wait()

    def begin(self) -> Mode:
        """Start the helper, unless it runs, and say in which mode. `Refused` where bubblewrap is required and fails."""
        self._begin()
        assert self.mode is not None
        return self.mode

    def extract(self, format_name: str, path: Path) -> Extracted:
        """The document's text alone, or `UnreadableExhibit` with the reason."""
        with self.read(format_name, path) as reading:
            if reading.extracted is None:
                raise reading.failure or UnreadableExhibit("it holds documents, and no text of its own")
            return reading.extracted

    def read(self, format_name: str, path: Path, *, private: bool = False, seconds: float | None = None) -> Reading:
        """Everything that comes out of the document. Whatever the document does, we go on, and the reading says why.

        `private`: what comes out stays in memory until it is kept; nothing of it touches a disk.
        `seconds`: the most it may take, if that is less than the limit.
        """
        line = self._begin()
        wall = min(self.limits.wall_seconds, seconds or self.limits.wall_seconds)
        limits = replace(self.limits, wall_seconds=wall)
        begun = time.monotonic()
        ours, theirs = os.pipe()
        try:
            with path.open("rb") as document:
                request = json.dumps({"format": format_name, "limits": asdict(limits)}).encode()
                with suppress(OSError):
                    socket.send_fds(line, [request], [document.fileno(), theirs])
            os.close(theirs)
            theirs = -1
            reading = Reading(mode=str(self.mode), spool=spool(private=private))
            reply = _Frames(reading, self.limits).take(ours, begun + wall + _GRACE_SECONDS)
        finally:
            os.close(ours)
            if theirs >= 0:
                os.close(theirs)
        ended = self._how_it_ended(line)
        reading.failure = reading.failure or _why(reply, ended)
        reading.peak_bytes = int((ended or {}).get("peak_bytes", 0))
        reading.cpu_seconds = float((ended or {}).get("cpu_seconds", 0))
        reading.seconds = time.monotonic() - begun
        return reading

    def _how_it_ended(self, line: socket.socket) -> dict[str, Any] | None:
        """What the helper says of its child. None: the helper itself is gone, and a new one will be begun."""
        line.settimeout(_GRACE_SECONDS)
        try:
            ended = json.loads(line.recv(1 << 16) or b"null")
        except (OSError, ValueError):
            ended = None
        if not isinstance(ended, dict):
            self.close()
            return None
        return ended

    def _begin(self) -> socket.socket:
        if self._line is not None:
            return self._line
        wish = wished(os.environ) if self._wish is None else self._wish
        for mode in (self.mode,) if self.mode else modes(wish):
            if self._started(mode):
                self.mode = mode
                assert self._line is not None
                return self._line
        if wish is Wish.REQUIRE:
            raise refused()
        raise BilanError("no process can be started to read documents in", why="nothing was parsed")

    def _started(self, mode: Mode) -> bool:
        """Whether the helper comes up in this mode: where the kernel refuses bubblewrap, it does not."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            try:
                self._helper = subprocess.Popen(
                    command(mode, _MODULE),
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=environment(),
                    start_new_session=True,
                )
            except OSError as error:
                ours.close()
                if mode is Mode.BUBBLEWRAP:
                    return False
                raise BilanError(f"no process can be started to read documents in: {error.strerror}") from error
        self._line = ours
        ours.settimeout(_START_SECONDS)
        with suppress(OSError):
            if ours.recv(16) == b"ready":
                return True
        self.close()
        return False


class _Frames:
    """The frames of one document as they come in: see `bilan.intake.channel`. Nothing in them is trusted."""

    def __init__(self, reading: Reading, limits: Limits) -> None:
        self._reading = reading
        self._limits = limits
        self._head: dict[str, Any] = {}
        self._start = self._at = 0

    def take(self, pipe: int, deadline: float) -> dict[str, Any] | None:
        """Keep what comes; the last frame tells how it ended. None: there was none."""
        try:
            for kind, data in _frames(pipe, deadline):
                if kind == b"X":
                    return _object(data)
                self._keep(kind, data)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
            return {"died": f"its answer makes no sense ({type(error).__name__})"}
        except UnreadableExhibit as error:
            return {"failed": error.what, "why": error.why, "advice": error.advice}
        return None

    def _keep(self, kind: bytes, data: bytes) -> None:
        match kind:
            case b"T" | b"M" | b"C":
                self._head, self._start = _object(data), self._at
                if kind == b"M" and len(self._reading.members) >= self._limits.members:
                    raise _too_much(f"it holds more than {self._limits.members:,} documents")
            case b"t":
                if self._reading.extracted is not None:
                    raise ValueError("two texts")
                text = data.decode("utf-8")
                self._reading.extracted = _extracted(gate(text), self._head)  # once more: they read hostile bytes
            case b"d":
                self._write(data)
            case b"B":
                self._forget()
                self._reading.notes.append(data.decode("utf-8"))
            case b"e":
                self._reading.members.append(self._held("member"))
            case b"c":
                self._write(data)
                self._reading.copies.append(self._held(_words(self._head["kind"])))
            case b"N":
                self._reading.notes.append(data.decode("utf-8"))
            case _:
                raise ValueError("no such frame")

    def _write(self, data: bytes) -> None:
        if self._at + len(data) > self._limits.bytes_out:
            raise _too_much(f"what it holds is larger than {self._limits.bytes_out / 1e9:.1f} GB")
        self._reading.spool.write(data)
        self._at += len(data)

    def _forget(self) -> None:
        """A member that broke off is none."""
        self._reading.spool.flush()
        self._reading.spool.seek(self._start)
        self._reading.spool.truncate()
        self._at = self._start

    def _held(self, kind: str) -> Held:
        self._reading.spool.flush()
        h = self._head
        return Held(
            kind=kind,
            start=self._start,
            size=self._at - self._start,
            name=_words(h.get("name", "")),
            url=_words_or_none(h.get("url")),
            date=_words_or_none(h.get("date")),
            derived=h.get("derived") is True,
            media_type=_words(h.get("media_type", "")),
            parameters=_pairs(h.get("parameters", ())),
            restricted=h.get("restricted") is True,
        )


def _frames(pipe: int, deadline: float) -> Iterator[tuple[bytes, bytes]]:
    os.set_blocking(pipe, False)
    with selectors.DefaultSelector() as waiting:
        waiting.register(pipe, selectors.EVENT_READ)
        while (head := _read(pipe, HEAD.size, deadline, waiting)) is not None:
            kind, size = HEAD.unpack(head)
            if size > (LARGEST_FRAME if kind in b"tdc" else LARGEST_HEAD):
                raise ValueError("too long a frame")
            data = _read(pipe, size, deadline, waiting)
            if data is None:
                return
            yield kind, data


def _read(pipe: int, wanted: int, deadline: float, waiting: selectors.BaseSelector) -> bytes | None:
    """So many bytes, unless the other side ends or is too slow."""
    held = bytearray()
    while len(held) < wanted:
        try:
            chunk = os.read(pipe, min(1 << 20, wanted - len(held)))
        except BlockingIOError:
            if not waiting.select(max(0.0, deadline - time.monotonic())):
                return None
            continue
        if not chunk:
            return None
        held += chunk
    return bytes(held)


def _why(reply: dict[str, Any] | None, ended: dict[str, Any] | None) -> UnreadableExhibit | None:
    """What is said of the end: by the document's parser, else by the one that watched over it."""
    if reply is not None and "failed" in reply:
        what, why, advice = (str(reply.get(key) or "") for key in ("failed", "why", "advice"))
        return UnreadableExhibit(_plain(what), why=_plain(why), advice=_plain(advice))
    if reply is not None and "died" in reply:
        return _gave_up(_plain(str(reply["died"])))
    if ended is None:
        return _gave_up("the program that reads it stopped")
    if "died" in ended:
        return _gave_up(_plain(str(ended["died"])))
    return _gave_up("the parser ended without an answer") if reply is None else None


def _too_much(what: str) -> UnreadableExhibit:
    return UnreadableExhibit(
        what,
        why="the rest was not taken out of it",
        advice="take more with --inside N, or unpack it with another program and add the documents you need",
    )


def _gave_up(what: str) -> UnreadableExhibit:
    return UnreadableExhibit(
        f"it could not be parsed: {what}",
        why="it is kept as evidence, but no claim is read from it",
        advice="save its text as .txt with another program and add that",
    )


def _extracted(text: str, o: dict[str, Any]) -> Extracted:
    return Extracted(
        text=text,
        title=_words(o["title"]),
        published=read_period(o["published"]),
        publisher=_words_or_none(o["publisher"]),
        lang=_words_or_none(o["lang"]),
        url=_words_or_none(o["url"]),
        parameters=_pairs(o["parameters"]),
        columns=tuple(_words(c) for c in o["columns"]),
        notes=tuple(_words(n) for n in o["notes"]),
    )


def _object(data: bytes) -> dict[str, Any]:
    found = json.loads(data)
    if not isinstance(found, dict):
        raise TypeError("an object was expected")
    return found


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple((_words(k), _words(v)) for k, v in value)


def _plain(text: str) -> str:
    """Words that can be written down, and not too many of them."""
    return text.encode("utf-8", "replace").decode("utf-8")[:2000]


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("words were expected")
    value.encode("utf-8")  # half a character cannot be written down
    return value


def _words_or_none(value: object) -> str | None:
    return None if value is None else _words(value)
