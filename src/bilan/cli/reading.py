"""`read`: the claims of one text, or of many texts one after the other."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from bilan.cli.options import Json, example, read_date
from bilan.cli.rendering import say, say_json, say_line, say_table, shorten, span_of
from bilan.model.claim import claim_to_json
from bilan.model.errors import BilanError, WrongUse
from bilan.model.period import Period

if TYPE_CHECKING:
    from bilan.claims import Reading
    from bilan.model.claim import Claim


class Language(StrEnum):
    AUTO = "auto"
    FR = "fr"
    EN = "en"
    AR = "ar"


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan read article.txt --lang fr --published 2017-07",
            "echo 'The ministry said at least 12 civilians were killed.' | bilan read - --json",
            "bilan read passages.jsonl > claims.jsonl",
        )
    )(read)


def read(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text, a .jsonl file, or - for standard input.")],
    lang: Annotated[Language, typer.Option("--lang", metavar="LANG", help="auto, fr, en or ar.")] = Language.AUTO,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help="When it was published, for dates such as 'on Friday'."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Propose the claims of a text, each with its spans and why.

    A .jsonl input holds one {"id", "text", "lang"?, "published"?} a line and gives JSON Lines in the same
    order, one line at a time. Standard input is taken for JSON Lines when its first line is such an object.
    """
    when = read_date(published, "--published") if published else None
    with _opened(file) as stream:
        first = stream.readline()
        if file.endswith(".jsonl") or (file == "-" and _is_passage(first)):
            _read_lines(first, stream, lang, when)
        else:
            _read_one(first + stream.read(), lang, when, as_json)


# ------------------------------------------------------------------ one text


def _read_one(text: str, lang: Language, published: Period | None, as_json: bool) -> None:
    from bilan.claims import read_text

    reading = read_text(text, lang=lang.value, published=published)
    if as_json:
        say_json(_document(reading))
        return
    count = len(reading.proposals)
    say(f"{count} {'claim' if count == 1 else 'claims'} proposed (language: {reading.lang}).")
    rows = [[str(p.claim.n), *_cells(p.claim), shorten(p.claim.quote.of(text), 70)] for p in reading.proposals]
    if rows:
        say_table(["n", "count", "harm", "group", "stance", "speaker", "quote"], rows, numbers=[0])


def _cells(claim: Claim) -> list[str]:
    return [
        span_of(claim.quantity.low, claim.quantity.high),
        claim.harm.value,
        ", ".join(g.value for g in claim.groups),
        claim.stance.value,
        claim.speaker.name if claim.speaker else "the text itself",
    ]


def _document(reading: Reading) -> dict[str, Any]:
    claims = [
        {
            **claim_to_json(p.claim),
            "confidence": p.confidence,
            "why": [
                {"rule": w.rule, "says": w.says, "span": [w.span.start, w.span.end] if w.span else None} for w in p.why
            ],
        }
        for p in reading.proposals
    ]
    return {"lang": reading.lang, "claims": claims}


# ------------------------------------------------------------------ many texts


def _read_lines(first: str, rest: TextIO, lang: Language, published: Period | None) -> None:
    failed = False
    number = 0
    for number, line in enumerate(_chain(first, rest), start=1):
        if not line.strip():
            continue
        answer = _answer(number, line, lang, published)
        failed = failed or "error" in answer
        say_line(answer)
    if failed:
        raise typer.Exit(1)


def _chain(first: str, rest: TextIO) -> Iterator[str]:
    if first:
        yield first
    yield from rest


def _answer(number: int, line: str, lang: Language, published: Period | None) -> dict[str, Any]:
    """The reading of one passage; a broken one is said where it stands, and the rest goes on."""
    from bilan.claims import read_text

    try:
        passage = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "line": number, "error": f"not JSON: {error}"}
    if not isinstance(passage, dict) or not isinstance(passage.get("text"), str):
        known = passage.get("id") if isinstance(passage, dict) else None
        return {"id": known, "line": number, "error": 'a passage is an object with a "text"'}
    try:
        reading = read_text(
            passage["text"],
            lang=_language(passage.get("lang"), lang),
            published=_when(passage.get("published"), published),
        )
    except BilanError as error:
        return {"id": passage.get("id"), "line": number, "error": error.one_line}
    return {"id": passage.get("id"), **_document(reading)}


def _language(given: object, default: Language) -> str:
    if given is None:
        return default.value
    if given not in list(Language):
        raise WrongUse(f"{given!r} is no language that is read", advice="auto, fr, en or ar")
    return str(given)


def _when(given: object, default: Period | None) -> Period | None:
    return read_date(str(given)[:10], "published") if given else default


def _is_passage(line: str) -> bool:
    try:
        passage = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(passage, dict) and "text" in passage


# ------------------------------------------------------------------ where the text comes from


@contextmanager
def _opened(file: str) -> Iterator[TextIO]:
    """The text of a file or of standard input, in UTF-8 with or without a byte order mark."""
    try:
        if file == "-":
            yield io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")
        else:
            with Path(file).open(encoding="utf-8-sig", newline="") as stream:
                yield stream
    except UnicodeDecodeError as error:
        raise WrongUse(
            f"{file} is not UTF-8 text: {error.reason}",
            why="its letters would be guessed",
            advice="save it as UTF-8, or add it to a dossier, where other encodings are recognised: bilan add",
        ) from error
