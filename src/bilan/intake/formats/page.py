"""Reading a web page tag by tag, without recursion: broken and hostile markup only costs its own markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from bilan.model.period import Period

_SILENT = frozenset(
    {"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea"}
)
_MARGIN = frozenset({"nav", "footer", "aside", "form", "button", "menu", "dialog"})
_ARTICLE = frozenset({"article", "main"})
_CONTENT = frozenset({"p", "blockquote", "figcaption", "caption", "td", "th", "dd", "h1", "h2"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_BLOCK = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_CLOSED_BY = {"p": _BLOCK - {"br"}, "li": frozenset({"li"}), "td": frozenset({"td", "th", "tr"}),
              "th": frozenset({"td", "th", "tr"}), "tr": frozenset({"tr"}), "dd": frozenset({"dd", "dt"}),
              "dt": frozenset({"dd", "dt"}), "option": frozenset({"option"})}  # fmt: skip
_MARGIN_NAME = re.compile(
    r"(?:^|[-_\s])(?:comments?|sidebar|related|share|sharing|social|newsletter|cookies?|breadcrumbs?|menu|navbar|nav|"
    r"footer|promo|advert|ads|skip-link)(?:[-_\s]|$)", re.IGNORECASE
)  # fmt: skip
_SPACES = re.compile(r"\s+")
_DAY = re.compile(r"\d{4}(?:-\d\d){0,2}")
_MOST_DEPTH_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that the page shows as one: a paragraph, a cell, a heading.

    in_article  the page marks it as its article
    in_margin   menus, comments, share buttons and the like
    is_content  a tag that holds text proper (a paragraph, a cell, a caption)
    """

    text: str
    in_article: bool
    in_margin: bool
    is_content: bool


@dataclass(slots=True)
class Page:
    """What a page shows, and what its metadata say. None: they do not say."""

    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    heading: str = ""
    published: Period | None = None
    publisher: str | None = None
    lang: str | None = None
    url: str | None = None
    depth: int = 0
    most_attributes: int = 0


def read_page(source: str) -> Page:
    """The blocks and the metadata of a page.

    >>> page = read_page("<title>A &amp; B</title><nav>Home</nav><p>Twelve people <b>died</b>.<p>Nobody claimed it.")
    >>> [b.text for b in page.blocks if not b.in_margin], page.title
    (['Twelve people died.', 'Nobody claimed it.'], 'A & B')
    """
    walker = _Walker()
    walker.feed(source)
    walker.close()
    walker.end_block()
    page = walker.page
    meta = walker.meta
    linked = [thing for text in walker.linked_data for thing in _things(text)]
    page.title = _first(meta, "og:title", "twitter:title", "dc.title") or walker.title or walker.heading
    page.heading = walker.heading
    page.publisher = _first(meta, "og:site_name", "dc.publisher", "publisher") or _publisher(linked)
    page.url = walker.canonical or _first(meta, "og:url")
    page.lang = (walker.lang or _first(meta, "og:locale", "dc.language", "language") or "")[:2].lower() or None
    page.published = _published(meta, linked, walker.times)
    return page


