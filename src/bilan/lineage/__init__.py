"""Lineage: who repeats whom, so that ten articles with one origin are one voice.

Reads   claims as filed, the names of actors and places
Writes  voices, drifts, which figure repeats which (values; nothing is stored)
Never   takes a repeat for a second witness, or two witnesses for one because they agree on a number
"""

from __future__ import annotations

from bilan.lineage.voice import Change, Drift, How, Lineage, Voice
from bilan.lineage.voices import voices

__all__ = ["Change", "Drift", "How", "Lineage", "Voice", "voices"]
