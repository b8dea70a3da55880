"""Web pages: the article's text, and what the page's own metadata say about it.

trafilatura finds the article and leaves menus out; where it would lose a paragraph of the article, our
own reading of the page is taken instead: a missing sentence is worse than a superfluous one.
"""

from __future__ import annotations

import re
from pathlib import Path

from bilan.intake.charset import decode
from bilan.intake.formats import About, Extracted, has_suffix, read_limited
from bilan.intake.formats.page import Block, Page, read_page

_OPENS = re.compile(rb"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_MARKS = b"\xef\xbb\xbf\xff\xfe"
_DEEPEST = 400  # trafilatura and its parser walk down by recursion
_LARGEST = 4_000_000
_MOST_ATTRIBUTES = 500  # their cost grows with the square
_A_PARAGRAPH = 60
_SAMPLE = (
    "<html><head><title>A sample</title></head><body><nav><a href='/'>Home</a></nav><article><h1>A sample</h1>"
    + "<p>This paragraph is long enough to be taken for a part of an article by those who look for one.</p>" * 9
    + "<table><tr><td>1</td></tr></table></article><footer>The end</footer></body></html>"
)


class WebPage:
    about = About("html", "1", "text/html", rank=20, imports=("trafilatura",))

    def accepts(self, name: str, head: bytes) -> bool:
        if has_suffix(name, ".html", ".htm", ".xhtml", ".shtml"):
            return True
        return _OPENS.match(head.replace(b"\0", b"").lstrip(_MARKS)) is not None

    def warm_up(self) -> None:
        """Let trafilatura compile its expressions, and load what it tries when a page has hardly any words, once."""
        _trafilatura(_SAMPLE)
        _trafilatura("<html><body><div>Few words.</div><p>x</p></body></html>")

    def extract(self, path: Path) -> Extracted:
        data = read_limited(path)
        declared = _DECLARED.search(data[:8192])
        source, charset = decode(data, declared[1].decode("ascii") if declared else None)
        page = read_page(source)
        blocks, way = _best(source, page)
        return Extracted(
            text="\n\n".join(_with_heading(blocks, page)),
            title=page.title,
            published=page.published,
            publisher=page.publisher,
            lang=page.lang,
            url=page.url,
            parameters=(("charset", charset), ("way", way)),
        )


def _best(source: str, page: Page) -> tuple[list[str], str]:
    ours = _article(page.blocks)
    if page.depth <= _DEEPEST and len(source) <= _LARGEST and page.most_attributes <= _MOST_ATTRIBUTES:
        theirs = _trafilatura(source)
        if theirs and not _loses(theirs, [b for b in ours if b.text != page.heading]):
            return theirs, "trafilatura"
    return [b.text for b in ours], "blocks"


def _article(blocks: list[Block]) -> list[Block]:
    """The blocks of the article where the page marks one; else all but menus; else, when that is little, all."""
    everything = sum(len(b.text) for b in blocks)
    for chosen in (
        [b for b in blocks if b.in_article and not b.in_margin],
        [b for b in blocks if not b.in_margin],
    ):
        if sum(len(b.text) for b in chosen) > 0.3 * everything:
            return chosen
    return blocks


def _loses(theirs: list[str], ours: list[Block]) -> bool:
    held = _bare(" ".join(theirs))
    return any(_bare(b.text) not in held for b in ours if _matters(b))


def _matters(block: Block) -> bool:
    """A paragraph, or few words with a number in them (a caption, a cell)."""
    return len(block.text) >= _A_PARAGRAPH or (block.is_content and any(c.isdigit() for c in block.text))


def _bare(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _trafilatura(source: str) -> list[str]:
    import trafilatura

    found = trafilatura.extract(
        re.sub(r"^\s*<\?xml[^>]*\?>", "", source),
        output_format="txt",
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        favor_recall=True,
    )
    return [line.strip() for line in (found or "").split("\n") if line.strip()]


def _with_heading(blocks: list[str], page: Page) -> list[str]:
    """A headline makes claims as well: it opens the text, once."""
    heading = page.heading
    if not heading or _bare(heading) in _bare(" ".join(blocks[:5])):
        return blocks
    return [heading, *blocks]


format = WebPage()
