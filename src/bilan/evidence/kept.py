"""Which facts say that the vault keeps something, and where in them its name stands."""

from __future__ import annotations

from bilan.evidence.records import Entry

_NAMED_IN = {"exhibit_received": "exhibit", "text_extracted": "text", "copy_made": "copy"}


def kept_by(entry: Entry) -> str | None:
    """The SHA-256 of the bytes that the vault keeps because of this fact; None: it keeps nothing, or it is sealed."""
    field = _NAMED_IN.get(entry.type)
    if field is None or entry.payload is None:
        return None
    return str(entry.payload[field])
