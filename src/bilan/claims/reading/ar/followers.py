"""Fighters named by whom they follow: "القوات التركية والفصائل الموالية لها" are Turkish forces and Turkish-backed factions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bilan.actors import Found, Through, registry
from bilan.model.ids import ActorId
from bilan.model.text import Span

OF_ITS_OWN = ("لها", "له", "لهم", "منها", "منه", "معها", "معه")
_FOLLOWERS = {"turkey": "syrian-national-army", "iran": "iranian-backed-militias"}
_PHRASE = re.compile(
    r"(?<!\w)و?[لب]?(?P<who>(?:ال)?(?:فصائل|جماعات|مجموعات|مجاميع|ميليشيات|مليشيات|ميليشيا|مرتزقة|مسلحين|مسلحون|مقاتلين)"
    r"(?:\s+\S+){0,4}?\s+(?:ال)?(?:موالية|مدعومة|تابعة|متحالفة|حليفة|موالين|موالون|مرتبطة|تابعين)\s+"
    rf"(?:{'|'.join(OF_ITS_OWN)})"
    r"|(?:مرتزقت|ميليشيات|مليشيات|ميليشيا|فصائل)(?:ه|ها))(?!\w)"
)
OWNED = ("مرتزقته", "مرتزقتها", "ياته", "ياتها", "ائله", "ائلها")


def with_followers(text: str, found: Sequence[Found]) -> list[Found]:
    """The actors of a text with those it names only by the state they follow, named just before them."""
    made = list(found)
    for m in _PHRASE.finditer(text):
        start, end = m.span("who")
        patron = next((f for f in reversed(made) if f.span.end <= start), None)
        if patron is None or start - patron.span.end > 40 or any(c in text[patron.span.end : start] for c in ".؛:\n"):
            continue
        book = registry()
        follows = _FOLLOWERS.get(str(book.state_of(patron.actor.id)))
        if follows is None:
            continue
        span = Span(start, end)
        made = [f for f in made if not f.span.overlaps(span)]
        made.append(Found(span, book.get(ActorId(follows)), text[start:end], Through.NAME))
        made.sort(key=lambda f: f.span)
    return made
