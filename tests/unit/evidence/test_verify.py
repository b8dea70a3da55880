"""verify.py by itself: its Ed25519, what it says of altered, rewritten and hostile releases, and that it stays small."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.tampering import LIES, Restored, entries, made_release, mutations, rewritten, write_log

from bilan.evidence import verify as checker
from bilan.evidence.log import WITNESS, Checkpoint, Note, SigningKey, TileFolder, root
from bilan.evidence.verify import verify
from bilan.reconcile.certificate import check

SOURCE = Path(checker.__file__)
KEY = SigningKey.generate("commission.example/marsh")


def wrong(folder: Path, **options: Any) -> dict[str, str]:
    return {c["name"]: c["detail"] for c in verify(str(folder), **options) if not c["ok"]}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "release"
    made_release(folder, KEY, 30)
    return folder


@pytest.fixture
def release(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "release"))


# ------------------------------------------------------------------ the file itself


def test_it_is_one_file_of_less_than_500_lines_for_python_3_9_with_the_standard_library_alone() -> None:
    text = SOURCE.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 9))
    assert len(text.splitlines()) < 500
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {str(n.module) for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {n.partition(".")[0] for n in names} <= sys.stdlib_module_names
    assert not {n.partition(".")[0] for n in names} & {"socket", "urllib", "http", "subprocess", "ssl", "pickle"}
    opened = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "open"]
    assert opened
    assert all(isinstance(n.args[1], ast.Constant) and n.args[1].value == "rb" for n in opened)


def test_a_release_checks_itself_without_bilan_and_nothing_is_written(release: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in release.rglob("*")}
    command = [sys.executable, "-I", "-S", str(release / "verify.py"), "--json"]
    said = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert (said.returncode, json.loads(said.stdout)["ok"], said.stderr) == (0, True, "")
    assert {p: p.stat().st_mtime_ns for p in release.rglob("*")} == before
    (release / "data" / "figures.json").write_text("{}")
    said = subprocess.run(command[:-1], capture_output=True, text=True, cwd="/", check=False)
    assert said.returncode == 1
    assert "BAD   manifest: 1 files are not as they were signed" in said.stdout


# ------------------------------------------------------------------ Ed25519


def test_its_signatures_are_those_of_another_implementation() -> None:
    chance = random.Random(8)
    for _ in range(12):
        key, message = (
            Ed25519PrivateKey.from_private_bytes(chance.randbytes(32)),
            chance.randbytes(chance.randrange(200)),
        )
        public, signature = key.public_key().public_bytes_raw(), key.sign(message)
        assert checker.is_signed(public, message, signature)
        assert not checker.is_signed(public, message + b".", signature)
        place = chance.randrange(64)
        changed = signature[:place] + bytes([signature[place] ^ 1 << chance.randrange(8)]) + signature[place + 1 :]
        assert not checker.is_signed(public, message, changed)


def test_a_signature_has_one_form_only() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"x")
    s = int.from_bytes(signature[32:], "little") + checker.L  # the same number, written otherwise
    assert not checker.is_signed(public, b"x", signature[:32] + s.to_bytes(32, "little"))
    assert not checker.is_signed(public, b"x", signature + b"\0")
    assert not checker.is_signed(public[:31], b"x", signature)


@pytest.mark.parametrize(
    "raw",
    [
        (1).to_bytes(32, "little"),  # the neutral point
        (checker.P - 1).to_bytes(32, "little"),  # of order 2
        (checker.P + 1).to_bytes(32, "little"),  # the neutral point, not in its one form
        (0).to_bytes(32, "little"),  # of order 4
        (1 | 1 << 255).to_bytes(32, "little"),  # x = 0 with a sign
        (2).to_bytes(32, "little"),  # no point
        b"\xff" * 32,
    ],
)
def test_points_of_small_order_or_in_a_form_of_their_own_are_no_keys(raw: bytes) -> None:
    assert checker.point(raw) is None
    assert not checker.is_signed(raw, b"x", raw + bytes(32))


# ------------------------------------------------------------------ altered releases


def test_an_untouched_release_raises_no_alarm(release: Path) -> None:
    assert wrong(release) == {}
    assert wrong(release, key=str(KEY.verifier)) == {}


def test_a_voice_with_line_ends_or_a_formula_in_its_name_stays_one_harmless_cell(tmp_path: Path) -> None:
    from tests import tampering

    names = ["a\nb", "a\u2028b", "a\rb", "=1+1", '"quoted", with a comma', "\tx"]
    usual = tampering._claim

    def odd(n: int, exhibit: str, chance: random.Random) -> dict[str, Any]:
        return {**usual(n, exhibit, chance), "voice": names[n % len(names)]}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tampering, "_claim", odd)
        made_release(tmp_path / "r", KEY, 12)
    assert wrong(tmp_path / "r") == {}
    assert "'=1+1" in (tmp_path / "r" / "published" / "claims.csv").read_text()


def test_mutations_of_a_release_are_all_found(release: Path) -> None:
    missed = []
    for name, restored in mutations(release, 240, seed=5):
        if not wrong(release):
            missed.append(name)
        restored.put_back()
    assert missed == []
    assert wrong(release) == {}


def _tell(lie: str, chance: random.Random, figures: list[dict[str, Any]]) -> None:
    LIES[lie](figures, chance)


@pytest.mark.parametrize("lie", LIES)
def test_a_false_figure_is_found_though_everything_is_signed(tmp_path: Path, lie: str) -> None:
    for seed in range(6):
        chance = random.Random(seed)
        made_release(tmp_path / str(seed), KEY, 30, lie=partial(_tell, lie, chance))
        found = wrong(tmp_path / str(seed))
        assert list(found) == ["figures"]
        assert "figure incident-" in found["figures"]


def test_what_the_key_holder_alters_and_lists_anew_is_found_by_the_log(release: Path) -> None:
    """The list of files is signed again, as only the publisher can; the journal had recorded other files."""
    path = release / "published" / "exhibits.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"id"', b'"title": "another", "id"', 1))
    listed = json.loads((release / "manifest.json").read_text())
    data = path.read_bytes()
    listed["files"]["published/exhibits.jsonl"] = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
    raw = json.dumps(listed).encode()
    text = f"bilan-release/1\n{KEY.name}\n{hashlib.sha256(raw).hexdigest()}\n"
    (release / "manifest.json").write_bytes(raw)
    (release / "manifest.sig").write_bytes(str(Note(text, (KEY.sign(text),))).encode())
    found = wrong(release)
    assert "manifest" not in found
    assert "other files than these" in found["proofs"]


def test_a_release_signed_by_somebody_else_is_refused_by_who_knows_the_key(tmp_path: Path) -> None:
    stranger = SigningKey.generate(KEY.name)
    made_release(tmp_path / "false", stranger, 10)
    assert wrong(tmp_path / "false") == {}  # it is whole, by its own key
    found = wrong(tmp_path / "false", key=str(KEY.verifier))
    assert "not signed with the key expected" in found["checkpoint"]


# ------------------------------------------------------------------ histories


def test_a_rewritten_history_is_found_by_whoever_kept_a_checkpoint(tmp_path: Path) -> None:
    chance, unseen = random.Random(2), 0
    for _ in range(40):
        told = entries(chance.randint(2, 320), chance)
        kept = write_log(tmp_path / "log", told, KEY)
        kind, other = rewritten(told, len(told), chance)
        other += entries(chance.randint(0, 9), chance)
        write_log(tmp_path / "log", other, KEY)
        unseen += not wrong(tmp_path / "log", key=str(KEY.verifier))  # alone it looks well
        found = wrong(tmp_path / "log", key=str(KEY.verifier), since=kept)
        assert list(found) == ["since"], kind
    assert unseen == 40


def test_an_honest_history_raises_no_alarm(tmp_path: Path) -> None:
    chance, told = random.Random(3), list[bytes]()
    kept = None
    for _ in range(25):
        told += entries(chance.randint(0, 90), chance)
        now = write_log(tmp_path / "log", told, KEY)
        assert wrong(tmp_path / "log", key=str(KEY.verifier), since=kept) == {}
        kept = chance.choice([kept, now]) or now


def test_an_old_checkpoint_of_another_log_is_no_comparison(release: Path, tmp_path: Path) -> None:
    kept = write_log(tmp_path / "log", entries(3, random.Random(1)), SigningKey.generate("other.example/log"))
    assert "not signed with this log's key" in wrong(release, since=kept)["since"]


# ------------------------------------------------------------------ witnesses


def _witnessed(release: Path, *signers: SigningKey) -> None:
    note = Note.parse((release / "log" / "checkpoint").read_bytes())
    for signer in signers:
        note = note.with_signature(signer.sign(note.text, 1_700_000_000))
    (release / "log" / "checkpoint.witnessed").write_bytes(str(note).encode())


def test_a_policy_asks_for_enough_of_the_partners_that_a_reader_trusts(release: Path) -> None:
    a, b, c = (SigningKey.generate(f"{n}.example/w", WITNESS) for n in "abc")
    policy = (
        f"# whom we trust\nlog {KEY.verifier}\n\n"
        + "".join(f"witness {n} {k.verifier}\n" for n, k in zip("ABC", (a, b, c), strict=True))
        + "group two 2 A B C\nquorum two\n"
    )
    assert "too few" in wrong(release, policy=policy)["witnesses"]
    _witnessed(release, a)
    assert "1 of the witnesses" in wrong(release, policy=policy)["witnesses"]
    _witnessed(release, a, c)
    assert wrong(release, policy=policy) == {}
    assert wrong(release, policy=policy.replace("quorum two", "group all3 all A B C\nquorum all3"))
    assert wrong(release, policy=policy.replace("quorum two", "quorum none")) == {}
    for bad in (
        "quorum nobody\n",
        "",
        policy + "quorum A\n",
        policy + "what is this\n",
        f"witness A {a.verifier}\n" + policy,
    ):
        assert wrong(release, policy=bad)


def test_a_signature_of_somebody_unknown_or_under_other_text_is_no_cosignature(release: Path) -> None:
    a = SigningKey.generate("a.example/w", WITNESS)
    _witnessed(release, a)
    assert "nobody whom the release names" in wrong(release)["witnesses"]
    note = Checkpoint(KEY.name, 1, bytes(32)).signed(KEY)
    (release / "log" / "checkpoint.witnessed").write_bytes(str(note.with_signature(a.sign(note.text, 1))).encode())
    assert "another checkpoint" in wrong(release)["witnesses"]


# ------------------------------------------------------------------ hostile releases


def _resign(release: Path, listed: object) -> None:
    raw = listed if isinstance(listed, bytes) else json.dumps(listed).encode()
    text = f"bilan-release/1\n{KEY.name}\n{hashlib.sha256(raw).hexdigest()}\n"
    (release / "manifest.json").write_bytes(raw)
    (release / "manifest.sig").write_bytes(str(Note(text, (KEY.sign(text),))).encode())


@pytest.mark.parametrize("path", ["../outside", "/etc/hostname", "a/../../outside", "published/..", "\0", "a\\b"])
def test_a_list_that_names_files_elsewhere_leads_nowhere(release: Path, path: str) -> None:
    (release.parent / "outside").write_text("x")
    listed = json.loads((release / "manifest.json").read_text())
    listed["files"][path] = {"sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", "size": 1}
    _resign(release, listed)
    assert "missing" in wrong(release)["manifest"]


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 100_000,
        b'{"files": ' * 50_000,
        b'{"files": {"a": {"sha256": "x", "size": ' + b"9" * 100_000 + b"}}}",
        b'{"files": {"a": 1, "a": 2}}',
        b'{"files": {"manifest.sig": NaN}}',
        b'{"files": [1, 2]}',
        b'"files"',
        b"\xff\xfe",
        b"",
    ],
)
def test_a_list_that_is_no_list_is_said_to_be_broken(release: Path, raw: bytes) -> None:
    _resign(release, raw)
    assert "manifest" in wrong(release)


def test_links_pipes_and_depth_are_refused(release: Path) -> None:
    os.symlink("/", release / "everything")
    assert "link" in wrong(release)["folder"]
    (release / "everything").unlink()
    os.mkfifo(release / "pipe")
    assert "neither a file nor a folder" in wrong(release)["folder"]
    (release / "pipe").unlink()
    deep = release
    for _ in range(60):
        deep = deep / "d"
    deep.mkdir(parents=True)
    assert "larger than any release" in wrong(release)["folder"]


def test_a_log_that_claims_to_be_endless_is_not_followed(release: Path) -> None:
    note = Checkpoint(KEY.name, 10**15, bytes(32)).signed(KEY)
    (release / "log" / "checkpoint").write_bytes(str(note).encode())
    assert "fewer tiles" in wrong(release)["tree"]


@pytest.mark.parametrize("line", ["[" * 90_000, "{}", "7", '{"id": "x", "low": 1e400}', '{"id": ["x"]}', "\x1b[2J"])
def test_rows_that_are_no_rows_are_said_to_be_broken(release: Path, line: str) -> None:
    with (release / "published" / "figures.jsonl").open("a") as file:
        file.write(line + "\n")
    assert {"manifest", "figures"} <= set(wrong(release))


def test_what_is_printed_cannot_command_a_terminal(release: Path) -> None:
    (release / "\x1b[2Jevil").write_text("x")
    said = subprocess.run([sys.executable, "-I", str(SOURCE), str(release)], capture_output=True, check=False)
    assert said.returncode == 1
    assert b"\x1b" not in said.stdout
    assert b"evil" in said.stdout


def test_a_folder_that_is_nothing_is_refused(tmp_path: Path) -> None:
    assert "release.json" in str(wrong(tmp_path)) or "missing" in str(wrong(tmp_path))
    assert wrong(tmp_path / "nowhere")


# ------------------------------------------------------------------ certificates


def test_it_judges_certificates_as_reconcile_does(tmp_path: Path) -> None:
    """The same certificates, good and altered, before both checkers."""
    from tests.tampering import _claim, _figure

    chance = random.Random(9)
    for _ in range(150):
        claims = [_claim(n, "e", chance) for n in range(5)]
        c = _figure(0, claims)["certificate"][(side := chance.choice(["low", "high"]))]
        kind = chance.choice(["none", "value", "bound", "multiplier", "world"])
        if kind == "value":
            c["value"] = str(int(c["value"]) + 1)
        elif kind == "bound":
            chance.choice(c["rows"])["bound"] += chance.choice([-3, 3])
        elif kind == "multiplier":
            chance.choice(c["rows"])["multiplier"] = chance.choice(["0", "2", "-1"])
        elif kind == "world":
            c["world"]["x1"] = str(int(c["world"]["x1"]) + 1)
        try:
            checker.bound(c, "min" if side == "low" else "max")
            good = True
        except checker.Broken:
            good = False
        assert good == (check(c) == []), kind


def test_a_blinded_row_is_counted_and_must_be_in_the_log(tmp_path: Path) -> None:
    def blind(at: int) -> Any:
        def change(figures: list[dict[str, Any]]) -> None:
            for side in ("low", "high"):
                row = figures[0]["certificate"][side]["rows"][0]
                row["claims"], row["blinded"] = [], [at]

        return change

    made_release(tmp_path / "a", KEY, 10, lie=blind(2))
    made_release(tmp_path / "b", KEY, 10, lie=blind(9_999))
    found = {c["name"]: c for c in verify(str(tmp_path / "a"))}
    assert found["figures"]["ok"]
    assert "1 rows are blinded" in found["figures"]["detail"]
    assert "not in the log" in wrong(tmp_path / "b")["figures"]


def test_its_tree_is_the_logs(tmp_path: Path) -> None:
    tiles = TileFolder(tmp_path)
    told = entries(300, random.Random(4))
    tiles.extend(0, told)
    tree = checker.Tree([checker.sha(b"\0" + e) for e in told])
    for size in (0, 1, 2, 3, 255, 256, 257, 299, 300):
        assert tree.root(size) == root(size, tiles.tiles(300).at)


def test_a_restored_file_is_as_it_was(release: Path) -> None:
    restored = Restored.of(release)
    before = (release / "release.json").read_bytes()
    restored.write(release / "release.json", b"x")
    restored.put_back()
    assert (release / "release.json").read_bytes() == before
