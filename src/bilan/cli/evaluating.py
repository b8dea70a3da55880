"""`evaluate`: how well the machine reads, measured against texts that people have coded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bilan.cli.options import Json, example
from bilan.cli.rendering import say, say_json, say_table


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Measure the reading against texts that people coded.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command(epilog=example("bilan evaluate claims gold.jsonl --json"))(claims)
    group.callback()(_evaluate)
    app.add_typer(group, name="evaluate")


def _evaluate() -> None:
    pass


def claims(
    gold: Annotated[
        Path,
        typer.Argument(
            metavar="GOLD.jsonl", help="Passages with their claims, one JSON object a line.", show_default=False
        ),
    ],
    as_json: Json = False,
) -> None:
    """Read each passage and compare the claims proposed with those that a person coded."""
    from bilan.claims.evaluate import evaluate

    measures = evaluate(gold)
    if as_json:
        say_json(measures)
        return
    languages: dict[str, dict[str, Any]] = {"overall": measures["overall"], **measures["by_language"]}
    names = [name for name in measures["overall"] if name not in ("intervals", "calibration")]
    rows = [[name, *(_measure(m.get(name)) for m in languages.values())] for name in names]
    rows += [[name, *(_measure(m["calibration"][name]) for m in languages.values())] for name in ("brier", "ece")]
    say_table(["", *languages], rows, numbers=range(1, len(languages) + 1))
    say("Confidence: of the claims proposed with so much of it, how many hold (harm, bounds and stance as coded).")
    say_table(
        ["confidence", "claims", "expected", "observed"],
        [
            [f"{b['from']:.2f} to {b['to']:.2f}", str(b["claims"]), _measure(b["expected"]), _measure(b["observed"])]
            for b in measures["overall"]["calibration"]["reliability"]
        ],
        numbers=(1, 2, 3),
    )


def _measure(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
