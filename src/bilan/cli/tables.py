"""`series`: does a repeated official report add up with itself?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bilan.cli.options import Json, MappingOption, example
from bilan.cli.rendering import say, say_json, say_table
from bilan.model.errors import WrongUse


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan series monthly_reports.csv --format monthly_reports",
            "bilan series reports.csv --mapping reports.toml --json",
        )
    )(series)


def series(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv file, one report a row.", show_default=False)],
    format: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="monthly_reports or official_daily.")
    ] = None,
    mapping: MappingOption = None,
    as_json: Json = False,
) -> None:
    """Check every sum that a series of reports should satisfy.

    A sum that does not hold is a finding, shown with its terms; the command has still done its work.
    """
    from bilan.exchange.mapping import load_mapping
    from bilan.exchange.series_file import check_file, identity_to_json

    if (format is None) == (mapping is None):
        raise WrongUse("a series needs either --format or --mapping", advice="bilan series --help shows both")
    if not file.is_file():
        raise WrongUse(f"there is no file {file}", advice="name a .csv file, one report a row")
    rules = load_mapping(mapping) if mapping else str(format)
    found = check_file(file, rules)
    if as_json:
        say_json({"identities": [identity_to_json(i) for i in found]})
        return
    failing = [i for i in found if not i.holds]
    say(
        f"{len(found)} sums checked; {len(failing)} do not hold."
        if failing
        else f"{len(found)} sums checked; all hold."
    )
    if found:
        say_table(
            ["period", "rule", "holds", "expected", "found", "sum"],
            [[i.period, i.rule, "yes" if i.holds else "NO", str(i.expected), str(i.found), i.terms] for i in found],
            numbers=[3, 4],
        )
