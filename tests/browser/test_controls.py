"""The checks of this folder look at pages broken on purpose, and must say so. A check that never fires checks nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.axe import violations
from tests.browser.serving import serve
from tests.browser.test_looks import faults
from tests.browser.visit import visiting

pytestmark = pytest.mark.slow

UNJOINED = "font-feature-settings: 'init' 0, 'medi' 0, 'fina' 0, 'calt' 0, 'rlig' 0 !important"

# What is done to the style of every page, and a word of the fault that must be found in the Arabic overview on a phone.
STYLES = {
    "blank": ("main, header, footer { visibility: hidden }", "ink covers"),
    "white on white": ("* { color: #fbfaf7 !important; border-color: #fbfaf7 !important }", "cannot be seen"),
    "one shade": ("html { background: #000 } body { opacity: 0 }", "bits a pixel"),
    "not mirrored": ("* { direction: ltr !important }", "runs ltr"),
    "begins at the left": ("main * { text-align: left !important }", "begins on the wrong side"),
    "lines meet at the left": ("main * { text-align: left !important }", "lines begin on the left"),
    "neighbours not swapped": (".bar ul { flex-direction: row; direction: ltr }", "wrong side"),
    "wider than the screen": ("main h1 { inline-size: 60rem }", "reaches from"),
    "page scrolls sideways": ("main h1 { inline-size: 60rem }", "px wide on a screen of"),
    "words cut off": ("main h1 { inline-size: 4rem; overflow: hidden; white-space: nowrap }", "of its width"),
    "lines cut off": ("main h1 { block-size: 1rem; overflow: hidden }", "of its height"),
    "words leave their box": ("main h1 { inline-size: 4rem; white-space: nowrap }", "leaves h1"),
    "text on text": ("main h2 { position: absolute; inset-block-start: 30rem }", "lies on"),
    "letters in pieces": (f"* {{ {UNJOINED} }}", "pieces"),
    "letters as wide as apart": (f"* {{ {UNJOINED} }}", "as wide with its letters kept apart"),
}

# What is put into the Arabic overview, and a word of the fault that must be found.
CONTENTS = {
    "a script": ("<script>document.title = 1</script>", "Content Security Policy"),
    "a third party": ('<img src="https://example.org/x.png" alt="">', "Content Security Policy"),
    "a heavy page": (f"<!-- {'x' * 100_000} -->", "weighs"),
}

# What is put into the page, and the rule of axe-core that must object.
BARRIERS = {
    "a picture without words": ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
    "pale words": ('<p class="pale">وصف</p>', "color-contrast"),
    "a link without a name": ('<a href="index.html"></a>', "link-name"),
    "an unknown language": ('<p lang="xx-nowhere">…</p>', "valid-lang"),
    "a small target": (
        '<p><a class="tiny" href="index.html">ا</a><a class="tiny" href="method.html">ب</a></p>',
        "target-size",
    ),
}


@pytest.fixture
def served(damaged: Path) -> Iterator[str]:
    with serve(damaged) as address:
        yield address


def _style(site: Path, rule: str) -> None:
    sheet = site / "site.css"
    sheet.write_text(sheet.read_text(encoding="utf-8") + rule, encoding="utf-8")


def _content(site: Path, html: str) -> None:
    page = site / "ar/index.html"
    text = page.read_text(encoding="utf-8")
    assert "</h1>" in text
    page.write_text(text.replace("</h1>", f"</h1>{html}", 1), encoding="utf-8")


@pytest.mark.parametrize("name", STYLES)
def test_a_page_with_a_broken_style_is_noticed(browser: Browser, damaged: Path, served: str, name: str) -> None:
    rule, word = STYLES[name]
    _style(damaged, rule)
    with visiting(browser, "phone") as visit:
        found = faults(visit, damaged, f"{served}/ar/index.html", "ar", "phone")
    assert any(word in fault for fault in found), found


def test_arabic_written_with_its_letters_kept_apart_is_noticed(browser: Browser, damaged: Path, served: str) -> None:
    page = damaged / "ar/index.html"
    text = page.read_text(encoding="utf-8")
    head, body = text.split("<main", 1)
    for letter in "بتثجحخسشصضطظعغفقكلمنهي":
        body = body.replace(letter, letter + "\u200c")
    page.write_text(f"{head}<main{body}", encoding="utf-8")
    with visiting(browser, "phone") as visit:
        found = faults(visit, damaged, f"{served}/ar/index.html", "ar", "phone")
    assert any("pieces" in fault for fault in found), found


@pytest.mark.parametrize("name", CONTENTS)
def test_a_page_with_a_broken_promise_is_noticed(browser: Browser, damaged: Path, served: str, name: str) -> None:
    html, word = CONTENTS[name]
    _content(damaged, html)
    with visiting(browser, "phone", scripts=True) as visit:
        found = faults(visit, damaged, f"{served}/ar/index.html", "ar", "phone")
    assert any(word in fault for fault in found), found


def test_a_request_to_another_host_is_noticed_where_nothing_forbids_it(
    browser: Browser, damaged: Path, served: str
) -> None:
    page = damaged / "ar/index.html"
    text = page.read_text(encoding="utf-8").replace("Content-Security-Policy", "X-None")
    page.write_text(text, encoding="utf-8")
    _content(damaged, CONTENTS["a third party"][0])
    with visiting(browser, "phone") as visit:
        found = faults(visit, damaged, f"{served}/ar/index.html", "ar", "phone")
    assert any("asks another host" in fault for fault in found), found


@pytest.mark.parametrize("name", BARRIERS)
def test_a_barrier_is_noticed(browser: Browser, damaged: Path, served: str, name: str) -> None:
    html, rule = BARRIERS[name]
    _content(damaged, html)
    _style(damaged, ".pale { color: #ccc9c0 } .tiny { font-size: 6px }")
    with visiting(browser, scripts=True) as visit:
        found = violations(visit.to(f"{served}/ar/index.html"))
    assert any(fault.startswith(f"{rule}:") for fault in found), found
