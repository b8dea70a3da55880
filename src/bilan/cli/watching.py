"""`watch`: take in what is put into a folder, until Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bilan.cli.gathering import WhoAdds
from bilan.cli.options import DossierOption, Json, MappingOption, example
from bilan.cli.rendering import counted, say, say_line, warn


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan watch inbox --dossier dossier"))(watch)


def watch(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The folder into which documents are put.", show_default=False)
    ],
    dossier: DossierOption,
    mapping: MappingOption = None,
    by: WhoAdds = "command line",
    every: Annotated[float, typer.Option("--every", metavar="SECONDS", min=0.1, help="How often to look.")] = 2.0,
    settle: Annotated[
        float,
        typer.Option(
            "--settle", metavar="SECONDS", min=0.0, help="How long a file must stay as it is to count as whole."
        ),
    ] = 5.0,
    rounds: Annotated[
        int | None, typer.Option("--rounds", metavar="N", min=1, help="Look so many times and end.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take in what is put into a folder as soon as it is whole, until Ctrl-C.

    A file that is still being written waits. Nothing is removed from the folder; what is held already is kept once.
    With --json, one line for each time that something came in.
    """
    from bilan import desk
    from bilan.evidence import Dossier
    from bilan.exchange.mapping import load_mapping
    from bilan.intake.watching import Watch
    from bilan.intake.watching import watch as go_on

    rules = load_mapping(mapping) if mapping else None
    seen = Watch(folder, settle)

    def take(files: list[Path]) -> None:
        with Dossier.open_or_create(dossier) as opened:
            added = desk.add(opened, files, person=desk.local_person(by), mapping=rules)
        failures = [{"path": f.path, "reason": f.reason} for f in added.failures]
        if as_json:
            say_line({"exhibits": len(added.exhibits), "new": list(added.new), "failures": failures})
        else:
            say(f"{counted(len(added.exhibits), 'document')} kept, {len(added.new)} new.")
            warn(*(f"  {f['path']}: {f['reason']}" for f in failures))

    if not as_json:
        say(f"Watching {folder}. Ctrl-C ends it.")
    try:
        go_on(seen, take, every=every, rounds=rounds)
    except KeyboardInterrupt:
        warn("Stopped watching; what came in is kept.")
