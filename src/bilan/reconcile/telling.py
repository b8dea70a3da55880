"""The parts of a sentence about claims: who, when, where, whom, each in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from babel.dates import format_date

from bilan.model.claim import FiledClaim
from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Lang, label
from bilan.reconcile import say
from bilan.reconcile.naming import with_article
from bilan.reconcile.say import Part

_AND: dict[Lang, str] = {"fr": " et ", "en": " and ", "ar": " و"}
_AFTER: dict[Lang, str] = {
    "fr": "{first} (d'après {origin})",
    "en": "{first} (citing {origin})",
    "ar": "{first} (نقلا عن {origin})",
}


def speaker(c: FiledClaim) -> Part:
    """Who says it, with the article that a sentence needs, and whom it relies on."""
    r = c.record
    who = r.speaker.name if r.speaker else c.outlet
    origin = r.cites[-1].name if r.cites else None

    def said(lang: Lang) -> str:
        first = _named(who, lang) if who else say.templates()["text_itself"][lang]
        return _AFTER[lang].format(first=first, origin=_named(origin, lang)) if origin else first

    return said


def outlet(c: FiledClaim) -> Part:
    """The outlet that carries a claim; who says it, where the outlet is not known."""
    carrier = c.outlet
    return speaker(c) if carrier is None else lambda lang: _named(carrier, lang)


def actor(id: ActorId) -> Part:
    return lambda lang: with_article(say.actor(id)(lang), lang)


def actors(ids: Iterable[ActorId]) -> Part:
    return _listed([actor(id) for id in sorted(ids)])


def _named(name: str, lang: Lang) -> str:
    return with_article(say.actor_named(name)(lang), lang)


def counted(c: FiledClaim) -> Part:
    """The count and who gives it: "at least 12 (Airwars)"."""
    return counting(c.record.quantity, c)


def counting(q: Quantity, c: FiledClaim) -> Part:
    n, who = say.quantity(q), say.who(c)
    return lambda lang: f"{n(lang)} ({who(lang)})"


def places(ids: Iterable[PlaceId]) -> Part:
    return _listed([say.place(id) if id else say.words("everywhere") for id in ids])


def groups(found: Iterable[Group]) -> Part:
    """The people that group words speak of: "women and children"."""
    listed = list(found)
    return _listed([lambda lang, g=g: label(g, lang) for g in listed])  # type: ignore[misc]


def harm(h: Harm) -> Part:
    return lambda lang: label(h, lang)


def listed_names(names: str, named: Callable[[str], Part]) -> Part:
    """Names set apart by commas, each in the reader's language."""
    return _listed([named(name) for name in names.split(", ")])


def _listed(parts: list[Part]) -> Part:
    def said(lang: Lang) -> str:
        words = [p(lang) for p in parts]
        if len(words) < 2:
            return "".join(words)
        return ("، " if lang == "ar" else ", ").join(words[:-1]) + _AND[lang] + words[-1]

    return said


def period(p: Period) -> Part:
    """Days in words, as precisely as they are known.

    >>> period(Period.parse("2017-03"))("fr"), period(Period.parse("2017-02-01"))("en")
    ('mars 2017', '1 February 2017')
    """

    def said(lang: Lang) -> str:
        if p.start and p.end:
            if len(p.iso) == 4:
                return p.iso
            if len(p.iso) == 7:
                return str(format_date(p.start, "LLLL y", locale=lang))
            if p.is_one_day:
                return _day(p.start, lang)
            return say.templates()["days_between"][lang].format(start=_day(p.start, lang), end=_day(p.end, lang))
        if p.start:
            return say.templates()["days_since"][lang].format(start=_day(p.start, lang))
        return (
            say.templates()["days_until"][lang].format(end=_day(p.end, lang))
            if p.end
            else say.templates()["always"][lang]
        )

    return said


def _day(day: date, lang: Lang) -> str:
    if lang == "fr" and day.day == 1:
        return f"1er {format_date(day, 'MMMM y', locale='fr')}"
    return str(format_date(day, "d MMMM y", locale="en_GB" if lang == "en" else lang))
