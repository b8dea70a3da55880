"""`make demo`: build the example dossier, print what it says, and where to look."""

from __future__ import annotations

import shutil
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bilan import desk
from bilan.accountability import gap
from bilan.actors import registry
from bilan.cli.rendering import shorten, span_of
from bilan.evidence import Dossier
from bilan.exchange.mapping import load_mapping
from bilan.model.errors import BilanError
from bilan.model.period import Period
from bilan.model.vocab import View
from bilan.reconcile.question import Question
from bilan.reconcile.world import World
from bilan.release import build_site

EXAMPLE = Path(__file__).resolve().parent / "mosul-2017"
UNTIL = date(2017, 5, 31)
RECEIVED = datetime(
    2017, 9, 1, 9, 0, tzinfo=UTC
)  # by the example's desk: always the same, so that two builds are alike
DOCUMENTS = ("*.md", "*.html", "*.txt", "*.csv")


def documents(folder: Path = EXAMPLE) -> list[Path]:
    """The example's documents, in order; its README is none of them."""
    found = (path for pattern in DOCUMENTS for path in folder.glob(pattern))
    return sorted(path for path in found if path.name != "README.md")


def build(out: Path) -> tuple[World, list[str]]:
    """Build the dossier and the site into a folder; returns its world, and what could not be read."""
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    with Dossier.open_or_create(out / "dossier", clock=lambda: RECEIVED) as dossier:
        mapping = load_mapping(EXAMPLE / "mapping.toml")
        added = desk.add(dossier, documents(), person=desk.local_person("demo"), mapping=mapping)
        world = World.load(dossier)
        build_site(dossier, world, out / "site")
    return world, [f"{failure.path}: {failure.reason}" for failure in added.failures]


def headline(world: World) -> Table:
    """What is alleged, what is admitted, and the gap, for each actor."""
    table = Table(title=f"Killed, as said up to {UNTIL}", caption="read by machine, not reviewed by a person")
    table.add_column("actor")
    for name in ("alleged", "admitted", "gap"):
        table.add_column(name, justify="right")
    for row in gap(world, Period(None, UNTIL)):
        name = row.labels["en"] + (", owned by no member" if row.kind == "unattributed" else "")
        table.add_row(name, *(span_of(r.low, r.high) for r in (row.alleged, row.admitted, row.gap)))
    return table


def notes(world: World) -> list[str]:
    """What a reader must know beside the table: reserves, and what changed on the way."""
    alliance = registry().resolve("US-led Coalition")
    assert alliance is not None
    answer = world.answer(Question(View.ADMITTED, by=alliance.id, period=Period(None, UNTIL)))
    kept_apart = [f"In reserve: {shorten(s.en, 150)}" for s in answer.reserves]
    changed = [f"Changed on the way: {d.field}, {d.before} became {d.after}." for d in world.lineage.drifts]
    return [*kept_apart, *dict.fromkeys(changed)]


def main() -> int:
    console = Console()
    out = Path("demo-out")
    try:
        with console.status("Reading the example …"):
            world, failures = build(out)
    except BilanError as error:
        console.print(str(error), style="red", markup=False)
        return error.exit_code
    console.print(headline(world))
    for note in notes(world):
        console.print(note, markup=False, highlight=False, soft_wrap=True)
    for failure in failures:
        console.print(f"Not read: {failure}", markup=False)
    console.print(
        f"\n{len(world.claims)} claims, {len(world.lineage.voices)} voices, {len(world.tensions())} tensions.\n"
        f"The site:     {out / 'site' / 'index.html'}\n"
        f"In a browser: .venv/bin/bilan serve {out / 'dossier'}\n"
        f"Ask it:\n  .venv/bin/bilan bounds {out / 'dossier'} --view admitted --by 'US-led Coalition' --to {UNTIL}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
