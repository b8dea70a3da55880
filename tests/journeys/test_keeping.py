"""A lead keeps a dossier: in PostgreSQL, audited, backed up, restored, and sealed where a witness asked for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

SECRET = "Oriane Valbrenne told us that 9 civilians were killed by artillery in Homs on 9 May 2023."


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "open.txt").write_text("At least 12 civilians were killed in Mosul on 3 March 2017, police said.\n")
    (folder / "secret.txt").write_text(SECRET + "\n")
    return folder


@pytest.fixture(params=["SQLite", "PostgreSQL", "PostgreSQL, objects elsewhere"])
def dossier(request: pytest.FixtureRequest, bilan: Bilan, papers: Path, tmp_path: Path) -> Path:
    """The same dossier in each of its places."""
    where: list[str] = []
    if "PostgreSQL" in request.param:
        address = request.getfixturevalue("database")
        where = ["--postgresql", address, "--schema", f"journey_{abs(hash(str(tmp_path))) % 10**9}"]
    if "objects" in request.param:
        where += ["--vault", f"memory://{tmp_path}"]
    said = bilan("begin", tmp_path / "d", *where, "--json")
    assert said.status == 0, said.err
    assert said.json["journal"] == request.param.partition(",")[0]
    assert bilan("add", papers, "--dossier", tmp_path / "d").status == 0
    return tmp_path / "d"


def test_every_verb_works_wherever_the_dossier_is_kept(bilan: Bilan, dossier: Path, tmp_path: Path) -> None:
    claims = bilan("claims", dossier, "--json").json["claims"]
    assert len(claims) == 2
    assert bilan("accept", dossier, claims[0]["id"], "--as", "A. Reviewer").status == 0
    assert bilan("link", dossier, claims[0]["id"], claims[1]["id"], "--as", "A. Reviewer").status == 0
    assert bilan("bounds", dossier, "--place", "Mosul", "--json").json["low"] == 12
    for read in ("voices", "tensions", "gap", "incidents"):
        assert bilan(read, dossier, "--json").status == 0
    site = bilan("build", tmp_path / "papers", "--dossier", dossier, "--site", tmp_path / "site", "--json")
    assert site.json["exhibits"] == 2
    said = bilan("doctor", dossier, "--json")
    assert said.json["ok"], said.json


def test_a_witness_is_sealed_and_stays_sealed_in_every_copy(
    bilan: Bilan, dossier: Path, tmp_path: Path, everything: Callable[[Path], bytes]
) -> None:
    old = tmp_path / "old.backup"
    assert bilan("backup", dossier, "--out", old).status == 0
    assert b"Valbrenne" in old.read_bytes(), "control: before the seal the words are found"
    claims = {c["words"]: c for c in bilan("claims", dossier, "--json").json["claims"]}
    secret = next(c for words, c in claims.items() if "Homs" in words)
    assert bilan("accept", dossier, secret["id"], "--as", "A. Reviewer").status == 0
    rehearsed = bilan(
        "seal", dossier, secret["exhibit"][:12], "--as", "L. Lead", "--reason", "asked", "--dry-run", "--json"
    )
    assert [k["type"] for k in rehearsed.json["kinds"]] == ["claim_accepted", "exhibit_received", "text_extracted"]
    assert len(bilan("claims", dossier, "--json").json["claims"]) == 2, "a rehearsal changes nothing"
    assert bilan("seal", dossier, secret["exhibit"], "--as", "L. Lead").status == 3, "a seal needs a reason"
    sealed = bilan("seal", dossier, secret["exhibit"], "--as", "L. Lead", "--reason", "asked", "--json")
    assert sealed.json["sealed"], sealed.err
    assert len(bilan("claims", dossier, "--json").json["claims"]) == 1
    assert b"Valbrenne" not in everything(dossier)
    assert bilan("doctor", dossier, "--json").json["ok"]
    assert bilan("seal", dossier, secret["exhibit"], "--as", "L. Lead", "--reason", "asked").status == 2
    new = tmp_path / "new.backup"
    assert bilan("backup", dossier, "--out", new).status == 0
    assert b"Valbrenne" not in new.read_bytes()
    assert bilan("restore", new, "--out", tmp_path / "again").status == 0
    assert bilan("doctor", tmp_path / "again", "--json").json["ok"]
    assert bilan("bounds", tmp_path / "again", "--json").json == bilan("bounds", dossier, "--json").json
    careful = bilan("restore", old, "--out", tmp_path / "careful", "--seals-of", dossier, "--json")
    assert careful.json["sealed"] == 2
    assert b"Valbrenne" not in everything(tmp_path / "careful")


def test_audits_are_made_on_a_schedule(bilan: Bilan, dossier: Path) -> None:
    assert bilan("fixity", dossier, "--older-than", 30, "--json").json["checked"] == 2
    assert bilan("fixity", dossier, "--older-than", 30, "--json").json["checked"] == 0
    assert bilan("fixity", dossier, "--sample", 1, "--json").json["checked"] == 1
    checks = {c["name"]: c["detail"] for c in bilan("doctor", dossier, "--quick", "--json").json["checks"]}
    assert checks["fixity"].startswith("2 of 2 looked at")
    assert "not read" in checks["journal and vault"]


def test_a_changed_file_is_found_by_the_audit(bilan: Bilan, papers: Path, tmp_path: Path) -> None:
    d = tmp_path / "d"
    assert bilan("add", papers, "--dossier", d).status == 0
    kept = next(p for p in sorted((d / "vault").rglob("*")) if p.is_file())
    kept.chmod(0o644)
    kept.write_bytes(kept.read_bytes() + b"!")
    said = bilan("fixity", d, "--json")
    assert (said.status, len(said.json["broken"])) == (1, 1)
    assert bilan("doctor", d, "--quick").status == 1


@pytest.mark.parametrize(
    "content",
    ["[journal]\npostgresql = 3\n", "[journal", "[jornal]\n", '[vault]\nurl = "here"\n', '[journal]\nschema = "A B"\n'],
)
def test_settings_that_cannot_be_meant_are_wrong_use(bilan: Bilan, tmp_path: Path, content: str) -> None:
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "dossier.toml").write_text(content)
    said = bilan("claims", tmp_path / "d", "--json")
    assert (said.status, said.json["kind"]) == (2, "WrongUse")


def test_a_database_that_is_not_there_is_said_plainly(bilan: Bilan, tmp_path: Path) -> None:
    nowhere = f"postgresql:///none?host={tmp_path}"
    said = bilan("begin", tmp_path / "d", "--postgresql", nowhere, "--json")
    assert said.status == 1
    assert "cannot be reached" in said.json["what"]


@pytest.mark.parametrize("option", [["--restricted"], []])
def test_a_restricted_document_lies_nowhere_in_the_open(
    bilan: Bilan, tmp_path: Path, option: list[str], everything: Callable[[Path], bytes]
) -> None:
    (tmp_path / "secret.html").write_text(f"<html><body><p>{SECRET}</p></body></html>")
    d = tmp_path / "d"
    assert bilan("add", tmp_path / "secret.html", "--dossier", d, *option).status == 0
    (claim,) = bilan("claims", d, "--json").json["claims"]
    assert "Valbrenne" in claim["words"]
    found = [b"Valbrenne" in everything(d / place) for place in ("vault", "derived")]
    assert found == ([False, False] if option else [True, True]), "and the control: what is open is found"
    assert bilan("doctor", d, "--json").json["ok"]
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "again.html").write_bytes((tmp_path / "secret.html").read_bytes())
    assert bilan("add", tmp_path / "more", "--dossier", d, "--json").json["exhibits"] == 1
    assert (b"Valbrenne" in everything(d / "vault")) == (not option), "it does not become open by coming again"


def test_the_log_goes_on_unbroken_after_a_seal_and_after_a_restore(bilan: Bilan, dossier: Path, tmp_path: Path) -> None:
    def publish(of: Path, name: str) -> Path:
        said = bilan("release", of, "--profile", "unredacted", "--out", tmp_path / name)
        assert said.status == 0, said.err
        assert bilan("verify", tmp_path / name).status == 0
        return tmp_path / name / "log" / "checkpoint"

    first = publish(dossier, "r1")
    exhibit = bilan("claims", dossier, "--json").json["claims"][0]["exhibit"]
    assert bilan("seal", dossier, exhibit, "--as", "L. Lead", "--reason", "asked").status == 0
    second = publish(dossier, "r2")
    assert bilan("backup", dossier, "--out", tmp_path / "b").status == 0
    assert bilan("restore", tmp_path / "b", "--out", tmp_path / "again").status == 0
    publish(tmp_path / "again", "r3")
    for name, since in (("r2", first), ("r3", first), ("r3", second)):
        assert bilan("verify", tmp_path / name, "--since", since).status == 0
