"""A reader without a mouse: the skip link, a focus that can be seen, and everything within reach."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page
from tests.browser.kinds import LANGUAGES
from tests.browser.picture import picture
from tests.browser.serving import serve
from tests.browser.visit import visiting

_STOPS = "[...document.querySelectorAll('a[href], summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility()).length"
_FOCUS = """
() => {
  const el = document.activeElement, box = el.getBoundingClientRect();
  const all = [...document.querySelectorAll('*')];
  return {tag: el.tagName, at: all.indexOf(el), id: el.id, skip: el.matches('.skip'), inMain: !!el.closest('main'),
          box: [box.top, box.bottom, box.left, box.right], width: innerWidth, height: innerHeight};
}
"""
# Boxes that scroll sideways and hold no link: a keyboard reaches them only if they take the focus themselves.
_STRANDED = """
[...document.querySelectorAll('main *')].filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1
  && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.tabIndex < 0 && !e.querySelector('a[href], summary'))
  .map(e => e.outerHTML.slice(0, 80))
"""


def focus(page: Page) -> dict[str, Any]:
    return dict(page.evaluate(_FOCUS))


def unmarked(page: Page, stops: int) -> list[str]:
    """Places that take the focus without looking any different."""
    found = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        here = focus(page)
        top, bottom, left, right = (int(edge) for edge in here["box"])
        # An edge of 6 pixels around it, which an outline fills.
        area = np.s_[max(0, top - 6) : bottom + 6, max(0, left - 6) : right + 6]
        focused = picture(page, whole=False)[area]
        page.evaluate("document.activeElement.blur()")
        plain = picture(page, whole=False)[area]
        page.evaluate("at => document.querySelectorAll('*')[at].focus({preventScroll: true})", here["at"])
        if (np.abs(focused - plain) > 40).sum() < 40:
            found.append(f"{here['tag']} at {here['box']}")
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_tab_offers_to_skip_to_the_content(browser: Browser, address: str, lang: str) -> None:
    with visiting(browser) as visit:
        page = visit.to(f"{address}/{lang}/index.html")
        page.keyboard.press("Tab")
        here = focus(page)
        assert here["skip"]
        top, bottom, left, right = here["box"]
        assert 0 <= top < bottom <= here["height"]
        assert 0 <= left < right <= here["width"]
        page.keyboard.press("Enter")
        assert focus(page)["id"] == "main"
        page.keyboard.press("Tab")
        assert focus(page)["inMain"]


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_the_focus_can_be_seen(browser: Browser, address: str, scheme: str) -> None:
    with visiting(browser, scheme=scheme) as visit:
        assert unmarked(visit.to(f"{address}/ar/index.html"), 20) == []


def test_a_focus_that_cannot_be_seen_is_noticed(browser: Browser, damaged: Path) -> None:
    sheet = damaged / "site.css"
    sheet.write_text(sheet.read_text(encoding="utf-8") + "* { outline: none !important }", encoding="utf-8")
    with serve(damaged) as address, visiting(browser) as visit:
        assert unmarked(visit.to(f"{address}/ar/index.html"), 4) != []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["overview", "exhibits, one with a table", "figures, one"])
def test_every_link_can_be_reached(browser: Browser, address: str, pages: dict[str, str], kind: str) -> None:
    with visiting(browser) as visit:
        page = visit.to(f"{address}/en/{pages.get(kind, pages['exhibits, one'])}")
        stops = int(page.evaluate(_STOPS))
        reached = set()
        for _ in range(stops):
            page.keyboard.press("Tab")
            reached.add(focus(page)["at"])
    assert len(reached) == stops


@pytest.mark.slow
def test_what_scrolls_sideways_can_be_reached(browser: Browser, address: str, pages: dict[str, str]) -> None:
    with visiting(browser, "phone") as visit:
        found = {path: visit.to(f"{address}/fr/{path}").evaluate(_STRANDED) for path in pages.values()}
    assert {path: boxes for path, boxes in found.items() if boxes} == {}
