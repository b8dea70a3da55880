"""Receiving: evidence first, everything once, every failure a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.model.errors import WrongUse
from bilan.model.period import Period


@pytest.fixture
def dossier(tmp_path: Path) -> Iterator[Dossier]:
    with Dossier.create(tmp_path / "d") as opened:
        yield opened


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


class Toll:
    """A mapping that knows tables with a column `dead`."""

    def __init__(self, **table: Any) -> None:
        self.table = table or {"claim": [{"count": "dead"}]}

    def table_for(self, filename: str, header: Iterable[str]) -> dict[str, Any] | None:
        return self.table if "dead" in list(header) else None


def types(dossier: Dossier) -> list[str]:
    return [e.type for e in dossier.journal.entries()][1:]


def test_a_document_is_kept_then_read(dossier: Dossier, sources: Path) -> None:
    (sources / "a.txt").write_text("published: 2017-03\npublisher: A monitor\n\nTwelve died.\r\n")
    added = add(dossier, [sources / "a.txt"], by="R")
    assert types(dossier) == ["exhibit_received", "text_extracted"]
    (exhibit,) = dossier.exhibits()
    assert added.exhibits == added.new == [exhibit.id]
    assert (exhibit.name, exhibit.media_type, exhibit.by, exhibit.how) == ("a.txt", "text/plain", "R", "file")
    assert (exhibit.publisher, exhibit.published) == ("A monitor", Period.parse("2017-03"))
    assert dossier.vault.read_text(dossier.working_copies()[exhibit.id].text) == "Twelve died.\n"
    assert dossier.vault.read_bytes(exhibit.id) == (sources / "a.txt").read_bytes()
    assert dossier.problems() == []


def test_no_path_of_this_machine_is_recorded(dossier: Dossier, sources: Path) -> None:
    (sources / "deep").mkdir()
    (sources / "deep" / "a.jpg").write_bytes(b"\xff\xd8\xff")
    (sources / "a.txt").write_text("Twelve died.")
    add(dossier, [sources], by="R")
    told = repr(list(dossier.journal.entries()))
    assert str(sources.parent) not in told
    assert dossier.failures()[0].path == "sources/deep/a.jpg"


def test_the_same_bytes_are_one_exhibit_and_no_error(dossier: Dossier, sources: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (sources / name).write_text("Twelve died.")
    first = add(dossier, [sources], by="R")
    entries = types(dossier)
    again = add(dossier, [sources], by="R")
    assert first.exhibits == again.exhibits == again.already_held
    assert len(first.exhibits) == 1
    assert again.new == again.failures == []
    assert types(dossier) == entries


def test_a_failure_is_recorded_once_listed_each_time_and_settled_by_reading(dossier: Dossier, sources: Path) -> None:
    (sources / "toll.csv").write_text("town;dead\nNorthtown;12\n")
    first, second = add(dossier, [sources], by="R"), add(dossier, [sources], by="R")
    assert first.failures == second.failures == dossier.failures()
    assert "--mapping" in first.failures[0].reason
    assert "town, dead" in first.failures[0].reason
    assert types(dossier) == ["exhibit_received", "reading_failed"]
    third = add(dossier, [sources], by="R", mapping=Toll())
    assert third.failures == dossier.failures() == []
    assert types(dossier)[2:] == ["mapping_recorded", "text_extracted"]
    (exhibit,) = dossier.exhibits()
    assert dossier.mappings() == {exhibit.id: {"claim": [{"count": "dead"}]}}


def test_a_better_mapping_replaces_the_old_one_and_none_keeps_it(dossier: Dossier, sources: Path) -> None:
    (sources / "toll.csv").write_text("town,dead\nNorthtown,12\n")
    (sources / "other.csv").write_text("a,b\n1,2\n")
    add(dossier, [sources], by="R", mapping=Toll())
    add(dossier, [sources / "toll.csv"], by="R")
    add(dossier, [sources / "toll.csv"], by="R", mapping=Toll())
    assert types(dossier).count("mapping_recorded") == 1
    add(dossier, [sources / "toll.csv"], by="R", mapping=Toll(lang="en"))
    assert list(dossier.mappings().values()) == [{"lang": "en"}]
    assert types(dossier).count("text_extracted") == 1
    assert [f.path for f in dossier.failures()] == ["sources/other.csv"]


def test_files_come_in_sorted_order_and_hidden_ones_stay_out(dossier: Dossier, sources: Path) -> None:
    for name in ("b/2.txt", "b/.hidden.txt", "a.txt", ".git/config.txt", "b/1.txt"):
        (sources / name).parent.mkdir(exist_ok=True)
        (sources / name).write_text(f"One died in {name}.")
    told: list[tuple[int, int, str]] = []
    add(dossier, [sources], by="R", progress=lambda done, total, name: told.append((done, total, name)))
    assert [e.name for e in dossier.exhibits()] == ["a.txt", "1.txt", "2.txt"]
    assert told[0] == (0, 3, "sources/a.txt")
    assert told[-1][:2] == (3, 3)


def test_links_are_not_followed_out_of_the_folder(dossier: Dossier, sources: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("A password.")
    (sources / "a.txt").write_text("Twelve died.")
    (sources / "inside.txt").symlink_to(sources / "a.txt")
    (sources / "out.txt").symlink_to(tmp_path / "secret.txt")
    (sources / "round").symlink_to(sources)
    (sources / "broken.txt").symlink_to(sources / "nowhere")
    added = add(dossier, [sources], by="R")
    assert len(added.exhibits) == 1
    assert [f.path for f in added.failures] == ["sources/broken.txt", "sources/out.txt"]
    assert not any(b"password" in p.read_bytes() for p in (dossier.path / "vault").rglob("*") if p.is_file())


def test_a_dossier_inside_the_folder_is_no_document(sources: Path) -> None:
    (sources / "a.txt").write_text("Twelve died.")
    with Dossier.create(sources / "dossier") as inside:
        for _ in range(2):
            assert add(inside, [sources], by="R").failures == []
        assert len(inside.exhibits()) == 1


def test_files_named_to_skip_are_left(dossier: Dossier, sources: Path) -> None:
    (sources / "m.toml").write_text("x = 1")
    (sources / "a.txt").write_text("Twelve died.")
    assert add(dossier, [sources], by="R", skip=[sources / "m.toml"]).failures == []


def test_a_pdf_is_known_by_its_bytes(dossier: Dossier, sources: Path) -> None:
    from tests.unit.intake.pdfs import pdf

    (sources / "report.txt").write_bytes(pdf(["Twelve people died."], []))
    added = add(dossier, [sources], by="R")
    (exhibit,) = dossier.exhibits()
    assert exhibit.media_type == "application/pdf"
    assert "page 2" in added.failures[0].reason
    assert dossier.vault.read_text(dossier.working_copies()[exhibit.id].text) == "Twelve people died."
    assert add(dossier, [sources], by="R").failures == added.failures


def test_somebody_must_add(dossier: Dossier, sources: Path) -> None:
    with pytest.raises(WrongUse):
        add(dossier, [sources], by=" ")
