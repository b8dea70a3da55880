"""What `add --dry-run` shows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from bilan.cli.rendering import counted, progress, say, say_json, warn

if TYPE_CHECKING:
    from bilan.desk import Rehearsed
    from bilan.exchange.mapping import Mapping

_SHOWN = 12


def show(files: list[Path], addresses: list[str], rules: Mapping | None, *, as_json: bool) -> None:
    """Say what would be read of each file. An address would be captured: nothing is known before."""
    from bilan import desk

    with progress("Looking") as tell:
        found = desk.rehearse(files, rules, tell)
    document = {"dry_run": True, "files": [_as_json(f) for f in found], "addresses": addresses}
    if as_json:
        say_json(document)
    else:
        for one in found:
            _say(one)
        say(*(f"{address}: it would be captured." for address in addresses), "Nothing was written: this was a dry run.")
    if any(f.failures or f.errors for f in found):
        raise typer.Exit(1)


def _as_json(f: Rehearsed) -> dict[str, Any]:
    return {
        "path": f.path,
        "format": f.format,
        "title": f.title,
        "characters": f.characters,
        "columns": list(f.columns),
        "rows": f.rows,
        "claims": None if f.claims is None else sum(f.claims.values()),
        "errors": [
            {"row": e.row, "field": e.column or e.field, "value": e.value, "reason": e.reason} for e in f.errors
        ],
        "holds": list(f.holds),
        "failures": list(f.failures),
    }


def _say(f: Rehearsed) -> None:
    parts = [f.format or "no format", f"{f.characters:,} characters"]
    if f.rows is not None:
        parts.append(counted(f.rows, "row"))
    if f.claims is not None:
        parts.append(counted(sum(f.claims.values()), "claim"))
    say(f"{f.path}: {', '.join(parts)}{f', “{f.title}”' if f.title else ''}")
    if f.columns:
        say(f"  columns: {', '.join(f.columns)}")
    if f.claims is not None:
        say(*(f"  {name}: {counted(n, 'claim')}" for name, n in f.claims.items() if name))
    if f.holds:
        more = f" and {len(f.holds) - _SHOWN} more" if len(f.holds) > _SHOWN else ""
        say(f"  holds {counted(len(f.holds), 'document')}: {', '.join(f.holds[:_SHOWN])}{more}")
    for e in f.errors[:_SHOWN]:
        warn(f"  row {e.row}, {e.column or e.field}: {e.reason}")
    if len(f.errors) > _SHOWN:
        warn(f"  and {len(f.errors) - _SHOWN} more cells that cannot be read")
    warn(*(f"  {reason}" for reason in f.failures))
