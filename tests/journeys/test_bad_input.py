"""A researcher puts in a folder as folders are: a clear message for each bad file, and nothing is lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.intake.pdfs import pdf

from bilan import desk
from bilan.evidence import Dossier
from bilan.intake import Added

RESEARCHER = desk.Person("R. Searcher", frozenset({desk.Role.RESEARCHER}))


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Dossier]:
    with Dossier.create(tmp_path / "dossier") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "reports"
    made.mkdir()
    return made


def take_in(dossier: Dossier, *sources: Path) -> Added:
    """Add the sources; whatever happens, the dossier stays whole and every reason is a sentence with advice."""
    added = desk.add(dossier, list(sources), person=RESEARCHER)
    assert dossier.problems() == []
    before = dossier.snapshot()
    dossier.rebuild()
    assert dossier.snapshot() == before
    for failure in added.failures:
        assert "Traceback" not in failure.reason
        assert failure.reason.count(".") >= 1, failure.reason
    return added


def good(folder: Path) -> None:
    (folder / "a good one.txt").write_text("Twelve civilians were killed.")
    (folder / "zz good.txt").write_text("Four children were injured.")


def texts(dossier: Dossier) -> dict[str, str]:
    names = {e.id: e.name for e in dossier.exhibits()}
    return {names[i]: dossier.vault.read_text(w.text) for i, w in dossier.working_copies().items()}


def test_an_empty_folder(dossier: Dossier, folder: Path) -> None:
    added = take_in(dossier, folder)
    assert added.exhibits == []
    assert [(f.path, "holds no files" in f.reason) for f in added.failures] == [("reports", True)]
    assert len(dossier.journal) == 1


def test_a_path_that_is_not_there(dossier: Dossier, folder: Path) -> None:
    good(folder)
    added = take_in(dossier, folder / "nowhere.txt", folder)
    assert "no such file" in added.failures[0].reason
    assert len(added.exhibits) == 2


def test_a_folder_of_images(dossier: Dossier, folder: Path) -> None:
    for n, name in enumerate(("a.jpg", "b.png", "c.tiff")):
        (folder / name).write_bytes(b"\xff\xd8\xff\xe0" + bytes([n]) * 500)
    added = take_in(dossier, folder)
    assert len(added.exhibits) == len(added.failures) == 3
    assert all("image" in f.reason and "OCR" in f.reason for f in added.failures)
    assert all(dossier.vault.holds(e) for e in added.exhibits)


def test_a_text_of_300_megabytes(dossier: Dossier, folder: Path) -> None:
    good(folder)
    with (folder / "huge.txt").open("wb") as out:
        out.write(b"Twelve civilians were killed.\n")
        out.truncate(300_000_000)
    added = take_in(dossier, folder)
    (failure,) = added.failures
    assert "300 MB" in failure.reason
    assert "Split it" in failure.reason
    assert failure.exhibit is not None
    assert dossier.vault.path(failure.exhibit).stat().st_size == 300_000_000
    assert len(texts(dossier)) == 2


def test_a_pdf_without_text(dossier: Dossier, folder: Path) -> None:
    good(folder)
    (folder / "scan.pdf").write_bytes(pdf([], [], []))
    (folder / "torn.pdf").write_bytes(pdf(["Twelve died."])[:300])
    added = take_in(dossier, folder)
    torn, scan = sorted(added.failures, key=lambda f: f.path, reverse=True)
    assert "no text layer (3 pages)" in scan.reason
    assert "cannot be opened" in torn.reason
    assert len(added.exhibits) == 4
    assert len(texts(dossier)) == 2


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-8-sig"])
def test_a_file_in_another_charset(dossier: Dossier, folder: Path, charset: str) -> None:
    (folder / "fr.txt").write_bytes("Douze civils ont été tués vendredi.\r\n".encode(charset))
    assert take_in(dossier, folder).failures == []
    assert texts(dossier) == {"fr.txt": "Douze civils ont été tués vendredi.\n"}


def test_broken_and_hostile_web_pages(dossier: Dossier, folder: Path) -> None:
    good(folder)
    sentence = "Twelve civilians were killed when the market was hit, a hospital in the town said on Friday."
    (folder / "broken.html").write_text(f"<html><body><div><p>{sentence}</div></b></html><td><<a <p>{sentence[::-1]}")
    (folder / "deep.html").write_text("<div>" * 100_000 + sentence + "</div>" * 100_000)
    (folder / "deep spans.html").write_text("<p>" + "<span>" * 100_000 + sentence)
    (folder / "entities.html").write_text(
        f"<!DOCTYPE html [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]><p>&c;{sentence}&#xD800;&#99999999;"
    )
    (folder / "attributes.html").write_text("<p " + " ".join(f"a{n}='x'" for n in range(50_000)) + f">{sentence}")
    (folder / "nothing.html").write_text("<html><body><img src='a.jpg'></body></html>")
    added = take_in(dossier, folder)
    assert [(f.path, "holds no text" in f.reason) for f in added.failures] == [("reports/nothing.html", True)]
    read = texts(dossier)
    assert sum(sentence in text for text in read.values()) == 5
    assert len(read) == 7


def test_a_file_that_may_not_be_read(dossier: Dossier, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good(folder)
    closed = folder / "closed.txt"
    closed.write_text("Nobody may read this.")
    closed.chmod(0)
    if os.geteuid() == 0:  # to root every file is open, so the system's answer is played
        opening = os.open

        def refuse(path: object, *rest: object, **more: object) -> int:
            if path == closed:
                raise PermissionError(13, "Permission denied", str(closed))
            return opening(path, *rest, **more)  # type: ignore[call-overload, no-any-return]

        monkeypatch.setattr("bilan.intake.reception.os.open", refuse)
    added = take_in(dossier, folder)
    (failure,) = added.failures
    assert failure.path == "reports/closed.txt"
    assert "Permission denied" in failure.reason
    assert failure.exhibit is None
    assert len(texts(dossier)) == 2
    monkeypatch.undo()
    closed.chmod(0o600)
    assert take_in(dossier, folder).failures == dossier.failures() == []


def test_a_file_that_is_gone_when_its_turn_comes(dossier: Dossier, folder: Path) -> None:
    good(folder)
    (folder / "b.txt").write_text("Soon gone.")

    def remove(done: int, total: int, name: str) -> None:
        (folder / "b.txt").unlink(missing_ok=True)

    added = desk.add(dossier, [folder], person=RESEARCHER, progress=remove)
    assert [(f.path, "gone" in f.reason) for f in added.failures] == [("reports/b.txt", True)]
    assert len(added.exhibits) == 2


def test_names_that_are_hard_to_write_down(dossier: Dossier, folder: Path) -> None:
    names = [
        "été.txt",
        "تقرير.txt",
        "a\nb.txt",
        "\x1b[31mred.txt",
        "x" * 240 + ".txt",
        "-rf.txt",
        "a'b\"c;d.txt",
        "a\u202etxt.exe.txt",
    ]
    for n, name in enumerate(names):
        (folder / name).write_text(f"{n + 2} civilians were killed.")
    (folder / os.fsdecode(b"caf\xe9.txt")).write_text("One civilian was killed.")
    added = take_in(dossier, folder)
    assert added.failures == []
    kept = {e.name for e in dossier.exhibits()}
    assert len(kept) == len(names) + 1
    assert {"été.txt", "تقرير.txt", "-rf.txt", "caf\\xe9.txt", "a\\x0ab.txt", "\\x1b[31mred.txt"} <= kept
    assert not any("\u202e" in name for name in kept)


def test_things_that_are_not_documents(dossier: Dossier, folder: Path) -> None:
    good(folder)
    os.mkfifo(folder / "pipe.txt")
    (folder / "program.exe").write_bytes(b"MZ\0\0" * 100)
    (folder / "photo.txt").write_bytes(bytes(range(256)) * 20)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.md").write_text(" \n\n\t\n")
    (folder / "letter.docx").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    added = take_in(dossier, folder)
    reasons = {f.path.removeprefix("reports/"): f.reason for f in added.failures}
    assert reasons.keys() == {"pipe.txt", "program.exe", "photo.txt", "empty.txt", "blank.md", "letter.docx"}
    assert "holds no text" in reasons["empty.txt"]
    assert "not text" in reasons["photo.txt"]
    assert "Save it as" in reasons["program.exe"]
    assert "damaged" in reasons["letter.docx"]
    assert len(texts(dossier)) == 2
    assert len(added.exhibits) == 7, "all but the pipe are kept"
