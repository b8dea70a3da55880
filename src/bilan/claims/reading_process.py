"""A process that reads passages, one at a time: whatever a passage does to it, the program that asks goes on.

python -m bilan.claims.reading_process LANG DATE      the other side; nobody starts it by hand
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from bilan.claims.lines import Line, answer, failure, id_of
from bilan.model.period import Period

FRESH_AFTER = 5_000  # passages: then a new process, so that nothing a reader keeps can grow for ever
_REQUEST, _REPLY = struct.Struct(">QQ?Q"), struct.Struct(">?Q")


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one line; `failed`: it says why there is no reading."""

    number: int
    text: str
    failed: bool
    size: int = 0  # bytes of the line that was asked about


class Process:
    """Another Python that reads passages, one at a time; begun when there is one, and again when one broke it."""

    def __init__(self, arguments: list[str], patience: float) -> None:
        self._arguments, self._patience = arguments, patience
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._guard = threading.Lock()
        self._closed = self._late = False
        self._answered = 0
        self._waited = patience

    def read(self, line: Line) -> Answer:
        """The answer, or the line that says why there is none. Who was killed from outside is asked once more."""
        reason = ""
        for _ in range(2):
            answer = self._ask(line)
            if answer is not None:
                self._answered += 1
                if self._answered % FRESH_AFTER == 0:
                    self.end()
                return answer
            code, reason = self._ended()
            if code != -signal.SIGKILL or self._closed:
                break
        said = f"no reading: {reason}. Report it, with the passage where it may be shared."
        return Answer(
            line.number, json.dumps(failure(line.number, said, id_of(line)), ensure_ascii=False), True, line.size
        )

    @property
    def pid(self) -> int | None:
        """The process that reads now; None: none has begun."""
        return self._process.pid if self._process else None

    def stop(self) -> None:
        """From another thread: whatever is being read is read no further."""
        with self._guard:
            self._closed = True
            if self._process is not None:
                self._process.kill()

    def end(self, wait: float = 0.0) -> int | None:
        """End the process; the status it ended with. `wait`: seconds in which it may still end by itself."""
        with self._guard:
            process, self._process = self._process, None
            if process is None:
                return None
            with suppress(subprocess.TimeoutExpired):
                process.wait(wait)
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return process.wait()

    def _ended(self) -> tuple[int | None, str]:
        """How the process ended, for a person."""
        code = self.end(0.0 if self._late or self._closed else 0.5)
        words = ""
        if self._said is not None:
            self._said.seek(0)
            words = self._said.read().decode("utf-8", "replace")
            self._said.close()
            self._said = None
        if self._late:
            return None, f"it took more than {self._waited:.0f} seconds"
        if code is not None and code < 0:
            return code, f"the program that reads it was ended by signal {-code}"
        lines = words.strip().splitlines()
        return code, f"the reader broke ({lines[-1][:200]})" if lines else "the reader ended without a word"

    def _start(self) -> subprocess.Popen[bytes]:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONSAFEPATH": "1"}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the process lives
        process = subprocess.Popen(
            [sys.executable, "-m", "bilan.claims.reading_process", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=environment,
        )
        with self._guard:
            self._process = process
            if self._closed:
                process.kill()
        return process

    def _patience_with(self, line: Line) -> float:
        """A book may take longer than a report, within reason."""
        self._waited = self._patience * (1 + min(5.0, line.size / 500_000))
        return self._waited

    def _ask(self, line: Line) -> Answer | None:
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        self._late = False
        data = line.data or b""
        until = time.monotonic() + self._patience_with(line)
        try:
            process.stdin.write(_REQUEST.pack(line.number, line.size, line.data is not None, len(data)) + data)
            process.stdin.flush()
        except OSError:
            return None
        head = self._take(process.stdout, _REPLY.size, until)
        if head is None:
            return None
        failed, length = _REPLY.unpack(head)
        text = self._take(process.stdout, length, until)
        return None if text is None else Answer(line.number, text.decode("utf-8", "surrogatepass"), failed, line.size)

    def _take(self, pipe: IO[bytes], length: int, until: float) -> bytes | None:
        """So many bytes; None: the process ended, or it is too late."""
        parts = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(pipe, selectors.EVENT_READ)
            while len(parts) < length:
                if not selector.select(max(0.0, until - time.monotonic())):
                    self._late = True
                    return None
                part = os.read(pipe.fileno(), length - len(parts))
                if not part:
                    return None
                parts += part
        return bytes(parts)


def main() -> None:
    """Read framed passages and answer each with a framed line of JSON, to the end of the input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us decides when to end
    lang, published = sys.argv[1], Period.parse(sys.argv[2]) if sys.argv[2] else None
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a reader may print is no answer
    while len(head := requests.read(_REQUEST.size)) == _REQUEST.size:
        number, size, whole, length = _REQUEST.unpack(head)
        data = requests.read(length)
        told = answer(Line(number, data if whole else None, size), lang, published)
        text = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
        replies.write(_REPLY.pack("error" in told, len(text)) + text)
        replies.flush()


if __name__ == "__main__":
    main()
