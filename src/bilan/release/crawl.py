"""Walk a finished site as a stranger would, and list what breaks its promises.

- every figure is a link, and its sentence in a document is at most two clicks away
- no page asks anything of a third party, runs a script, or leads nowhere
- every page says DRAFT and noindex, is well-formed, small, and exists in every language
- a figure with reserves never appears on a page without one
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LARGEST_PAGE = 100_000  # bytes

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_ADDRESSES = frozenset(
    {"href", "src", "srcset", "action", "formaction", "data", "poster", "cite", "ping", "background"}
)
_FORBIDDEN = frozenset({"script", "iframe", "object", "embed", "form", "style", "base", "svg:script"})
_LANGUAGE = re.compile(r"^(fr|en|ar)/")


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken promise: on which page, which one, and what exactly."""

    page: str
    rule: str
    detail: str


@dataclass
class Seen:
    """What one page holds."""

    path: str
    size: int
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    figures: list[tuple[str, str]] = field(default_factory=list)
    reserves: int = 0
    draft: bool = False
    noindex: bool = False
    nothing: bool = False
    problems: list[tuple[str, str]] = field(default_factory=list)


def inspect_site(out: Path) -> list[Finding]:
    """Everything that is wrong with the site in this folder; empty when it keeps its promises."""
    pages = {path.relative_to(out).as_posix(): _see(path, out) for path in sorted(out.rglob("*.html"))}
    reserved = _reserves(out)
    findings = [f for page in pages.values() for f in _page(page, pages, out, reserved)]
    return findings + list(_languages(pages))


def _page(page: Seen, pages: Mapping[str, Seen], out: Path, reserved: Mapping[str, int]) -> Iterator[Finding]:
    for rule, detail in page.problems:
        yield Finding(page.path, rule, detail)
    if not page.draft:
        yield Finding(page.path, "draft", "the page does not say that it is a draft")
    if not page.noindex:
        yield Finding(page.path, "noindex", "search engines are not told to stay away")
    if page.size > LARGEST_PAGE:
        yield Finding(page.path, "size", f"{page.size} bytes")
    for link in page.links:
        path, anchor = target(page.path, link)
        if path in pages:
            if anchor and anchor not in pages[path].ids:
                yield Finding(page.path, "broken link", f"{link}: no such place")
        elif not (out / path).is_file():
            yield Finding(page.path, "broken link", f"{link}: no such file")
    for figure, link in page.figures:
        if not leads_to_sentence(page.path, figure, link, pages):
            yield Finding(page.path, "figure", f"{figure}: no sentence within two clicks")
        if reserved.get(figure) and not page.reserves:
            yield Finding(page.path, "reserve", f"{figure}: shown without its reserves")


def leads_to_sentence(frm: str, figure: str, link: str, pages: Mapping[str, Seen]) -> bool:
    """One click to the sentence, or one to a page that links to it; or to a page that says there is none."""
    path, anchor = target(frm, link)
    there = pages.get(path)
    if there is None or (anchor and anchor not in there.ids):
        return False
    if _is_sentence(path, anchor):
        return not figure.startswith("c-") or anchor == figure
    if figure.startswith("c-"):
        return any(_is_sentence(*target(path, next)) and next.endswith(f"#{figure}") for next in there.links)
    return there.nothing or any(_is_sentence(*found) and _exists(*found, pages) for found in _onward(there))


def target(frm: str, link: str) -> tuple[str, str]:
    """Which file of the site a link on a page means, and which place in it."""
    parts = urlsplit(link)
    path = posixpath.normpath(posixpath.join(posixpath.dirname(frm), unquote(parts.path))) if parts.path else frm
    return path, unquote(parts.fragment)


def _onward(page: Seen) -> Iterator[tuple[str, str]]:
    for link in page.links:
        yield target(page.path, link)


def _is_sentence(path: str, anchor: str) -> bool:
    return "/exhibits/" in path and anchor.startswith("c-")


def _exists(path: str, anchor: str, pages: Mapping[str, Seen]) -> bool:
    return path in pages and anchor in pages[path].ids


def _languages(pages: Mapping[str, Seen]) -> Iterator[Finding]:
    """The same pages in each language."""
    by_lang: dict[str, set[str]] = {}
    for path in pages:
        if _LANGUAGE.match(path):
            by_lang.setdefault(path[:2], set()).add(path[3:])
    everything = set().union(*by_lang.values()) if by_lang else set()
    for lang, found in sorted(by_lang.items()):
        for path in sorted(everything - found):
            yield Finding(f"{lang}/{path}", "languages", "the page is missing in this language")


def _reserves(out: Path) -> dict[str, int]:
    file = out / "data" / "figures.json"
    if not file.is_file():
        return {}
    return {f["id"]: len(f["reserves"]) for f in json.loads(file.read_text(encoding="utf-8"))["figures"]}


def _see(path: Path, out: Path) -> Seen:
    raw = path.read_bytes()
    seen = Seen(path.relative_to(out).as_posix(), len(raw))
    eye = _Eye(seen)
    eye.feed(raw.decode("utf-8"))
    eye.close()
    eye.finish()
    return seen


class _Eye(HTMLParser):
    """Reads one page strictly: what is opened is closed, in order."""

    def __init__(self, seen: Seen) -> None:
        super().__init__(convert_charrefs=True)
        self.seen = seen
        self.open: list[tuple[str, bool]] = []  # tag, and whether it is or lies in a figure's link

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._check(tag, values)
        seen = self.seen
        if "id" in values:
            if values["id"] in seen.ids:
                self._wrong("well-formed", f"two places called {values['id']}")
            seen.ids.add(values["id"])
        if tag == "a" and "href" in values:
            seen.links.append(values["href"])
        figure = values.get("data-figure")
        if figure is not None:
            if tag == "a" and values.get("href"):
                seen.figures.append((figure, values["href"]))
            else:
                self._wrong("figure", f"{figure}: a figure that leads nowhere")
        inside = figure is not None or (bool(self.open) and self.open[-1][1])
        if tag == "b" and values.get("class") == "n" and not inside:
            self._wrong("figure", "a number from the data that is no figure's link")
        seen.draft |= "data-draft" in values
        seen.nothing |= "data-nothing" in values
        seen.reserves += "data-reserve" in values
        if tag == "meta" and values.get("name") == "robots":
            seen.noindex |= "noindex" in values.get("content", "")
        if tag == "html" and seen.path.startswith("ar/") and values.get("dir") != "rtl":
            self._wrong("direction", "an Arabic page that does not run from right to left")
        if tag not in _VOID:
            self.open.append((tag, inside))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self.open or self.open[-1][0] != tag:
            self._wrong("well-formed", f"</{tag}> closes nothing")
            return
        self.open.pop()

    def finish(self) -> None:
        for tag, _ in self.open:
            self._wrong("well-formed", f"<{tag}> is never closed")

    def _check(self, tag: str, values: Mapping[str, str]) -> None:
        if tag in _FORBIDDEN:
            self._wrong("hostile", f"<{tag}>")
        for name, value in values.items():
            if name.startswith("on") or name == "style":
                self._wrong("hostile", f"{tag} {name}")
            leaves = name in _ADDRESSES and (urlsplit(value).scheme or value.startswith("//"))
            if leaves and (tag, name, value) != ("link", "href", "data:,"):
                self._wrong("third party", f"{tag} {name}={value}")

    def _wrong(self, rule: str, detail: str) -> None:
        self.seen.problems.append((rule, f"{detail} (line {self.getpos()[0]})"))
