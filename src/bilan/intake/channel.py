"""What passes between the process that keeps evidence and the one that parses it: small frames through a pipe.

A frame is one byte that says what it is, eight bytes of length, and its bytes:

    T  the head of a text, as JSON        t  the text itself, UTF-8 (right after its head)
    M  the head of a member, as JSON      d  a piece of it         e  its end, or
                                                                       B  why it broke off
    C  the head of a copy, as JSON        c  the copy itself (right after its head)
    N  a note, UTF-8                      X  how it ended, as JSON: {} well, {"failed": …} or {"died": …}
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from typing import Any

from bilan.intake.formats import Copy, Extracted, Member, Note, Part
from bilan.model.errors import UnreadableExhibit

HEAD = struct.Struct(">cQ")
LARGEST_FRAME = 64 << 20
LARGEST_HEAD = 8 << 20
_PIECE = 1 << 20


def frame(kind: bytes, data: bytes) -> bytes:
    return HEAD.pack(kind, len(data)) + data


def frames_of(part: Part) -> Iterator[bytes]:
    """A part as it goes through the pipe; a member's bytes are never all in memory."""
    match part:
        case Extracted():
            yield frame(b"T", as_json(_text_head(part)))
            yield frame(b"t", part.text.encode("utf-8"))
        case Member():
            head: dict[str, Any] = {"name": part.name, "url": part.url, "date": part.date, "derived": part.derived}
            yield frame(b"M", as_json(head))
            try:
                for piece in part.content:
                    for start in range(0, len(piece), _PIECE):
                        yield frame(b"d", piece[start : start + _PIECE])
                yield frame(b"e", b"")
            except UnreadableExhibit as error:
                yield frame(b"B", f"{part.name[:200]}: {error.one_line}".encode("utf-8", "replace"))
        case Copy():
            head = {
                "kind": part.kind,
                "media_type": part.media_type,
                "parameters": part.parameters,
                "restricted": part.restricted,
            }
            yield frame(b"C", as_json(head))
            yield frame(b"c", part.data)
        case Note():
            yield frame(b"N", part.text.encode("utf-8", "replace")[:4000])


def as_json(value: Any) -> bytes:
    """JSON that can be written down: half a character (a lone surrogate) becomes a question mark."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _text_head(e: Extracted) -> dict[str, Any]:
    return {
        "title": e.title,
        "published": e.published.iso if e.published else None,
        "publisher": e.publisher,
        "lang": e.lang,
        "url": e.url,
        "parameters": e.parameters,
        "columns": e.columns,
        "notes": e.notes,
    }
