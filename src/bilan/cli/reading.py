"""`read`: the claims of one text, or of many texts one after the other."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from bilan.cli.options import Json, example, read_date
from bilan.cli.rendering import counted, say, say_claim, say_json, warn
from bilan.model.errors import UnreadableExhibit, WrongUse
from bilan.model.period import Period

AUTO = "auto"


def register(app: typer.Typer) -> None:
    app.command(
        epilog=example(
            "bilan read article.txt --lang fr --published 2017-07",
            "echo 'The ministry said at least 12 civilians were killed.' | bilan read - --json",
            "bilan read passages.jsonl > claims.jsonl",
            "bilan read passages.jsonl --out claims.jsonl",
        )
    )(read)


def read(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text, a .jsonl file, or - for standard input.")],
    lang: Annotated[
        str,
        typer.Option(
            "--lang", metavar="LANG", help="fr, en, ar or another language that is read; auto: it is recognised."
        ),
    ] = AUTO,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help="When it was published, for dates such as 'on Friday'."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="OUT",
            help="JSON Lines only: write the answers to this file. Run again, it goes on where it stopped.",
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", metavar="N", min=1, help="JSON Lines only: how many read at once. Default: one a processor."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Propose the claims of a text, each with its spans and why.

    A .jsonl input holds one {"id", "text", "lang"?, "published"?} a line and gives JSON Lines in the same
    order, one line at a time. Standard input is taken for JSON Lines when it begins with {.
    """
    from bilan.claims.lines import known_language
    from bilan.cli.reading_lines import read_lines

    when = read_date(published, "--published") if published else None
    chosen = AUTO if lang == AUTO else known_language(lang)
    if file == "-":
        with _standard_input() as stdin:
            first = stdin.readline()
            if _is_passage(first):
                read_lines(stdin, chosen, when, first=first, out=out, workers=workers)
                return
            _only_for_lines(out)
            _say(_text_of(first + stdin.read(), chosen, when), as_json)
    elif file.lower().endswith(".jsonl"):
        path = _file(file)
        with path.open("rb") as lines:
            read_lines(lines, chosen, when, size=path.stat().st_size or None, out=out, workers=workers)
    elif file.lower().endswith((".html", ".htm", ".pdf")):
        _only_for_lines(out)
        _say(_document_of(_file(file), chosen, when), as_json)
    else:
        from bilan.intake.formats import read_limited

        _only_for_lines(out)
        try:
            text = _text_of(read_limited(_file(file)), chosen, when)
        except UnreadableExhibit as error:  # nothing was kept here, so nothing of the kind is said
            raise UnreadableExhibit(error.what, why="no claim can be read from it", advice=error.advice) from error
        _say(text, as_json)


def _standard_input() -> IO[bytes]:
    """Standard input through a door of our own: a thread may still wait there when the program ends."""
    try:
        return os.fdopen(os.dup(0), "rb")
    except OSError as error:
        raise WrongUse("there is no standard input to read", advice="name a file instead of -") from error


def _only_for_lines(out: Path | None) -> None:
    if out is not None:
        raise WrongUse("--out is for JSON Lines", advice="for one text: bilan read FILE --json > OUT")


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


def _text_of(data: bytes, lang: str, published: Period | None) -> _Text:
    """A text file: its first lines may give date and language; its spans count from the start of the file."""
    from bilan.claims.lines import readable_languages
    from bilan.intake.charset import decode
    from bilan.intake.header import split_header
    from bilan.intake.quality import gate

    whole, _ = decode(data)
    if whole.strip():
        gate(whole)
    header, words = split_header(whole)
    known = header.lang if lang == AUTO and header.lang in readable_languages() else lang
    before = len(whole) - len(words) if whole.endswith(words) else 0
    return _Text(words if before else whole, before, known, published or header.published)


def _document_of(path: Path, lang: str, published: Period | None) -> _Text:
    """A page or a PDF: its text, as a dossier would keep it."""
    from bilan.intake.formats import format_for
    from bilan.intake.sandbox import Sandbox

    form = format_for(path.name, path.open("rb").read(4096))
    if form is None:
        raise UnreadableExhibit(f"{path} is not what its name says", advice="save its text as .txt and read that")
    with Sandbox() as sandbox:
        extracted = sandbox.extract(form.about.name, path)
    return _Text(extracted.text, 0, lang, published or extracted.published, shown=True)


def _say(text: _Text, as_json: bool) -> None:
    from bilan.claims import read_text
    from bilan.claims.lines import document
    from bilan.claims.read import reader_for

    reading = read_text(text.words, lang=text.lang, published=text.published)
    if getattr(reader_for(reading.lang), "version", None) in (None, "none"):
        warn(f"No claim is read from this language yet: {reading.lang}.")
    if as_json:
        shown = {"text": text.words} if text.shown else {}
        say_json({**_moved(document(reading), text.before), **shown})
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


def _is_passage(line: bytes) -> bool:
    """Whether standard input begins like JSON Lines; no report begins with a brace."""
    return line.lstrip(b"\xef\xbb\xbf \t").startswith(b"{")
