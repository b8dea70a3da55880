"""Nouns that a noun of harm only qualifies: "a casualty toll", "arrest warrants", "two death threats"."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.words import Word

_QUALIFIED = frozenset({
    "toll", "figure", "count", "number", "range", "rate", "total", "list", "tally", "estimate", "record", "report",
    "claim", "allegation", "assessment", "threat", "warrant", "order", "charge", "sentence", "penalty", "row",
    "certificate", "squad", "trap", "wish", "notice", "announcement", "camp", "cell", "centre", "center",
    "facility", "programme", "program", "ward", "department", "unit", "case", "inquiry", "investigation", "probe",
    "trial", "plot", "attempt", "spree", "scene", "site", "weapon", "suspect", "evacuation", "collection",
    "status", "data", "statistic", "benefit", "compensation", "payment", "fund", "anniversary", "story", "rumour",
    "rumor", "video", "image",
})  # fmt: skip


def compound(words: Sequence[Word], head: int, end: int) -> bool:
    """Whether the noun of harm at `head`, in the singular, only says of what kind the noun at `end` is."""
    if end >= len(words) or words[head].low.endswith("s") or words[end - 1].end + 1 < words[end].start:
        return False
    low = words[end].low
    singular = low[:-3] + "y" if low.endswith("ies") else low[:-1] if low.endswith("s") else low
    return low in _QUALIFIED or singular in _QUALIFIED


__all__ = ["compound"]
