"""JSON (.json): the words in it. Of auto-archiver's `metadata.json` its title, words, address and date."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bilan.intake.charset import decode
from bilan.intake.formats import About, Extracted, has_suffix, read_limited
from bilan.model.errors import UnreadableExhibit
from bilan.model.period import Period


class JsonDocument:
    about = About("json", "1", "application/json", rank=35)

    def accepts(self, name: str, head: bytes) -> bool:
        return has_suffix(name, ".json")

    def extract(self, path: Path) -> Extracted:
        text, charset = decode(read_limited(path))
        try:
            value = json.loads(text)
        except RecursionError as error:
            raise UnreadableExhibit("the JSON is nested too deeply to be read") from error
        except ValueError as error:
            raise UnreadableExhibit(f"it is no JSON: {str(error)[:200]}", advice="export it again") from error
        if isinstance(value, dict) and isinstance(value.get("metadata"), dict) and "media" in value:
            return archived(value["metadata"], (("charset", charset), ("layout", "auto-archiver")))
        return Extracted(text="\n".join(_sentences(value)), parameters=(("charset", charset),))


def archived(said: dict[str, Any], parameters: tuple[tuple[str, str], ...] = ()) -> Extracted:
    """What auto-archiver noted of one address."""
    title, content = str(said.get("title") or ""), str(said.get("content") or "")
    return Extracted(
        text=f"{title}\n\n{content}".strip(),
        title=title[:500],
        published=day_of(str(said.get("timestamp") or "")),
        url=str(said.get("url") or "") or None,
        parameters=parameters,
    )


def day_of(moment: str) -> Period | None:
    """The day of a moment in ISO form; None: it is none.

    >>> day_of("2022-03-04T10:11:12+00:00").iso
    '2022-03-04'
    """
    try:
        return Period.parse(moment[:10]) if len(moment) >= 10 else None
    except ValueError:
        return None


def _sentences(value: Any) -> Iterator[str]:
    """Every string of more than one word, in the order of the document."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += reversed(list(one.values()))
        elif isinstance(one, list):
            waiting += reversed(one)
        elif isinstance(one, str) and len(one.split()) > 1:
            yield one


format = JsonDocument()
