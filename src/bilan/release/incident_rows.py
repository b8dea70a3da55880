"""Incidents that come from anywhere else, as rows of a format of the field."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bilan.exchange.rules import ClaimRule, claim_rules
from bilan.incidents import Incident
from bilan.model.claim import FiledClaim
from bilan.model.ids import ClaimId, ExhibitId, IncidentId
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import ClaimState, Group, Harm, Hedge, Stance
from bilan.places import gazetteer
from bilan.reconcile.world import World
from bilan.release.field_rows import Cells, LeftOut

_TELLING = {Stance.REPORTS, Stance.ALLEGES, Stance.ADMITS}
_PLAIN = {Hedge.EXACTLY, Hedge.RANGE, Hedge.NONE, Hedge.AT_LEAST, Hedge.LISTED}
_EVERYONE = frozenset({Group.PERSON})
_NO_NUMBER = {Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS, Hedge.SOME}

Bounds = tuple[int, int | None]  # the lowest and the highest count; None: nobody sets a ceiling


def incident_rows(
    world: World, table: Mapping[str, Any], native: Iterable[ExhibitId], tables: Iterable[ExhibitId], left_out: LeftOut
) -> list[Cells]:
    """One row an incident, with the lowest and the highest count that is told of it.

    native  exhibits whose rows go out as they came
    tables  exhibits in which each row is an incident of its own, unless people linked it to others

    Claims of no incident, incidents that an imported row stands for already, and what no column holds are left out.
    """
    taken, rules, rows = set(native), claim_rules(table, "table"), []
    claims = {c.id: c for c in world.claims if c.state is not ClaimState.REJECTED}
    for incident in sorted(_apart(world, claims, taken, set(tables), left_out), key=_order):
        told = [claims[c] for c in incident.claims]
        ours = [c for c in told if c.exhibit not in taken]
        if len(ours) < len(told):
            if ours:
                left_out.say("a claim", "it is linked to an imported row, which stands as it is", len(ours))
            continue
        row = _row(incident, told, table["write"], left_out)
        if row is not None and _counted(row, told, rules, table["write"], left_out):
            rows.append(row)
    return rows


def _apart(
    world: World,
    claims: Mapping[ClaimId, FiledClaim],
    taken: Collection[ExhibitId],
    tables: Collection[ExhibitId],
    left_out: LeftOut,
) -> list[Incident]:
    """The incidents, the rows of other tables taken apart: a place and a day in common do not make two rows one."""
    linked = world.incidents.linked()
    by_row: dict[tuple[ExhibitId, Span], list[FiledClaim]] = {}
    for c in claims.values():
        if c.exhibit in taken:
            continue
        if c.exhibit in tables and c.id not in linked:
            by_row.setdefault((c.exhibit, c.record.quote), []).append(c)
        elif c.id not in world.incidents.of:
            left_out.say("a claim", "it names no one day and place, and nobody has linked it: it is no incident")
    found = [
        replace(incident, claims=kept)
        for incident in world.incidents.incidents
        if (kept := tuple(i for i in incident.claims if incident.linked or claims[i].exhibit not in tables))
    ]
    return found + [_incident_of_row(several) for several in by_row.values()]


def _incident_of_row(claims: Sequence[FiledClaim]) -> Incident:
    first = claims[0]
    places = gazetteer().resolve_chain([m.name for m in first.record.place]) if first.record.place else ()
    return Incident(IncidentId(str(first.id)[:12]), tuple(c.id for c in claims), places, first.record.period, False)


def _order(incident: Incident) -> tuple[str, str]:
    return (incident.period.iso if incident.period else "", incident.id)


def _row(incident: Incident, told: Sequence[FiledClaim], write: Mapping[str, str], left_out: LeftOut) -> Cells | None:
    """The columns that say which incident it is; None: the format is about another country."""
    places = gazetteer()
    around = [incident.places[0], *places.ancestors(incident.places[0])] if incident.places else []
    country = places.get(around[-1]).names["en"] if around else ""
    if "only_country" in write and country != write["only_country"]:
        left_out.say("an incident", f"the format holds incidents in {write['only_country']} alone")
        return None
    row = {write["code"]: str(incident.id)}
    _write_days(row, incident.period, write, left_out)
    if around:
        row[write["place"]] = places.get(around[0]).names["en"]
    if "country" in write and country:
        row[write["country"]] = country
    names = list(dict.fromkeys(m.name for c in told for m in c.record.by))
    if names and "by" in write:
        row[write["by"]] = write.get("between_names", ", ").join(names)
    elif names:
        left_out.say("who is said to have done it", "no column of the format says it")
    return row


def _write_days(row: Cells, period: Period | None, write: Mapping[str, str], left_out: LeftOut) -> None:
    if period is None or period.start is None or period.end is None:
        left_out.say("the days of an incident", "they are open or not known")
        return
    form = write.get("date_form", "%Y-%m-%d")
    row[write["from"]] = period.start.strftime(form)
    if "to" in write:
        row[write["to"]] = period.end.strftime(form)
    elif period.start != period.end:
        left_out.say("the last day of an incident", "the format has one day")


def _counted(
    row: Cells, told: Sequence[FiledClaim], rules: Sequence[ClaimRule], write: Mapping[str, str], left_out: LeftOut
) -> bool:
    """Write the counts; whether there was any."""
    counts = _by_kind(told, left_out)
    everyone = next((rule for rule in rules if _takes(rule) == (Harm.KILLED, _EVERYONE)), None)
    civilians = counts.get((Harm.KILLED, frozenset({Group.CIVILIAN})))
    if everyone is not None and civilians is not None and (Harm.KILLED, _EVERYONE) not in counts:
        counts[Harm.KILLED, _EVERYONE] = civilians
        left_out.say(
            "that only civilians are told of",
            f"{everyone.low.column} counts everyone; nobody else is told of, so it is the same",
        )
    wrote = False
    for (harm, kind), (low, high) in counts.items():
        rule = next((rule for rule in rules if _takes(rule) == (harm, kind)), None)
        if rule is not None:
            wrote |= _write_count(row, rule, low, high, left_out)
        elif not (everyone is not None and harm is Harm.KILLED and kind == {Group.CIVILIAN}):
            left_out.say(f"{' '.join(sorted(kind))} {harm.value}", "the format has no column for it")
    if wrote and "best" in write and everyone is not None and everyone.high is not None:
        low_cell = row.get(everyone.low.column or "", "")
        if low_cell and low_cell == row.get(everyone.high.column or ""):
            row[write["best"]] = low_cell
        else:
            left_out.say("the best estimate", "bounds alone are told; none is made up")
    return wrote


def _by_kind(told: Sequence[FiledClaim], left_out: LeftOut) -> dict[tuple[Harm, frozenset[Group]], Bounds]:
    """The lowest and the highest count of each harm and group. Parts that one row tells apart add up."""
    of_one_whole = {c.id: c for c in told}
    kinds: dict[tuple[Harm, frozenset[Group]], dict[object, Bounds]] = {}
    for c in told:
        r = c.record
        if r.stance not in _TELLING:
            words = r.stance.value.replace("_", " ")
            left_out.say(f"a claim that {words}", "the format has no column for what a party answers")
        elif r.running:
            left_out.say("a running total", "it is no count of one incident")
        elif r.quantity.hedge in _NO_NUMBER:
            left_out.say(f"a count in words ({r.quantity.hedge.value})", "the columns hold numbers")
        elif not _is_part_of_its_like(c, of_one_whole):
            if r.quantity.hedge not in _PLAIN:
                left_out.say(f"the hedge “{r.quantity.hedge.value}” of a count", "the columns hold numbers alone")
            teller = (c.exhibit, r.quote, c.part_of) if c.part_of else c.id
            known = kinds.setdefault((r.harm, _kind(r.groups)), {})
            known[teller] = _plus(known[teller], r.quantity) if teller in known else (r.quantity.low, r.quantity.high)
    return {kind: _around(list(bounds.values())) for kind, bounds in kinds.items()}


def _plus(one: Bounds, q: Quantity) -> Bounds:
    return one[0] + q.low, None if one[1] is None or q.high is None else one[1] + q.high


def _around(several: Sequence[Bounds]) -> Bounds:
    tops = [high for _, high in several if high is not None]
    return min(low for low, _ in several), max(tops) if len(tops) == len(several) else None


def _is_part_of_its_like(c: FiledClaim, told: Mapping[ClaimId, FiledClaim]) -> bool:
    whole = told.get(c.part_of) if c.part_of else None
    return whole is not None and (whole.record.harm, _kind(whole.record.groups)) == (
        c.record.harm,
        _kind(c.record.groups),
    )


def _kind(groups: Iterable[Group]) -> frozenset[Group]:
    """A group by what sets it apart: civilian children are children."""
    named = frozenset(groups)
    return named - {Group.CIVILIAN, Group.PERSON} or named & {Group.CIVILIAN} or frozenset({Group.PERSON})


def _takes(rule: ClaimRule) -> tuple[Harm, frozenset[Group]] | None:
    """The harm and the group that a rule's columns hold, where the mapping says so of every row."""
    harm, groups = rule.harm.value, rule.groups.value or rule.groups.default
    if harm is None or groups is None or (rule.part_of is not None and groups == Group.PERSON.value):
        return None
    return Harm(harm), _kind(Group(g) for g in groups.split())


def _write_count(row: Cells, rule: ClaimRule, low: int, high: int | None, left_out: LeftOut) -> bool:
    assert rule.low.column is not None
    if rule.high is not None and rule.high.column is not None:
        row[rule.low.column], row[rule.high.column] = str(low), "" if high is None else str(high)
        if high is None and not rule.open:
            left_out.say(f"the upper end of {rule.name}", "nobody sets one")
        return True
    if low != high:
        top = "an open end" if high is None else high
        left_out.say(f"{rule.name}: {low} to {top}", f"{rule.low.column} holds one number")
        return False
    row[rule.low.column] = str(low)
    return True
