"""Every rule and every note of every codebook fires, for the reason it gives. All facts are invented."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bilan.assess import BUILT_IN, Codebook, Facts, Proposal, built_in, load_codebook
from bilan.assess import propose as propose_or_not
from bilan.assess.codebook import read_codebook
from bilan.assess.facts import FEATURES
from bilan.model.errors import WrongUse
from bilan.model.vocab import LANGS

TOLD = Facts("E1", voices=3, sources=5, blamed=("The Green Riders",))
RULES = [
    ("airwars", "responsibility-accepted", "confirmed", replace(TOLD, admitted_by=("The Green Riders",))),
    ("airwars", "only-combatants", "discounted", replace(TOLD, only_combatants=True, civilian_harm=False)),
    ("airwars", "competing-attributions", "contested", replace(TOLD, blamed=("The Green Riders", "Northern Front"))),
    ("airwars", "corroborated", "fair", replace(TOLD, voices=2)),
    ("airwars", "single-voice", "weak", replace(TOLD, voices=1)),
    ("ibc", "no-civilian", "outside", replace(TOLD, only_combatants=True, civilian_harm=False)),
    ("ibc", "no-harm-told", "outside", replace(TOLD, civilian_harm=False)),
    ("ibc", "two-independent", "confirmed", replace(TOLD, voices=2)),
    ("ibc", "one-voice", "provisional", replace(TOLD, voices=1)),
    ("un", "only-combatants", "rejected", replace(TOLD, only_combatants=True, civilian_harm=False)),
    ("un", "no-harm-told", "rejected", replace(TOLD, civilian_harm=False)),
    ("un", "admitted-and-told", "verified", replace(TOLD, voices=1, admitted_by=("The Green Riders",))),
    ("un", "three-independent", "verified", TOLD),
    ("un", "not-yet", "under_verification", replace(TOLD, voices=2)),
]
NOTES = {
    "declared-activity": {"declared_by": ("The Green Riders",)},
    "denied": {"denied_by": ("The Green Riders",)},
    "says-another-party": {"blame_others": ("The Green Riders",)},
    "says-combatants": {"say_combatants": ("The Green Riders",)},
    "being-assessed": {"assessing": ("The Green Riders",)},
    "unsure-attribution": {"blamed": ("The Green Riders", "Northern Front")},
    "admitted": {"admitted_by": ("The Green Riders",)},
}


def propose(facts: Facts, book: Codebook) -> Proposal:
    proposal = propose_or_not(facts, book)
    assert proposal is not None
    return proposal


@pytest.mark.parametrize("book", BUILT_IN)
def test_nothing_on_file_is_no_weak_incident(book: str) -> None:
    assert propose_or_not(Facts("E1"), built_in(book)) is None
    assert propose_or_not(Facts("E1", admitted_by=("The Green Riders",)), built_in(book)) is not None


@pytest.mark.parametrize(("book", "rule", "grade", "facts"), RULES, ids=[f"{b} {r}" for b, r, _, _ in RULES])
def test_each_rule_leads_to_its_grade_with_a_reason(book: str, rule: str, grade: str, facts: Facts) -> None:
    proposal = propose(facts, built_in(book))
    assert (proposal.rule, proposal.grade) == (rule, grade)
    for lang in LANGS:
        words = proposal.reasons[0].text(lang)
        assert words
        assert "{" not in words


def test_every_rule_has_its_case() -> None:
    assert {(b, r) for b, r, _, _ in RULES} == {(b, r.id) for b in BUILT_IN for r in built_in(b).rules}
    assert {n.id for b in BUILT_IN for n in built_in(b).notes} == set(NOTES)


@pytest.mark.parametrize("book", BUILT_IN)
def test_each_note_is_said_when_it_holds_and_not_otherwise(book: str) -> None:
    for note in built_in(book).notes:
        with_it = propose(replace(TOLD, **NOTES[note.id]), built_in(book))  # type: ignore[arg-type]
        assert note.id in {r.key for r in with_it.reasons}
        assert note.id not in {r.key for r in propose(TOLD, built_in(book)).reasons}
        (said,) = [r for r in with_it.reasons if r.key == note.id]
        named = "Northern Front" if note.id == "unsure-attribution" else "The Green Riders"
        assert all(named in said.text(lang) for lang in LANGS)


def test_an_echo_changes_no_grade_and_an_independent_report_does() -> None:
    one = replace(TOLD, voices=1, sources=1)
    for book in map(built_in, BUILT_IN):
        assert propose(replace(one, sources=40), book).grade == propose(one, book).grade
    assert propose(replace(one, voices=2), built_in("airwars")).grade != propose(one, built_in("airwars")).grade


def test_neither_a_denial_nor_a_declared_strike_changes_a_grade() -> None:
    for book in map(built_in, BUILT_IN):
        plain = propose(TOLD, book).grade
        assert (
            propose(replace(TOLD, denied_by=("The Green Riders",), say_combatants=("The Green Riders",)), book).grade
            == plain
        )
        assert (
            propose(replace(TOLD, declared_by=("The Green Riders",), assessing=("Northern Front",)), book).grade
            == plain
        )


def test_what_other_rules_hold_is_said() -> None:
    facts = replace(TOLD, admitted_by=("The Green Riders",), blamed=("The Green Riders", "Northern Front"))
    assert propose(facts, built_in("airwars")).also == ("competing-attributions", "corroborated")


def test_parties_that_a_codebook_takes_together_do_not_compete() -> None:
    allied = replace(TOLD, blamed=("Turkey", "Free Syrian Army"))
    assert propose(allied, built_in("airwars")).grade == "fair"
    assert propose(replace(allied, blamed=("Turkey", "Russia")), built_in("airwars")).grade == "contested"


def test_a_codebook_has_a_version_a_source_and_words_in_three_languages() -> None:
    for name in BUILT_IN:
        book = built_in(name)
        assert book.version
        assert book.source
        assert all(g.label[lang] and g.definition[lang] for g in book.grades for lang in LANGS)
    assert load_codebook("un") is built_in("un")
    assert Facts("E").count("voices") == 0
    assert set(Facts("E").as_json()) == set(FEATURES)


GOOD = """
version = "1"
title = "Ours"
source = "The handbook of our house"
[thresholds]
enough = 2
[grade.sure]
label = { fr = "sûr", en = "sure", ar = "أكيد" }
definition = { fr = "sûr", en = "sure", ar = "أكيد" }
[[rule]]
id = "any"
grade = "sure"
when = []
because = { fr = "toujours", en = "always", ar = "دائما" }
"""


def test_a_codebook_of_ones_own_is_read() -> None:
    assert propose(TOLD, read_codebook(GOOD, "ours")).grade == "sure"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('version = "1"', "", "version"),
        ("enough = 2", 'enough = "two"', "thresholds"),
        ('grade = "sure"', 'grade = "surer"', r"rule\[0\]\.grade"),
        ("when = []", 'when = ["rumours >= 2"]', r"rule\[0\]\.when"),
        ("when = []", 'when = ["voices >= plenty"]', r"rule\[0\]\.when"),
        ("when = []", 'when = ["voices >= enough"]', r"rule\[0\]\.when"),
        ('en = "always"', 'en = "{rumours}"', r"rule\[0\]\.because"),
        (', ar = "دائما"', "", r"rule\[0\]\.because"),
        ('title = "Ours"', 'title = "Ours"\ncolour = "red"', "colour"),
    ],
)
def test_a_codebook_that_cannot_be_read_names_its_key(old: str, new: str, key: str) -> None:
    assert old in GOOD
    with pytest.raises(WrongUse, match=rf"`{key}`"):
        read_codebook(GOOD.replace(old, new), "ours")
