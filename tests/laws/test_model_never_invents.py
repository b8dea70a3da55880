"""Whatever a language model answers: no claim without its words, and no claim of the rules touched."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.false_server import claim, completion

from bilan.claims import read_text, verify
from bilan.claims.agreement import joined
from bilan.claims.language_model import PROMPT, proposals_of
from bilan.evidence import ModelAnswer
from bilan.model.claim import RULES
from bilan.model.vocab import Group, Harm, Hedge, Stance

TEXT = (
    "The army admitted that 12 civilians, including 4 children, were killed in Mosul on 17 March 2017. "
    "Police said five hundred people were injured. A hospital counted 5,800 dead; SNHR denied that 12 were missing."
)
RULED = read_text(TEXT, "en").proposals

_places = st.integers(0, len(TEXT))
_pieces = st.tuples(_places, _places).map(lambda p: TEXT[min(p) : max(p)])
_words = st.one_of(
    st.sampled_from(
        ["12", "4", "five hundred", "five", "5,800", "800", "Mosul", "SNHR", "The army", "admitted", "denied"]
    ),
    st.sampled_from(TEXT.replace(";", ".").split(". ")),
    _pieces,
    st.text(max_size=20),
)
_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_number = st.sampled_from([0, 1, 4, 5, 12, 13, 500, 800, 5800, 5801])
_said = st.builds(
    claim,
    _words,
    _words,
    _number,
    high=st.none() | _number,
    hedge=st.sampled_from(Hedge),
    harm=st.sampled_from(Harm),
    groups=st.lists(st.sampled_from(Group), max_size=2),
    stance=st.sampled_from(Stance),
    stance_words=st.none() | _words,
    speaker_words=st.none() | _words,
    by_words=st.lists(_words, max_size=2),
    place_words=st.lists(_words, max_size=2),
    nth=st.integers(-1, 3),
    part_of=st.none() | st.integers(-2, 5),
    same_as=st.none() | st.integers(-2, 5),
)
_FIRST, _SECOND, _THIRD = TEXT.replace("; ", ". ").split(". ")[:3]
_HONEST = [
    claim(_FIRST, "12", 12, groups=["civilian"], stance="admits", stance_words="admitted"),
    claim(_FIRST, "4", 4, groups=["child"], part_of=0),
    claim(_SECOND, "five hundred", 500, harm="injured", speaker_words="Police"),
    claim(_THIRD, "5,800", 5800),
]
_changes = st.fixed_dictionaries(
    {},
    optional={
        "count_words": _words, "low": _number, "harm": st.sampled_from(Harm), "part_of": st.integers(-1, 4),
        "same_as": st.integers(-1, 4), "by_words": st.lists(_words, max_size=2), "stance": st.sampled_from(Stance),
        "groups": st.lists(st.sampled_from(Group), max_size=2), "place_words": st.lists(_words, max_size=2),
    },
)  # fmt: skip
_half_true = st.builds(lambda base, changes: {**base, **changes}, st.sampled_from(_HONEST), _changes)
_answers = st.lists(_half_true | _half_true | _said | _anything, max_size=6)


def _answer(said: list[Any]) -> ModelAnswer:
    return ModelAnswer(0, len(TEXT), "reader-7b", PROMPT, completion({"claims": said}).body.decode(), 1)


@given(_answers)
@settings(max_examples=150)
def test_no_value_without_its_words_and_no_claim_of_the_rules_touched(said: list[Any]) -> None:
    [told] = proposals_of(TEXT, [_answer(said)], "en")
    kept, dropped = verify(TEXT, told.proposals, "en")
    assert (kept, dropped) == (list(told.proposals), [])
    for p in told.proposals:
        given = [s for s in said if isinstance(s, dict)]
        c = p.claim
        assert c.count_span.of(TEXT) in {s.get("count_words", "").strip() for s in given}
        assert c.quote.of(TEXT) in {s.get("quote", "").strip() for s in given}
        mentions = [m for m in (c.speaker, *c.by, *c.place, *c.cites) if m is not None]
        assert all(m.span is not None and m.span.fits(TEXT) for m in mentions)
    together = joined(RULED, [(told.model, told.proposals)])
    assert [p.claim for p in together[: len(RULED)]] == [p.claim for p in RULED]
    assert all(RULES not in p.proposers for p in together[len(RULED) :])
    for p in together:
        seen: set[int] = set()
        step: int | None = p.claim.n
        while step is not None:
            assert step not in seen, "relations never form a ring"
            seen.add(step)
            step = together[step].claim.part_of


@given(_anything | st.text(max_size=60))
@settings(max_examples=80)
def test_whatever_comes_back_is_read_or_set_aside(body: Any) -> None:
    for raw in (json.dumps(body), completion(body).body.decode(), str(body)):
        [told] = proposals_of(TEXT, [ModelAnswer(0, len(TEXT), "reader-7b", PROMPT, raw, 1)], "en")
        assert told.proposals == ()


def test_control_what_is_really_there_is_taken() -> None:
    quote = TEXT.split(". ")[0] + "."
    honest = claim(quote, "12", 12, groups=["civilian"], stance="admits", stance_words="admitted")
    [told] = proposals_of(TEXT, [_answer([honest])], "en")
    assert [p.claim.quantity.low for p in told.proposals] == [12]
    [first, *_] = joined(RULED, [(told.model, told.proposals)])
    assert first.proposers == (RULES, "reader-7b")
