"""What grades rest on, from claims and from a recorder's tables. All invented."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from tests.builders import make_claim

from bilan.assess import Facts, built_in, propose
from bilan.assess.claimed import facts_in
from bilan.assess.outlets import outlet, voices
from bilan.assess.table_layout import built_in as layout
from bilan.assess.table_layout import read_grade_layout
from bilan.assess.tables import read_cases
from bilan.model.claim import FiledClaim
from bilan.model.errors import WrongUse
from bilan.reconcile.world import World

DAY = {"place": "Raqqa", "period": "2017-06-03"}


def facts(*claims: FiledClaim) -> Facts:
    (one,) = facts_in(World.of(list(claims), [], date(2020, 1, 1)))
    return one.facts


def told(speaker: str, by: str | None = "Russian forces", **more: object) -> FiledClaim:
    return make_claim(9, speaker=speaker, by=by, **{"exhibit": speaker, **DAY, **more})  # type: ignore[arg-type]


def test_voices_are_counted_once_however_often_they_are_heard() -> None:
    assert facts(told("SNHR"), told("SNHR", exhibit="again")).voices == 1
    both = facts(told("SNHR"), told("Airwars"))
    assert (both.voices, both.blamed) == (2, ("Russia",))


def test_two_parties_blamed_compete_and_a_member_does_not_with_its_alliance() -> None:
    assert facts(told("SNHR"), told("Airwars", by="Syrian government forces")).blamed == ("Russia", "Syria")
    assert facts(told("SNHR", by="US-led Coalition"), told("Airwars", by="US military")).blamed == ("US-led Coalition",)


def test_an_answer_is_no_voice_and_is_known_by_its_kind() -> None:
    answers = [
        make_claim(4, stance="admits", speaker="US military", by="US military", exhibit="a", **DAY),  # type: ignore[arg-type]
        make_claim("some", stance="denies", speaker="Russia", by="Russian forces", exhibit="b", **DAY,  # type: ignore[arg-type]
                   quote="Russia: some civilian dead were not ours, another party fired"),
        make_claim("some", stance="investigates", speaker="France", by="France", exhibit="c", **DAY),  # type: ignore[arg-type]
        make_claim(20, stance="claims_action", group="combatant", speaker="Turkey", by="Turkey", exhibit="d", **DAY),  # type: ignore[arg-type]
    ]  # fmt: skip
    found = facts(told("SNHR", by=None), *answers)
    assert found.voices == 1
    assert found.admitted_by == ("United States",)
    assert (found.denied_by, found.blame_others) == (("Russia",), ("Russia",))
    assert found.assessing == ("France",)
    assert found.declared_by == ("Turkey",)


def test_only_fighters_told_of_is_no_civilian_harm() -> None:
    fighters = facts(told("SNHR", group="combatant"), told("Airwars", group="combatant"))
    assert (fighters.only_combatants, fighters.civilian_harm) == (True, False)
    assert not facts(told("SNHR", group="combatant"), told("Airwars")).only_combatants


def test_what_nobody_tells_of_is_no_incident() -> None:
    assert facts_in(World.of([told("SNHR", stance="denies")], [], date(2020, 1, 1))) == []
    assert facts_in(World.of([told("SNHR", possible=True)], [], date(2020, 1, 1))) == []


# ------------------------------------------------------------------ a recorder's tables


def test_one_outlet_under_several_names_is_one_voice() -> None:
    assert outlet("@NorthtownPress") == outlet("Northtown Press Agency") == outlet("Northtown")
    assert voices(["Northtown", "Southtown TV", "", ""]) == 4
    assert outlet("Media Center") == "mediacenter", "a name of nothing but such words stays as it is"


def write(folder: Path, name: str, rows: list[dict[str, str]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(c for r in rows for c in r)))
        writer.writeheader()
        writer.writerows(rows)


STATEMENTS = json.dumps([{"statement_date": "20190501", "statement": "Two civilians were unintentionally killed."}])
DENIAL = json.dumps([{"statement_date": "20190501", "statement": "All four killed were fighters."}])


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    columns = {"civ_killed_min": "2", "civ_killed_max": "3", "mil_killed_min": "", "mil_killed_max": ""}
    fighters = {"civ_killed_min": "0", "civ_killed_max": "0", "mil_killed_min": "4", "mil_killed_max": "4"}
    incidents = [("A", "Fair", columns), ("B", "Confirmed", columns), ("C", "Discounted", fighters), ("D", "", columns)]
    write(tmp_path, "incidents", [{"code": c, "airwars_id": c, "grade": g, **n} for c, g, n in incidents])
    names = [("A", "Northtown Press"), ("A", "@Northtown"), ("A", "Riverside"), ("B", "Riverside"), ("C", "Riverside")]
    write(tmp_path, "sources", [{"code": c, "airwars_id": c, "name": n, "url": ""} for c, n in names])
    said = [
        ("A", "russian_forces", "not_yet_assessed", "", "Two strikes near the mill.", ""),
        ("A", "syrian_regime", "non_credible", '["insufficient_information"]', "It has not reported any strikes.", ""),
        ("B", "coalition", "not_yet_assessed", "[]", "", STATEMENTS),
        ("B", "unknown", "not_yet_assessed", "[]", "", ""),
        ("C", "turkey", "not_yet_assessed", "[]", "", DENIAL),
        ("D", "coalition", "credible", "[]", "", "not json"),
    ]
    write(
        tmp_path,
        "belligerents",
        [
            {
                "code": c, "airwars_id": c, "belligerent": b, "belligerent_assessment": a,
                "belligerent_reason_non_credible": r, "belligerent_strike_report": s,
                "belligerent_civilian_casualty_statements": t,
            }
            for c, b, a, r, s, t in said
        ],
    )  # fmt: skip
    return tmp_path


def test_a_recorders_tables_give_the_facts(archive: Path) -> None:
    a, b, c, d = read_cases(archive, layout("airwars"))
    assert (a.facts.voices, a.facts.sources, a.facts.blamed) == (2, 3, ("Russia", "Syria"))
    assert (a.facts.declared_by, a.facts.denied_by) == (("Russia",), ("Syria",))
    assert (b.facts.admitted_by, b.facts.blamed) == (("US-led Coalition",), ("US-led Coalition", "not named"))
    assert (c.facts.only_combatants, c.facts.say_combatants) == (True, ("Turkey",))
    assert (d.facts.voices, d.facts.admitted_by) == (0, ("US-led Coalition",))
    assert [x.graded for x in (a, b, c, d)] == ["fair", "confirmed", "discounted", ""]
    book = built_in("airwars")
    proposed = [propose(x.facts, book) for x in (a, b, c, d)]
    assert [p.grade for p in proposed if p] == ["contested", "confirmed", "discounted", "confirmed"]


def test_the_recorders_own_grade_is_no_feature(archive: Path) -> None:
    before = [c.facts for c in read_cases(archive, layout("airwars"))]
    text = (archive / "incidents.csv").read_text(encoding="utf-8")
    (archive / "incidents.csv").write_text(text.replace("Fair", "Weak").replace("Confirmed", "Weak"), encoding="utf-8")
    assert [c.facts for c in read_cases(archive, layout("airwars"))] == before


def test_a_table_that_is_missing_is_named(archive: Path) -> None:
    (archive / "sources.csv").unlink()
    with pytest.raises(WrongUse, match="has no table sources"):
        read_cases(archive, layout("airwars"))
    with pytest.raises(WrongUse, match="lacks or misspells"):
        read_grade_layout("[incidents]\nlayout = 'airwars'\n")


def test_proposals_on_the_public_archive_beat_the_simple_rules(shared: Path) -> None:
    """The figures of docs/benchmarks.md, on incidents that have sources; `bench/grades.py` prints the whole table."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    folder = shared / "data/airwars_syria/dev"
    if not folder.is_dir():
        pytest.skip("the public archive (../shared/data/airwars_syria) is not beside this checkout")
    cases = [c for c in read_cases(folder, layout("airwars")) if c.facts.sources and c.graded]
    assert len(cases) == 2913
    right = sum((p := propose(c.facts, built_in("airwars"))) is not None and p.grade == c.graded for c in cases)
    most = max(sum(c.graded == g.id for c in cases) for g in built_in("airwars").grades)
    assert right / len(cases) > 0.8
    assert most / len(cases) < 0.5
