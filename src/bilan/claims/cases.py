"""Case files: a sentence beside what should be understood of it. Whoever knows the language can write them.

    [[case]]
    says = "dont makes a part"
    text = "Quinze personnes ont été tuées, dont quatre enfants."
    claims = [{ low = 15 }, { low = 4, group = ["child"], part_of = 0 }]

Only the keys that a case gives are compared. A file may open with `lang = "xx"`; else its folder's name is the language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.claims.read import read_text
from bilan.model.claim import Claim
from bilan.model.errors import WrongUse
from bilan.model.period import Period


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence with the claims expected of it, in order."""

    file: str
    lang: str
    says: str
    text: str
    claims: tuple[Mapping[str, Any], ...]
    published: Period | None = None


KEYS = (
    "count", "low", "high", "hedge", "harm", "group", "stance", "speaker", "cites", "by", "cause", "place", "from", "to",
    "part_of", "same_as", "against", "running", "possible",
)  # fmt: skip


def said(claim: Claim, text: str) -> dict[str, Any]:
    """A claim in the words of the case files; "" for what is not said, "open" for a count without a ceiling."""
    period = claim.period
    return {
        "count": claim.count_span.of(text),
        "low": claim.quantity.low,
        "high": "open" if claim.quantity.high is None else claim.quantity.high,
        "hedge": claim.quantity.hedge.value,
        "harm": claim.harm.value,
        "group": [g.value for g in claim.groups],
        "stance": claim.stance.value,
        "speaker": claim.speaker.name if claim.speaker else "",
        "cites": [m.name for m in claim.cites],
        "by": [m.name for m in claim.by],
        "cause": claim.cause.value if claim.cause else "",
        "place": claim.place[0].name if claim.place else "",
        "from": period.start.isoformat() if period and period.start else "",
        "to": period.end.isoformat() if period and period.end else "",
        "part_of": "" if claim.part_of is None else claim.part_of,
        "same_as": "" if claim.same_as is None else claim.same_as,
        "against": "" if claim.against is None else claim.against,
        "running": claim.running,
        "possible": claim.possible,
    }


def load_cases(place: Path, lang: str | None = None) -> list[Case]:
    """The cases of a file, or of all .toml files in a folder and the folders in it."""
    if not place.exists():
        raise WrongUse(f"there is no file or folder {place}", advice="name a folder of case files (.toml)")
    files = [place] if place.is_file() else sorted(place.rglob("*.toml"))
    found = [case for file in files for case in _cases(file, lang)]
    if not found:
        raise WrongUse(f"{place} holds no case", advice="write one: bilan evaluate cases --help shows its form")
    return found


def _cases(file: Path, lang: str | None) -> list[Case]:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(
            f"{file.name} cannot be read: {error}", advice="look at that line: quotes, brackets, ="
        ) from error
    chosen = lang or data.get("lang") or file.resolve().parent.name
    return [_case(file.name, str(chosen), n, case) for n, case in enumerate(data.get("case", []), 1)]


def _case(file: str, lang: str, number: int, case: Mapping[str, Any]) -> Case:
    where = f"{file}, case {number} ({case.get('says', 'without `says`')})"
    claims = case.get("claims", [])
    if not isinstance(case.get("text"), str) or not isinstance(claims, list):
        raise WrongUse(f"{where}: a case has a text and a list of claims", advice='text = "…", claims = [ … ]')
    unknown = sorted({key for claim in claims for key in claim} - set(KEYS))
    if unknown:
        raise WrongUse(f"{where}: no claim has {', '.join(map(repr, unknown))}", advice=f"use {', '.join(KEYS)}")
    try:
        published = Period.parse(str(case["published"])) if "published" in case else None
    except ValueError as error:
        raise WrongUse(f"{where}: {error}") from error
    return Case(file, lang, str(case.get("says", case["text"])), case["text"], tuple(claims), published)


def differences(case: Case) -> list[str]:
    """What is read otherwise than the case says, in plain words; nothing: it is read as it says.

    >>> differences(Case("-", "en", "-", "Police said 3 men were killed.", ({"low": 3, "group": ["woman"]},)))
    ["claim 0: group is ['man'], the case says ['woman']"]
    """
    read = [said(p.claim, case.text) for p in read_text(case.text, case.lang, case.published).proposals]
    if len(read) != len(case.claims):
        found = "; ".join(f"“{r['count']}” {r['harm']}" for r in read) or "none"
        return [f"{_claims(len(read))} read ({found}), the case says {_claims(len(case.claims))}"]
    return [
        f"claim {n}: {key} is {got[key]!r}, the case says {value!r}"
        for n, (got, want) in enumerate(zip(read, case.claims, strict=True))
        for key, value in want.items()
        if got[key] != value
    ]


def _claims(n: int) -> str:
    return f"{n} claim" if n == 1 else f"{n} claims"


def texts_of(cases: Sequence[Case]) -> list[str]:
    """The texts of some cases, each once."""
    return list(dict.fromkeys(c.text for c in cases))
