"""What a minister, a family and a court read on the site: answers apart, words that agree, reasons in their language.

The reports are written for this test.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.reconcile.world import World
from bilan.release import build_site, inspect_site
from bilan.release.words import Words

LANGS = ("fr", "en", "ar")
NOON = datetime(2024, 5, 2, 12, 0, tzinfo=UTC)
REPORTS = {
    "army.txt": (
        "title: Monthly report\npublisher: US military\npublished: 2017-05-31\nlang: en\n\n"
        "The US military admitted that it killed 12 civilians in Raqqa on 21 March 2017. "
        "The US military admitted that it killed 1 civilian in Kobani on 3 April 2016."
    ),
    "recorder.txt": (
        "title: Strikes\npublisher: Airwars\npublished: 2017-04-03\nlang: en\n\n"
        "Airwars reported that at least 105 civilians were killed in Mosul by the US-led Coalition on 17 March 2017."
    ),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("says")
    sources = folder / "sources"
    sources.mkdir()
    for name, text in REPORTS.items():
        (sources / name).write_text(text, encoding="utf-8")
    (sources / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n not a report")
    with Dossier.open_or_create(folder / "dossier", clock=lambda: NOON) as dossier:
        add(dossier, sorted(sources.iterdir()), by="researcher")
        build_site(dossier, World.load(dossier), folder / "out")
    assert inspect_site(folder / "out") == []
    return folder / "out"


def _data(site: Path, name: str) -> Any:
    return json.loads((site / "data" / f"{name}.json").read_text(encoding="utf-8"))


def _read(site: Path, page: str) -> str:
    return (site / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_admissions_that_nobody_alleged_stand_in_the_table_and_in_a_list_of_their_own(site: Path, lang: str) -> None:
    row = next(r for r in _data(site, "gap")["rows"] if r["id"] == "united-states")
    assert row["admitted_without_allegation"] == 2
    words = str(Words(lang).say("gap.count.unalleged", n=2))
    assert f'href="../actors/united-states.html#unalleged">{words}</a>' in _read(
        site, f"{lang}/accountability/index.html"
    )
    page = _read(site, f"{lang}/actors/united-states.html")
    apart = page[page.index('<h2 id="unalleged">') : page.index('<h2 id="denials">')]
    assert str(Words(lang).say("actor.unalleged_means")) in apart
    assert all(f'data-figure="c-{claim}"' in apart for claim in row["claims"]["admitted_without_allegation"])


def test_an_actor_without_such_admissions_has_no_such_list(site: Path) -> None:
    pages = sorted((site / "en/actors").glob("*.html"))
    told = {p.stem for p in pages if 'id="unalleged"' in p.read_text(encoding="utf-8")}
    assert "united-states" in told
    assert "airwars" not in told


def test_the_ranges_of_places_and_incidents_are_data_and_say_what_their_pages_say(site: Path) -> None:
    listed = [*_data(site, "places")["places"], *_data(site, "incidents")["incidents"]]
    assert len(listed) >= 3
    for one in listed:
        found = json.loads((site / "data" / one["ranges"]).read_text(encoding="utf-8"))
        page = _read(site, f"en/{one['page']}")
        for figure in found["figures"]:
            shown = re.search(rf'data-figure="{figure["id"]}"[^>]*>(.*?)</a>', page, re.DOTALL)
            assert shown is not None
            numbers = {int(n.replace(",", "")) for n in re.findall(r'<b class="n">([\d,]+)</b>', shown[1])}
            assert numbers == {n for n in (figure["low"], figure["high"]) if n}
        assert f"data/{one['ranges']}" in page


@pytest.mark.parametrize("lang", LANGS)
def test_a_failure_is_told_in_the_readers_language_with_the_machines_words_beside_it(site: Path, lang: str) -> None:
    (failure,) = _data(site, "failures")["failures"]
    assert failure["kind"] == "image"
    page = _read(site, f"{lang}/index.html")
    assert str(Words(lang).say("failure.image")) in page
    assert '<small lang="en" dir="ltr" class="raw">it is an image' in page


@pytest.mark.parametrize(
    ("lang", "one", "many"),
    [("fr", "tué</span> <span class=\"group\">(civil)", "tués</span> <span class=\"group\">(civils)"),
     ("en", "killed</span> <span class=\"group\">(civilian)", "killed</span> <span class=\"group\">(civilians)"),
     ("ar", "قتيل</span> <span class=\"group\">(مدني)", "قتيلا</span> <span class=\"group\">(مدنيون)")],
)  # fmt: skip
def test_words_agree_with_the_number_before_them(site: Path, lang: str, one: str, many: str) -> None:
    page = _read(site, f"{lang}/actors/united-states.html")
    assert one in page
    assert many in page


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_titles_and_rows_begin_with_a_capital(site: Path, lang: str) -> None:
    for page in sorted((site / lang).rglob("*.html")):
        if page.parent.name == "exhibits":
            continue  # a document is called what its publisher or its file calls it
        text = page.read_text(encoding="utf-8")
        for words in re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL):
            plain = re.sub(r"<[^>]*>", "", words).strip()
            assert not plain[:1].islower(), page.name
