"""PDF: the text layer, line by line joined into paragraphs. A scan has none, and says so."""

from __future__ import annotations

import re
from pathlib import Path

from bilan.intake.formats import MAX_TEXT_BYTES, About, Extracted, too_long
from bilan.model.errors import UnreadableExhibit

_ENDS = re.compile(r"[.!?:;؟۔»”\"')\]]\s*$")
_PROGRAM = re.compile(r"^(?:microsoft \w+ - )|\.(?:docx?|pdf|indd|odt)$", re.IGNORECASE)
_LINE_BREAK_HYPHENS = "\ufffe\x02\xad"


class Pdf:
    about = About("pdf", "1", "application/pdf", rank=10, imports=("pypdfium2",))

    def accepts(self, name: str, head: bytes) -> bool:
        return b"%PDF-" in head[:1024]

    def extract(self, path: Path) -> Extracted:
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(path.open("rb"), autoclose=True)
            pages = _pages(document)
            title = _PROGRAM.sub("", document.get_metadata_dict().get("Title", "")).strip()
        except pypdfium2.PdfiumError as error:
            raise UnreadableExhibit(
                f"the PDF cannot be opened: {error}",
                why="it is kept as evidence, but no claim can be read from it",
                advice="if it has a password or is damaged, save an open copy of it and add that",
            ) from error
        silent = [number for number, text in enumerate(pages, start=1) if not any(c.isalnum() for c in text)]
        if len(silent) == len(pages):
            raise UnreadableExhibit(
                f"the PDF has no text layer ({len(pages)} {'page' if len(pages) == 1 else 'pages'})",
                why="it is kept as evidence, but no claim can be read from it",
                advice="recognise its text with another program (OCR) and add the result, or type it into a .txt file",
            )
        return Extracted(
            text="\n\n".join(text for text in pages if text),
            title=title,
            parameters=(("pages", str(len(pages))),),
            notes=_notes(silent),
        )


def _pages(document: object) -> list[str]:
    pages, size = [], 0
    for page in document:  # type: ignore[attr-defined]
        textpage = page.get_textpage()
        text = paragraphs(textpage.get_text_range())
        textpage.close()
        page.close()
        size += len(text)
        if size > MAX_TEXT_BYTES:
            raise too_long(size)
        pages.append(text)
    return pages


def _notes(silent: list[int]) -> tuple[str, ...]:
    if not silent:
        return ()
    listed = ", ".join(map(str, silent[:20])) + (" …" if len(silent) > 20 else "")
    return (f"no text on page {listed}: what these pages say was not read. Type it into a .txt file and add that.",)


def paragraphs(text: str) -> str:
    """Lines that only the width of the page broke are joined again.

    >>> paragraphs("At least twelve people were killed when a house\\r\\nwas hit on Friday.\\r\\nNobody claimed it.")
    'At least twelve people were killed when a house was hit on Friday.\\nNobody claimed it.'
    """
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    width = max((len(line) for line in lines), default=0)
    joined = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line and line[-1] in _LINE_BREAK_HYPHENS:
            joined += line[:-1]
        elif line and following and not _ENDS.search(line) and len(line) > 0.6 * width:
            joined += line + " "
        else:
            joined += line + "\n"
    return re.sub(r"\n{3,}", "\n\n", joined).translate({ord(h): None for h in "\ufffe\x02"}).strip()


format = Pdf()
