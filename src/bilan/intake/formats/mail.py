"""E-mail: one message (.eml) with its attachments, or a mailbox (.mbox) of them.

Addresses of people are in the evidence and in a restricted copy; the text has subject, date and words only.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

from bilan.intake.charset import decode
from bilan.intake.formats import About, Container, Copy, Extracted, Member, Note, Part, has_suffix
from bilan.intake.formats.page import read_page
from bilan.model.errors import UnreadableExhibit
from bilan.model.period import Period

_LARGEST = 64 << 20
_LONGEST_HEADER = 20_000
_SAVED = ("From", "To", "Cc", "Date", "Subject", "Message-ID", "In-Reply-To", "Received", "Reply-To", "Return-Path")
_MOST_PARTS = 2000
_FIELDS = (b"from:", b"to:", b"date:", b"subject:", b"received:", b"return-path:", b"mime-version:", b"message-id:")


class Mail(Container):
    about = About("mail", "1", "message/rfc822", rank=22)

    def accepts(self, name: str, head: bytes) -> bool:
        if has_suffix(name, ".eml"):
            return True
        lines = head[:2000].lower().split(b"\n")
        return "." not in name and sum(line.startswith(_FIELDS) for line in lines) >= 3

    def unpack(self, path: Path) -> Iterator[Part]:
        message = _parsed(path)
        texts, pages, others = _sorted(message)
        body = "\n\n".join(t for t in texts if t.strip()) or "\n\n".join(pages)
        subject = _header(message, "Subject")
        yield Copy("metadata", "application/json", _saved(message), restricted=True)
        yield Extracted(
            text=f"{subject}\n\n{body}".strip(),
            title=subject,
            published=_date(message),
            parameters=(("body", "plain" if any(t.strip() for t in texts) else "html"),),
        )
        for number, part in enumerate(others, 1):
            yield from _attachment(part, number)


class Mailbox(Container):
    about = About("mbox", "1", "application/mbox", rank=21)

    def accepts(self, name: str, head: bytes) -> bool:
        return head.startswith(b"From ") and (has_suffix(name, ".mbox", ".mbx") or b"\nFrom: " in head)

    def unpack(self, path: Path) -> Iterator[Part]:
        for number, message in enumerate(_messages(path), 1):
            if message is None:
                yield Note(f"Message {number:,} has more than {_LARGEST >> 20} MB and was not taken out.")
            else:
                yield Member(f"message-{number:05}.eml", [message])


def _messages(path: Path) -> Iterator[bytes | None]:
    """Each message begins behind a line `From …` that follows an empty line. None: a message that is too long."""
    held, size, empty = bytearray(), 0, True
    begun = False
    with path.open("rb") as source:
        while line := source.readline(1 << 20):
            if empty and line.startswith(b"From "):
                if begun:
                    yield bytes(held) if size <= _LARGEST else None
                held, size, begun = bytearray(), 0, True
            elif begun:
                size += len(line)
                if size <= _LARGEST:
                    held += line[1:] if line.startswith(b">From ") else line
            empty = line in (b"\n", b"\r\n")
    if begun:
        yield bytes(held) if size <= _LARGEST else None


def _parsed(path: Path) -> Message:
    if path.stat().st_size > _LARGEST:
        raise UnreadableExhibit(f"the message has more than {_LARGEST >> 20} MB", advice="save its text and add that")
    try:
        return message_from_bytes(path.read_bytes())
    except (RecursionError, MessageError, ValueError) as error:
        raise UnreadableExhibit(
            f"the message cannot be taken apart: {type(error).__name__}",
            why="it is kept as evidence, but no claim can be read from it",
            advice="open it in a mail program, save its text as .txt and add that",
        ) from error


def _sorted(message: Message) -> tuple[list[str], list[str], list[Message]]:
    """The plain texts, the texts of web pages, and the attachments."""
    texts: list[str] = []
    pages: list[str] = []
    others: list[Message] = []
    waiting, seen = [message], 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > _MOST_PARTS:
            raise UnreadableExhibit(f"the message has more than {_MOST_PARTS:,} parts")
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or bool(part.get_filename())
        if kind == "message/rfc822" or (attached and not part.is_multipart()):
            others.append(part)
        elif part.is_multipart():
            waiting[:0] = [p for p in part.get_payload() if isinstance(p, Message)]
        elif kind == "text/plain":
            texts.append(_words(part))
        elif kind == "text/html":
            pages.append("\n\n".join(block.text for block in read_page(_words(part)).blocks))
        else:
            others.append(part)
    return texts, pages, others


def _words(part: Message) -> str:
    data = part.get_payload(decode=True)
    charset = part.get_content_charset()
    return decode(data, charset)[0] if isinstance(data, bytes) else ""


def _attachment(part: Message, number: int) -> Iterator[Part]:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        data = first.as_bytes() if isinstance(first, Message) else b""
        name = f"message-{number}.eml"
    else:
        found = part.get_payload(decode=True)
        data = found if isinstance(found, bytes) else b""
        name = _readable(part.get_filename() or "")[:200] or f"part-{number}"
    if data:
        yield Member(name, [data])
    else:
        yield Note(f"Attachment {number} ({name}) is empty or broken.")


def _saved(message: Message) -> bytes:
    said = {name: [_readable(str(v)) for v in message.get_all(name, [])[:50]] for name in _SAVED}
    return json.dumps({k: v for k, v in said.items() if v}, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _header(message: Message, name: str) -> str:
    return _readable(str(message.get(name, "")))


def _readable(value: str) -> str:
    """A header's words as they were meant, on one line, and not more than anybody would write."""
    value = value[:_LONGEST_HEADER]
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        pieces = [(value, None)]
    words = "".join(p if isinstance(p, str) else _bytes(p, charset) for p, charset in pieces)
    return " ".join(words.split())


def _bytes(piece: bytes, charset: str | None) -> str:
    try:
        return piece.decode(charset or "ascii", "replace")
    except LookupError:
        return piece.decode("utf-8", "replace")


def _date(message: Message) -> Period | None:
    try:
        return Period.parse(parsedate_to_datetime(str(message.get("Date", ""))[:100]).date().isoformat())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


mail = Mail()
mailbox = Mailbox()
