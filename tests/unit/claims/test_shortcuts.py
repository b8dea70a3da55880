"""What reading passes over to be quick, it passes over without a loss: each shortcut beside the long way round."""

from __future__ import annotations

import pytest

from bilan.claims import read_text
from bilan.claims.passage import Passage
from bilan.claims.reading.en import PACK as EN
from bilan.claims.reading.fr import PACK as FR
from bilan.claims.reading.pack import Pack
from bilan.claims.reading.place_patterns import AFTER, APPOSED, BEFORE, CAPITALS, SITES, ZONE, Look, name_starts
from bilan.claims.reading.scenes import set_scenes
from bilan.claims.reading.words import Lexicon, Word
from bilan.search.words import LARGEST, PASSAGE, cut_up, words

TEXTS = (
    "Near the al-Sabouni family home in Tell Marran village, close to Qasr Street, two boys died. abou Ali market was hit.",
    "Dans un quartier de Tell Marran, al-Hikma, la maison des Barakat et l'école de la Paix ont été touchées à Oum Rihane.",
    "IN THE VILLAGE OF PALMAR, NEAR THE CENTRAL PARK, A BOMB EXPLODED IN VERRALES, CUSTO PROVINCE.",
    "a deibn Fahd house, McArdle Road, the Buffer zone, de la Cruz prison and d'Ay-el-Zor camp; x-Al-Baz town",
    "- - - A-A-A-a-A- de de de De la La LA house village",
    "",
)
LOOKS: list[Look] = [*SITES["en"], *SITES["fr"], APPOSED, *AFTER.values(), *BEFORE.values(), CAPITALS, ZONE]


@pytest.mark.parametrize("text", TEXTS)
def test_a_look_finds_what_its_pattern_finds(text: str) -> None:
    for look in LOOKS:
        found = [m.span() for m in look.find(text, name_starts(text))]
        assert found == [m.span() for m in look.pattern.finditer(text)]


def test_the_control_fires_every_look_but_one_sort_finds_something() -> None:
    """If nothing were found either way, the law above would say nothing."""
    finds = [look for look in LOOKS if any(list(look.find(t, name_starts(t))) for t in TEXTS)]
    assert {id(look) for look in (APPOSED, CAPITALS, ZONE, *BEFORE.values(), *AFTER.values())} <= set(map(id, finds))


@pytest.mark.parametrize("pack", [EN, FR])
def test_nothing_more_is_read_of_a_passage_without_harm(pack: Pack) -> None:
    calm = {"en": "The council of Tell Marran met on Monday.", "fr": "Le conseil de Tell Marran s'est réuni lundi."}
    dire = {"en": "Three people were killed in Tell Marran.", "fr": "Trois personnes ont été tuées à Tell Marran."}
    assert set_scenes(Passage.of(calm[pack.lang]), pack, None) == []
    assert len(set_scenes(Passage.of(dire[pack.lang]), pack, None)) == 1


def test_an_arabic_text_without_harm_has_no_claim_and_one_with_harm_has() -> None:
    assert not read_text("اجتمع مجلس البلدة يوم الإثنين في المدينة.", "ar").proposals
    assert read_text("اجتمع مجلس البلدة. قتل ثلاثة مدنيين بقصف على القرية.", "ar").proposals


def test_a_scene_finds_the_word_at_a_character_and_the_kinds_of_its_words() -> None:
    (scene,) = set_scenes(Passage.of("At least 14 farmers were killed by a raid."), EN, None)
    for position in range(50):
        slow = next((i for i, w in enumerate(scene.words) if w.end > position), len(scene.words))
        assert scene.word_at(position) == slow
    assert scene.any_tag("hedge")
    assert scene.any_tag("no such tag", "vpart")
    assert not scene.any_tag("no such tag")


def test_the_tags_of_a_word_are_its_own_and_those_of_the_longest_phrase_it_opens() -> None:
    entries = [("air", "thing", "air"), ("air raid", "thing", "raid"), ("air raid shelter", "place", "shelter")]
    lexicon = Lexicon("en", entries)
    passage = Passage.of("air raid shelter, air raid, air")
    (sentence,) = passage.sentences
    first, second, third = (w for w in lexicon.words(passage, sentence) if w.low == "air")
    assert (first.value("thing"), first.width("thing"), first.width("place")) == ("raid", 2, 3)
    assert (second.value("thing"), second.has("place")) == ("raid", False)
    assert (third.value("thing"), third.width("thing")) == ("air", 1)  # what others open leaves no trace in it


def test_a_word_has_any_of_several_kinds() -> None:
    word = Word(0, 3, "and", "and", {"and": (True, 1)})
    assert word.has_any(("or", "and"))
    assert not word.has_any({"or"})
    assert not Word(0, 1, "x", "x").has_any(("or", "and"))


@pytest.mark.parametrize("length", [10, PASSAGE, 5_000, LARGEST + 1])
def test_a_text_is_cut_alike_whether_or_not_it_is_kept(length: int) -> None:
    text = ("Tell Marran, الحي 15سنة sub\u200bway. " * (1 + length // 30))[:length]
    assert list(cut_up(text)) == list(words(text)) == list(cut_up(text))
    assert (cut_up(text) is cut_up(text)) == (PASSAGE <= length <= LARGEST)


def test_marks_inside_a_word_do_not_part_it() -> None:
    """A text without such marks is cut by a plainer pattern."""
    assert [w.folded for w in words("re\u0301gime plain")] == ["regime", "plain"]
    assert [w.folded for w in words("regime plain_word")] == ["regime", "plain", "word"]
