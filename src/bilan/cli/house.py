"""`plugins`: what is installed."""

from __future__ import annotations

from importlib import metadata

import typer

from bilan.cli.options import Json, example
from bilan.cli.rendering import say_json, say_table


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan plugins"))(plugins)


def plugins(as_json: Json = False) -> None:
    """List the readers, formats and policies installed."""
    from bilan.plugins import offers

    groups = sorted(g for g in metadata.entry_points().groups if g.startswith("bilan."))
    found = [
        {"group": o.group, "name": o.name, "package": o.package, "version": o.version, "object": o.value}
        for group in groups
        for o in offers(group)
    ]
    if as_json:
        say_json({"plugins": found})
        return
    say_table(
        ["group", "name", "package", "version"], [[p["group"], p["name"], p["package"], p["version"]] for p in found]
    )
