"""The style sheet mirrors by itself, asks nobody for anything, and can be read by everybody."""

from __future__ import annotations

import re
from importlib.resources import files
from itertools import pairwise

import pytest

CSS = files("bilan.release").joinpath("site.css").read_text(encoding="utf-8")
_DECLARATION = re.compile(r"([a-z-]+)\s*:\s*([^;{}]+);")


def test_the_style_sheet_speaks_of_start_and_end_never_of_left_and_right() -> None:
    physical = re.compile(
        r"(^|-)(left|right|top|bottom)($|-)|^(width|height|min-width|max-width|min-height|max-height)$"
    )
    rules = re.sub(r"@media[^{]+", "", CSS)
    for name, value in _DECLARATION.findall(rules):
        if not name.startswith("--"):
            assert not physical.search(name), name
            assert not re.search(r"\b(left|right)\b", value), f"{name}: {value}"


def test_four_sided_shorthands_are_never_lopsided() -> None:
    for name, value in _DECLARATION.findall(CSS):
        sides = value.split()
        if name in ("margin", "padding", "inset") and len(sides) == 4 and "(" not in value:
            assert sides[1] == sides[3], f"{name}: {value}"


def test_the_style_sheet_loads_nothing() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS
    assert len(CSS.encode()) < 30_000


def _luminance(colour: str) -> float:
    if len(colour) == 4:
        colour = "#" + "".join(c * 2 for c in colour[1:])
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(a: str, b: str) -> float:
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _palettes() -> list[dict[str, str]]:
    blocks = [block for block in re.findall(r":root \{([^}]*)\}", CSS) if "--paper" in block]
    palettes = [dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{3,6})\b", block)) for block in blocks]
    return [{**palettes[0], **p} for p in palettes]


@pytest.mark.parametrize("palette", _palettes(), ids=["light", "dark", "print"])
def test_every_pair_of_colours_that_meets_has_contrast_enough(palette: dict[str, str]) -> None:
    grounds = ["paper", "sheet", "soft"]
    pairs = [(ink, ground) for ink in ("ink", "quiet", "link", "accent") for ground in grounds]
    pairs += [("count-ink", "count"), ("draft-ink", "draft"), ("ink", "mark"), ("quiet", "mark"), ("link", "mark")]
    pairs += [("paper", "accent")]
    pairs += [("denial", ground) for ground in grounds] + [("ink", "land"), ("quiet", "land"), ("ink", "told")]
    for ink, ground in pairs:
        assert _contrast(palette[ink], palette[ground]) >= 4.5, (ink, ground)


def test_the_contrast_test_would_notice() -> None:
    assert _contrast("#999999", "#ffffff") < 4.5
    assert len(list(pairwise(_palettes()))) == 2
