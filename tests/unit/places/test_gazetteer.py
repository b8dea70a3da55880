"""The gazetteer: places inside places, in three languages, and those that a text introduces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.model.ids import PlaceId
from bilan.model.text import Span
from bilan.places import UnknownPlace, gazetteer

G = gazetteer()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Mosul", "iq/nineveh/mosul"),
        ("Mossoul", "iq/nineveh/mosul"),
        ("الموصل", "iq/nineveh/mosul"),
        ("ville de Mossoul", "iq/nineveh/mosul"),
        ("Idlib", "sy/idlib"),
        ("مدينة إدلب", "sy/idlib/idlib"),
        ("محافظة إدلب", "sy/idlib"),
        ("Raqqa city", "sy/raqqa/raqqa"),
        ("northern Aleppo countryside", "sy/aleppo"),
        ("ريف حلب الشمالي", "sy/aleppo"),
        ("northwest Syria", "sy"),
        ("northern and eastern Syria", "sy"),
        ("Kafr Nouran", "sy/aleppo/kafr-nuran"),
        ("كفرنوران", "sy/aleppo/kafr-nuran"),
        ("nord du Burkina Faso", "bf"),
        ("bande de Gaza", "ps/gaza-strip"),
        ("RDC", "cd"),
        ("Côte d'Ivoire", "ci"),
    ],
)
def test_a_name_is_a_place_in_any_of_the_three_languages(said: str, meant: str) -> None:
    place = G.resolve(said)
    assert place is not None
    assert place.id == meant


def test_an_unknown_name_is_no_place() -> None:
    assert G.resolve("the baker's oven") is None
    assert G.resolve("") is None


def test_ids_are_paths_and_every_parent_exists() -> None:
    for place in G:
        assert place.parent == (place.id.rpartition("/")[0] or None)
        for above in G.ancestors(place.id):
            assert G.get(above)
            assert G.contains(above, place.id)


def test_coordinates_are_on_the_globe_or_absent() -> None:
    for place in G:
        assert (place.lat is None) == (place.lon is None)
        assert place.lat is None or (-90 <= place.lat <= 90 and -180 <= place.lon <= 180)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("names", "meant"),
    [
        (["al-Jadid", "Mosul"], ("iq/nineveh/mosul/jadid",)),
        (["Iraq", "Syria"], ("iq", "sy")),
        (["Mosul", "Iraq"], ("iq/nineveh/mosul",)),
        (["Iraq", "Mosul"], ("iq/nineveh/mosul",)),
        (["a bakery", "al-Jadid", "Mosul"], ("iq/nineveh/mosul/jadid/a-bakery",)),
        (["nowhere known"], ()),
    ],
)
def test_a_chain_of_names_is_read_from_the_most_specific_on(names: list[str], meant: tuple[str, ...]) -> None:
    assert G.resolve_chain(names) == meant


def test_a_made_up_place_lies_in_its_parent() -> None:
    id = PlaceId("iq/nineveh/mosul/jadid")
    assert G.ancestors(id) == ("iq/nineveh/mosul", "iq/nineveh", "iq")
    assert G.get(id).made_up
    with pytest.raises(UnknownPlace):
        G.get(PlaceId("atlantis/harbour"))


def test_of_two_places_of_one_name_the_text_decides() -> None:
    libya = G.find("Fighting in Benghazi, Libya, spread to Tripoli", "en")
    lebanon = G.find("From Beirut, Lebanon, they drove to Tripoli", "en")
    assert libya[-1].place.id == "ly/tripoli"
    assert lebanon[-1].place.id == "lb/tripoli"


def test_a_place_in_the_name_of_a_body_is_no_place() -> None:
    text = "the Network of Raqqa met in Mosul"
    inside = Span(4, 20)
    assert [f.place.id for f in G.find(text, "en", [inside])] == ["iq/nineveh/mosul"]


def test_a_text_may_introduce_a_village_inside_a_place_that_we_know() -> None:
    found = G.find("غارة على قرية تل صندل بريف إدلب الشرقي", "ar")
    assert [(f.words, f.place.made_up) for f in found] == [("تل صندل", True), ("ريف إدلب الشرقي", False)]
    assert found[0].place.parent == "sy/idlib"
    assert found[1].name == "eastern Idlib countryside"
    english = G.find("a strike on the village of Tell Sandal, near Idlib", "en")
    assert english[0].place.id == "sy/idlib/tell-sandal"


def test_names_that_are_common_words_need_a_word_that_says_place() -> None:
    assert G.find("فتح الباب ودخل", "ar") == []
    assert [f.place.id for f in G.find("قصف على مدينة الباب", "ar")] == ["sy/aleppo/al-bab"]
    assert G.find("زيارة الراعي إلى القصير", "ar") == []
    assert [f.place.id for f in G.find("قصف على بلدة الراعي", "ar")] == ["sy/aleppo/rai"]
    assert G.find("they were hit again", "en") == []


def test_a_verb_that_looks_like_valley_introduces_no_place() -> None:
    assert G.find("وأدى انفجار إلى أضرار في سوريا", "ar")[0].place.id == "sy"
    assert next(f.name for f in G.find("وادي الرمان في سوريا", "ar")) == "الرمان"


def test_a_very_long_line_is_gone_through_to_its_end() -> None:
    unit = "in the village of Tell Sandal near Mosul and northern Aleppo countryside, Syria; "
    once = len(G.find(unit, "en"))
    assert once >= 3
    assert len(G.find(unit * 12_000, "en")) == 12_000 * once  # a megabyte: what is not linear does not end


_BITS = st.sampled_from(
    ["Mosul", "village", "of", "the", "Tell", "northern", "Syria", "قرية", "إدلب", "ريف", "و", ",", ".", "Gaza", "city"]
)


@given(st.lists(_BITS, max_size=25).map(" ".join), st.sampled_from(["fr", "en", "ar"]))
def test_what_is_found_lies_in_the_text_in_order(text: str, lang: str) -> None:
    start = 0
    for f in G.find(text, lang):
        assert f.span.of(text) == f.words
        assert f.words.strip()
        assert f.span.start >= start
        start = f.span.start
