"""axe-core finds nothing against WCAG 2.2 AA: each kind of page, three languages, two screens, by day and by night."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.browser.axe import violations
from tests.browser.kinds import LANGUAGES
from tests.browser.visit import visiting

# By day on a desk, by night on a phone; the other two pairs differ from these in their colours only.
SCHEME = {"desktop": "light", "phone": "dark"}
OTHER = {"desktop": "dark", "phone": "light"}


def found(browser: Browser, device: str, scheme: str, addresses: list[str], rules: tuple[str, ...] = ()) -> list[str]:
    with visiting(browser, device, scripts=True, scheme=scheme) as visit:
        return [f"{a}: {v}" for a in addresses for v in violations(visit.to(a), rules)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_on_the_overview(browser: Browser, address: str, lang: str) -> None:
    assert found(browser, "desktop", "light", [f"{address}/{lang}/index.html"]) == []


@pytest.mark.slow
@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_on_any_kind_of_page(
    browser: Browser, address: str, pages: dict[str, str], lang: str, device: str
) -> None:
    addresses = [f"{address}/index.html", *(f"{address}/{lang}/{path}" for path in pages.values())]
    assert found(browser, device, SCHEME[device], addresses) == []


@pytest.mark.slow
@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_contrast_holds_in_the_other_scheme_too(
    browser: Browser, address: str, pages: dict[str, str], device: str
) -> None:
    addresses = [f"{address}/index.html", *(f"{address}/ar/{path}" for path in pages.values())]
    assert found(browser, device, OTHER[device], addresses, ("color-contrast",)) == []
