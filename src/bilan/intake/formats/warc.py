"""Web captures (.warc, .warc.gz): each page that was captured is a document of its own, its digest checked."""

from __future__ import annotations

import json
import mimetypes
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from bilan.intake.formats import About, Container, Copy, Member, Note, Part, has_suffix
from bilan.model.errors import UnreadableExhibit

READABLE = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
_LARGEST_PAGE = 48 << 20
_PIECE = 1 << 18
_MOST_NOTES = 20
_MOST_RECORDS = 200_000


@dataclass(frozen=True, slots=True)
class Capture:
    """One answer of a server, as the capture tells it. digest: "good", "wrong", "absent" or "unfinished"."""

    url: str
    date: str
    status: str
    media_type: str
    digest: str
    taken: bool


@dataclass(slots=True)
class Found:
    """What the captures of a file come to."""

    captures: list[Capture] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def complain(self, what: str) -> None:
        self.complaints.append(what)

    def notes(self) -> Iterator[Note]:
        for what in self.complaints[:_MOST_NOTES]:
            yield Note(what)
        if len(self.complaints) > _MOST_NOTES:
            yield Note(f"And {len(self.complaints) - _MOST_NOTES:,} more complaints of this kind.")


class Warc(Container):
    about = About("warc", "1", "application/warc", rank=12, imports=("warcio.archiveiterator",))

    def accepts(self, name: str, head: bytes) -> bool:
        return head.startswith(b"WARC/") or (head.startswith(b"\x1f\x8b") and has_suffix(name, ".warc.gz"))

    def unpack(self, path: Path) -> Iterator[Part]:
        found = Found()
        with path.open("rb") as source:
            yield from pages_of(source, found)
        if not found.captures and not found.complaints:
            raise UnreadableExhibit("it holds no answer of any server", why="no page can be read from it")
        yield records_copy(found)
        yield from found.notes()


def records_copy(found: Found, **more: Any) -> Copy:
    """The list of all captures: address, date, status, kind, and what their digests say."""
    said = {**more, "captures": [asdict(c) for c in found.captures]}
    good = sum(c.digest == "good" for c in found.captures)
    return Copy(
        "records",
        "application/json",
        json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8", "replace"),
        (("captures", str(len(found.captures))), ("good_digests", str(good))),
    )


def pages_of(source: BinaryIO, found: Found) -> Iterator[Member]:
    """The pages and papers among the captures; the others (pictures, scripts) are listed only."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(source, check_digests=True), 1):
            if number > _MOST_RECORDS:
                found.complain(f"It holds more than {_MOST_RECORDS:,} records; the others were not looked at.")
                return
            if record.rec_type in ("response", "resource"):
                yield from _page(record, number, found)
    except (
        ArchiveLoadFailed,
        StatusAndHeadersParserException,
        zlib.error,
        EOFError,
        ValueError,
        IndexError,
        AttributeError,
        TypeError,
        KeyError,
    ) as error:
        what = " ".join(str(error).split())[:200] or type(error).__name__
        found.complain(f"It cannot be read on after record {number:,} ({what}): what follows was not looked at.")


def _page(record: Any, number: int, found: Found) -> Iterator[Member]:
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")[:2000]
    date = (headers.get_header("WARC-Date") or "")[:40]
    http = record.http_headers
    status = http.get_statuscode() if http else "200"
    kind = (http.get_header("Content-Type") if http else headers.get_header("Content-Type")) or ""
    media = kind.partition(";")[0].strip().lower()[:100]
    wanted = media in READABLE and status == "200" and url.startswith(("http:", "https:"))
    body = _body(record, wanted)
    digest = "absent" if wanted and body is None else _digest(record)
    taken = wanted and body is not None and bool(body)
    found.captures.append(Capture(url, date, status, media, digest, taken))
    where = f"Record {number:,} ({url or 'without an address'})"
    if digest == "wrong":
        found.complain(f"{where}: its bytes do not match the digest that it states.")
    if digest == "unfinished":
        found.complain(f"{where}: it is shorter than it says.")
    if wanted and body is None:
        found.complain(f"{where}: it unpacks to more than {_LARGEST_PAGE >> 20} MB and was not taken out.")
    if taken and body is not None:
        yield Member(name_of(url, media), [body], url=url, date=date or None)


def _body(record: Any, wanted: bool) -> bytes | None:
    """All of the page without the packing that it travelled in; None: too much. What is not wanted is read past."""
    held = bytearray()
    stream = record.content_stream() if wanted else record.raw_stream
    while piece := stream.read(_PIECE):
        if wanted:
            held += piece
            if len(held) > _LARGEST_PAGE:
                return None
    while record.raw_stream.read(_PIECE):
        pass  # to its end, for the digest
    return bytes(held)


def _digest(record: Any) -> str:
    if getattr(record.raw_stream, "limit", 0) > 0:
        return "unfinished"
    passed = getattr(getattr(record, "digest_checker", None), "passed", None)
    return "absent" if passed is None else "good" if passed else "wrong"


def name_of(url: str, media: str) -> str:
    """A name with an ending that fits, from the last part of an address.

    >>> name_of("https://news.example/2017/03/17/strike?id=4", "text/html")
    'strike.html'
    >>> name_of("https://news.example/", "text/html")
    'news.example.html'
    """
    parts = urlsplit(url)
    stem = PurePosixPath(parts.path).name or parts.netloc or "page"
    ending = READABLE.get(media) or mimetypes.guess_extension(media) or ""
    if ending and stem.lower().endswith((ending, ".htm" if ending == ".html" else ending)):
        return stem[-200:]
    return f"{stem[:200]}{ending}"


format = Warc()
