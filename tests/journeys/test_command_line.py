"""The command line as a recorder meets it: exit statuses, one JSON document, names in three languages."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from tests.journeys.cast import REPORTS, Bilan

PROGRAM = [sys.executable, "-c", "from bilan.cli import main; main()"]


# ------------------------------------------------------------------ gathering


def test_build_counts_what_it_made_and_leaves_a_draft_site(bilan: Bilan, reports: Path, tmp_path: Path) -> None:
    said = bilan("build", reports, "--dossier", tmp_path / "d", "--site", tmp_path / "s", "--json")
    assert said.status == 0, said.err
    made = said.json
    assert {"exhibits", "failures", "claims", "voices", "incidents", "tensions", "site"} <= set(made)
    assert made["exhibits"] == 3
    assert made["failures"] == []
    assert made["claims"] >= 4
    page = (tmp_path / "s" / "index.html").read_text(encoding="utf-8")
    assert "noindex" in page
    assert "DRAFT" in page


def test_building_again_adds_only_what_is_new(bilan: Bilan, dossier: Path, reports: Path, tmp_path: Path) -> None:
    more = Path(shutil.copytree(reports, tmp_path / "more"))
    (more / "late.txt").write_text(
        "lang: en\n\nPolice said 3 people were injured in Mosul on 18 March 2017.\n", "utf-8"
    )
    before = bilan("claims", dossier, "--json").json["claims"]
    said = bilan("build", more, "--dossier", dossier, "--site", tmp_path / "s", "--json")
    assert said.json["exhibits"] == 4
    after = bilan("claims", dossier, "--json").json["claims"]
    assert {c["id"] for c in before} < {c["id"] for c in after}


def test_a_dossier_and_a_site_inside_the_sources_are_no_documents(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(REPORTS["monitor.txt"], encoding="utf-8")
    for _ in range(2):
        said = bilan("build", tmp_path, "--dossier", tmp_path / "d", "--site", tmp_path / "s", "--json")
        assert (said.status, said.json["exhibits"]) == (0, 1), said.err


def test_a_file_that_cannot_be_read_is_listed_and_the_rest_is_done(bilan: Bilan, reports: Path, tmp_path: Path) -> None:
    mixed = Path(shutil.copytree(reports, tmp_path / "mixed"))
    (mixed / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    said = bilan("add", mixed, "--dossier", tmp_path / "d", "--json")
    assert said.status == 1
    assert said.json["exhibits"] == 4
    assert [f["path"] for f in said.json["failures"]] == ["mixed/scan.png"]
    assert said.json["failures"][0]["reason"]
    assert "scan.png" in said.err


def test_an_empty_folder_is_a_failure_with_a_reason(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    said = bilan("build", tmp_path / "empty", "--dossier", tmp_path / "d", "--site", tmp_path / "s", "--json")
    assert said.status == 1
    assert said.json["exhibits"] == 0
    assert "no files" in said.json["failures"][0]["reason"]


# ------------------------------------------------------------------ reading


def test_read_gives_one_document_whose_spans_lead_to_the_words(bilan: Bilan, reports: Path) -> None:
    file = reports / "monitor.txt"
    text = file.read_text(encoding="utf-8")
    said = bilan("read", file, "--json")
    assert said.status == 0, said.err
    assert said.json["lang"] == "en"
    claims = said.json["claims"]
    first = next(c for c in claims if c["count"]["low"] == 12)
    start, end = first["count"]["span"]
    assert text[start:end] == "12"
    assert first["count"] | {"span": None} == {
        "span": None, "low": 12, "high": None, "hedge": "at_least", "verbatim": "12",
    }  # fmt: skip
    part = next(c for c in claims if c["count"]["low"] == 4)
    assert part["part_of"] == first["n"]
    assert all(0 <= c["confidence"] <= 1 and c["why"] for c in claims)


def test_read_without_json_is_for_people(bilan: Bilan, reports: Path) -> None:
    said = bilan("read", reports / "journal.txt", "--lang", "fr")
    assert said.status == 0
    assert "proposed" in said.out
    with pytest.raises(ValueError, match=r"."):
        json.loads(said.out)


def test_json_lines_keep_their_order_and_a_broken_line_is_said_where_it_stands(bilan: Bilan, tmp_path: Path) -> None:
    file = tmp_path / "passages.jsonl"
    lines = [
        json.dumps({"id": "one", "text": "Police said 3 people were killed.", "lang": "en"}).encode(),
        b"{broken",
        b"",
        json.dumps({"id": "no text"}).encode(),
        b'{"id": "bytes", "text": "\xff"}',
        json.dumps({"id": "two", "text": "Trois civils ont été tués.", "published": "2017-03"}).encode(),
    ]
    file.write_bytes(b"\n".join(lines))
    said = bilan("read", file)
    assert said.status == 1
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [r["id"] for r in rows] == ["one", None, "no text", None, "two"]
    assert [r.get("line") for r in rows] == [None, 2, 4, 5, None]
    assert all(("error" in r) == (r["id"] not in ("one", "two")) for r in rows)
    assert rows[0]["claims"]
    assert rows[-1]["lang"] == "fr"


def test_json_lines_stream(tmp_path: Path) -> None:
    """An answer comes before the next passage is given."""
    with subprocess.Popen([*PROGRAM, "read", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for i in range(3):
            process.stdin.write(json.dumps({"id": i, "text": "Police said 3 people were killed."}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == i
        process.stdin.close()
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("fr", "Sept civils ont été tués à Mossoul, selon un témoin."),
        ("en", "Seven civilians were killed in Mosul, a witness said."),
        ("ar", "قُتل 7 مدنيين في غارة جوية على الموصل."),
    ],
)
def test_plain_text_on_standard_input(lang: str, text: str) -> None:
    done = subprocess.run([*PROGRAM, "read", "-", "--json"], input=text.encode(), capture_output=True, check=True)
    found = json.loads(done.stdout)
    assert found["lang"] == lang
    assert found["claims"][0]["count"]["low"] == 7


def test_what_is_no_text_is_said_to_be_none(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "noise.txt").write_bytes(bytes(range(1, 32)) * 40)
    said = bilan("read", tmp_path / "noise.txt", "--json")
    assert (said.status, said.json["kind"]) == (1, "UnreadableExhibit")
    empty = subprocess.run([*PROGRAM, "read", "-", "--json"], input=b"", capture_output=True, check=True)
    assert json.loads(empty.stdout)["claims"] == []


# ------------------------------------------------------------------ deciding


def _proposed(bilan: Bilan, dossier: Path) -> list[dict[str, object]]:
    return list(bilan("claims", dossier, "--state", "proposed", "--json").json["claims"])


def test_claims_have_an_identity_and_refer_to_each_other_by_it(bilan: Bilan, dossier: Path) -> None:
    claims = bilan("claims", dossier, "--json").json["claims"]
    ids = {c["id"] for c in claims}
    assert len(ids) == len(claims)
    assert {c["state"] for c in claims} == {"proposed"}
    parts = [c for c in claims if c["part_of"] is not None]
    assert parts
    assert all(c["part_of"] in ids for c in parts)
    assert all(len(c["exhibit"]) == 64 for c in claims)


def test_accept_reject_and_correct_write_one_entry_each(bilan: Bilan, dossier: Path) -> None:
    one, two, three = (str(c["id"]) for c in _proposed(bilan, dossier)[:3])
    accepted = bilan("accept", dossier, one[:8], "--as", "A. Reviewer", "--json")
    assert accepted.status == 0, accepted.err
    assert (accepted.json["type"], accepted.json["payload"]["claim"]) == ("claim_accepted", one)
    rejected = bilan("reject", dossier, two, "--as", "A. Reviewer", "--reason", "not people", "--json")
    assert rejected.json["payload"]["reason"] == "not people"
    corrected = bilan(
        "correct", dossier, three, "--as", "A. Reviewer", "--json",
        "--set", "low=6", "--set", "high=none", "--set", "group=enfants", "--set", "by=التحالف الدولي", "--set", "place=Mossoul",
    )  # fmt: skip
    assert corrected.status == 0, corrected.err
    assert corrected.json["seq"] == accepted.json["seq"] + 2
    now = {c["id"]: c for c in bilan("claims", dossier, "--json").json["claims"]}
    assert [now[i]["state"] for i in (one, two, three)] == ["accepted", "rejected", "corrected"]
    record = now[three]
    assert (record["count"]["low"], record["count"]["high"], record["count"]["hedge"]) == (6, None, "at_least")
    assert record["group"] == ["child"]
    assert [m["name"] for m in record["by"]] == ["US-led Coalition"]
    assert [m["name"] for m in record["place"]] == ["Mosul"]


def test_link_and_its_undoing_are_both_entries(bilan: Bilan, dossier: Path) -> None:
    one, two = (str(c["id"]) for c in _proposed(bilan, dossier)[:2])
    linked = bilan("link", dossier, one, two, "--as", "A. Reviewer", "--json")
    assert linked.json["type"] == "claims_linked"
    clusters = bilan("incidents", dossier, "--json").json["clusters"]
    assert any({one, two} <= set(c["claims"]) and c["linked"] for c in clusters)
    undone = bilan("link", dossier, one, two, "--as", "A. Reviewer", "--undo", "--json")
    assert (undone.json["type"], undone.json["seq"]) == ("claims_unlinked", linked.json["seq"] + 1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["accept", "{d}", "ffffffff", "--as", "A. Reviewer"],
        ["accept", "{d}", "{claim}"],
        ["accept", "{d}", "{claim}", "--as", "  "],
        ["correct", "{d}", "{claim}", "--as", "A. Reviewer"],
        ["correct", "{d}", "{claim}", "--as", "A. Reviewer", "--set", "low"],
        ["correct", "{d}", "{claim}", "--as", "A. Reviewer", "--set", "colour=red"],
        ["correct", "{d}", "{claim}", "--as", "A. Reviewer", "--set", "low=many"],
        ["correct", "{d}", "{claim}", "--as", "A. Reviewer", "--set", "harm=sad"],
        ["link", "{d}", "{claim}", "{claim}", "--as", "A. Reviewer"],
        ["claims", "{d}", "--state", "lost"],
        ["claims", "{d}/nothing"],
        ["bounds", "{d}", "--from", "yesterday"],
        ["bounds", "{d}", "--from", "2018", "--to", "2017"],
        ["bounds", "{d}", "--policy", "mine"],
        ["bounds", "{d}", "--view", "official"],
        ["bounds", "{d}", "--place", "Atlantis"],
        ["bounds", "{d}", "--colour"],
        ["series", "{d}/none.csv"],
        ["read", "{d}/none.txt"],
        ["read", "{d}"],
        ["add", "{d}", "--dossier", "{d}/journal.sqlite"],
        ["frobnicate"],
    ],
)
def test_wrong_use_is_2_says_why_and_records_nothing(bilan: Bilan, dossier: Path, arguments: list[str]) -> None:
    claim = str(_proposed(bilan, dossier)[0]["id"])
    before = bilan("doctor", dossier, "--json").json["checks"][0]["detail"]
    said = bilan(*(a.format(d=dossier, claim=claim) for a in arguments), "--json")
    assert said.status == 2, said.err
    assert said.json["error"]
    assert "Traceback" not in said.err
    assert said.err.startswith("WrongUse")
    assert bilan("doctor", dossier, "--json").json["checks"][0]["detail"] == before


# ------------------------------------------------------------------ figures


BOUNDS_KEYS = {
    "low", "high", "feasible", "basis", "unreviewed", "view", "policy", "scope", "claims", "voices", "reserves", "trace",
    "certificate",
}  # fmt: skip


def test_bounds_answer_with_their_claims_and_their_certificate(bilan: Bilan, dossier: Path) -> None:
    said = bilan("bounds", dossier, "--place", "Mosul", "--json")
    assert said.status == 0, said.err
    answer = said.json
    assert set(answer) >= BOUNDS_KEYS
    assert answer["low"] >= 12
    assert (answer["view"], answer["policy"], answer["basis"], answer["scope"]["harm"]) == (
        "alleged",
        "airwars",
        "machine",
        "killed",
    )
    assert answer["unreviewed"] >= 1
    assert len(answer["as_of"]) == 10
    ids = {c["id"] for c in bilan("claims", dossier, "--json").json["claims"]}
    assert set(answer["claims"]) <= ids


@pytest.mark.parametrize(
    "names",
    [
        ("United States", "Mosul", "children"),
        ("États-Unis", "Mossoul", "enfants"),
        ("الولايات المتحدة", "الموصل", "أطفال"),
    ],
)
def test_names_are_understood_in_three_languages(bilan: Bilan, dossier: Path, names: tuple[str, str, str]) -> None:
    by, place, group = names
    said = bilan("bounds", dossier, "--by", by, "--place", place, "--group", group, "--json")
    assert said.status == 0, said.err
    assert said.json["scope"] == {
        "by": "United States", "by_id": "united-states", "place": "Mosul", "place_id": "iq/nineveh/mosul",
        "group": "child", "harm": "killed", "from": None, "to": None,
    }  # fmt: skip
    assert said.json["labels"]["by"]["fr"] == "États-Unis"
    assert said.json["labels"]["place"]["ar"] == "الموصل"


@pytest.mark.parametrize(
    ("option", "written", "meant"),
    [
        ("--by", "Untied States", "United States"),
        ("--by", "Airwarz", "Airwars"),
        ("--place", "Mosool City", "Mosul"),
        ("--group", "civilains", "civilian"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(
    bilan: Bilan, dossier: Path, option: str, written: str, meant: str
) -> None:
    said = bilan("bounds", dossier, option, written)
    assert said.status == 2
    assert "did you mean" in said.err
    assert meant in said.err
    assert said.out == ""


def test_dates_mean_their_first_day_after_from_and_their_last_after_to(bilan: Bilan, dossier: Path) -> None:
    scope = bilan("bounds", dossier, "--from", "2017", "--to", "2017-02", "--json").json["scope"]
    assert (scope["from"], scope["to"]) == ("2017-01-01", "2017-02-28")


def test_an_admission_is_found_in_its_view(bilan: Bilan, dossier: Path) -> None:
    answer = bilan("bounds", dossier, "--view", "admitted", "--by", "US military", "--json").json
    assert (answer["low"], answer["high"]) == (5, 5)


@pytest.mark.parametrize(
    ("command", "key"),
    [
        ("voices", "voices"),
        ("incidents", "pairs"),
        ("tensions", "tensions"),
        ("gap", "rows"),
        ("claims", "claims"),
        ("doctor", "checks"),
    ],
)
def test_every_read_speaks_to_machines_and_to_people(bilan: Bilan, dossier: Path, command: str, key: str) -> None:
    machine, person = bilan(command, dossier, "--json"), bilan(command, dossier)
    assert (machine.status, person.status) == (0, 0), machine.err + person.err
    assert isinstance(machine.json[key], list)
    assert person.out.strip()
    assert "Traceback" not in machine.err + person.err


def test_bounds_for_people_name_the_scope_and_say_that_it_is_a_draft(bilan: Bilan, dossier: Path) -> None:
    said = bilan("bounds", dossier, "--by", "US-led Coalition")
    assert said.status == 0, said.err
    assert "US-led Coalition" in said.out
    assert "DRAFT" in said.out
    assert "as of 20" in said.out


def test_a_series_is_held_to_its_own_arithmetic(bilan: Bilan, tmp_path: Path) -> None:
    rules = '[[table]]\nkind = "series"\nperiod = "month"\nstep = "month"\n[[table.identity]]\nrule = "total"\nsum = ["previous.total", "new"]\nequals = "total"\n'
    (tmp_path / "m.toml").write_text(rules, encoding="utf-8")
    (tmp_path / "s.csv").write_text(
        "month,new,total\n2017-03,,352\n2017-04,132,484\n2017-05,10,495\n", encoding="utf-8"
    )
    said = bilan("series", tmp_path / "s.csv", "--mapping", tmp_path / "m.toml", "--json")
    assert [(i["period"], i["holds"], i["expected"], i["found"]) for i in said.json["identities"]] == [
        ("2017-04", True, 484, 484),
        ("2017-05", False, 494, 495),
    ]
    assert bilan("series", tmp_path / "s.csv", "--mapping", tmp_path / "m.toml").out.startswith("2 sums checked; 1 do")


# ------------------------------------------------------------------ the house


def test_doctor_finds_a_changed_byte(bilan: Bilan, dossier: Path) -> None:
    assert bilan("doctor", dossier, "--json").json["ok"] is True
    kept = next(p for p in sorted((dossier / "vault").rglob("*")) if p.is_file())
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes() + b"!")
    said = bilan("doctor", dossier, "--json")
    assert said.status == 1
    assert said.json["ok"] is False


def test_plugins_lists_the_readers(bilan: Bilan) -> None:
    found = {(p["group"], p["name"]) for p in bilan("plugins", "--json").json["plugins"]}
    assert {("bilan.readers", lang) for lang in ("fr", "en", "ar")} <= found


def test_serve_refuses_to_be_seen_from_elsewhere(bilan: Bilan, dossier: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "example.org", "::"):
        said = bilan("serve", dossier, "--host", host, "--json")
        assert said.status == 3
        assert said.json["kind"] == "Refused"


def test_serve_shows_the_last_built_site_to_this_machine(dossier: Path, site: Path) -> None:
    process = subprocess.Popen([*PROGRAM, "serve", dossier, "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = json.loads("".join(iter(process.stdout.readline, "}\n")) + "}")["url"]
        with urllib.request.urlopen(url) as page:
            assert page.read() == (site / "index.html").read_bytes()
            assert page.headers["X-Robots-Tag"] == "noindex"
        with pytest.raises(urllib.error.HTTPError, match="421"):
            urllib.request.urlopen(urllib.request.Request(url, headers={"Host": "attacker.example"}))
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(url + "../dossier/journal.sqlite")
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0
        process.stdout.close()


def test_serve_without_a_site_says_how_to_build_one(bilan: Bilan, reports: Path, tmp_path: Path) -> None:
    bilan("add", reports, "--dossier", tmp_path / "d")
    said = bilan("serve", tmp_path / "d")
    assert said.status == 2
    assert "bilan build" in said.err


# ------------------------------------------------------------------ manners


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text(
        "".join(json.dumps({"id": i, "text": "Police said 3 people were killed."}) + "\n" for i in range(400)), "utf-8"
    )
    read, write = os.pipe()
    process = subprocess.Popen([*PROGRAM, "read", str(file)], stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    os.read(read, 10)
    os.close(read)
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")


def test_ctrl_c_says_what_was_kept(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*PROGRAM, "read", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"id": 1, "text": "Police said 3 people were killed."}) + "\n")
    process.stdin.flush()
    assert json.loads(process.stdout.readline())["id"] == 1
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "kept" in err
    assert "Traceback" not in err


def test_help_waits_for_nothing_heavy() -> None:
    heavy = [
        "highspy",
        "numpy",
        "trafilatura",
        "pypdfium2",
        "babel",
        "jinja2",
        "rich",
        "bilan.actors",
        "bilan.claims",
        "sqlite3",
    ]
    code = f"import sys; from bilan.cli.shell import run; run(['--help']); sys.exit(any(m in sys.modules for m in {heavy}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
