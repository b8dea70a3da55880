"""Who repeats whom. Every outlet and place here is invented."""

from __future__ import annotations

from tests.builders import make_claim

from bilan.lineage import How, voices
from bilan.model.claim import FiledClaim


def origins(*claims: FiledClaim) -> list[str]:
    lineage = voices(claims)
    names = {v.id: v.origin for v in lineage.voices}
    return [names[lineage.voice_of[c.id]] for c in claims]


def test_a_claim_speaks_with_the_voice_of_the_last_it_cites_then_its_speaker_then_its_publisher() -> None:
    cited = make_claim(
        12, exhibit="a", publisher="Northtown Courier", speaker="Hill Herald", cites=["Wire Nine", "Valley Recorder"]
    )
    spoken = make_claim(13, exhibit="b", publisher="Northtown Courier", speaker="Hill Herald")
    plain = make_claim(14, exhibit="c", publisher="Northtown Courier")
    bare = make_claim(15, exhibit="d", title="a leaflet")
    assert origins(cited, spoken, plain, bare) == ["Valley Recorder", "Hill Herald", "Northtown Courier", "a leaflet"]


def test_a_figure_reached_through_three_papers_has_one_origin() -> None:
    first = make_claim(260, exhibit="a", publisher="Valley Recorder", period="2031-03", place="Northtown")
    second = make_claim(260, exhibit="b", publisher="Hill Herald", cites="Valley Recorder", period="2031-03")
    third = make_claim(260, exhibit="c", publisher="Wire Nine", cites="Hill Herald", period="2031-03")
    fourth = make_claim(260, exhibit="d", publisher="Northtown Courier", cites="Wire Nine")
    lineage = voices([first, second, third, fourth])
    assert len(lineage.voices) == 1
    assert {lineage.figure_of[c.id] for c in (second, third, fourth)} == {first.id}
    assert lineage.relays[fourth.id] == third.id
    assert lineage.voices[0].sources[0] == "Valley Recorder"


def test_a_paper_that_cites_another_for_a_figure_the_other_never_printed_speaks_with_the_others_voice() -> None:
    first = make_claim(260, exhibit="a", publisher="Hill Herald", cites="Valley Recorder")
    other = make_claim(77, exhibit="b", publisher="Wire Nine", cites="Hill Herald")
    assert origins(first, other) == ["Valley Recorder", "Hill Herald"]


def test_an_outlet_that_is_only_named_on_the_way_carries_the_voice_too() -> None:
    claim = make_claim(260, publisher="Northtown Courier", speaker="Hill Herald", cites="Valley Recorder")
    (voice,) = voices([claim]).voices
    assert voice.sources == ("Hill Herald", "Northtown Courier")


def test_papers_that_cite_each_other_in_a_circle_are_one_voice() -> None:
    claims = [
        make_claim(260, exhibit=x, publisher=x, cites=y, period="2031-03")
        for x, y in (("Paper A", "Paper B"), ("Paper B", "Paper C"), ("Paper C", "Paper A"))
    ]
    assert len(voices(claims).voices) == 1


def test_names_of_one_institution_are_one_voice_in_three_languages() -> None:
    names = ["SNHR", "Syrian Network for Human Rights", "الشبكة السورية لحقوق الإنسان", "SNHR report 1134"]
    claims = [make_claim(10 + i, exhibit=name, speaker=name) for i, name in enumerate(names)]
    assert {v.origin for v in voices(claims).voices} == {"SNHR"}


def test_officials_speak_for_their_institution_and_a_named_witness_for_herself() -> None:
    official = make_claim(80, exhibit="a", speaker="Colonel Example", on_behalf_of="US-led Coalition")
    office = make_claim(81, exhibit="b", speaker="US-led Coalition")
    command = make_claim(82, exhibit="c", speaker="CENTCOM")
    army = make_claim(83, exhibit="d", speaker="US military")
    witness = make_claim(84, exhibit="e", speaker="Marwa Example", publisher="Northtown Courier")
    lineage = voices([official, office, command, army, witness])
    at = lineage.voice_of
    assert at[official.id] == at[office.id]
    assert at[command.id] == at[army.id] != at[official.id]
    assert at[witness.id] not in {at[c.id] for c in (official, office, command, army)}


def test_an_army_and_its_ministry_are_two_voices_of_one_line() -> None:
    army = make_claim(12, exhibit="a", speaker="US military")
    ministry = make_claim(12, exhibit="b", speaker="Pentagon")
    recorder = make_claim(12, exhibit="c", speaker="Airwars")
    lineage = voices([army, ministry, recorder])
    assert len(lineage.voices) == 3
    assert lineage.independent((army.id, ministry.id)) == 1
    assert lineage.independent((army.id, ministry.id, recorder.id)) == 2


def test_some_members_of_an_alliance_are_not_the_alliance() -> None:
    partners = make_claim(12, exhibit="a", speaker="non-US Coalition partners")
    alliance = make_claim(12, exhibit="b", speaker="US-led Coalition")
    assert len(voices([partners, alliance]).voices) == 2


def test_residents_of_two_reports_are_not_the_same_residents() -> None:
    a = make_claim(12, exhibit="a", publisher="Hill Herald", speaker="residents")
    b = make_claim(12, exhibit="b", publisher="Wire Nine", speaker="residents")
    relay = make_claim(12, exhibit="c", publisher="Northtown Courier", speaker="Hill Herald", cites="residents")
    at = voices([a, b, relay]).voice_of
    assert at[a.id] != at[b.id]
    assert at[a.id] == at[relay.id]


