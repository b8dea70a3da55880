"""The keys of restricted exhibits: one each, in a table of their own, so that destroying a key destroys the exhibit."""

from __future__ import annotations

from dataclasses import dataclass

from bilan.evidence.store import Store


@dataclass(frozen=True, slots=True)
class BlobKey:
    """Where the vault keeps restricted bytes, and what opens them.

    sha     the SHA-256 of the bytes as received, by which the journal knows them
    object  the SHA-256 of the encrypted bytes: their name in the vault, which tells nothing of their content
    key     32 bytes for AES-256-GCM, used for this object alone
    """

    sha: str
    object: str
    key: bytes


class Keys:
    """The table `blob_key`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, sha: str) -> BlobKey | None:
        rows = self._store.execute("SELECT sha, object, key FROM blob_key WHERE sha = ?", (sha,))
        return BlobKey(*rows[0]) if rows else None

    def keep(self, key: BlobKey) -> BlobKey:
        """Keep a key; where somebody was quicker with the same bytes, theirs is kept and returned."""
        with self._store.transaction():
            there = self.find(key.sha)
            if there is None:
                self._store.execute("INSERT INTO blob_key VALUES (?, ?, ?)", (key.sha, key.object, key.key))
            return there or key

    def destroy(self, sha: str) -> None:
        self._store.execute("DELETE FROM blob_key WHERE sha = ?", (sha,))

    def all(self) -> list[BlobKey]:
        """Every key, in the order of the bytes' hashes."""
        return [BlobKey(*row) for row in self._store.execute("SELECT sha, object, key FROM blob_key ORDER BY sha")]
