"""PDF: the text layer, joined into sentences; what has none is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.intake.pdfs import pdf

from bilan.intake.formats.pdf import format as reader
from bilan.intake.formats.pdf import paragraphs
from bilan.model.errors import UnreadableExhibit

LINES = ["At least twelve people were killed on Friday when a house in the old", "town was hit. Nobody claimed it."]


def write(tmp_path: Path, data: bytes) -> Path:
    file = tmp_path / "x.pdf"
    file.write_bytes(data)
    return file


def test_lines_become_sentences_and_the_title_is_taken(tmp_path: Path) -> None:
    found = reader.extract(write(tmp_path, pdf(LINES, ["Second page."], title="Microsoft Word - A night.docx")))
    assert found.text == f"{' '.join(LINES)}\n\nSecond page."
    assert found.title == "A night"
    assert found.notes == ()


def test_a_pdf_without_text_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableExhibit, match="no text layer"):
        reader.extract(write(tmp_path, pdf([], [])))


def test_pages_without_text_among_others_are_named(tmp_path: Path) -> None:
    found = reader.extract(write(tmp_path, pdf(LINES, [], ["End."])))
    assert "page 2" in found.notes[0]


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\0\xff" * 500, pdf(LINES)[:200]])
def test_a_broken_pdf_is_refused_with_its_reason(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(UnreadableExhibit):
        reader.extract(write(tmp_path, data))


def test_words_cut_at_the_end_of_a_line_are_mended() -> None:
    assert paragraphs("The toll of the bombard\ufffe\r\nment rose to twelve, a hospital said on Sunday.") == (
        "The toll of the bombardment rose to twelve, a hospital said on Sunday."
    )
    assert paragraphs("A short heading\r\n\r\nA paragraph of its own that is rather longer.") == (
        "A short heading\n\nA paragraph of its own that is rather longer."
    )
