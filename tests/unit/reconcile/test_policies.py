"""What each policy makes of the same claims. Every event here is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.builders import make_claim

from bilan.model.claim import FiledClaim
from bilan.model.errors import WrongUse
from bilan.model.vocab import LANGS, View
from bilan.reconcile.answer import Answer
from bilan.reconcile.certificate import check
from bilan.reconcile.codebook import from_content
from bilan.reconcile.question import Question
from bilan.reconcile.shelf import Shelf, policy, standard
from bilan.reconcile.totals import Step, check_steps
from bilan.reconcile.world import World

TODAY = date(2020, 1, 1)
AT = {"place": "Raqqa", "period": "2016-05-03", "published": "2016-06"}
MARCH = {"place": "Raqqa", "period": "2016-05", "published": "2016-07"}


def tell(count: str | int, who: str, **more: Any) -> FiledClaim:
    """A count by one recorder or paper, in a document of its own."""
    return make_claim(count, speaker=who, exhibit=f"{who} {count} {more.get('n', 0)}", **{**AT, **more})


def ask(
    claims: Sequence[FiledClaim],
    rule: str,
    links: Sequence[tuple[FiledClaim, FiledClaim]] = (),
    adopted: Sequence[Any] = (),
    **more: Any,
) -> Answer:
    pairs = [(a.id, b.id) for a, b in links]
    return World.of(claims, pairs, TODAY, adopted=adopted).answer(Question(policy=rule, **more))


def span(answer: Answer) -> tuple[int, int | None]:
    return answer.low, answer.high


def said(answer: Answer, key: str) -> list[str]:
    return [s.en for s in answer.trace if s.key == key]


def own(base: str, version: str, **changes: Any) -> Any:
    """A codebook of the dossier's own: another one, changed."""
    return from_content({**policy(base).content, "version": version, **changes})


# ------------------------------------------------------------------ ibc: two independent voices, or provisional


def test_ibc_one_voice_is_provisional_and_counts_in_the_high_only() -> None:
    answer = ask([tell(9, "SNHR")], "ibc")
    assert span(answer) == (0, 9)
    assert answer.provisional
    assert "fewer than 2 independent voices" in said(answer, "provisional")[0]


def test_ibc_a_second_independent_voice_supports_the_count_and_a_relay_does_not() -> None:
    one = tell(9, "SNHR")
    assert span(ask([one, tell(9, "Airwars")], "ibc")) == (9, 9)
    relay = tell(9, "Example Daily", cites="SNHR", published="2016-07")
    assert span(ask([one, relay], "ibc")) == (0, 9)


def test_ibc_a_linked_incident_takes_the_lowest_and_highest_of_the_best_supported_counts() -> None:
    counts = [tell(8, "SNHR"), tell(8, "Airwars"), tell(30, "Human Rights Watch")]
    links = [(counts[0], counts[1]), (counts[1], counts[2])]
    assert span(ask(counts, "airwars", links)) == (8, 30)
    answer = ask(counts, "ibc", links)
    assert span(answer) == (8, 8)
    assert said(answer, "best_supported")[0].startswith("8: what most independent voices give, among ")
    level = [*counts, tell(30, "Amnesty International")]
    assert span(ask(level, "ibc", [*links, (counts[2], level[3])])) == (8, 30)


def test_ibc_lets_an_open_count_stay_open() -> None:
    assert span(ask([tell("at least 9", "SNHR"), tell("at least 9", "Airwars")], "ibc")) == (9, None)


def test_what_a_party_admits_needs_no_second_voice() -> None:
    admitted = tell(9, "US military", stance="admits")
    for rule in standard().in_force():
        assert span(ask([admitted], rule.id, view=View.ADMITTED)) == (9, 9)


# ------------------------------------------------------------------ ibc: totals and their adjustments


def totals(count: str = "100", group: str = "civilian") -> list[FiledClaim]:
    """A month's total by two voices."""
    return [tell(count, who, group=group, **MARCH) for who in ("SNHR", "Amnesty International")]


def incident(count: int, day: int, n: int) -> tuple[list[FiledClaim], list[tuple[FiledClaim, FiledClaim]]]:
    """An incident of that month by two voices."""
    pair = [tell(count, who, period=f"2016-05-{day:02}", n=n) for who in ("Airwars", "Human Rights Watch")]
    return pair, [(pair[0], pair[1])]


