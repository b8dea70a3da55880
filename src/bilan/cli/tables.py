"""`series`: does a repeated official report add up with itself?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bilan.cli.options import Json, MappingOption, example
from bilan.cli.rendering import counted, say, say_json, say_table
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
        str | None,
        typer.Option("--format", metavar="FORMAT", help="monthly_reports, official_daily or official_daily_injured."),
    ] = None,
    mapping: MappingOption = None,
    as_json: Json = False,
) -> None:
    """Check every sum that a series of reports should satisfy.

    A sum that does not hold is a finding, shown with its terms; the command has still done its work. Where a period is
    reported twice, the changes are listed as corrections. A running total that falls is listed, too.
    """
    from bilan.exchange.mapping import load_mapping
    from bilan.exchange.series_file import examine_file, examined_to_json

    if (format is None) == (mapping is None):
        raise WrongUse("a series needs either --format or --mapping", advice="bilan series --help shows both")
    if not file.is_file():
        raise WrongUse(f"there is no file {file}", advice="name a .csv file, one report a row")
    rules = load_mapping(mapping) if mapping else str(format)
    examined = examine_file(file, rules)
    found = examined.identities
    if as_json:
        say_json(examined_to_json(examined))
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
    if examined.corrections:
        say(f"{counted(len(examined.corrections), 'figure')} restated by a later edition; both are kept:")
        say_table(
            ["period", "column", "earlier edition", "figure", "later edition", "figure"],
            [[c.period, c.column, c.earlier, c.before, c.later, c.after] for c in examined.corrections],
            numbers=[3, 5],
        )
    if examined.falls:
        say(f"{counted(len(examined.falls), 'running total falls', 'running totals fall')}:")
        say_table(
            ["period", "column", "report before", "total then", "total now"],
            [[f.period, f.column, f.since, str(f.before), str(f.after)] for f in examined.falls],
            numbers=[3, 4],
        )
