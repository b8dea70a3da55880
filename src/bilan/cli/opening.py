"""What the commands open: a dossier's world, and the site that was last built from it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bilan.cli.options import read_day
from bilan.cli.rendering import progress
from bilan.model.errors import WrongUse

if TYPE_CHECKING:
    from bilan.evidence import Dossier
    from bilan.reconcile.world import World

_REMEMBERED = "last_site.json"


def open_world(dossier: Dossier, as_of: date | None = None) -> World:
    """The claims of a dossier, ready to be asked about. `as_of`: by default the day of the newest journal entry."""
    from bilan.reconcile.world import World

    with progress("Reading") as tell:
        return World.load(dossier, as_of=as_of, progress=tell)


@contextmanager
def opened_world(path: Path, as_of: str | None = None) -> Iterator[World]:
    """The world of the dossier in this folder, which is closed again at the end."""
    from bilan.evidence import Dossier

    with Dossier.open(path) as dossier:
        yield open_world(dossier, read_day(as_of, "--as-of") if as_of else None)


def remember_site(dossier: Dossier, site: Path) -> None:
    """Note where the site was built, so that `serve` finds it; a derivation, safe to delete."""
    note = dossier.derived / _REMEMBERED
    note.write_text(json.dumps({"site": str(site.resolve())}), encoding="utf-8")


def last_site(dossier: Dossier) -> Path:
    """Where the site of this dossier was last built: as noted, else the folder `site` inside or beside the dossier."""
    from bilan.release.site import STAMP

    places = [dossier.derived / "site", dossier.path.resolve().parent / "site"]
    with suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        places.insert(0, Path(json.loads((dossier.derived / _REMEMBERED).read_text(encoding="utf-8"))["site"]))
    for site in places:
        if (site / STAMP).is_file():
            return site
    raise WrongUse(
        "no site of this dossier is to be found",
        advice=f"build one: bilan build SRC… --dossier {dossier.path} --site OUT",
    )
