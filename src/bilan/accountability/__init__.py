"""Accountability: what is alleged beside what is admitted, actor by actor; what parties answer, and how late.

Reads   reconcile's answers, stances; a recorder's tables of official statements
Writes  rows of the gap table; histories of responses, lags, silence
Never   takes silence for a denial, a member's words for its alliance's, or calls silent whom nobody asked about
"""

from bilan.accountability.gap import GapRow, gap

__all__ = ["GapRow", "gap"]
