"""What a review of reports of harm found, when it gives no number.

"no strikes were conducted in the area of the report"    it was not there: a denial
"it is not likely that civilian casualties occurred"     a denial
"there is insufficient information to assess"            it neither admits nor denies: a dispute
"more likely than not civilian casualties occurred"      an admission
"""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.words import Word
from bilan.model.vocab import Stance

_BEFORE, _AFTER = 24, 12  # words around the harm in which the finding stands


def found_by_review(words: Sequence[Word], first: int, last: int) -> Stance | None:
    """The answer to the harm at `words[first:last]`; None where no review speaks."""
    before, after = range(max(0, first - _BEFORE), first), range(last, min(len(words), last + _AFTER))
    if any(words[k].has("unproven") for k in before):
        return Stance.DISPUTES
    cleared = any(words[k].has("clears") and k + words[k].width("clears") <= first for k in before)
    if cleared or any(words[k].has("clears_after") for k in after) or any(_nothing_done(words, k) for k in before):
        return Stance.DENIES
    likely = any(words[k].has("credible") and words[k].width("credible") > 1 for k in (*before, *after))
    if likely and not any(w.has("negation") or w.low == "no" for w in words):
        return Stance.ADMITS
    return None


def _nothing_done(words: Sequence[Word], k: int) -> bool:
    """ "no Coalition strikes were conducted", "aucune frappe n'a été menée"."""
    if words[k].low not in ("no", "aucune", "aucun"):
        return False
    attack = next(
        (j for j in range(k + 1, min(len(words), k + 5)) if words[j].has("attack") or words[j].has("deny")), k
    )
    if attack == k:
        return words[k].has("deny")
    return any(words[j].has("conducted") for j in range(attack, min(len(words), attack + 6)))


__all__ = ["found_by_review"]
