"""`responses`: what parties answered, how late, how many they concede, and who is silent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import Json, actor_labels, example, find_actor, read_day
from bilan.cli.rendering import counted, number, say, say_json, say_table, shorten, span_of
from bilan.model.errors import WrongUse
from bilan.model.vocab import label

if TYPE_CHECKING:
    from bilan.accountability.checks import Grid, Literal
    from bilan.accountability.reporting import Lag, Report
    from bilan.accountability.response import Number
    from bilan.accountability.statement_table import Filed
    from bilan.lint import Layout

_SHOWN = 12  # of what needs a second look; --json tells all


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan responses dossier --as-of 2020-01-31",
            "bilan responses responses.parquet --incidents incidents.parquet",
            "bilan responses replies.csv more.csv --incidents incidents.csv --by 'United States' --json",
        )
    )(responses)


def responses(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR|FILE…",
            help="A dossier; or tables of official statements (.csv, .tsv, .json, .jsonl, .parquet).",
            show_default=False,
        ),
    ],
    incidents: Annotated[
        list[Path],
        typer.Option(
            "--incidents", metavar="FILE", help="The recorder's table of incidents: what is alleged; several times."
        ),
    ] = [],  # noqa: B006  (Typer reads the default; it is never changed)
    format: Annotated[
        str | None,
        typer.Option("--format", metavar="FORMAT", help="Of the statements: airwars or csv. Default: by its columns."),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping", metavar="M", help="What the columns of the statements mean: a TOML file of your own."
        ),
    ] = None,
    incidents_as: Annotated[
        str | None,
        typer.Option(
            "--incidents-as",
            metavar="L",
            help="What its columns mean: a format of `lint` (airwars, ucdp, acled, ibc, csv) or a TOML file.",
        ),
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="A", help="Only what this party says: a name in fr, en or ar.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="Until when answers were looked for: silence is counted to that day."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """What parties answered to what is alleged: admitted, denied and on which ground, or nothing.

    The latest finding of a party stands, and everything earlier is kept. A statement that several files repeat counts
    once. Silence is counted only with --as-of, from the first public allegation: that nobody looked is no silence.
    """
    from bilan.accountability.reporting import report

    until = read_day(as_of, "--as-of") if as_of else None
    filed = _filed(sources, incidents, format, mapping, incidents_as)
    found = report(filed, of=find_actor(by) if by else None, as_of=until)
    checks = _checks(filed)
    if as_json:
        say_json(_as_json(found, checks, by))
        return
    _show(found, filed, until)
    if checks is not None:
        _show_checks(*checks)


def _filed(
    sources: list[Path], incidents: list[Path], format: str | None, mapping: Path | None, other: str | None
) -> Filed:
    from bilan.accountability.statement_layout import built_in, load_statement_layout
    from bilan.accountability.statement_table import read_statements
    from bilan.evidence import is_dossier

    if any(is_dossier(s) for s in sources):
        if len(sources) > 1 or incidents or format or mapping or other:
            raise WrongUse("a dossier is asked about alone", advice="bilan responses DIR [--by A] [--as-of DATE]")
        return _dossier(sources[0])
    if format is not None and mapping is not None:
        raise WrongUse("--format and --mapping both say what the columns mean", advice="give one of them")
    if other is not None and not incidents:
        raise WrongUse("--incidents-as without --incidents", advice="name the table of incidents")
    layout = load_statement_layout(mapping) if mapping else built_in(format) if format else None
    return read_statements(sources, layout, incidents, _incident_layout(other) if other else None)


def _incident_layout(words: str) -> Layout:
    from bilan.lint import BUILT_IN, built_in, load_layout

    return built_in(words) if words in BUILT_IN else load_layout(Path(words))


def _dossier(path: Path) -> Filed:
    from bilan.accountability.claimed import responses_in
    from bilan.cli.opening import opened_world

    with opened_world(path) as world:
        return responses_in(world)


def _checks(filed: Filed) -> tuple[Literal, Grid] | None:
    """Only where a recorder has coded numbers or grid references beside the words."""
    from bilan.accountability.checks import grid, literal

    if not any(s.coded_killed is not None or s.mgrs for s in filed.statements):
        return None
    return literal(filed), grid(filed)


def _as_json(found: Report, checks: tuple[Literal, Grid] | None, by: str | None) -> dict[str, Any]:
    document = found.as_json()
    document["party"] = {"id": find_actor(by), "labels": actor_labels(find_actor(by))} if by else None
    document["checks"] = {
        "conceded_in_words": checks[0].as_json() if checks else None,
        "grid_references": checks[1].as_json() if checks else None,
    }
    return document


# ------------------------------------------------------------------ for people


def _show(found: Report, filed: Filed, until: date | None) -> None:
    own = f", {number(found.own_texts)} without those of members" if found.own_texts != found.texts else ""
    repeats = f" ({counted(found.repeats, 'repeat')} left out)" if found.repeats else ""
    say(f"{counted(found.statements, 'statement')}{repeats}, {counted(found.texts, 'different text')}{own}.")
    if found.undated:
        say(f"{counted(found.undated, 'statement')} without a date that can be read.")
    if found.nameless:
        say(f"{counted(found.nameless, 'row')} without an incident, left out.")
    if found.gap:
        say("", "What is conceded beside what is alleged, killed:")
        say_table(
            ["incident", "party", "conceded", "alleged", "gap", "lag, days", "stands"],
            [
                [
                    shorten(filed.names.get(r.incident, r.incident), 40),
                    r.party.name,
                    _people(r.conceded),
                    _people(r.alleged),
                    _people(r.gap),
                    "" if r.lag_days is None else number(r.lag_days),
                    label(r.standing, "en"),
                ]
                for r in found.gap
            ],
            numbers=[2, 3, 4, 5],
        )
        sums = found.sums()
        if sums["incidents"]:
            say(
                f"{counted(sums['incidents'], 'incident')}, each once: {_range(sums['conceded'])} conceded, "
                f"{_range(sums['alleged'])} alleged."
            )
        if any(r.on == "total" for r in found.gap):
            say("Totals may hold one another and are not added: bilan gap bounds them.")
    _show_lags(found.lags)
    if found.totals:
        say("", "Statements by kind:")
        say_table(["kind", "statements"], [[label(k, "en"), number(n)] for k, n in found.totals.items()], numbers=[1])
    if found.standing:
        say("What stands, by party and incident or total:")
        say_table(["kind", "subjects"], [[label(k, "en"), number(n)] for k, n in found.standing.items()], numbers=[1])
    _show_members(found, filed)
    _show_silence(found, filed, until)
    if found.differs:
        say("", "The recorder's code and the party's latest statement differ on whether it admits:")
        for d in found.differs[:_SHOWN]:
            say(f"  {d.incident}, {d.party.name}: code {label(d.code, 'en')}, statement {label(d.standing, 'en')}")
        _more(len(found.differs))
    if found.unknown:
        say("", f"Not in the table of incidents: {', '.join(found.unknown[:_SHOWN])}")
        _more(len(found.unknown))


def _show_lags(lags: dict[str, Lag]) -> None:
    said = {
        "event_to_admission": "to the first admission of an incident",
        "event_to_first_answer": "to each party's first answer",
        "event_to_every_statement": "to every statement",
    }
    known = {name: lag for name, lag in lags.items() if lag.median_days is not None}
    if known:
        say("", "Median lag in days, from the event or the first dated allegation:")
    for name, lag in known.items():
        early = f"; {number(lag.before_the_event)} dated before it, left out" if lag.before_the_event else ""
        say(f"  {lag.median_days:,g} {said[name]} (n = {number(lag.n)}{early})")


def _show_members(found: Report, filed: Filed) -> None:
    told = [b for b in found.beside if b.members]
    if not told:
        return
    say("What an alliance says beside what its members say:")
    say_table(
        ["subject", "alliance", "says", "members"],
        [
            [
                shorten(filed.names.get(b.subject, b.subject), 40),
                b.alliance.name,
                label(b.says, "en"),
                "; ".join(f"{name}: {label(kind, 'en')}" for name, kind in b.members.items()),
            ]
            for b in told
        ],
    )


def _show_silence(found: Report, filed: Filed, until: date | None) -> None:
    silent = sorted((h for h in found.histories if h.silent_days is not None), key=lambda h: -(h.silent_days or 0))
    if until is None or not silent:
        return
    say("", f"No answer by {until}, longest first:")
    for h in silent[:_SHOWN]:
        say(f"  {number(h.silent_days or 0)} days: {h.party.name}, {filed.names.get(h.subject, h.subject)}")
    _more(len(silent))


def _show_checks(words: Literal, grid: Grid) -> None:
    say("", "The recorder's codes beside the statements themselves:")
    held = words.looked_at - len(words.missing)
    say(f"  the conceded number stands in the words in {number(held)} of {number(words.looked_at)}")
    if grid.distances:
        share = f"{grid.near / len(grid.distances):.1%}"
        say(f"  {number(len(grid.distances))} grid references: {share} within 5 km of the incident")
        for incident, mgrs, km in grid.distances[:3]:
            say(f"    farthest: {incident}, {mgrs}, {km:,.0f} km")
    for incident, mgrs, why in grid.unreadable[:_SHOWN]:
        say(f"    unreadable: {incident}, {mgrs} ({why})")


def _more(n: int) -> None:
    if n > _SHOWN:
        say(f"  … and {number(n - _SHOWN)} more: --json lists them all")


def _people(n: Number | None) -> str:
    return "not said" if n is None else span_of(n.low, n.high)


def _range(told: dict[str, Any]) -> str:
    return span_of(told["low"], told["high"])
