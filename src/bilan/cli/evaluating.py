"""`evaluate`: how well the machine reads, measured against texts that people have coded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from bilan.cli.options import Json, example
from bilan.cli.rendering import counted, say, say_json, say_table


def register(app: typer.Typer) -> None:
    group = typer.Typer(
        help="Measure the reading against texts that people coded.",
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    group.command(epilog=example("bilan evaluate claims gold.jsonl --json"))(claims)
    group.command(
        epilog=example("bilan evaluate cases tests/cases/en", "bilan evaluate cases my-language/cases --lang xx --json")
    )(cases)
    group.callback()(_evaluate)
    app.add_typer(group, name="evaluate")


def _evaluate() -> None:
    pass


def claims(
    gold: Annotated[
        list[Path],
        typer.Argument(
            metavar="GOLD.jsonl…",
            help="Passages with their claims, one JSON object a line; several files are scored together.",
            show_default=False,
        ),
    ],
    as_json: Json = False,
) -> None:
    """Read each passage and compare the claims proposed with those that a person coded."""
    from bilan.claims.evaluate import evaluate

    measures = evaluate(*gold)
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


def cases(
    place: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help="Case files (.toml), or one of them.", show_default=False),
    ],
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang", metavar="LANG", help="Their language. Default: as the file says, else its folder's name."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read sentences and say where they are read otherwise than their cases expect.

    A case is a sentence beside what should be understood of it; only the keys that it gives are compared:

    [[case]] says = "a part" text = "Two men were killed, one of them a medic." claims = [{ low = 2 }, { part_of = 0 }]

    The sentences also go through the contract that every reader keeps to: cut, doubled, in capitals, with strange
    marks, it must answer, the same each time, with claims that point into the text and say why.
    """
    from bilan.claims.cases import differences, load_cases, texts_of
    from bilan.claims.contract import broken
    from bilan.claims.lines import known_language
    from bilan.claims.read import reader_for

    found = load_cases(place, lang)
    for name in {c.lang for c in found}:
        known_language(name)
    failed = [
        {"file": c.file, "says": c.says, "text": c.text, "differences": wrong}
        for c in found
        if (wrong := differences(c))
    ]
    breaches = [
        {"lang": name, "says": said}
        for name in sorted({c.lang for c in found})
        if (reader := reader_for(name)) is not None
        for said in broken(reader, _some(texts_of([c for c in found if c.lang == name])))
    ]
    if as_json:
        say_json({"cases": len(found), "passed": len(found) - len(failed), "failed": failed, "contract": breaches})
    else:
        for case in failed:
            say(f"{case['file']}: {case['says']}", f"   {case['text']}", *(f"   → {d}" for d in case["differences"]))
        for breach in breaches:
            say(f"The contract, {breach['lang']}: {breach['says']}")
        say(
            f"{len(found) - len(failed)} of {counted(len(found), 'case')} read as they say; the contract is {'broken' if breaches else 'kept'}."
        )
    if failed or breaches:
        raise typer.Exit(1)


_ENOUGH = 25  # texts for the contract: each is spoilt in a dozen ways


def _some(texts: list[str]) -> list[str]:
    return texts[:: max(1, len(texts) // _ENOUGH)]
