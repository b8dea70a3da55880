"""An output that can be continued: one line an answer, so the number of whole lines says how far it came."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from bilan.model.errors import Refused, WrongUse

_WORDS = {"version": "another version of the rules", "lang": "another --lang", "published": "another --published"}


@dataclass(slots=True)
class Out:
    """Where answers go. `done`: how many are there already; `failed`: how many of them say why there is no reading."""

    file: IO[bytes]
    done: int = 0
    failed: int = 0
    last: Mapping[str, Any] | None = None  # the last of them; None: there is none that can be understood
    terms_known: bool = True
    whole: int = 0  # bytes up to the end of the last whole line

    def begin(self) -> None:
        """Cut off what is no whole line: it is written anew."""
        self.file.truncate(self.whole)

    def write(self, line: str) -> None:
        """One answer, handed on at once."""
        self.file.write(line.encode("utf-8", "backslashreplace") + b"\n")
        self.file.flush()


@contextmanager
def continued(path: Path, terms: dict[str, Any]) -> Iterator[Out]:
    """The file, to be begun or continued; nothing in it is changed before `begin`.

    terms  what the answers depend on; kept beside the file until it is whole, so that half of it is never read
           by other rules than the other half
    """
    if path.is_dir():
        raise WrongUse(f"{path} is a folder", advice="name a file: --out claims.jsonl")
    state = path.with_name(path.name + ".state")
    known = _terms(state)
    if known is not None and known != terms and path.exists():
        differing = ", ".join(sorted(_WORDS.get(k, k) for k in {*known, *terms} if known.get(k) != terms.get(k)))
        raise Refused(
            f"{path} was begun with {differing}",
            why="one half of it would be read by other rules than the other",
            advice=f"begin anew: delete {path} and {state.name}, or name another file",
        )
    if not path.exists() or (known is None and not path.stat().st_size):
        state.write_text(json.dumps(terms), encoding="utf-8")
        known = terms
    with path.open("a+b") as file:
        _hold(file, path)
        out = Out(file, terms_known=known is not None)
        _count(out)
        yield out
    state.unlink(missing_ok=True)


def _terms(state: Path) -> dict[str, Any] | None:
    try:
        known = json.loads(state.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return {"state": "unreadable"}
    return known if isinstance(known, dict) else {"state": "unreadable"}


def _hold(file: IO[bytes], path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Refused(f"{path} is being written by another program", advice="wait for it to end") from error


def _count(out: Out) -> None:
    """Go through the lines that are there."""
    out.file.seek(0)
    last = b""
    for line in out.file:
        if not line.endswith(b"\n"):
            break
        out.whole += len(line)
        out.done += 1
        last = line
        if b'"error":' in line and "error" in _object(line):
            out.failed += 1
    known = _object(last)
    out.last = known if {"id", "claims"} <= set(known) or {"id", "error"} <= set(known) else None


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
