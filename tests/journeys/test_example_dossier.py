"""The example dossier gives what its expected.json says: the demo, the tour and this test are one thing."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bilan.actors import registry
from bilan.lineage import voices
from bilan.model.period import Period
from bilan.model.vocab import View
from bilan.places import gazetteer
from bilan.reconcile.question import Question
from bilan.reconcile.world import World

EXAMPLES = Path(__file__).parents[2] / "examples"
EXPECTED = json.loads((EXAMPLES / "mosul-2017" / "expected.json").read_text(encoding="utf-8"))


def demo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bilan_demo", EXAMPLES / "demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, list[str], Path]:
    out = tmp_path_factory.mktemp("example") / "demo-out"
    world, failures = demo().build(out)
    return world, failures, out


def question(asked: dict[str, Any]) -> Question:
    days = [Period.parse(asked[k]) if k in asked else None for k in ("from", "to")]
    by = registry().resolve(asked["by"]) if "by" in asked else None
    place = gazetteer().resolve(asked["place"]) if "place" in asked else None
    return Question(
        view=View(asked["view"]),
        by=by.id if by else None,
        place=place.id if place else None,
        period=Period(days[0].start if days[0] else None, days[1].end if days[1] else None),
    )


def test_every_document_is_read(built: tuple[World, list[str], Path]) -> None:
    world, failures, out = built
    assert failures == []
    assert len(demo().documents()) == EXPECTED["documents"] == len({c.exhibit for c in world.claims})
    assert (out / "site" / "index.html").is_file()


@pytest.mark.parametrize("row", EXPECTED["bounds"], ids=[row["why"] for row in EXPECTED["bounds"]])
def test_a_headline_figure(row: dict[str, Any], built: tuple[World, list[str], Path]) -> None:
    answer = built[0].answer(question(row["question"])).as_json()
    assert {key: answer[key] for key in row["answer"]} == row["answer"]


@pytest.mark.parametrize("origin", EXPECTED["voices"])
def test_a_voice_is_heard_once_however_many_repeat_it(origin: str, built: tuple[World, list[str], Path]) -> None:
    world, _, _ = built
    for number in EXPECTED["voices"][origin]:
        said = [c for c in world.claims if c.record.quantity.verbatim.replace(",", "").replace(" ", "") == number]
        told = {v.origin for v in world.lineage.voices for c in said if c.id in v.claims}
        assert origin in told


def test_what_changed_on_the_way_is_reported(built: tuple[World, list[str], Path]) -> None:
    found = [{"field": d.field, "before": d.before, "after": d.after} for d in built[0].lineage.drifts]
    assert [d for d in EXPECTED["drifts"] if d not in found] == []


def test_every_kind_of_tension_is_there(built: tuple[World, list[str], Path]) -> None:
    assert set(EXPECTED["tension_kinds"]) <= {t.kind.value for t in built[0].tensions()}


def test_the_echo_adds_no_voice(built: tuple[World, list[str], Path]) -> None:
    world, _, _ = built
    without = [c for c in world.claims if c.publisher != "Evening Digest"]
    assert len(without) < len(world.claims)
    assert {v.id for v in voices(without).voices} == {v.id for v in world.lineage.voices}
