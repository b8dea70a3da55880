"""The assumption behind a figure, in the words of the people who read it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from bilan.estimate.result import Assumption


def in_words(assumption: Assumption) -> dict[str, str]:
    """The sentence in English (`en`), French (`fr`) and Arabic (`ar`).

    >>> in_words(Assumption.LOWER_BOUND)["en"].split(":")[0]
    'A lower bound'
    """
    return dict(_sentences()[assumption.value])


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("bilan.estimate").joinpath("assumptions.toml").read_text(encoding="utf-8"))
