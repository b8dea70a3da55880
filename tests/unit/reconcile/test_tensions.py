"""Each kind of tension: a case where it must be told, a near miss where it must not. Invented reports, public names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import permutations

import pytest
from tests.builders import make_claim

from bilan.model.claim import FiledClaim
from bilan.model.vocab import LANGS, TensionKind
from bilan.reconcile import say
from bilan.reconcile.ranking import ORDER
from bilan.reconcile.tension import Relaxation, Tension
from bilan.reconcile.world import World

TODAY = date(2031, 1, 1)
COALITION, UK = "US-led Coalition", "United Kingdom"
AT = {"place": "Raqqa", "period": "2017-06-03", "published": "2017-06-20"}


def tensions(*claims: FiledClaim, links: Sequence[tuple[FiledClaim, FiledClaim]] = ()) -> list[Tension]:
    return World.of(list(claims), [(a.id, b.id) for a, b in links], TODAY).tensions()


def kinds(*claims: FiledClaim, links: Sequence[tuple[FiledClaim, FiledClaim]] = ()) -> list[str]:
    return [t.kind.value for t in tensions(*claims, links=links)]


def told(count: object, who: str, **more: object) -> FiledClaim:
    return make_claim(
        count, speaker=who, exhibit=f"{who} {more.get('period', '')}", **{"group": "person", **AT, **more}
    )  # type: ignore[arg-type]


def changes(t: Tension) -> list[str]:
    return [r.change for r in t.relaxations]


def of(t: Tension, change: str) -> list[Relaxation]:
    return [r for r in t.relaxations if r.change == change]


# ------------------------------------------------------------------ each kind, and its near miss


class TestInfeasible:
    def test_a_ceiling_below_another_voices_floor(self) -> None:
        assert kinds(told("only 15", "Airwars"), told("at least 16", "SNHR")) == ["infeasible"]

    def test_a_ceiling_that_reaches_the_floor_is_none(self) -> None:
        assert kinds(told("only 15", "Airwars"), told("at least 15", "SNHR")) == []

    def test_another_day_or_a_wider_place_is_none(self) -> None:
        assert kinds(told("only 15", "Airwars"), told("at least 40", "SNHR", period="2017-06-04")) == []
        assert kinds(told("only 15", "Airwars"), told("at least 40", "SNHR", place="Syria")) == []

    def test_floors_that_exceed_a_ceiling_only_together(self) -> None:
        limit = told("only 15", "Airwars", period="2017-06")
        days = [told(8, who, period=day) for who, day in (("SNHR", "2017-06-03"), ("SOHR", "2017-06-04"))]
        (tension,) = tensions(limit, *days)
        assert set(tension.claims) == {limit.id, *(d.id for d in days)}
        assert tension.people == 1
        assert kinds(limit, days[0]) == []

    def test_the_injured_are_looked_at_too(self) -> None:
        assert kinds(told("only 15", "Airwars", harm="injured"), told(40, "SNHR", harm="injured")) == ["infeasible"]
        assert kinds(told("only 15", "Airwars", harm="injured"), told(40, "SNHR")) == []


class TestLimitsThatWordsAloneKeepApart:
    """ "Up to 200 civilians" against "at least 250 civilians": possible, since each voice says who was a civilian."""

    def test_a_limit_on_civilians_below_another_voices_civilians_is_told(self) -> None:
        few, many = told("up to 200", "Airwars", group="civilian"), told("at least 250", "SNHR", group="civilian")
        (tension,) = tensions(few, many)
        assert (tension.kind, tension.sentence.key, tension.people) == (TensionKind.RIVAL, "t_rival_limit", 50)
        assert "civils" in tension.sentence.fr
        assert "مدنيون" in tension.sentence.ar
        assert "no ceiling" in changes(tension)

    def test_a_limit_that_is_not_exceeded_or_about_others_is_none(self) -> None:
        few = told("up to 200", "Airwars", group="civilian")
        assert kinds(few, told("at least 200", "SNHR", group="civilian")) == []
        assert kinds(few, told("at least 250", "SNHR", group="person")) == []
        assert kinds(few, told("at least 250", "SNHR", group="combatant")) == []
        assert kinds(few, told("at least 250", "SNHR", group="civilian", place="Syria")) == []

    def test_one_voice_that_says_both_contradicts_itself_outright(self) -> None:
        few = make_claim("up to 200", speaker="SNHR", exhibit="a", n=0, **AT)  # type: ignore[arg-type]
        many = make_claim("at least 250", speaker="SNHR", exhibit="b", n=0, **AT)  # type: ignore[arg-type]
        assert kinds(few, many) == ["infeasible"]

    def test_a_limit_on_one_authors_victims(self) -> None:
        few, many = told("only 10", "Airwars", by=COALITION), told("at least 30", "SNHR", by=COALITION)
        (tension,) = tensions(few, many)
        assert "Coalition" in tension.sentence.en
        assert "la coalition" in tension.sentence.fr
        assert kinds(few, told("at least 30", "SNHR", by="Islamic State")) == []

    def test_counts_that_exceed_it_only_together(self) -> None:
        limit = told("up to 20", "Airwars", group="civilian", period="2017-06")
        days = [told(12, w, group="civilian", period=p) for w, p in (("SNHR", "2017-06-03"), ("SOHR", "2017-06-04"))]
        (tension,) = tensions(limit, *days)
        assert set(tension.claims) == {limit.id, *(d.id for d in days)}
        assert kinds(limit, days[0]) == []


class TestRival:
    def test_another_author_in_another_voice(self) -> None:
        a, b = told(30, "Airwars", by=COALITION), told(30, "SNHR", by="Islamic State")
        assert kinds(a, b, links=[(a, b)]) == ["rival"]
        assert kinds(a, b) == []
        c = told(30, "SNHR", by=COALITION)
        assert kinds(a, c, links=[(a, c)]) == []

    def test_another_status_in_another_voice_and_which_change_ends_it(self) -> None:
        a, b = told(30, "Airwars", group="civilian"), told(30, "SNHR", group="combatant")
        (tension,) = tensions(a, b, links=[(a, b)])
        assert changes(tension) == ["ask", "group", "group", "left out", "left out"]
        c = told(30, "SNHR", group="person")
        assert kinds(a, c, links=[(a, c)]) == []

    def test_two_against_one_only_the_one_can_be_set_aside(self) -> None:
        a, b, c = (
            told(30, "Airwars", by=COALITION),
            told(30, "SNHR", by=COALITION),
            told(30, "SOHR", by="Islamic State"),
        )
        (tension,) = tensions(a, b, c, links=[(a, b), (b, c)])
        assert [r.sentence.claims for r in of(tension, "left out")] == [(c.id,)]


class TestDisputed:
    def test_a_party_that_concedes_less_and_what_may_lie_between(self) -> None:
        few = told("only 12", "US military", stance="disputes", by="US military")
        many = told(120, "SNHR", by="US military")
        (tension,) = tensions(few, many)
        assert (tension.kind, tension.people) == (TensionKind.DISPUTED, 108)
        assert changes(tension) == ["slip", "ask", "ask", "ask"]
        assert "par l'armée américaine" in tension.sentence.fr

    def test_who_concedes_as_much_or_no_number_disputes_no_figure(self) -> None:
        many = told(120, "SNHR", by="US military")
        assert kinds(told(120, "US military", stance="disputes", by="US military"), many) == []
        assert kinds(told("some", "US military", stance="disputes", by="US military"), many) == []


class TestUnattributed:
    def test_admitted_by_an_alliance_alone_and_the_member_that_may_answer(self) -> None:
        ours = told(9, COALITION, stance="admits", by=COALITION)
        theirs = told(9, UK, stance="admits", by=UK, place="Syria", period="2017-06")
        (tension,) = tensions(ours, theirs)
        assert (tension.kind, changes(tension)) == (TensionKind.UNATTRIBUTED, ["link", "ask"])
        assert of(tension, "link")[0].sentence.claims == (theirs.id,)
        assert kinds(ours, theirs, links=[(ours, theirs)]) == []

    def test_a_member_that_admits_another_number_or_elsewhere_is_no_answer(self) -> None:
        ours = told(9, COALITION, stance="admits", by=COALITION)
        (tension,) = tensions(ours, told(8, UK, stance="admits", by=UK))
        assert changes(tension) == ["ask"]
        (tension,) = tensions(ours, told(9, UK, stance="admits", by=UK, place="Mosul"))
        assert changes(tension) == ["ask"]


class TestArithmetic:
    def test_a_part_above_its_whole_and_the_slips_that_would_mend_it(self) -> None:
        whole = told(12, "SNHR", n=0)
        part = told(21, "SNHR", n=1, part_of=whole, group="child")
        (tension,) = tensions(whole, part)
        assert (tension.kind, tension.people) == (TensionKind.ARITHMETIC, 9)
        assert any("two digits were swapped" in r.sentence.en for r in of(tension, "slip"))
        assert {"no ceiling", "part", "ask"} <= set(changes(tension))

    def test_a_part_as_large_as_its_whole_or_of_an_open_whole_is_none(self) -> None:
        whole = told(12, "SNHR", n=0)
        assert kinds(whole, told(12, "SNHR", n=1, part_of=whole, group="child")) == []
        least = told("at least 12", "SNHR", n=0)
        assert kinds(least, told(21, "SNHR", n=1, part_of=least, group="child")) == []

    def test_a_series_that_does_not_add_up_names_the_slip(self) -> None:
        @dataclass(frozen=True)
        class Identity:
            period: str
            rule: str
            expected: object
            found: object

        def told_of(expected: object, found: object) -> Tension:
            (tension,) = World.of([], [], TODAY, [Identity("2017-03", "open", expected, found)]).tensions()
            return tension

        assert told_of(484, 448).people == 36
        assert "two digits were swapped" in told_of(484, 448).relaxations[0].sentence.en
        assert not told_of(484, 317).relaxations[0].is_solved


# ------------------------------------------------------------------ what resolves a contradiction


class TestRelaxations:
    def pair(self, low: FiledClaim, high: FiledClaim) -> Tension:
        (tension,) = tensions(low, high)
        return tension

    def test_least_change_first_and_setting_aside_last(self) -> None:
        tension = self.pair(told("only 15", "Airwars"), told("at least 51", "SNHR"))
        seen = list(dict.fromkeys(changes(tension)))
        assert seen == ["no ceiling", "slip", "period", "place", "group", "harm", "left out"]
        assert changes(tension)[-2:] == ["left out", "left out"]
        assert all(r.is_solved and len(r.sentence.claims) == 1 for r in tension.relaxations)

    @pytest.mark.parametrize(
        ("few", "many", "words"),
        [
            ("only 15", "at least 51", "two digits were swapped"),
            ("only 9", "at least 19", "a digit was lost"),
            ("only 12", "at least 122", "a digit too many"),
            ("only 12", "at least 120", "a factor of ten"),
            ("only 36", "at least 56", "one digit for another"),
        ],
    )
    def test_a_slip_that_the_other_number_bears_out_is_named(self, few: str, many: str, words: str) -> None:
        slips = of(self.pair(told(few, "Airwars"), told(many, "SNHR")), "slip")
        assert any(words in r.sentence.en for r in slips[:3])

    def test_a_slip_is_offered_only_where_it_resolves(self) -> None:
        """900 digits away: no single slip of either number reaches the other."""
        assert "slip" not in changes(self.pair(told("only 2", "Airwars"), told("at least 777", "SNHR")))

    def test_what_is_offered_resolves_when_it_is_done(self) -> None:
        low, high = told("only 15", "Airwars"), told("at least 51", "SNHR")
        for better in (
            told("only 51", "Airwars"),
            told(15, "Airwars"),
            told("only 15", "Airwars", period="2016-06-03"),
            told("only 15", "Airwars", group="civilian"),
        ):
            assert kinds(better, high) == []
        for better in (
            told("at least 15", "SNHR"),
            told("at least 51", "SNHR", period="2017-06"),
            told("at least 51", "SNHR", place="Syria"),
            told("at least 51", "SNHR", harm="killed_or_injured"),
        ):
            assert kinds(low, better) == []

    def test_about_is_offered_for_a_near_miss_alone(self) -> None:
        assert "hedge" in changes(self.pair(told("only 95", "Airwars"), told(100, "SNHR")))
        assert "hedge" not in changes(self.pair(told("only 50", "Airwars"), told(100, "SNHR")))

    def test_an_inherited_place_or_period_is_the_first_to_be_doubted(self) -> None:
        limit = told("only 15", "Airwars")
        for field in ("place", "period"):
            tension = self.pair(limit, told("at least 51", "SNHR", inherited=field))
            assert changes(tension)[0] == "context"
            assert tension.relaxations[0].sentence.claims != (limit.id,)
        assert "context" not in changes(self.pair(limit, told("at least 51", "SNHR")))

    def test_a_limit_may_be_of_a_place_inside_its_own(self) -> None:
        limit = told("only 15", "Airwars", place="Syria")
        tension = tensions(limit, told(10, "SNHR", place="Raqqa"), told(10, "SOHR", place="Aleppo"))[0]
        assert {r.sentence.claims for r in of(tension, "place")} >= {(limit.id,)}

    def test_a_limit_on_all_may_be_meant_of_one_author(self) -> None:
        limit = told("only 15", "Airwars")
        assert "by" in changes(self.pair(limit, told("at least 51", "SNHR", by=COALITION)))
        assert "by" not in changes(self.pair(limit, told("at least 51", "SNHR")))

    def test_linked_claims_may_be_of_two_incidents(self) -> None:
        low, high = told("only 15", "Airwars"), told("at least 51", "SNHR", period="2017-06-04")
        assert kinds(low, high) == []
        (tension,) = tensions(low, high, links=[(low, high)])
        assert "other incident" in changes(tension)

    def test_another_telling_of_the_very_figure_on_file_comes_first(self) -> None:
        limit = told("only 15", "Airwars")
        origin = told("at least 51", "SNHR", publisher="SNHR")
        relay = make_claim(
            51, group="person", speaker="Harbour Post", cites="SNHR", exhibit="relay", place="Syria",
            period="2017-06-03", published="2017-06-21",
        )  # fmt: skip
        (tension,) = [t for t in tensions(limit, origin, relay) if t.kind is TensionKind.INFEASIBLE]
        assert changes(tension)[0] == "as told"
        assert "Harbour Post" in tension.relaxations[0].sentence.en

    def test_every_relaxation_is_told_in_three_languages(self) -> None:
        for r in self.pair(told("only 15", "Airwars"), told("at least 51", "SNHR")).relaxations:
            assert re.search("[\u0600-\u06ff]", r.sentence.ar)
            assert len({r.sentence.fr, r.sentence.en, r.sentence.ar}) == 3


# ------------------------------------------------------------------ rank


class TestRank:
    def some(self) -> list[FiledClaim]:
        whole = told(12, "Hill Recorder", n=0, place="Aleppo")
        return [
            told("only 15", "Airwars"),
            told("at least 51", "SNHR"),
            told("only 15", "Airwars", place="Homs"),
            told("at least 20", "SNHR", place="Homs"),
            whole,
            told(21, "Hill Recorder", n=1, part_of=whole, group="child", place="Aleppo"),
            told(900, COALITION, stance="admits", by=COALITION, place="Mosul"),
        ]

    def test_kind_first_then_people(self) -> None:
        found = tensions(*self.some())
        assert [t.kind.value for t in found] == ["infeasible", "infeasible", "arithmetic", "unattributed"]
        assert [t.people for t in found] == [36, 5, 9, 900]
        assert [t.rank for t in found] == [1, 2, 3, 4]

    def test_the_reasons_are_told(self) -> None:
        first = tensions(*self.some())[0]
        assert first.why is not None
        assert "Rank 1 of 4" in first.why.en
        assert "36" in first.why.ar
        assert first.as_json()["score"] == {"people": 36, "voices": 2, "reviewed": 0}
        assert first.as_json()["quotes"] == [c.quote for i in first.claims for c in self.some() if c.id == i]

    def test_reviewed_claims_come_first_among_equals(self) -> None:
        proposed = [told("only 5", "Airwars", place="Homs"), told(9, "SNHR", place="Homs")]
        decided = [
            told("only 5", "Airwars", place="Raqqa", state="accepted"),
            told(9, "SNHR", place="Raqqa", state="accepted"),
        ]
        assert [t.reviewed for t in tensions(*proposed, *decided)] == [2, 0]

    def test_the_order_does_not_depend_on_the_order_of_the_claims(self) -> None:
        claims = self.some()
        first = [t.as_json() for t in tensions(*claims)]
        for other in list(permutations(claims))[:: 5040 // 7]:
            assert [t.as_json() for t in tensions(*other)] == first

    def test_every_kind_has_a_place(self) -> None:
        assert set(ORDER) == set(TensionKind)


def test_the_three_languages_fill_in_the_same_parts() -> None:
    for key, texts in say.templates().items():
        parts = [set(re.findall(r"{(\w+)}", texts[lang])) for lang in LANGS]
        assert parts[0] == parts[1] == parts[2], key
