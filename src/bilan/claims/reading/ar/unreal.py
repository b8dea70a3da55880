"""Words of harm that harmed nobody: what was tried or wished for, what frightened people, what is told as known."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.hit import Cue
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.vocab import Harm, Hedge
from bilan.search.words import Word, fold, stems


def intended(cut: Sequence[Word], cue: Cue, s: Sentence) -> bool:
    """ "محاولة اغتيال ضابط", "مكافأة لاعتقال زعيم": tried or wished for; "تعرض لاعتقال" was done."""
    near = [w.folded for w in cut[max(s.first, cue.first - 2) : cue.first]]
    if any(stem in _WISHED for w in near for stem, _, _ in stems(w)):
        return True
    word = cut[cue.first].folded
    purpose = word.startswith("ل") and word.removeprefix("ل") in _DEEDS
    return purpose and not any(stem in _LED_TO for w in near for stem, _, _ in stems(w))


_WISHED = frozenset(map(fold, ("محاولة", "محاولات", "محاولتي", "محاولتين", "حاول", "حاولت", "حاولوا", "تحاول", "يحاول", "محاولا", "بهدف", "بقصد", "بغرض", "بغية", "نية", "خطة", "تهديد", "يهدد", "تهدد", "هدد", "هددت", "مكافأة", "تحريض")))  # fmt: skip
_DEEDS = frozenset(map(fold, ("اعتقال", "قتل", "اغتيال", "اختطاف", "خطف", "احتجاز", "أسر", "إعدام", "تصفية", "القبض على", "توقيف")))  # fmt: skip
_LED_TO = frozenset(map(fold, ("أدى", "أدت", "تعرض", "تعرضت", "تعرضوا", "تعرضا", "يتعرض", "تتعرض", "أفضى", "أفضت", "إضافة", "نتيجة", "عرضة")))  # fmt: skip
_PRESUPPOSES = frozenset(map(fold, ("بعد", "عقب", "قبل", "منذ", "حول", "بشأن", "بخصوص", "خلفية")))
_FEELINGS = frozenset(map(fold, ("هلع", "ذعر", "خوف", "رعب", "صدمة", "شلل", "إحباط", "الهلع", "الذعر", "الخوف", "الرعب", "الصدمة")))  # fmt: skip


def unsettled(cut: Sequence[Word], cue: Cue, s: Sentence) -> bool:
    """ "حالة من الهلع أصابت السكان": fear is no wound."""
    if cue.harm is not Harm.INJURED or "صاب" not in cut[cue.first].folded:
        return False
    return any(w.folded.removeprefix("و") in _FEELINGS for w in cut[max(s.first, cue.first - 3) : cue.last + 1])


def presupposed(cut: Sequence[Word], g: Counted, cue: Cue, s: Sentence) -> bool:
    """ "عقب اعتقال قاطنيه": told as known."""
    known = (g.definite or g.owned) and g.loose and g.quantity.hedge is Hedge.SOME
    return known and cue.first > s.first and cut[cue.first - 1].folded in _PRESUPPOSES
