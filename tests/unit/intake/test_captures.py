"""What others archived comes in with its text, its members and its own digests checked."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import captures
from tests.captures import GOOD, WORDS

from bilan.evidence import Dossier
from bilan.intake import Added, add
from bilan.model.exhibit import OtherCopy, Sensitivity
from bilan.model.ids import ExhibitId


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Dossier]:
    with Dossier.create(tmp_path / "d") as opened:
        yield opened


def take_in(dossier: Dossier, tmp_path: Path, name: str, data: bytes) -> Added:
    (tmp_path / "in").mkdir(exist_ok=True)
    (tmp_path / "in" / name).write_bytes(data)
    return add(dossier, [tmp_path / "in" / name], by="R")


def text_of(dossier: Dossier, exhibit: ExhibitId) -> str:
    return dossier.vault.read_text(dossier.working_copies()[exhibit].text)


def copies(dossier: Dossier, kind: str) -> list[OtherCopy]:
    return [c for c in dossier.other_copies() if c.kind == kind]


def told(dossier: Dossier, kind: str) -> dict[str, object] | list[dict[str, object]]:
    (copy,) = copies(dossier, kind)
    found: dict[str, object] = json.loads(dossier.vault.read_bytes(copy.copy))
    return found


@pytest.mark.parametrize("name", [n for n in GOOD if not n.startswith(("mill", "two"))])
def test_the_words_of_every_kind_are_read(dossier: Dossier, tmp_path: Path, name: str) -> None:
    added = take_in(dossier, tmp_path, name, GOOD[name]())
    assert any("Tarvenhof killed seven" in text_of(dossier, e) for e in dossier.working_copies()), added.failures
    assert dossier.vault.read_bytes(added.exhibits[0]) == (tmp_path / "in" / name).read_bytes()
    for copy in dossier.working_copies().values():
        assert dict(copy.parameters)["sandbox"]
    assert dossier.problems() == []


def test_a_captured_page_names_its_capture_its_address_and_its_date(dossier: Dossier, tmp_path: Path) -> None:
    data = captures.warc()
    assert take_in(dossier, tmp_path, "a.warc.gz", data).failures == []
    whole, page = dossier.exhibits()
    assert (page.name, page.how, page.origin) == ("mill.html", "member", "https://news.example/mill")
    received = [e.payload for e in dossier.journal.entries("exhibit_received")][1]
    assert received is not None
    assert (received["parent"], received["captured"]) == (whole.id, "2020-05-01T10:00:00Z")
    (listed,) = json.loads(dossier.vault.read_bytes(copies(dossier, "listing")[0].copy))
    assert (listed["exhibit"], listed["url"]) == (page.id, "https://news.example/mill")
    records = told(dossier, "records")
    assert isinstance(records, dict)
    assert records["captures"][0]["digest"] == "good"  # type: ignore[index]
    assert take_in(dossier, tmp_path, "a.warc.gz", data).new == []


def test_a_wrong_digest_in_a_capture_is_told_and_the_page_kept(dossier: Dossier, tmp_path: Path) -> None:
    good = captures.warc(gzip=False)
    added = take_in(dossier, tmp_path, "a.warc", good.replace(b"killed seven", b"killed eight"))
    assert "do not match the digest" in added.failures[0].reason
    assert "news.example/mill" in added.failures[0].reason
    assert len(added.exhibits) == 2


def test_a_length_that_lies_is_told(dossier: Dossier, tmp_path: Path) -> None:
    import re

    good = captures.warc({f"https://news.example/{n}": captures.PAGE + str(n) for n in range(3)}, gzip=False)
    length = int(re.findall(rb"Content-Length: (\d+)", good)[1])
    for wrong in (length + 400, length - 40, 10**15, -5):
        lying = good.replace(b"Content-Length: %d" % length, b"Content-Length: %d" % wrong, 1)
        added = take_in(dossier, tmp_path, f"{wrong}.warc", lying)
        assert added.failures, wrong
        assert added.failures[0].exhibit == added.exhibits[0]


def test_a_package_of_captures_is_checked_against_its_own_hashes(dossier: Dossier, tmp_path: Path) -> None:
    assert take_in(dossier, tmp_path, "a.wacz", captures.wacz()).failures == []
    records = told(dossier, "records")
    assert isinstance(records, dict)
    assert set(records["fixity"].values()) == {"good"}  # type: ignore[attr-defined]
    assert records["pages"] == [{"url": "https://news.example/mill", "title": "The mill", "ts": "2020-05-01T10:00:00Z"}]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"archive/data__warc__gz": captures.warc({"https://other.example/": captures.PAGE})}, "do not match the hash"),
        ({"pages/pages__jsonl": b'{"url": "x"}'}, "do not match the hash"),
        ({"datapackage__json": b'{"resources": []}'}, "datapackage-digest.json"),
        ({"datapackage__json": b"["}, "no JSON"),
        ({"datapackage__json": b'{"resources": [{"path": "archive/lost.warc", "hash": "sha256:00"}]}'}, "not there"),
    ],
)
def test_a_changed_package_is_told(dossier: Dossier, tmp_path: Path, changed: dict[str, bytes], reason: str) -> None:
    added = take_in(dossier, tmp_path, "a.wacz", captures.wacz(**changed))
    assert reason in added.failures[0].reason


def test_a_letter_gives_its_words_and_its_attachments_and_keeps_its_people_apart(
    dossier: Dossier, tmp_path: Path
) -> None:
    inner = captures.mail({"notes.txt": b"Two more died later, a nurse wrote."})
    added = take_in(dossier, tmp_path, "a.eml", captures.mail({"report.pdf": captures.pdf(), "mail.eml": inner}))
    assert added.failures == []
    assert [e.name for e in dossier.exhibits()] == ["a.eml", "report.pdf", "mail.eml", "notes.txt"]
    letter = dossier.exhibits()[0]
    assert letter.title == "Le moulin de Tarvenhof, أخبار"
    assert letter.published is not None
    assert letter.published.iso == "2020-05-01"
    assert "ilse@" not in text_of(dossier, letter.id)
    people = copies(dossier, "metadata")
    assert {c.sensitivity for c in people} == {Sensitivity.RESTRICTED}
    assert b"ilse@mill.example" in dossier.vault.read_bytes(people[0].copy)


def test_a_letter_written_as_a_page_is_read(dossier: Dossier, tmp_path: Path) -> None:
    added = take_in(dossier, tmp_path, "a.eml", captures.mail(html=True))
    assert WORDS in text_of(dossier, added.exhibits[0])


def test_every_message_of_a_mailbox_is_a_document(dossier: Dossier, tmp_path: Path) -> None:
    take_in(dossier, tmp_path, "a.mbox", captures.mbox(3))
    assert [e.title for e in dossier.exhibits()] == ["", "Letter 0", "Letter 1", "Letter 2"]


def test_a_workbook_is_a_table_and_several_sheets_are_several(dossier: Dossier, tmp_path: Path) -> None:
    class Toll:
        def table_for(self, filename: str, header: object) -> dict[str, object] | None:
            return {"claim": [{"count": "dead"}]} if "dead" in list(header) else None  # type: ignore[call-overload]

    (tmp_path / "one.xlsx").write_bytes(captures.xlsx())
    sheets: dict[str, list[list[object]]] = {
        "Toll": [["town", "dead"], ["Tarvenhof", 7]],
        "Notes": [["a", "b"]],
        "No": [],
    }
    (tmp_path / "two.xlsx").write_bytes(captures.xlsx(sheets))
    added = add(dossier, [tmp_path / "one.xlsx", tmp_path / "two.xlsx"], by="R", mapping=Toll())
    assert [e.name for e in dossier.exhibits()] == ["one.xlsx", "two.xlsx", "Toll.csv", "Notes.csv"]
    assert [e.how for e in dossier.exhibits()] == ["file", "file", "derived", "derived"]
    one, _, toll, _ = (e.id for e in dossier.exhibits())
    assert text_of(dossier, one) == text_of(dossier, toll) == "town,dead\nTarvenhof,7\n"
    assert set(dossier.mappings()) == {one, toll}
    assert ["Notes.csv" in f.path for f in added.failures] == [True]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_where_a_picture_was_taken_is_kept_apart(dossier: Dossier, tmp_path: Path, kind: str) -> None:
    from PIL import Image

    added = take_in(dossier, tmp_path, f"a.{kind.lower()}", captures.picture(kind))
    assert "OCR" in added.failures[0].reason
    (said,) = copies(dossier, "metadata")
    assert said.sensitivity is Sensitivity.RESTRICTED
    assert b"Ilse Varga" in dossier.vault.read_bytes(said.copy)
    assert (b"GPSLatitude" in dossier.vault.read_bytes(said.copy)) == (kind != "TIFF")
    assert dossier.exhibits()[0].media_type == f"image/{kind.lower()}"
    (small,) = copies(dossier, "thumbnail")
    data = dossier.vault.read_bytes(small.copy)
    with Image.open(io.BytesIO(data)) as thumbnail:
        assert thumbnail.size == (512, 384)
        assert dict(thumbnail.getexif()) == {}
    assert b"Ilse" not in data
    assert b"Exif" not in data


def test_no_coordinate_of_an_export_stands_in_its_text(dossier: Dossier, tmp_path: Path) -> None:
    added = take_in(dossier, tmp_path, "atlos-export.csv", captures.atlos())
    assert "47.2" not in text_of(dossier, added.exhibits[0])
    assert "sensitive" in added.failures[0].reason


def test_rows_that_the_archiver_failed_at_are_told(dossier: Dossier, tmp_path: Path) -> None:
    added = take_in(dossier, tmp_path, "sheet.csv", captures.auto_archiver_sheet())
    assert "no success for 1 of its rows: 3" in added.failures[0].reason
    assert take_in(dossier, tmp_path, "db.csv", captures.auto_archiver_report()).failures == []
    take_in(dossier, tmp_path, "metadata.json", captures.auto_archiver_json())
    last = dossier.exhibits()[-1]
    assert last.published is not None
    assert (last.title, last.published.iso, last.origin) == ("The mill", "2020-05-01", "https://news.example/mill")
