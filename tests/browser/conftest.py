"""The example's site, and a browser to look at it. Needs Debian's chromium: `make system-deps`."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from tests.browser.kinds import kinds
from tests.browser.serving import serve
from tests.browser.visit import ARGUMENTS, CHROMIUM

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the example, as `make demo` builds it."""
    spec = importlib.util.spec_from_file_location("bilan_demo", EXAMPLES / "demo.py")
    assert spec is not None
    assert spec.loader is not None
    demo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(demo)
    out = tmp_path_factory.mktemp("browser") / "demo-out"
    demo.build(out)
    return out / "site"


@pytest.fixture(scope="session")
def pages(example: Path) -> dict[str, str]:
    return kinds(example)


@pytest.fixture(scope="session")
def address(example: Path) -> Iterator[str]:
    with serve(example) as found:
        yield found


@pytest.fixture
def damaged(example: Path, tmp_path: Path) -> Path:
    """A copy of the site, to break."""
    return Path(shutil.copytree(example, tmp_path / "site"))


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """What starts browsers; a process can hold only one."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no browser at {CHROMIUM}; install it with: make system-deps")
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(driver: Playwright) -> Iterator[Browser]:
    chromium = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
    yield chromium
    chromium.close()
