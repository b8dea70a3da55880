"""A researcher looks before she adds, watches her inbox, and prints what happened to a document."""

from __future__ import annotations

from pathlib import Path

from tests import captures
from tests.journeys.cast import Bilan

MAPPING = '[[table]]\ncolumns = ["town", "dead"]\n[[table.claim]]\nname = "toll"\ncount = "dead"\n'


def files(place: Path) -> Path:
    folder = place / "inbox"
    folder.mkdir()
    (folder / "capture.warc.gz").write_bytes(captures.warc())
    (folder / "letter.eml").write_bytes(captures.mail({"report.pdf": captures.pdf()}))
    (folder / "toll.xlsx").write_bytes(
        captures.xlsx({"Toll": [["town", "dead"], ["Tarvenhof", 7], ["Oberau", "many"]]})
    )
    (place / "toll.toml").write_text(MAPPING)
    return folder


def test_a_dry_run_tells_what_would_be_read_and_writes_nothing(bilan: Bilan, tmp_path: Path) -> None:
    folder, dossier = files(tmp_path), tmp_path / "d"
    said = bilan("add", folder, "--dossier", dossier, "--mapping", tmp_path / "toll.toml", "--dry-run", "--json")
    found = {Path(f["path"]).name: f for f in said.json["files"]}
    assert not dossier.exists()
    assert said.status == 1, "a cell cannot be read"
    assert (found["toll.xlsx"]["rows"], found["toll.xlsx"]["claims"]) == (2, 1)
    assert found["toll.xlsx"]["columns"] == ["town", "dead"]
    assert found["toll.xlsx"]["errors"][0]["value"] == "many"
    assert found["capture.warc.gz"]["holds"] == ["mill.html"]
    assert found["letter.eml"]["claims"] == 1
    assert found["letter.eml"]["holds"] == ["report.pdf"]


def test_what_is_added_is_what_the_dry_run_told(bilan: Bilan, tmp_path: Path) -> None:
    """The control."""
    folder, dossier = files(tmp_path), tmp_path / "d"
    said = bilan("add", folder, "--dossier", dossier, "--mapping", tmp_path / "toll.toml", "--json")
    assert [a["name"] for a in said.json["added"]] == [
        "capture.warc.gz",
        "letter.eml",
        "toll.xlsx",
        "mill.html",
        "report.pdf",
    ]
    assert len(bilan("claims", dossier, "--json").json["claims"]) == 4


def test_an_address_of_this_machine_is_never_captured(bilan: Bilan, tmp_path: Path) -> None:
    said = bilan("add", "http://127.0.0.1:9/", "--dossier", tmp_path / "d", "--json")
    assert said.status == 1
    assert "not on the open internet" in said.json["failures"][0]["reason"]
    assert bilan("add", "http://[::1/", "--dossier", tmp_path / "d").status == 2


def test_a_large_mailbox_is_taken_as_far_as_asked(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "letters.mbox").write_bytes(captures.mbox(4))
    some = bilan("add", tmp_path / "letters.mbox", "--dossier", tmp_path / "d", "--inside", "2", "--json")
    assert (some.status, some.json["exhibits"]) == (1, 3)
    assert "--inside" in some.json["failures"][0]["reason"]
    everything = bilan("add", tmp_path / "letters.mbox", "--dossier", tmp_path / "d", "--json")
    assert (everything.status, everything.json["exhibits"]) == (0, 5)


def test_an_inbox_is_watched(bilan: Bilan, tmp_path: Path) -> None:
    folder, dossier = files(tmp_path), tmp_path / "d"
    said = bilan("watch", folder, "--dossier", dossier, "--settle", "0", "--every", "0.1", "--rounds", "3")
    assert said.status == 0
    assert "5 documents kept, 5 new" in said.out
    assert (
        bilan("watch", folder, "--dossier", dossier, "--settle", "0", "--every", "0.1", "--rounds", "2", "--json").json[
            "new"
        ]
        == []
    )


def test_the_chain_of_custody_is_printed(bilan: Bilan, tmp_path: Path) -> None:
    folder, dossier = files(tmp_path), tmp_path / "d"
    bilan("add", folder, "--dossier", dossier, "--as", "R. Searcher")
    told = bilan("custody", dossier, "report.pdf", "--json").json
    assert told["intact"]
    assert told["events"][0]["by"] == "R. Searcher"
    assert set(told["events"][0]["labels"]) == {"fr", "en", "ar"}
    assert bilan("custody", dossier, "report.pdf", "--lang", "ar", "--html", tmp_path / "c.html").status == 0
    assert "سلسلة الحيازة" in (tmp_path / "c.html").read_text(encoding="utf-8")
    assert bilan("custody", dossier, "nothing").status == 2
