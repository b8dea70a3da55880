"""Made-up reports of any length in French, English and Arabic: invented sentences, one in three of which counts people.

Every third name of a place is made of syllables: new documents bring new words, as real ones do.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

LANGS = ("fr", "en", "ar")
_PLACES = {
    "en": ("Mosul", "Raqqa", "Aleppo", "Hodeidah", "Tripoli", "Gao", "the northern suburb", "the old quarter"),
    "fr": ("Mossoul", "Raqqa", "Alep", "Hodeïda", "Tripoli", "Gao", "la banlieue nord", "la vieille ville"),
    "ar": ("الموصل", "الرقة", "حلب", "الحديدة", "طرابلس", "غاو", "الضاحية الشمالية", "المدينة القديمة"),
}
_WHO = {
    "en": (
        "a local monitor",
        "the hospital's director",
        "residents",
        "the civil defence",
        "SNHR",
        "the army's spokesman",
    ),
    "fr": (
        "un observatoire local",
        "le directeur de l'hôpital",
        "des habitants",
        "la défense civile",
        "l'OSDH",
        "l'armée",
    ),
    "ar": ("مرصد محلي", "مدير المستشفى", "سكان محليون", "الدفاع المدني", "المرصد السوري", "الجيش"),
}
_COUNTING = {
    "en": (
        "At least {n} civilians, including {k} children, were killed in an airstrike on {place} on {day} May 2017, {who} said.",
        "{who_up} counted {n} dead and {m} wounded after shells hit {place}.",
        "The attack on {place} left {m} people injured, and {k} of them died during the night.",
        "According to {who}, {n} people are still missing under the ruins in {place}.",
    ),
    "fr": (
        "Au moins {n} civils, dont {k} enfants, ont été tués par une frappe aérienne sur {place} le {day} mai 2017, selon {who}.",
        "{who_up} a recensé {n} morts et {m} blessés après des tirs d'obus sur {place}.",
        "L'attaque contre {place} a fait {m} blessés, et {k} personnes sont mortes dans la nuit.",
        "D'après {who}, {n} personnes sont toujours portées disparues sous les décombres à {place}.",
    ),
    "ar": (
        "قتل {n} مدنيا بينهم {k} أطفال في غارة جوية على {place} في {day} مايو 2017، بحسب {who}.",
        "وأحصى {who} {n} قتيلا و{m} جريحا بعد قصف {place}.",
        "وأسفر الهجوم على {place} عن إصابة {m} شخصا.",
        "ولا يزال {n} شخصا في عداد المفقودين في {place} وفق {who}.",
    ),
}
_OTHER = {
    "en": (
        "The road to {place} was closed for {m} hours, and buses were sent another way round the lake.",
        "Teachers in {place} said that {n} classrooms had neither windows nor heating when term began.",
        "The price of a sack of flour rose to {m} thousand in the market, {who} noted with some concern.",
        "Rain fell on {place} for the third week, and the two bridges near the mill stayed shut to lorries.",
        "Talks went on in the capital over the {n} points of the plan, though nobody expected an agreement soon.",
        "In the afternoon the wind turned, and from the hill one could see the river as far as {place}.",
        "The committee asked for {m} tents, {n} pumps and a second doctor before the end of the month.",
    ),
    "fr": (
        "La route de {place} est restée fermée {m} heures, et les cars ont fait le tour par le lac.",
        "Les enseignants de {place} disent que {n} salles de classe n'avaient ni vitres ni chauffage à la rentrée.",
        "Le sac de farine est passé à {m} mille sur le marché, ce que {who} regrette.",
        "Il a plu sur {place} une troisième semaine, et les deux ponts du moulin sont interdits aux camions.",
        "Les discussions continuent dans la capitale sur les {n} points du plan, sans grand espoir d'accord.",
        "Dans l'après-midi le vent a tourné, et l'on voyait depuis la colline la rivière jusqu'à {place}.",
        "Le comité a demandé {m} tentes, {n} pompes et un second médecin avant la fin du mois.",
    ),
    "ar": (
        "وظل الطريق إلى {place} مغلقا {m} ساعة وسلكت الحافلات طريق البحيرة.",
        "وقال معلمون في {place} إن {n} صفا بلا نوافذ ولا تدفئة عند بدء الدراسة.",
        "وارتفع سعر كيس الطحين إلى {m} ألفا في السوق كما لاحظ {who}.",
        "وهطل المطر على {place} للأسبوع الثالث وبقي الجسران قرب الطاحونة مغلقين أمام الشاحنات.",
        "وتواصلت المحادثات في العاصمة حول {n} نقطة من الخطة دون أمل كبير في اتفاق قريب.",
        "وطلبت اللجنة {m} خيمة و{n} مضخة وطبيبا ثانيا قبل نهاية الشهر.",
    ),
}
_SYLLABLES = {
    "en": ("ba", "dor", "kel", "mi", "nar", "os", "pel", "ru", "sha", "tam", "ul", "ver", "win", "yas", "zo"),
    "fr": ("ba", "dor", "quel", "mi", "nar", "os", "pel", "rou", "cha", "tam", "oul", "ver", "vin", "yas", "zo"),
    "ar": ("با", "در", "كل", "مي", "نار", "وس", "بل", "رو", "شا", "تم", "ول", "فر", "ون", "يس", "زو"),
}


def report(lang: str, length: int, seed: int) -> str:
    """A report of so many characters; one seed gives one report.

    >>> len(report("fr", 3000, 1)), report("en", 80, 1) == report("en", 80, 1)
    (3000, True)
    """
    dice = random.Random(f"{lang}{seed}")
    parts: list[str] = []
    size = 0
    while size < length:
        kind = _COUNTING if dice.random() < 1 / 3 else _OTHER
        who = dice.choice(_WHO[lang])
        sentence = dice.choice(kind[lang]).format(
            n=dice.randint(3, 99),
            k=dice.randint(2, 9),
            m=dice.randint(4, 200),
            day=dice.randint(1, 31),
            place=_place(lang, dice),
            who=who,
            who_up=who[:1].upper() + who[1:],
        )
        parts.append(sentence + ("\n\n" if dice.random() < 0.15 else " "))
        size += len(parts[-1])
    return "".join(parts)[:length]


def _place(lang: str, dice: random.Random) -> str:
    if dice.random() < 2 / 3:
        return dice.choice(_PLACES[lang])
    return "".join(dice.choices(_SYLLABLES[lang], k=dice.randint(3, 5))).capitalize()


def reports(count: int, length: int) -> Iterator[tuple[str, str]]:
    """Language and text of so many reports, the languages in turn."""
    for i in range(count):
        lang = LANGS[i % 3]
        yield lang, report(lang, length, i)
