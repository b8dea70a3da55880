"""One visit to one page in a real browser, with everything that the page asked for and complained about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page

CHROMIUM = "/usr/bin/chromium"
# Nothing but this machine can be reached, whatever a page asks for.
ARGUMENTS = ("--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--force-color-profile=srgb")

DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}


@dataclass
class Visit:
    """`requests`: every address asked for; `complaints`: every error on the console or in the page."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def to(self, address: str) -> Page:
        self.requests.clear()
        self.complaints.clear()
        self.page.goto(address)
        return self.page


@contextmanager
def visiting(
    browser: Browser, device: str = "desktop", *, scripts: bool = False, scheme: str = "light", scale: float = 1
) -> Iterator[Visit]:
    """A fresh visitor. Scripts are off unless a tool that looks at the page (axe) needs to run."""
    context = browser.new_context(
        **DEVICES[device], java_script_enabled=scripts, color_scheme=scheme, device_scale_factor=scale
    )
    try:
        visit = Visit(context.new_page())
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.on("requestfailed", lambda request: visit.complaints.append(f"not loaded: {request.url}"))
        visit.page.on("console", lambda message: visit.complaints.append(f"{message.type}: {message.text}"))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        yield visit
    finally:
        context.close()
