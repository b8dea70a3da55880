"""axe-core, asked for WCAG 2.2 AA, on a page as it stands. Its code ships in a package of the tests only (MPL-2.0)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

STANDARD = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_ASK = """
rules => axe.run(document, {
  runOnly: rules.length ? rules : %s,
  rules: rules.length ? {} : {'target-size': {enabled: true}},
  resultTypes: ['violations'],
})
"""


@cache
def _engine() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, rules: tuple[str, ...] = ()) -> list[str]:
    """What axe-core finds; with `rules` only these are asked. The page needs a visitor with scripts."""
    page.evaluate(_engine() + ";0")
    found: dict[str, Any] = page.evaluate(_ASK % list(STANDARD), list(rules))
    return [
        f"{rule['id']}: {rule['help']} ({len(rule['nodes'])} ×, first {node['target']}: {node['html'][:120]})"
        for rule in found["violations"]
        for node in rule["nodes"][:1]
    ]
