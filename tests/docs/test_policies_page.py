"""The page on policies says what the program does: its table of figures is computed, its codebook can be adopted."""

from __future__ import annotations

import re
from datetime import date

from tests.builders import make_claim
from tests.conftest import ROOT

from bilan.reconcile.codebook import read_codebook
from bilan.reconcile.question import Question
from bilan.reconcile.shelf import standard
from bilan.reconcile.world import World

PAGE = (ROOT / "docs" / "handbook" / "policies.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `(\w+)` \| (\d+) \| (\d+|–) \| (\d+|no ceiling) \|", re.MULTILINE)


def test_the_figures_of_the_example_are_those_of_each_policy() -> None:
    told = [("8 listed", "SNHR"), ("14", "Airwars"), ("14", "Human Rights Watch"), ("3", "Russian Ministry of Defence")]
    claims = [
        make_claim(count, speaker=who, place="Raqqa", period="2016-05-03", exhibit=who, published="2016-06")
        for count, who in told
    ]
    world = World.of(claims, [], date(2020, 1, 1))
    rows = {rule: tuple(cells) for rule, *cells in _ROW.findall(PAGE)}
    assert sorted(rows) == [p.id for p in standard().in_force()]
    for rule, said in rows.items():
        a = world.answer(Question(policy=rule))
        best = "–" if a.best is None else str(a.best)
        assert (str(a.low), best, "no ceiling" if a.high is None else str(a.high)) == said, rule


def test_the_codebook_of_the_page_is_one_that_can_be_followed() -> None:
    (text,) = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    own = read_codebook(text)
    assert (own.name, own.changes["en"][:9]) == ("ibc@2", "The share")
    claims = [
        make_claim(100, group="person", speaker=who, place="Raqqa", period="2016-05", exhibit=who, published="2016-07")
        for who in ("SNHR", "Airwars")
    ]
    answer = World.of(claims, [], date(2020, 1, 1), adopted=[own]).answer(Question(policy="ibc"))
    ((_, steps),) = answer.lowered
    assert [(s.kind, s.after) for s in steps] == [("combatant_share", (96, 98)), ("baseline", (64, 83))]
    assert (answer.low, answer.high) == (64, 83)


def test_every_key_that_a_codebook_knows_is_on_the_page() -> None:
    from bilan.reconcile import codebook

    for key in (*codebook._KEYS, *codebook._KINDS, "longer_than_days", "exact", "hedges", "words", "most_reported"):
        assert re.search(rf"\b{key}\b", PAGE.replace("*combatant share*", "combatant_share")), key
