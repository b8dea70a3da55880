"""Adopting a codebook: one entry with all of it; versions keep their meaning; figures say which one they follow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.plain_reader import PlainReader, dossier_with

from bilan import desk
from bilan.desk import Person, Role
from bilan.evidence import Dossier
from bilan.model.errors import BilanError, Refused, WrongUse
from bilan.reconcile.policies import texts
from bilan.reconcile.question import Question
from bilan.reconcile.shelf import shelf_of
from bilan.reconcile.world import World

LEAD = Person("L. Ead", frozenset({Role.LEAD}))
CHANGES = '\n[changes]\nfr = "« environ » va plus loin"\nen = "“about” reaches further"\nar = "مدى «نحو» أوسع"\n'


def airwars(version: str, tolerance: str = "1/5", changes: str = CHANGES) -> str:
    text = texts("airwars")[0].replace('version = "1"', f'version = "{version}"')
    return text.replace('tolerance = "1/10"', f'tolerance = "{tolerance}"') + changes


@pytest.fixture
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Dossier]:
    PlainReader().install(monkeypatch, "1")
    with dossier_with(tmp_path, report="On Friday about 100 civilians were killed.") as opened:
        yield opened


def test_adopting_is_one_entry_with_the_whole_content_who_and_why(dossier: Dossier) -> None:
    before = len(dossier.journal)
    moment = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    entry = desk.adopt_policy(dossier, LEAD, airwars("2"), reason="our sources round to fifties", now=moment)
    assert len(dossier.journal) == before + 1
    assert entry.payload is not None
    assert (entry.type, entry.payload["by"], entry.payload["replaces"]) == ("codebook_adopted", "L. Ead", "airwars@1")
    assert entry.payload["codebook"]["tolerance"] == "1/5"
    (kept,) = dossier.codebooks("policy")
    assert (kept.id, kept.version, kept.reason) == ("airwars", "2", "our sources round to fifties")
    assert kept.hash == shelf_of(dossier).get("airwars@2").hash


def test_a_replayed_dossier_answers_under_the_same_codebooks(dossier: Dossier) -> None:
    desk.adopt_policy(dossier, LEAD, airwars("2"), reason="agreed")
    live = dossier.snapshot(), shelf_of(dossier).versions
    dossier.rebuild()
    assert (dossier.snapshot(), shelf_of(dossier).versions) == live
    assert dossier.problems() == []


def test_figures_follow_the_version_in_force_and_say_whose_it_is(dossier: Dossier) -> None:
    desk.adopt_policy(dossier, LEAD, airwars("2"), reason="agreed")
    world = World.load(dossier)
    now, before = world.answer(Question()), world.answer(Question(policy="airwars@1"))
    stamp = now.as_json()["codebook"]
    assert (stamp["version"], stamp["own"], stamp["adopted"]["by"]) == ("2", True, "L. Ead")
    assert "adopted on" in next(s.en for s in now.trace if s.key == "own_codebook")
    assert stamp["hash"][:12] in next(s.ar for s in now.trace if s.key == "own_codebook")
    assert before.as_json()["codebook"]["own"] is False


def test_going_back_is_an_entry_too(dossier: Dossier) -> None:
    desk.adopt_policy(dossier, LEAD, airwars("2"), reason="agreed")
    desk.adopt_policy(dossier, LEAD, texts("airwars")[0], reason="it was too wide")
    assert shelf_of(dossier).get("airwars").version == "1"
    assert shelf_of(dossier).get("airwars@2").version == "2"


@pytest.mark.parametrize(
    ("text", "reason", "kind", "says"),
    [
        (airwars("2"), " ", Refused, "reason"),
        (airwars("1"), "x", Refused, "never changes its meaning"),
        (airwars("2", changes=""), "x", Refused, "announced"),
        (texts("airwars")[0], "x", WrongUse, "in force already"),
        (airwars("2").replace('world = "closed"', 'world = "round"'), "x", WrongUse, "open or closed"),
    ],
)
def test_what_would_confuse_the_reader_is_refused(
    dossier: Dossier, text: str, reason: str, kind: type[BilanError], says: str
) -> None:
    before = dossier.snapshot()
    with pytest.raises(kind) as refused:
        desk.adopt_policy(dossier, LEAD, text, reason=reason)
    assert says in f"{refused.value.what} {refused.value.why} {refused.value.advice}"
    assert dossier.snapshot() == before


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.REVIEWER])
def test_it_is_the_leads_to_decide(dossier: Dossier, role: Role) -> None:
    with pytest.raises(Refused, match="may not adopt a codebook"):
        desk.adopt_policy(dossier, Person("R.", frozenset({role})), airwars("2"), reason="x")
