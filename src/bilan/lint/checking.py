"""A file or a folder → everything the rules find in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bilan.lint.findings import Check, Finding, Report
from bilan.lint.layout import Layout, recognise
from bilan.lint.record import Row, Tables, joined_by, records_of, rows_of
from bilan.lint.rulebook import Hit, Rule, rules
from bilan.lint.source import Sheet, find_table, read_table
from bilan.lint.totals import totals
from bilan.model.errors import WrongUse
from bilan.model.vocab import Lang


def lint(
    path: Path, layout: Layout | None = None, *, as_of: date, since: date | None = None, lang: Lang = "en"
) -> Report:
    """Check a table, or a folder of tables that belong together. `layout=None`: known by its columns."""
    sheet = _incidents(path, layout)
    known = layout or recognise(sheet.columns)
    tables = read_tables(path, sheet, known, as_of=as_of, since=since)
    return check(tables, lang, ignored=tuple(c for c in sheet.columns if c not in known.reads))


def read_tables(path: Path, sheet: Sheet, layout: Layout, *, as_of: date, since: date | None = None) -> Tables:
    """The table of incidents with the tables beside it. Tables beside are read from a folder only."""
    joins: dict[str, str] = {}
    rows: dict[str, tuple[Row, ...] | None] = {}
    files = {"incidents": sheet.name}
    for name, beside in (("victims", layout.victims), ("attributions", layout.attributions)):
        found = find_table(path, beside.file) if path.is_dir() and beside else None
        rows[name] = None
        if found is not None and beside is not None:
            other = read_table(found)
            joins[name], files[name] = joined_by(other, beside, sheet, layout), other.name
            rows[name] = rows_of(other, beside, joins[name])
    return Tables(
        layout=layout,
        file=sheet.name,
        columns=frozenset(sheet.columns),
        records=records_of(sheet, layout),
        victims=rows["victims"],
        attributions=rows["attributions"],
        files=files,
        joins=joins,
        as_of=as_of,
        since=since or layout.since,
    )


def check(tables: Tables, lang: Lang = "en", *, ignored: tuple[str, ...] = ()) -> Report:
    """Run every rule that can run, and say of each other one why it cannot."""
    findings: list[Finding] = []
    checks: list[Check] = []
    for rule in rules():
        lacking = rule.lacking(tables)
        if lacking is not None:
            checks.append(Check(rule.id, rule.severity, 0, 0, lacking))
            continue
        looked = list(rule.look(tables))
        hits = [hit for hit in looked if hit is not None]
        findings += (_finding(rule, hit, tables, lang) for hit in hits)
        checks.append(Check(rule.id, rule.severity, len(looked), len(hits)))
    findings.sort(key=lambda f: -f.severity.rank)
    return Report(
        tables.layout.name, len(tables.records), tables.as_of, tuple(findings), tuple(checks), totals(tables), ignored
    )


def _finding(rule: Rule, hit: Hit, tables: Tables, lang: Lang) -> Finding:
    own = hit.record.row if hit.record and hit.table == "incidents" else None
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        record=hit.record.name if hit.record else None,
        row=hit.row if hit.row is not None else own,
        file=tables.files[hit.table],
        values=dict(hit.values),
        message=rule.message(hit, lang),
    )


def _incidents(path: Path, layout: Layout | None) -> Sheet:
    if not path.is_dir():
        return read_table(path)
    stem = layout.file if layout else "incidents"
    found = find_table(path, stem)
    if found is None:
        raise WrongUse(
            f"the folder {path} has no table {stem}",
            advice=f"name the file itself, or give a folder with {stem}.csv or .parquet",
        )
    return read_table(found)
