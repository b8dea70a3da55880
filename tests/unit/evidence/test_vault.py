"""The vault keeps bytes under their own name, once, whole and unchanged: in a folder as in an object store."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from bilan.evidence import Vault
from bilan.evidence.keys import Keys
from bilan.evidence.sqlite_store import SqliteStore
from bilan.evidence.storage import ObjectStorage
from bilan.model.errors import BilanError, BrokenDossier, WrongUse
from bilan.model.exhibit import Sensitivity


@pytest.fixture(params=["folder", "objects"])
def vault(request: pytest.FixtureRequest, tmp_path: Path) -> Vault:
    """The same vault in a folder and in an object store (fsspec's store in memory stands for S3)."""
    store = SqliteStore.scratch()
    store.begin()
    place = tmp_path / "vault" if request.param == "folder" else ObjectStorage(f"memory://{tmp_path}")
    return Vault(place, Keys(store))


def objects(vault: Vault) -> list[str]:
    return list(vault.storage.names())


def damage(vault: Vault, name: str, data: bytes) -> None:
    """Somebody overwrites an object behind the vault's back."""
    path = vault.storage.path(name)
    if path is not None:
        path.chmod(0o644)
        path.write_bytes(data)
        return
    assert isinstance(vault.storage, ObjectStorage)
    vault.storage._fs.pipe_file(vault.storage._at(name), data)


def test_bytes_are_kept_under_their_hash(vault: Vault) -> None:
    sha, size = vault.put_stream(io.BytesIO(b"x" * 3_000_000))
    assert (sha, size) == (hashlib.sha256(b"x" * 3_000_000).hexdigest(), 3_000_000)
    assert objects(vault) == [sha]
    assert vault.size(sha) == 3_000_000
    assert vault.read_bytes(sha) == b"x" * 3_000_000
    with vault.as_file(sha) as path:
        assert path.read_bytes() == b"x" * 3_000_000


def test_in_a_folder_the_files_are_read_only_and_nothing_else_lies_about(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault")
    sha = vault.put_bytes(b"105")
    assert [p for p in (tmp_path / "vault").rglob("*") if p.is_file()] == [vault.path(sha)]
    assert vault.path(sha) == tmp_path / "vault" / sha[:2] / sha[2:]
    assert vault.path(sha).stat().st_mode & 0o777 == 0o444


def test_the_same_bytes_are_kept_once(vault: Vault) -> None:
    assert vault.put_bytes(b"105") == vault.put_bytes(b"105")
    assert len(objects(vault)) == 1


def test_an_interrupted_copy_leaves_nothing_that_counts(vault: Vault) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError("the disk was pulled out")
            return super().read(size)

    with pytest.raises(OSError, match="pulled out"):
        vault.put_stream(Broken(b"y" * 2_000_000))
    assert objects(vault) == []
    left = vault.storage.landing / "incoming-left"
    left.write_bytes(b"half a docu")
    assert vault.put_bytes(b"half a document")
    assert not vault.holds(hashlib.sha256(b"half a docu").hexdigest())
    left.unlink()


def test_changed_bytes_are_noticed_and_mended_by_receiving_them_again(vault: Vault) -> None:
    sha = vault.put_bytes(b"one hundred and five")
    damage(vault, sha, b"nine hundred and five")
    with pytest.raises(BrokenDossier, match="no longer those"):
        vault.open(sha, verify=True)
    with pytest.raises(BrokenDossier):
        vault.read_bytes(sha)
    assert vault.put_bytes(b"one hundred and five") == sha
    assert vault.read_bytes(sha) == b"one hundred and five"


def test_a_working_copy_keeps_its_code_points(vault: Vault) -> None:
    text = "e\u0301 é قتل ١٠٥\n"
    assert vault.read_text(vault.put_text(text)) == text


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "AB" * 32, "ab" * 31, "ab" * 32 + "\n"])
def test_only_a_hash_names_something_in_the_vault(vault: Vault, name: str) -> None:
    with pytest.raises(BrokenDossier):
        vault.open(name)


