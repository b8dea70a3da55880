"""Small good files of every kind that intake reads, made here. Everybody and everything in them is invented."""

from __future__ import annotations

import hashlib
import io
import json
import mailbox
import tempfile
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

WORDS = "Shelling of the mill at Tarvenhof killed seven people, the district council said on Monday."
PAGE = (
    f"<html><head><title>The mill</title></head><body><article><h1>The mill</h1><p>{WORDS}</p></article></body></html>"
)


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, method)
    return out.getvalue()


def warc(pages: dict[str, str] | None = None, *, gzip: bool = True, kind: str = "text/html; charset=utf-8") -> bytes:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=gzip)
    for url, page in (pages or {"https://news.example/mill": PAGE}).items():
        headers = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
        body = io.BytesIO(page.encode("utf-8"))
        dated = {"WARC-Date": "2020-05-01T10:00:00Z"}
        writer.write_record(
            writer.create_warc_record(url, "response", payload=body, http_headers=headers, warc_headers_dict=dated)
        )
    return out.getvalue()


def wacz(captured: bytes | None = None, **changed: bytes) -> bytes:
    """A package whose hashes are right, unless a file is `changed` behind its back (dots written as `__`)."""
    files = {
        "archive/data.warc.gz": captured or warc(),
        "pages/pages.jsonl": b'{"format": "json-pages-1.0", "id": "pages"}\n'
        b'{"url": "https://news.example/mill", "title": "The mill", "ts": "2020-05-01T10:00:00Z"}\n',
    }
    resources = [
        {"name": n.split("/")[1], "path": n, "hash": f"sha256:{hashlib.sha256(d).hexdigest()}", "bytes": len(d)}
        for n, d in files.items()
    ]
    package = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()
    digest = json.dumps({"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}).encode()
    files |= {"datapackage.json": package, "datapackage-digest.json": digest}
    files |= {name.replace("__", "."): data for name, data in changed.items()}
    return zipped(files, zipfile.ZIP_STORED)


def mail(attachments: dict[str, bytes] | None = None, *, html: bool = False) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "Ilse Varga <ilse@mill.example>", "desk@monitor.example"
    message["Subject"], message["Date"] = "Le moulin de Tarvenhof, أخبار", "Fri, 01 May 2020 10:00:00 +0200"
    message["Message-ID"] = "<1@mill.example>"
    message.set_content(PAGE if html else WORDS, subtype="html" if html else "plain")
    for name, data in (attachments or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def mbox(messages: int = 2) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        box = mailbox.mbox(Path(place) / "box")
        for number in range(messages):
            message = mailbox.mboxMessage(mail())
            message.replace_header("Subject", f"Letter {number}")
            box.add(message)
        box.close()
        return (Path(place) / "box").read_bytes()


def docx(paragraphs: list[str] | None = None) -> bytes:
    import docx as word

    document = word.Document()
    document.core_properties.title = "The mill"
    for paragraph in paragraphs or [WORDS]:
        document.add_paragraph(paragraph)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Tarvenhof", "7 killed"
    return _saved(document.save)


def xlsx(sheets: dict[str, list[list[object]]] | None = None) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in (sheets or {"Toll": [["town", "dead"], ["Tarvenhof", 7]]}).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return _saved(book.save)


def picture(kind: str = "JPEG", *, gps: bool = True) -> bytes:
    """A picture with a camera, a person and a place in its metadata."""
    from PIL import Image

    image = Image.new("RGB", (640, 480), (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Camera of Ilse", "Ilse Varga"
    if gps and kind != "TIFF":  # which Pillow cannot write
        exif[0x8825] = {1: "N", 2: (47.0, 12.0, 33.5), 3: "E", 4: (8.0, 30.0, 1.0)}
    return _saved(lambda out: image.save(out, kind, exif=exif))


def atlos() -> bytes:
    head = "slug,project,inserted_at,updated_at,latitude,longitude,status,sensitive,description,date,source_1,source_2"
    row = f'TAR-1,Mills,2020-05-02,2020-05-03,47.2,8.5,Completed,Graphic Violence,"{WORDS}",2020-05-01,https://news.example/mill,'
    return f"{head}\n{row}\n".encode()


def auto_archiver_sheet() -> bytes:
    head = "Link,Destination folder,Archive status,Archive location,Archive date,Upload timestamp,Upload title,Text content,Hash"
    rows = (
        f'https://news.example/mill,a,success: generic_extractor,x,2020-05-02,2020-05-01,The mill,"{WORDS}",SHA-256:00',
        "https://news.example/gone,a,no archiver,,,,,,",
    )
    return "\n".join((head, *rows, "")).encode()


def auto_archiver_report() -> bytes:
    said = {"url": "https://news.example/mill", "title": "The mill", "content": WORDS}
    moment = "datetime.datetime(2020, 5, 1, 8, 30, tzinfo=datetime.timezone.utc)"
    cell = repr(said)[:-1].replace('"', '""') + f", 'timestamp': {moment}}}"
    return f'status,metadata,media\ngeneric: success,"{cell}",[]\n'.encode()


def auto_archiver_json() -> bytes:
    said = {
        "url": "https://news.example/mill",
        "title": "The mill",
        "content": WORDS,
        "timestamp": "2020-05-01 08:30:00",
    }
    return json.dumps({"status": "success", "metadata": said, "media": []}).encode()


def pdf() -> bytes:
    from tests.unit.intake.pdfs import pdf as made

    return made([WORDS])


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {
    "page.html": lambda: PAGE.encode(),
    "report.txt": lambda: WORDS.encode(),
    "report.pdf": pdf,
    "capture.warc": lambda: warc(gzip=False),
    "capture.warc.gz": warc,
    "capture.wacz": wacz,
    "letter.eml": mail,
    "letters.mbox": mbox,
    "report.docx": docx,
    "two sheets.xlsx": lambda: xlsx({"A": [["words here"], ["one"]], "B": [["more words"], ["two"]]}),
    "mill.jpg": picture,
    "mill.png": lambda: picture("PNG"),
    "mill.webp": lambda: picture("WEBP"),
    "mill.tiff": lambda: picture("TIFF"),
    "atlos-export.csv": atlos,
    "sheet.csv": auto_archiver_sheet,
    "db.csv": auto_archiver_report,
    "metadata.json": auto_archiver_json,
    "reports.zip": lambda: zipped({"a/report.txt": WORDS.encode(), "b.html": PAGE.encode()}),
}
