"""Lighthouse finds the pages fast and open to everybody. It comes from npm, pinned in tools/lighthouse: `make system-deps`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from socket import socket

import pytest
from playwright.sync_api import Playwright
from tests.browser.kinds import LANGUAGES
from tests.browser.visit import CHROMIUM

PROGRAM = Path(__file__).parents[2] / "tools" / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"
LEAST = {"performance": 0.95, "accessibility": 1.0}


@pytest.fixture(scope="module")
def port(driver: Playwright) -> Iterator[int]:
    """Where a browser of its own listens to Lighthouse; one for all pages, since starting one takes seconds."""
    if not PROGRAM.is_file():
        pytest.skip("Lighthouse is not installed; install it with: make system-deps")
    with socket() as asked:
        asked.bind(("127.0.0.1", 0))
        found = int(asked.getsockname()[1])
    chromium = driver.chromium.launch(
        executable_path=CHROMIUM, args=["--no-sandbox", f"--remote-debugging-port={found}"]
    )
    yield found
    chromium.close()


def scores(address: str, port: int) -> dict[str, float]:
    """Lighthouse's own measure of one page, as a phone with a slow line sees it."""
    only = f"--only-categories={','.join(LEAST)}"
    told = subprocess.run(
        [
            "node",
            str(PROGRAM),
            address,
            only,
            f"--port={port}",
            "--output=json",
            "--quiet",
            "--no-enable-error-reporting",
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-2000:]
    return {name: found["score"] for name, found in json.loads(told.stdout)["categories"].items()}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["overview", "figures, one", "exhibits, one"])
@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "fr"])
def test_lighthouse_is_content(address: str, pages: dict[str, str], port: int, lang: str, kind: str) -> None:
    for _ in range(3):  # a busy machine is no slow page: the best of three
        found = scores(f"{address}/{lang}/{pages[kind]}", port)
        if found["performance"] >= LEAST["performance"]:
            break
    assert {name: score for name, score in found.items() if score < LEAST[name]} == {}, found
