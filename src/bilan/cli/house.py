"""`doctor` and `plugins`: is the dossier whole, and what is installed."""

from __future__ import annotations

from importlib import metadata
from typing import Any

import typer

from bilan.cli.options import DossierArgument, Json, example
from bilan.cli.rendering import counted, progress, say, say_json, say_table


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan doctor dossier"))(doctor)
    app.command(epilog=example("bilan plugins"))(plugins)


def doctor(dossier: DossierArgument, as_json: Json = False) -> None:
    """Check that journal, kept files and projections agree.

    Reads every row, hashes every kept byte again, and compares the projections with a rebuild.
    """
    from bilan.evidence import Dossier

    with Dossier.open(dossier) as opened:
        with progress("Checking") as tell:
            tell(0, 2, "the journal and every kept file")
            problems = opened.problems()
            tell(1, 2, "the projections")
            lying = opened.lying() if not problems else []
            mended = bool(lying) and opened.can_be_written
            if mended:
                opened.rebuild()
        entries, kept = len(opened.journal), len(opened.exhibits())
    checks: list[dict[str, Any]] = [
        {
            "name": "journal and vault",
            "ok": not problems,
            "detail": "; ".join(problems) or f"{counted(entries, 'entry', 'entries')}, {counted(kept, 'exhibit')}",
        },
        {
            "name": "projections",
            "ok": not problems and not lying,
            "detail": _projections(bool(problems), lying, mended),
        },
    ]
    ok = all(c["ok"] for c in checks)
    if as_json:
        say_json({"ok": ok, "checks": checks})
    else:
        for check in checks:
            say(f"{'good' if check['ok'] else 'BAD '}  {check['name']}: {check['detail']}")
    if not ok:
        raise typer.Exit(1)


def _projections(broken: bool, lying: list[str], mended: bool) -> str:
    if broken:
        return "not checked: the journal or the vault must be restored first"
    if lying:
        what = "did not follow from the journal and were made again" if mended else "do not follow from the journal"
        return f"{what}: {', '.join(lying)}"
    return "equal to a rebuild from the journal"


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
