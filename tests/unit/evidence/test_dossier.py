"""A dossier is one folder: it opens only what it understands, and its projections follow the journal."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bilan.evidence import Dossier, read_period
from bilan.model.errors import BrokenDossier, WrongUse
from bilan.model.period import ALWAYS, Period

EXHIBIT = "ab" * 32


def receive(dossier: Dossier, exhibit: str = EXHIBIT) -> None:
    dossier.journal.append(
        "exhibit_received",
        {
            "exhibit": exhibit,
            "name": "a.txt",
            "media_type": "text/plain",
            "size": 1,
            "how": "file",
            "by": "R",
            "sensitivity": "open",
        },
    )


def extract(dossier: Dossier, exhibit: str = EXHIBIT, **more: str) -> None:
    dossier.journal.append(
        "text_extracted",
        {"exhibit": exhibit, "text": "cd" * 32, "tool": "plain", "version": "1", "parameters": {"charset": "utf-8"}}
        | more,
    )


def test_an_exhibit_gains_its_title_and_date_from_its_working_copy(tmp_path: Path) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        receive(dossier)
        assert dossier.exhibits()[0].published is None
        extract(dossier, title="A report", published="2017-03", publisher="A monitor", lang="en")
        (exhibit,) = dossier.exhibits()
        assert (exhibit.title, exhibit.publisher, exhibit.lang) == ("A report", "A monitor", "en")
        assert exhibit.published == Period.parse("2017-03")
        assert dossier.working_copies()[exhibit.id].parameters == (("charset", "utf-8"),)


def test_a_failure_stands_until_the_text_is_read(tmp_path: Path) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        receive(dossier)
        dossier.journal.append("reading_failed", {"path": "a.txt", "reason": "empty", "exhibit": EXHIBIT})
        dossier.journal.append("reading_failed", {"path": "gone.txt", "reason": "not there", "exhibit": None})
        assert [f.reason for f in dossier.failures()] == ["empty", "not there"]
        extract(dossier)
        assert [f.reason for f in dossier.failures()] == ["not there"]
        dossier.journal.append("failure_settled", {"path": "gone.txt", "exhibit": None})
        assert dossier.failures() == []


def test_a_dossier_survives_being_closed(tmp_path: Path) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        receive(dossier)
        before = dossier.snapshot()
    with Dossier.open(tmp_path / "d") as again:
        assert again.snapshot() == before
        again.rebuild()
        assert again.snapshot() == before


def test_a_dossier_begins_only_where_nothing_else_is(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("x")
    with pytest.raises(WrongUse, match="not an empty folder"):
        Dossier.open_or_create(tmp_path / "mine")
    with pytest.raises(WrongUse, match="is a file"):
        Dossier.open_or_create(tmp_path / "mine" / "letter.txt")
    with pytest.raises(WrongUse, match="no dossier"):
        Dossier.open(tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
    Dossier.create(tmp_path / "d").close()
    with pytest.raises(WrongUse, match="already"):
        Dossier.create(tmp_path / "d")


def test_a_file_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "journal.sqlite").write_bytes(b"certainly not a database" * 100)
    with pytest.raises(BrokenDossier):
        Dossier.open(tmp_path / "d")


def test_a_dossier_of_a_newer_program_is_not_misread(tmp_path: Path) -> None:
    Dossier.create(tmp_path / "d").close()
    with sqlite3.connect(tmp_path / "d" / "journal.sqlite") as db:
        db.execute("UPDATE dossier_format SET format = 9")
    with pytest.raises(BrokenDossier, match="format 9"):
        Dossier.open(tmp_path / "d")


def test_projections_of_another_version_are_made_again(tmp_path: Path) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        receive(dossier)
        before = dossier.snapshot()
    with sqlite3.connect(tmp_path / "d" / "journal.sqlite") as db:
        db.execute("UPDATE dossier_format SET projection = 0")
        db.execute("DROP TABLE exhibit")
    with Dossier.open(tmp_path / "d") as again:
        assert again.snapshot() == before


def test_bytes_missing_from_the_vault_are_a_problem_that_is_named(tmp_path: Path) -> None:
    with Dossier.create(tmp_path / "d") as dossier:
        assert dossier.problems() == []
        receive(dossier)
        assert any("lacks" in p for p in dossier.problems())


@pytest.mark.parametrize("text", ["2017", "2017-03", "2017-03-17", "2017-02-19/2017-06-19", "2014-08-08/.."])
def test_a_period_is_read_as_it_was_written(text: str) -> None:
    period = read_period(text)
    assert period is not None
    assert period.iso == text
    assert read_period(ALWAYS.iso) == ALWAYS
