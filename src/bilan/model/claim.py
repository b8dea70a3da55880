"""A claim: one countable group and one harm, as one speaker puts it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bilan.model.ids import ClaimId, ExhibitId, TextId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Basis, Cause, ClaimState, Group, Harm, Hedge, Stance


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody or some place, under the usual English name, and where the text says it.

    `span=None` only where the value is inherited and no words of this passage carry it.
    """

    name: str
    span: Span | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """For each field that may be taken over from elsewhere in the passage: was it stated or inherited?"""

    place: Basis = Basis.STATED
    period: Basis = Basis.STATED
    by: Basis = Basis.STATED
    speaker: Basis = Basis.STATED


@dataclass(frozen=True, slots=True)
class Claim:
    """The record of `gold/GUIDE.md`, plus the keys that the arithmetic needs.

    Spans point into the working copy of one exhibit. `part_of`, `same_as` and `against` are the `n` of
    other claims of the same reading.

    speaker      who says it; None: the text's own author or publisher
    cites        whom the speaker relies on, nearest first, origin last
    by           who did it, according to the claim; empty: not said
    place        most specific first; empty: not said
    period       None: the passage does not say
    part_of      the claim whose people include these
    same_as      an earlier claim that states the same figure for the same people
    against      the claim that the same report sets this count against ("alors que", "while"), so that
                 the two are counts of different people
    as_of        the day up to which a running total ("so far", "since 2014") holds; None with
                 `running=True`: up to the day of publication
    running      whether the count is a running total
    possible     the source itself says only that this may be so ("a small number may have been …")
    members      the members that the text names of a collective in `by` ("partners, which include France …")
    on_behalf_of the actor whose spokesperson the speaker is, where the words say so
    publisher    who published this very claim, where the exhibit is a collection (a row of a table); None: the
                 exhibit's own publisher
    published    when, likewise
    """

    n: int
    quote: Span
    count_span: Span
    quantity: Quantity
    harm: Harm
    groups: tuple[Group, ...]
    stance: Stance
    speaker: Mention | None = None
    cites: tuple[Mention, ...] = ()
    by: tuple[Mention, ...] = ()
    cause: Cause | None = None
    place: tuple[Mention, ...] = ()
    period: Period | None = None
    period_span: Span | None = None
    part_of: int | None = None
    same_as: int | None = None
    basis: Grounds = field(default_factory=Grounds)
    against: int | None = None
    as_of: date | None = None
    running: bool = False
    possible: bool = False
    members: tuple[Mention, ...] = ()
    on_behalf_of: Mention | None = None
    publisher: Mention | None = None
    published: Period | None = None

    def __post_init__(self) -> None:
        if not self.groups or len(set(self.groups)) != len(self.groups):
            raise ValueError("a claim names its group once; 'person' when nothing is said")
        if self.n in (self.part_of, self.same_as, self.against):
            raise ValueError(f"claim {self.n} cannot refer to itself")


@dataclass(frozen=True, slots=True)
class Why:
    """One step of the explanation: which rule, in plain words, on which cue."""

    rule: str
    says: str
    span: Span | None = None


