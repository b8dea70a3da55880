"""What the arithmetic says about itself, in three languages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files

from babel.numbers import format_decimal

from bilan.actors import registry
from bilan.model.claim import FiledClaim
from bilan.model.ids import ActorId, PlaceId
from bilan.model.quantity import Quantity
from bilan.model.sentence import Sentence
from bilan.model.vocab import LANGS, Group, Hedge, Lang, label
from bilan.places import gazetteer

Part = Callable[[Lang], str]
_JOIN: dict[Lang, str] = {"fr": " ; ", "en": "; ", "ar": "؛ "}
_MEDIAL: dict[Hedge, dict[Lang, str]] = {
    Hedge.AT_LEAST: {"fr": "au moins {n}", "en": "at least {n}", "ar": "{n} على الأقل"},
    Hedge.MORE_THAN: {"fr": "plus de {n}", "en": "more than {n}", "ar": "أكثر من {n}"},
    Hedge.ABOUT: {"fr": "environ {n}", "en": "about {n}", "ar": "نحو {n}"},
    Hedge.UP_TO: {"fr": "jusqu'à {n}", "en": "up to {n}", "ar": "ما يصل إلى {n}"},
    Hedge.ONLY: {"fr": "{n} seulement", "en": "only {n}", "ar": "{n} فقط"},
    Hedge.RANGE: {"fr": "de {n} à {m}", "en": "{n} to {m}", "ar": "من {n} إلى {m}"},
    Hedge.DOZENS: {"fr": "des dizaines", "en": "dozens", "ar": "العشرات"},
    Hedge.HUNDREDS: {"fr": "des centaines", "en": "hundreds", "ar": "المئات"},
    Hedge.THOUSANDS: {"fr": "des milliers", "en": "thousands", "ar": "الآلاف"},
    Hedge.SOME: {"fr": "plusieurs", "en": "several", "ar": "عدد"},
    Hedge.NONE: {"fr": "aucun", "en": "none", "ar": "لا أحد"},
}


@cache
def templates() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for name in ("sentences.toml", "sentences_of_tensions.toml"):
        found |= tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))
    return found


def sentence(key: str, claims: Iterable[str] = (), **parts: Part) -> Sentence:
    """Fill a template in the three languages; each part knows how to say itself in each."""
    said = {lang: templates()[key][lang].format(**{k: part(lang) for k, part in parts.items()}) for lang in LANGS}
    return Sentence(key, said["fr"], said["en"], said["ar"], tuple(claims))


def words(key: str) -> Part:
    return lambda lang: templates()[key][lang]


def number(n: int) -> Part:
    """A number with the grouping of the reader's language.

    >>> number(5801)("en")
    '5,801'
    """
    return lambda lang: _written(n, lang)


@lru_cache(maxsize=100_000)
def _written(n: int, lang: Lang) -> str:
    return format_decimal(n, locale=lang)


def literal(text: str) -> Part:
    return lambda lang: text


def quantity(q: Quantity) -> Part:
    """A count with its hedge, as the reader's language puts it.

    >>> quantity(Quantity.more_than(5800))("fr")
    'plus de 5\u202f800'
    """

    def say(lang: Lang) -> str:
        low = q.low - 1 if q.hedge is Hedge.MORE_THAN else q.low
        shown = q.high if q.hedge is Hedge.UP_TO and q.high is not None else low
        top = _written(q.high, lang) if q.high is not None else ""
        return _MEDIAL.get(q.hedge, {}).get(lang, "{n}").format(n=_written(shown, lang), m=top)

    return say


def joined(parts: Iterable[Part], between: Mapping[Lang, str] = _JOIN) -> Part:
    listed = list(parts)
    return lambda lang: between[lang].join(p(lang) for p in listed)


def plus(numbers: Iterable[int]) -> Part:
    listed = list(numbers)
    return lambda lang: " + ".join(_written(n, lang) for n in listed)


def actor(id: ActorId) -> Part:
    if id.startswith("?"):
        return literal(id[1:].replace("-", " "))
    return lambda lang: registry().get(id).names[lang]


def place(id: PlaceId) -> Part:
    return lambda lang: gazetteer().get(id).names[lang] if id else "*"


def who(c: FiledClaim) -> Part:
    """Who says it, and whom it relies on."""
    r = c.record
    speaker = r.speaker.name if r.speaker else c.outlet
    origin = r.cites[-1].name if r.cites else None

    def say(lang: Lang) -> str:
        first = _name(speaker, lang) if speaker else templates()["text_itself"][lang]
        return f"{first} ← {_name(origin, lang)}" if origin else first

    return say


def carrier(c: FiledClaim) -> Part:
    """The outlet that carries a claim; who says it, where the outlet is not known."""
    outlet = c.outlet
    return who(c) if outlet is None else lambda lang: _name(outlet, lang)


def _name(name: str, lang: Lang) -> str:
    known = registry().resolve(name)
    return known.names[lang] if known is not None else name


def counted(c: FiledClaim) -> Part:
    """The count and its speaker: "more than 5,800 (Amnesty International)"."""
    q, speaker = quantity(c.record.quantity), who(c)
    return lambda lang: f"{q(lang)} ({speaker(lang)})"


def place_named(name: str) -> Part:
    """A place by any of its names, in the reader's language; the name itself where it is not known."""
    known = gazetteer().resolve(name)
    return literal(name) if known is None else (lambda lang: known.names[lang])


def actor_named(name: str) -> Part:
    """An actor by any of its names, likewise."""
    return lambda lang: _name(name, lang)


def groups_named(ids: str) -> Part:
    """The labels of group ids that are set apart by commas.

    >>> groups_named("child, civilian")("fr")
    'enfants, civils'
    """
    return lambda lang: ", ".join(label(Group(i), lang) for i in ids.split(", "))
