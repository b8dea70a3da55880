"""A reader opens the built site and follows each figure to its sentence.

The reports are written for this test. Some of them attack the page that will show them.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.model.errors import WrongUse
from bilan.reconcile.world import World
from bilan.release import build_site, inspect_site

LANGS = ("fr", "en", "ar")
NOON = datetime(2024, 5, 2, 12, 0, tzinfo=UTC)

REPORTS = {
    "recorder.txt": (
        "title: Strikes on the old town\npublisher: Airwars\npublished: 2017-04-03\nlang: en\n\n"
        "Airwars reported that at least 105 civilians were killed in Mosul by the US-led Coalition on 17 March 2017. "
        "Among them were 12 children.\n\nAmnesty International said that more than 5,800 civilians were killed by the "
        "US-led Coalition and Iraqi forces between 19 February and 19 June 2017."
    ),
    "army.txt": (
        "title: Monthly report\npublisher: US military\npublished: 2017-05-31\nlang: en\n\n"
        "The US military admitted that it killed 352 civilians since 2014, including 105 civilians killed in Mosul in "
        "March 2017. The US-led Coalition said that 80 more civilians were killed in its strikes."
    ),
    "presse.txt": (
        "title: Le bilan de mars\npublisher: Le Journal\npublished: 2017-04-10\nlang: fr\n\n"
        "Selon Airwars, au moins 105 civils ont été tués à Mossoul par la coalition le 17 mars 2017. "
        "La Russie dément avoir tué des civils."
    ),
    "sahifa.txt": (
        "title: حصيلة آذار\npublisher: الصحيفة\npublished: 2017-04-12\nlang: ar\n\n"
        "قال المرصد السوري لحقوق الإنسان إن 40 مدنيا قتلوا في الرقة في غارة جوية للتحالف الدولي يوم 20 آذار 2017."
    ),
    "hostile.txt": (
        'title: </title><script>alert("title")</script>\u202egnp\n'
        "publisher: <img src=x onerror=alert(1)>\npublished: 2017-04-14\nlang: en\n\n"
        "</style><script>alert('text')</script> The monitor <b onclick=\"alert(2)\">said</b> that 7 civilians were "
        "killed in Raqqa by javascript:alert(3) US-led Coalition on 21 March 2017. "
        "\u202eSNHR said that 33 civilians were killed in Raqqa on 22 March 2017."
    ),
}


def _dossier(folder: Path, reports: dict[str, str] | None = None) -> Dossier:
    told = reports if reports is not None else REPORTS
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name, text in told.items():
        (sources / name).write_text(text, encoding="utf-8")
    (sources / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n not a report")
    dossier = Dossier.open_or_create(folder / "dossier", clock=lambda: NOON)
    add(dossier, sorted(sources.iterdir()), by="researcher")
    return dossier


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    with _dossier(folder) as dossier:
        build_site(dossier, World.load(dossier), folder / "out")
    return folder / "out"


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Path:
    """A copy of one's own, to damage."""
    return Path(shutil.copytree(built, tmp_path / "site"))


def _rules(site: Path) -> set[str]:
    return {f.rule for f in inspect_site(site)}


def _change(page: Path, before: str, after: str) -> None:
    text = page.read_text(encoding="utf-8")
    assert before in text
    page.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_site_keeps_every_promise_it_makes(built: Path) -> None:
    assert inspect_site(built) == []


def test_the_dossier_behind_this_test_has_claims_tables_and_a_failure_to_show(built: Path) -> None:
    figures = json.loads((built / "data/figures.json").read_text(encoding="utf-8"))["figures"]
    claims = json.loads((built / "data/claims.json").read_text(encoding="utf-8"))["claims"]
    assert len(claims) >= 6
    assert any(f["low"] for f in figures)
    assert any(f["measure"] == "gap" for f in figures)
    assert "picture.png" in (built / "en/index.html").read_text(encoding="utf-8")


