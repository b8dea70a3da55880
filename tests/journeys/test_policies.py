"""A lead changes the rule: shows it, changes it, adopts it, and every figure says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

OWN = (
    'version = "2"\n',
    '[changes]\nfr = "« environ » va plus loin"\nen = "“about” reaches further"\nar = "مدى «نحو» أوسع"\n',
)


@pytest.fixture
def own(bilan: Bilan, tmp_path: Path) -> Path:
    """A version of `airwars` that begins with the one that is printed."""
    text = bilan("policy", "show", "airwars").out
    changed = text.replace('version = "1"\n', OWN[0]).replace('tolerance = "1/10"', 'tolerance = "1/5"')
    file = tmp_path / "mine.toml"
    file.write_text(f"{changed}\n{OWN[1]}", encoding="utf-8")
    return file


def test_a_printed_codebook_is_one_that_can_be_changed_and_adopted(bilan: Bilan, dossier: Path, own: Path) -> None:
    differ = bilan("policy", "diff", "airwars", own, "--json").json["changes"]
    assert [c["key"] for c in differ] == ["changes.ar", "changes.en", "changes.fr", "tolerance", "version"]
    said = bilan("policy", "adopt", dossier, own, "--as", "L. Ead", "--reason", "they round to fifties", "--json")
    assert said.status == 0, said.err
    assert (said.json["type"], said.json["payload"]["reason"]) == ("codebook_adopted", "they round to fifties")
    listed = bilan("policy", "list", "--dossier", dossier, "--json").json["policies"]
    assert [(p["version"], p["in_force"]) for p in listed if p["id"] == "airwars"] == [("1", False), ("2", True)]
    again = bilan("policy", "adopt", dossier, own, "--as", "L. Ead", "--reason", "once more")
    assert (again.status, "in force already" in again.err) == (2, True)


def test_every_figure_says_its_version_and_an_earlier_one_stays_answerable(
    bilan: Bilan, dossier: Path, own: Path
) -> None:
    assert bilan("policy", "adopt", dossier, own, "--as", "L. Ead", "--reason", "they round").status == 0
    now = bilan("bounds", dossier, "--json").json
    before = bilan("bounds", dossier, "--policy", "airwars@1", "--json").json
    assert (now["policy"], now["codebook"]["version"], now["codebook"]["own"]) == ("airwars", "2", True)
    assert (before["policy"], before["codebook"]["version"], before["codebook"]["own"]) == ("airwars", "1", False)
    assert bilan("gap", dossier, "--json").json["codebook"]["version"] == "2"
    assert bilan("gap", dossier, "--policy", "airwars@1", "--json").json["codebook"]["version"] == "1"
    assert "airwars@2" in bilan("bounds", dossier).out
    unknown = bilan("bounds", dossier, "--policy", "airwars@3")
    assert (unknown.status, "one of: 1, 2" in unknown.err) == (2, True)


@pytest.mark.parametrize("rule", ["airwars", "ibc", "snhr", "strict", "ucdp"])
def test_bounds_answer_under_each_policy(bilan: Bilan, dossier: Path, rule: str) -> None:
    answer = bilan("bounds", dossier, "--policy", rule, "--json").json
    assert (answer["policy"], answer["codebook"]["version"]) == (rule, "1")
    assert (answer["best"] is not None) == (rule == "ucdp")
    assert rule in answer["trace"][0]
    assert bilan("bounds", dossier, "--policy", rule).status == 0


def test_a_broken_codebook_is_refused_with_the_key_and_changes_nothing(bilan: Bilan, dossier: Path, own: Path) -> None:
    own.write_text(own.read_text(encoding="utf-8").replace('world = "closed"', 'world = "round"'), encoding="utf-8")
    said = bilan("policy", "adopt", dossier, own, "--as", "L. Ead", "--reason", "x")
    assert (said.status, "`world`" in said.err, "docs/handbook/policies.md" in said.err) == (2, True, True)
    assert bilan("policy", "show", own.with_name("none.toml")).status == 2
    assert [p["own"] for p in bilan("policy", "list", "--dossier", dossier, "--json").json["policies"]] == [False] * 5


def test_the_site_shows_the_dossiers_own_policy_with_its_hash(
    bilan: Bilan, dossier: Path, reports: Path, own: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    bilan("build", reports, "--dossier", dossier, "--site", site)
    panel = (site / "en" / "index.html").read_text(encoding="utf-8")
    assert "airwars, version 1" in panel
    adopted = bilan("policy", "adopt", dossier, own, "--as", "L. Ead", "--reason", "they round", "--json").json
    bilan("build", reports, "--dossier", dossier, "--site", site)
    code = adopted["payload"]["hash"]
    for lang in ("fr", "en", "ar"):
        assert code[:12] in (site / lang / "index.html").read_text(encoding="utf-8")
    figures = json.loads((site / "data" / "figures.json").read_text(encoding="utf-8"))["figures"]
    assert {f["codebook"]["hash"] for f in figures} == {code}
    gap = json.loads((site / "data" / "gap.json").read_text(encoding="utf-8"))
    assert gap["codebook"]["adopted"]["reason"] == "they round"
