"""What a text file says about itself in its first lines: date, publisher, title, address, language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bilan.model.errors import UnreadableExhibit
from bilan.model.period import Period

_DATE = re.compile(r"\s*date[ \t]+(\d{4}(?:-\d\d){0,2})(?![\d-])[ \t]*(?:\n|(?<=[ \t])|$)")
_LINE = re.compile(r"([A-Za-z]+)[ \t]*:[ \t]*(.*)$")
_KEYS = frozenset({"title", "publisher", "published", "url", "lang"})


@dataclass(frozen=True, slots=True)
class Header:
    """None: the file does not say."""

    title: str = ""
    publisher: str | None = None
    published: Period | None = None
    url: str | None = None
    lang: str | None = None


def split_header(text: str) -> tuple[Header, str]:
    """The header, and the text without it.

    >>> split_header("date 2017-07 Selon les activistes …")[1]
    'Selon les activistes …'
    >>> header, text = split_header("publisher: A monitor\\npublished: 2017-03-17\\n\\nTwelve people died.")
    >>> header.publisher, header.published.iso, text
    ('A monitor', '2017-03-17', 'Twelve people died.')
    """
    dated = _DATE.match(text)
    if dated:
        return Header(published=_date(dated[1])), text[dated.end() :]
    return _block(text)


def _block(text: str) -> tuple[Header, str]:
    lines = text.lstrip("\n").split("\n")
    fenced = lines[0].strip() == "---"
    pairs: list[tuple[str, str]] = []
    for number, line in enumerate(lines[1:] if fenced else lines, start=1 + fenced):
        if line.strip() == ("---" if fenced else ""):
            rest = "\n".join(lines[number:])
            return (_header(pairs), rest.lstrip("\n")) if pairs else (Header(), text)
        match = _LINE.match(line)
        if match and match[1].lower() in _KEYS:
            pairs.append((match[1].lower(), match[2].strip().strip("\"'")))
        elif not fenced:
            break
    return Header(), text


def _header(pairs: list[tuple[str, str]]) -> Header:
    said = {key: value for key, value in pairs if value}
    return Header(
        title=said.get("title", ""),
        publisher=said.get("publisher"),
        published=_date(said["published"]) if "published" in said else None,
        url=said.get("url"),
        lang=said.get("lang"),
    )


def _date(value: str) -> Period:
    try:
        return Period.parse(value[:10])
    except ValueError as error:
        raise UnreadableExhibit(
            f"the date {value!r} in its first lines cannot be understood",
            why="it is not clear when it was published",
            advice="write it as 2017, 2017-03 or 2017-03-17 and add the file again",
        ) from error
