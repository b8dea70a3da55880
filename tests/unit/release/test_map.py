"""The map never says more than its sources: no point for a country, no street, no number of its own for a shared figure."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.model.ids import PlaceId
from bilan.places import PlaceKind, gazetteer
from bilan.reconcile.world import World
from bilan.release import atlas, build_site, inspect_site
from bilan.release import map as maps
from bilan.release.book import Book, open_book
from bilan.release.words import Words

REPORTS = {
    "a.txt": (
        "publisher: Airwars\npublished: 2017-06-02\nlang: en\n\n"
        "Airwars reported that at least 105 civilians were killed in Mosul by the US-led Coalition on 17 March 2017. "
        "At least 25 civilians were killed in Iraq in April 2017 by the US-led Coalition, Airwars said. "
        "In Nineveh Governorate, 12 civilians were killed by the US-led Coalition in May 2017. "
        "The monitor said that 300 civilians were killed by the US-led Coalition in Iraq and Syria in 2016. "
        "SNHR said that 9 civilians were killed in the Old City of Mosul on 3 May 2017."
    ),
    "b.txt": (
        "publisher: US military\npublished: 2017-07-02\nlang: en\n\n"
        "The US military admitted that 80 civilians were killed in Mosul on 17 March 2017."
    ),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Path]:
    folder = tmp_path_factory.mktemp("map")
    (folder / "in").mkdir()
    for name, text in REPORTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    dossier = Dossier.open_or_create(folder / "dossier")
    add(dossier, sorted((folder / "in").iterdir()), by="researcher")
    world = World.load(dossier, as_of=date(2017, 8, 1))
    build_site(dossier, world, folder / "out")
    return open_book(dossier, world), folder / "out"


def _drawn(book: Book, lang: str = "en") -> tuple[tuple[maps.Spot, ...], maps.Picture]:
    spots = maps.spots(book)
    drawn = maps.picture(book, Words(lang), spots)
    assert drawn is not None
    return spots, drawn


def test_each_place_is_known_as_precisely_as_it_was_said(made: tuple[Book, Path]) -> None:
    known = {spot.places: spot.precision for spot in maps.spots(made[0])}
    assert known[(PlaceId("iq/nineveh/mosul"),)] is maps.Precision.TOWN
    assert known[(PlaceId("iq/nineveh"),)] is maps.Precision.AREA
    assert known[(PlaceId("iq"),)] is maps.Precision.COUNTRY
    assert known[(PlaceId("iq"), PlaceId("sy"))] is maps.Precision.SEVERAL


def test_a_country_is_never_a_point(made: tuple[Book, Path]) -> None:
    spots, drawn = _drawn(made[0])
    for mark in drawn.marks:
        spot = spots[mark.row - 1]
        kinds = {gazetteer().get(p).kind for p in spot.places}
        assert (mark.shape == "land") == (kinds == {PlaceKind.COUNTRY})
        assert mark.shape != "land" or mark.r == 0
    assert any(land.row for land in drawn.lands), "no country is told, so this test tries nothing"


def test_a_province_is_a_ring_and_a_town_is_a_disc(made: tuple[Book, Path]) -> None:
    spots, drawn = _drawn(made[0])
    shapes = {spots[m.row - 1].precision: m.shape for m in drawn.marks}
    assert shapes[maps.Precision.AREA] == "ring"
    assert shapes[maps.Precision.TOWN] == "dot"


def test_a_quarter_is_shown_at_its_town(made: tuple[Book, Path]) -> None:
    mosul = next(s for s in maps.spots(made[0]) if s.key == "iq-nineveh-mosul")
    assert "iq/nineveh/mosul/old-city" in mosul.within


def test_no_place_of_the_gazetteer_becomes_more_precise_than_a_town() -> None:
    for place in gazetteer():
        shown = maps.shown_at(place.id)
        assert shown == "?" or gazetteer().contains(shown, place.id)
        assert shown == "?" or gazetteer().get(shown).kind not in (PlaceKind.NEIGHBOURHOOD, PlaceKind.SITE)


def test_every_mark_has_its_row_in_the_table(made: tuple[Book, Path]) -> None:
    for lang in ("fr", "en", "ar"):
        page = (made[1] / lang / "places/index.html").read_text(encoding="utf-8")
        rows = set(re.findall(r'data-row="(\d+)"', page))
        assert rows
        assert all(f'id="p-{row}"' in page for row in rows)


@pytest.mark.parametrize(
    ("lang", "borders"),
    [("fr", "aucune opinion"), ("en", "imply no opinion"), ("ar", "ولا تعني الحدود ولا الأسماء أي رأي")],
)
def test_the_map_says_that_its_borders_are_nobodys_opinion(made: tuple[Book, Path], lang: str, borders: str) -> None:
    for name in ("index", "iq", "iq-nineveh-mosul"):
        page = (made[1] / lang / f"places/{name}.html").read_text(encoding="utf-8")
        assert borders in re.sub(r"<desc.*?</desc>", "", page)
        assert "Natural Earth" in page


def test_the_map_is_the_same_way_round_in_arabic(made: tuple[Book, Path]) -> None:
    french, arabic = (_drawn(made[0], lang)[1] for lang in ("fr", "ar"))
    assert [(m.x, m.y) for m in french.marks] == [(m.x, m.y) for m in arabic.marks]


def test_a_place_has_the_range_of_its_own_claims(made: tuple[Book, Path]) -> None:
    book = made[0]
    mosul = next(s for s in maps.spots(book) if s.key == "iq-nineveh-mosul")
    total = maps.total(book, mosul).killed
    alone = book.world.only(mosul.claims)
    assert total.alleged.answer is not None
    answer = alone.answer(total.alleged.answer.question)
    assert (total.alleged.low, total.alleged.high) == (answer.low, answer.high)
    assert total.admitted.low == 80


def test_the_site_with_its_maps_keeps_its_promises(made: tuple[Book, Path]) -> None:
    assert inspect_site(made[1]) == []


# ---------------------------------------------------------------- the outlines


def test_the_outlines_are_small_and_name_their_source() -> None:
    file = Path(atlas.__file__).with_name("countries.json")
    assert file.stat().st_size < 200_000
    assert "Natural Earth" in atlas.source()
    assert "public domain" in atlas.source()


def test_every_country_that_the_gazetteer_describes_has_an_outline() -> None:
    described = {p.id[:2] for p in gazetteer() if "/" in p.id}
    assert described <= {o.code for o in atlas.outlines()}


@pytest.mark.parametrize("country", sorted({p.id[:2] for p in gazetteer() if "/" in p.id and p.lat is not None}))
def test_the_towns_of_a_country_lie_in_its_outline(country: str) -> None:
    """Nearly all: a coast or a border that was simplified may leave a town a few kilometres outside."""
    outline = atlas.outline(country)
    assert outline is not None
    towns = [p for p in gazetteer() if p.id.startswith(f"{country}/") and p.lat is not None and p.lon is not None]
    outside = [p.id for p in towns if not any(_inside(ring, p.lon or 0, p.lat or 0) for ring in outline.rings)]
    assert len(outside) <= max(1, len(towns) // 5), outside


def _inside(ring: tuple[tuple[float, float], ...], x: float, y: float) -> bool:
    found = False
    for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found


def test_a_window_holds_what_it_was_made_for() -> None:
    view = atlas.window([(36.0, 32.5, 42.0, 37.0), (43.13, 36.34, 43.13, 36.34)])
    assert all(view.holds(lon, lat) for lon, lat in ((36.0, 32.5), (42.0, 37.0), (43.13, 36.34)))
