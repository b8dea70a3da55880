"""What the rules and a model both propose is one claim that says so; what they read otherwise is never two counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bilan.claims import read_text
from bilan.claims.agreement import joined
from bilan.model.claim import RULES, Mention, Proposal
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Harm, Stance

TEXT = (
    "At least 12 civilians, including 4 children, were killed in Mosul, SNHR said. Police said 30 people were injured."
)


@pytest.fixture
def rules() -> list[Proposal]:
    found = list(read_text(TEXT, "en").proposals)
    assert [p.claim.quantity.low for p in found] == [12, 4, 30]
    return found


def by_model(p: Proposal, n: int, name: str = "reader-7b", **changes: object) -> Proposal:
    claim = replace(p.claim, n=n, part_of=None, same_as=None, **changes)  # type: ignore[arg-type]
    return Proposal(claim, 0.5, (), (name,))


def test_a_claim_that_both_propose_names_both(rules: list[Proposal]) -> None:
    [first, *rest] = joined(rules, [("reader-7b", [by_model(rules[0], 0)])])
    assert first.proposers == (RULES, "reader-7b")
    assert first.claim == rules[0].claim
    assert first.confidence == rules[0].confidence
    assert first.why[-1].rule == "agreed"
    assert rest == rules[1:]


def test_without_a_model_nothing_changes(rules: list[Proposal]) -> None:
    assert joined(rules, []) == rules


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": Quantity.exactly(12, "12")},
        {"stance": Stance.ADMITS},
        {"harm": Harm.KILLED_OR_INJURED},
        {"count_span": Span(0, 11), "stance": Stance.DENIES},
    ],
    ids=["bounds", "stance", "harm", "wider words"],
)
def test_another_reading_of_the_same_words_is_told_and_not_counted(
    rules: list[Proposal], changes: dict[str, object]
) -> None:
    found = joined(rules, [("reader-7b", [by_model(rules[0], 0, **changes)])])
    assert [p.claim for p in found] == [p.claim for p in rules]
    assert found[0].proposers == (RULES,)
    assert found[0].why[-1].rule == "disagreed"


def test_what_differs_beside_the_count_is_said_to_the_reviewer(rules: list[Proposal]) -> None:
    other = by_model(rules[0], 0, place=(Mention("Raqqa", None),), speaker=None)
    [first, *_] = joined(rules, [("reader-7b", [other])])
    assert first.proposers == (RULES, "reader-7b")
    assert "another speaker, place" in first.why[-1].says


def test_what_only_the_model_proposes_comes_last_with_its_relations(rules: list[Proposal]) -> None:
    whole, part, other = rules
    found = joined([whole], [("reader-7b", [by_model(part, 0), by_model(whole, 1), by_model(other, 2)])])
    assert [p.claim.n for p in found] == [0, 1, 2]
    assert [p.proposers for p in found] == [(RULES, "reader-7b"), ("reader-7b",), ("reader-7b",)]
    told = [by_model(whole, 0), replace(by_model(part, 1), claim=replace(by_model(part, 1).claim, part_of=0))]
    assert [p.claim.part_of for p in joined([whole], [("reader-7b", told)])] == [None, 0]


def test_a_relation_that_would_lead_back_is_not_made(rules: list[Proposal]) -> None:
    whole, part, _ = rules
    ring = replace(by_model(whole, 1), claim=replace(by_model(whole, 1).claim, part_of=0))
    alone = replace(part, claim=replace(part.claim, n=0, part_of=None))
    found = joined([alone], [("reader-7b", [by_model(alone, 0), ring])])
    assert [p.claim.part_of for p in found] == [None, 0]
    back = [replace(whole, claim=replace(whole.claim, part_of=None)), part]
    assert part.claim.part_of == 0
    assert [p.claim.part_of for p in joined(back, [("m", [by_model(whole, 0), by_model(part, 1)])])] == [None, 0]


def test_the_other_harm_of_the_same_people_is_a_claim_of_its_own(rules: list[Proposal]) -> None:
    found = joined(rules, [("reader-7b", [by_model(rules[2], 0, harm=Harm.MISSING)])])
    assert len(found) == len(rules) + 1


def test_two_models_that_agree_with_each_other_are_both_named(rules: list[Proposal]) -> None:
    alone = [by_model(rules[2], 0)]
    found = joined(
        rules[:2], [("one", [replace(alone[0], proposers=("one",))]), ("two", [by_model(rules[2], 0, "two")])]
    )
    assert [p.proposers for p in found] == [(RULES,), (RULES,), ("one", "two")]