def test_what_is_not_there_is_said_plainly(vault: Vault) -> None:
    with pytest.raises(BrokenDossier, match="lacks"):
        vault.open("ab" * 32)


# ------------------------------------------------------------------ what is restricted

SECRET = b"the witness lives behind the mill; " * 5_000


def held(vault: Vault) -> bytes:
    """Every byte that the vault's storage holds."""
    return b"".join(vault.storage.open(name).read() for name in vault.storage.names())


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, len(SECRET)])
def test_restricted_bytes_come_back_as_they_were(vault: Vault, size: int) -> None:
    sha, kept = vault.put_stream(io.BytesIO(SECRET[:size]), Sensitivity.RESTRICTED)
    assert (sha, kept) == (hashlib.sha256(SECRET[:size]).hexdigest(), size)
    assert vault.holds(sha)
    assert vault.is_encrypted(sha)
    assert vault.read_bytes(sha) == SECRET[:size]
    vault.open(sha, verify=True).close()
    with vault.as_file(sha) as path:
        assert path.read_bytes() == SECRET[:size]
        assert path.stat().st_mode & 0o777 == 0o600
    assert not path.exists()


def test_neither_words_nor_hash_of_what_is_restricted_lie_in_the_vault(vault: Vault) -> None:
    sha = vault.put_bytes(SECRET, Sensitivity.RESTRICTED)
    assert b"behind the mill" not in held(vault)
    assert sha not in objects(vault)
    (name,) = objects(vault)
    assert hashlib.sha256(held(vault)).hexdigest() == name, "an object is named by its own bytes"
    vault.put_bytes(SECRET + b".")
    assert b"behind the mill" in held(vault), "control: open bytes lie there as they are"


def test_what_is_restricted_does_not_become_open_by_coming_again(vault: Vault) -> None:
    sha = vault.put_bytes(SECRET, Sensitivity.RESTRICTED)
    assert vault.put_bytes(SECRET) == sha
    assert vault.put_bytes(SECRET, Sensitivity.RESTRICTED) == sha
    assert len(objects(vault)) == 1
    assert b"behind the mill" not in held(vault)


def test_without_its_key_nothing_of_it_is_left(vault: Vault) -> None:
    sha = vault.put_bytes(SECRET, Sensitivity.RESTRICTED)
    assert vault._keys is not None
    vault._keys.destroy(sha)
    assert not vault.holds(sha)
    with pytest.raises(BrokenDossier, match="lacks"):
        vault.open(sha)


@pytest.mark.parametrize("change", ["flip", "cut", "swap", "more", "head"])
def test_a_changed_encrypted_object_does_not_open(vault: Vault, change: str) -> None:
    sha = vault.put_bytes(SECRET, Sensitivity.RESTRICTED)
    (name,) = objects(vault)
    good = held(vault)
    head, chunk = 19, (1 << 16) + 16
    first, second = good[head : head + chunk], good[head + chunk : head + 2 * chunk]
    bad = {
        "flip": good[:100] + bytes([good[100] ^ 1]) + good[101:],
        "cut": good[: head + chunk],
        "swap": good[:head] + second + first + good[head + 2 * chunk :],
        "more": good + b"x",
        "head": b"B" + good[1:],
    }[change]
    damage(vault, name, bad)
    with pytest.raises(BrokenDossier):
        vault.read_bytes(sha)


def test_a_vault_without_a_table_of_keys_keeps_nothing_restricted(tmp_path: Path) -> None:
    with pytest.raises(WrongUse):
        Vault(tmp_path).put_bytes(b"x", Sensitivity.RESTRICTED)


def test_a_store_that_cannot_be_used_is_said_plainly() -> None:
    with pytest.raises(BilanError):
        Vault(ObjectStorage("nowhere://bucket/x")).put_bytes(b"x")
