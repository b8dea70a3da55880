"""Files made to hurt whoever opens them: bombs, loops, lies, floods. Each is small and is made here.

HOSTILE: the file's name, how it is made, and a word of the reason that must stand in the failures. None: it is read all
the same, and harms nobody.
"""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable

from tests import captures
from tests.captures import WORDS, zipped

_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def bomb() -> bytes:
    """400 MB of zeros in 400 kB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.txt", "w") as one:
        for _ in range(400):
            one.write(bytes(1_000_000))
    return out.getvalue()


def nested() -> bytes:
    """Ten archives in each of ten archives, six deep: a million texts."""
    inner = zipped({"report.txt": WORDS.encode()})
    for _ in range(6):
        inner = zipped({f"{n}.zip": inner for n in range(10)})
    return inner


def slip() -> bytes:
    return zipped({"../../../../tmp/slipped.txt": b"One died.", "/etc/slipped.txt": b"Two died."})


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("secrets.txt")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def crowd() -> bytes:
    return zipped({f"{n}.txt": b"x" for n in range(100_000)}, zipfile.ZIP_STORED)


def lying_size() -> bytes:
    """An archive that says its file has 10 bytes, and it has 100 million."""
    good = zipped({"a.txt": bytes(100_000_000)})
    return good.replace(struct.pack("<I", 100_000_000), struct.pack("<I", 10))


def pdf_of(objects: list[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))


def double_flate() -> bytes:
    """A page of 120 MiB, packed twice: about a kilobyte."""
    inner = zlib.compressobj(9)
    once = b"".join(inner.compress(b"(aa) Tj " * 131_072) for _ in range(120)) + inner.flush()
    twice = zlib.compress(once, 9)
    stream = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (len(twice), twice)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    return pdf_of(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, stream, font]
    )


def many_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 100_003))
    pages = b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % kids
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", pages, *[page] * 100_000])


def page_loop() -> bytes:
    """Pages that are their own parents."""
    return pdf_of([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"])


def png_flood() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(10_000_000)))
        + chunk(b"IEND", b"")
    )


def png_text_bomb() -> bytes:
    """A picture of one pixel whose note unpacks to 300 MB."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    note = b"note\0\0" + zlib.compress(bytes(300_000_000), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"zTXt", note)
        + chunk(b"IDAT", zlib.compress(b"\0\1\2\3"))
        + chunk(b"IEND", b"")
    )


def jpeg_flood() -> bytes:
    small = captures.picture(gps=False)
    at = small.index(b"\xff\xc0")
    return small[: at + 5] + struct.pack(">HH", 65_500, 65_500) + small[at + 9 :]


def exif_loop() -> bytes:
    """A TIFF whose directory is followed by itself, and whose inner directories are itself too."""
    entries = [(0x0100, 4, 1, 9), (0x0101, 4, 1, 9), (0x8769, 4, 1, 8), (0x8825, 4, 1, 8), (0x014A, 4, 1, 8)]
    body = b"".join(struct.pack("<HHII", *e) for e in entries)
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(entries)) + body + struct.pack("<I", 8)


def jpeg_with_exif_loop() -> bytes:
    body = b"Exif\0\0" + exif_loop()
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + captures.picture(gps=False)[2:]


