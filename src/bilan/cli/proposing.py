"""`propose`: ask a language model, where somebody wants one."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import DossierArgument, Json, example
from bilan.cli.rendering import counted, number, progress, say, say_json, shorten, warn
from bilan.model.errors import WrongUse

if TYPE_CHECKING:
    from bilan.claims.language_model import Asker, Endpoint, Told
    from bilan.desk import Asked, Plan
    from bilan.evidence import Dossier

_KEY = "BILAN_MODEL_KEY"
_SHOWN = 10


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan propose dossier --endpoint http://127.0.0.1:8080/v1 --model reader-7b",
            "bilan propose dossier --endpoint https://models.example.org/v1 --model reader-70b --max-documents 5 "
            "--send-texts-to models.example.org",
        )
    )(propose)


def propose(
    dossier: DossierArgument,
    endpoint: Annotated[
        str | None,
        typer.Option("--endpoint", metavar="URL", help="The base address of the server, or BILAN_MODEL_ENDPOINT."),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="NAME", help="The model to ask for, or BILAN_MODEL_NAME.")
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option("--key-file", metavar="FILE", help="A file that holds the key; by default BILAN_MODEL_KEY does."),
    ] = None,
    send_to: Annotated[
        str | None,
        typer.Option(
            "--send-texts-to", metavar="HOST", help="Allow the texts to leave this machine for this very host."
        ),
    ] = None,
    most: Annotated[
        int | None, typer.Option("--max-documents", metavar="N", min=1, help="Ask about so many documents at most.")
    ] = None,
    most_tokens: Annotated[
        int, typer.Option("--max-tokens", metavar="N", min=1, help="What the run may take, asked and answered.")
    ] = 1_000_000,
    most_cost: Annotated[
        float | None,
        typer.Option("--max-cost", metavar="X", min=0, help="What the run may cost, where the server states a cost."),
    ] = None,
    seconds: Annotated[
        float, typer.Option("--timeout", metavar="SECONDS", min=0.1, help="How long one answer may take.")
    ] = 120.0,
    by: Annotated[str, typer.Option("--as", metavar="PERSON", help="Who asks.")] = "command line",
    as_json: Json = False,
) -> None:
    """Ask a language model which claims it sees, beside the rules.

    Nothing is asked unless you run this. The words of each answer are looked up in the document and checked like every
    other proposal. Each answer is kept in the journal, so that the model is never asked twice, nor needed again.
    """
    from bilan import desk
    from bilan.claims.language_model import Asker, Limits
    from bilan.evidence import Dossier

    where = _endpoint(endpoint, model, key_file)
    limits = Limits(seconds=seconds, tokens=most_tokens, cost=most_cost)
    with Dossier.open(dossier) as opened:
        plan = desk.plan_questions(opened, where, most=most)
        asker = Asker(where, limits, notice=lambda words: warn(words))
        if plan.waiting and not where.is_loopback and send_to is not None:
            _warn_before_leaving(plan)
        with progress("Asking") as tell:
            asked = desk.ask_model(opened, desk.local_person(by), asker, plan, send_to=send_to, progress=tell)
        result = _result(opened, plan, asker, asked)
    if as_json:
        say_json(result)
    else:
        _say(result)
    _list(result)
    if result["failures"]:
        raise typer.Exit(1)


def _endpoint(url: str | None, model: str | None, key_file: Path | None) -> Endpoint:
    from bilan.claims.language_model import Endpoint

    url, model = url or os.environ.get("BILAN_MODEL_ENDPOINT"), model or os.environ.get("BILAN_MODEL_NAME")
    if not url or not model:
        raise WrongUse(
            "no language model is named", advice="give --endpoint and --model, such as http://127.0.0.1:8080/v1"
        )
    return Endpoint.at(url, model, _key_of(key_file) if key_file else os.environ.get(_KEY, ""))


def _key_of(file: Path) -> str:
    if not file.is_file():
        raise WrongUse(f"there is no file {file}", advice=f"or put the key into {_KEY}")
    if file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        warn(f"Others on this machine can read the key in {file}: chmod 600 {file}")
    try:
        key = file.read_text(encoding="utf-8").strip()
    except UnicodeDecodeError as error:
        raise WrongUse(f"{file} holds no key") from error
    if not key:
        raise WrongUse(f"{file} is empty", advice=f"or put the key into {_KEY}")
    return key


def _warn_before_leaving(plan: Plan) -> None:
    warn(
        f"{counted(len(plan.waiting), 'document')} ({number(plan.characters)} characters) will leave this machine for "
        f"{plan.endpoint.where}.",
        "Whoever runs it may keep and read them. Stop with Ctrl-C if anybody in them could be harmed by that.",
    )


def _result(dossier: Dossier, plan: Plan, asker: Asker, asked: Asked) -> dict[str, Any]:
    from bilan.claims import ledger
    from bilan.claims.language_model import PROMPT

    model = plan.endpoint.model
    with progress("Reading") as tell:
        claims = [c for c in ledger(dossier, progress=tell) if model in c.proposers]
    return {
        "model": model,
        "endpoint": plan.endpoint.where,
        "prompt": PROMPT,
        "documents": asked.documents,
        "answers": asked.answers,
        "answered_before": plan.answered,
        "withheld": [{"path": f.path, "reason": f.reason} for f in plan.withheld],
        "failures": [{"path": f.path, "reason": f.reason} for f in asked.failures],
        "stopped": asked.stopped or None,
        "tokens": asker.tokens,
        "cost": asker.cost,
        "claims": len(claims),
        "pre_accepted": sum(c.pre_accepted for c in claims),
        "alone": sum(c.proposers == (model,) for c in claims),
        "not_taken": [
            {"document": name, "field": o.field, "words": o.words, "reason": o.reason, "whole": o.whole}
            for name, told in _told(dossier, plan)
            for o in told.omitted
        ],
    }


def _told(dossier: Dossier, plan: Plan) -> list[tuple[str, Told]]:
    """What the model said about the documents of this run, for what was not taken of it."""
    from bilan.claims.language import identify
    from bilan.claims.language_model import proposals_of

    answers = dossier.answers()
    found: list[tuple[str, Told]] = []
    for w in plan.waiting:
        mine = [a for a in answers.get(w.text, ()) if a.model == plan.endpoint.model]
        if mine:
            text = dossier.vault.read_text(w.text)
            found += [(w.name, t) for t in proposals_of(text, mine, identify(text), w.published)]
    return found


def _say(result: dict[str, Any]) -> None:
    cost = f", cost {result['cost']:g}" if result["cost"] is not None else ""
    say(
        f"{counted(result['documents'], 'document')} asked about, {number(result['answered_before'])} answered before; "
        f"{counted(result['answers'], 'answer')} kept ({counted(result['tokens'], 'token')}{cost}).",
        f"{result['model']} proposes {counted(result['claims'], 'claim')}: {number(result['pre_accepted'])} that the rules "
        f"read in the same way (pre-accepted), {number(result['alone'])} that it proposes alone.",
    )
    for one in result["not_taken"][:_SHOWN]:
        say(f"  not taken: {one['document']}: {one['field']} “{shorten(one['words'], 50)}”: {one['reason']}")
    if len(result["not_taken"]) > _SHOWN:
        say(f"  and {number(len(result['not_taken']) - _SHOWN)} more that were not taken; --json lists them all")


def _list(result: dict[str, Any]) -> None:
    for one in result["withheld"]:
        warn(f"Not sent: {one['path']}: {one['reason']}.")
    if result["failures"]:
        warn("", f"{counted(len(result['failures']), 'document')} without an answer; the rest is done:")
        for one in result["failures"]:
            warn(f"  {one['path']}: {one['reason']}")
    if result["stopped"]:
        warn(f"The run ended early: {result['stopped']}.")
