"""`custody`: everything that happened to an exhibit, to be read, printed or handed over."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import DossierArgument, Json, example
from bilan.cli.rendering import say, say_json
from bilan.model.errors import WrongUse
from bilan.model.vocab import LANGS

if TYPE_CHECKING:
    from bilan.evidence.custody import Custody


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan custody dossier report.pdf", "bilan custody dossier 3f9a0c12 --lang fr --html custody.html"
        )
    )(custody)


def custody(
    dossier: DossierArgument,
    exhibit: Annotated[
        str,
        typer.Argument(metavar="EXHIBIT", help="Its file name, or the first letters of its id.", show_default=False),
    ],
    lang: Annotated[
        str, typer.Option("--lang", metavar="LANG", help="fr, en or ar: the language of the words.")
    ] = "en",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="OUT", help="Write it as a page to be printed.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print the chain of custody of one exhibit: every entry of the journal about it, in order.

    The bytes are read again and compared with their hash; the exit status is 1 when they are not what was received.
    """
    from bilan.evidence import Dossier
    from bilan.evidence.custody import custody as chain
    from bilan.evidence.custody import find_exhibit
    from bilan.evidence.custody_page import page

    if lang not in LANGS:
        raise WrongUse(f"--lang {lang!r} is not known", advice=f"use {', '.join(LANGS)}")
    with Dossier.open(dossier) as opened:
        found = chain(opened, find_exhibit(opened, exhibit))
    if html is not None:
        html.write_text(page(found, lang), encoding="utf-8")
    if as_json:
        say_json(_as_json(found))
    elif html is None:
        _say(found, lang)
    else:
        say(f"The chain of custody is in {html}.")
    if not found.intact:
        raise typer.Exit(1)


def _as_json(found: Custody) -> dict[str, Any]:
    from bilan.evidence.custody import event_label

    return {
        "exhibit": found.exhibit,
        "name": found.name,
        "size": found.size,
        "intact": found.intact,
        "events": [
            {
                "seq": e.seq,
                "time": e.time,
                "type": e.type,
                "by": e.by,
                "facts": dict(e.facts),
                "commitment": e.commitment,
                "labels": event_label(e),
            }
            for e in found.events
        ],
    }


def _say(found: Custody, lang: str) -> None:
    from bilan.evidence.custody import event_label, facts_in_words, labels

    words = labels()
    facts = {key: words["facts"][key][lang] for key in words["facts"]}
    say(
        f"{words['title'][lang]}: {found.name}",
        f"  {facts['sha256']}: {found.exhibit}",
        f"  {facts['size']}: {found.size}",
        f"  {facts['intact']}: {facts['yes'] if found.intact else facts['no']}",
    )
    for e in found.events:
        say(f"{e.seq:>6}  {e.time}  {event_label(e)[lang]}{f' ({e.by})' if e.by else ''}")
        say(*(f"        {line}" for line in (facts_in_words(e, lang), e.commitment) if line))
