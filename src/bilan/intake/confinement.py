"""What the parsing process may see: with bubblewrap nothing but its own program; without it, what its user sees.

See docs/decisions/0022-a-world-of-their-own-for-parsers.md.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

from bilan.model.errors import Refused, WrongUse

VARIABLE = "BILAN_SANDBOX"
_TMP_BYTES = 16 << 20


class Wish(StrEnum):
    """What the variable BILAN_SANDBOX may say.

    auto     bubblewrap where it works, else process limits alone (and that is recorded with each text)
    require  bubblewrap, or no document is parsed
    limits   process limits alone
    """

    AUTO = "auto"
    REQUIRE = "require"
    LIMITS = "limits"


class Mode(StrEnum):
    """How documents are in fact parsed."""

    BUBBLEWRAP = "bubblewrap"
    LIMITS = "process limits only"


def wished(environment: Mapping[str, str]) -> Wish:
    """What the configuration asks for."""
    word = environment.get(VARIABLE, "") or Wish.AUTO
    try:
        return Wish(word)
    except ValueError as error:
        raise WrongUse(
            f"{VARIABLE} says {word!r}", advice=f"let it say {', '.join(Wish)}, or nothing (which means auto)"
        ) from error


def modes(wish: Wish) -> tuple[Mode, ...]:
    """What is to be tried, in this order."""
    if wish is Wish.LIMITS:
        return (Mode.LIMITS,)
    found = (Mode.BUBBLEWRAP,) if shutil.which("bwrap", path=os.defpath) else ()
    return found if wish is Wish.REQUIRE else (*found, Mode.LIMITS)


def refused() -> Refused:
    return Refused(
        f"documents must be parsed under bubblewrap ({VARIABLE}=require), and it does not work here",
        why="nothing was parsed",
        advice="install bubblewrap (`apt install bubblewrap`) and let users make namespaces, or set BILAN_SANDBOX=auto",
    )


def command(mode: Mode, module: str) -> list[str]:
    """The words that start a Python module in its confinement."""
    program = [sys.executable, "-m", module]
    return program if mode is Mode.LIMITS else [*_bubblewrap(), "--", *program]


def environment() -> dict[str, str]:
    """All that the parsing process learns of ours: where its program is."""
    return {
        "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "PATH": os.defpath,
    }


def _bubblewrap() -> Iterator[str]:
    """No network, no other processes, no capabilities, and of the files only Python and its libraries, to read."""
    yield shutil.which("bwrap", path=os.defpath) or "bwrap"
    yield from ("--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session")
    yield from ("--as-pid-1", "--cap-drop", "ALL")
    yield from ("--ro-bind", "/usr", "/usr")
    for name in ("bin", "lib", "lib32", "lib64", "sbin"):
        place = Path("/", name)
        if place.is_symlink():
            yield from ("--symlink", os.readlink(place), str(place))
        elif place.is_dir():
            yield from ("--ro-bind", str(place), str(place))
    for name in ("/etc/ld.so.cache", "/etc/mime.types", "/etc/localtime"):
        yield from ("--ro-bind-try", name, name)
    yield from ("--proc", "/proc", "--dev", "/dev", "--size", str(_TMP_BYTES), "--tmpfs", "/tmp")
    for place in _own_program():  # after /tmp: a program may lie there
        yield from ("--ro-bind", str(place), str(place))
    yield from ("--remount-ro", "/", "--chdir", "/")


def _own_program() -> list[Path]:
    """The folders of Python and of what it may import, outer ones first."""
    named = [sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable)), *sys.path]
    real = {Path(p) for p in named if p and os.path.isabs(p) and os.path.exists(p)}
    whole = {Path("/"), Path("/usr"), Path.home()}
    return [p for p in sorted(real - whole) if not p.is_relative_to("/usr") and not _within(p, real - whole - {p})]


def _within(place: Path, others: set[Path]) -> bool:
    return any(place.is_relative_to(other) for other in others)
