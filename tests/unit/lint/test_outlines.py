"""Points and countries."""

from __future__ import annotations

from importlib.resources import files
from itertools import pairwise

import pytest

from bilan.lint.outlines import country_code, kilometres_outside


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [
        ("sy", 35.95, 39.01),  # Raqqa
        ("iq", 36.34, 43.13),  # Mosul
        ("ye", 12.65, 53.95),  # Socotra, an island
        ("ps", 31.50, 34.46),  # Gaza
        ("ps", 31.90, 35.20),  # Ramallah
        ("so", 9.56, 44.06),  # Hargeisa: a territory without a code of its own lies in the state that claims it
        ("cy", 35.34, 33.32),  # Kyrenia
        ("fj", -16.8, 179.9),  # near the line where days change
        ("ru", 65.5, -172.0),  # beyond it
        ("us", 21.3, -157.9),  # Honolulu
    ],
)
def test_a_point_lies_in_its_country(code: str, lat: float, lon: float) -> None:
    away = kilometres_outside(code, lat, lon)
    assert away is not None
    assert away <= 5


@pytest.mark.parametrize(
    ("code", "lat", "lon", "least"),
    [("sy", 36.19, 44.01, 100), ("sy", 32.79, 35.0, 50), ("iq", 35.95, 39.01, 150), ("ye", 35.95, 39.01, 1500)],
)
def test_a_point_in_another_country_lies_outside(code: str, lat: float, lon: float, least: float) -> None:
    away = kilometres_outside(code, lat, lon)
    assert away is not None
    assert away > least


def test_away_from_a_border_the_distance_grows_by_what_one_goes() -> None:
    """Northwards from Syria's north-east, where the border runs from west to east."""
    away = [kilometres_outside("sy", 37.2 + km / 111.195, 41.0) or 0.0 for km in (0, 10, 20)]
    assert all(8 < further - near <= 10.01 for near, further in pairwise(away))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Syria", "sy"), ("Syrie", "sy"), ("سوريا", "sy"), ("Syrian Arab Republic", "sy"), ("IRAQ", "iq"),
        ("العراق", "iq"), ("Yémen", "ye"), ("Yemen (North Yemen)", "ye"), ("Turkey", "tr"), ("Türkiye", "tr"),
        ("Palestine", "ps"), ("Gaza Strip", "ps"), ("DR Congo (Zaire)", "cd"), ("Myanmar (Burma)", "mm"),
        ("Russia (Soviet Union)", "ru"), ("Ivory Coast", "ci"), ("Bosnia-Herzegovina", "ba"), ("Ukraine", "ua"),
        ("Israel", "il"), ("Kosovo", "xk"), ("Atlantis", None), ("", None),
    ],
)  # fmt: skip
def test_a_country_is_known_by_the_names_that_recorders_use(name: str, code: str | None) -> None:
    assert country_code(name) == code


def test_the_outlines_stay_small() -> None:
    assert len(files("bilan.lint").joinpath("data", "outlines.bin").read_bytes()) < 200_000
