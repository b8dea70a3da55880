"""`read`: the claims of one text, or of many texts one after the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bilan.cli.options import Json, example, read_date
from bilan.cli.rendering import counted, say, say_claim, say_json, say_line, warn
from bilan.model.claim import claim_to_json
from bilan.model.errors import BilanError, UnreadableExhibit, WrongUse
from bilan.model.period import Period

if TYPE_CHECKING:
    from bilan.claims import Reading


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
    order, one line at a time. Standard input is taken for JSON Lines when it begins with {.
    """
    when = read_date(published, "--published") if published else None
    if file == "-":
        first = sys.stdin.buffer.readline()
        if _is_passage(first):
            _read_lines(chain([first], sys.stdin.buffer), lang, when)
        else:
            _say(_text_of(first + sys.stdin.buffer.read(), lang, when), as_json)
    elif file.lower().endswith(".jsonl"):
        with _file(file).open("rb") as lines:
            _read_lines(lines, lang, when)
    elif file.lower().endswith((".html", ".htm", ".pdf")):
        _say(_document_of(_file(file), lang, when), as_json)
    else:
        from bilan.intake.formats import read_limited

        try:
            text = _text_of(read_limited(_file(file)), lang, when)
        except UnreadableExhibit as error:  # nothing was kept here, so nothing of the kind is said
            raise UnreadableExhibit(error.what, why="no claim can be read from it", advice=error.advice) from error
        _say(text, as_json)


def _file(name: str) -> Path:
    path = Path(name)
    if not path.exists():
        raise WrongUse(f"there is no file {name}", advice="- reads standard input")
    if path.is_dir():
        raise WrongUse(f"{name} is a folder", advice="add it to a dossier: bilan add")
    return path


@dataclass(frozen=True, slots=True)
class _Text:
    """What is to be read: the words, how many characters stand before them, and what is known about them.

    shown  the text is not the file's own (a page, a PDF), so that its words must be shown with the spans
    """

    words: str
    before: int
    lang: str
    published: Period | None
    shown: bool = False


# ------------------------------------------------------------------ one text


def _text_of(data: bytes, lang: Language, published: Period | None) -> _Text:
    """A text file: its first lines may give date and language; its spans count from the start of the file."""
    from bilan.intake.charset import decode
    from bilan.intake.header import split_header
    from bilan.intake.quality import gate

    whole, _ = decode(data)
    if whole.strip():
        gate(whole)
    header, words = split_header(whole)
    known = header.lang if lang is Language.AUTO and header.lang in list(Language) else lang.value
    before = len(whole) - len(words) if whole.endswith(words) else 0
    return _Text(words if before else whole, before, known, published or header.published)


def _document_of(path: Path, lang: Language, published: Period | None) -> _Text:
    """A page or a PDF: its text, as a dossier would keep it."""
    from bilan.intake.formats import format_for
    from bilan.intake.sandbox import Sandbox

    form = format_for(path.name, path.open("rb").read(4096))
    if form is None:
        raise UnreadableExhibit(f"{path} is not what its name says", advice="save its text as .txt and read that")
    with Sandbox() as sandbox:
        extracted = sandbox.extract(form.about.name, path)
    return _Text(extracted.text, 0, lang.value, published or extracted.published, shown=True)


def _say(text: _Text, as_json: bool) -> None:
    from bilan.claims import read_text
    from bilan.claims.read import reader_for

    reading = read_text(text.words, lang=text.lang, published=text.published)
    if getattr(reader_for(reading.lang), "version", None) in (None, "none"):
        warn(f"No claim is read from this language yet: {reading.lang}.")
    if as_json:
        shown = {"text": text.words} if text.shown else {}
        say_json({**_moved(_document(reading), text.before), **shown})
        return
    say(f"{counted(len(reading.proposals), 'claim')} proposed (language: {reading.lang}).")
    for p in reading.proposals:
        speaker = p.claim.speaker.name if p.claim.speaker else "the text itself"
        say_claim(f"{p.claim.n:>3}", p.claim, speaker, p.claim.quote.of(text.words))


def _moved(value: Any, by: int) -> Any:
    """The same document with every span counted from the start of the file."""
    if isinstance(value, list):
        return [_moved(item, by) for item in value]
    if not isinstance(value, dict) or not by:
        return value
    return {
        key: [end + by for end in held] if key in ("span", "quote") and held is not None else _moved(held, by)
        for key, held in value.items()
    }


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


def _read_lines(lines: Iterable[bytes], lang: Language, published: Period | None) -> None:
    failed = False
    for number, line in enumerate(lines, start=1):
        if line.strip():
            answer = _answer(number, line, lang, published)
            failed = failed or "error" in answer
            say_line(answer)
    if failed:
        raise typer.Exit(1)


def _answer(number: int, line: bytes, lang: Language, published: Period | None) -> dict[str, Any]:
    """The reading of one passage; a broken one is said where it stands, and the rest goes on."""
    from bilan.claims import read_text

    try:
        passage = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return {"id": None, "line": number, "error": f"not UTF-8: {error.reason}"}
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


def _is_passage(line: bytes) -> bool:
    """Whether standard input begins like JSON Lines; no report begins with a brace."""
    return line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{")
