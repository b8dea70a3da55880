"""What a statement says in so many words. Every sentence is invented."""

from __future__ import annotations

import pytest

from bilan.accountability.wording import declares_activity, kinds_of
from bilan.model.vocab import LANGS, ResponseKind, definition, label

K = ResponseKind
SENTENCES = [
    (K.ADMITTED, "Two civilians were unintentionally killed by our artillery."),
    (K.ADMITTED, "L'armée reconnaît avoir touché le marché."),
    (K.ADMITTED, "أسفرت الغارة عن مقتل ثلاثة مدنيين."),
    (K.DENIED_NO_ACTIVITY, "No allied strikes were conducted near the mill that day."),
    (K.DENIED_NO_ACTIVITY, "La force aérienne n'a mené aucune mission sur la ville."),
    (K.DENIED_NO_ACTIVITY, "لم تنفذ أي طلعات في تلك الليلة."),
    (K.DENIED_INSUFFICIENT, "There is insufficient detail to judge the matter."),
    (K.DENIED_INSUFFICIENT, "Les informations insuffisantes ne permettent pas de conclure."),
    (K.DENIED_INSUFFICIENT, "المعلومات غير كافية، معلومات غير كافية للحكم."),
    (K.DENIED_COMBATANTS, "All nine killed were fighters of the brigade."),
    (K.DENIED_COMBATANTS, "Les morts du pont étaient des combattants."),
    (K.DENIED_COMBATANTS, "القتلى كانوا مقاتلين."),
    (K.DENIED_OTHER_PARTY, "The explosion was the result of a landmine."),
    (K.DENIED_OTHER_PARTY, "Ce tir est le fait d'une autre partie, une autre partie au conflit."),
    (K.DENIED_OTHER_PARTY, "القصف نفذه طرف آخر."),
    (K.DENIED, "Civilian deaths did not occur in that raid."),
    (K.DENIED, "Le ministère dément."),
    (K.DENIED, "نفت الوزارة ذلك."),
    (K.DISPUTED, "The command disputes the figure."),
    (K.DISPUTED, "Le commandement conteste le chiffre."),
    (K.DISPUTED, "الحصيلة مبالغ فيها."),
    (K.UNDER_ASSESSMENT, "The allegation is under investigation."),
    (K.UNDER_ASSESSMENT, "Le dossier est en cours d'examen."),
    (K.UNDER_ASSESSMENT, "البلاغ قيد التحقيق."),
    (K.ACKNOWLEDGED, "We are aware of the reports from Northtown."),
    (K.ACKNOWLEDGED, "Le porte-parole a pris note."),
    (K.ACKNOWLEDGED, "تلقت البلاغ أمس."),
    (K.DUPLICATE, "This is a duplicate of report 12."),
    (K.DUPLICATE, "Ce signalement fait doublon."),
    (K.DUPLICATE, "هذا بلاغ مكرر."),
    (K.WITHDRAWN, "The command withdrew its finding."),
    (K.WITHDRAWN, "L'état-major revient sur son évaluation."),
    (K.WITHDRAWN, "تراجعت عن اعترافها."),
    (K.REFUSED, "The ministry declined to comment."),
    (K.REFUSED, "L'état-major refuse de répondre."),
    (K.REFUSED, "رفضت التعليق."),
    (K.APOLOGY, "The general apologised to the village."),
    (K.APOLOGY, "Le général présente ses excuses."),
    (K.APOLOGY, "اعتذرت القيادة لأهالي القرية."),
    (K.PAYMENT, "A condolence payment was handed over in May."),
    (K.PAYMENT, "L'État a versé une indemnité en mai."),
    (K.PAYMENT, "دفعت تعويضات في أيار."),
    (K.REOPENED, "The file has been reopened."),
    (K.REOPENED, "Le dossier a été rouvert."),
    (K.REOPENED, "أعيد فتح الملف."),
]


@pytest.mark.parametrize(("kind", "sentence"), SENTENCES, ids=lambda v: str(v)[:40])
def test_each_kind_is_known_by_its_words(kind: ResponseKind, sentence: str) -> None:
    assert kinds_of(sentence) == (kind,)


def test_a_sentence_that_says_none_of_it_has_no_kind() -> None:
    assert kinds_of("The bridge was rebuilt in spring.") == ()
    assert kinds_of("") == ()


def test_what_stands_beside_a_finding_is_kept_with_it() -> None:
    said = kinds_of("The file was reopened. Six civilians were unintentionally killed; the army apologises.")
    assert said == (K.ADMITTED, K.REOPENED, K.APOLOGY)


def test_a_denial_that_names_what_it_denies_is_no_admission() -> None:
    assert kinds_of("There is insufficient evidence that civilians were killed.") == (K.DENIED_INSUFFICIENT,)
    assert kinds_of("It is not likely that a civilian was killed by our fire.")[0].says == "denies"


def test_a_strike_report_that_reports_nothing_declares_no_activity() -> None:
    assert declares_activity("Near Westbridge, one strike destroyed a launcher.")
    assert not declares_activity("The air force has not reported any sorties in March.")
    assert not declares_activity("  ")


def test_every_kind_has_words_in_three_languages() -> None:
    for kind in ResponseKind:
        assert all(label(kind, lang) and definition(kind, lang) for lang in LANGS)
        assert kind.says
