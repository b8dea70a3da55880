"""A tension's page: its rank and why, the sentences side by side, and beside each what would resolve it."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.reconcile.world import World
from bilan.release.site import build_site

REPORTS = {
    "a.txt": "publisher: Airwars\npublished: 2019-06-01\nlang: en\n\nOnly 15 people were killed in Homs on 3 May 2019.\n",
    "b.txt": "publisher: SNHR\npublished: 2019-06-02\nlang: fr\n\nAu moins 51 personnes ont été tuées à Homs le 3 mai 2019.\n",
    "c.txt": "publisher: SOHR\npublished: 2019-06-02\nlang: en\n\nUp to 20 civilians were killed in Idlib on 4 May 2019.\n",
    "d.txt": "publisher: Human Rights Watch\npublished: 2019-06-02\nlang: en\n\nAt least 35 civilians were killed in Idlib on 4 May 2019.\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tensions")
    (folder / "in").mkdir()
    for name, text in REPORTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    with Dossier.open_or_create(folder / "dossier") as dossier:
        add(dossier, sorted((folder / "in").iterdir()), by="researcher")
        world = World.load(dossier, as_of=date(2019, 7, 1))
        assert [t.sentence.key for t in world.tensions()] == ["t_infeasible", "t_rival_limit"]
        build_site(dossier, world, folder / "out")
    return folder / "out"


def _pages(site: Path, lang: str) -> list[str]:
    return [p.read_text(encoding="utf-8") for p in (site / lang / "tensions").glob("*.html") if p.name != "index.html"]


def _words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


@pytest.mark.parametrize(
    ("lang", "rank", "change", "least"),
    [
        ("fr", "Rang 1 sur 2", "Un seul changement ici suffirait", "Le plus petit changement"),
        ("en", "Rank 1 of 2", "One change here would be enough", "The smallest change"),
        ("ar", "الترتيب ١ من ٢", "يكفي تغيير واحد هنا", "أصغر تغيير"),
    ],
)
def test_rank_sentences_and_changes_stand_side_by_side(
    site: Path, lang: str, rank: str, change: str, least: str
) -> None:
    (page,) = [p for p in _pages(site, lang) if rank in _words(p)]
    sides = re.findall(r'<article class="side changes".*?</article>', page, flags=re.DOTALL)
    assert len(sides) == 2
    assert all(change in _words(side) for side in sides)
    assert any("Only 15 people were killed" in _words(side) for side in sides)
    assert any("Au moins 51 personnes" in _words(side) for side in sides)
    assert least in _words(page)


def test_the_list_is_in_order_of_rank_and_says_what_is_at_stake(site: Path) -> None:
    words = _words((site / "en" / "tensions" / "index.html").read_text(encoding="utf-8"))
    assert words.index("people at stake: 36") < words.index("people at stake: 15")


def test_what_to_ask_stands_apart_from_what_resolves(site: Path) -> None:
    (page,) = [p for p in _pages(site, "en") if "Rank 2 of 2" in _words(p)]
    words = _words(page)
    assert words.index("To ask, to check") < words.index("Ask each source whom it counts as “civilians”")
