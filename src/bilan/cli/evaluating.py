"""`evaluate`: how well the machine reads, measured against texts that people have coded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bilan.cli.options import Json, example
from bilan.cli.rendering import say_json, say_table


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
    names = [name for name in measures["overall"] if name != "intervals"]
    say_table(
        ["", *languages],
        [[name, *(_measure(m.get(name)) for m in languages.values())] for name in names],
        numbers=range(1, len(languages) + 1),
    )


def _measure(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
