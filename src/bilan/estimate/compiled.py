"""Inner loops compiled by numba, and kept compiled between runs where the machine allows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(loop: Loop) -> Loop:
    """Compile on first use, without the interpreter's lock; the result is cached beside the source, or where the
    environment variable NUMBA_CACHE_DIR says, or in the user's own cache folder when neither can be written."""
    try:
        return cast(Loop, numba.njit(cache=True, nogil=True, error_model="numpy")(loop))
    except RuntimeError:  # nowhere to keep it: compile anew in each run
        return cast(Loop, numba.njit(nogil=True, error_model="numpy")(loop))