def test_each_claim_of_each_document_has_its_page_and_its_place_in_every_language(built: Path) -> None:
    claims = json.loads((built / "data/claims.json").read_text(encoding="utf-8"))["claims"]
    for lang in LANGS:
        texts = "".join(p.read_text(encoding="utf-8") for p in sorted((built / lang / "exhibits").glob("*.html")))
        for claim in claims:
            assert (built / lang / "claims" / f"{claim['id']}.html").is_file()
            assert texts.count(f'id="c-{claim["id"]}"') == 1


def test_a_figure_of_the_overview_reaches_its_sentence_in_two_clicks(built: Path) -> None:
    """The same walk as the crawler's, once by hand."""
    overview = (built / "en/index.html").read_text(encoding="utf-8")
    first = re.search(r'data-figure="all-alleged" href="([^"]+)"', overview)
    assert first is not None
    figure = (built / "en" / first[1]).read_text(encoding="utf-8")
    second = re.search(r'data-figure="c-[0-9a-f]+" href="\.\./(exhibits/[^"#]+)#(c-[0-9a-f]+)"', figure)
    assert second is not None
    assert f'id="{second[2]}"' in (built / "en" / second[1]).read_text(encoding="utf-8")


# ---------------------------------------------------------------- controls: the crawler must notice


def test_a_number_that_leads_nowhere_is_noticed(site: Path) -> None:
    _change(site / "en/index.html", "<h2", '<p><b class="n">4,711</b></p><h2')
    assert "figure" in _rules(site)


def test_a_figure_whose_page_lost_its_sentences_is_noticed(site: Path) -> None:
    page = site / "en/figures/all-alleged.html"
    page.write_text(re.sub(r"exhibits/[^\"]+#c-", "claims/index.html#c-", page.read_text(encoding="utf-8")))
    assert "figure" in _rules(site)


def test_a_figure_that_links_to_another_claims_sentence_is_noticed(site: Path) -> None:
    page = next(p for p in sorted((site / "en/claims").glob("*.html")) if not p.name.startswith("index"))
    _change(page, f"#c-{page.stem}", "#main")
    assert "figure" in _rules(site)


def test_a_third_party_a_script_and_a_missing_mark_are_noticed(site: Path) -> None:
    _change(site / "fr/method.html", "</main>", '<img src="https://example.org/x.png" alt=""></main>')
    _change(site / "en/method.html", "</main>", "<script></script></main>")
    _change(site / "ar/method.html", "data-draft", "data-x")
    _change(site / "ar/index.html", "noindex, ", "")
    assert {"third party", "hostile", "draft", "noindex"} <= _rules(site)


def test_a_page_missing_in_one_language_and_an_unclosed_tag_are_noticed(site: Path) -> None:
    (site / "ar/method.html").unlink()
    _change(site / "fr/method.html", "</section>", "")
    assert {"languages", "broken link", "well-formed"} <= _rules(site)


def test_a_figure_shown_without_its_reserves_is_noticed(site: Path) -> None:
    """The data says that the figure has a reserve; its pages print none."""
    file = site / "data/figures.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    told["figures"][0]["reserves"].append({"fr": "…", "en": "…", "ar": "…"})
    file.write_text(json.dumps(told), encoding="utf-8")
    for page in site.rglob("*.html"):
        page.write_text(page.read_text(encoding="utf-8").replace("data-reserve", "data-x"), encoding="utf-8")
    assert "reserve" in _rules(site)


# ---------------------------------------------------------------- time, place, and how we know


def test_every_page_leads_to_the_timeline_and_to_the_map(built: Path) -> None:
    for lang in LANGS:
        for page in (built / lang).rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            assert "timeline.html" in text
            assert "places/index.html" in text or page.parent.name == "places"


def test_each_incident_has_a_range_and_says_how_it_is_known(built: Path) -> None:
    incidents = [p for p in sorted((built / "en/incidents").glob("*.html")) if not p.name.startswith("index")]
    assert incidents
    for page in incidents:
        text = page.read_text(encoding="utf-8")
        assert re.search(r'data-figure="incident-[0-9a-f]+-alleged" href="#claims"', text)
        assert '<details class="how">' in text


def test_an_actor_has_its_figures_its_time_and_its_answers_on_one_page(built: Path) -> None:
    text = (built / "en/actors/us-led-coalition.html").read_text(encoding="utf-8")
    assert '<svg class="strip" role="img"' in text
    for id in ("timeline", "admissions", "denials", "disputes", "no_admission"):
        assert f'<h2 id="{id}">' in text


