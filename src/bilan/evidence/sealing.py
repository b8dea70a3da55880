"""Sealing: destroy what was told of an item, for good, and leave a visible hole where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bilan.evidence.dossier import Dossier


def finish_seals(dossier: Dossier) -> None:
    """Remove from the vault what a seal has doomed, if a process was killed before it could."""
    if not dossier.can_be_written:
        return
    for (name,) in dossier.store.execute("SELECT object FROM doomed ORDER BY object"):
        dossier.vault.storage.remove(name)
        dossier.store.execute("DELETE FROM doomed WHERE object = ?", (name,))
