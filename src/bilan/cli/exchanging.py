"""`import` and `export`: the tables of the field, in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import Json, MappingOption, example
from bilan.cli.rendering import counted, number, progress, say, say_json, say_table, warn
from bilan.model.errors import WrongUse

if TYPE_CHECKING:
    from bilan.desk.importing import Import
    from bilan.exchange.mapping import Mapping
    from bilan.release.field_table import Exported

_SHOWN = 8  # absent columns on a terminal; --json tells all of them
_FORMATS = "airwars, ucdp, acled or ibc"
FormatOption = Annotated[str | None, typer.Option("--format", metavar="FORMAT", help=f"{_FORMATS}.")]


def register(app: typer.Typer) -> None:
    app.command(
        name="import",
        epilog=example(
            "bilan import incidents.csv --format airwars --dry-run",
            "bilan import events.csv --format ucdp --dossier dossier",
            "bilan import ucdp events.csv --dossier dossier --json",
        ),
    )(import_)
    app.command(
        epilog=example(
            "bilan export dossier --format airwars --out incidents.csv",
            "bilan export ucdp dossier --out events.csv --json",
        )
    )(export)


def import_(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FORMAT] FILE",
            help="A table (.csv, .tsv, .parquet), one incident a row. Its format, here or by --format.",
            show_default=False,
        ),
    ],
    format: FormatOption = None,
    dossier: Annotated[
        Path | None,
        typer.Option(
            "--dossier",
            metavar="DIR",
            help="The folder of the dossier; begun there if it is new. Needed, except with --dry-run.",
        ),
    ] = None,
    mapping: MappingOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come in, and write nothing.")] = False,
    by: Annotated[str, typer.Option("--as", metavar="PERSON", help="Who puts the table in.")] = "command line",
    as_json: Json = False,
) -> None:
    """Take in a table of the field: the file becomes an exhibit, its rows become claims.

    A cell that cannot be read is listed with its row, its column, what it says and what is expected; the rest comes in.
    """
    from bilan.desk import local_person
    from bilan.desk.importing import import_table, rehearse_import
    from bilan.evidence import Dossier
    from bilan.exchange.mapping import field_format

    name, path = _format_and_path(words, format, "FILE")
    rules: Mapping = field_format(name, mapping)
    if path.is_dir():
        raise WrongUse(f"{path} is a folder", advice="name the table in it that holds one incident a row")
    if not path.is_file():
        raise WrongUse(f"there is no file {path}", advice="name a table, one incident a row")
    if dry_run:
        came = rehearse_import(path, rules)
    elif dossier is None:
        raise WrongUse("it is not said which dossier the table goes into", advice="add --dossier DIR, or --dry-run")
    else:
        with Dossier.open_or_create(dossier) as opened, progress("Taking in") as tell:
            came = import_table(opened, path, rules, person=local_person(by), progress=tell)
    if as_json:
        say_json(_import_as_json(name, came, dry_run))
    else:
        _show_import(path.name, name, came, dry_run)
    if came.errors:
        raise typer.Exit(1)


def export(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[FORMAT] DIR",
            help="The folder of the dossier. The format, here or by --format.",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The table to write, as CSV.")],
    format: FormatOption = None,
    as_json: Json = False,
) -> None:
    """Write a dossier as a table of the field, and list what the format cannot hold.

    Rows that were imported in this format go out as they came, with what people have decided since; other incidents become rows of
    their own. A cell that a spreadsheet would run as a formula is guarded by an apostrophe, which an import takes off again.
    """
    from bilan.evidence import Dossier
    from bilan.exchange.mapping import field_format
    from bilan.release.field_table import export_table, write_whole

    name, path = _format_and_path(words, format, "DIR")
    field_format(name)
    with Dossier.open(path) as opened, progress("Writing the table"):
        table = export_table(opened, name)
    write_whole(table.text, out)
    if as_json:
        say_json(_export_as_json(name, table, out))
    else:
        _show_export(name, table, out)


def _format_and_path(words: list[str], option: str | None, what: str) -> tuple[str, Path]:
    """`FORMAT PATH`, or `PATH --format FORMAT`."""
    if len(words) == 2 and option is None:
        return words[0], Path(words[1])
    if len(words) == 1 and option is not None:
        return option, Path(words[0])
    if len(words) == 1:
        raise WrongUse(
            f"the format of {words[0]} is not said",
            why="what a column means is never guessed",
            advice=f"add --format {_FORMATS}",
        )
    raise WrongUse(
        f"one format and one {what} are expected, not {' '.join(words)!r}", advice=f"write {what} --format {_FORMATS}"
    )


# ------------------------------------------------------------------ import


def _import_as_json(format: str, came: Import, dry_run: bool) -> dict[str, Any]:
    return {
        "format": format,
        "dry_run": dry_run,
        "exhibit": came.exhibit,
        "new": came.is_new,
        "rows": came.rows,
        "imported": came.read,
        "claims": sum(came.claims.values()),
        "claims_by_count": dict(came.claims),
        "held": dict(came.held),
        "errors": [
            {
                "row": e.row,
                "field": e.column or e.field,
                "value": e.value,
                "expected": e.expected,
                "reason": e.reason,
            }
            for e in came.errors
        ],
        "absent_columns": list(came.absent),
        "unread_columns": list(came.unread),
    }


def _show_import(file: str, format: str, came: Import, dry_run: bool) -> None:
    claims = sum(came.claims.values())
    verb = "would give" if dry_run else "gave"
    say(f"{file}, read as {format}: {counted(came.rows, 'row')} {verb} {counted(claims, 'claim')}.")
    if came.claims:
        say_table(["count", "claims"], [[name, number(n)] for name, n in came.claims.items()], numbers=[1])
    if came.held:
        held = ", ".join(f"{name} ({number(n)})" for name, n in came.held.items())
        say(f"No claim is made of these counts, because no bound follows from them: {held}. They stay in the exhibit.")
    if came.absent:
        more = f" and {len(came.absent) - _SHOWN} more" if len(came.absent) > _SHOWN else ""
        say(f"The table lacks these columns of the format: {', '.join(came.absent[:_SHOWN])}{more}.")
    if came.unread:
        say(f"The format does not know these columns; they stay in the exhibit: {', '.join(came.unread)}.")
    if came.errors:
        warn(f"{counted(len(came.errors), 'cell')} could not be read:")
        for e in came.errors:
            says = f"{e.column} says {e.value!r}" if e.column and e.value else f"{e.column or e.field}: {e.reason}"
            warn(f"  row {e.row}: {says}" + (f"; expected: {e.expected}" if e.expected else ""))
    if dry_run:
        say("Nothing was written: this was a dry run.")
    elif not came.is_new:
        say("The dossier held this file already; it is counted once.")


# ------------------------------------------------------------------ export


def _export_as_json(format: str, table: Exported, out: Path) -> dict[str, Any]:
    return {
        "format": format,
        "out": str(out),
        "rows": table.imported + table.incidents,
        "imported": table.imported,
        "incidents": table.incidents,
        "columns": list(table.columns),
        "unreviewed": table.unreviewed,
        "left_out": table.left_out,
        "errors": [],
    }


def _show_export(format: str, table: Exported, out: Path) -> None:
    say(
        f"{counted(table.imported + table.incidents, 'row')} in {out}, written as {format}: {number(table.imported)} imported, "
        f"{number(table.incidents)} from other incidents. {counted(table.unreviewed, 'claim')} among them nobody has judged yet."
    )
    for one in table.left_out:
        times = f" ({one['times']} times)" if one["times"] > 1 else ""
        say(f"  left out: {one['what']}{times}: {one['why']}")
