"""What a world of claims answers: views, policies, reserves, incidents. Invented reports, public names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

import pytest
from tests.builders import make_claim

from bilan.actors import registry
from bilan.model.claim import FiledClaim
from bilan.model.errors import WrongUse
from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import Period
from bilan.model.vocab import ClaimState, Group, Harm, TensionKind, View
from bilan.places import gazetteer
from bilan.reconcile.answer import Answer
from bilan.reconcile.certificate import check
from bilan.reconcile.question import Question
from bilan.reconcile.world import World

TODAY = date(2020, 1, 1)
US, COALITION, UK = "United States", "US-led Coalition", "United Kingdom"


def world(*claims: FiledClaim, links: Sequence[tuple[FiledClaim, FiledClaim]] = ()) -> World:
    return World.of(list(claims), [(a.id, b.id) for a, b in links], TODAY)


def actor(name: str) -> ActorId:
    found = registry().resolve(name)
    assert found is not None
    return found.id


def place(name: str) -> PlaceId:
    found = gazetteer().resolve(name)
    assert found is not None
    return found.id


def said(answer: Answer) -> tuple[int, int | None]:
    assert answer.feasible == (not answer.conflicts)
    if answer.feasible:
        assert check(answer.certificate["low"]) == []
        assert check(answer.certificate["high"]) == []
    return answer.low, answer.high


STRICT = Question(policy="strict")


class TestAlleged:
    def test_a_count_is_a_floor_unless_its_source_caps_it(self) -> None:
        assert said(world(make_claim(105)).answer(STRICT)) == (105, None)

    def test_under_airwars_an_exact_count_is_both_ends(self) -> None:
        assert said(world(make_claim(105)).answer(Question())) == (105, 105)

    def test_at_least_never_becomes_exact(self) -> None:
        assert said(world(make_claim("at least 105")).answer(Question())) == (105, None)

    def test_about_widens_by_the_tolerance(self) -> None:
        assert said(world(make_claim("about 100")).answer(Question())) == (90, 110)

    def test_disjoint_places_add(self) -> None:
        w = world(make_claim(10, place="Raqqa", n=0), make_claim(5, place="Mosul", n=1))
        assert said(w.answer(STRICT)) == (15, None)

    def test_a_part_is_counted_once(self) -> None:
        whole = make_claim(377, n=0)
        w = world(whole, make_claim(105, part_of=whole, n=1))
        assert said(w.answer(Question())) == (377, 377)

    def test_repeats_change_nothing(self) -> None:
        one = make_claim(12, place="Raqqa", period="2017-06-03", speaker="SNHR", exhibit="a")
        again = make_claim(12, place="Raqqa", period="2017-06-03", speaker="Reuters", cites="SNHR", exhibit="b")
        assert said(world(one, again).answer(Question())) == said(world(one).answer(Question())) == (12, 12)

    def test_an_independent_report_changes_the_bound(self) -> None:
        one = make_claim(12, place="Raqqa", period="2017-06-03", speaker="SNHR", exhibit="a")
        other = make_claim(15, place="Raqqa", period="2017-06-03", speaker="Airwars", exhibit="b")
        assert said(world(one, other).answer(STRICT)) == (15, None)

    def test_the_same_dead_blamed_on_two_actors_do_not_add(self) -> None:
        a = make_claim(105, by=US, speaker="Airwars", place="Mosul", period="2017-03-17", exhibit="a")
        b = make_claim(105, by="Islamic State", speaker="SNHR", place="Mosul", period="2017-03-17", exhibit="b")
        assert world(a, b).answer(STRICT).low == 105

    def test_one_voice_that_counts_by_actor_adds(self) -> None:
        a = make_claim(260, by=COALITION, speaker="SNHR", place="Syria", period="2017-03", n=0)
        b = make_claim(119, by="Islamic State", speaker="SNHR", place="Syria", period="2017-03", n=1)
        w = world(a, b)
        assert w.answer(STRICT).low == 379
        assert w.answer(Question(by=actor(COALITION), policy="strict")).low == 260

    def test_counts_set_against_each_other_add_when_only_one_names_its_actor(self) -> None:
        a = make_claim(119, by="Islamic State", speaker="SNHR", place="Syria", period="2017-03", n=0)
        b = make_claim(260, speaker="SNHR", place="Syria", period="2017-03", n=1, against=a)
        assert world(a, b).answer(STRICT).low == 379
        # the control: without the contrast the 260 may include the 119
        c = make_claim(260, speaker="SNHR", place="Syria", period="2017-03", n=1)
        assert world(a, c).answer(STRICT).low == 260

    def test_attributed_to_both_is_attributed_to_neither_alone(self) -> None:
        w = world(make_claim("more than 5800", by=[COALITION, "Iraqi government forces"], place="Mosul"))
        assert w.answer(STRICT).low == 5801
        assert w.answer(Question(by=actor(COALITION))).low == 0

    def test_an_unknown_place_is_a_reserve_for_a_narrower_question(self) -> None:
        w = world(make_claim(50))
        answer = w.answer(Question(place=place("Mosul")))
        assert said(answer) == (0, 0)
        assert [s.key for s in answer.reserves] == ["unknown_place"]
        assert said(w.answer(Question())) == (50, 50)

    def test_an_inherited_place_can_be_switched_off(self) -> None:
        w = world(make_claim(50, place="Mosul", inherited="place"))
        assert w.answer(Question(place=place("Mosul"))).low == 50
        assert w.answer(Question(place=place("Mosul"), stated_only=True)).low == 0

    def test_children_are_among_the_people_and_a_question_about_them_hears_them(self) -> None:
        whole = make_claim(30, group="person", n=0)
        w = world(whole, make_claim(4, group="child", part_of=whole, n=1))
        assert said(w.answer(Question())) == (30, 30)
        assert w.answer(Question(group=Group.CHILD)).low == 4
        assert w.answer(Question(group=Group.CIVILIAN)).low == 4

    def test_harms_are_apart(self) -> None:
        w = world(make_claim(3, n=0), make_claim(40, harm="injured", n=1))
        assert said(w.answer(Question())) == (3, 3)
        assert said(w.answer(Question(harm=Harm.INJURED))) == (40, 40)

    def test_rejected_claims_say_nothing(self) -> None:
        assert said(world(make_claim(9, state=ClaimState.REJECTED)).answer(Question())) == (0, 0)

    def test_what_the_source_calls_possible_is_a_reserve(self) -> None:
        w = world(make_claim(80, n=0), make_claim(9, possible=True, n=1))
        answer = w.answer(Question())
        assert said(answer) == (80, 80)
        assert [s.key for s in answer.reserves] == ["possible"]

    def test_unreviewed_claims_are_counted_and_said(self) -> None:
        w = world(make_claim(80, n=0), make_claim(9, state=ClaimState.ACCEPTED, place="Raqqa", n=1))
        answer = w.answer(Question())
        assert (answer.basis, answer.unreviewed) == ("machine", 1)


class TestInfeasible:
    def claims(self) -> list[FiledClaim]:
        return [
            make_claim("up to 20", group="person", speaker="Airwars", place="Raqqa", period="2017-06-03", exhibit="a"),
            make_claim("at least 35", group="person", speaker="SNHR", place="Raqqa", period="2017-06-03", exhibit="b"),
            make_claim(4, speaker="SOHR", place="Mosul", period="2017-06-03", exhibit="c"),
        ]

    def test_claims_that_cannot_all_hold_give_an_envelope_and_the_minimal_set(self) -> None:
        low, high, other = self.claims()
        answer = world(low, high, other).answer(STRICT)
        assert not answer.feasible
        assert [set(c) for c in answer.conflicts] == [{low.id, high.id}]
        assert sorted((s.low, s.high) for s in answer.subsets) == [(5, None), (39, None)]
        assert (answer.low, answer.high) == (5, None)

    def test_a_ceiling_on_civilians_is_one_voices_view_of_who_was_a_civilian(self) -> None:
        few = make_claim("up to 20", speaker="Airwars", place="Raqqa", period="2017-06-03", exhibit="a")
        many = make_claim("at least 35", speaker="SNHR", place="Raqqa", period="2017-06-03", exhibit="b")
        assert said(world(few, many).answer(STRICT)) == (35, None)

    def test_the_conflict_is_a_tension_with_what_would_resolve_it(self) -> None:
        low, high, other = self.claims()
        (tension,) = [t for t in world(low, high, other).tensions() if t.kind is TensionKind.INFEASIBLE]
        assert set(tension.claims) == {low.id, high.id}
        assert [r.change for r in tension.relaxations][-2:] == ["left out", "left out"]
        assert all(r.is_solved for r in tension.relaxations)
        assert world(high, other).tensions() == []


class TestAdmitted:
    def us(self, count: object = 377, **more: object) -> FiledClaim:
        given = {"stance": "admits", "speaker": "US military", "by": "US military", "exhibit": "us", **more}
        return make_claim(count, **given)  # type: ignore[arg-type]

    def alliance(self, count: object = 80, **more: object) -> FiledClaim:
        given = {"stance": "admits", "speaker": COALITION, "by": COALITION, "exhibit": "c", **more}
        return make_claim(count, **given)  # type: ignore[arg-type]

    def admitted(self, w: World, name: str | None = COALITION, **more: object) -> tuple[int, int | None]:
        by = actor(name) if name else None
        return said(w.answer(Question(View.ADMITTED, by=by, **more)))  # type: ignore[arg-type]

    def test_a_member_admits_for_its_alliance_and_the_alliance_not_for_a_member(self) -> None:
        w = world(self.us(), self.alliance())
        assert self.admitted(w) == (377, 457)
        assert self.admitted(w, US) == (377, 377)
        assert self.admitted(w, UK) == (0, 0)

    def test_nobody_admits_more_than_it_has_said(self) -> None:
        w = world(self.us("at least 484"))
        assert self.admitted(w) == (484, 484)

    def test_disputes_concede_their_numeral_and_nothing_without_one(self) -> None:
        assert self.admitted(world(self.us("only 200", stance="disputes")), US) == (200, 200)
        assert self.admitted(world(self.us("some", stance="disputes")), US) == (0, 0)

    def test_denials_silence_and_claimed_actions_constrain_nothing(self) -> None:
        for stance in ("denies", "no_admission", "investigates", "claims_action", "alleges", "reports"):
            assert self.admitted(world(self.us(9, stance=stance)), US) == (0, 0), stance

    def test_an_earlier_running_total_is_part_of_the_later_one(self) -> None:
        early = self.us(352, running=True, as_of="2017-04-30", n=0)
        late = self.us(484, running=True, as_of="2017-06-02", n=1)
        assert self.admitted(world(early, late), US) == (484, 484)
        assert self.admitted(world(early, late), US, period=Period(None, date(2017, 4, 30)))[0] == 352

    def test_an_undated_figure_waits_until_the_question_is_wide_enough(self) -> None:
        total = self.us(running=True, as_of="2017-05-31", n=0)
        undated = self.us("only 200", stance="disputes", published="2017-07", n=1)
        w = world(total, undated)
        assert self.admitted(w, US, period=Period(None, date(2017, 5, 31))) == (377, 377)
        assert self.admitted(w, US) == (377, 577)
        assert self.admitted(w, US, period=Period(None, date(2017, 7, 31))) == (377, 577)

    def test_agreed_needs_an_independent_voice_and_a_link(self) -> None:
        ours = self.us(105, place="Mosul", period="2017-03")
        theirs = make_claim("at least 105", speaker="Amnesty International", place="Mosul", exhibit="ai")
        own = make_claim(105, speaker="US military", place="Mosul", exhibit="echo", n=3)
        question = Question(View.AGREED, by=actor(US))
        assert said(world(ours, theirs, links=[(ours, theirs)]).answer(question)) == (105, 105)
        assert said(world(ours, theirs).answer(question)) == (0, 0)
        assert said(world(ours, own, links=[(ours, own)]).answer(question)) == (0, 0)


class TestIncidents:
    def two(self, a: object = 105, b: object = "at least 105") -> tuple[FiledClaim, FiledClaim]:
        first = make_claim(a, speaker="Airwars", by=US, place="Mosul", period="2017-03-17", exhibit="a")  # type: ignore[arg-type]
        second = make_claim(b, speaker="SNHR", by="Islamic State", place="Mosul", exhibit="b")  # type: ignore[arg-type]
        return first, second

    def test_linked_claims_run_from_the_lowest_to_the_highest(self) -> None:
        a, b = self.two(80, 120)
        assert said(world(a, b, links=[(a, b)]).answer(Question())) == (80, 120)
        assert said(world(a, b, links=[(a, b)]).answer(STRICT)) == (120, None)

    def test_a_contested_incident_counts_in_the_high_only(self) -> None:
        a, b = self.two(105, 105)
        w = world(a, b, links=[(a, b)])
        assert said(w.answer(Question())) == (105, 105)
        assert said(w.answer(Question(by=actor(US)))) == (0, 105)
        assert [t.kind for t in w.tensions()] == [TensionKind.RIVAL]
        assert world(a, b).tensions() == []

    def test_an_unlinked_pair_is_only_proposed(self) -> None:
        a, b = self.two(105, 105)
        assert {a.id, b.id} in [{p.a, p.b} for p in world(a, b).incidents.proposals]


def test_a_policy_that_does_not_exist_is_refused_with_the_list() -> None:
    with pytest.raises(WrongUse, match="no policy"):
        world().answer(Question(policy="guess"))


def test_a_part_above_its_whole_is_a_tension() -> None:
    whole = make_claim(10, n=0)
    w = world(whole, make_claim(14, part_of=whole, n=1))
    assert [t.kind for t in w.tensions()] == [TensionKind.ARITHMETIC]


class TestTheSameScope:
    AT: ClassVar = {"place": "Raqqa", "period": "2017-06-03"}

    def count(self, n: object, who: str, **more: object) -> FiledClaim:
        return make_claim(n, speaker=who, exhibit=f"{who} {n}", **{**self.AT, **more})  # type: ignore[arg-type]

    def test_voices_about_one_scope_run_from_the_lowest_to_the_highest(self) -> None:
        w = world(self.count(30, "Airwars"), self.count(35, "SOHR"))
        assert said(w.answer(Question())) == (30, 35)
        assert said(w.answer(STRICT)) == (35, None)

    def test_another_place_or_day_is_another_scope(self) -> None:
        w = world(self.count(30, "Airwars"), self.count(35, "SOHR", period="2017-06-04"))
        assert said(w.answer(Question())) == (65, 65)

    def test_two_counts_of_one_document_are_two_events(self) -> None:
        a = make_claim(12, speaker="SNHR", exhibit="one", n=0, quote="a first raid killed 12 civilians", **self.AT)  # type: ignore[arg-type]
        b = make_claim(7, speaker="SNHR", exhibit="one", n=1, quote="a second raid killed 7 civilians", **self.AT)  # type: ignore[arg-type]
        assert said(world(a, b).answer(Question()))[1] == 19

    def test_authors_that_exclude_each_other_are_not_merged(self) -> None:
        w = world(self.count(30, "Airwars", by=US), self.count(35, "SOHR", by="Islamic State"))
        assert said(w.answer(Question()))[1] == 65

    def test_parts_follow_their_wholes(self) -> None:
        a, b = self.count(30, "Airwars"), self.count(6, "SOHR")
        children = make_claim(20, group="child", speaker="Airwars", exhibit="Airwars 30", part_of=a, n=5, **self.AT)  # type: ignore[arg-type]
        assert said(world(a, b, children).answer(Question())) == (6, 30)

    def test_what_the_accused_concedes_does_not_lower_what_is_alleged(self) -> None:
        told = self.count(50, "SNHR", by=COALITION)
        owned = make_claim("10-20", speaker=COALITION, by=COALITION, stance="admits", exhibit="c", **self.AT)  # type: ignore[arg-type]
        answer = world(told, owned, links=[(told, owned)]).answer(Question(by=actor(COALITION)))
        assert said(answer) == (50, 50)