def inside_office(name: str, part: str, change: Callable[[str], str], whole: Callable[[], bytes]) -> bytes:
    """A good office file, with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole())) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad:
        for info in good.infolist():
            data = good.read(info)
            bad.writestr(info.filename, change(data.decode()) if info.filename == part else data)
    return out.getvalue()


def laughing_docx() -> bytes:
    return inside_office(
        "a.docx",
        "word/document.xml",
        lambda xml: _LAUGHS + xml.split("?>", 1)[1].replace("Shelling", "&a9;"),
        captures.docx,
    )


def laughing_xlsx() -> bytes:
    return inside_office(
        "a.xlsx",
        "xl/sharedStrings.xml",
        lambda xml: _LAUGHS + xml.split("?>", 1)[-1].replace("Tarvenhof", "&a9;"),
        captures.xlsx,
    )


def endless_xlsx() -> bytes:
    """A sheet that says it has all rows and columns there can be, and has a cell in the last row."""

    def stretched(xml: str) -> str:
        last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        return xml.replace("</sheetData>", last).replace('ref="A1:B2"', 'ref="A1:XFD1048576"')

    return inside_office("a.xlsx", "xl/worksheets/sheet1.xml", stretched, captures.xlsx)


def long_xlsx() -> bytes:
    """A million rows that are really there, in a few hundred kilobytes."""
    rows = (
        '<row><c t="inlineStr"><is><t>seven people were killed at the mill of the town</t></is></c></row>' * 1_000_000
    )
    return inside_office(
        "a.xlsx",
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace("</sheetData>", rows + "</sheetData>"),
        captures.xlsx,
    )


def wide_docx() -> bytes:
    rows = "<w:p><w:r><w:t>x</w:t></w:r></w:p>" * 2_000_000
    return inside_office(
        "a.docx", "word/document.xml", lambda xml: xml.replace("<w:body>", f"<w:body>{rows}"), captures.docx
    )


def deep_docx() -> bytes:
    deep = "<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000
    return inside_office(
        "a.docx", "word/document.xml", lambda xml: xml.replace("<w:body>", f"<w:body>{deep}"), captures.docx
    )


def lying_warc(length: int) -> bytes:
    good = captures.warc({f"https://news.example/{n}": captures.PAGE for n in range(3)}, gzip=False)
    at = good.index(b"Content-Length: ", 500)
    end = good.index(b"\r\n", at)
    return good[:at] + b"Content-Length: %d" % length + good[end:]


def gzip_bomb(size: int = 1_000_000_000) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as packed:
        packed.write(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/\r\n")
        packed.write(b"Content-Type: application/http\r\nContent-Length: %d\r\n\r\n" % size)
        packed.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(size // 1_000_000):
            packed.write(bytes(1_000_000))
    return out.getvalue()


def packed_page_bomb() -> bytes:
    """A page that travelled packed, and unpacks to 2 GB."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    body = io.BytesIO()
    with gzip.GzipFile(fileobj=body, mode="wb") as packed:
        for _ in range(2000):
            packed.write(bytes(1_000_000))
    headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    status = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
    body.seek(0)
    writer.write_record(
        writer.create_warc_record("https://news.example/", "response", payload=body, http_headers=status)
    )
    return out.getvalue()


def header_bomb() -> bytes:
    return b"Subject: " + b"=?utf-8?q?a?= " * 700_000 + b"\n" + b"X-Line: y\n" * 100_000 + b"\n" + WORDS.encode()


def many_parts() -> bytes:
    part = b"--b\nContent-Type: text/plain\n\nx\n"
    return (
        b'From: a@b.example\nSubject: s\nContent-Type: multipart/mixed; boundary="b"\n\n' + part * 100_000 + b"--b--\n"
    )


def deep_parts() -> bytes:
    heads = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(5000))
    return b"From: a@b.example\nSubject: s\n" + heads + b"Content-Type: text/plain\n\nx\n"


def deep_letters() -> bytes:
    letter = captures.mail()
    for _ in range(12):
        letter = captures.mail({"letter.eml": letter})
    return letter


def html(body: str) -> bytes:
    return f"<html><body>{body}</body></html>".encode()


def polyglot() -> bytes:
    return captures.pdf() + zipped({"other.txt": b"Nobody died."})


def pile(good: Callable[[], bytes], share: float = 0.6) -> Callable[[], bytes]:
    """The beginning of a good file."""

    def made() -> bytes:
        data = good()
        return data[: int(len(data) * share)]

    return made


def bombs_in_a_zip() -> bytes:
    """Forty papers that each take as long as one may."""
    pages = many_pages()
    return zipped({f"{n}.pdf": pages + b"%" * n for n in range(40)})


