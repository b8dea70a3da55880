"""What stands below a heading: "- 6 بينهم شابة" under "وتوزع القتلى على النحو الآتي:"."""

from __future__ import annotations

from collections.abc import Sequence

from bilan.claims.reading.ar.bare_numbers import closes
from bilan.claims.reading.ar.groups import Counted
from bilan.claims.reading.ar.numerals import may_number, read_number
from bilan.claims.reading.ar.quantities import quantity_of
from bilan.claims.reading.ar.sentences import Sentence
from bilan.model.vocab import Group
from bilan.search.words import Word

_MOST = 5000  # a longer number is a date or a year


def item_number(text: str, cut: Sequence[Word], s: Sentence, groups: Sequence[Counted]) -> Counted | None:
    """The number alone that opens an item: so many of those whom the heading names."""
    i = s.first
    if (groups and groups[0].begin <= i) or not may_number(cut[i].folded):
        return None
    number = read_number(text, cut, i)
    if number is None or number[1] >= s.last or not 1 < number[0] < _MOST or not closes(text, cut, number[1], s):
        return None
    q = quantity_of(number[0], None, text[cut[i].start : cut[number[1] - 1].end], None)
    return Counted(i, i, number[1], number[1], q, (Group.PERSON,), other=True)
