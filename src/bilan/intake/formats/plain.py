"""Plain text and Markdown."""

from __future__ import annotations

import re
from pathlib import Path

from bilan.intake.charset import decode
from bilan.intake.formats import About, Extracted, has_suffix, read_limited
from bilan.intake.header import split_header

_HEADING = re.compile(r"^#{1,2}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


class PlainText:
    about = About("text", "1", "text/plain", rank=90)

    def accepts(self, name: str, head: bytes) -> bool:
        return has_suffix(name, ".txt", ".text", ".md", ".markdown") or ("." not in name and _is_words(head))

    def extract(self, path: Path) -> Extracted:
        whole, charset = decode(read_limited(path))
        header, text = split_header(whole)
        heading = _HEADING.search(text[:2000])
        return Extracted(
            text=text,
            title=header.title or (heading[1] if heading else ""),
            published=header.published,
            publisher=header.publisher,
            lang=header.lang,
            url=header.url,
            parameters=(("charset", charset),),
        )


def _is_words(head: bytes) -> bool:
    """A file without an ending to its name is taken for text when it begins like one."""
    return bool(head) and b"\0" not in head and all(c >= 32 or c in b"\t\r\n\f" for c in head)


format = PlainText()