def test_the_same_text_under_another_name_adds_no_voice() -> None:
    a = make_claim(12, exhibit="a", text="one", publisher="Hill Herald", published="2031-03-02")
    b = make_claim(12, exhibit="b", text="one", quote=a.quote, publisher="Wire Nine", published="2031-03-04")
    lineage = voices([a, b])
    assert lineage.voice_of[a.id] == lineage.voice_of[b.id]
    assert lineage.figure_of[b.id] == a.id
    assert lineage.how[b.id] is How.SAME_WORDS


def test_a_long_sentence_with_little_changed_is_a_copy_and_a_short_one_is_not() -> None:
    long = (
        "Neighbours counted 12 people killed when two houses beside the flour mill were struck before dawn on Tuesday"
    )
    a = make_claim(12, exhibit="a", publisher="Hill Herald", quote=long, published="2031-03-02")
    b = make_claim(12, exhibit="b", publisher="Wire Nine", quote=f"{long} morning", published="2031-03-03")
    short = "12 people were killed there"
    c = make_claim(12, exhibit="c", publisher="Paper C", quote=short)
    d = make_claim(12, exhibit="d", publisher="Paper D", quote=short)
    at = voices([a, b, c, d]).voice_of
    assert at[a.id] == at[b.id]
    assert len({at[x.id] for x in (a, c, d)}) == 3


def test_a_small_undated_figure_said_twice_in_the_same_words_is_one_figure() -> None:
    a = make_claim(12, exhibit="a", speaker="US military", publisher="Hill Herald", stance="admits")
    b = make_claim(12, exhibit="b", speaker="US military", publisher="Wire Nine", stance="admits")
    lineage = voices([a, b])
    assert len(set(lineage.figure_of.values())) == 1


def test_a_document_nobody_stands_for_vouches_for_no_sentence_heard_elsewhere() -> None:
    a = make_claim(12, exhibit="a", publisher="Hill Herald", quote="12 people died there", published="2031-03-02")
    b = make_claim(12, exhibit="b", quote="12 people died there.")
    lineage = voices([a, b])
    assert lineage.voice_of[a.id] == lineage.voice_of[b.id]
    assert lineage.figure_of[b.id] == a.id


def test_a_translation_of_a_small_undated_figure_that_names_its_paper_is_that_figure() -> None:
    a = make_claim(12, exhibit="a", speaker="US military", publisher="Hill Herald", stance="admits")
    b = make_claim(
        12, exhibit="b", speaker="Hill Herald", cites="US military", publisher="Fil Neuf", quote="12 civils", lang="fr"
    )
    lineage = voices([a, b])
    assert len(lineage.voices) == 1
    assert lineage.figure_of[b.id] == a.id


def telling(outlet: str, *numbers: int, **more: object) -> list[FiledClaim]:
    groups = ["civilian", "child", "woman", "man"]
    return [
        make_claim(n, exhibit=outlet, publisher=outlet, group=g, quote=f"{outlet} counts {n} as {g}", **more)  # type: ignore[arg-type]
        for n, g in zip(numbers, groups, strict=False)
    ]


def test_an_outlet_that_names_no_source_and_repeats_three_figures_is_a_copy() -> None:
    first = telling("Hill Herald", 260, 70, 34, cites="Valley Recorder", published="2031-04-02")
    copy = telling("Wire Nine", 260, 70, 34, published="2031-04-05")
    lineage = voices([*first, *copy])
    assert {v.origin for v in lineage.voices} == {"Valley Recorder"}
    assert {lineage.how[c.id] for c in copy} == {How.SAME_FIGURES}


def test_two_figures_in_common_are_no_copy_and_neither_is_a_recorder_that_agrees() -> None:
    first = telling("Hill Herald", 260, 70, 34, cites="Valley Recorder", published="2031-04-02")
    two = telling("Wire Nine", 260, 70, 35, published="2031-04-05")
    recorder = telling("Airwars", 260, 70, 34, published="2031-04-06")
    assert {v.origin for v in voices([*first, *two, *recorder]).voices} == {"Valley Recorder", "Wire Nine", "Airwars"}


def test_small_numbers_of_one_recorder_about_different_places_stay_apart() -> None:
    a = make_claim(3, exhibit="a", publisher="Hill Herald", cites="SOHR", place="Raqqa", period="2017-03-04")
    b = make_claim(3, exhibit="b", publisher="Wire Nine", cites="SOHR", place="Aleppo", period="2017-03-04")
    c = make_claim(3, exhibit="c", publisher="Wire Ten", cites="SOHR")
    lineage = voices([a, b, c])
    assert len(lineage.voices) == 1
    assert all(lineage.figure_of[x.id] == x.id for x in (a, b, c))


def test_a_running_total_of_another_day_is_another_figure() -> None:
    a = make_claim(
        "at least 500", exhibit="a", publisher="Hill Herald", cites="Airwars", running=True, as_of="2017-03-01"
    )
    b = make_claim(
        "at least 500", exhibit="b", publisher="Wire Nine", cites="Airwars", running=True, as_of="2017-05-01"
    )
    lineage = voices([a, b])
    assert lineage.figure_of[b.id] == b.id


def test_the_order_of_claims_changes_nothing() -> None:
    claims = [
        *telling("Hill Herald", 260, 70, 34, cites="Valley Recorder", published="2031-04-02"),
        *telling("Wire Nine", 260, 70, 9, 34, published="2031-04-05"),
        *telling("Northtown Courier", 260, 70, 34, cites="Hill Herald"),
    ]
    assert voices(claims) == voices(list(reversed(claims)))


def test_no_claims_no_voices() -> None:
    assert voices([]).voices == ()