class _Walker(HTMLParser):
    """Follows the tags with a stack of its own; a closing tag that opens nothing is ignored."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.meta: dict[str, str] = {}
        self.linked_data: list[str] = []
        self.times: list[str] = []
        self.title = self.heading = ""
        self.lang: str | None = None
        self.canonical: str | None = None
        self._stack: list[tuple[str, bool]] = []
        self._open: dict[str, int] = {}
        self._margin = self._silent = self._article = self._overflow = 0
        self._words: list[str] = []
        self._is_content = False
        self._in_linked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        self.page.most_attributes = max(self.page.most_attributes, len(attrs))
        self._note(tag, values)
        if tag in _BLOCK:
            self.end_block()
        while self._stack and tag in _CLOSED_BY.get(self._stack[-1][0], ()):
            self._pop()
        if tag in _VOID:
            return
        if len(self._stack) >= _MOST_DEPTH_KEPT:
            self._overflow += 1
            return
        margin = tag in _MARGIN or (tag not in ("html", "body", *_ARTICLE) and _is_margin(values))
        self._stack.append((tag, margin))
        self._open[tag] = self._open.get(tag, 0) + 1
        self.page.depth = max(self.page.depth, len(self._stack))
        self._margin += margin
        self._silent += tag in _SILENT
        self._article += tag in _ARTICLE
        self._is_content = self._is_content or tag in _CONTENT
        self._in_linked = tag == "script" and "ld+json" in values.get("type", "").lower()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID and tag not in ("script", "style"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCK:
            self.end_block()
        if self._overflow and self._stack and self._stack[-1][0] == tag:
            self._overflow -= 1
        elif self._open.get(tag):
            while self._pop() != tag:
                pass

    def _pop(self) -> str:
        tag, margin = self._stack.pop()
        self._open[tag] -= 1
        self._margin -= margin
        self._silent -= tag in _SILENT
        self._article -= tag in _ARTICLE
        self._in_linked = False
        return tag

    def handle_data(self, data: str) -> None:
        if self._in_linked:
            self.linked_data.append(data)
        elif not self._silent:
            self._words.append(data)

    def end_block(self) -> None:
        """What was gathered is one block."""
        text = _SPACES.sub(" ", "".join(self._words)).strip()
        self._words.clear()
        content, self._is_content = self._is_content, False
        if not text:
            return
        if self._open.get("title"):
            self.title = self.title or text
            return
        if self._open.get("h1") and not self.heading and not self._margin:
            self.heading = text
        self.page.blocks.append(Block(text, self._article > 0, self._margin > 0, content))

    def _note(self, tag: str, values: dict[str, str]) -> None:
        if tag == "meta":
            name = values.get("property") or values.get("name") or values.get("itemprop") or ""
            if name and values.get("content", "").strip():
                self.meta.setdefault(name.lower(), _SPACES.sub(" ", values["content"]).strip())
        elif tag == "html":
            self.lang = self.lang or values.get("lang") or values.get("xml:lang")
        elif tag == "link" and values.get("rel", "").lower() == "canonical":
            self.canonical = self.canonical or values.get("href") or None
        elif tag == "time" and ("pubdate" in values or values.get("itemprop") == "datePublished"):
            self.times.append(values.get("datetime", ""))


def _is_margin(values: dict[str, str]) -> bool:
    named = f"{values.get('id', '')} {values.get('class', '')}"
    return (
        values.get("role", "") in ("navigation", "banner", "contentinfo", "complementary")
        or values.get("aria-hidden") == "true"
        or _MARGIN_NAME.search(named[:300]) is not None
    )


def _first(meta: dict[str, str], *names: str) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _things(text: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD script, those inside others included."""
    try:
        waiting = [json.loads(text)]
    except (ValueError, RecursionError):
        return
    while waiting:
        thing = waiting.pop(0)
        if isinstance(thing, dict):
            yield thing
            waiting.extend(v for v in thing.values() if isinstance(v, dict | list))
        elif isinstance(thing, list):
            waiting.extend(thing)


def _publisher(linked: list[dict[str, Any]]) -> str | None:
    for thing in linked:
        publisher = thing.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else publisher
        if isinstance(name, str) and name.strip():
            return name.strip()
    return None


def _published(meta: dict[str, str], linked: list[dict[str, Any]], times: list[str]) -> Period | None:
    """The day that the page's own metadata give; nothing is guessed from the text or the address."""
    said = [
        _first(meta, "article:published_time", "og:article:published_time", "datepublished", "date", "dc.date",
               "dc.date.issued", "dcterms.created", "dcterms.issued", "pubdate", "publish-date", "parsely-pub-date",
               "citation_publication_date"),
        *(t.get("datePublished") for t in linked),
        *times,
    ]  # fmt: skip
    for text in said:
        match = _DAY.match(text.strip().replace("/", "-")) if isinstance(text, str) else None
        if match:
            try:
                return Period.parse(match[0])
            except ValueError:
                continue
    return None
