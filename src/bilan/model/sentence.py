"""A sentence that the system says in three languages, with the values it speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from bilan.model.vocab import Lang


@dataclass(frozen=True, slots=True)
class Sentence:
    """The same statement in French, English and Arabic.

    key     which template it was made from (stable, for tests and translators)
    claims  ids of the claims it speaks of, so that a screen can link them
    """

    key: str
    fr: str
    en: str
    ar: str
    claims: tuple[str, ...] = ()

    def text(self, lang: Lang | str) -> str:
        return {"fr": self.fr, "en": self.en, "ar": self.ar}[lang]

    def as_json(self) -> dict[str, str]:
        return {"fr": self.fr, "en": self.en, "ar": self.ar}
