"""What a model said, taken apart: words and values, none of them believed yet."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm, Hedge, Stance

_MOST_CLAIMS = 100  # of one piece of text
_LONGEST = 3_000
_LONGEST_NAME = 200
_MOST_NAMES = 12


class Unusable(ValueError):
    """The reply holds no answer that could be read."""


@dataclass(frozen=True, slots=True)
class Omitted:
    """A claim of a model, or one of its values, that is not taken: which, the words it gave, and why.

    `whole`: the claim is not taken at all; else it is taken without this value.
    """

    field: str
    words: str
    reason: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One claim as the model put it. `n`: its place in the model's list; the words are looked up later."""

    n: int
    quote: str
    count: str
    nth: int
    quantity: Quantity
    harm: Harm
    groups: tuple[Group, ...]
    stance: Stance
    stance_words: str
    speaker: str
    cites: tuple[str, ...]
    by: tuple[str, ...]
    place: tuple[str, ...]
    period: Period | None
    period_words: str
    part_of: int | None
    same_as: int | None


def read_answer(raw: str) -> tuple[list[Said], list[Omitted]]:
    """The claims of a reply, and those that are malformed; `Unusable` when the whole of it is."""
    claims = _claims(_content(raw))
    if len(claims) > _MOST_CLAIMS:
        raise Unusable(f"it lists {len(claims)} claims for one piece of text")
    said: list[Said] = []
    omitted: list[Omitted] = []
    for n, item in enumerate(claims):
        try:
            said.append(_said(n, item))
        except (KeyError, TypeError, ValueError) as error:
            omitted.append(Omitted("claim", _shown(item), f"it is malformed: {_reason(error)}", True))
    return said, omitted


def _content(raw: str) -> str:
    try:
        choice = json.loads(raw)["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise Unusable("it is no chat completion") from error
    if not isinstance(content, str) or not content.strip():
        raise Unusable("it is empty")
    if choice.get("finish_reason") == "length":
        raise Unusable("it was cut off before its end")
    return content


def _claims(content: str) -> list[Any]:
    try:
        found = json.loads(_unfenced(content.strip()))
    except (ValueError, RecursionError) as error:
        raise Unusable("it is no JSON") from error
    claims = found.get("claims") if isinstance(found, dict) else None
    if not isinstance(claims, list):
        raise Unusable("it holds no list of claims")
    return claims


def _unfenced(content: str) -> str:
    """Without the backticks that some models put around what they write.

    >>> _unfenced("```json\\n{}\\n```")
    '{}\\n'
    """
    if content.startswith("```") and content.endswith("```"):
        return content.partition("\n")[2].removesuffix("```")
    return content


def _said(n: int, o: Any) -> Said:
    low, high = _whole(o["low"]), None if o["high"] is None else _whole(o["high"])
    period = o.get("period")
    return Said(
        n=n,
        quote=_text(o["quote"], _LONGEST),
        count=_text(o["count_words"], _LONGEST),
        nth=o["nth"] if type(o.get("nth")) is int else 1,
        quantity=Quantity(low, high, Hedge(o["hedge"])),
        harm=Harm(o["harm"]),
        groups=tuple(dict.fromkeys(Group(g) for g in o["groups"])) or (Group.PERSON,),
        stance=Stance(o["stance"]),
        stance_words=_maybe(o.get("stance_words"), _LONGEST),
        speaker=_maybe(o.get("speaker_words")),
        cites=_list(o.get("cites_words")),
        by=_list(o.get("by_words")),
        place=_list(o.get("place_words")),
        period=None if period is None else _period(period),
        period_words="" if period is None else _text(period["words"]),
        part_of=_index(o.get("part_of")),
        same_as=_index(o.get("same_as")),
    )


def _text(value: Any, longest: int = _LONGEST_NAME) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise ValueError("words are missing, or far too long")
    return value.strip()


def _maybe(value: Any, longest: int = _LONGEST_NAME) -> str:
    return "" if value is None or value == "" else _text(value, longest)


def _list(values: Any) -> tuple[str, ...]:
    if values is None:
        return ()
    if not isinstance(values, list) or len(values) > _MOST_NAMES:
        raise ValueError("a list of names is none, or far too long")
    return tuple(_text(v) for v in values if v != "")


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 10**12:
        raise ValueError("a count is a whole number")
    return value


def _index(value: Any) -> int | None:
    return value if type(value) is int else None


def _period(o: Any) -> Period:
    first, last = o.get("first"), o.get("last")
    return Period(
        Period.parse(first).start if first else None,
        Period.parse(last).end if last else None,
    )


def _shown(item: Any) -> str:
    words = item.get("quote") if isinstance(item, dict) else item
    return words[:200] if isinstance(words, str) else ""


def _reason(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) and error.args else str(error)
