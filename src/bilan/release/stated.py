"""The number that a count is told by, and the number that the words after it agree with."""

from __future__ import annotations

from bilan.model.quantity import Quantity
from bilan.model.vocab import Hedge

_VAGUE = frozenset({Hedge.SOME, Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS})
_SEVERAL = 5  # a number whose plural is that of "several", in Arabic too


def stated(q: Quantity) -> int:
    """What the source said; of a range, the last number.

    >>> stated(Quantity.more_than(5800)), stated(Quantity.between(20, 30))
    (5800, 30)
    """
    if q.hedge in (Hedge.UP_TO, Hedge.RANGE) and q.high is not None:
        return q.high
    return q.low - 1 if q.hedge is Hedge.MORE_THAN else q.low


def spoken(q: Quantity) -> int:
    """The number whose plural follows: of "dozens", that of several.

    >>> spoken(Quantity.exactly(1))
    1
    """
    return _SEVERAL if q.hedge in _VAGUE else stated(q)