def test_a_voice_says_why_its_claims_are_one_voice(built: Path) -> None:
    pages = "".join(p.read_text(encoding="utf-8") for p in sorted((built / "en/voices").glob("*.html")))
    assert "Why these are one voice" in pages
    assert "it names this source itself" in pages


# ---------------------------------------------------------------- hostile documents


def test_what_a_document_says_is_never_obeyed(built: Path) -> None:
    pages = [p.read_text(encoding="utf-8") for p in sorted(built.rglob("*.html"))]
    everything = "".join(pages)
    assert "alert(&#39;text&#39;)" in everything, "the attack is not shown, so this test tries nothing"
    for attack in ("<script", "<img", "<b onclick", "</style>", "\u202e"):
        assert attack not in everything
    assert not re.search(r'(?:href|src)="\s*javascript:', everything)


def test_every_page_forbids_scripts_and_other_origins(built: Path) -> None:
    for page in built.rglob("*.html"):
        assert "Content-Security-Policy\" content=\"default-src 'none';" in page.read_text(encoding="utf-8")


def test_no_address_holds_a_name(built: Path) -> None:
    for page in built.rglob("*.html"):
        name = page.relative_to(built).as_posix()
        assert re.fullmatch(r"(fr|en|ar)?/?[a-z0-9/-]+\.html", name), name


# ---------------------------------------------------------------- languages


def test_arabic_pages_run_from_right_to_left_and_write_their_own_digits(built: Path) -> None:
    overview = (built / "ar/index.html").read_text(encoding="utf-8")
    assert '<html lang="ar" dir="rtl">' in overview
    numbers = re.findall(r'<b class="n">([^<]+)</b>', overview)
    assert numbers
    assert all(re.fullmatch(r"[٠-٩٬]+", n) for n in numbers)


def test_a_quotation_says_its_language_and_its_direction(built: Path) -> None:
    french = "".join(p.read_text(encoding="utf-8") for p in sorted((built / "fr/exhibits").glob("*.html")))
    assert re.search(r'class="words" lang="ar" dir="rtl"', french)
    assert re.search(r'class="words" lang="en" dir="ltr"', french)


def test_the_site_can_speak_one_language(tmp_path: Path) -> None:
    with _dossier(tmp_path) as dossier:
        build_site(dossier, World.load(dossier), tmp_path / "out", languages=("ar",))
    assert not (tmp_path / "out/fr").exists()
    assert inspect_site(tmp_path / "out") == []


# ---------------------------------------------------------------- building


def test_building_again_gives_the_same_bytes(built: Path, tmp_path: Path) -> None:
    with _dossier(tmp_path) as dossier:
        world = World.load(dossier)
        build_site(dossier, world, tmp_path / "out")
        build_site(dossier, World.load(dossier), tmp_path / "out")  # over the first one
    ours = {p.relative_to(tmp_path / "out"): p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file()}
    theirs = {p.relative_to(built): p.read_bytes() for p in built.rglob("*") if p.is_file()}
    assert ours == theirs


def test_an_empty_dossier_still_gives_a_whole_site(tmp_path: Path) -> None:
    with Dossier.open_or_create(tmp_path / "dossier", clock=lambda: NOON) as dossier:
        report = build_site(dossier, World.of([], [], date(2024, 5, 2)), tmp_path / "out")
    assert report.pages > 30
    assert inspect_site(tmp_path / "out") == []


def test_a_folder_that_is_no_site_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with Dossier.open_or_create(tmp_path / "dossier") as dossier, pytest.raises(WrongUse, match="not a site"):
        build_site(dossier, World.of([], [], date(2024, 5, 2)), tmp_path)
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_progress_is_told_of_every_page(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    with Dossier.open_or_create(tmp_path / "dossier", clock=lambda: NOON) as dossier:
        world = World.of([], [], date(2024, 5, 2))
        report = build_site(dossier, world, tmp_path / "out", progress=lambda done, of: heard.append((done, of)))
    assert heard[-1] == (report.pages, report.pages)
    assert len(heard) == report.pages
