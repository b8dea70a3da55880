"""Policies: by which rule several counts of the same people become one range. Each is a codebook: a TOML file.

Reads   the codebooks of this folder, those that installed packages offer (`bilan.policies`), a dossier's own
Writes  nothing
Never   lets a version change its meaning: what changes gets a new version, and the old one stays answerable

A package that offers a codebook names a function that returns the texts of its versions, one TOML text each.
Ours are the files `NAME.toml` (the version in force) and `NAME@VERSION.toml` (earlier ones).
"""

from __future__ import annotations

from functools import partial
from importlib.resources import files


def texts(name: str) -> list[str]:
    """The versions of one of our codebooks, as texts.

    >>> len(texts("airwars"))
    1
    """
    here = sorted(f.name for f in files(__package__).iterdir())
    mine = [n for n in here if n == f"{name}.toml" or (n.startswith(f"{name}@") and n.endswith(".toml"))]
    return [files(__package__).joinpath(n).read_text(encoding="utf-8") for n in mine]


airwars = partial(texts, "airwars")
ibc = partial(texts, "ibc")
snhr = partial(texts, "snhr")
strict = partial(texts, "strict")
ucdp = partial(texts, "ucdp")
