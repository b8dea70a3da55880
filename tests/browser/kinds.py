"""Which pages stand for all: of each kind the largest, and of exhibits a table as well as a text.

A kind is a folder of the site, so that a kind of page added tomorrow is looked at without a word here.
"""

from __future__ import annotations

from pathlib import Path

LANGUAGES = ("fr", "en", "ar")


def kinds(site: Path) -> dict[str, str]:
    """Each kind of page with the path of its example inside a language's folder; the first page (`index.html`) has none."""
    english = site / "en"
    folders = sorted({page.parent for page in english.rglob("*.html")})
    found: dict[str, str] = {}
    for folder in folders:
        pages = sorted(folder.glob("*.html"), key=lambda page: (-page.stat().st_size, page.name))
        room = folder.relative_to(english).as_posix()
        if folder == english:
            found |= {"overview" if p.stem == "index" else p.stem: p.name for p in sorted(pages)}
            continue
        leaves = [page for page in pages if page.name != "index.html"]
        if len(leaves) < len(pages):
            found[room] = f"{room}/index.html"
        if leaves:
            found[f"{room}, one"] = leaves[0].relative_to(english).as_posix()
        tables = [page for page in leaves if 'class="grid"' in page.read_text(encoding="utf-8")]
        if tables and tables[0] != leaves[0]:
            found[f"{room}, one with a table"] = tables[0].relative_to(english).as_posix()
    return dict(sorted(found.items(), key=lambda kind: (kind[0] != "overview", kind[0])))
