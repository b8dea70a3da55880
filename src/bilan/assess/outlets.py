"""Which names of sources are one voice: the register's name, without what outlets call themselves by."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from bilan.lineage.names import fold, who

_HANDLE = re.compile(r"^[\s'’\"]*@")
_JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])|_")  # StepAgency, step_agency


def voices(names: Iterable[str]) -> int:
    """How many independent voices a list of sources holds. A source without a name is one of its own.

    >>> voices(["Step News Agency", "'@Step_Agency", "Step News", "SOHR", "Syrian Observatory for Human Rights"])
    2
    """
    keys = [outlet(name) for name in names]
    return len({k for k in keys if k}) + sum(not k for k in keys)


@cache
def outlet(name: str) -> str:
    """One key for one outlet; "" where there is no name.

    >>> outlet("'@HalabTodayTV") == outlet("Halab Today TV")
    True
    >>> outlet("Syrian Civil Defense") == outlet("White Helmets")
    True
    """
    spoken = _JOINED.sub(" ", _HANDLE.sub("", name)).strip(" '’\"")
    if not spoken:
        return ""
    said = fold(who(spoken).name).split()
    return "".join([w for w in said if w not in _kinds()] or said)


@cache
def _kinds() -> frozenset[str]:
    told = tomllib.loads(files(__package__).joinpath("outlets.toml").read_text(encoding="utf-8"))
    return frozenset(fold(word) for word in told["kinds"])