HOSTILE: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "bomb.zip": (bomb, "times its size"),
    "nested.zip": (nested, "documents deep|more than"),
    "slip.zip": (slip, None),
    "link.zip": (link, "a link"),
    "crowd.zip": (crowd, "more than"),
    "lying size.zip": (lying_size, "damaged"),
    "bombs.zip": (bombs_in_a_zip, "too long to read|parsed"),
    "double flate.pdf": (double_flate, "parsed|text"),
    "100000 pages.pdf": (many_pages, "text layer|parsed"),
    "page loop.pdf": (page_loop, "PDF|parsed"),
    "flood.png": (png_flood, "no thumbnail|cannot be opened"),
    "note bomb.png": (png_text_bomb, "image"),
    "flood.jpg": (jpeg_flood, "no thumbnail"),
    "loop.tiff": (exif_loop, "image"),
    "loop.jpg": (jpeg_with_exif_loop, "image"),
    "laughs.docx": (laughing_docx, "entity|read"),
    "laughs.xlsx": (laughing_xlsx, "parsed|read|mapping"),
    "laughs.html": (lambda: (_LAUGHS + "<html><body>&a9;</body></html>").encode(), None),
    "endless.xlsx": (endless_xlsx, "empty rows|mapping"),
    "long.xlsx": (long_xlsx, "MB|parsed|mapping"),
    "wide.docx": (wide_docx, "read|parsed"),
    "deep.docx": (deep_docx, "depth|read"),
    "deep.html": (lambda: html("<div>" * 1_000_000 + WORDS), None),
    "deep tables.html": (lambda: html("<table><tr><td>" * 100_000 + WORDS), None),
    "attributes.html": (lambda: html("<p " + " ".join(f"a{n}=1" for n in range(400_000)) + f">{WORDS}</p>"), None),
    "deep.json": (lambda: b"[" * 5_000_000, "nested|no JSON"),
    "wide.json": (lambda: json.dumps(["one two"] * 3_000_000).encode(), None),
    "paper and archive.pdf": (polyglot, None),
    "picture and page.html": (lambda: b"GIF89a/*" + html(f"<p>{WORDS}</p>"), "image"),
    "picture and page.gif": (lambda: b"GIF89a/*" + html(f"<p>{WORDS}</p>"), "image"),
    "too long.warc": (lambda: lying_warc(10**12), "record|shorter"),
    "too short.warc": (lambda: lying_warc(10), "record|digest"),
    "negative.warc": (lambda: lying_warc(-1), "record|digest"),
    "bomb.warc.gz": (gzip_bomb, "MB"),
    "packed bomb.warc": (packed_page_bomb, "MB"),
    "cut.warc.gz": (pile(captures.warc, 0.5), "record|shorter|server"),
    "parts.eml": (many_parts, "parts"),
    "deep.eml": (deep_parts, "taken apart|parsed|text"),
    "deep letters.eml": (deep_letters, "documents deep"),
    "headers.eml": (header_bomb, None),
    "letters.mbox": (lambda: b"From a@b Mon Jan 1 00:00:00 2020\nSubject: x\n\nx y\n\n" * 100_000, "more than"),
    "cell.csv": (lambda: b"a,b\n" + b"x" * 10_000_000 + b",1\n", "mapping"),
    "quote.csv": (lambda: b'a,b\n"' + b"x,y\n" * 3_000_000, "mapping|read"),
    "nulls.txt": (lambda: bytes(5_000_000), "text"),
    "nulls.csv": (lambda: b"a,b\n\0\0,1\n" * 1000, "mapping|text|read"),
    "wrong charset.html": (
        lambda: f'<html><meta charset="utf-16"><body><p>{WORDS} {WORDS}</p></body></html>'.encode("cp1252"),
        None,
    ),
    "noise.pdf": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 4000, "PDF"),
    "cut.pdf": (pile(captures.pdf, 0.4), "PDF|text"),
    "cut.docx": (pile(captures.docx), "damaged"),
    "cut.xlsx": (pile(captures.xlsx), "damaged"),
    "cut.wacz": (pile(captures.wacz), "damaged"),
    "cut.zip": (pile(lambda: zipped({"a.txt": WORDS.encode()})), "damaged"),
    "cut.jpg": (pile(captures.picture, 0.3), "image"),
    "cut.eml": (pile(lambda: captures.mail({"a.pdf": captures.pdf()}), 0.7), None),
    "cut.json": (pile(captures.auto_archiver_json), "no JSON"),
}
