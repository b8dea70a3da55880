"""The mapping printed in the how-to reads a table."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import ROOT
from tests.journeys.cast import Bilan

PAGE = ROOT / "docs" / "howto" / "read-a-table.md"


def test_the_mapping_of_the_page_reads_a_table(bilan: Bilan, tmp_path: Path) -> None:
    mapping = re.findall(r"^```toml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]
    (tmp_path / "tolls.toml").write_text(mapping, encoding="utf-8")
    (tmp_path / "tolls.csv").write_text(
        "month,district,dead,children,source\n2017-03,Mosul,12,4,Airwars\n2017-04,Raqqa,7,,SNHR\n2017-05,Raqqa,many,,SNHR\n",
        encoding="utf-8",
    )
    unread = bilan("add", tmp_path / "tolls.csv", "--dossier", tmp_path / "d", "--json")
    assert unread.status == 1
    assert "--mapping" in unread.json["failures"][0]["reason"]
    said = bilan(
        "add", tmp_path / "tolls.csv", "--dossier", tmp_path / "d", "--mapping", tmp_path / "tolls.toml", "--json"
    )
    assert said.status == 1
    assert "many" in said.json["failures"][0]["reason"]
    claims = bilan("claims", tmp_path / "d", "--json").json["claims"]
    assert [(c["count"]["low"], c["speaker"]["name"], c["place"][0]["name"]) for c in claims] == [
        (12, "Airwars", "Mosul"),
        (4, "Airwars", "Mosul"),
        (7, "SNHR", "Raqqa"),
    ]
    assert claims[1]["part_of"] == claims[0]["id"]
    assert claims[1]["group"] == ["civilian", "child"]


def test_the_layout_of_the_page_checks_a_table(bilan: Bilan, tmp_path: Path) -> None:
    page = ROOT / "docs" / "howto" / "lint-a-table.md"
    (layout,) = re.findall(r"^```toml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "tolls.toml").write_text(layout, encoding="utf-8")
    (tmp_path / "tolls.csv").write_text(
        "Ref,Day,Latitude,Longitude,Attributed to,Low,High,Children,Total so far\n"
        "a,17/03/2017,36.34,43.13,unknown,4,6,9,20\n"
        "b,18/03/2017,33.51,36.29,US-led Coalition; Iraqi forces,2,3,,19\n",
        encoding="utf-8",
    )
    said = bilan("lint", tmp_path / "tolls.csv", "--mapping", tmp_path / "tolls.toml", "--json").json
    found = {(f["rule"], f["record"]) for f in said["findings"]}
    assert found == {
        ("parts-exceed-whole", "a"),
        ("outside-country", "b"),
        ("running-total-falls", "b"),
        ("double-counting", None),
    }


def test_the_layout_of_the_page_reads_replies(bilan: Bilan, tmp_path: Path) -> None:
    page = ROOT / "docs" / "howto" / "follow-responses.md"
    (layout,) = re.findall(r"^```toml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "replies.toml").write_text(layout, encoding="utf-8")
    (tmp_path / "replies.csv").write_text(
        "Case,Ministry of,Day,Reply,Dead,Type,Verdict\n"
        "a,Defence,17/06/2017,Aucune frappe n'a eu lieu.,,reply,accepted\n"
        "a,Defence,17/09/2018,Deux civils ont été tués par notre frappe.,2,reply,accepted\n"
        "b,Defence,,A strike,,strike,open\n",
        encoding="utf-8",
    )
    (tmp_path / "incidents.csv").write_text(
        "code,date,killed_min,killed_max\na,2017-06-01,3,5\nb,2017-06-02,1,1\n", encoding="utf-8"
    )
    said = bilan(
        "responses", tmp_path / "replies.csv", "--mapping", tmp_path / "replies.toml",
        "--incidents", tmp_path / "incidents.csv", "--incidents-as", "csv", "--as-of", "2017-07-02", "--json",
    ).json  # fmt: skip
    (row,) = said["gap"]
    assert (row["party"], row["conceded"]["low"], row["gap"], row["lag_days"]) == (
        "France",
        2,
        {"low": 1, "high": 3},
        473,
    )
    assert [(h["standing"], h["silent_days"]) for h in said["responses"]] == [
        ("admitted_lower", None),
        ("no_response", 30),
    ]


def test_the_codebook_of_the_page_proposes_a_grade(bilan: Bilan, tmp_path: Path) -> None:
    page = ROOT / "docs" / "howto" / "propose-grades.md"
    (codebook,) = re.findall(r"^```toml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (tmp_path / "ours.toml").write_text(codebook, encoding="utf-8")
    (tmp_path / "incidents.csv").write_text(
        "code,civ_killed_min,civ_killed_max,grade\na,3,5,Fair\nb,1,1,\nc,1,1,Fair\n", encoding="utf-8"
    )
    (tmp_path / "sources.csv").write_text(
        "code,name,url\na,Northtown TV,\na,Southtown,\nb,Southtown,\n", encoding="utf-8"
    )
    (tmp_path / "belligerents.csv").write_text(
        "code,belligerent,belligerent_strike_report,belligerent_assessment,belligerent_reason_non_credible\n"
        "a,coalition,,non_credible,[]\n",
        encoding="utf-8",
    )
    said = bilan("grades", tmp_path, "--table", "airwars", "--codebook", tmp_path / "ours.toml", "--json").json
    told = [
        (i["recorded"], p["grade"], [r["en"] for r in p["reasons"]]) for i in said["incidents"] for p in i["proposals"]
    ]
    assert told == [
        ("fair", "sound", ["2 voices say so.", "Denied by US-led Coalition."]),
        (None, "open", ["Too few: 1."]),
    ]
    shown = bilan("grades", tmp_path, "--table", "airwars", "--codebook", tmp_path / "ours.toml")
    assert "no grade is proposed for 1" in shown.out
