"""How many, as far as the words commit themselves."""

from __future__ import annotations

from dataclasses import dataclass

from bilan.model.vocab import Hedge

_OPEN = {Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.DOZENS, Hedge.HUNDREDS, Hedge.THOUSANDS, Hedge.SOME}
_POINT = {Hedge.EXACTLY, Hedge.ABOUT, Hedge.ONLY, Hedge.LISTED, Hedge.NONE}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A count as its source words it. `high=None`: the source set no ceiling.

    >>> Quantity.more_than(5800, "5.800")
    Quantity(low=5801, high=None, hedge=<Hedge.MORE_THAN: 'more_than'>, verbatim='5.800')
    """

    low: int
    high: int | None
    hedge: Hedge
    verbatim: str = ""

    def __post_init__(self) -> None:
        if self.low < 0 or (self.high is not None and self.high < self.low):
            raise ValueError(f"no count lies between {self.low} and {self.high}")
        if self.hedge in _OPEN and self.high is not None:
            raise ValueError(f"'{self.hedge}' sets no ceiling, yet high is {self.high}")
        if self.hedge in _POINT and self.high != self.low:
            raise ValueError(f"'{self.hedge}' states one number, not {self.low} to {self.high}")
        if (self.hedge is Hedge.NONE and self.low) or (self.low == 0 and self.hedge not in (Hedge.NONE, Hedge.RANGE)):
            raise ValueError("zero is said by 'none', or is the lower end of a range")
        if self.hedge is Hedge.UP_TO and (self.low != 1 or self.high is None):
            raise ValueError("'up_to' runs from 1 to its ceiling")
        if self.hedge is Hedge.RANGE and (self.high is None or self.high == self.low):
            raise ValueError("a range has two different ends")

    @property
    def sets_ceiling(self) -> bool:
        """Whether the words themselves exclude more. A bare count does not: it is what the source knows of."""
        return self.hedge in {Hedge.UP_TO, Hedge.RANGE, Hedge.ONLY, Hedge.NONE}

    @classmethod
    def exactly(cls, n: int, verbatim: str = "") -> Quantity:
        return cls(n, n, Hedge.EXACTLY, verbatim) if n else cls.none(verbatim)

    @classmethod
    def at_least(cls, n: int, verbatim: str = "") -> Quantity:
        return cls(n, None, Hedge.AT_LEAST, verbatim)

    @classmethod
    def more_than(cls, n: int, verbatim: str = "") -> Quantity:
        return cls(n + 1, None, Hedge.MORE_THAN, verbatim)

    @classmethod
    def about(cls, n: int, verbatim: str = "") -> Quantity:
        return cls(n, n, Hedge.ABOUT, verbatim)

    @classmethod
    def up_to(cls, n: int, verbatim: str = "") -> Quantity:
        return cls(1, n, Hedge.UP_TO, verbatim)

    @classmethod
    def between(cls, low: int, high: int, verbatim: str = "") -> Quantity:
        return cls(low, high, Hedge.RANGE, verbatim) if low != high else cls.exactly(low, verbatim)

    @classmethod
    def only(cls, n: int, verbatim: str = "") -> Quantity:
        return cls(n, n, Hedge.ONLY, verbatim)

    @classmethod
    def none(cls, verbatim: str = "") -> Quantity:
        return cls(0, 0, Hedge.NONE, verbatim)

    @classmethod
    def listed(cls, n: int, verbatim: str = "") -> Quantity:
        return cls(n, n, Hedge.LISTED, verbatim)
