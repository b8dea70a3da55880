"""Those whom a pronoun means: "استهدفت رجلاً …، ما أدى لمقتله", "قتل 4 جنود وأصيب مثلهم"."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.hit import Hit, span_of
from bilan.claims.reading.ar.lexicon import lists
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.vocab import Harm, Hedge
from bilan.search.words import Word, fold, stems

_ENDINGS = {"هما": (2, 2), "هم": (3, None), "هن": (3, None), "ها": (1, 1), "ه": (1, 1)}
_CAUSES = frozenset(map(fold, ("أدى", "أدت", "يؤدي", "تؤدي", "مؤديا", "مؤدية", "تسبب", "تسببت", "سبب", "سببت", "مسببا", "مسببة", "متسببا", "متسببة", "يتسبب", "أسفر", "أسفرت", "مسفرا", "مسفرة", "تم", "تمت", "جرى", "جرت", "نتج", "نجم", "أفضى", "أفضت", "انتهى", "انتهت", "أقدم", "أقدمت", "قام", "قامت", "قاموا", "أقدموا", "عمد", "عمدت")))  # fmt: skip
RELATIVE = frozenset(map(fold, ("الذي", "التي", "والذي", "والتي")))
_FAR = 60  # words back to those meant


def meant(cut: Sequence[Word], s: Sentence, groups: Sequence[Counted], found: Sequence[Hit]) -> list[Hit]:
    """The people told before in the sentence, of whom a caused "killing of him" is told."""
    made: list[Hit] = []
    for k in range(s.first + 2, s.last):
        said = act_upon(cut[k].folded)
        if said is None or not caused(cut, k, s):
            continue
        harm, low, high = said
        known = {id(h.counted) for h in [*found, *made] if h.harm is harm}
        told = [e for e in groups if e.end <= k and k - e.end <= _FAR and not e.nobody]
        g = next((e for e in reversed(told) if _fits(e, low, high)), None)
        row = _in_a_row(cut, told) if low > 1 else []
        if sum(e.quantity.low for e in row) < low or (g is not None and g not in row):
            row = [g] if g is not None else []
        made += [Hit(e, harm, span_of(cut, k, k + 1), "noun of the act") for e in row if id(e) not in known]
    return made


def _in_a_row(cut: Sequence[Word], told: Sequence[Counted]) -> list[Counted]:
    """ "قيادي واثنان من مرافقيه، ما أدى إلى مقتلهم": the groups joined by "و" that come last."""
    row: list[Counted] = []
    for e in reversed(told):
        if row and not (row[0].begin - e.end <= 3 and cut[row[0].begin].folded.startswith("و")):
            break
        if e.harm is not None or (e.loose and e.definite):
            break
        row.insert(0, e)
    return row if len(row) > 1 else []


def _fits(g: Counted, low: int, high: int | None) -> bool:
    q = g.quantity
    if g.harm is not None or (g.loose and g.definite and q.hedge is Hedge.SOME):
        return False
    return q.low >= low if high is None else q.low == high


def caused(cut: Sequence[Word], k: int, s: Sentence) -> bool:
    """ "أدى إلى مقتله", "تسبب بمقتله", "تم قتله"; "بعد مقتله" tells of what is known."""
    before = cut[k - 1].folded
    if before in ("الي", "عن", "في", "علي", "ب") and k - 2 >= s.first:
        before = cut[k - 2].folded
    return before.removeprefix("و") in _CAUSES or any(stem in _CAUSES for stem, _, _ in stems(before))


@lru_cache(maxsize=50_000)
def act_upon(word: str) -> tuple[Harm, int, int | None] | None:
    """A noun of the act with a pronoun: its harm, and of how many it speaks."""
    if not word.endswith(("ه", "ها", "هم", "هما", "هن")) or len(word) < 4:
        return None
    for stem, definite, _ in stems(word):
        for ending, (low, high) in _ENDINGS.items():
            if definite or not stem.endswith(ending):
                continue
            bare = stem[: -len(ending)]
            for form in (bare, bare[:-1] + "ه") if bare.endswith("ت") else (bare,):
                entries = lists().books["noun"].lookup(form)
                if entries:
                    return Harm(entries[0].value), low, high
    return None
