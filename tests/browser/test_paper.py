"""A printed page still says, on every sheet, that it is a draft."""

from __future__ import annotations

import tomllib
import unicodedata
from importlib.resources import files
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Browser, Page
from tests.browser.kinds import LANGUAGES
from tests.browser.serving import serve
from tests.browser.visit import visiting


def word_for_draft(lang: str) -> str:
    texts = files("bilan.release").joinpath(f"texts/{lang}.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(texts)["site"]["draft"])


def sheets_without(page: Page, word: str) -> list[int]:
    """The numbers of the printed sheets that lack the word."""
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    texts = [sheet.get_textpage().get_text_range() for sheet in document]
    return [n for n, text in enumerate(texts, 1) if not _holds(text, word)]


def _holds(text: str, word: str) -> bool:
    # A PDF may store Arabic letters in their presentation forms and in the order of the eye.
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return word.casefold() in plain or word[::-1] in plain


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_printed_sheet_says_draft(browser: Browser, address: str, pages: dict[str, str], lang: str) -> None:
    with visiting(browser) as visit:
        for kind in ("overview", "figures, one", "exhibits, one"):
            page = visit.to(f"{address}/{lang}/{pages[kind]}")
            assert sheets_without(page, word_for_draft(lang)) == []


def test_a_sheet_that_lost_the_mark_is_noticed(browser: Browser, damaged: Path) -> None:
    sheet = damaged / "site.css"
    plain = sheet.read_text(encoding="utf-8").replace("@top-center", "@nowhere")
    sheet.write_text(plain + "@media print { .draft { display: none } }", encoding="utf-8")
    with serve(damaged) as address, visiting(browser) as visit:
        assert sheets_without(visit.to(f"{address}/en/index.html"), word_for_draft("en"))


def test_the_banner_is_printed_in_black_on_white(browser: Browser, address: str) -> None:
    with visiting(browser, scheme="dark") as visit:
        page = visit.to(f"{address}/fr/index.html")
        page.emulate_media(media="print")
        colours = page.locator("[data-draft]").evaluate(
            "e => { const s = getComputedStyle(e); return [s.color, s.backgroundColor, s.display !== 'none'] }"
        )
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)", True]
