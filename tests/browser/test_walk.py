"""From a figure to the sentence it rests on, by clicking, as a reader does."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.browser.kinds import LANGUAGES
from tests.browser.visit import visiting

from bilan.release import inspect_site

_SAMPLE = 6  # figures of a page; the crawler follows every one of every page
_SENTENCE = """
() => {
  const here = document.querySelector(':target');
  if (!here || !location.pathname.includes('/exhibits/')) return null;
  const box = here.getBoundingClientRect();
  return box.top >= 0 && box.top < innerHeight ? here.closest('p, td, tr, article, main').innerText : null;
}
"""
_NOTHING = "!!document.querySelector('[data-nothing]')"


def clicks(page: Page, figure: str) -> int | None:
    """How many clicks until the sentence stands on the screen; None when it is further than two."""
    page.locator(f'[data-figure="{figure}"]:visible').first.click()
    page.wait_for_load_state()
    if page.evaluate(_SENTENCE):
        return 1
    if page.evaluate(_NOTHING):
        return 1  # the page says that no claim was found
    onward = page.locator('main a[href*="exhibits/"][href*="#c-"]:visible')
    if not onward.count():
        return None
    onward.first.click()
    page.wait_for_load_state()
    return 2 if page.evaluate(_SENTENCE) else None


@pytest.mark.parametrize("device", ["desktop", pytest.param("phone", marks=pytest.mark.slow)])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_clicks_lead_from_a_figure_to_its_sentence(browser: Browser, address: str, lang: str, device: str) -> None:
    with visiting(browser, device) as visit:
        home = f"{address}/{lang}/index.html"
        named = (
            visit.to(home)
            .locator("[data-figure]:visible")
            .evaluate_all("all => [...new Set(all.map(e => e.dataset.figure))]")
        )
        assert len(named) >= 3
        far = [figure for figure in named[:_SAMPLE] if clicks(visit.to(home), figure) is None]
    assert far == []


def test_the_crawler_finds_every_figure_of_every_page_within_two_clicks(example: Path) -> None:
    assert inspect_site(example) == []
