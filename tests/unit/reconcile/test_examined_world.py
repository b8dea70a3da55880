"""What an examiner found in the world of claims: each was wrong once. Invented reports, public names."""

from __future__ import annotations

from datetime import date

from tests.builders import make_claim

from bilan.accountability import gap
from bilan.model.vocab import TensionKind, View
from bilan.reconcile.question import Question
from bilan.reconcile.world import World

TODAY = date(2020, 1, 1)


def test_a_change_of_group_is_said_in_the_readers_language() -> None:
    told = make_claim(
        145, speaker="SNHR", place="Raqqa", period="2017-05-03", publisher="SNHR", exhibit="a", published="2017-05-10"
    )
    again = make_claim(
        145, group="person", speaker="Harbour Post", cites="SNHR", place="Raqqa", period="2017-05-03", exhibit="b",
        published="2017-05-12",
    )  # fmt: skip
    (drift,) = [t for t in World.of([told, again], [], TODAY).tensions() if t.kind is TensionKind.DRIFT]
    for lang, before, after in (
        ("fr", "civils", "personnes"),
        ("en", "civilians", "people"),
        ("ar", "مدنيون", "أشخاص"),
    ):
        assert before in drift.sentence.text(lang)
        assert after in drift.sentence.text(lang)


def test_one_day_one_place_one_number_in_two_voices_is_proposed_as_one_incident() -> None:
    one = make_claim(30, speaker="SNHR", by="Russian forces", place="Idlib", period="2019-05-03", exhibit="a")
    two = make_claim(30, speaker="SOHR", by="Syrian government forces", place="Idlib", period="2019-05-03", exhibit="b")
    apart = World.of([one, two], [], TODAY).incidents
    assert [{p.a, p.b} for p in apart.proposals] == [{one.id, two.id}]
    linked = World.of([one, two], [(one.id, two.id)], TODAY).incidents
    assert linked.proposals == ()


def test_what_an_actor_admits_is_alleged_of_it_though_the_sentence_does_not_name_it_twice() -> None:
    """ "The army admitted that 40 civilians were killed": whose strike it was need not be repeated."""
    ours = make_claim(40, stance="admits", speaker="US military", place="Raqqa", period="2017", exhibit="a")
    theirs = make_claim(60, stance="admits", speaker="US-led Coalition", place="Raqqa", period="2017", exhibit="b")
    world = World.of([ours, theirs], [], TODAY)
    rows = {(r.labels["en"], r.kind): r for r in gap(world)}
    assert rows["United States", "member"].alleged.low == 40
    assert rows["US-led Coalition", "alliance"].alleged.low == 60
    assert world.answer(Question(View.ALLEGED)).low == 60
