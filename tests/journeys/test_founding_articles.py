"""What the two founding articles must give, line by line (DESIGN, "Acceptance").

The articles are read in place beside the repository. Nothing here is copied from them but public figures.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bilan.accountability import GapRow, gap
from bilan.actors import registry
from bilan.desk import link_claims, local_person
from bilan.evidence import Dossier
from bilan.exchange.mapping import load_mapping
from bilan.intake import add
from bilan.model.claim import FiledClaim
from bilan.model.ids import ActorId, PlaceId
from bilan.model.period import Period
from bilan.model.vocab import Basis, Stance, TensionKind, View
from bilan.places import gazetteer
from bilan.reconcile.answer import Answer
from bilan.reconcile.question import Question
from bilan.reconcile.world import World

ROOT = Path(__file__).resolve().parents[2]
TO_MAY = Period(None, date(2017, 5, 31))


def actor(name: str) -> ActorId:
    found = registry().resolve(name)
    assert found is not None, name
    return found.id


def place(name: str) -> PlaceId:
    found = gazetteer().resolve(name)
    assert found is not None, name
    return found.id


def said(answer: Answer) -> tuple[int, int | None]:
    return answer.low, answer.high


@pytest.fixture(scope="module")
def dossier(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Dossier:
    dossier = Dossier.open_or_create(tmp_path_factory.mktemp("seeds") / "dossier")
    added = add(dossier, [shared / "seeds"], by="test")
    assert len(added.exhibits) == 2
    assert not added.failures
    return dossier


@pytest.fixture(scope="module")
def world(dossier: Dossier) -> World:
    return World.load(dossier)


@pytest.fixture(scope="module")
def rows(world: World) -> list[GapRow]:
    return gap(world)


def claim(world: World, low: int, **wanted: object) -> FiledClaim:
    """The one claim with this count (and stance, if given)."""
    found = [
        c
        for c in world.claims
        if c.record.quantity.low == low and all(getattr(c.record, k) == v for k, v in wanted.items())
    ]
    assert found, f"no claim of {low} {wanted}"
    return found[0]


def sentences(answer: Answer) -> str:
    return " ".join(s.en for s in answer.reserves)


class TestTheAlliance:
    def test_as_of_may_2017_it_admits_between_377_and_457(self, world: World) -> None:
        answer = world.answer(Question(View.ADMITTED, by=actor("US-led Coalition"), period=TO_MAY))
        assert said(answer) == (377, 457)
        assert answer.feasible

    def test_457_is_shown_as_computed_with_its_reserve(self, world: World) -> None:
        answer = world.answer(Question(View.ADMITTED, by=actor("US-led Coalition"), period=TO_MAY))
        assert any(s.key == "sum_high" and "457" in s.en for s in answer.trace)
        assert any(s.key == "possible" for s in answer.reserves), sentences(answer)

    def test_with_no_date_the_200_joins_and_why_is_said(self, world: World) -> None:
        alliance = world.answer(Question(View.ADMITTED, by=actor("US-led Coalition")))
        states = world.answer(Question(View.ADMITTED, by=actor("United States")))
        assert said(alliance) == (377, 657)
        assert said(states) == (377, 577)
        assert any(s.key == "undetermined" and "200" in s.en for s in alliance.reserves)
        assert any(s.key == "undetermined" and "200" in s.en for s in states.reserves)

    def test_105_lies_inside_377(self, world: World) -> None:
        part = claim(world, 105, stance=Stance.ADMITS)
        whole = claim(world, 377)
        assert part.part_of == whole.id
        mosul = world.answer(Question(View.ADMITTED, by=actor("United States"), place=place("Mosul"), period=TO_MAY))
        assert said(mosul) == (105, 105)

    def test_the_four_statements_of_the_80_are_one_figure(self, world: World) -> None:
        eighties = [c for c in world.claims if c.record.quantity.low == 80]
        assert len(eighties) == 4
        assert len({world.stands_for[c.id] for c in eighties}) == 1

    def test_the_80_are_a_row_of_their_own(self, rows: list[GapRow]) -> None:
        own = [r for r in rows if r.kind == "unattributed"]
        assert [(r.actor, r.admitted.low, r.admitted.high) for r in own] == [(actor("US-led Coalition"), 80, 80)]

    def test_twelve_partners_are_said_to_have_admitted_nothing(self, world: World, rows: list[GapRow]) -> None:
        named = {actor(n) for n in ("United Kingdom", "France", "Australia", "Belgium", "Netherlands")}
        silent = {r.actor for r in rows if r.kind == "member" and r.no_admission}
        assert named <= silent
        assert not [r for r in rows if r.actor in named and r.denials]
        assert not [c for c in world.claims if c.record.stance is Stance.DENIES]

    def test_us_officials_who_blame_partners_allege(self, world: World) -> None:
        blaming = [c for c in world.claims if c.record.quantity.low == 80 and c.record.stance is Stance.ALLEGES]
        assert len(blaming) == 2

    def test_the_us_row_holds_the_disputed_200_and_no_unattributed_one(self, rows: list[GapRow]) -> None:
        (us,) = [r for r in rows if r.actor == actor("United States")]
        assert len(us.disputes) == 1
        assert us.kind == "member"


class TestMosul:
    AMNESTY = Period(date(2017, 2, 19), date(2017, 6, 19))

    def test_amnesty_blames_both_and_neither_alone(self, world: World) -> None:
        c = claim(world, 5801)
        assert c.record.period == self.AMNESTY
        assert c.record.basis.place is Basis.INHERITED
        both = world.answer(Question(place=place("Mosul"), period=self.AMNESTY))
        assert said(both) == (5801, None)
        for alone in ("US-led Coalition", "Iraqi government forces"):
            answer = world.answer(Question(by=actor(alone), place=place("Mosul"), period=self.AMNESTY))
            assert answer.low < 5801, alone

    def test_the_inherited_place_can_be_switched_off(self, world: World) -> None:
        answer = world.answer(Question(place=place("Mosul"), period=self.AMNESTY, stated_only=True))
        assert answer.low < 5801
        assert any(s.key == "unknown_place" for s in answer.reserves)

    def test_the_same_incident_is_proposed_not_decided(self, world: World) -> None:
        ours, theirs = claim(world, 105, stance=Stance.ADMITS), claim(world, 105, stance=Stance.REPORTS)
        assert theirs.record.period is None
        pairs = [{p.a, p.b} for p in world.incidents.proposals]
        assert {ours.id, theirs.id} in pairs
        assert not world.incidents.linked()

    def test_once_linked_nothing_is_added(self, world: World, dossier: Dossier, tmp_path: Path) -> None:
        ours, theirs = claim(world, 105, stance=Stance.ADMITS), claim(world, 105, stance=Stance.REPORTS)
        linked = World.of(world.claims, [(ours.id, theirs.id)], world.as_of)
        for question in (
            Question(place=place("Mosul"), period=self.AMNESTY),
            Question(View.ADMITTED, by=actor("US-led Coalition"), period=TO_MAY),
        ):
            assert said(linked.answer(question)) == said(world.answer(question))
        agreed = linked.answer(Question(View.AGREED, by=actor("United States")))
        assert agreed.low == 105  # the control: the link does change what is agreed
        assert world.answer(Question(View.AGREED, by=actor("United States"))).low == 0

    def test_260_and_119_are_one_voice_and_add_to_each_other_only(self, world: World) -> None:
        a, b = claim(world, 260), claim(world, 119)
        assert world.lineage.voice_of[a.id] == world.lineage.voice_of[b.id]
        origin = next(v for v in world.lineage.voices if a.id in v.claims)
        assert origin.origin == "SNHR"
        assert {a.record.basis.place, b.record.basis.place} == {Basis.INHERITED}
        march = Period(date(2017, 3, 1), date(2017, 3, 31))
        snhr = world.only([a.id, b.id]).answer(Question(place=place("Mosul"), period=march))
        assert snhr.low == 379
        everyone = world.answer(Question(place=place("Mosul"), period=self.AMNESTY))
        assert everyone.low == 5801

    def test_only_200_disputes(self, world: World) -> None:
        c = claim(world, 200)
        assert c.record.stance is Stance.DISPUTES
        assert c.record.period is None
        assert c.record.basis.place is Basis.INHERITED
        assert any(t.kind is TensionKind.DISPUTED and c.id in t.claims for t in world.tensions())

    def test_thousands_enclose_and_add_nothing(self, world: World) -> None:
        thousands = claim(world, 2000)
        assert thousands.record.period is not None
        assert thousands.record.period.start == date(2016, 3, 1)
        answer = world.answer(Question(place=place("Mosul")))
        without = world.only([c.id for c in world.claims if c.id != thousands.id]).answer(
            Question(place=place("Mosul"))
        )
        assert answer.low == without.low == 5801

    def test_the_caption_on_raqqa_is_another_place(self, world: World) -> None:
        raqqa = world.answer(Question(place=place("Raqqa")))
        assert raqqa.low == 2
        assert world.answer(Question(place=place("Mosul"))).low == 5801

    def test_allies_officials_snipers_and_strikes_are_nobodys_deaths(self, world: World) -> None:
        assert not [c for c in world.claims if c.record.quantity.low in (12, 3, 4000, 4001)]
        assert not [c for c in world.claims if c.record.quantity.low == 2 and c.record.quantity.high == 2]

    def test_every_certificate_checks(self, world: World) -> None:
        from bilan.reconcile.certificate import check

        for view in View:
            answer = world.answer(Question(view))
            assert check(answer.certificate["low"]) == []
            assert check(answer.certificate["high"]) == []


class TestWithTheLedger:
    @pytest.fixture(scope="class")
    @staticmethod
    def world(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
        dossier = Dossier.open_or_create(tmp_path_factory.mktemp("ledger") / "dossier")
        mapping = load_mapping(ROOT / "examples" / "mappings" / "coalition_claims_ledger.toml")
        tables = sorted((shared / "data" / "coalition_claims_ledger").glob("*.csv"))
        added = add(dossier, [shared / "seeds", *tables], by="test", mapping=mapping)
        assert not added.failures
        return World.load(dossier)

    def test_the_drift_to_mosul_is_reported(self, world: World) -> None:
        drifts = [d for d in world.lineage.drifts if d.field == "place"]
        assert any("Syria" in d.before and "Mosul" in d.after for d in drifts)
        assert any(t.kind is TensionKind.DRIFT and "Mosul" in t.sentence.en for t in world.tensions())

    def test_nineteen_children_became_nine(self, world: World) -> None:
        drifts = [d for d in world.lineage.drifts if d.field == "number"]
        assert any("19" in d.before and "9" in [*d.after.split(), d.after] for d in drifts), drifts

    def test_the_two_figures_no_longer_touch_mosul(self, world: World) -> None:
        march = Period(date(2017, 3, 1), date(2017, 3, 31))
        in_mosul = world.answer(Question(place=place("Mosul"), period=march))
        considered = [world.claim(c).record.quantity.low for c in in_mosul.considered]
        assert 260 not in considered
        assert 119 not in considered
        in_syria = world.answer(Question(place=place("Syria"), period=march))
        assert in_syria.low >= 379

    def test_the_official_series_closes(self, world: World, shared: Path) -> None:
        from bilan.exchange.series_file import check_file

        folder = shared / "data" / "coalition_claims_ledger"
        found = check_file(folder / "monthly_reports.csv", "monthly_reports")
        assert all(i.holds for i in found)
        assert any(i.terms.replace(" ", "") == "352+132=484" for i in found), [i.terms for i in found]
        assert not [t for t in world.tensions() if t.sentence.key == "t_series"]


def test_a_link_by_a_reviewer_is_a_fact(shared: Path, tmp_path: Path) -> None:
    dossier = Dossier.open_or_create(tmp_path / "dossier")
    add(dossier, [shared / "seeds"], by="test")
    world = World.load(dossier)
    pair = max(world.incidents.proposals, key=lambda p: p.probability)
    link_claims(dossier, local_person("reviewer"), pair.a, pair.b)
    assert set(World.load(dossier).incidents.linked()) == {pair.a, pair.b}
