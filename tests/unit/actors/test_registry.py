"""The registry: names in three languages, lines of government, alliances on their days."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilan.actors import ActorKind, Capacity, Through, UnknownActor, registry
from bilan.actors.book import rows
from bilan.model.ids import ActorId
from bilan.model.period import Period
from bilan.search.words import fold, words

R = registry()
COALITION, US = ActorId("us-led-coalition"), ActorId("united-states")


def _name(text: str) -> str | None:
    actor = R.resolve(text)
    return actor.name if actor else None


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("les forces américaines", "US forces"),
        ("US forces", "US forces"),
        ("القوات الأميركية", "US forces"),
        ("L'armée des États-Unis", "US military"),
        ("Etats-Unis", "United States"),
        ("الولايات المتحدة", "United States"),
        ("armée burkinabè", "Burkina Faso army"),
        ("ministère nigérien de la défense", "Nigerien Ministry of Defence"),
        ("Russia's defence ministry", "Russian Ministry of Defence"),
        ("وزارة الدفاع الروسية", "Russian Ministry of Defence"),
        ("الطائرات الحربية الروسية", "Russian forces"),
        ("the Israeli army", "Israeli forces"),
        ("جيش الاحتلال", "Israeli forces"),
        ("قوات النظام السوري", "Syrian government forces"),
        ("forces du régime syrien", "Syrian government forces"),
        ("coalition antijihadiste", "US-led Coalition"),
        ("التحالف الدولي", "US-led Coalition"),
        ("OSDH", "SOHR"),
        ("المرصد السوري لحقوق الإنسان", "SOHR"),
        ("Réseau syrien des droits de l'homme", "SNHR"),
        ("AMNESTY INTERNATIONAL", "Amnesty International"),
        ("حزب الله", "Hezbollah"),
    ],
)
def test_a_name_is_known_in_any_of_the_three_languages(said: str, meant: str) -> None:
    assert _name(said) == meant


@pytest.mark.parametrize("said", ["the village baker", "نجار الحارة", "le boulanger", "", "2017"])
def test_an_unknown_name_is_nobody(said: str) -> None:
    assert R.resolve(said) is None


def test_every_usual_name_leads_back_to_its_actor() -> None:
    for row in rows():
        for lang, name in row.actor.names.items():
            if name not in row.common and lang in (row.found_in or ("fr", "en", "ar")):
                found = R.resolve(name, lang)
                assert found is not None, (name, lang)
                assert found.id == row.actor.id, (name, lang, found.id)


def test_no_name_is_shared_by_two_listed_actors_unless_marked() -> None:
    owner: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in rows():
        for lang in ("fr", "en", "ar"):
            for name in (row.actor.names[lang], *row.actor.aliases[lang]):
                key = (lang, *(w.folded for w in words(name)))
                before = owner.setdefault(key, (row.actor.id, name))
                assert before[0] == row.actor.id, f"{name!r} is {before[0]} and {row.actor.id}"


def test_the_line_of_government_ends_at_the_state_that_answers() -> None:
    assert R.government_line(ActorId("us-central-command")) == ("us-central-command", "us-military", "united-states")
    assert R.state_of(ActorId("us-central-command")) == "united-states"
    assert R.government_line(ActorId("cjtf-oir"))[-1] == COALITION
    assert R.state_of(COALITION) is None
    assert R.state_of(ActorId("islamic-state")) is None


def test_every_parent_and_member_exists() -> None:
    for actor in R:
        for id in [actor.parent, actor.of, *actor.without, *(m.member for m in actor.members)]:
            assert id is None or R.get(id)


def test_membership_is_dated() -> None:
    assert "canada" in R.members(COALITION, Period.parse("2015"))
    assert "canada" not in R.members(COALITION, Period.parse("2017-03"))
    assert "belgium" in R.members(COALITION, Period.parse("2017-03"))
    assert R.members(COALITION, Period.parse("2013")) == frozenset()
    assert "finland" not in R.members(ActorId("nato"), Period.parse("2011"))


def test_the_other_members_of_an_alliance_are_a_collective() -> None:
    partners = R.partners_of(COALITION, US)
    assert partners is not None
    assert partners.name == "non-US Coalition partners"
    during = Period.parse("2017-03")
    assert R.members(partners.id, during) == R.members(COALITION, during) - {US}
    assert R.elements(partners.id, during) == R.members(partners.id, during)


def test_a_name_stands_for_its_elementary_actors() -> None:
    assert R.elements(ActorId("us-forces")) == {US}
    assert R.elements(US) == {US}
    assert R.elements(ActorId("al-qassam-brigades")) == {"hamas"}
    assert US in R.elements(COALITION, Period.day(date(2017, 3, 17)))
    assert COALITION in R.alliances_of(ActorId("france-army"), Period.parse("2016"))
    assert COALITION not in R.alliances_of(ActorId("iraq"), Period.parse("2016"))


def test_an_adjective_beside_an_action_blames_without_speaking() -> None:
    found = R.find("an Israeli airstrike hit a market", "en")
    assert [(f.actor.name, f.through, f.words) for f in found] == [("Israeli forces", Through.ACTION, "Israeli")]
    assert R.find("two Israeli civilians", "en") == []


def test_a_shared_short_name_means_the_bearer_named_in_full() -> None:
    text = "La coalition menée par l'Arabie saoudite a frappé Sanaa. La coalition n'a pas répondu."
    found = R.find(text, "fr")
    assert [f.actor.id for f in found] == ["saudi-led-coalition"] * 2
    assert found[1].generic
    assert [f.actor.id for f in R.find("La coalition a frappé.", "fr")] == [COALITION]


def test_capitals_tell_an_abbreviation_from_a_word() -> None:
    assert [f.actor.id for f in R.find("J'ai lu le rapport d'AI", "fr")] == ["amnesty-international"]
    assert R.find("tell us what it is", "en") == []


def test_arabic_clitics_are_seen_through() -> None:
    text = "وبالتحالف الدولي وللنظام ولقسد"
    assert [f.actor.name for f in R.find(text, "ar")] == [
        "US-led Coalition",
        "Syrian government forces",
        "Syrian Democratic Forces",
    ]


def test_monitors_and_press_keep_their_capacity() -> None:
    assert R.get(ActorId("airwars")).capacity is Capacity.RECORDER
    assert R.get(ActorId("afp")).capacity is Capacity.PRESS
    assert R.get(ActorId("afp")).kind is ActorKind.AGENCY


def test_an_unknown_id_is_refused_with_advice() -> None:
    with pytest.raises(UnknownActor, match="no actor has the id"):
        R.get(ActorId("nobody"))


def test_a_very_long_line_is_gone_through_to_its_end() -> None:
    unit = "US forces and the coalition struck Raqqa, said Airwars and the SNHR of the Syrian Network for Human "
    once = len(R.find(unit, "en"))
    assert once >= 4
    assert len(R.find(unit * 10_000, "en")) == 10_000 * once  # a megabyte: what is not linear does not end


_BITS = st.sampled_from(
    [
        "US",
        "forces",
        "les",
        "armée",
        "française",
        "Airwars",
        "القوات",
        "الروسية",
        "و",
        "قسد",
        ",",
        ".",
        "\n",
        "IS",
        "-led",
        "’",
        "ـ",
        "1",
    ]
)


@given(st.lists(_BITS, max_size=30).map(" ".join), st.sampled_from(["fr", "en", "ar"]))
def test_what_is_found_lies_in_the_text_in_order_and_apart(text: str, lang: str) -> None:
    end = 0
    for f in R.find(text, lang):
        assert f.span.of(text) == f.words
        assert f.words.strip()
        assert f.span.start >= end
        end = f.span.end


@given(st.sampled_from([a for a in R if a.kind is ActorKind.RECORDER]), st.sampled_from(["fr", "en", "ar"]))
def test_the_longest_name_wins(actor: object, lang: str) -> None:
    for name in (actor.names[lang], *actor.aliases[lang]):  # type: ignore[attr-defined]
        if len(fold(name)) > 3:
            found = [f for f in R.find(f"x {name} y", lang) if f.actor.id == actor.id]  # type: ignore[attr-defined]
            assert not found or found[0].words == name or name.startswith(("the ", "ال", "المرصد")) or len(found) == 1


def test_a_state_is_not_found_in_the_name_of_a_president() -> None:
    named = [f.actor.id for f in registry().find("François Hollande a reconnu une erreur.", "fr")]
    assert "netherlands" not in named
    assert [f.actor.id for f in registry().find("La Hollande a reconnu une erreur.", "fr")] == ["netherlands"]
    found = registry().resolve("Hollande")
    assert found is not None
    assert found.id == "netherlands"
