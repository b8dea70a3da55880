"""Running totals: "منذ 2014", "حتى الآن", "ارتفعت الحصيلة إلى …"; and the day up to which they hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bilan.claims.reading.ar.bare_numbers import hits
from bilan.claims.reading.ar.dates import Dated
from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.scene import Scene, clause_of
from bilan.search.words import Word


def running(text: str, cut: Sequence[Word], scene: Scene, at: int, when: Dated | None) -> tuple[bool, date | None]:
    """Whether a count is a running total, and as of which day where the text says so."""
    first, last = clause_of(scene, at)
    so_far = any(hits(lists().books["so_far"], text, cut, k) for k in range(first, last))
    since = when is not None and when.since
    total = so_far or since or scene.until is not None
    return total, scene.until if total else None
