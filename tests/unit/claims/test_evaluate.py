"""The measure itself: a perfect copy scores 1, an empty reader 0, and the matching is the largest there is."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bilan.claims.evaluate import FIELDS, Passage, evaluate, match, score
from bilan.model.claim import Claim, Mention
from bilan.model.errors import WrongUse
from bilan.model.quantity import Quantity
from bilan.model.text import Span
from bilan.model.vocab import Group, Harm, Stance


def _claim(n: int, start: int, end: int, count: int = 5, harm: Harm = Harm.KILLED, **more: object) -> Claim:
    values = {"n": n, "quote": Span(0, 100), "count_span": Span(start, end), "quantity": Quantity.exactly(count)}
    values |= {"harm": harm, "groups": (Group.PERSON,), "stance": Stance.REPORTS}
    return Claim(**(values | more))  # type: ignore[arg-type]


GOLD = [
    _claim(0, 0, 2, 12, speaker=Mention("Airwars", Span(50, 57)), by=(Mention("US forces", Span(60, 69)),)),
    _claim(1, 10, 11, 4, part_of=0),
    _claim(2, 20, 22, 30, Harm.INJURED, stance=Stance.ADMITS),
]


def test_a_perfect_copy_scores_one() -> None:
    measured = score([Passage("p", "en", GOLD, list(GOLD), [])])["overall"]
    for name in ("precision", "recall", "f1", "stance_accuracy", "stance_macro_f1", *FIELDS):
        if name != "stance":
            assert measured[name] == 1, name
    assert measured["false_admits"] == measured["non_casualties_taken"] == 0


def test_an_empty_reader_scores_nought() -> None:
    measured = score([Passage("p", "en", GOLD, [], [])])["overall"]
    assert (measured["precision"], measured["recall"], measured["f1"], measured["bounds"]) == (0, 0, 0, 0)


def test_each_wrong_field_is_seen() -> None:
    wrong = replace(
        GOLD[0], quantity=Quantity.at_least(12), groups=(Group.CHILD,), speaker=None, by=(), stance=Stance.DENIES
    )
    measured = score([Passage("p", "en", [GOLD[0]], [wrong], [])])["overall"]
    assert measured["recall"] == 1
    assert [measured[f] for f in ("bounds", "hedge", "group", "speaker", "by", "stance_accuracy")] == [0] * 6


def test_a_name_may_differ_when_the_words_are_the_same() -> None:
    other = replace(GOLD[0], speaker=Mention("the monitor", Span(52, 57)))
    assert score([Passage("p", "en", [GOLD[0]], [other], [])])["overall"]["speaker"] == 1


def test_killed_or_injured_matches_killed_with_a_wrong_harm() -> None:
    vague = replace(GOLD[0], harm=Harm.KILLED_OR_INJURED)
    measured = score([Passage("p", "en", [GOLD[0]], [vague], [])])["overall"]
    assert (measured["matched"], measured["harm"]) == (1, 0)
    assert match([GOLD[0]], [replace(GOLD[0], harm=Harm.MISSING)]) == []


def test_the_matching_is_the_largest_there_is() -> None:
    # the first gold claim could take either; taking the wrong one would leave the second alone
    gold = [_claim(0, 0, 10), _claim(1, 0, 3)]
    proposed = [_claim(0, 0, 4), _claim(1, 6, 9)]
    assert len(match(gold, proposed)) == 2


def test_an_admission_that_nobody_made_is_counted() -> None:
    lie = replace(GOLD[0], stance=Stance.ADMITS)
    assert score([Passage("p", "en", [GOLD[0]], [lie], [])])["overall"]["false_admits"] == 1


def test_a_number_that_is_no_casualty_is_counted_when_taken() -> None:
    taken = [*GOLD, _claim(3, 40, 42)]
    assert score([Passage("p", "en", GOLD, taken, [Span(40, 42)])])["overall"]["non_casualties_taken"] == 1


def test_intervals_are_the_same_every_time() -> None:
    passages = [Passage(str(i), "en", GOLD, GOLD[: i % 3 + 1], []) for i in range(12)]
    first, second = score(passages)["overall"]["intervals"], score(passages)["overall"]["intervals"]
    assert first == second
    low, high = first["recall"]
    assert low < high


def test_a_gold_file_is_read_and_scored_by_language(tmp_path: Path) -> None:
    text = "At least 12 civilians were killed."
    claim = {"n": 0, "quote": [0, len(text)], "count": {"span": [9, 11], "low": 12, "high": None, "hedge": "at_least"}}
    claim |= {"harm": "killed", "group": ["civilian"], "stance": "reports", "speaker": None, "cites": [], "by": []}
    claim |= {"cause": None, "place": [], "period": None, "part_of": None, "same_as": None}
    record = {"id": "p", "lang": "en", "published": None, "text": text, "claims": [claim], "not_casualties": []}
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    measured = evaluate(path)
    assert measured["by_language"]["en"]["f1"] == measured["overall"]["bounds"] == 1


@pytest.mark.parametrize("content", ["not json\n", '{"id": "p"}\n'])
def test_a_broken_gold_file_is_refused_in_plain_words(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WrongUse):
        evaluate(path)
    with pytest.raises(WrongUse):
        evaluate(tmp_path / "absent.jsonl")


def test_doers_are_compared_by_name_not_by_where_they_stand() -> None:
    same_words = replace(GOLD[0], by=(Mention("Russian forces", Span(60, 69)),))
    other_name = replace(GOLD[0], by=(Mention("American forces", Span(0, 3)),))
    assert score([Passage("p", "en", [GOLD[0]], [same_words], [])])["overall"]["by"] == 0
    assert score([Passage("p", "en", [GOLD[0]], [other_name], [])])["overall"]["by"] == 1


def test_a_place_is_right_by_its_name_in_any_language() -> None:
    gold = replace(GOLD[0], place=(Mention("Mosul", Span(70, 75)), Mention("Iraq", Span(77, 81))))
    french, country = replace(gold, place=(Mention("Mossoul", Span(0, 7)),)), replace(gold, place=gold.place[1:])
    assert score([Passage("p", "en", [gold], [french], [])])["overall"]["place"] == 1
    assert score([Passage("p", "en", [gold], [country], [])])["overall"]["place"] == 0


def test_the_three_languages_are_always_there() -> None:
    measured = score([Passage("p", "en", GOLD, list(GOLD), [])])["by_language"]
    assert [(lang, measured[lang]["passages"]) for lang in ("fr", "en", "ar")] == [("fr", 0), ("en", 1), ("ar", 0)]
