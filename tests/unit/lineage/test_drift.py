"""What a relay changed on the way."""

from __future__ import annotations

from tests.builders import make_claim

from bilan.lineage import Change, Drift, voices

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
