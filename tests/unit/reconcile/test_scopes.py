"""What figures are about: places inside places, alliances whose members come and go, groups that overlap, cause, harm,
overlaps that a source reserves, parts and wholes. Each beside a control. Invented reports, public names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from tests.builders import make_claim

from bilan.actors import registry
from bilan.model.claim import FiledClaim
from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import Period
from bilan.model.vocab import Group, Harm, TensionKind, View
from bilan.places import gazetteer
from bilan.reconcile.bounds import bounds
from bilan.reconcile.question import Question
from bilan.reconcile.region import Figure, Region, harms_of
from bilan.reconcile.world import World

TODAY = date(2031, 1, 1)
AT = {"place": "Raqqa", "period": "2017-06-03"}


def world(*claims: FiledClaim, links: Sequence[tuple[FiledClaim, FiledClaim]] = ()) -> World:
    return World.of(list(claims), [(a.id, b.id) for a, b in links], TODAY)


def low(w: World, **asked: object) -> int:
    return w.answer(Question(**{"policy": "strict", **asked})).low  # type: ignore[arg-type]


def span(w: World, **asked: object) -> tuple[int, int | None]:
    answer = w.answer(Question(**asked))  # type: ignore[arg-type]
    assert answer.feasible
    return answer.low, answer.high


def actor(name: str) -> ActorId:
    found = registry().resolve(name)
    assert found is not None
    return found.id


def place(name: str) -> PlaceId:
    found = gazetteer().resolve(name)
    assert found is not None
    return found.id


def told(count: object, who: str = "SNHR", n: int = 0, **more: object) -> FiledClaim:
    return make_claim(count, speaker=who, exhibit=who, n=n, **{"group": "person", **AT, **more})  # type: ignore[arg-type]


# ------------------------------------------------------------------ places


def test_a_town_lies_in_its_country_and_two_towns_add() -> None:
    country, one, two = told(25, "Airwars", place="Syria"), told(10), told(20, "SOHR", place="Homs")
    w = world(country, one, two)
    assert low(w) == 30
    assert low(w, place=place("Syria")) == 30
    assert low(w, place=place("Raqqa")) == 10
    assert low(world(told(45, "Airwars", place="Syria"), one, two)) == 45


def test_a_figure_for_two_places_at_once_is_of_both_together() -> None:
    w = world(told(30, place=["Raqqa", "Homs"]), told(12, "Airwars"))
    assert low(w, place=place("Raqqa")) == 12
    assert low(w, place=place("Syria")) == 30


# ------------------------------------------------------------------ alliances


def test_a_state_is_a_member_only_while_it_is_one() -> None:
    names = registry()
    joined = [
        (alliance.id, m.member, m.period.start)
        for alliance in names
        for m in alliance.members
        if m.period.start is not None
    ]
    assert len(joined) > 10
    for alliance, member, day in joined:
        assert member in names.members(alliance, Period.day(day))
        again = any(m.member == member and m.period.start != day for m in names.get(alliance).members)
        assert again or member not in names.members(alliance, Period(None, day - timedelta(1)))


def test_what_a_state_did_before_it_joined_is_not_the_alliances() -> None:
    names = registry()
    alliance, member, day = next(
        (a.id, m.member, m.period.start) for a in names for m in a.members if m.period.start is not None
    )
    name = names.get(member).name
    early = told(9, by=name, period=(day - timedelta(400)).isoformat(), place="Syria")
    late = told(5, "Airwars", by=name, period=(day + timedelta(30)).isoformat(), place="Syria")
    during = Period(day - timedelta(500), day - timedelta(300))
    assert low(world(early, late), by=alliance, period=during) == 0
    assert low(world(early, late), by=member, period=during) == 9
    assert low(world(early, late), by=alliance, period=Period(day, day + timedelta(60))) == 5


# ------------------------------------------------------------------ groups and status


def test_women_men_and_children_are_apart_and_among_the_civilians_only_where_that_is_sure() -> None:
    w = world(told(4, group="child"), told(5, n=1, group="woman"), told(6, n=2, group="man"))
    assert low(w) == 15
    assert low(w, group=Group.CHILD) == 4
    assert low(w, group=Group.CIVILIAN) == 4  # the women and men may have been fighters, nobody says
    assert low(world(told(9), told(4, "Airwars", group="child"))) == 9


def test_people_whose_status_nobody_says_may_be_either() -> None:
    w = world(told(12), told("only 5", "Airwars", group="civilian"))
    assert w.answer(Question(policy="strict")).feasible
    assert low(w) == 12


def test_rival_status_in_two_voices_counts_the_dead_once() -> None:
    a, b = told(12, "Airwars", group="civilian"), told(12, group="combatant")
    assert low(world(a, b)) == 12
    one_voice = told(12, n=0, group="civilian"), told(12, n=1, group="combatant")
    assert low(world(*one_voice)) == 24


# ------------------------------------------------------------------ cause and harm


def test_causes_are_apart_and_an_unnamed_cause_is_any() -> None:
    air, ground = told(10, cause="airstrike"), told(5, n=1, cause="artillery")
    assert low(world(air, ground)) == 15
    assert low(world(air, told(12, "Airwars"))) == 12
    assert low(world(air, told(12, "Airwars", cause="other"))) == 12


def test_killed_or_injured_together_bound_each_through_the_other() -> None:
    both = Figure("both", ("a",), "u", Region(harms=harms_of(Harm.KILLED_OR_INJURED)), 40)
    few = Figure("few", ("b",), "v", Region(), 0, 10, ceiling=10)
    injured = Region(harms=harms_of(Harm.INJURED))
    assert bounds([both, few], injured).low == 30
    assert bounds([both], injured).low == 0
    w = world(told(40, harm="killed_or_injured"), told(3, "SOHR", harm="missing"))
    assert (low(w), low(w, harm=Harm.INJURED), low(w, harm=Harm.MISSING)) == (0, 0, 3)
    assert low(w, harm=Harm.KILLED_OR_INJURED) == 40


# ------------------------------------------------------------------ overlaps that a source reserves


def test_an_overlap_that_the_source_calls_possible_is_a_reserve_and_changes_no_number() -> None:
    whole = told(80, n=0)
    sure = world(whole, told(9, n=1, part_of=whole, group="child"))
    maybe = world(whole, told(9, n=1, part_of=whole, group="child", possible=True))
    assert low(sure, group=Group.CHILD) == 9
    assert low(maybe, group=Group.CHILD) == 0
    assert [s.key for s in maybe.answer(Question()).reserves] == ["possible"]
    assert span(maybe) == span(world(whole)) == (80, 80)


# ------------------------------------------------------------------ parts and wholes


def test_a_part_that_is_told_more_widely_than_its_whole_lies_inside_it() -> None:
    """ "30 killed in Raqqa, five of them children", and the sentence on the children names the country alone."""
    whole = told(30, n=0)
    part = told(5, n=1, part_of=whole, group="child", place="Syria", period="2017")
    elsewhere = told(8, "Airwars", group="child", place="Homs")
    w = world(whole, part, elsewhere)
    assert low(w, place=place("Raqqa"), group=Group.CHILD) == 5
    assert low(w, group=Group.CHILD) == 13
    apart = told(5, n=1, group="child", place="Syria", period="2017")
    assert low(world(whole, apart, elsewhere), group=Group.CHILD) == 8  # the control: it may be among those of Homs


def test_a_part_that_lies_outside_its_whole_is_told() -> None:
    whole = told(30, n=0)
    for elsewhere in ({"place": "Homs"}, {"period": "2017-07-01"}):
        (tension,) = world(whole, told(5, n=1, part_of=whole, group="child", **elsewhere)).tensions()
        assert (tension.kind, tension.sentence.key) == (TensionKind.ARITHMETIC, "t_part_outside")
        assert {"part", "left out"} <= {r.change for r in tension.relaxations}
    assert world(whole, told(5, n=1, part_of=whole, group="child")).tensions() == []
    assert world(whole, told(5, n=1, part_of=whole, group="child", place="Syria")).tensions() == []


# ------------------------------------------------------------------ many ways out


def test_beyond_sixteen_consistent_sets_the_range_encloses_them_all() -> None:
    days = [f"2017-06-{d:02d}" for d in range(1, 8)]
    claims = [
        c
        for d in days
        for c in (told("only 10", "Airwars", period=d, n=int(d[-2:])), told(20, period=d, n=int(d[-2:])))
    ]
    answer = world(*claims).answer(Question(policy="strict"))
    assert not answer.feasible
    assert len(answer.subsets) == 2  # one that reaches the low, one that reaches the high
    assert (answer.low, answer.high) == (70, None)
    assert len(answer.conflicts) == 7
    few = world(*claims[:4]).answer(Question(policy="strict"))
    assert len(few.subsets) == 4


def test_admissions_are_asked_by_the_same_scopes() -> None:
    ours = {"stance": "admits", "by": "US military"}
    w = world(told(7, "US military", **ours), told(5, "US military", n=1, place="Homs", **ours))
    assert span(w, view=View.ADMITTED, place=place("Raqqa")) == (7, 7)
    assert span(w, view=View.ADMITTED) == (12, 12)
