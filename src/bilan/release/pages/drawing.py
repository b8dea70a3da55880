"""What templates may ask to be drawn or reckoned while they write a page: pure functions of the book."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import Any

from bilan.incidents import Incident, SameIncident
from bilan.release import map as maps
from bilan.release import timeline
from bilan.release.book import Book
from bilan.release.chronicle import chronicle, of_actor, together
from bilan.release.corner import Corner, corner
from bilan.release.failures import failed
from bilan.release.figures import ActorFigures
from bilan.release.reasons import reason
from bilan.release.sheet import Sheet


def timeline_of_all(s: Sheet) -> timeline.Picture:
    return timeline.picture(chronicle(s.book), s.words)


def timeline_of_actor(s: Sheet, rows: Sequence[ActorFigures]) -> timeline.Picture:
    return timeline.picture(of_actor(s.book, rows), s.words)


def timeline_together(s: Sheet) -> timeline.Picture:
    return timeline.picture(together(s.book), s.words)


def map_of(s: Sheet, shown: Sequence[maps.Spot]) -> maps.Picture | None:
    return maps.picture(s.book, s.words, shown)


def incident_total(book: Book, incident: Incident) -> Corner:
    home = book.incident_path(incident.id)
    return corner(book, f"incident-{PurePosixPath(home).stem}", home, incident.claims)


def may_be(book: Book, incident: Incident) -> list[tuple[SameIncident, str]]:
    """Proposals that a claim of this incident is the same as some other claim, with that other one."""
    mine = frozenset(incident.claims)
    pairs = dict.fromkeys(p for c in incident.claims for p in book.proposals_of.get(c, ()))
    return [(p, p.b if p.a in mine else p.a) for p in pairs]


DRAWING: dict[str, Callable[..., Any]] = {
    "timeline_of_all": timeline_of_all,
    "timeline_of_actor": timeline_of_actor,
    "timeline_together": timeline_together,
    "map_of": map_of,
    "place_total": maps.total,
    "place_path": maps.path,
    "nowhere": maps.nowhere,
    "incident_total": incident_total,
    "may_be": may_be,
    "reason": reason,
    "failed": failed,
}
