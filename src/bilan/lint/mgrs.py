"""Coordinates in the military grid (MGRS), as official statements give them, to latitude and longitude.

The grid is the one of NATO's STANAG 2211 and of the United States' DMA TM 8358.1: a zone of 6° (01–60), a band of 8°
(C–X without I and O), a square of 100 km named by two letters, and one to five digits east and as many north. The
ellipsoid is WGS 84; the projection is Krüger's series to the third order (better than a millimetre within a zone).
"""

from __future__ import annotations

import math
import re
import unicodedata

_FORM = re.compile(r"(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])((?:\d\d){0,5})$")
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_COLUMNS = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")
_A, _F, _SCALE = 6_378_137.0, 1 / 298.257223563, 0.9996
_N = _F / (2 - _F)
_RADIUS = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_BETA = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96,
    _N**2 / 48 + _N**3 / 15,
    17 * _N**3 / 480,
)
_DELTA = (
    2 * _N - 2 * _N**2 / 3 - 2 * _N**3,
    7 * _N**2 / 3 - 8 * _N**3 / 5,
    56 * _N**3 / 15,
)
_SPILL = 2.0  # degrees by which a square may reach beyond its band or zone, at its corners


class NotAGridReference(ValueError):
    """The words are no reference in the military grid; the message says why."""


def read_mgrs(words: str) -> tuple[float, float]:
    """Latitude and longitude of the middle of the square that a reference names. Blanks and case do not matter.

    >>> lat, lon = read_mgrs("37S DA 50 50")
    >>> round(lat, 3), round(lon, 3)
    (36.599, 38.447)
    """
    zone, band, column, row, digits = _parts(words)
    if column not in _COLUMNS[(zone - 1) % 3]:
        raise NotAGridReference(f"zone {zone} has no square {column}{row}")
    return _placed(zone, band, column, row, digits)


def read_as_it_stands(words: str) -> tuple[float, float]:
    """The same, but of a square whose first letter belongs to another zone: where the reference would lead.

    A band mistyped for its neighbour on the keyboard leads to the other side of the earth; that is worth knowing.
    """
    return _placed(*_parts(words))


def reach(words: str) -> float:
    """Kilometres from the middle of the square that a reference names to its corners: it may mean any point of it.

    A square of 100 metres or less is as good as a point.

    >>> round(reach("37SDA5050"), 3), round(reach("37SDA"), 1), reach("37SDA500500")
    (0.707, 70.7, 0.0)
    """
    half = len(_parts(words)[4]) // 2
    return math.hypot(1, 1) / 2 * 10 ** (2 - half) if half < 3 else 0.0


def _parts(words: str) -> tuple[int, str, str, str, str]:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", words)).upper()
    match = _FORM.match(text)
    if match is None:
        raise NotAGridReference(_why(text))
    zone = int(match[1])
    if not 1 <= zone <= 60:
        raise NotAGridReference(f"there is no zone {zone}")
    return zone, match[2], match[3], match[4], match[5]


def _placed(zone: int, band: str, column: str, row: str, digits: str) -> tuple[float, float]:
    half = len(digits) // 2
    size = 10 ** (5 - half)
    east = int(digits[:half] or 0) * size + size / 2
    north = int(digits[half:] or 0) * size + size / 2
    letters = next(letters for letters in _COLUMNS if column in letters)
    easting = (letters.index(column) + 1) * 100_000 + east
    offset = 5 if zone % 2 == 0 else 0  # the letters of even zones begin five rows further on
    rows = (_ROWS.index(row) - offset) % 20
    lowest = -80 + 8 * _BANDS.index(band)
    highest = lowest + (12 if band == "X" else 8)
    for cycle in range(-5, 5):
        northing = cycle * 2_000_000 + rows * 100_000 + north
        if not -9_500_000 < northing < 9_500_000:
            continue
        lat, lon = _unprojected(easting - 500_000, northing, zone)
        if lowest - _SPILL <= lat <= highest + _SPILL:
            return lat, lon
    raise NotAGridReference(f"band {band} of zone {zone} has no square {column}{row}")


def _why(text: str) -> str:
    if not text:
        return "it is empty"
    if len(re.findall(r"\d{1,2}[A-Z]{3}\d", text)) > 1:
        return "it holds more than one reference"
    if re.match(r"\d{3,}[A-Z]", text):
        return "a zone has two digits"
    match = re.match(r"\d{1,2}[A-Z]{3}(\d+)$", text)
    if match and len(match[1]) % 2:
        return "an odd number of digits"
    if match and len(match[1]) > 10:
        return "more digits than a metre has"
    return "it is not zone, band, square and digits"


def _unprojected(east: float, north: float, zone: int) -> tuple[float, float]:
    """Metres from the zone's middle and from the equator → degrees."""
    xi, eta = north / (_SCALE * _RADIUS), east / (_SCALE * _RADIUS)
    xi0 = xi - sum(b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in enumerate(_BETA, 1))
    eta0 = eta - sum(b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in enumerate(_BETA, 1))
    chi = math.asin(math.sin(xi0) / math.cosh(eta0))
    lat = chi + sum(d * math.sin(2 * j * chi) for j, d in enumerate(_DELTA, 1))
    lon = math.radians(6 * zone - 183) + math.atan2(math.sinh(eta0), math.cos(xi0))
    return math.degrees(lat), (math.degrees(lon) + 180) % 360 - 180


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The great circle between two points (latitude, longitude), in km.

    >>> round(kilometres((36.2, 37.16), (33.51, 36.29)))  # Aleppo – Damascus
    309
    """
    (lat1, lon1), (lat2, lon2) = ((math.radians(x) for x in p) for p in (a, b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0088 * math.asin(min(1.0, math.sqrt(h)))
