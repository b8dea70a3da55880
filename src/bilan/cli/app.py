"""The commands, gathered. Each group of commands lives in a file of its own."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from bilan import __version__
from bilan.cli import (
    custody,
    deciding,
    estimating,
    evaluating,
    exchanging,
    figures,
    gathering,
    grading,
    house,
    keeping,
    linting,
    policies,
    proposing,
    reading,
    releasing,
    responding,
    serving,
    tables,
    watching,
    witnessing,
)
from bilan.cli.options import example

app = typer.Typer(
    name="bilan",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Who asserts, admits or denies how much civilian harm, and what can be defended of it.",
    epilog=example("bilan build reports/ --dossier dossier --site site", "bilan bounds dossier --by 'États-Unis'"),
)

for group in (
    gathering,
    watching,
    custody,
    reading,
    proposing,
    deciding,
    evaluating,
    figures,
    estimating,
    policies,
    tables,
    exchanging,
    responding,
    grading,
    linting,
    releasing,
    witnessing,
    serving,
    keeping,
    house,
):
    group.register(app)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"bilan {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def command() -> Any:
    """The whole command tree, for the program and for the generated reference."""
    return typer.main.get_command(app)
