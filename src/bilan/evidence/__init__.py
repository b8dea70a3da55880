"""Evidence: what was received and what a person decided, kept for good.

Reads   bytes and facts as they arrive
Writes  journal.sqlite (facts and their projections), vault/
Never   updates a fact, loses a byte, or keeps a projection that the journal alone could not bring back
"""

from bilan.evidence.dossier import Dossier, read_period
from bilan.evidence.journal import Journal
from bilan.evidence.records import AdoptedCodebook, Anchor, Decision, Entry, GradeDecision, Judged, ModelAnswer
from bilan.evidence.settings import JOURNAL_FILE, Settings, is_dossier
from bilan.evidence.store import BusyDossier
from bilan.evidence.vault import Vault

__all__ = [
    "JOURNAL_FILE",
    "AdoptedCodebook",
    "Anchor",
    "BusyDossier",
    "Decision",
    "Dossier",
    "Entry",
    "GradeDecision",
    "Journal",
    "Judged",
    "ModelAnswer",
    "Settings",
    "Vault",
    "is_dossier",
    "read_period",
]
