"""Slips of the pen: how one number becomes another on its way to paper."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Slip(StrEnum):
    """What happened to the number that was meant."""

    LOST = "lost"  # a digit was left out: 19 → 9
    ADDED = "added"  # a digit was put in or written twice: 12 → 122
    SWAPPED = "swapped"  # two neighbours changed places: 15 → 51
    TEN = "ten"  # a factor of ten: 120 → 1200
    WRONG = "wrong"  # one digit is another: 36 → 56


def slip(meant: int, written: int) -> Slip | None:
    """The single slip that turns one number into another; None: it takes more than one.

    >>> slip(19, 9), slip(12, 122), slip(15, 51), slip(120, 1200), slip(36, 56), slip(10, 25)
    (<Slip.LOST: 'lost'>, <Slip.ADDED: 'added'>, <Slip.SWAPPED: 'swapped'>, <Slip.TEN: 'ten'>, <Slip.WRONG: 'wrong'>, None)
    """
    if meant == written or min(meant, written) <= 0:
        return None
    if written in (meant * 10, meant / 10):
        return Slip.TEN
    a, b = str(meant), str(written)
    if written in _shorter(a):
        return Slip.LOST
    if meant in _shorter(b):
        return Slip.ADDED
    if len(a) == len(b):
        unlike = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(unlike) == 1 and len(a) > 1:
            return Slip.WRONG
        if (
            len(unlike) == 2
            and unlike[1] == unlike[0] + 1
            and a[unlike[0]] == b[unlike[1]]
            and a[unlike[1]] == b[unlike[0]]
        ):
            return Slip.SWAPPED
    return None


def meant(written: int, given: Iterable[int] = ()) -> list[tuple[int, Slip]]:
    """What may have been meant, by one slip: those of `given` that one slip leads to, then what needs no other witness.

    A digit lost, added or wrong can be any: such a number is only thought of where somebody gives it. Two digits
    swapped, a factor of ten, a digit that stands twice or may have stood twice need nobody else.

    >>> meant(51, [15, 400])
    [(15, <Slip.SWAPPED: 'swapped'>), (510, <Slip.TEN: 'ten'>), (551, <Slip.LOST: 'lost'>), (511, <Slip.LOST: 'lost'>)]
    >>> meant(122, [])[:3]
    [(212, <Slip.SWAPPED: 'swapped'>), (12, <Slip.ADDED: 'added'>), (1220, <Slip.TEN: 'ten'>)]
    """
    text = str(written)
    swapped = [text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(len(text) - 1)]
    twice = [text[: i + 1] + text[i:] for i in range(len(text))]
    once = [text[:i] + text[i + 1 :] for i in range(len(text) - 1) if text[i] == text[i + 1] != "0"]
    found = [*given, *(int(s) for s in swapped if s[0] != "0"), *(int(o) for o in once)]
    found += [written * 10, *([written // 10] if written % 10 == 0 else []), *(int(t) for t in twice)]
    return [(n, how) for n in dict.fromkeys(found) if (how := slip(n, written)) is not None]


def _shorter(digits: str) -> set[int]:
    """The numbers that are left when one digit is taken out."""
    rest = (digits[:i] + digits[i + 1 :] for i in range(len(digits)))
    return {int(r) for r in rest if r and r[0] != "0"}
