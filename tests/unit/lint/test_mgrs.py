"""The military grid, against coordinates that another program worked out (GEOTRANS, through the package mgrs 1.6)."""

from __future__ import annotations

import pytest

from bilan.lint.mgrs import NotAGridReference, kilometres, read_as_it_stands, read_mgrs

KNOWN = [
    ("37SBT4837411446", 33.513, 36.291),
    ("38SLF3118022748", 36.335, 43.119),
    ("56HLH3490052288", -33.8568, 151.2153),
    ("32VKN9723000510", 60.39, 5.32),
    ("33XWG1481383004", 78.22, 15.65),
    ("32NJF6603200011", 0.0001, 6.0001),
    ("30MYE7826544681", -0.5, -0.5),
    ("04WED8313290128", 71.1, -156.7),
    ("19FEV4500027239", -54.8, -68.3),
    ("38PMB1306799413", 15.37, 44.19),
]


@pytest.mark.parametrize(("words", "lat", "lon"), KNOWN)
def test_a_reference_is_where_another_program_puts_it(words: str, lat: float, lon: float) -> None:
    assert kilometres(read_mgrs(words), (lat, lon)) < 0.0008  # the middle of its square metre


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "it is empty"),
        ("n/a", "it is not zone, band, square and digits"),
        ("near the river", "it is not zone, band, square and digits"),
        ("37SEV123", "an odd number of digits"),
        ("37SEV123456123456", "more digits than a metre has"),
        ("377SEV123456", "a zone has two digits"),
        ("61SEV123456", "there is no zone 61"),
        ("37SEV123456/37SEV234567", "it holds more than one reference"),
        ("37SSU123456", "zone 37 has no square SU"),
        ("37IEV123456", "it is not zone, band, square and digits"),
        ("37SEJ123456", "band S of zone 37 has no square EJ"),
    ],
)
def test_words_that_are_no_reference_are_refused_with_the_reason(words: str, why: str) -> None:
    with pytest.raises(NotAGridReference) as refused:
        read_mgrs(words)
    assert str(refused.value) == why


def test_a_band_mistyped_leads_to_the_other_side_of_the_earth() -> None:
    with pytest.raises(NotAGridReference):
        read_mgrs("37FSV123456")
    assert kilometres(read_as_it_stands("37FSV123456"), read_mgrs("37SEV123456")) > 9_000
