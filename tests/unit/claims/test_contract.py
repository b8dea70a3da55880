"""The contract of all readers: ours keep to it, and each way of breaking it is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bilan.claims.contract import broken
from bilan.claims.read import reader_for
from bilan.model.claim import Claim, Proposal, Why
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Stance

TEXTS = {
    "fr": "Au moins 12 civils, dont 4 enfants, ont été tués lundi à Mossoul, selon l'OSDH.",
    "en": "Police said 12 civilians, including 4 children, were killed and 30 injured by a strike on Mosul.",
    "ar": "قُتل ستة مدنيين بينهم طفلان في غارة جوية على الموصل.",
}


@pytest.mark.parametrize("lang", TEXTS)
def test_our_readers_keep_to_it(lang: str) -> None:
    reader = reader_for(lang)
    assert reader is not None
    assert broken(reader, [TEXTS[lang]]) == []


GOOD = Proposal(
    Claim(
        0, Span(0, 1), Span(0, 1), Quantity.exactly(2, "2"), Harm.KILLED, groups=(Group.PERSON,), stance=Stance.REPORTS
    ),
    0.9,
    (Why("rule", "says", Span(0, 1)),),
)


class _Reader:
    lang, version = "xx", "1"

    def __init__(self, *proposals: Proposal) -> None:
        self.proposals = list(proposals)

    def read(self, text: str, published: Period | None) -> list[Proposal]:
        return list(self.proposals) if text == "12 men" else []


def _with(**claim: object) -> Proposal:
    return replace(GOOD, claim=replace(GOOD.claim, **claim))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("proposals", "told"),
    [
        ([_with(n=3)], "is numbered 3"),
        ([_with(count_span=Span(0, 99), quote=Span(0, 99))], "points outside the text"),
        ([_with(count_span=Span(3, 4))], "does not hold its count"),
        ([_with(same_as=7)], "which is no other claim"),
        ([_with(part_of=1), _with(n=1, part_of=0)], "in a ring"),
        ([replace(GOOD, confidence=1.2)], "confidence of 1.2"),
        ([replace(GOOD, why=())], "does not say why"),
    ],
)
def test_each_breach_is_found(proposals: list[Proposal], told: str) -> None:
    assert broken(_Reader(GOOD), ["12 men"]) == []
    assert any(told in b for b in broken(_Reader(*proposals), ["12 men"]))


def test_a_reader_that_breaks_or_wavers_or_has_no_name_is_found() -> None:
    class Breaks(_Reader):
        def read(self, text: str, published: Period | None) -> list[Proposal]:
            return [][0 if text == "" else len(text) - len(text)]

    class Wavers(_Reader):
        def read(self, text: str, published: Period | None) -> list[Proposal]:
            self.proposals = [] if self.proposals else [GOOD]
            return list(self.proposals) if text else []

    class Nameless(_Reader):
        version = ""

    assert any("it breaks (IndexError" in b for b in broken(Breaks(), ["x"]))
    assert any("otherwise the second time" in b for b in broken(Wavers(), ["x"]))
    assert broken(Nameless(), []) == ["it has no `version`"]