def test_a_total_is_lowered_by_the_incidents_that_are_counted_apart() -> None:
    first, linked = incident(30, 3, 1)
    second, linked_too = incident(12, 9, 2)
    claims, links = [*totals(), *first, *second], [*linked, *linked_too]
    assert span(ask(claims, "airwars", links)) == (100, 142)
    answer = ask(claims, "ibc", links)
    assert span(answer) == (100, 100)
    ((_, steps),) = answer.lowered
    assert [(s.kind, s.taken, s.before, s.after) for s in steps] == [
        ("confirmed_overlaps", (42, 42), (100, 100), (58, 58))
    ]
    assert set(steps[0].claims) == {c.id for c in [*first, *second]}
    assert "42 people counted apart" in said(answer, "less_confirmed_overlaps")[0]


def test_a_possible_overlap_is_an_interval_from_none_to_all() -> None:
    elsewhere = [tell(10, who, place="Syria", n=4) for who in ("Airwars", "Human Rights Watch")]
    answer = ask([*totals(), *elsewhere], "ibc", [(elsewhere[0], elsewhere[1])])
    ((_, steps),) = answer.lowered
    assert [(s.kind, s.taken, s.after) for s in steps] == [("possible_overlaps", (0, 10), (90, 100))]
    assert span(answer) == (100, 110)
    no_overlap = [tell(10, who, place="Mosul", n=4) for who in ("Airwars", "Human Rights Watch")]
    assert ask([*totals(), *no_overlap], "ibc", [(no_overlap[0], no_overlap[1])]).lowered == ()  # the control


def test_people_who_may_be_in_either_of_two_totals_are_taken_from_both_and_break_neither() -> None:
    both = own("ibc", "2", totals=_totals({"kind": "possible_overlaps", "share": ["1", "1"], "source": "our list"}))
    other = [tell(100, who, **{**MARCH, "place": "Aleppo"}) for who in ("SNHR", "Amnesty International")]
    somewhere = [tell(10, who, place="Syria", n=4) for who in ("Airwars", "Human Rights Watch")]
    answer = ask([*totals(), *other, *somewhere], "ibc", [(somewhere[0], somewhere[1])], adopted=[both])
    assert answer.feasible
    assert [steps[0].after for _, steps in answer.lowered] == [(90, 90), (90, 90)]
    assert span(answer) == (180, 190)


def test_a_narrower_total_inside_a_wider_one_is_counted_once() -> None:
    year = [tell(400, who, period="2016", n=5) for who in ("SNHR", "Amnesty International")]
    answer = ask([*totals(), *year], "ibc")
    assert span(answer) == (400, 400)
    assert span(ask([*totals(), *year], "airwars")) == (400, 500)  # the control


def test_a_question_about_less_than_the_total_knows_what_lies_outside_it() -> None:
    found, linked = incident(30, 3, 1)
    answer = ask([*totals(), *found], "ibc", linked, period=totals()[0].record.period)
    ((_, steps),) = answer.lowered
    early = ask([*totals(), *found], "ibc", linked, period=tell(1, "x", period="2016-05-20/2016-05-25").record.period)
    assert early.lowered[0][1] == steps
    assert early.feasible
    assert span(early) == (0, 70)


def test_the_share_of_combatants_is_unknown_until_a_codebook_cites_one() -> None:
    answer = ask(totals(group="person"), "ibc")
    assert span(answer) == (0, 100)
    (step,) = [s for s in answer.trace if s.key == "less_combatant_share"]
    assert "between none and all" in step.en
    assert "de personne à tous" in step.fr
    assert "بين لا أحد والجميع" in step.ar
    cited = own("ibc", "1-raqqa", totals=_totals(kind="combatant_share", share=["0.02", "0.04"]))
    assert span(ask(totals(group="person"), "ibc", adopted=[cited])) == (96, 98)
    assert span(ask(totals(), "ibc", adopted=[cited])) == (100, 100)  # civilians are no fighters


