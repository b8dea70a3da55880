"""The ledger gives claims their identity and keeps what people decided, whatever reads the texts next year."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plain_reader import PlainReader, dossier_with

from bilan import desk
from bilan.claims import ledger
from bilan.claims.readings import code_version
from bilan.evidence import Dossier
from bilan.model.claim import FiledClaim
from bilan.model.vocab import ClaimState, Stance

TEXT = (
    "On Friday 12 civilians were killed by Bombers. Of these, 4 civilians were killed among them.\n"
    "A hospital says 30 were injured. On Friday 12 civilians were killed by Bombers.\n"
)
REVIEWER = desk.local_person("A. Reviewer")


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dossier:
    PlainReader().install(monkeypatch, "1")
    return dossier_with(tmp_path, report=TEXT)


def one(dossier: Dossier, id: str) -> FiledClaim:
    return next(c for c in ledger(dossier) if c.id == id)


def test_each_claim_has_an_identity_of_its_own_and_knows_its_parent(dossier: Dossier) -> None:
    claims = ledger(dossier)
    assert [c.record.quantity.low for c in claims] == [12, 4, 30, 12]
    assert len({c.id for c in claims}) == 4
    assert claims[1].part_of == claims[0].id
    assert all(c.state is ClaimState.PROPOSED for c in claims)
    assert claims[0].quote == claims[0].record.quote.of(dossier.vault.read_text(claims[0].text))


def test_two_proposals_on_the_same_words_are_told_apart(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    class Twice(PlainReader):
        def read_text(self, text, lang="auto", published=None):  # type: ignore[no-untyped-def]
            from dataclasses import replace

            once = super().read_text(text, lang, published)
            again = [replace(p, claim=replace(p.claim, n=p.claim.n + 4, stance=Stance.DENIES)) for p in once.proposals]
            return replace(once, proposals=(*once.proposals, *again))

    before = [c.id for c in ledger(dossier)]
    Twice().install(monkeypatch, "2")
    assert [c.id for c in ledger(dossier)] == before + [f"{i}-2" for i in before]


def test_a_text_is_read_once_until_the_code_changes(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = PlainReader().install(monkeypatch, "1")
    first = ledger(dossier)
    assert ledger(dossier) == first
    assert reader.calls == 1
    kept = {p: p.read_bytes() for p in dossier.derived.rglob("*.json")}
    for path in kept:
        path.unlink()
    assert ledger(dossier) == first
    assert {p: p.read_bytes() for p in dossier.derived.rglob("*.json")} == kept
    next(iter(kept)).write_text("{torn", encoding="utf-8")
    assert ledger(dossier) == first
    reader.install(monkeypatch, "2")
    ledger(dossier)
    assert reader.calls == 4


def test_the_code_version_is_a_hash_that_stays() -> None:
    assert code_version() == code_version()
    assert len(code_version()) == 64


def test_decisions_show_in_the_ledger(dossier: Dossier) -> None:
    total, part, injured, again = (c.id for c in ledger(dossier))
    desk.accept_claim(dossier, REVIEWER, total)
    desk.reject_claim(dossier, REVIEWER, injured, reason="of another day")
    desk.correct_claim(dossier, REVIEWER, again, ["low=15", "by=Bombers; Others", f"same_as={total}"])
    after = {c.id: c for c in ledger(dossier)}
    assert after[total].state is ClaimState.ACCEPTED
    assert after[part].state is ClaimState.PROPOSED
    assert after[injured].state is ClaimState.REJECTED
    assert after[again].state is ClaimState.CORRECTED
    assert after[again].record.quantity.low == after[again].record.quantity.high == 15
    assert [m.name for m in after[again].record.by] == ["Bombers", "Others"]
    assert after[again].same_as == total


def test_a_decision_finds_its_claim_again_when_sentences_are_cut_otherwise(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    total, part, _, again = (c.id for c in ledger(dossier))
    desk.accept_claim(dossier, REVIEWER, part)
    desk.correct_claim(dossier, REVIEWER, again, ["low=15"])
    PlainReader(whole_sentences=False).install(monkeypatch, "2")
    after = ledger(dossier)
    assert [c.id for c in after][1] == part
    assert [c.id for c in after][3] == again
    assert after[0].id == total, "the parent of a decided claim is found again as well"
    assert one(dossier, part).state is ClaimState.ACCEPTED
    assert one(dossier, part).part_of == total
    moved = one(dossier, again)
    assert (moved.state, moved.record.quantity.low) == (ClaimState.CORRECTED, 15)
    text = dossier.vault.read_text(moved.text)
    assert moved.record.by[0].span is not None
    assert moved.record.by[0].span.of(text) == "Bombers"


def test_a_decision_is_opened_again_when_the_machine_reads_something_else(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = ledger(dossier)[0].id
    desk.accept_claim(dossier, REVIEWER, total)
    PlainReader(Stance.ADMITS).install(monkeypatch, "2")
    claim = one(dossier, total)
    assert claim.state is ClaimState.PROPOSED
    assert claim.why[-1].rule == "reopened"
    assert "stance" in claim.why[-1].says
    assert "A. Reviewer" in claim.why[-1].says
    PlainReader().install(monkeypatch, "1")
    assert one(dossier, total).state is ClaimState.ACCEPTED


def test_a_correction_stands_when_the_machine_comes_to_agree_with_it(
    dossier: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = ledger(dossier)[0].id
    desk.correct_claim(dossier, REVIEWER, total, ["stance=admits"])
    PlainReader(Stance.ADMITS).install(monkeypatch, "2")
    assert one(dossier, total).state is ClaimState.CORRECTED
    PlainReader(Stance.DENIES).install(monkeypatch, "3")
    assert one(dossier, total).state is ClaimState.PROPOSED


def test_a_claim_that_the_machine_no_longer_finds_is_kept(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = ledger(dossier)
    desk.accept_claim(dossier, REVIEWER, claims[2].id)

    class Blind(PlainReader):
        def read_text(self, text, lang="auto", published=None):  # type: ignore[no-untyped-def]
            return super().read_text("", lang, published)

    Blind().install(monkeypatch, "2")
    (kept,) = ledger(dossier)
    assert (kept.id, kept.state, kept.record.quantity.low) == (claims[2].id, ClaimState.ACCEPTED, 30)
    assert kept.quote == claims[2].quote
    assert kept.why[-1].rule == "kept"


def test_a_link_follows_its_claims_to_a_new_extraction(dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    total, _, injured, _ = (c.id for c in ledger(dossier))
    desk.link_claims(dossier, REVIEWER, total, injured)
    PlainReader(whole_sentences=False).install(monkeypatch, "2")
    assert {total, injured} <= {c.id for c in ledger(dossier)}


def test_the_answers_of_several_processes_are_the_same(tmp_path: Path) -> None:
    """Tables are read by their mapping, so no language reader is needed to compare one process with three."""
    sources = tmp_path / "tables"
    sources.mkdir()
    for n in range(4):
        (sources / f"t{n}.csv").write_text(f"town,dead\nNorthtown,{n + 3}\nSouthtown,{n + 9}\n", encoding="utf-8")

    class Mapping:
        def table_for(self, filename: str, header: object) -> dict[str, object]:
            return {"lang": "en", "claim": [{"count": "dead", "group": "civilian", "place": {"column": "town"}}]}

    with Dossier.create(tmp_path / "d") as dossier:
        desk.add(dossier, [sources], person=REVIEWER, mapping=Mapping())
        told: list[int] = []
        alone = ledger(dossier, workers=1, progress=lambda done, total, name: told.append(done))
        assert told == [0, 1, 2, 3, 4]
        for path in dossier.derived.rglob("*.json"):
            path.unlink()
        together = ledger(dossier, workers=3)
        assert together == alone
        assert len(alone) == 8
        assert {c.lang for c in alone} == {"en"}
