"""The reference says what the program does: every command, option and key, and nothing stale."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT
from tests.false_server import claim, claims, error, serving
from tests.journeys.cast import Bilan

from bilan.cli.app import command

DOCS = ROOT / "docs"
_FREE = (
    "certificate",
    "content",
    "payload",
    "labels",
    "sentences",
    "overall.intervals",
    "by_language.",
    "rows[].claims",
    "rows[].labels",
    "alliances[].members",
    "by_kind[].labels",
    "standing[].labels",
    "responses[].labels",
    "responses[].history[].labels",
    "party.labels",
    "codebooks[].thresholds",
    "codebooks[].grades[].labels",
    "codebooks[].grades[].definitions",
    "incidents[].proposals[].labels",
    "findings[].values",
    "counts",
    "totals.by_belligerent_",
    "assumption",
    "diagnostics",
    "stratum",
)


def _commands(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, one in (group or command()).commands.items():
        if hasattr(one, "commands"):
            yield from _commands(one, (*path, name))
        else:
            yield (*path, name), one


COMMANDS = dict(_commands())
KEYS: dict[str, dict[str, str]] = tomllib.loads((DOCS / "keys.toml").read_text(encoding="utf-8"))


def test_the_reference_is_up_to_date() -> None:
    for name, text in runpy.run_path(str(DOCS / "generate.py"))["pages"]().items():
        assert (DOCS / "reference" / name).read_text(encoding="utf-8") == text, f"docs/reference/{name}: make docs"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_has_an_example_that_parses_and_speaks_json(path: tuple[str, ...]) -> None:
    one = COMMANDS[path]
    lines = [line.strip() for line in one.epilog.splitlines()[2:]]
    assert lines
    for line in lines:
        words = shlex.split(line.split("|")[-1].split(" > ")[0])
        assert tuple(words[: len(path) + 1]) == ("bilan", *path)
        one.make_context(" ".join(path), words[len(path) + 1 :])
    assert any("--json" in p.opts for p in one.params)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_says_what_it_does(path: tuple[str, ...]) -> None:
    for p in COMMANDS[path].params:
        assert p.help, p.name


# ------------------------------------------------------------------ keys


def _paths(value: Any, at: str = "") -> Iterator[str]:
    """Every key of a document, as docs/keys.toml writes it."""
    if isinstance(value, list):
        for item in value:
            yield from _paths(item, at + "[]")
    elif isinstance(value, dict):
        for key, held in value.items():
            path = f"{at}.{key}" if at else key
            yield path
            if not path.startswith(_FREE):
                yield from _paths(held, path)


def _undocumented(document: Any, section: str) -> set[str]:
    """The keys that keys.toml lacks; the keys of a claim are described once, for all commands."""
    known = set(KEYS[section]) | {f"claims[].{k}" for k in KEYS["claim"]}
    within = {"members", "cites", "by", "place", "on_behalf_of", "publisher"}  # each a {name, span}
    found = set()
    for path in _paths(document):
        plain = re.sub(rf"claims\[\]\.({'|'.join(within)})(\[\])?\.", "claims[].speaker.", path)
        parent = any(k.startswith((f"{plain}.", f"{plain}[")) for k in known)
        if plain not in known and not parent:
            found.add(path)
    return found


@pytest.mark.parametrize(
    "name", ["claims", "voices", "incidents", "bounds", "tensions", "gap", "responses", "grades", "doctor"]
)
def test_every_key_of_a_read_is_documented(bilan: Bilan, dossier: Path, name: str) -> None:
    document = bilan(name, dossier, "--json").json
    assert _undocumented(document, name) == set()


def test_every_key_of_the_other_commands_is_documented(bilan: Bilan, reports: Path, tmp_path: Path) -> None:
    d = tmp_path / "d"
    (tmp_path / "x.png").write_bytes(b"\x89PNG")
    build = bilan("build", reports, tmp_path / "x.png", "--dossier", d, "--site", tmp_path / "s", "--json").json
    assert _undocumented(build, "build") == set()
    add = bilan("add", reports, tmp_path / "x.png", "--dossier", d, "--json").json
    assert _undocumented(add, "add") == set()
    read = bilan("read", reports / "monitor.txt", "--json").json
    assert _undocumented(read, "read") == set()
    assert _undocumented(bilan("plugins", "--json").json, "plugins") == set()
    claim = bilan("claims", d, "--json").json["claims"][0]["id"]
    entry = bilan("accept", d, claim, "--as", "A. Reviewer", "--json").json
    assert _undocumented(entry, "accept, correct, reject, link, grade") == set()
    (tmp_path / "lines.jsonl").write_text(
        '{"id": 1, "text": "Police said 3 people were killed."}\n{\n', encoding="utf-8"
    )
    for line in bilan("read", tmp_path / "lines.jsonl").out.splitlines():
        assert _undocumented(json.loads(line), "read, JSON Lines") == set()


def test_every_key_of_keeping_is_documented(bilan: Bilan, dossier: Path, tmp_path: Path) -> None:
    said = {
        "begin": bilan("begin", tmp_path / "new", "--json"),
        "fixity": bilan("fixity", dossier, "--json"),
        "backup": bilan("backup", dossier, "--out", tmp_path / "b", "--json"),
        "restore": bilan("restore", tmp_path / "b", "--out", tmp_path / "again", "--json"),
        "seal": bilan("seal", dossier, "entry:2", "--as", "L", "--reason", "asked", "--json"),
    }
    for name, one in said.items():
        assert one.status == 0, one.err
        assert _undocumented(one.json, name) == set()


def test_every_key_of_releasing_is_documented(bilan: Bilan, dossier: Path, tmp_path: Path) -> None:
    key = bilan("keys", dossier, "--new", "--json").json
    made = bilan("release", dossier, "--profile", "unredacted", "--out", tmp_path / "r", "--json").json
    said = {
        "keys": key,
        "release": made,
        "verify": bilan("verify", tmp_path / "r", "--json").json,
        "witness init": bilan("witness", "init", "--folder", tmp_path / "w", "--name", "p.example/w", "--json").json,
        "witness check, witness cosign": bilan(
            "witness", "cosign", tmp_path / "r", "--folder", tmp_path / "w", "--log", key["key"], "--json"
        ).json,
    }
    assert made["checkpoint"]
    assert said["witness check, witness cosign"]["note"]
    for name, document in said.items():
        assert _undocumented(document, name) == set()


def test_every_key_of_policies_is_documented(bilan: Bilan, dossier: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        bilan("policy", "show", "ibc").out.replace('version = "1"', 'version = "2"')
        + '\n[changes]\nfr = "a"\nen = "b"\nar = "c"\n',
        encoding="utf-8",
    )
    adopted = bilan("policy", "adopt", dossier, own, "--as", "L. Ead", "--reason", "agreed", "--json").json
    assert _undocumented(adopted, "policy adopt") == set()
    documents = {
        "policy list": bilan("policy", "list", "--dossier", dossier, "--json").json,
        "policy show": bilan("policy", "show", "ibc", "--dossier", dossier, "--json").json,
        "policy diff": bilan("policy", "diff", "ibc@1", "ibc", "--dossier", dossier, "--json").json,
    }
    assert documents["policy diff"]["changes"]
    assert [name for name, document in documents.items() if _undocumented(document, name)] == []
    totals = [f"{who} said 100 people were killed in Raqqa in May 2016.\n" for who in ("Police", "The Red Crescent")]
    for n, text in enumerate(totals):
        (tmp_path / f"{n}.txt").write_text(text, encoding="utf-8")
    bilan("add", *tmp_path.glob("?.txt"), "--dossier", tmp_path / "d", "--json")
    bounds = bilan("bounds", tmp_path / "d", "--policy", "ibc", "--json").json
    assert bounds["adjustments"]
    assert _undocumented(bounds, "bounds") == set()


def test_every_key_of_a_proposal_run_is_documented(bilan: Bilan, dossier: Path) -> None:
    lie = claim("Nobody wrote this.", "12", 12)
    with serving([claims(lie), error(401, "expired")]) as server:
        said = bilan("propose", dossier, "--endpoint", server.url, "--model", "reader-7b", "--json")
    assert said.status == 1
    assert said.json["not_taken"]
    assert said.json["failures"]
    assert _undocumented(said.json, "propose") == set()


def test_every_key_of_an_evaluation_is_documented(bilan: Bilan, tmp_path: Path) -> None:
    text = "Police said 3 people were killed."
    gold = {"id": "g", "lang": "en", "published": None, "text": text, "claims": [], "not_casualties": []}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n", encoding="utf-8")
    said = bilan("evaluate", "claims", tmp_path / "gold.jsonl", "--json")
    assert said.status == 0, said.err
    assert _undocumented(said.json, "evaluate claims") == set()
    assert bilan("evaluate", "claims", tmp_path / "gold.jsonl").status == 0


def test_every_key_of_an_evaluation_of_cases_is_documented(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "c.toml").write_text(
        '[[case]]\nsays = "wrong"\ntext = "Police said 3 people were killed."\nclaims = [{ low = 4 }]\n',
        encoding="utf-8",
    )
    said = bilan("evaluate", "cases", tmp_path / "en", "--json")
    assert said.status == 1
    assert said.json["failed"]
    assert _undocumented(said.json, "evaluate cases") == set()


def test_every_key_of_a_check_is_documented(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "incidents.csv").write_text(
        "code,civ_killed_min,civ_killed_max,belligerents,place\nA,3,2,x,y\n", encoding="utf-8"
    )
    (tmp_path / "belligerents.csv").write_text("code,belligerent,belligerent_mgrs_coordinate\nA,x,\n", encoding="utf-8")
    said = bilan("lint", tmp_path, "--format", "airwars", "--json")
    assert said.status == 1, said.err
    assert _undocumented(said.json, "lint") == set()


def test_every_key_of_an_estimate_is_documented(bilan: Bilan, tmp_path: Path) -> None:
    lines = ["1,0,0,40", "0,1,0,31", "0,0,1,22", "1,1,0,9", "1,0,1,7", "0,1,1,5", "1,1,1,3"]
    table = tmp_path / "lists.csv"
    table.write_text("\n".join(["A,B,C,Freq", *lines]) + "\n", encoding="utf-8")
    said = bilan("estimate", table, "--method", "dga", "--derived", "A=B", "--sensitivity", "--json")
    assert said.status == 3, said.err
    assert _undocumented(said.json, "estimate") == set()
    strata = [f"{year},{line}" for year in (2014, 2015) for line in lines]
    table.write_text("\n".join(["year,A,B,C,Freq", *strata]) + "\n", encoding="utf-8")
    said = bilan("estimate", table, "--method", "chao", "--strata", "year", "--json")
    assert said.status == 0, said.err
    document = said.json
    for part in (*document.pop("strata"), document):
        assert _undocumented(part, "estimate") == set()


def test_every_key_of_responses_in_tables_is_documented(bilan: Bilan, tmp_path: Path) -> None:
    (tmp_path / "statements.csv").write_text(
        "incident,party,said,words,conceded_min,mgrs\n"
        "a,US-led Coalition,2018-01-01,Two civilians were unintentionally killed.,2,37SEV0505\n"
        "b,US-led Coalition,2018-01-01,Two civilians were unintentionally killed.,5,37SEV050\n"
        "b,France,,No strikes were conducted.,,\n",
        encoding="utf-8",
    )
    (tmp_path / "incidents.csv").write_text("code,date,killed_min,lat,lon\na,2017-01-01,3,3,39\nb,2017-01-01,3,35,39\n")
    said = bilan(
        "responses", tmp_path / "statements.csv", "--incidents", tmp_path / "incidents.csv", "--incidents-as", "csv",
        "--by", "US-led Coalition", "--json",
    )  # fmt: skip
    assert said.status == 0, said.err
    assert said.json["checks"]["grid_references"]["far"]
    assert said.json["checks"]["conceded_in_words"]["missing"]
    assert _undocumented(said.json, "responses") == set()
    assert bilan("responses", tmp_path / "statements.csv").status == 0


def test_every_key_of_a_decided_grade_is_documented(bilan: Bilan, dossier: Path) -> None:
    one = bilan("grades", dossier, "--json").json["incidents"][0]["id"]
    entry = bilan("grade", dossier, one, "weak", "--as", "A. Reviewer", "--reason", "one voice", "--json")
    assert entry.status == 0, entry.err
    assert _undocumented(entry.json, "accept, correct, reject, link, grade") == set()
    document = bilan("grades", dossier, "--json").json
    assert [d["grade"] for i in document["incidents"] for d in i["decided"]] == ["weak"]
    assert _undocumented(document, "grades") == set()
    refused = bilan("grade", dossier, one, "weak", "--as", "A. Reviewer", "--json")
    assert refused.status == 3
    assert "needs a reason" in bilan("grade", dossier, one, "weak", "--as", "A. Reviewer").err
    assert "decided under airwars" in bilan("grades", dossier).out


def test_every_key_and_option_of_the_contract_is_documented(shared: Path) -> None:
    """The rows of the contract whose commands exist."""
    contract = (shared / "INTERFACES.md").read_text(encoding="utf-8")
    pages = "".join((DOCS / "reference" / f"{n}.md").read_text(encoding="utf-8") for n in ("commands", "json"))
    have = {" ".join(path) for path in COMMANDS} | {"evaluate"}
    later = {"match", "people", "backup", "restore", "witness"}  # share a row with commands that exist
    lacking = []
    for row in contract.splitlines():
        named = re.match(r"\| `bilan (\w+)", row)
        if not named or (named[1] not in have and named[1] != "accept"):
            continue
        row = re.sub(rf"`bilan (?:{'|'.join(later)})\b[^`]*`|`match` also .*|\(`--engine[^)]*\)", "", row)
        for key in re.findall(r'"([a-z_0-9]+)"(?=[:,}\] ])', row):
            if not re.search(rf"[`.]{key}`", pages) and key not in ("fr", "en", "ar"):
                lacking.append(f"{named[1]}: {key}")
        lacking += [f"{named[1]}: {o}" for o in re.findall(r"--[a-z-]+", row) if f"`{o}" not in pages]
    assert lacking == []