def test_adjustments_follow_their_order_and_each_names_its_source() -> None:
    book = own("ibc", "2", totals=_totals(
        {"kind": "combatant_share", "share": ["1/50", "1/25"], "source": "a survey of morgues"},
        {"kind": "baseline", "count": [31, 62], "from": "2016-05-01", "to": "2016-05-31", "source": "a register"},
        {"kind": "confirmed_overlaps", "source": "our own list"},
    ))  # fmt: skip
    found, linked = incident(20, 3, 1)
    answer = ask([*totals(group="person"), *found], "ibc", linked, adopted=[book])
    ((_, steps),) = answer.lowered
    assert [(s.kind, s.before, s.after, s.source["fr"]) for s in steps] == [
        ("combatant_share", (100, 100), (96, 98), "a survey of morgues"),
        ("baseline", (96, 98), (34, 67), "a register"),
        ("confirmed_overlaps", (34, 67), (14, 47), "our own list"),
    ]
    assert check_steps(steps) == []
    assert span(answer) == (34, 67)
    most = [r for r in answer.certificate["high"]["rows"] if r["kind"] == "most" and r["bound"] == 47]
    assert len(most) == 1  # the proof takes up where the steps end
    assert check(answer.certificate["low"]) == check(answer.certificate["high"]) == []


def test_a_baseline_of_other_days_counts_for_the_days_in_common_and_elsewhere_not_at_all() -> None:
    year = {"kind": "baseline", "count": [366, 732], "from": "2016", "to": "2016", "source": "a register"}
    answer = ask(totals(), "ibc", adopted=[own("ibc", "2", totals=_totals(year))])
    assert answer.lowered[0][1][0].taken == (31, 62)
    in_iraq = own("ibc", "2", totals=_totals({**year, "place": "Iraq"}))
    assert ask(totals(), "ibc", adopted=[in_iraq]).lowered == ()


def test_an_answer_can_be_kept_in_a_set_whatever_its_policy() -> None:
    found, linked = incident(20, 3, 1)
    asked = [ask([*totals(group="person"), *found], rule.id, linked) for rule in standard().in_force()]
    assert len(set(asked)) == len(asked)


def test_steps_that_do_not_add_up_are_caught() -> None:
    good = Step("baseline", {"en": "a register"}, (1, 2), (10, 10), (8, 9))
    assert check_steps([good]) == []
    assert check_steps([replace(good, after=(8, 10))])
    assert check_steps([good, good])


def test_a_total_that_is_not_exact_is_held_apart_and_said_so() -> None:
    answer = ask([tell("about 100", who, **MARCH) for who in ("SNHR", "Airwars")], "ibc")
    assert span(answer) == (0, 0)
    assert ["total over a wide place or period that is not exact" in s.en for s in answer.reserves] == [True, True]
    day = ask([tell("about 100", who) for who in ("SNHR", "Airwars")], "ibc")
    assert span(day) == (90, 110)  # the control: a day in a town is no total


# ------------------------------------------------------------------ ucdp: low, best, high


def test_ucdp_best_is_what_most_independent_voices_report() -> None:
    counts = [tell(8, "SNHR"), tell(14, "Airwars"), tell(14, "Human Rights Watch")]
    answer = ask(counts, "ucdp")
    assert (answer.low, answer.best, answer.high) == (8, 14, 14)
    assert check(answer.certificate["best"]) == []
    assert "14: the count that most independent voices give" in said(answer, "most_reported")[0]


def test_ucdp_a_tie_goes_to_the_lower() -> None:
    answer = ask([tell(8, "SNHR"), tell(14, "Airwars")], "ucdp")
    assert (answer.low, answer.best, answer.high) == (8, 8, 14)


def test_ucdp_a_party_decides_only_where_nobody_else_speaks() -> None:
    parties = [tell(3, "Russian Ministry of Defence"), tell(3, "US military")]
    answer = ask([*parties, tell(14, "Airwars")], "ucdp")
    assert (answer.low, answer.best, answer.high) == (3, 14, 14)
    assert ask(parties, "ucdp").best == 3


def test_ucdp_the_best_of_a_whole_adds_what_is_certainly_apart_and_nothing_twice() -> None:
    here, there = [tell(8, "SNHR"), tell(14, "Airwars")], [tell(5, "SNHR", place="Mosul")]
    assert ask([*here, *there], "ucdp").best == 13
    assert ask(here, "airwars").best is None


