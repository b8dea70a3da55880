"""Whatever could not be read is explained in the reader's language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from bilan import intake
from bilan.evidence import Dossier
from bilan.release.failures import KINDS, OTHER, failed
from bilan.release.words import Words

_RAISES = frozenset({"UnreadableExhibit", "Failure"})


def _literal(node: ast.expr) -> str | None:
    """A string as it is written; whatever is filled in stands as a 7."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(p.value if isinstance(p, ast.Constant) else "7" for p in node.values)
    return None


def _reasons() -> Iterator[str]:
    """Every reason for which intake gives a document up, as its source says it."""
    for path in sorted(Path(str(files(intake))).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) in _RAISES:
                told = [said for a in node.args if (said := _literal(a)) and " " in said]
                yield from told[:1]


def test_every_reason_that_intake_can_give_has_a_kind() -> None:
    # what names a source that is not there is told to the person who adds, and never recorded
    absent = ("there is no such file", "the folder holds no files")
    found = [r for r in _reasons() if not r.startswith(absent)]
    assert len(found) >= 15
    kind_of = {"it is 7 (7), and no text can be read from it": "image"}
    assert [r for r in found if kind_of.get(r, failed(r)) == OTHER] == []


@pytest.mark.parametrize("lang", ["fr", "en", "ar"])
def test_every_kind_has_words(lang: str) -> None:
    assert all(Words(lang).has(f"failure.{kind}") for kind in KINDS)


def test_the_reasons_that_a_dossier_records_have_a_kind(tmp_path: Path) -> None:
    papers = {
        "picture.png": b"\x89PNG\r\n\x1a\n",
        "empty.txt": b"  \n",
        "table.csv": b"a,b\n1,2\n",
        "broken.pdf": b"%PDF-1.4 nothing",
        "undated.txt": b"published: the other day\n\nTwelve people were killed.",
        "strange.xyz": b"\x00\x01\x02\x03" * 50,
    }
    folder = tmp_path / "papers"
    folder.mkdir()
    for name, content in papers.items():
        (folder / name).write_bytes(content)
    with Dossier.create(tmp_path / "dossier") as dossier:
        intake.add(dossier, [folder], by="researcher")
        told = {Path(f.path).name: failed(f.reason) for f in dossier.failures()}
    assert told == {
        "picture.png": "image",
        "empty.txt": "no_text",
        "table.csv": "no_mapping",
        "broken.pdf": "pdf_closed",
        "undated.txt": "unclear_date",
        "strange.xyz": "unknown_kind",
    }
