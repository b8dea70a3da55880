"""The page of an estimate, in a browser: nothing against WCAG 2.2 AA, nothing asked for, nothing wider than the screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.axe import violations
from tests.browser.visit import visiting

from bilan.estimate import CaptureTable, publishable, sensitivity
from bilan.estimate.averaging import averaged
from bilan.release.estimate_page import write_estimate_page

TABLE = CaptureTable.from_counts(
    ("Clinic", "سجلّ المسجد", "Court", "Radio of the long name"), [0, 60, 45, 9, 38, 8, 6, 3, 25, 6, 5, 2, 4, 1, 2, 1]
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("estimate") / "estimate.html"
    found = averaged(TABLE)
    verdict = publishable(TABLE, found, derived=[("Court", "Clinic")])
    varied = sensitivity(TABLE, method="dga", methods=("chao", "mt"))
    write_estimate_page(path, TABLE, [({}, found, verdict)], varied)
    return path.as_uri()


@pytest.mark.parametrize(("device", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_axe_finds_nothing_on_the_page_of_an_estimate(browser: Browser, page: str, device: str, scheme: str) -> None:
    with visiting(browser, device, scripts=True, scheme=scheme) as visit:
        assert violations(visit.to(page)) == []


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_the_page_asks_for_nothing_and_fits_the_screen(browser: Browser, page: str, device: str) -> None:
    with visiting(browser, device, scripts=True) as visit:
        shown = visit.to(page)
        assert visit.requests == [page]
        assert visit.complaints == []
        assert shown.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
