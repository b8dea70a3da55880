"""Foreign words keep their direction, and everything beside them its place."""

from __future__ import annotations

import pytest

from bilan.release.isolate import isolated
from bilan.release.words import Words, capitalised


def _typeset(lang: str, text: str, quoted_in: str | None = None) -> str:
    words = Words(lang)
    return str(isolated(text, lang, lambda said: words.digits(words.typeset(said)), quoted_in))


def test_a_french_quotation_on_an_arabic_page_is_isolated_and_its_marks_stay_outside() -> None:
    said = _typeset("ar", "«80 morts, dont 3 (peut-être).» (مسؤولون): محتمل.", "fr")
    assert said == '«<bdi lang="fr" dir="ltr">80 morts, dont 3 (peut-être).</bdi>» (مسؤولون): محتمل.'


def test_an_arabic_quotation_on_a_french_page_is_isolated_and_the_marks_keep_their_spaces() -> None:
    said = _typeset("fr", "« 80 مدنيا » (CENTCOM) : possible.", "ar")
    assert said == '«\u00a0<bdi lang="ar" dir="rtl">80 مدنيا</bdi>\u00a0» (CENTCOM)\u00a0: possible.'


def test_a_quotation_inside_a_quotation_ends_where_the_outer_one_ends() -> None:
    assert '<bdi lang="fr" dir="ltr">l\'armée dit « 80 » morts</bdi>' in _typeset(
        "en", "« l'armée dit « 80 » morts » (X)", "fr"
    ).replace("&#39;", "'")


def test_marks_around_our_own_words_change_nothing_in_them() -> None:
    assert _typeset("ar", "صار «417» لدى RTBF") == 'صار «٤١٧» لدى <bdi dir="ltr">RTBF</bdi>'
    assert _typeset("fr", "« Syrie » est devenu « Mossoul »") == "«\u00a0Syrie\u00a0» est devenu «\u00a0Mossoul\u00a0»"


def test_a_mark_that_never_closes_quotes_nothing() -> None:
    assert _typeset("en", "“80 people") == "“80 people"


def test_a_latin_name_in_an_arabic_sentence_is_one_piece_and_keeps_its_digits() -> None:
    said = _typeset("ar", "ما لا يقل عن 119: witnesses (document 4c590ac3)، الأرقام.")
    assert '<bdi dir="ltr">witnesses (document 4c590ac3)</bdi>' in said
    assert "١١٩" in said


def test_an_arabic_name_in_an_english_sentence_is_isolated() -> None:
    assert _typeset("en", "At least 40: صحيفة النهر.") == ('At least 40: <bdi lang="ar" dir="rtl">صحيفة النهر</bdi>.')


def test_markup_in_a_quotation_is_text() -> None:
    assert "<script" not in _typeset("en", "“<script>alert(1)</script>” (X)")


@pytest.mark.parametrize(
    ("lang", "text", "shown"),
    [
        ("fr", "coalition internationale", "Coalition internationale"),
        ("fr", "état-major", "État-major"),
        ("en", "non-US partners", "Non-US partners"),
        ("en", "rapport_final.csv", "rapport_final.csv"),
        ("fr", "« aucun mort »", "« aucun mort »"),
        ("ar", "iraq", "iraq"),
    ],
)
def test_a_title_begins_with_a_capital_unless_it_is_a_file_or_a_quotation(lang: str, text: str, shown: str) -> None:
    assert capitalised(text, lang) == shown
