"""The chain of custody tells everything that happened to an exhibit, and nothing of any other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests import captures

from bilan.evidence import Dossier
from bilan.evidence.custody import Custody, custody, event_label, find_exhibit, labels
from bilan.evidence.custody_page import page
from bilan.evidence.fixity import audit
from bilan.intake import add
from bilan.model.errors import WrongUse
from bilan.model.vocab import LANGS


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Dossier]:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.eml").write_bytes(captures.mail({"notes.txt": b"Two more died later."}))
    (tmp_path / "in" / "<b>.txt").write_text("Nobody died here.")
    with Dossier.create(tmp_path / "d") as opened:
        add(opened, [tmp_path / "in"], by="R. Searcher")
        audit(opened, by="schedule")
        yield opened


def of(dossier: Dossier, name: str) -> Custody:
    return custody(dossier, find_exhibit(dossier, name))


def test_everything_that_happened_stands_in_order(dossier: Dossier) -> None:
    chain = of(dossier, "a.eml")
    assert [e.what for e in chain.events] == [
        "exhibit_received",
        "text_extracted",
        "copy_made",
        "copy_made",
        "found_inside",
        "fixity_checked",
    ]
    assert [e.seq for e in chain.events] == sorted(e.seq for e in chain.events)
    assert chain.events[0].by == "R. Searcher"
    assert dict(chain.events[1].facts)["tool"] == "mail 1"
    rows = {row.seq: row.commitment for row in dossier.journal.rows()}
    assert all(rows[e.seq] == e.commitment for e in chain.events)
    assert chain.intact


def test_what_was_found_inside_names_where(dossier: Dossier) -> None:
    first = of(dossier, "notes.txt").events[0]
    assert dict(first.facts)["parent"] == find_exhibit(dossier, "a.eml")
    assert dict(first.facts)["how"] == "member"


def test_another_document_is_not_in_it(dossier: Dossier) -> None:
    assert [e.what for e in of(dossier, "<b>.txt").events] == ["exhibit_received", "text_extracted", "fixity_checked"]


def test_changed_bytes_are_said(dossier: Dossier) -> None:
    file = dossier.vault.path(find_exhibit(dossier, "a.eml"))
    file.chmod(0o600)
    file.write_bytes(b"another letter")
    assert not of(dossier, "a.eml").intact


def test_the_page_shows_hostile_names_as_text_in_three_languages(dossier: Dossier) -> None:
    chain = of(dossier, "<b>.txt")
    for lang in LANGS:
        text = page(chain, lang)
        assert "<b>" not in text
        assert "&lt;b&gt;.txt" in text
        assert event_label(chain.events[0])[lang] in text
        assert "src=" not in text
        assert "href=" not in text
    assert "dir='rtl'" in page(chain, "ar")


def test_every_word_is_there_in_every_language() -> None:
    words = labels()
    for table in (words["columns"], words["facts"], words["events"], {"title": words["title"]}):
        for key, said in table.items():
            assert set(said) == set(LANGS), key


def test_an_exhibit_is_found_by_its_name_or_the_beginning_of_its_id(dossier: Dossier) -> None:
    letter = find_exhibit(dossier, "a.eml")
    assert find_exhibit(dossier, letter[:8]) == find_exhibit(dossier, letter) == letter
    for wrong in ("nothing.txt", letter[:3]):
        with pytest.raises(WrongUse):
            find_exhibit(dossier, wrong)
