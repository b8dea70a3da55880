"""What an answer holds ready without having worked it out: steps and proofs that may never be asked for.

A dossier of ten thousand events has dozens of figures, each with thousands of steps; most readers open none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class _Later(Generic[T]):
    """`inputs`: everything that the result depends on, so that two results can be compared without being made."""

    def __init__(self, make: Callable[[], T], inputs: tuple[object, ...] = ()) -> None:
        self._make: Callable[[], T] | None = make
        self._made: T | None = None
        self.inputs = inputs

    def now(self) -> T:
        """The result, made when it is first asked for."""
        if self._make is not None:
            self._made = self._make()
            self._make = None
        assert self._made is not None
        return self._made

    def __eq__(self, other: object) -> bool:
        return self.now() == (other.now() if isinstance(other, _Later) else other)

    def __hash__(self) -> int:
        return hash(len(self.inputs))

    def __repr__(self) -> str:
        return repr(self.now())


class LaterSequence(_Later[tuple[T, ...]], Sequence[T]):
    """A sequence that is made when somebody looks.

    >>> steps = LaterSequence(lambda: (print("made"), 1, 2))
    >>> steps[1], len(steps)
    made
    (1, 3)
    """

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        return self.now()[index]

    def __len__(self) -> int:
        return len(self.now())


class LaterMapping(_Later[dict[str, Any]], Mapping[str, Any]):
    """A mapping that is made when somebody looks."""

    def __getitem__(self, key: str) -> Any:
        return self.now()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.now())

    def __len__(self) -> int:
        return len(self.now())
