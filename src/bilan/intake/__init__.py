"""Intake: from bytes as received to exhibits, and to the text that can be read from them.

Reads   files and folders
Writes  the vault; exhibit_received, text_extracted, copy_made, mapping_recorded, reading_failed, failure_settled
Never   parses a byte before it is kept, parses it in its own process, or passes over a file in silence
"""

from bilan.intake.receive import Added, add, add_addresses
from bilan.intake.reception import Mapping
from bilan.intake.sandbox import Limits

__all__ = ["Added", "Limits", "Mapping", "add", "add_addresses"]
