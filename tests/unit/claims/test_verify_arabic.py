"""The verifier re-derives Arabic claims too: number, hedge, harm, group and dates, from the words of the span."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bilan.claims import read_text, verify
from bilan.model.claim import Claim, Proposal
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.vocab import Group, Harm

TEXT = "قُتل ما لا يقل عن 12 مدنياً وأصيب طفلان بقصف على بلدة في ريف حلب في 3 آذار 2019."


@pytest.fixture
def honest() -> tuple[Proposal, ...]:
    return read_text(TEXT, "ar").proposals


def _altered(honest: tuple[Proposal, ...], n: int, **changes: object) -> tuple[list[Claim], list[str]]:
    lie = replace(honest[n], claim=replace(honest[n].claim, **changes))  # type: ignore[arg-type]
    kept, dropped = verify(TEXT, [lie], "ar")
    return [p.claim for p in kept], [d.field for d in dropped]


def test_honest_proposals_pass_untouched(honest: tuple[Proposal, ...]) -> None:
    assert [(p.claim.quantity.low, p.claim.harm) for p in honest] == [(12, Harm.KILLED), (2, Harm.INJURED)]
    assert verify(TEXT, honest, "ar") == (list(honest), [])


@pytest.mark.parametrize(
    ("n", "quantity"),
    [
        (0, Quantity.at_least(13)),
        (0, Quantity.more_than(12)),
        (0, Quantity.only(12)),
        (0, Quantity.none()),
        (0, Quantity.between(12, 20)),
        (1, Quantity.exactly(1)),
        (1, Quantity.exactly(3)),
    ],
    ids=lambda x: str(x) if isinstance(x, int) else f"{x.hedge} {x.low}",
)
def test_another_number_or_hedge_is_dropped(honest: tuple[Proposal, ...], n: int, quantity: Quantity) -> None:
    assert _altered(honest, n, quantity=quantity) == ([], ["count"])


def test_another_harm_is_dropped(honest: tuple[Proposal, ...]) -> None:
    assert _altered(honest, 0, harm=Harm.DISPLACED) == ([], ["harm"])


def test_a_group_that_nothing_says_is_stripped(honest: tuple[Proposal, ...]) -> None:
    [claim], fields = _altered(honest, 0, groups=(Group.JOURNALIST,))
    assert (claim.groups, fields) == ((Group.PERSON,), ["group"])


def test_a_period_that_its_span_does_not_give_is_stripped(honest: tuple[Proposal, ...]) -> None:
    [claim], fields = _altered(honest, 0, period=Period.parse("2018-03-03"))
    assert (claim.period, fields) == (None, ["period"])


@pytest.mark.parametrize(
    "text",
    [
        "استشهد شاب برصاص قناص في مدينة حمص.",
        "مقتل عشرات المدنيين وإصابة المئات في غارات جوية.",
        "ارتفعت حصيلة القتلى إلى 15 شخصاً.",
        "سقوط نحو 40 مدنياً بين قتيل وجريح.",
        "غارات جوية دون وقوع إصابات.",
        "اعتقلت القوات شخصين في القرية.",
        "إصابة أحد المدنيين بجروح.",
        "مقتل ما بين 80 و120 شخصاً في القصف.",
    ],
)
def test_what_the_reader_finds_the_verifier_finds_again(text: str) -> None:
    reading = read_text(text, "ar")
    assert reading.proposals
    assert [d.reason for d in reading.dropped] == []
