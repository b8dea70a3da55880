"""Large dossiers and Python's search for circular garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (
    200_000  # new objects between two searches; the default of 700 searches millions of lasting ones again and again
)


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for circular garbage seldom while much is built that stays: a fifth of the time of a large site."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _SELDOM), before[1], before[2])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def left_alone() -> Iterator[None]:
    """What there is now is not searched again: processes that are forked here go on sharing it with their parent."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
