"""The frame around every command: exit codes, errors said plainly, pipes and Ctrl-C.

0 done · 1 done with failures listed · 2 wrong use · 3 refused (a law or a rule says no) · 130 interrupted.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from typing import Any

import typer

from bilan.model.errors import BilanError

INTERRUPTED = 130
_KEPT = (
    "Stopped. Each entry of the journal is written whole or not at all, so what was finished is kept;\n"
    "  run the same command again to go on."
)


def main(arguments: Sequence[str] | None = None) -> None:
    """The program `bilan`."""
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status; nothing that a person can mend becomes a traceback."""
    _write_utf8()
    try:
        status = _invoke(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        return _reader_left()
    return status


def _write_utf8() -> None:
    """Arabic is written as it is, whatever the terminal's settings; half a character is escaped, as in JSON."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _invoke(arguments: list[str]) -> int:
    from bilan.cli.app import command

    try:
        root = command()
        with root.make_context("bilan", list(arguments)) as context:
            root.invoke(context)
    except typer.Exit as exit_:
        return exit_.exit_code
    except typer.TyperException as wrong:
        return _wrong_use(wrong, arguments)
    except BilanError as error:
        return _say(str(error), _document(error), error.exit_code, arguments)
    except (KeyboardInterrupt, typer.Abort):
        return _say(_KEPT, {"error": "interrupted"}, INTERRUPTED, arguments)
    except OSError as error:
        if isinstance(error, BrokenPipeError) or error.errno == errno.EPIPE:
            raise BrokenPipeError from error
        if not error.strerror:
            raise
        where = f"{error.filename}: " if error.filename else ""
        what = f"{where}{error.strerror[:1].lower()}{error.strerror[1:]}"
        return _say(what, {"error": what, "kind": type(error).__name__}, 1, arguments)
    return 0


def _wrong_use(wrong: typer.TyperException, arguments: list[str]) -> int:
    context = getattr(wrong, "ctx", None)
    if type(wrong).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{wrong.format_message()}\n")
        return 2
    what = wrong.format_message()
    path = context.command_path if context is not None else "bilan"
    return _say(f"WrongUse: {what}\n  → {path} --help", {"error": what, "kind": "WrongUse"}, 2, arguments)


def _document(error: BilanError) -> dict[str, Any]:
    return {
        "error": error.one_line,
        "kind": type(error).__name__,
        "what": error.what,
        "why": error.why,
        "advice": error.advice,
    }


def _say(words: str, document: dict[str, Any], status: int, arguments: list[str]) -> int:
    """The words for a person on standard error; with `--json`, the document on standard output too."""
    from bilan.cli.rendering import say_line, warn

    warn(words)
    if "--json" in arguments:
        say_line(document)
    return status


def _reader_left() -> int:
    """Whoever read our output has closed it (`| head`): it has what it wanted; end quietly."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    return 0
