"""A response: what a party says officially, on a day, about one incident or about a total."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from bilan.accountability.parties import Party
from bilan.model.vocab import ResponseKind, labels

# A finding replaces an earlier finding; whatever else is said or done stands beside it.
FINDINGS = frozenset({"pending", "admits", "denies", "disputes", "closes", "withdraws"})


@dataclass(frozen=True, slots=True)
class Number:
    """People killed, at least and at most. `high=None`: no ceiling was set."""

    low: int
    high: int | None

    def as_json(self) -> dict[str, Any]:
        return {"low": self.low, "high": self.high}


@dataclass(frozen=True, slots=True)
class Response:
    """One dated statement of a party on one subject.

    subject   the incident, or the total, that it is about
    on        whether that is an incident or a total
    said      the day of the statement; None: it bears no date
    kinds     the finding first, then what stands beside it (re-opened, an apology, a payment)
    conceded  the dead that it concedes; None: it gives no number, or concedes nothing
    words     what it says; "" where only the recorder's code is on file
    where     the claim, or the file and the row, that it comes from
    """

    party: Party
    subject: str
    on: str
    kinds: tuple[ResponseKind, ...]
    said: date | None = None
    conceded: Number | None = None
    words: str = ""
    where: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if not self.kinds or self.on not in ("incident", "total"):
            raise ValueError("a response says something, about an incident or about a total")

    @property
    def kind(self) -> ResponseKind:
        """Its finding, or the one thing that it does."""
        return self.kinds[0]

    @property
    def is_answer(self) -> bool:
        """Whether the party said anything: an answer of any kind ends its silence."""
        return self.kind.says != "nothing"

    @property
    def is_finding(self) -> bool:
        return self.kind.says in FINDINGS

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "labels": labels(self.kind),
            "beside": [k.value for k in self.kinds[1:]],
            "said": self.said.isoformat() if self.said else None,
            "conceded": self.conceded.as_json() if self.conceded else None,
            "where": self.where,
            "url": self.url,
        }


def compared(kind: ResponseKind, conceded: Number | None, alleged: Number | None) -> ResponseKind:
    """A bare admission set beside what is alleged: in full when it reaches the alleged minimum, else lower.

    >>> compared(ResponseKind.ADMITTED, Number(2, 2), Number(5, 8)).value
    'admitted_lower'
    >>> compared(ResponseKind.ADMITTED, None, Number(5, 8)).value
    'admitted'
    """
    if kind is not ResponseKind.ADMITTED or conceded is None or alleged is None:
        return kind
    most = conceded.low if conceded.high is None else conceded.high
    return ResponseKind.ADMITTED_FULL if most >= alleged.low else ResponseKind.ADMITTED_LOWER


def gap_between(alleged: Number, conceded: Number) -> Number:
    """From max(0, alleged.low - conceded.high) to alleged.high - conceded.low, never below nothing.

    >>> gap_between(Number(5, 8), Number(2, 3))
    Number(low=2, high=6)
    """
    least = 0 if conceded.high is None else max(0, alleged.low - conceded.high)
    return Number(least, None if alleged.high is None else max(least, alleged.high - conceded.low))
