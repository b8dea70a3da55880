"""Accountability: what is alleged beside what is admitted, actor by actor.

Reads   reconcile's answers, stances, responses
Writes  rows of the gap table
Never   takes silence for a denial, or a member's words for its alliance's
"""

from bilan.accountability.gap import GapRow, gap

__all__ = ["GapRow", "gap"]
