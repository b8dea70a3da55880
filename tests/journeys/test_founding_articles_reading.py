"""The two founding articles, read in place: what DESIGN.md, "Acceptance from the two founding articles", needs.

Nothing of the articles is copied here: the tests find each claim by its number.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bilan.claims.evaluate import Passage, _read, records, score
from bilan.model.claim import Claim
from bilan.model.vocab import Basis, Hedge, Stance

ARTICLES = ("fr-seed-000", "fr-seed-004")


@pytest.fixture(scope="module")
def passages(shared: Path) -> dict[str, Passage]:
    gold = shared / "gold" / "fr_dev.jsonl"
    return {r["id"]: _read(r) for r in records(gold) if r["id"] in ARTICLES}


def _one(passage: Passage, low: int) -> Claim:
    return next(c for c in passage.proposed if c.quantity.low == low)


def test_the_claims_are_found_with_their_bounds(passages: dict[str, Passage]) -> None:
    measured = score(list(passages.values()))["overall"]
    assert measured["gold"] == 16
    assert measured["matched"] * measured["bounds"] >= 14
    assert measured["proposed"] - measured["matched"] <= 1
    assert measured["matched"] * measured["speaker"] >= 12
    assert measured["matched"] * measured["group"] >= 12
    assert measured["non_casualties_taken"] == 0


def test_the_part_lies_in_the_whole(passages: dict[str, Passage]) -> None:
    p = passages["fr-seed-004"]
    whole, part = _one(p, 377), _one(p, 105)
    assert part.part_of == whole.n
    assert (whole.stance, part.stance) == (Stance.ADMITS, Stance.ADMITS)
    assert whole.running
    assert (whole.place, whole.period) == ((), None)
    assert part.place[0].name == "Mosul"
    assert part.period is not None
    assert part.period.iso == "2017-03"


def test_four_statements_are_one_figure(passages: dict[str, Passage]) -> None:
    eighty = [c for c in passages["fr-seed-004"].proposed if c.quantity.low == 80]
    assert [c.same_as for c in eighty] == [None, *[eighty[0].n] * 3]
    assert [c.stance for c in eighty] == [Stance.ADMITS, Stance.ALLEGES, Stance.ALLEGES, Stance.ADMITS]
    assert eighty[0].running
    assert {c.by[0].name for c in eighty[1:3]} == {"non-US Coalition partners"}
    assert eighty[3].on_behalf_of is not None


def test_the_small_number_is_only_possible(passages: dict[str, Passage]) -> None:
    p = passages["fr-seed-004"]
    [small] = [c for c in p.proposed if c.possible]
    assert small.stance is Stance.ALLEGES
    assert small.part_of is not None
    assert p.proposed[small.part_of].quantity.low == 80


def test_the_partners_have_admitted_nothing_and_five_are_named(passages: dict[str, Passage]) -> None:
    [silent] = [c for c in passages["fr-seed-004"].proposed if c.stance is Stance.NO_ADMISSION]
    assert silent.speaker is None
    assert [m.name for m in silent.by] == ["non-US Coalition partners"]
    assert len(silent.members) == 5


def test_two_actors_together_and_an_inherited_place(passages: dict[str, Passage]) -> None:
    c = _one(passages["fr-seed-000"], 5801)
    assert {m.name for m in c.by} == {"US-led Coalition", "Iraqi forces"}
    assert c.period is not None
    assert c.period.iso == "2017-02-19/2017-06-19"
    assert [m.name for m in c.place] == ["Mosul"]
    assert c.basis.place is Basis.INHERITED


def test_two_counts_of_one_voice_set_against_each_other(passages: dict[str, Passage]) -> None:
    p = passages["fr-seed-000"]
    by_strikes, by_others = _one(p, 260), _one(p, 119)
    assert by_others.against == by_strikes.n
    for c in (by_strikes, by_others):
        assert c.speaker is not None
        assert c.speaker.name == "The Independent"
        assert [m.name for m in c.cites] == ["SNHR"]
        assert c.basis.place is Basis.INHERITED
        assert c.period is not None


def test_only_is_a_dispute(passages: dict[str, Passage]) -> None:
    c = _one(passages["fr-seed-000"], 200)
    assert (c.stance, c.quantity.hedge, c.period) == (Stance.DISPUTES, Hedge.ONLY, None)
    assert c.basis.place is Basis.INHERITED
    assert c.by


def test_the_total_since_a_month_is_running_and_the_caption_is_elsewhere(passages: dict[str, Passage]) -> None:
    p = passages["fr-seed-000"]
    assert _one(p, 2000).running
    caption = next(c for c in p.proposed if c.quantity.hedge is Hedge.SOME)
    assert caption.place[0].name == "Raqqa"
