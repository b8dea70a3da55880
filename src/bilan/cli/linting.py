"""`lint`: what in a recorder's table cannot be right, or should be looked at twice."""

from __future__ import annotations

import textwrap
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import Json, example, read_date
from bilan.cli.rendering import counted, number, say, say_json, say_table
from bilan.model.errors import WrongUse
from bilan.model.vocab import LANGS, Lang

if TYPE_CHECKING:
    from bilan.lint import Finding, Layout, Report

_WIDTH = 110
_SHOWN = 8  # findings of one rule on a terminal; --json tells all of them


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan lint incidents.csv --format csv",
            "bilan lint archive/ --format airwars --fail-on parts-exceed-whole",
            "bilan lint events.parquet --format ucdp --json",
        )
    )(lint)


def lint(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A table (.csv, .tsv, .json, .jsonl, .parquet), or a folder of tables that belong together.",
            show_default=False,
        ),
    ],
    format: Annotated[
        str | None,
        typer.Option(
            "--format", metavar="FORMAT", help="airwars, ucdp, acled, ibc or csv. Default: known by its columns."
        ),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="M", help="What the columns mean: a TOML file of your own."),
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(
            "--fail-on",
            metavar="WHAT",
            help="Exit 1 on a finding this severe (error, warning, info), on a RULE, or never.",
        ),
    ] = "error",
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="The first day an incident can have; before it is an error."),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="What counts as today. Default: today.")
    ] = None,
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="The language of the findings: fr, en or ar.")
    ] = "en",
    as_json: Json = False,
) -> None:
    """Check a recorder's table: what cannot be right, what will mislead, what deserves a second look.

    Nothing is corrected. A rule that cannot run, because a column is absent, is listed with the reason.
    """
    from bilan.lint import lint as check
    from bilan.lint.rulebook import check_threshold

    spoken = _lang(lang)
    threshold = check_threshold(fail_on)
    report = check(
        file,
        _layout(format, mapping),
        as_of=_last(as_of, "--as-of") if as_of else date.today(),
        since=read_date(since, "--since").start if since else None,
        lang=spoken,
    )
    if as_json:
        say_json(_as_json(report, spoken))
    else:
        _show(report, spoken)
    if report.reaches(threshold):
        raise typer.Exit(1)


def _layout(format: str | None, mapping: Path | None) -> Layout | None:
    from bilan.lint import built_in, load_layout

    if mapping is not None and format not in (None, "csv"):
        raise WrongUse(
            f"--format {format} and --mapping {mapping} both say what the columns mean", advice="give one of them"
        )
    if mapping is not None:
        return load_layout(mapping)
    return built_in(format) if format is not None else None


def _lang(words: str) -> Lang:
    for lang in LANGS:
        if words == lang:
            return lang
    raise WrongUse(f"--lang {words!r} is none of our languages", advice="use fr, en or ar")


def _last(words: str, option: str) -> date:
    return read_date(words, option).end or date.today()


# ------------------------------------------------------------------ for machines


def _as_json(report: Report, lang: Lang) -> dict[str, Any]:
    from bilan.lint.rulebook import rules

    words = {rule.id: rule.words[lang] for rule in rules()}
    sums: dict[str, Any] = {"each_once": None, "by_belligerent_name": None}
    return {
        "format": report.layout,
        "as_of": report.as_of.isoformat(),
        "records": report.records,
        "findings": [_finding(f) for f in report.findings],
        "counts": report.counts,
        "totals": sums | {k: {"low": _plain(t.low), "high": _plain(t.high)} for k, t in report.totals.items()},
        "rules": [
            {
                "id": c.rule,
                "severity": c.severity.value,
                "title": words[c.rule].title,
                "definition": words[c.rule].definition,
                "looked_at": c.tested,
                "found": c.found,
                "skipped": c.skipped,
            }
            for c in report.checks
        ],
        "unread_columns": list(report.ignored),
    }


def _finding(f: Finding) -> dict[str, Any]:
    return {
        "rule": f.rule,
        "severity": f.severity.value,
        "record": f.record,
        "row": f.row,
        "file": f.file,
        "values": dict(f.values),
        "message": f.message,
    }


def _plain(n: Decimal | None) -> int | float | None:
    """A sum as JSON says it: whole when it is whole."""
    if n is None:
        return None
    return int(n) if n == n.to_integral_value() else float(n)


# ------------------------------------------------------------------ for people


def _show(report: Report, lang: Lang) -> None:
    from bilan.lint import Severity
    from bilan.lint.rulebook import rules

    words = {rule.id: rule.words[lang] for rule in rules()}
    told = {s: sum(f.severity is s for f in report.findings) for s in Severity}
    say(
        f"{counted(report.records, 'record')}, read as {report.layout}: {counted(told[Severity.ERROR], 'error')}, "
        f"{counted(told[Severity.WARNING], 'warning')}, {number(told[Severity.INFO])} to look at."
    )
    ran = sorted((c for c in report.checks if c.skipped is None), key=lambda c: (-c.severity.rank, c.found == 0))
    say_table(
        ["rule", "", "severity", "found", "of"],
        [
            [c.rule, words[c.rule].title, c.severity.value, number(c.found) if c.found else "–", number(c.tested)]
            for c in ran
        ],
        numbers=[3, 4],
    )
    for check in ran:
        found = [f for f in report.findings if f.rule == check.rule]
        if found:
            say("", f"{words[check.rule].title} [{check.rule}, {check.severity.value}]")
            say(*textwrap.wrap(words[check.rule].definition, _WIDTH))
            for f in found[:_SHOWN]:
                say(f"  {_where(f)}{f.message}")
            if len(found) > _SHOWN:
                say(f"  … and {number(len(found) - _SHOWN)} more: --json lists them all")
    _sums(report)
    skipped = [c for c in report.checks if c.skipped is not None]
    if skipped:
        say("", "Rules that could not run:")
        for c in skipped:
            say(f"  {c.rule}: {c.skipped}")
    if report.ignored:
        say("", f"Columns that this layout does not read: {', '.join(report.ignored)}")


def _where(f: Finding) -> str:
    if f.record is None and f.row is None:
        return ""
    row = f"row {f.row} of {f.file}" if f.row is not None else f.file
    return f"{f.record} ({row}): " if f.record not in (None, f"row {f.row}") else f"{row}: "


def _sums(report: Report) -> None:
    said = {
        "each_once": "each incident once",
        "by_belligerent_name": "once for each belligerent it names",
        "by_belligerent_row": "once for each row of the table of belligerents",
    }
    if report.totals:
        say("", "Killed in all (the first is the one to publish):")
    for key, total in report.totals.items():
        low, high = (f"{_plain(n):,}" if n is not None else "…" for n in (total.low, total.high))
        say(f"  {low} – {high}  {said[key]}")
