"""Other people's words are shown, never obeyed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.release.escape import foreign, plain
from bilan.release.figures import slug
from bilan.release.page import relative


@pytest.mark.parametrize(
    "attack",
    ["<script>alert(1)</script>", "</style><b>", '" onclick="x', "<img src=x onerror=alert(1)>", "<!--", "]]>"],
)
def test_markup_in_a_document_is_text(attack: str) -> None:
    shown = foreign(attack)
    assert "<" not in shown
    assert '"' not in shown


@pytest.mark.parametrize("control", list("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
def test_a_direction_control_is_named_and_not_carried_out(control: str) -> None:
    shown = foreign(f"{control}105 dead")
    assert control not in shown
    assert f"U+{ord(control):04X}" in shown


def test_the_marks_that_honest_arabic_uses_stay() -> None:
    assert foreign("مقتل \u200f105\u200e") == "مقتل \u200f105\u200e"


@given(st.text())
def test_no_text_can_open_a_tag_or_a_reference(text: str) -> None:
    shown = foreign(text).replace('<span class="control">', "").replace("</span>", "")
    assert "<" not in shown
    assert "\x00" not in shown


@given(st.text())
def test_a_title_is_one_line_without_controls(text: str) -> None:
    assert "\n" not in plain(text)
    assert "\u202e" not in plain(text)


def test_a_name_never_becomes_part_of_an_address() -> None:
    assert slug("us-led-coalition") == "us-led-coalition"
    assert "smith" not in slug("?John Smith")
    assert "smith" not in slug("?john-smith")


def test_links_are_relative_so_that_the_site_opens_from_a_folder() -> None:
    assert relative("fr/index.html", "fr/claims/a.html") == "claims/a.html"
    assert relative("fr/claims/a.html", "ar/claims/a.html") == "../../ar/claims/a.html"
    assert relative("fr/figures/a.html", "fr/figures/a.html#claims") == "#claims"
