"""A relay in another paper changes a number, a hedge, a place, a day, a group or an author: read from invented texts.

Each case is a pair of reports: what a monitor printed, and what a paper made of it while naming the monitor.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.lineage import Change
from bilan.model.vocab import LANGS, TensionKind
from bilan.reconcile.world import World

# lang, origin, relay, field, change, what the sentence of that language must say
CASES = {
    "fr number": (
        "fr",
        "19 enfants ont été tués à Idlib le 3 mai 2019.",
        "9 enfants ont été tués à Idlib le 3 mai 2019, selon Airwars.",
        "number",
        Change.NARROWER,
        ("le nombre (à la baisse)", "« 19 »", "« 9 »", "un chiffre oublié"),
    ),
    "en number": (
        "en",
        "36 women were killed in Homs on 4 May 2019.",
        "63 women were killed in Homs on 4 May 2019, according to Airwars.",
        "number",
        Change.BROADER,
        ("the number (higher)", "“36”", "“63”", "two digits were swapped"),
    ),
    "ar number": (
        "ar",
        "قتل 25 طفلا في إدلب في 5 مايو 2019.",
        "قتل 5 أطفال في إدلب في 5 مايو 2019، بحسب إيروورز.",
        "number",
        Change.NARROWER,
        ("العدد (أقل)", "25", "سقط رقم"),
    ),
    "fr hedge": (
        "fr",
        "Au moins 84 civils ont été tués à Homs le 6 mai 2019.",
        "84 civils ont été tués à Homs le 6 mai 2019, selon Airwars.",
        "hedge",
        Change.NARROWER,
        ("la nuance", "« au moins » a disparu", "au moins 84"),
    ),
    "en hedge": (
        "en",
        "At least 85 civilians were killed in Homs on 7 May 2019.",
        "85 civilians were killed in Homs on 7 May 2019, according to Airwars.",
        "hedge",
        Change.NARROWER,
        ("“at least” was dropped", "at least 85"),
    ),
    "ar hedge": (
        "ar",
        "قتل ما لا يقل عن 86 مدنيا في حمص في 8 مايو 2019.",
        "قتل 86 مدنيا في حمص في 8 مايو 2019، بحسب إيروورز.",
        "hedge",
        Change.NARROWER,
        ("سقطت عبارة", "على الأقل"),
    ),
    "fr group": (
        "fr",
        "87 enfants ont été tués à Homs le 9 mai 2019.",
        "87 personnes ont été tuées à Homs le 9 mai 2019, selon Airwars.",
        "group",
        Change.BROADER,
        ("le groupe (en plus large)", "« enfants »", "« personnes »"),
    ),
    "en group": (
        "en",
        "88 children were killed in Homs on 10 May 2019.",
        "88 people were killed in Homs on 10 May 2019, according to Airwars.",
        "group",
        Change.BROADER,
        ("the group (broader)", "“children”", "“people”"),
    ),
    "ar group": (
        "ar",
        "قتل 89 طفلا في حمص في 11 مايو 2019.",
        "قتل 89 شخصا في حمص في 11 مايو 2019، بحسب إيروورز.",
        "group",
        Change.BROADER,
        ("الفئة (أوسع)", "أطفال", "أشخاص"),
    ),
    "fr place": (
        "fr",
        "90 civils ont été tués en Syrie en mai 2019.",
        "90 civils ont été tués à Alep en mai 2019, selon Airwars.",
        "place",
        Change.NARROWER,
        ("le lieu (en plus étroit)", "« Syrie »", "« Alep »"),
    ),
    "en place": (
        "en",
        "91 civilians were killed in Aleppo in June 2019.",
        "91 civilians were killed in Syria in June 2019, according to Airwars.",
        "place",
        Change.BROADER,
        ("the place (broader)", "“Aleppo”", "“Syria”"),
    ),
    "ar place": (
        "ar",
        "قتل 92 مدنيا في سوريا في يوليو 2019.",
        "قتل 92 مدنيا في الموصل في يوليو 2019، بحسب إيروورز.",
        "place",
        Change.OTHER,
        ("المكان (مختلف)", "سوريا", "الموصل"),
    ),
    "fr period": (
        "fr",
        "93 civils ont été tués à Homs en août 2019.",
        "93 civils ont été tués à Homs le 1er août 2019, selon Airwars.",
        "period",
        Change.NARROWER,
        ("la période (en plus étroit)", "« août 2019 »", "« 1er août 2019 »"),
    ),
    "en period": (
        "en",
        "94 civilians were killed in Homs on 2 September 2019.",
        "94 civilians were killed in Homs in September 2019, according to Airwars.",
        "period",
        Change.BROADER,
        ("the period (broader)", "“2 September 2019”", "“September 2019”"),
    ),
    "ar period": (
        "ar",
        "قتل 95 مدنيا في حمص في أكتوبر 2019.",
        "قتل 95 مدنيا في حمص في 3 أكتوبر 2019، بحسب إيروورز.",
        "period",
        Change.NARROWER,
        ("الفترة (أضيق)", "أكتوبر 2019"),
    ),
    "fr by": (
        "fr",
        "Les forces russes ont tué 96 civils à Homs en novembre 2019.",
        "Les forces syriennes ont tué 96 civils à Homs en novembre 2019, selon Airwars.",
        "by",
        Change.OTHER,
        ("l'auteur (autre)", "forces russes", "forces"),
    ),
    "en by": (
        "en",
        "Russian forces killed 97 civilians in Homs in December 2019.",
        "Syrian government forces killed 97 civilians in Homs in December 2019, according to Airwars.",
        "by",
        Change.OTHER,
        ("author of the harm (another)", "Russian forces", "Syrian government forces"),
    ),
    "ar by": (
        "ar",
        "قتلت القوات الروسية 98 مدنيا في حمص في يناير 2019.",
        "قتلت قوات النظام السوري 98 مدنيا في حمص في يناير 2019، بحسب إيروورز.",
        "by",
        Change.OTHER,
        ("الفاعل (مختلف)", "القوات الروسية"),
    ),
}


def told(folder: Path, lang: str, origin: str, relay: str) -> World:
    sources = []
    for name, publisher, day, text in (
        ("monitor.txt", "Airwars", "2020-01-10", origin),
        ("paper.txt", "Harbour Post", "2020-01-12", relay),
    ):
        path = folder / name
        path.write_text(f"publisher: {publisher}\npublished: {day}\nlang: {lang}\n\n{text}\n", encoding="utf-8")
        sources.append(path)
    with Dossier.create(folder / "dossier") as dossier:
        add(dossier, sources, by="researcher")
        return World.load(dossier)


@pytest.mark.parametrize("case", CASES)
def test_a_change_on_the_way_is_told_in_the_readers_words(case: str, tmp_path: Path) -> None:
    lang, origin, relay, field, change, words = CASES[case]
    world = told(tmp_path, lang, origin, relay)
    assert [(d.field, d.change) for d in world.lineage.drifts] == [(field, change)]
    (tension,) = [t for t in world.tensions() if t.kind is TensionKind.DRIFT]
    text = " ".join([tension.sentence.text(lang), *(r.sentence.text(lang) for r in tension.relaxations)])
    assert [w for w in words if w not in text] == []
    assert tension.relaxations[0].is_solved
    for other in LANGS:
        assert "{" not in tension.sentence.text(other)


@pytest.mark.parametrize("lang", LANGS)
def test_a_faithful_relay_has_no_tension(lang: str, tmp_path: Path) -> None:
    _, origin, *_ = CASES[f"{lang} number"]
    cite = {"fr": ", selon Airwars.", "en": ", according to Airwars.", "ar": "، بحسب إيروورز."}[lang]
    assert told(tmp_path, lang, origin, origin.removesuffix(".") + cite).tensions() == []
