"""Periods: ranges, "since", weekdays, and dates whose year nobody supplies."""

from __future__ import annotations

import pytest

from bilan.claims.reading.en import PACK as EN
from bilan.claims.reading.fr import PACK as FR
from bilan.claims.reading.periods import find_periods
from bilan.model.period import Period


def _found(text: str, lang: str, published: str | None = None) -> list[tuple[str, str]]:
    book = {"fr": FR, "en": EN}[lang].dates
    when = Period.parse(published) if published else None
    return [(f.period.iso, f.kind) for f in find_periods(text.lower(), 0, len(text), book, when)]


@pytest.mark.parametrize(
    ("text", "lang", "published", "expected"),
    [
        ("entre le 3 mars et le 5 mai 2018", "fr", None, [("2018-03-03/2018-05-05", "range")]),
        ("entre mai 2021 et avril 2022", "fr", None, [("2021-05-01/2022-04-30", "range")]),
        ("entre 2006 et 2014", "fr", None, [("2006-01-01/2014-12-31", "range")]),
        ("dans la nuit du samedi 2 au dimanche 3 avril 2022", "fr", None, [("2022-04-02/2022-04-03", "range")]),
        ("dans la nuit de dimanche à lundi", "fr", "2017-08-14", [("2017-08-13/2017-08-14", "range")]),
        ("depuis août 2014", "fr", "2017-05-02", [("2014-08-01/..", "since")]),
        ("depuis le 10 mai", "fr", "2021-05-20", [("2021-05-10/2021-05-20", "since")]),
        ("depuis le début des combats en mars 2016", "fr", None, [("2016-03-01/..", "since")]),
        ("le 1er avril 2018", "fr", None, [("2018-04-01", "at")]),
        ("en mars", "fr", "2017-05", [("2017-03", "at")]),
        ("en mars", "fr", None, []),
        ("le 10 décembre", "fr", None, []),
        ("mardi", "fr", "2018-02-21", [("2018-02-20", "at")]),
        ("between 19 February and 19 June 2017", "en", None, [("2017-02-19/2017-06-19", "range")]),
        ("on March 17, 2017", "en", None, [("2017-03-17", "at")]),
        ("on the 23rd of September 2024", "en", None, [("2024-09-23", "at")]),
        ("October 23rd, 2023", "en", None, [("2023-10-23", "at")]),
        ("since 2014", "en", None, [("2014-01-01/..", "since")]),
        ("As of January 24, 2019", "en", None, [("2019-01-24", "until")]),
        ("6-Feb-19", "en", None, [("2019-02-06", "at")]),
        ("on Friday", "en", None, []),
        ("they may leave", "en", "2019-07-01", []),
        ("in 2139", "en", None, []),
        ("le 31 février 2017", "fr", None, []),
    ],
)
def test_a_period_is_what_the_words_supply(
    text: str, lang: str, published: str | None, expected: list[tuple[str, str]]
) -> None:
    assert _found(text, lang, published) == expected
