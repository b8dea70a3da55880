"""A telling: one document, or one row of a table, with everything it counts and everybody it names as a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from bilan.lineage.figures import Figure, Number, Slot, Spot, actors, figure, number, slot, spot
from bilan.lineage.names import Who, fold, who
from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId

# A figure that this many tellings share tells none of them apart ("2 killed").
COMMON = 200


@dataclass(frozen=True, slots=True)
class Telling:
    """What one outlet published at once.

    outlet   who published it; a document without a publisher stands for itself
    when     its date; `date.max` when it gives none
    """

    key: str
    outlet: Who
    when: date
    claims: tuple[FiledClaim, ...]
    figures: frozenset[Figure]
    _roles: dict[Slot, list[FiledClaim]] = field(default_factory=dict, compare=False, repr=False)
    _counts: dict[Figure, list[FiledClaim]] = field(default_factory=dict, compare=False, repr=False)

    def with_figure(self, one: Figure) -> list[FiledClaim]:
        """Its claims that state this figure."""
        if not self._counts:
            for claim in self.claims:
                if (stated := figure(claim)) is not None:
                    self._counts.setdefault(stated, []).append(claim)
        return self._counts.get(one, [])

    def in_role(self, role: Slot) -> list[FiledClaim]:
        """Its numbered claims with this role."""
        if not self._roles:
            for claim in self.claims:
                if number(claim.record.quantity) is not None:
                    self._roles.setdefault(slot(claim), []).append(claim)
        return self._roles.get(role, [])

    @property
    def order(self) -> tuple[bool, date, str]:
        """Who comes first when nothing else tells: those who find out for themselves, then the earlier."""
        return (not self.outlet.witnesses, self.when, self.key)


_DAWN, _DUSK = 0, date.max.toordinal()


@dataclass(slots=True)
class Counts:
    """An outlet's claims that give one number, with the days of each at hand."""

    claims: list[FiledClaim] = field(default_factory=list)
    _days: list[tuple[int, int]] = field(default_factory=list)

    def add(self, claim: FiledClaim) -> None:
        self.claims.append(claim)
        self._days.append(_days(claim))

    def at_the_time_of(self, claim: FiledClaim, most: int) -> list[FiledClaim]:
        """Those of the first `most` whose days, as far as known, do not exclude the claim's."""
        start, end = _days(claim)
        days = zip(self.claims[:most], self._days, strict=False)
        return [other for other, (first, last) in days if first <= end and start <= last]


def _days(claim: FiledClaim) -> tuple[int, int]:
    period = claim.record.period
    if period is None:
        return _DAWN, _DUSK
    return (
        period.start.toordinal() if period.start else _DAWN,
        period.end.toordinal() if period.end else _DUSK,
    )


@dataclass(slots=True)
class Shelf:
    """Every telling, found by claim, by outlet and number, by figure."""

    tellings: list[Telling]
    of: dict[ClaimId, Telling]
    claims: dict[ClaimId, FiledClaim]
    by_outlet: dict[str, list[Telling]] = field(default_factory=dict)
    said: dict[tuple[str, str, Number], Counts] = field(default_factory=dict)
    with_figure: dict[Figure, list[Telling]] = field(default_factory=dict)
    _shared: dict[str, dict[str, int]] = field(default_factory=dict)
    _blamed: dict[ClaimId, frozenset[str]] = field(default_factory=dict)
    _spots: dict[str, dict[Spot, list[FiledClaim]]] = field(default_factory=dict)

    def at(self, outlet: str, place: Spot) -> list[FiledClaim]:
        """What an outlet counts at one spot: of one group, at one place and time."""
        known = self._spots.get(outlet)
        if known is None:
            known = self._spots[outlet] = defaultdict(list)
            for claim in (c for t in self.by_outlet[outlet] for c in t.claims):
                if (at := spot(claim)) is not None:
                    known[at].append(claim)
        return known.get(place, [])

    def blamed(self, claim: FiledClaim) -> frozenset[str]:
        """Whom a claim blames, by id."""
        found = self._blamed.get(claim.id)
        if found is None:
            found = self._blamed[claim.id] = actors(claim.record.by)
        return found

    def shared(self, a: Telling, b: Telling) -> int:
        """How many figures two tellings have in common."""
        return len(a.figures & b.figures)

    def alike(self, telling: Telling) -> dict[str, int]:
        """Tellings (by key) that share figures with this one, and how many; figures that everybody has are left out."""
        found = self._shared.get(telling.key)
        if found is None:
            found = defaultdict(int)
            for one in telling.figures:
                others = self.with_figure[one]
                if len(others) <= COMMON:
                    for other in others:
                        if other is not telling:
                            found[other.key] += 1
            self._shared[telling.key] = found
        return found


def shelve(claims: Sequence[FiledClaim]) -> Shelf:
    """Sort claims into tellings, in an order that does not depend on the order they came in."""
    grouped: dict[str, list[FiledClaim]] = defaultdict(list)
    for claim in claims:
        grouped[_key(claim)].append(claim)
    tellings = [_telling(key, sorted(own, key=lambda c: (c.record.n, c.id))) for key, own in sorted(grouped.items())]
    shelf = Shelf(tellings, {c.id: t for t in tellings for c in t.claims}, {c.id: c for c in claims})
    for telling in sorted(tellings, key=lambda t: t.order):
        shelf.by_outlet.setdefault(telling.outlet.key, []).append(telling)
        for one in telling.figures:
            shelf.with_figure.setdefault(one, []).append(telling)
        for claim in telling.claims:
            if (n := number(claim.record.quantity)) is not None:
                shelf.said.setdefault((telling.outlet.key, claim.record.harm.value, n), Counts()).add(claim)
    return shelf


def _key(claim: FiledClaim) -> str:
    """A document is told at once; a table row by row, when its rows have publishers of their own."""
    if claim.record.publisher is None:
        return str(claim.exhibit)
    return f"{claim.exhibit}:{claim.record.quote.start:012d}"


def _telling(key: str, claims: list[FiledClaim]) -> Telling:
    first = claims[0]
    figures = frozenset(f for f in map(figure, claims) if f is not None)
    when = first.dated.start if first.dated and first.dated.start else date.max
    return Telling(key, outlet_of(first), when, tuple(claims), figures)


def outlet_of(claim: FiledClaim) -> Who:
    """Who published a claim; the text itself where nobody is named (the same text, the same key)."""
    if claim.outlet:
        return who(claim.outlet)
    key = f"text {claim.text[:16]}"
    return Who(key, claim.title or f"document {claim.exhibit[:12]}", key)


def origin_names(claim: FiledClaim) -> list[Who]:
    """Whom a claim passes through, from its outlet to the last it names; one institution in a row is one."""
    said = claim.record
    chain = [outlet_of(claim)]
    if said.speaker is not None:
        speaks_for = said.on_behalf_of if said.on_behalf_of is not None else said.speaker
        chain.append(who(speaks_for.name))
    chain.extend(who(m.name) for m in said.cites)
    out: list[Who] = []
    for one in chain:
        if one.anonymous and out:
            near = out[-1]
            key = f"{fold(one.name)} @ {near.key}"
            one = Who(key, f"{one.name} ({near.name})", key, anonymous=True)
        if not out or out[-1].key != one.key:
            out.append(one)
    return out