def test_an_open_count_has_a_best_and_no_ceiling() -> None:
    answer = ask([tell("at least 9", "SNHR")], "ucdp")
    assert (answer.low, answer.best, answer.high) == (9, 9, None)


# ------------------------------------------------------------------ snhr: named or documented only


@pytest.mark.parametrize(
    ("lang", "quote"),
    [
        ("en", "The group documented 9 civilians killed in the raid."),
        ("fr", "Le groupe a documenté 9 civils tués dans le raid."),
        ("ar", "وثّقت المجموعة مقتل 9 مدنيين في الغارة."),
        ("ar", "ووثقت المجموعة مقتل 9 مدنيين في الغارة."),
    ],
)
def test_snhr_counts_what_the_source_documents(lang: str, quote: str) -> None:
    claim = tell(9, "Example Daily", quote=quote, lang=lang)
    assert span(ask([claim], "snhr")) == (9, None)


def test_snhr_counts_what_comes_from_a_source_that_documents_every_victim_through_whoever_it_is_heard() -> None:
    assert span(ask([tell(9, "Example Daily", cites="SNHR")], "snhr")) == (9, None)
    assert span(ask([tell(9, "Example Daily", cites="Airwars")], "snhr")) == (0, None)


def test_snhr_counts_a_list_and_leaves_a_bare_number_in_reserve() -> None:
    listed, bare = tell("9 listed", "SNHR"), tell(40, "Example Daily", place="Mosul")
    answer = ask([listed, bare], "snhr")
    assert span(answer) == (9, None)
    assert ["neither names, lists nor documents" in s.en for s in answer.reserves] == [True]
    assert bare.id in answer.reserves[0].claims
    assert span(ask([listed, bare], "strict")) == (49, None)  # the control


def test_snhr_is_not_taken_in_by_a_word_that_only_looks_like_one() -> None:
    undocumented = tell(9, "Example Daily", quote="The 9 civilians killed remain unnamed and undocumented.")
    assert span(ask([undocumented], "snhr")) == (0, None)


# ------------------------------------------------------------------ versions


def test_two_versions_of_one_codebook_stay_answerable() -> None:
    newer = own("airwars", "2", tolerance="1/5")
    claims = [tell("about 100", "SNHR")]
    in_force, first, second = (ask(claims, rule, adopted=[newer]) for rule in ("airwars", "airwars@1", "airwars@2"))
    assert (span(first), span(second)) == ((90, 110), (80, 120))
    assert span(in_force) == span(second)
    assert first.rule is not None
    assert first.as_json()["codebook"]["version"] == "1"
    assert second.as_json()["codebook"]["hash"] == newer.hash != first.rule.hash


def test_a_version_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(WrongUse, match="no version '7'") as wrong:
        policy("ibc@7")
    assert "1" in wrong.value.advice
    with pytest.raises(WrongUse, match="no policy 'ibk'") as wrong:
        policy("ibk")
    assert "ibc" in wrong.value.advice


def test_of_several_adopted_versions_the_last_is_in_force() -> None:
    two, ten = own("ibc", "2"), own("ibc", "10")
    assert Shelf((two, ten)).get("ibc").version == "10"
    assert Shelf((ten, two)).get("ibc").version == "2"
    assert Shelf((two, ten)).get("ibc@1").version == "1"
    assert {p.version for p in Shelf((two, ten)).versions if p.id == "ibc"} == {"1", "2", "10"}


def test_every_answer_says_its_codebook_in_three_languages() -> None:
    for rule in standard().in_force():
        answer = ask([tell(9, "SNHR")], rule.id)
        stamp = answer.as_json()["codebook"]
        assert (stamp["id"], stamp["version"], stamp["own"]) == (rule.id, "1", False)
        steps = {s.key: s for s in answer.trace}
        for lang in LANGS:
            assert rule.id in steps["policy"].text(lang)
            assert rule.id in steps["codebook"].text(lang)


def _totals(*adjustments: Any, **one: Any) -> dict[str, Any]:
    listed = [dict(a) for a in adjustments] or [{"source": "a survey", **one}]
    return {"longer_than_days": 7, "places": ["governorate"], "exact": ["exactly"], "adjustment": listed}
