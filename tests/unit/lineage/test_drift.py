"""What a relay changed on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.builders import make_claim

from bilan.lineage import Change, Drift, voices
from bilan.lineage.drift import drifts as compared
from bilan.model.ids import VoiceId

ORIGIN = {"exhibit": "a", "publisher": "Valley Recorder", "period": "2017-03", "by": "US-led Coalition"}
RELAY = {"exhibit": "b", "publisher": "Wire Nine", "cites": "Valley Recorder"}


def drifts(count: object, before: dict[str, object], after: dict[str, object], now: object = None) -> list[Drift]:
    a = make_claim(count, **{**ORIGIN, **before})  # type: ignore[arg-type]
    b = make_claim(now or count, **{**RELAY, **after})  # type: ignore[arg-type]
    found = voices([a, b]).drifts
    assert all((d.frm, d.to) == (a.id, b.id) for d in found)
    return list(found)


def test_a_faithful_relay_has_none_and_what_it_leaves_out_is_none() -> None:
    assert drifts(260, {"place": "Syria"}, {}) == []
    assert drifts(260, {"place": "Syria"}, {"place": "Syria", "period": "2017-03", "by": "US-led Coalition"}) == []


def test_another_place_is_a_drift_and_says_whether_it_was_only_inherited() -> None:
    (drift,) = drifts(260, {"place": "Syria"}, {"place": ["Mosul", "Iraq"], "inherited": "place"})
    assert (drift.field, drift.before, drift.after) == ("place", "Syria", "Mosul")
    assert (drift.change, drift.inherited) == (Change.OTHER, True)


def test_a_wider_or_narrower_place_says_so() -> None:
    assert [d.change for d in drifts(260, {"place": "Mosul"}, {"place": "Iraq"})] == [Change.BROADER]
    assert [d.change for d in drifts(260, {"place": "Iraq"}, {"place": "Mosul"})] == [Change.NARROWER]


def test_a_dropped_hedge_is_a_drift() -> None:
    (drift,) = drifts("at least 260", {}, {}, now="260")
    assert (drift.field, drift.before, drift.after) == ("hedge", "at least 260", "260")


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("at least 260", "260", Change.NARROWER),
        ("260", "at least 260", Change.BROADER),
        ("about 260", "260", Change.NARROWER),
        ("260", "about 260", Change.BROADER),
        ("up to 260", "260", Change.NARROWER),
        ("about 260", "at least 260", Change.OTHER),
        ("up to 260", "at least 260", Change.OTHER),
    ],
)
def test_a_changed_hedge_says_whether_it_leaves_more_open(before: str, after: str, change: Change) -> None:
    assert [(d.field, d.change) for d in drifts(before, {}, {}, now=after)] == [("hedge", change)]


def test_two_ways_of_saying_a_plain_number_are_no_drift() -> None:
    assert drifts("260", {}, {}, now="260 listed") == []


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("child", "person", Change.BROADER),
        ("child", "civilian", Change.BROADER),
        ("civilian", "person", Change.BROADER),
        ("person", "woman", Change.NARROWER),
        (["woman", "child"], "child", Change.NARROWER),
        ("child", ["woman", "child"], Change.BROADER),
        (["woman", "civilian"], "woman", Change.BROADER),
        ("family", "person", Change.BROADER),
    ],
)
def test_a_changed_group_says_which_is_among_which(before: object, after: object, change: Change) -> None:
    found = [d for d in drifts(260, {"group": before}, {"group": after}) if d.field == "group"]
    assert not found or [d.change for d in found] == [change]
    assert list(_group_changes(before, after)) == [change]


def _group_changes(before: object, after: object) -> Iterator[Change]:
    one = make_claim(260, group=before, exhibit="a")  # type: ignore[arg-type]
    other = make_claim(260, group=after, exhibit="b")  # type: ignore[arg-type]
    yield from (d.change for d in compared(one, other, VoiceId("v")) if d.field == "group")


SPOT = {"place": "Idlib", "period": "2019-05-03", "group": "child"}


def test_another_number_for_the_very_spot_that_the_cited_outlet_counts_is_a_drift() -> None:
    """ "19 children" where the relay that names its source has "9": one count there, one here, one place and day."""
    (drift,) = drifts(19, SPOT, SPOT, now=9)
    assert (drift.field, drift.before, drift.after, drift.change) == ("number", "19", "9", Change.NARROWER)


def test_another_day_place_or_group_is_another_count_and_so_is_one_of_two() -> None:
    assert drifts(19, SPOT, {**SPOT, "period": "2019-05-04"}, now=9) == []
    assert drifts(19, SPOT, {**SPOT, "place": "Aleppo"}, now=9) == []
    assert drifts(19, SPOT, {**SPOT, "group": "woman"}, now=9) == []
    assert drifts(19, SPOT, {**SPOT, "inherited": "place"}, now=9) == []
    one = make_claim(19, **{**ORIGIN, **SPOT}, n=0)  # type: ignore[arg-type]
    two = make_claim(30, **{**ORIGIN, **SPOT}, n=1)  # type: ignore[arg-type]
    assert voices([one, two, make_claim(9, **{**RELAY, **SPOT})]).drifts == ()  # type: ignore[arg-type]


def test_what_the_origin_says_later_is_news_and_no_drift() -> None:
    late = {**SPOT, "published": "2019-06-01"}
    assert drifts(19, late, {**SPOT, "published": "2019-05-05"}, now=9) == []
    assert len(drifts(19, {**SPOT, "published": "2019-05-04"}, {**SPOT, "published": "2019-05-05"}, now=9)) == 1


def test_a_changed_period_group_or_actor_is_a_drift() -> None:
    assert [d.field for d in drifts(260, {}, {"period": "2017-03-17"})] == ["period"]
    assert [(d.before, d.after) for d in drifts(260, {}, {"group": "person"})] == [("civilian", "person")]
    assert [(d.field, d.change) for d in drifts(260, {}, {"by": "US military"})] == [("by", Change.NARROWER)]


def test_a_number_that_changed_in_a_copy_is_found_by_its_role() -> None:
    def row(outlet: str, children: int, **more: object) -> list:  # type: ignore[type-arg]
        common = {"exhibit": outlet, "publisher": outlet, "place": "Syria", "period": "2017-03", **more}
        all_ = make_claim(119, by="Islamic State", n=0, **common)  # type: ignore[arg-type]
        return [
            all_,
            make_claim(children, group="child", by="Islamic State", part_of=all_, n=1, **common),  # type: ignore[arg-type]
            make_claim(260, by="US-led Coalition", n=2, **common),  # type: ignore[arg-type]
            make_claim(7, group="woman", by="Islamic State", part_of=all_, n=3, **common),  # type: ignore[arg-type]
        ]

    first = row("Hill Herald", 19, cites="Valley Recorder", published="2017-04")
    copy = row("Wire Nine", 9, published="2017-06")
    lineage = voices([*first, *copy])
    assert [(d.field, d.before, d.after) for d in lineage.drifts] == [("number", "19", "9")]
    assert lineage.figure_of[copy[1].id] == first[1].id
    assert len(lineage.voices) == 1


def test_two_relays_of_one_origin_are_not_compared_with_each_other() -> None:
    a = make_claim(260, exhibit="a", publisher="Hill Herald", cites="Valley Recorder", period="2017-03")
    b = make_claim(260, exhibit="b", publisher="Wire Nine", cites="Valley Recorder", period="2017-03-17")
    assert voices([a, b]).drifts == ()


def test_another_author_for_the_number_of_the_cited_outlet_is_a_drift_and_another_number_too_is_not() -> None:
    ours, theirs = {**SPOT, "by": "Russian forces"}, {**SPOT, "by": "Syrian government forces"}
    assert [(d.field, d.change) for d in drifts(19, ours, theirs)] == [("by", Change.OTHER)]
    assert drifts(19, ours, theirs, now=9) == []
