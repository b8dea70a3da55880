"""The catalogues: three languages, the same keys, nothing forgotten."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from string import Formatter

import pytest

from bilan.model.period import Period
from bilan.release.words import Words, catalogue

LANGS = ("fr", "en", "ar")


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_the_three_catalogues_have_the_same_keys() -> None:
    assert set(catalogue("fr")) == set(catalogue("en")) == set(catalogue("ar"))


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_the_same_placeholders_stand_in_every_language(lang: str) -> None:
    for key, ours in catalogue("en").items():
        theirs = catalogue(lang)[key]
        if isinstance(ours, dict):
            assert isinstance(theirs, dict), key
            # "يومان" needs no numeral: a form for one or two may leave {n} out, the general form may not
            assert _holes(theirs["other"]) == _holes(ours["other"]), key
            assert all(_holes(form) <= _holes(ours["other"]) for form in theirs.values()), key
        else:
            assert isinstance(theirs, str), key
            assert _holes(theirs) == _holes(ours), key


@pytest.mark.parametrize("lang", LANGS)
def test_every_plural_has_the_forms_of_its_language(lang: str) -> None:
    needed = {"fr": {"one", "other"}, "en": {"one", "other"}, "ar": {"zero", "one", "two", "few", "many", "other"}}
    for key, entry in catalogue(lang).items():
        if isinstance(entry, dict):
            assert set(entry) >= needed[lang], key


def test_the_templates_ask_for_no_key_that_is_missing_and_the_catalogue_keeps_none_that_nobody_asks_for() -> None:
    room = files("bilan.release")
    source = "".join(
        f.read_text(encoding="utf-8")
        for folder in (room.joinpath("templates"), room, room.joinpath("pages"))
        for f in folder.iterdir()
        if f.name.endswith((".html", ".py"))
    )
    known = set(catalogue("en"))
    asked = set(re.findall(r"""(?:say|has)\(["']([a-z_.]+[a-z_])["']""", source))
    missing = asked - known
    assert not missing
    # keys built from a value: say("gap." ~ key)
    stems = tuple(set(re.findall(r'"([a-z_.]+\.)"\s*~', source)) | set(re.findall(r'f"([a-z_.]+\.)\{', source)))
    written = set(re.findall(r'"([a-z_]+\.[a-z_.]+)"', source))
    idle = {k for k in known - asked - written if not k.startswith(stems)}
    assert not idle


@pytest.mark.parametrize("lang", LANGS)
def test_no_sentence_of_the_catalogue_carries_markup(lang: str) -> None:
    for key, entry in catalogue(lang).items():
        for text in entry.values() if isinstance(entry, dict) else [entry]:
            assert "<" not in text, key
            assert "&" not in text, key


def test_arabic_counts_people_as_arabic_does() -> None:
    say = Words("ar").say
    assert say("figure.voices", n=1) == "صوت واحد"
    assert say("figure.voices", n=2) == "صوتان"
    assert say("figure.voices", n=5) == "٥ أصوات"
    assert say("figure.voices", n=25) == "٢٥ صوتا"


@pytest.mark.parametrize(
    ("lang", "written"),
    [("fr", "5\u202f801"), ("en", "5,801"), ("ar", "٥٬٨٠١")],
)
def test_numbers_are_written_as_readers_write_them(lang: str, written: str) -> None:
    assert Words(lang).number(5801) == written


@pytest.mark.parametrize(
    ("lang", "written"),
    [("fr", "17 mars 2017"), ("en", "17 March 2017"), ("ar", "١٧ آذار/مارس ٢٠١٧")],
)
def test_dates_are_written_as_readers_write_them(lang: str, written: str) -> None:
    assert Words(lang).date(date(2017, 3, 17)) == written


def test_a_period_is_as_precise_as_its_source() -> None:
    say = Words("en").period
    assert say(None) == "date not said"
    assert say(Period.parse("2017")) == "2017"
    assert say(Period.parse("2017-03")) == "March 2017"
    assert say(Period.parse("2017-03-17")) == "17 March 2017"
    assert say(Period(date(2014, 8, 8), None)) == "since 8 August 2014"


def test_what_is_put_into_a_sentence_is_escaped() -> None:
    assert "<script>" not in Words("en").say("figure.as_of", name="<script>", day="x")
