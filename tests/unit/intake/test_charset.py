"""Bytes become the characters that were meant."""

from __future__ import annotations

import pytest

from bilan.intake.charset import decode

FRENCH = "Au moins 12 civils ont été tués à l’hôpital, dont 4 enfants âgés de moins de 8 ans. Ça s’est passé en août.\n"
ARABIC = "قتل 12 مدنيا بينهم 4 أطفال في غارة على المدينة القديمة، وأصيب آخرون بجروح.\n"
ENGLISH = "At least 12 civilians were killed on Friday.\n"


@pytest.mark.parametrize(
    ("text", "charset"),
    [
        (FRENCH, "utf-8"),
        (ARABIC, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (ARABIC, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ARABIC, "utf-16-le"),
        (ARABIC, "utf-16-be"),
        (FRENCH, "utf-32"),
        (FRENCH, "cp1252"),
        (ARABIC, "cp1256"),
        (ENGLISH, "ascii"),
    ],
)
def test_the_characters_that_were_written_are_read(text: str, charset: str) -> None:
    assert decode(text.encode(charset))[0] == text


@pytest.mark.parametrize("text", ["12 tués", "قتل ١٢", "12 مدنيا"])
def test_short_texts_are_read_as_well(text: str) -> None:
    for charset in ("utf-8", "utf-16", "cp1256" if "ق" in text or "م" in text else "cp1252"):
        written = text if charset != "cp1256" else text.replace("١٢", "12")
        assert decode(written.encode(charset))[0] == written


def test_line_ends_are_made_equal_and_code_points_stay() -> None:
    assert decode("e\u0301\r\né\rtwelve\u2028".encode())[0] == "e\u0301\né\ntwelve\u2028"


def test_a_declared_charset_is_believed_where_it_fits() -> None:
    assert decode("привет мир".encode("koi8_r"), "koi8-r")[0] == "привет мир"
    assert decode(FRENCH.encode(), "no-such-charset")[0] == FRENCH
    assert decode(FRENCH.encode(), "ascii")[0] == FRENCH


def test_no_bytes_are_no_text() -> None:
    assert decode(b"") == ("", "utf-8")