RULES = "rules"  # the proposer that is always there: the grammar of the readers, or the mapping of a table


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim that a machine proposes, how sure it is (0 to 1), and why.

    `proposers`: who proposes it: the rules, a language model by its name, or several that agree.
    """

    claim: Claim
    confidence: float
    why: tuple[Why, ...] = ()
    proposers: tuple[str, ...] = (RULES,)


@dataclass(frozen=True, slots=True)
class FiledClaim:
    """A claim on file in a dossier: its identity, its state, its document.

    `part_of`, `same_as` and `against` are claim ids. `published` and `publisher` are the document's.
    `quote` is the words themselves. `proposers`: who proposes it (empty: no machine does any more).
    `pre_accepted`: the rules and a language model agree on it and nobody has decided yet, so that one click
    confirms it. It is unreviewed all the same.
    """

    id: ClaimId
    exhibit: ExhibitId
    text: TextId
    record: Claim
    state: ClaimState
    quote: str
    lang: str
    part_of: ClaimId | None = None
    same_as: ClaimId | None = None
    against: ClaimId | None = None
    published: Period | None = None
    publisher: str | None = None
    title: str = ""
    confidence: float = 1.0
    why: tuple[Why, ...] = ()
    proposers: tuple[str, ...] = (RULES,)
    pre_accepted: bool = False

    @property
    def outlet(self) -> str | None:
        """Who published this claim: the row's own outlet in a table, else the document's."""
        return self.record.publisher.name if self.record.publisher else self.publisher

    @property
    def dated(self) -> Period | None:
        """When this claim was published: the row's own date in a table, else the document's."""
        return self.record.published or self.published

    @property
    def is_reviewed(self) -> bool:
        return self.state in (ClaimState.ACCEPTED, ClaimState.CORRECTED)


def claim_id(exhibit: ExhibitId, quote: str, occurrence: int, count: str, nth: int, harm: Harm) -> ClaimId:
    """Who a claim is, whatever version of the reader found it.

    `occurrence`: which occurrence of the quote in the text (from 0); `nth`: which occurrence of the
    count's words within the quote (from 0), so that "two women and two men" are two claims.
    """
    parts = ["bilan claim 1", exhibit, quote, str(occurrence), count, str(nth), harm.value]
    packed = b"".join(len(p.encode()).to_bytes(8, "big") + p.encode() for p in parts)
    return ClaimId(hashlib.sha256(packed).hexdigest()[:20])


# ---------------------------------------------------------------- JSON, as in gold/GUIDE.md


def _span(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _mention(m: Mention | None) -> dict[str, Any] | None:
    return None if m is None else {"name": m.name, "span": _span(m.span)}


def claim_to_json(c: Claim) -> dict[str, Any]:
    """The record as JSON values; `claim_from_json` is its inverse."""
    period = None
    if c.period is not None:
        period = {
            "from": c.period.start.isoformat() if c.period.start else None,
            "to": c.period.end.isoformat() if c.period.end else None,
            "span": _span(c.period_span),
        }
    return {
        "n": c.n,
        "quote": _span(c.quote),
        "count": {
            "span": _span(c.count_span),
            "low": c.quantity.low,
            "high": c.quantity.high,
            "hedge": c.quantity.hedge.value,
            "verbatim": c.quantity.verbatim,
        },
        "harm": c.harm.value,
        "group": [g.value for g in c.groups],
        "stance": c.stance.value,
        "speaker": _mention(c.speaker),
        "cites": [_mention(m) for m in c.cites],
        "by": [_mention(m) for m in c.by],
        "cause": c.cause.value if c.cause else None,
        "place": [_mention(m) for m in c.place],
        "period": period,
        "part_of": c.part_of,
        "same_as": c.same_as,
        "basis": {
            "place": c.basis.place.value,
            "period": c.basis.period.value,
            "by": c.basis.by.value,
            "speaker": c.basis.speaker.value,
        },
        "against": c.against,
        "as_of": c.as_of.isoformat() if c.as_of else None,
        "running": c.running,
        "possible": c.possible,
        "members": [_mention(m) for m in c.members],
        "on_behalf_of": _mention(c.on_behalf_of),
        "publisher": _mention(c.publisher),
        "published": c.published.iso if c.published else None,
    }


def _read_span(value: Any) -> Span | None:
    return None if value is None else Span(int(value[0]), int(value[1]))


def _need_span(value: Any) -> Span:
    span = _read_span(value)
    if span is None:
        raise ValueError("a quote and a count need a span")
    return span


def _read_mention(value: Any) -> Mention | None:
    return None if value is None else Mention(str(value["name"]), _read_span(value["span"]))


def _read_iso(value: Any) -> Period | None:
    if value is None:
        return None
    start, _, end = str(value).partition("/")
    if not end:
        return Period.parse(start)
    return Period(*(None if day == ".." else date.fromisoformat(day) for day in (start, end)))


def _mentions(values: Any) -> tuple[Mention, ...]:
    return tuple(m for m in (_read_mention(v) for v in values or ()) if m is not None)


def claim_from_json(o: Mapping[str, Any]) -> Claim:
    """Read a record of the gold files or of our own; raises ValueError or KeyError on one that is malformed."""
    period = span = None
    if o.get("period") is not None:
        p = o["period"]
        start = Period.parse(p["from"]).start if p["from"] else None
        end = Period.parse(p["to"]).end if p["to"] else None
        period, span = Period(start, end), _read_span(p.get("span"))
    count = o["count"]
    basis = o.get("basis") or {}
    return Claim(
        n=int(o["n"]),
        quote=_need_span(o["quote"]),
        count_span=_need_span(count["span"]),
        quantity=Quantity(count["low"], count["high"], Hedge(count["hedge"]), count.get("verbatim", "")),
        harm=Harm(o["harm"]),
        groups=tuple(Group(g) for g in o["group"]),
        stance=Stance(o["stance"]),
        speaker=_read_mention(o.get("speaker")),
        cites=_mentions(o.get("cites")),
        by=_mentions(o.get("by")),
        cause=Cause(o["cause"]) if o.get("cause") else None,
        place=_mentions(o.get("place")),
        period=period,
        period_span=span,
        part_of=o.get("part_of"),
        same_as=o.get("same_as"),
        basis=Grounds(**{k: Basis(v) for k, v in basis.items()}),
        against=o.get("against"),
        as_of=date.fromisoformat(o["as_of"]) if o.get("as_of") else None,
        running=bool(o.get("running", False)),
        possible=bool(o.get("possible", False)),
        members=_mentions(o.get("members")),
        on_behalf_of=_read_mention(o.get("on_behalf_of")),
        publisher=_read_mention(o.get("publisher")),
        published=_read_iso(o.get("published")),
    )


def canonical(value: Any) -> str:
    """Sorted, compact JSON: good enough to compare two records; the journal uses RFC 8785."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
