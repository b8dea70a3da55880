"""One passage a line: from a line of JSON to a line of JSON with its claims, or with what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import IO, Any

from bilan.claims.read import Reading, read_text
from bilan.model.claim import claim_to_json
from bilan.model.errors import BilanError, WrongUse
from bilan.model.period import Period
from bilan.plugins import offers

LONGEST_LINE = 64_000_000  # bytes; more is no passage, and would not fit in memory beside others


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the input that is not blank. `data` is None where it is too long to be held."""

    number: int
    data: bytes | None
    size: int


def lines_of(stream: IO[bytes], first: bytes = b"", longest: int = LONGEST_LINE) -> Iterator[Line]:
    """The lines of a stream, one at a time; `first`: what was already taken from it to look at it.

    >>> import io
    >>> [(line.number, line.data) for line in lines_of(io.BytesIO(b"one\\n\\nthree, too long\\n4"), longest=8)]
    [(1, b'one\\n'), (3, None), (4, b'4')]
    """
    number = 0
    while True:
        data, first = first, b""
        if not data.endswith(b"\n"):
            data += stream.readline(longest + 1)
        if not data:
            return
        number += 1
        size = len(data)
        if size > longest:
            while not data.endswith(b"\n") and (data := stream.readline(longest)):
                size += len(data)
            yield Line(number, None, size)
        elif data.strip():
            yield Line(number, data, size)


def answer(line: Line, lang: str = "auto", published: Period | None = None) -> dict[str, Any]:
    """The reading of one passage; a broken one is said where it stands. The passage's own language and date go first.

    >>> answer(Line(1, b'{"id": "a", "text": "Police said 3 people were killed."}', 60))["claims"][0]["count"]["low"]
    3
    >>> answer(Line(7, b"{broken", 7))["line"]
    7
    """
    if line.data is None:
        return failure(line.number, f"the line has {line.size / 1e6:,.0f} MB: one passage a line, shorter ones")
    try:
        passage = json.loads(line.data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return failure(line.number, f"not UTF-8: {error.reason}")
    except (ValueError, RecursionError) as error:
        return failure(line.number, f"not JSON: {error}")
    if not isinstance(passage, dict) or not isinstance(passage.get("text"), str):
        known = passage.get("id") if isinstance(passage, dict) else None
        return failure(line.number, 'a passage is an object with a "text"', known)
    try:
        return {"id": passage.get("id"), **document(_read(passage, lang, published))}
    except BilanError as error:
        return failure(line.number, error.one_line, passage.get("id"))


def failure(number: int, reason: str, id: object = None) -> dict[str, Any]:
    """What stands in the place of a reading."""
    return {"id": id, "line": number, "error": reason}


def id_of(line: Line) -> object:
    """The passage's own id; None where it has none or cannot be understood."""
    try:
        passage = json.loads((line.data or b"").decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return passage.get("id") if isinstance(passage, dict) else None


def document(reading: Reading) -> dict[str, Any]:
    """A reading as JSON."""
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


def known_language(name: object) -> str:
    """The language asked for: one that has a reader, or auto."""
    if name != "auto" and name not in readable_languages():
        known = ", ".join(readable_languages())
        raise WrongUse(f"{name!r} is no language that is read", advice=f"write {known} or auto")
    return str(name)


@cache
def readable_languages() -> tuple[str, ...]:
    """The languages that have a reader.

    >>> {"ar", "en", "fr"} <= set(readable_languages())
    True
    """
    return tuple(o.name for o in offers("bilan.readers"))


def _read(passage: Mapping[str, Any], lang: str, published: Period | None) -> Reading:
    given, when = passage.get("lang"), passage.get("published")
    if given is not None:
        lang = known_language(given)
    if when:
        try:
            published = Period.parse(str(when)[:10])
        except ValueError as error:
            advice = "write a year, a month or a day: 2017, 2017-05, 2017-05-31"
            raise WrongUse(f"published {when!r} is not a date", advice=advice) from error
    return read_text(passage["text"], lang, published)
