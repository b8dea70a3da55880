"""Each kind of page, looked at without scripts: whole, mirrored, legible, quiet, and talking to nobody."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.kinds import LANGUAGES
from tests.browser.layout import cut_off, overflowing, overlapping, unmirrored
from tests.browser.picture import blank, on_the_wrong_side, picture, unjoined, unseen
from tests.browser.visit import Visit, visiting

LARGEST = 100_000  # bytes of a page with all that it loads


def faults(visit: Visit, site: Path, address: str, lang: str, device: str) -> list[str]:
    """Everything that is wrong with one page for one visitor."""
    page = visit.to(address)
    grey = picture(page)
    found = [
        *visit.complaints,
        *(f"asks another host: {url}" for url in visit.requests if not ours(url, address)),
        *overflowing(page),
        *cut_off(page),
        *overlapping(page),
        *unmirrored(page, lang),
        *blank(grey),
        *unseen(page, grey),
    ]
    if (weight := weighed(visit, site)) > LARGEST:
        found.append(f"weighs {weight} bytes with all that it loads")
    if device == "phone":
        found += on_the_wrong_side(page, grey, lang)
    if lang == "ar":
        found += unjoined(page, grey)
    return [f"{urlsplit(address).path}: {fault}" for fault in found]


def weighed(visit: Visit, site: Path) -> int:
    """The bytes of every file of the site that the page asked for, itself included."""
    files = [site / unquote(urlsplit(url).path).lstrip("/") for url in visit.requests if not url.startswith("data:")]
    return sum(file.stat().st_size for file in files if file.is_file())


def ours(url: str, address: str) -> bool:
    return url.startswith("data:") or urlsplit(url).netloc == urlsplit(address).netloc


@pytest.mark.parametrize(("lang", "device"), [("ar", "phone"), ("en", "desktop"), ("fr", "phone")])
def test_the_overview_and_a_figure_look_right(
    browser: Browser, example: Path, address: str, pages: dict[str, str], lang: str, device: str
) -> None:
    with visiting(browser, device) as visit:
        for kind in ("overview", "figures, one"):
            assert faults(visit, example, f"{address}/{lang}/{pages[kind]}", lang, device) == []


@pytest.mark.slow
@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_kind_of_page_looks_right(
    browser: Browser, example: Path, address: str, pages: dict[str, str], lang: str, device: str
) -> None:
    assert len(pages) >= 15
    with visiting(browser, device) as visit:
        found = [f for path in pages.values() for f in faults(visit, example, f"{address}/{lang}/{path}", lang, device)]
    assert found == []


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_first_page_lets_the_reader_choose_a_language(browser: Browser, address: str, device: str) -> None:
    with visiting(browser, device) as visit:
        page = visit.to(f"{address}/index.html")
        assert visit.complaints + overflowing(page) + cut_off(page) + overlapping(page) == []
        page.get_by_role("link", name="بالعربية").or_(page.locator("main a[hreflang=ar]")).first.click()
        assert page.evaluate("document.documentElement.dir") == "rtl"


def test_nothing_is_missing_without_scripts(browser: Browser, address: str, pages: dict[str, str]) -> None:
    """A visitor with scripts sees the same words."""

    def words(page: Page) -> str:
        return page.locator("body").inner_text()

    with visiting(browser) as without, visiting(browser, scripts=True) as with_scripts:
        for kind in ("overview", "figures, one", "exhibits, one"):
            path = f"{address}/en/{pages[kind]}"
            assert words(without.to(path)) == words(with_scripts.to(path))
            assert len(words(without.page)) > 500


def test_a_page_opens_from_a_folder_with_its_style(browser: Browser, example: Path) -> None:
    """As somebody reads it from a stick, without a server."""
    with visiting(browser) as visit:
        page = visit.to((example / "ar" / "index.html").as_uri())
        assert visit.complaints + unmirrored(page, "ar") == []
        assert page.evaluate("document.styleSheets.length") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_dark_is_dark_and_light_is_light(browser: Browser, address: str, lang: str) -> None:
    with visiting(browser, scheme="light") as light, visiting(browser, scheme="dark") as dark:
        by_day = picture(light.to(f"{address}/{lang}/index.html"), whole=False)
        by_night = picture(dark.to(f"{address}/{lang}/index.html"), whole=False)
    assert by_day.mean() > 200
    assert by_night.mean() < 70
    assert blank(by_night) == []
