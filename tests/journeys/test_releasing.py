"""From a reviewed dossier to a release that a stranger checks: keys, release, verify, anchor, witness."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.journeys.cast import Bilan
from tests.unit.evidence.authority import LocalAuthority

from bilan import desk
from bilan.evidence import Dossier
from bilan.evidence.log import Checkpoint, JournalLog, Note
from bilan.evidence.log.opening import rows_of

NAME = "commission.example/marsh"


@pytest.fixture
def signed(bilan: Bilan, dossier: Path) -> Path:
    """The dossier with a key of its own."""
    assert bilan("keys", dossier, "--new", "--name", NAME).status == 0
    return dossier


@pytest.fixture
def publish(bilan: Bilan, signed: Path, tmp_path: Path) -> Callable[..., Path]:
    def call(*more: object) -> Path:
        said = bilan("release", signed, "--profile", "unredacted", "--out", tmp_path / "release", "--json", *more)
        assert said.status == 0, said.err
        return tmp_path / "release"

    return call


def claims(bilan: Bilan, dossier: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = bilan("claims", dossier, "--json").json["claims"]
    return found


def accept(bilan: Bilan, dossier: Path, claim: str) -> None:
    assert bilan("accept", dossier, claim, "--as", "A. Reviewer", "--reason", "read again").status == 0


def all_bytes(folder: Path) -> bytes:
    return b"\n".join(p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file())


# ------------------------------------------------------------------ keys


def test_a_key_is_made_once_and_only_its_owner_can_read_it(bilan: Bilan, dossier: Path) -> None:
    assert bilan("keys", dossier).status == 2  # there is none yet
    made = bilan("keys", dossier, "--new", "--name", NAME, "--json").json
    assert made["name"] == NAME
    assert Path(made["file"]).stat().st_mode & 0o777 == 0o600
    assert bilan("keys", dossier, "--json").json == made
    assert bilan("keys", dossier, "--new").status == 3
    assert "PRIVATE" not in bilan("keys", dossier).out


def test_the_first_release_makes_its_key_and_a_later_one_never_makes_another(
    bilan: Bilan, dossier: Path, tmp_path: Path
) -> None:
    said = bilan("release", dossier, "--profile", "unredacted", "--out", tmp_path / "out")
    assert said.status == 0, said.err
    assert "signing key is new" in said.out
    assert bilan("verify", tmp_path / "out").status == 0
    key = Path(bilan("keys", dossier, "--json").json["file"])
    assert (
        "signing key is new" not in bilan("release", dossier, "--profile", "unredacted", "--out", tmp_path / "out").out
    )
    key.unlink()
    lost = bilan("release", dossier, "--profile", "unredacted", "--out", tmp_path / "out")
    assert lost.status == 2
    assert "bilan keys" in lost.err


def test_nothing_is_published_under_a_profile_that_nobody_knows(bilan: Bilan, dossier: Path, tmp_path: Path) -> None:
    assert bilan("release", dossier, "--profile", "public", "--out", tmp_path / "out").status == 3
    assert not (tmp_path / "out").exists()


# ------------------------------------------------------------------ what a release holds


def test_what_nobody_reviewed_is_published_as_a_machines_and_says_so_everywhere(
    bilan: Bilan, publish: Callable[..., Path]
) -> None:
    release = publish()
    assert bilan("verify", release, "--json").json["ok"]
    assert json.loads((release / "release.json").read_text())["basis"] == "machine"
    pages = sorted(release.rglob("*.html"))
    assert len(pages) > 100
    assert all('data-draft="unredacted"' in p.read_text() or p.name == "index.html" for p in pages)
    assert all("DRAFT" not in p.read_text() for p in pages)
    assert all("nobody has reviewed" in p.read_text() for p in (release / "en").rglob("*.html"))
    data = [json.loads(p.read_text()) for p in (release / "data").rglob("*.json")]
    assert all(d["unredacted"] is True and d["basis"] == "machine" and "draft" not in d for d in data)


def test_once_somebody_decided_only_decisions_are_published(
    bilan: Bilan, signed: Path, publish: Callable[..., Path]
) -> None:
    first, *others = claims(bilan, signed)
    hidden = next(c for c in others if c["exhibit"] != first["exhibit"])
    accept(bilan, signed, first["id"])
    whole = all_bytes(publish())
    assert first["id"].encode() in whole
    assert first["exhibit"].encode() in whole
    for secret in (hidden["id"], hidden["exhibit"], hidden["exhibit"][:16]):
        assert secret.encode() not in whole
    assert b"reviewed" in whole


def test_the_hash_of_a_document_that_is_not_released_would_be_found(bilan: Bilan, signed: Path, site: Path) -> None:
    """The control of the test above: the draft site does hold it."""
    hidden = claims(bilan, signed)[-1]
    assert hidden["exhibit"].encode() in all_bytes(site)


@pytest.mark.slow
def test_a_restricted_document_is_not_published_even_when_its_claims_are_accepted(
    bilan: Bilan, signed: Path, publish: Callable[..., Path]
) -> None:
    found = claims(bilan, signed)
    shown, restricted = found[0], next(c for c in found if c["exhibit"] != found[0]["exhibit"])
    accept(bilan, signed, shown["id"])
    accept(bilan, signed, restricted["id"])
    assert restricted["exhibit"].encode() in all_bytes(publish())  # the control
    with sqlite3.connect(signed / "journal.sqlite") as db:
        db.execute("UPDATE exhibit SET sensitivity = 'restricted' WHERE id = ?", (restricted["exhibit"],))
    db.close()
    whole = all_bytes(publish())
    assert restricted["exhibit"].encode() not in whole
    assert restricted["id"].encode() not in whole


def test_the_private_key_is_in_no_released_file(signed: Path, publish: Callable[..., Path]) -> None:
    secret = (signed / "signing" / "log.key").read_text().strip().rpartition("+")[2]
    assert secret.encode() not in all_bytes(publish())
    assert secret.encode() in all_bytes(signed)


def test_the_same_release_again_is_the_same_bytes_and_one_entry_of_the_journal(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], tmp_path: Path
) -> None:
    accept(bilan, signed, claims(bilan, signed)[0]["id"])
    first = shutil.copytree(publish(), tmp_path / "first")
    again = publish()
    assert all_bytes(first) == all_bytes(again)
    with Dossier.open(signed) as dossier:
        made = list(rows_of(dossier.store, "release_made"))
    assert len(made) == 1
    assert (made[0].payload or {})["basis"] == "reviewed"


def test_a_folder_that_holds_something_else_is_left_alone(bilan: Bilan, signed: Path, tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "diary.txt").write_text("mine")
    assert bilan("release", signed, "--profile", "unredacted", "--out", tmp_path / "release").status == 2
    assert (tmp_path / "release" / "diary.txt").read_text() == "mine"


def test_a_full_disk_or_a_folder_that_cannot_be_is_said_and_the_old_release_stands(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = publish()
    kept = all_bytes(release)
    accept(bilan, signed, claims(bilan, signed)[0]["id"])

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("bilan.release.publish.settle", full)
    said = bilan("release", signed, "--profile", "unredacted", "--out", release)
    assert said.status == 1
    assert "No space left" in said.err
    assert "still does" in said.err
    assert all_bytes(release) == kept
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".release")] == []
    (tmp_path / "file").write_text("x")
    said = bilan("release", signed, "--profile", "unredacted", "--out", tmp_path / "file" / "release")
    assert said.status == 1
    assert "cannot be written" in said.err


# ------------------------------------------------------------------ checking


def test_a_reader_who_kept_a_checkpoint_sees_that_the_next_release_continues_it(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], tmp_path: Path
) -> None:
    found = claims(bilan, signed)
    accept(bilan, signed, found[0]["id"])
    kept = tmp_path / "kept"
    kept.write_bytes((publish() / "log" / "checkpoint").read_bytes())
    accept(bilan, signed, found[1]["id"])
    key = bilan("keys", signed, "--json").json["key"]
    said = bilan("verify", publish(), "--since", kept, "--key", key)
    assert said.status == 0
    assert "are the first of these" in said.out
    assert bilan("verify", tmp_path / "release" / "log", "--key", key, "--since", kept).status == 0


def test_an_altered_release_ends_with_1_and_says_what_is_wrong(bilan: Bilan, publish: Callable[..., Path]) -> None:
    release = publish()
    page = release / "en" / "index.html"
    page.write_text(page.read_text().replace("</title>", " </title>"))
    said = bilan("verify", release, "--json")
    assert said.status == 1
    wrong = [c for c in said.json["checks"] if not c["ok"]]
    assert "en/index.html" in wrong[0]["detail"]
    assert bilan("verify", release / "nowhere").status == 2


def test_a_journal_that_was_put_back_is_not_signed_again(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], tmp_path: Path
) -> None:
    older = shutil.copytree(signed, tmp_path / "older")
    found = claims(bilan, signed)
    accept(bilan, signed, found[0]["id"])
    release = publish()
    before = all_bytes(release)
    for name in ("journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"):
        (signed / name).unlink(missing_ok=True)
    shutil.copyfile(older / "journal.sqlite", signed / "journal.sqlite")
    accept(bilan, signed, found[1]["id"])
    said = bilan("release", signed, "--profile", "unredacted", "--out", release)
    assert said.status == 1
    assert "does not continue" in said.err
    assert all_bytes(release) == before


@pytest.mark.slow
def test_a_dossier_put_back_with_all_its_files_does_not_replace_a_newer_release(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], tmp_path: Path
) -> None:
    accept(bilan, signed, claims(bilan, signed)[0]["id"])
    publish()
    older = shutil.copytree(signed, tmp_path / "older")
    accept(bilan, signed, claims(bilan, signed)[1]["id"])
    release = publish()
    kept = all_bytes(release)
    accept(bilan, older, claims(bilan, older)[2]["id"])
    said = bilan("release", older, "--profile", "unredacted", "--out", release)
    assert said.status == 1
    assert "release that stands" in said.err
    assert all_bytes(release) == kept


@pytest.mark.slow
def test_the_log_is_made_again_from_the_journal_alone(
    signed: Path, publish: Callable[..., Path], tmp_path: Path
) -> None:
    first = shutil.copytree(publish(), tmp_path / "first")
    shutil.rmtree(signed / "derived")
    assert all_bytes(publish()) == all_bytes(first)


# ------------------------------------------------------------------ anchors


@pytest.fixture
def authority(signed: Path, tmp_path: Path) -> LocalAuthority:
    made = LocalAuthority.begin(tmp_path / "authority")
    shutil.copyfile(made.root, signed / "signing" / "notary.pem")
    text = '[[authority]]\nname = "notary"\nurl = "http://127.0.0.1:9/tsr"\nroot = "signing/notary.pem"\n'
    (signed / "anchors.toml").write_text(text)
    return made


def test_a_checkpoint_is_stamped_by_hand_and_the_next_release_carries_it(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], authority: LocalAuthority, tmp_path: Path
) -> None:
    publish()
    asked = bilan("anchor", signed, "--offline", tmp_path / "usb", "--json").json
    assert asked["waiting"] == ["notary"]
    (tmp_path / "answer.tsr").write_bytes(authority.answer(Path(asked["written"][0]).read_bytes()))
    (tmp_path / "cut.tsr").write_bytes((tmp_path / "answer.tsr").read_bytes()[:-1])
    refused = bilan("anchor", signed, "--answer", tmp_path / "cut.tsr")
    assert refused.status == 1
    assert "does not hold" in refused.err
    kept = bilan("anchor", signed, "--answer", tmp_path / "answer.tsr", "--json").json
    assert [k["authority"] for k in kept["kept"]] == ["notary"]
    assert kept["waiting"] == []
    release = publish()
    names = sorted(p.name for p in (release / "anchors").iterdir())
    assert [n.rpartition(".")[2] for n in names] == ["checkpoint", "tsr"]
    said = bilan("verify", release, "--json").json
    assert said["ok"]
    assert "1 anchored checkpoints lead here" in next(c["detail"] for c in said["checks"] if c["name"] == "since")


def test_without_a_network_a_checkpoint_waits_and_is_sent_later(
    signed: Path, publish: Callable[..., Path], authority: LocalAuthority, bilan: Bilan
) -> None:
    publish()
    said = bilan("anchor", signed)
    assert said.status == 1
    assert "could not be asked" in said.err
    assert "still to come" in said.out
    person, addresses = desk.local_person("A. Lead"), []

    def send(url: str, query: bytes) -> bytes:
        addresses.append(url)
        return authority.answer(query)

    from bilan.desk.anchoring import send_queued

    with Dossier.open(signed) as dossier:
        done = send_queued(dossier, person, send)
        assert [name for name, _ in done.kept] == ["notary"]
        assert send_queued(dossier, person, send).kept == []
    assert addresses == ["http://127.0.0.1:9/tsr"]  # the one address that is allowed, once


# ------------------------------------------------------------------ witnesses


@pytest.mark.slow
def test_a_partner_cosigns_and_a_reader_with_a_policy_is_content(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], tmp_path: Path
) -> None:
    partner = bilan("witness", "init", "--folder", tmp_path / "w", "--name", "partner.example/w", "--json").json["key"]
    key = bilan("keys", signed, "--json").json["key"]
    release = publish("--witness", partner)
    (tmp_path / "policy").write_text(f"log {key}\nwitness w {partner}\nquorum w\n")
    assert bilan("verify", release, "--policy", tmp_path / "policy").status == 1
    assert bilan("witness", "check", release, "--folder", tmp_path / "w").status == 2  # whose log is it?
    note = tmp_path / "signed.note"
    said = bilan("witness", "cosign", release, "--folder", tmp_path / "w", "--log", key, "--out", note)
    assert said.status == 0, said.err
    done = bilan("anchor", signed, "--answer", note, "--witness", partner, "--release", release)
    assert done.status == 0, done.err
    assert bilan("verify", release, "--policy", tmp_path / "policy").status == 0
    assert bilan("verify", release).status == 0


@pytest.mark.slow
def test_a_witness_refuses_a_second_history_and_keeps_both_as_proof(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], tmp_path: Path
) -> None:
    bilan("witness", "init", "--folder", tmp_path / "w", "--name", "partner.example/w")
    key = bilan("keys", signed, "--json").json["key"]
    other = shutil.copytree(signed, tmp_path / "other")  # whoever copies the dossier with its key can tell two stories
    found = claims(bilan, signed)
    accept(bilan, signed, found[0]["id"])
    cosign = ("--folder", tmp_path / "w", "--log", key)
    assert bilan("witness", "cosign", publish(), *cosign).status == 0
    accept(bilan, signed, found[1]["id"])
    assert bilan("witness", "cosign", publish(), *cosign).status == 0  # an honest continuation
    for claim in found:
        accept(bilan, other, claim["id"])
    assert bilan("release", other, "--profile", "unredacted", "--out", tmp_path / "second").status == 0
    said = bilan("witness", "cosign", tmp_path / "second", *cosign)
    assert said.status == 3
    assert "two histories" in said.err
    (proof,) = (tmp_path / "w" / "forks").iterdir()
    assert proof.read_text().count(NAME) == 4  # two checkpoints, two signatures of one key


@pytest.mark.slow
def test_a_witness_signs_no_older_checkpoint_and_no_broken_copy(
    bilan: Bilan, signed: Path, publish: Callable[..., Path], tmp_path: Path
) -> None:
    bilan("witness", "init", "--folder", tmp_path / "w", "--name", "partner.example/w")
    key = bilan("keys", signed, "--json").json["key"]
    old = shutil.copytree(publish(), tmp_path / "old")
    accept(bilan, signed, claims(bilan, signed)[0]["id"])
    release = publish()
    cosign = ("--folder", tmp_path / "w", "--log", key)
    assert bilan("witness", "cosign", release, *cosign).status == 0
    said = bilan("witness", "cosign", old, *cosign)
    assert said.status == 3
    assert "were seen before" in said.err
    tile = next((release / "log" / "tile" / "0").rglob("[0-9]*"), None)
    assert tile is not None
    file = next(p for p in (release / "log" / "tile" / "0").rglob("*") if p.is_file())
    file.write_bytes(file.read_bytes()[::-1])
    accept(bilan, signed, claims(bilan, signed)[1]["id"])
    assert bilan("witness", "check", release, *cosign).status == 0  # nothing new to look at
    fresh = publish()
    file = next(p for p in (fresh / "log" / "tile" / "0").rglob("*") if p.is_file())
    file.write_bytes(file.read_bytes()[::-1])
    broken = bilan("witness", "check", fresh, *cosign)
    assert broken.status == 1
    assert "do not lead" in broken.err


def test_a_log_of_the_dossier_proves_each_of_its_rows(signed: Path) -> None:
    from bilan.evidence.log import entry_of, leaf_hash, must_include

    with Dossier.open(signed) as dossier:
        note = JournalLog(dossier.journal, dossier.derived / "log").checkpoint(desk.signing_keys(dossier))
        point = Checkpoint.parse(Note.parse(str(note).encode()).text)
        log = JournalLog(dossier.journal, dossier.derived / "log")
        for row in dossier.journal.rows():
            must_include(
                row.seq - 1, point.size, leaf_hash(entry_of(row)), point.root, log.inclusion(row.seq, point.size)
            )
        assert point.size == len(dossier.journal) > 4
