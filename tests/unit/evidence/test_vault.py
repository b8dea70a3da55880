"""The vault keeps bytes under their own name, once, whole and unchanged."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest

from bilan.evidence import Vault
from bilan.model.errors import BrokenDossier


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


def files(vault: Vault) -> list[Path]:
    return sorted(p for p in vault.folder.rglob("*") if p.is_file())


def test_bytes_are_kept_under_their_hash_and_read_only(vault: Vault) -> None:
    sha, size = vault.put_stream(io.BytesIO(b"x" * 3_000_000))
    assert (sha, size) == (hashlib.sha256(b"x" * 3_000_000).hexdigest(), 3_000_000)
    assert files(vault) == [vault.folder / sha[:2] / sha[2:]]
    assert vault.path(sha).stat().st_mode & 0o777 == 0o444


def test_the_same_bytes_are_kept_once(vault: Vault) -> None:
    assert vault.put_bytes(b"105") == vault.put_bytes(b"105")
    assert len(files(vault)) == 1


def test_an_interrupted_copy_leaves_nothing_that_counts(vault: Vault) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 0:
                raise OSError("the disk was pulled out")
            return super().read(size)

    with pytest.raises(OSError, match="pulled out"):
        vault.put_stream(Broken(b"y" * 2_000_000))
    assert files(vault) == []
    (vault.folder / "tmp" / "incoming-left").write_bytes(b"half a docu")
    assert vault.put_bytes(b"half a document")
    assert not vault.holds(hashlib.sha256(b"half a docu").hexdigest())


def test_changed_bytes_are_noticed_and_mended_by_receiving_them_again(vault: Vault) -> None:
    sha = vault.put_bytes(b"one hundred and five")
    vault.path(sha).chmod(0o644)
    vault.path(sha).write_bytes(b"nine hundred and five")
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
