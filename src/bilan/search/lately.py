"""The answers to the questions asked last, for texts that several steps look at one after the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")
PASSAGE = 200  # characters; what is shorter is answered as fast as it is found again


class Lately(Generic[T]):
    """Keeps the last few answers, however long the questions; never more, so that memory does not grow.

    >>> lately = Lately[int](2)
    >>> [lately.answer(word, lambda w=word: len(w)) for word in ("a", "bb", "a", "ccc")], len(lately)
    ([1, 2, 1, 3], 2)
    """

    def __init__(self, most: int = 4) -> None:
        self._most = most
        self._kept: dict[Hashable, T] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def answer(self, question: Hashable, find: Callable[[], T]) -> T:
        """The answer kept, or found now and kept in place of the oldest."""
        if question in self._kept:
            return self._kept[question]
        found = find()
        while len(self._kept) >= self._most:
            self._kept.pop(next(iter(self._kept)), None)
        self._kept[question] = found
        return found
