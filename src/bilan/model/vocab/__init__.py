"""The field's words: stable ids with labels and definitions in French, English and Arabic.

Records store the id; screens show the label. The TOML files beside this one hold the words, so that
a person who does not program can correct a translation.
"""

from __future__ import annotations

import difflib
import tomllib
import unicodedata
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar

from bilan.model.errors import WrongUse

Lang = Literal["fr", "en", "ar"]
LANGS: tuple[Lang, ...] = ("fr", "en", "ar")


class Hedge(StrEnum):
    """How firmly a source commits to its number."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    ABOUT = "about"
    UP_TO = "up_to"
    RANGE = "range"
    DOZENS = "dozens"
    HUNDREDS = "hundreds"
    THOUSANDS = "thousands"
    ONLY = "only"
    NONE = "none"
    SOME = "some"
    LISTED = "listed"


class Harm(StrEnum):
    KILLED = "killed"
    INJURED = "injured"
    KILLED_OR_INJURED = "killed_or_injured"
    MISSING = "missing"
    ABDUCTED_OR_DETAINED = "abducted_or_detained"
    DISPLACED = "displaced"


class Group(StrEnum):
    CIVILIAN = "civilian"
    CHILD = "child"
    WOMAN = "woman"
    MAN = "man"
    COMBATANT = "combatant"
    JOURNALIST = "journalist"
    MEDIC = "medic"
    AID_WORKER = "aid_worker"
    ELDERLY = "elderly"
    FAMILY = "family"
    PERSON = "person"


class Stance(StrEnum):
    """What the speaker does with the number."""

    REPORTS = "reports"
    ALLEGES = "alleges"
    ADMITS = "admits"
    CLAIMS_ACTION = "claims_action"
    NO_ADMISSION = "no_admission"
    DENIES = "denies"
    DISPUTES = "disputes"
    INVESTIGATES = "investigates"


class Cause(StrEnum):
    AIRSTRIKE = "airstrike"
    ARTILLERY = "artillery"
    ROCKET = "rocket"
    SHOOTING = "shooting"
    EXPLOSIVE = "explosive"
    SIEGE = "siege"
    OTHER = "other"


class Basis(StrEnum):
    """Whether the passage says it of this very claim, or it is taken over from elsewhere in the passage."""

    STATED = "stated"
    INHERITED = "inherited"


class ClaimState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"


class View(StrEnum):
    ALLEGED = "alleged"
    ADMITTED = "admitted"
    AGREED = "agreed"


class TensionKind(StrEnum):
    INFEASIBLE = "infeasible"
    RIVAL = "rival"
    UNATTRIBUTED = "unattributed"
    DRIFT = "drift"
    DISPUTED = "disputed"
    ARITHMETIC = "arithmetic"


class ResponseKind(StrEnum):
    """What a party says officially about an allegation."""

    NO_RESPONSE = "no_response"
    ACKNOWLEDGED = "acknowledged"
    UNDER_ASSESSMENT = "under_assessment"
    REOPENED = "reopened"
    ADMITTED = "admitted"
    ADMITTED_FULL = "admitted_full"
    ADMITTED_LOWER = "admitted_lower"
    ADMITTED_UNATTRIBUTED = "admitted_unattributed"
    DENIED = "denied"
    DENIED_NO_ACTIVITY = "denied_no_activity"
    DENIED_INSUFFICIENT = "denied_insufficient"
    DENIED_COMBATANTS = "denied_combatants"
    DENIED_OTHER_PARTY = "denied_other_party"
    DISPUTED = "disputed"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    APOLOGY = "apology"
    PAYMENT = "payment"

    @property
    def says(self) -> str:
        """What such a response does: nothing, receipt, pending, admits, denies, disputes, closes, withdraws, refuses, acts.

        >>> ResponseKind.ADMITTED_LOWER.says, ResponseKind.NO_RESPONSE.says
        ('admits', 'nothing')
        """
        return str(_table("response_kind")[self.value]["says"])


@cache
def _table(vocabulary: str) -> dict[str, dict[str, Any]]:
    source = files(__package__).joinpath(f"{vocabulary}.toml").read_text(encoding="utf-8")
    return tomllib.loads(source)


def label(term: StrEnum, lang: str) -> str:
    """The word a reader of `lang` expects for a stable id.

    >>> label(Stance.ADMITS, "fr")
    'reconnaît'
    """
    words: dict[str, str] = _table(_file_of(type(term)))[term.value]["label"]
    return words[lang]


def labels(term: StrEnum) -> dict[Lang, str]:
    """The word for a stable id in the three languages."""
    return {lang: label(term, lang) for lang in LANGS}


def definition(term: StrEnum, lang: str) -> str:
    """What the term means, in one sentence."""
    words: dict[str, str] = _table(_file_of(type(term)))[term.value]["definition"]
    return words[lang]


Term = TypeVar("Term", bound=StrEnum)


def parse_term(vocabulary: type[Term], text: str) -> Term:
    """The term that a person means, by its id, its label in any language, or a word listed under `also`.

    >>> parse_term(Group, "enfants"), parse_term(Group, "أطفال"), parse_term(Harm, "Killed")
    (<Group.CHILD: 'child'>, <Group.CHILD: 'child'>, <Harm.KILLED: 'killed'>)
    """
    known: dict[str, Term] = _spoken(vocabulary)
    found = known.get(_plain(text))
    if found is not None:
        return found
    what = " ".join(_file_of(vocabulary).split("_"))
    near = difflib.get_close_matches(_plain(text), known, n=3, cutoff=0.6)
    meant = list(dict.fromkeys(known[word].value for word in near))
    raise WrongUse(
        f"{text!r} is no {what}",
        advice=f"did you mean {' or '.join(meant)}?" if meant else f"one of: {', '.join(t.value for t in vocabulary)}",
    )


@cache
def _spoken(vocabulary: type[Term]) -> dict[str, Term]:
    """Every word by which a term is known, folded; the first term to use a word keeps it."""
    known: dict[str, Term] = {}
    for term in vocabulary:
        also = _table(_file_of(vocabulary))[term.value].get("also", [])
        for word in (term.value, *labels(term).values(), *also):
            known.setdefault(_plain(word), term)
    return known


def _plain(word: str) -> str:
    """Without case, accents, vowel signs and the difference between "_" and a space."""
    parts = unicodedata.normalize("NFKD", word.replace("_", " ").replace("’", "'").casefold())
    return " ".join("".join(c for c in parts if not unicodedata.combining(c)).split())


@cache
def _file_of(vocabulary: type[StrEnum]) -> str:
    words: list[str] = []
    for letter in vocabulary.__name__:
        words.append(f"_{letter.lower()}" if letter.isupper() and words else letter.lower())
    return "".join(words)


VOCABULARIES: tuple[type[StrEnum], ...] = (
    Hedge,
    Harm,
    Group,
    Stance,
    Cause,
    Basis,
    ClaimState,
    View,
    TensionKind,
    ResponseKind,
)
