"""What a model says is looked up in the text, word by word; each lie stands beside a truth that is taken."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from tests.false_server import claim, completion

from bilan.claims.language_model import PROMPT, Told, Unusable, proposals_of, read_answer, windows
from bilan.evidence import ModelAnswer
from bilan.model.period import Period
from bilan.model.vocab import Basis, Group, Stance

ARMY = "The army admitted that 12 civilians were killed in Mosul on 17 March 2017."
POLICE = "Police said five hundred people were injured, among them 40 women."
HOSPITAL = "A hospital counted 5,800 dead."
TEXT = f"{ARMY} {POLICE} {HOSPITAL}"


def told(*said: Any, text: str = TEXT, lang: str = "en") -> Told:
    [found] = proposals_of(text, [answer(*said, text=text)], lang)
    return found


def answer(*said: Any, text: str = TEXT, seq: int = 1, prompt: str = PROMPT, start: int = 0) -> ModelAnswer:
    raw = completion({"claims": list(said)}).body.decode()
    return ModelAnswer(start, len(text), "reader-7b", prompt, raw, seq)


HONEST = claim(
    ARMY, "12", 12, groups=["civilian"], stance="admits", stance_words="admitted", speaker_words="The army",
    place_words=["Mosul"], period={"words": "17 March 2017", "first": "2017-03-17", "last": "2017-03-17"},
)  # fmt: skip


def test_an_honest_claim_is_taken_with_all_its_values() -> None:
    found = told(HONEST)
    [p] = found.proposals
    c = p.claim
    assert found.omitted == ()
    assert (c.quote.of(TEXT), c.count_span.of(TEXT), c.quantity.verbatim) == (ARMY, "12", "12")
    assert (c.stance, c.groups) == (Stance.ADMITS, (Group.CIVILIAN,))
    assert c.speaker is not None
    assert c.speaker.span is not None
    assert c.speaker.span.of(TEXT) == "The army"
    assert c.place[0].name == "Mosul"
    assert c.period == Period.parse("2017-03-17")
    assert p.proposers == ("reader-7b",)
    assert p.why


@pytest.mark.parametrize(
    ("lie", "field"),
    [
        (claim(ARMY, "13", 13), "count"),
        (claim(ARMY, "12", 13), "count"),
        (claim(ARMY, "12", 12, high=None, hedge="at_least"), "count"),
        (claim(POLICE, "five", 5, harm="injured"), "count"),
        (claim(POLICE, "hundred", 100, harm="injured"), "count"),
        (claim(HOSPITAL, "5", 5), "count"),
        (claim(HOSPITAL, "800", 800), "count"),
        (claim(HOSPITAL, "80", 80), "count"),
        (claim("Twelve civilians were killed.", "Twelve", 12), "quote"),
        (claim(ARMY.upper(), "12", 12), "quote"),
        (claim(HOSPITAL, "12", 12), "count"),
        (claim(ARMY, "12", 12, harm="displaced"), "harm"),
        (claim(HOSPITAL, "5,800", 5800, stance="admits", stance_words="counted"), "stance"),
        (claim(HOSPITAL, "5,800", 5800, stance="admits", stance_words="admitted"), "stance"),
        (claim(HOSPITAL, "5,800", 5800, stance="denies", stance_words=None), "stance"),
    ],
    ids=lambda v: v if isinstance(v, str) else f"{v['count_words']} {v['low']} {v['stance']}",
)
def test_a_claim_whose_words_do_not_bear_it_is_dropped_with_the_reason(lie: dict[str, Any], field: str) -> None:
    found = told(lie, claim(HOSPITAL, "5,800", 5800))
    assert [p.claim.quantity.low for p in found.proposals] == [5800], "the truth beside it is taken"
    assert [(o.field, o.whole) for o in found.omitted] == [(field, True)]
    assert found.omitted[0].reason


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ({"by_words": ["Russia"]}, "by"),
        ({"speaker_words": "the moon"}, "speaker"),
        ({"place_words": ["Aleppo"]}, "place"),
        ({"cites_words": ["us"]}, "cites"),
        ({"period": {"words": "17 March 2017", "first": "2016-03-17", "last": "2016-03-17"}}, "period"),
        ({"period": {"words": "in spring", "first": "2017-03-17", "last": "2017-03-17"}}, "period"),
        ({"groups": ["journalist"]}, "group"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_a_value_without_its_words_goes_and_the_claim_stays(value: dict[str, Any], field: str) -> None:
    text = f"{ARMY} Houses burnt."
    found = told({**HONEST, **value}, text=text)
    [p] = found.proposals
    assert [(o.field, o.whole) for o in found.omitted] == [(field, False)]
    assert {"by": p.claim.by, "cites": p.claim.cites}.get(field, ()) == ()
    assert told(HONEST, text=text).omitted == ()


@pytest.mark.parametrize(
    ("text", "words", "lang"),
    [
        ("The army has not admitted that 12 civilians were killed.", "admitted", "en"),
        ("The army never acknowledged 12 civilians killed.", "acknowledged", "en"),
        ("L'armée n'a pas reconnu que 12 civils ont été tués.", "reconnu", "fr"),
        ("L'armée ne reconnaît pas 12 civils tués.", "reconnaît", "fr"),
        ("لم يعترف الجيش بمقتل 12 مدنيا", "يعترف", "ar"),
    ],
)
def test_an_admission_that_is_denied_in_the_same_breath_is_none(text: str, words: str, lang: str) -> None:
    found = told(claim(text, "12", 12, stance="admits", stance_words=words), text=text, lang=lang)
    assert found.proposals == ()
    assert [o.field for o in found.omitted] == ["stance"]


@pytest.mark.parametrize(
    ("text", "words", "lang"),
    [
        ("The army has now admitted that 12 civilians were killed.", "admitted", "en"),
        ("L'armée reconnaît 12 civils tués.", "reconnaît", "fr"),
        ("L'armée ne reconnaît que 12 civils tués.", "reconnaît", "fr"),
        ("اعترف الجيش بمقتل 12 مدنيا", "اعترف", "ar"),
    ],
)
def test_control_an_admission_in_so_many_words_is_taken(text: str, words: str, lang: str) -> None:
    changes: dict[str, Any] = {"hedge": "only"} if "ne " in text else {}
    found = told(claim(text, "12", 12, stance="admits", stance_words=words, **changes), text=text, lang=lang)
    assert [p.claim.stance for p in found.proposals] == [Stance.ADMITS], found.omitted


def test_an_action_against_nobody_said_to_fight_is_only_alleged() -> None:
    assert told(claim(ARMY, "12", 12, stance="claims_action")).proposals[0].claim.stance is Stance.ALLEGES
    text = "The army announced that 12 militants were killed."
    [p] = told(claim(text, "12", 12, stance="claims_action", groups=["combatant"]), text=text).proposals
    assert p.claim.stance is Stance.CLAIMS_ACTION


def test_which_of_two_equal_numbers_is_meant_must_be_said() -> None:
    text = "Of 12 guests and 12 waiters, 12 people were killed."
    [p] = told(claim(text, "12", 12, nth=3), text=text).proposals
    assert p.claim.count_span.start == text.rindex("12")
    assert told(claim(text, "12", 12, nth=4), text=text).proposals == ()
    assert told(claim(ARMY, "12", 12, nth=9)).proposals, "where they stand once there is nothing to choose"


def test_words_are_found_whatever_their_spaces_and_digits_look_like() -> None:
    text = "قتل\u00a0١٢ مدنيا\nفي الموصل"
    [p] = told(claim("قتل 12 مدنيا في الموصل", "12", 12), text=text, lang="ar").proposals
    assert p.claim.count_span.of(text) == "١٢"
    assert p.claim.quantity.verbatim == "١٢"


def test_what_is_named_outside_the_quote_is_inherited() -> None:
    [p] = told(claim(HOSPITAL, "5,800", 5800, place_words=["Mosul"])).proposals
    assert p.claim.basis.place is Basis.INHERITED
    assert p.claim.basis.speaker is Basis.STATED


def test_a_part_never_exceeds_its_whole_and_no_ring_is_made() -> None:
    whole, part = claim(POLICE, "five hundred", 500, harm="injured"), claim(POLICE, "40", 40, harm="injured")
    kept = told({**whole, "part_of": 1}, {**part, "part_of": 0}).proposals
    assert [p.claim.part_of for p in kept] == [None, 0]
    assert [p.claim.part_of for p in told(whole, {**part, "part_of": 7}).proposals] == [None, None]
    assert [p.claim.part_of for p in told({**whole, "part_of": 0}, part).proposals] == [None, None]


def test_the_same_count_is_proposed_once_however_often_it_is_said() -> None:
    first, second = answer(HONEST, HONEST), answer(HONEST, start=10, seq=2)
    [found] = proposals_of(TEXT, [first, second], "en")
    assert len(found.proposals) == 1


def test_a_malformed_claim_is_dropped_and_its_neighbours_stay() -> None:
    good = claim(HOSPITAL, "5,800", 5800)
    for bad in (
        7, None, [], {}, {**good, "low": "5800"}, {**good, "low": True}, {**good, "low": -1, "high": -1},
        {**good, "harm": "sad"}, {**good, "hedge": "up_to"}, {**good, "quote": "x" * 5000}, {**good, "groups": "all"},
        {**good, "by_words": "Russia"}, {**good, "period": {"words": "x", "first": "soon", "last": None}},
        {**good, "low": 10**30, "high": 10**30}, {**good, "quote": "\ud800"},
    ):  # fmt: skip
        found = told(bad, good)
        assert [p.claim.quantity.low for p in found.proposals] == [5800], bad
        assert len(found.omitted) == 1
        assert found.omitted[0].whole


@pytest.mark.parametrize(
    "raw",
    [
        "", "{", "[]", "null", '{"choices": []}', '{"choices": [{"message": {"content": null}}]}', "[" * 100_000,
        completion("I am sorry, I cannot.").body.decode(), completion({"claims": 7}).body.decode(),
        completion({"claims": [HONEST]}, finish="length").body.decode(), completion("[" * 100_000).body.decode(),
        completion({"claims": [HONEST] * 500}).body.decode(),
    ],
    ids=lambda raw: raw[:20],
)  # fmt: skip
def test_a_reply_that_holds_no_answer_is_unusable(raw: str) -> None:
    with pytest.raises(Unusable):
        read_answer(raw)
    [found] = proposals_of(TEXT, [ModelAnswer(0, len(TEXT), "reader-7b", PROMPT, raw, 1)], "en")
    assert found.proposals == ()
    assert [o.field for o in found.omitted] == ["answer"]


def test_an_answer_made_to_keep_the_machine_busy_ends_soon() -> None:
    for content in ("```json\n" + "\n" * 500_000, "```\n" + "\n```" * 100_000, "```" * 200_000, " " * 900_000 + "{"):
        with pytest.raises(Unusable):
            read_answer(completion(content).body.decode())
    text = "a " * 2900 + "died."
    names = ["a " * 99 + "b"] * 12
    busy = claim("a " * 1499 + "a", "a", 1, by_words=names, cites_words=names, place_words=names)
    found = told(*[busy] * 100, text=text)
    assert found.proposals == ()
    assert {o.field for o in found.omitted} == {"count"}
    many = claim(text, "a", 1)
    assert told(*[{**many, "quote": "a " * 1200 + "a"}] * 100, text=text).proposals == ()


def test_control_an_answer_in_a_fence_of_backticks_is_usable() -> None:
    raw = completion("```json\n" + json.dumps({"claims": [HONEST]}) + "\n```").body.decode()
    assert len(read_answer(raw)[0]) == 1


def test_the_answers_under_the_newest_instructions_count() -> None:
    old, new = answer(HONEST, seq=1, prompt="0-old"), answer(claim(HOSPITAL, "5,800", 5800), seq=2)
    [found] = proposals_of(TEXT, [old, new], "en")
    assert [p.claim.quantity.low for p in found.proposals] == [5800]
    broken = ModelAnswer(0, len(TEXT), "reader-7b", PROMPT, "{", 3)
    [found] = proposals_of(TEXT, [old, broken], "en")
    assert [p.claim.quantity.low for p in found.proposals] == [12], "an unusable answer replaces nothing"


def test_nothing_is_taken_in_a_language_that_nobody_can_check() -> None:
    [found] = proposals_of(TEXT, [answer(HONEST)], "xx")
    assert found.proposals == ()
    assert found.omitted


def test_pieces_cover_the_text_and_begin_and_end_with_sentences() -> None:
    text = " ".join(f"Sentence number {i} says that {i} people were hurt." for i in range(1, 400))
    pieces = windows(text)
    assert len(pieces) > 2
    assert pieces[0].start == 0
    assert pieces[-1].end == len(text)
    for before, after in pairwise(pieces):
        assert before.start < after.start < before.end < after.end
        assert text[after.start :].startswith("Sentence")
        assert text[: before.end].endswith(".")
    assert all(p.end - p.start <= 6000 for p in pieces)
    assert windows(" \n ") == []
    assert all(p.end - p.start <= 6000 for p in windows("a\u200b" * 20_000))
