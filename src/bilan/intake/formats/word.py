"""Word documents (.docx): paragraphs and tables in their order, footnotes left out as Word keeps them apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bilan.intake.formats import About, Extracted, has_suffix
from bilan.intake.formats.office import has_part, office_file
from bilan.model.errors import UnreadableExhibit


class Word:
    about = About(
        "docx",
        "1",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        rank=24,
        imports=("docx",),
    )

    def accepts(self, name: str, head: bytes) -> bool:
        return head.startswith(b"PK\x03\x04") and (has_suffix(name, ".docx") or has_part(head, b"word/document.xml"))

    def extract(self, path: Path) -> Extracted:
        try:
            import docx
            from docx.opc.exceptions import OpcError
        except ImportError as error:
            raise UnreadableExhibit("it is a Word document, and python-docx is not installed") from error
        with office_file(path, "the document"), path.open("rb") as source:
            try:
                document = docx.Document(source)
            except OpcError as error:
                raise ValueError(str(error)) from error
            title = document.core_properties.title or ""
            text = "\n".join(_blocks(document))
        return Extracted(text=text, title=title)


def _blocks(document: Any) -> Iterator[str]:
    from docx.table import Table

    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
                yield "\t".join(cells)
            yield ""
        else:
            yield block.text


format = Word()
