"""The verifier re-derives every value from its span; what the text does not bear out goes, with the reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bilan.claims import read_text, verify
from bilan.model.claim import Claim, Mention, Proposal
from bilan.model.period import Period
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm

TEXT = "At least 12 civilians were killed by Turkish forces in Idlib on 3 May 2019, according to Airwars."


@pytest.fixture
def honest() -> Proposal:
    [proposal] = read_text(TEXT, "en").proposals
    return proposal


def _altered(honest: Proposal, **changes: object) -> tuple[list[Claim], list[str]]:
    kept, dropped = verify(TEXT, [replace(honest, claim=replace(honest.claim, **changes))], "en")  # type: ignore[arg-type]
    return [p.claim for p in kept], [d.field for d in dropped]


def test_an_honest_proposal_passes_untouched(honest: Proposal) -> None:
    kept, dropped = verify(TEXT, [honest], "en")
    assert kept == [honest]
    assert dropped == []


@pytest.mark.parametrize(
    "quantity",
    [
        Quantity.at_least(13),
        Quantity.more_than(12),
        Quantity.up_to(12),
        Quantity.only(12),
        Quantity.none(),
        Quantity.between(12, 20),
    ],
    ids=lambda q: f"{q.hedge} {q.low}",
)
def test_another_number_or_hedge_is_dropped(honest: Proposal, quantity: Quantity) -> None:
    kept, fields = _altered(honest, quantity=quantity)
    assert kept == []
    assert fields == ["count"]


def test_another_harm_is_dropped(honest: Proposal) -> None:
    kept, fields = _altered(honest, harm=Harm.DISPLACED)
    assert (kept, fields) == ([], ["harm"])


def test_a_span_outside_the_text_is_dropped(honest: Proposal) -> None:
    kept, fields = _altered(honest, count_span=Span(500, 502))
    assert (kept, fields) == ([], ["quote"])


def test_a_quote_without_the_count_is_dropped(honest: Proposal) -> None:
    kept, fields = _altered(honest, quote=Span(20, 40))
    assert (kept, fields) == ([], ["quote"])


def test_a_group_that_nothing_says_is_stripped(honest: Proposal) -> None:
    [claim], fields = _altered(honest, groups=(Group.JOURNALIST,))
    assert claim.groups == (Group.PERSON,)
    assert fields == ["group"]


@pytest.mark.parametrize("field", ["by", "place", "cites"])
def test_a_name_at_the_wrong_words_is_stripped(honest: Proposal, field: str) -> None:
    wrong = (Mention("Russian forces", Span(0, 8)),)
    [claim], fields = _altered(honest, **{field: wrong})
    assert getattr(claim, field) == ()
    assert fields == [field]


def test_a_speaker_at_the_wrong_words_is_stripped(honest: Proposal) -> None:
    [claim], fields = _altered(honest, speaker=Mention("SNHR", Span(0, 8)))
    assert claim.speaker is None
    assert fields == ["speaker"]


def test_a_period_that_its_span_does_not_give_is_stripped(honest: Proposal) -> None:
    [claim], fields = _altered(honest, period=Period.parse("2018-05-03"))
    assert claim.period is None
    assert fields == ["period"]


def test_relations_to_a_dropped_claim_are_dropped_with_it() -> None:
    text = "Fourteen people were killed, including three women."
    whole, part = read_text(text, "en").proposals
    assert part.claim.part_of == 0
    lie = replace(whole, claim=replace(whole.claim, quantity=Quantity.exactly(15)))
    kept, _ = verify(text, [lie, part], "en")
    assert [(p.claim.n, p.claim.part_of) for p in kept] == [(0, None)]


def test_the_one_who_speaks_is_not_among_the_dead() -> None:
    text = "Selon un pêcheur, neuf hommes ont péri au large."
    assert [(p.claim.quantity.low, p.claim.count_span.of(text)) for p in read_text(text, "fr").proposals] == [
        (9, "neuf")
    ]
    told = read_text("Un pêcheur a péri au large, selon la police.", "fr")
    assert [p.claim.quantity.low for p in told.proposals] == [1]
