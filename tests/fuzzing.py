"""Mutations of good files, thrown at their parsers in the sandbox. Deterministic for a seed."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bilan.intake.formats import format_for, formats
from bilan.intake.sandbox import Sandbox
from tests.captures import GOOD

_BITS = (b"", b"\0", b"\xff\xff\xff\xff", b"-1", b"999999999999", b"<" * 50, b"PK\x05\x06", b"\r\n\r\n", b'"', b"%n")


@dataclass(slots=True)
class Fuzzed:
    """What became of the mutants of one format. died: the parser was stopped, or crashed; the sandbox went on."""

    format: str
    mutants: int = 0
    seconds: float = 0.0
    read: int = 0
    refused: int = 0
    died: int = 0
    worst: str = ""


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Some bytes flipped, a stretch cut out, doubled or swapped for something unpleasant."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(out) + 1)
        end = min(len(out), at + chance.choice((1, 4, 64, 1024)))
        match chance.randrange(5):
            case 0 if at < len(out):
                out[at] ^= 1 << chance.randrange(8)
            case 1:
                out[at:end] = b""
            case 2:
                out[at:at] = out[at:end] * chance.choice((1, 3, 50))
            case 3:
                out[at:end] = chance.choice(_BITS)
            case _:
                out[at:end] = chance.randbytes(end - at)
    return bytes(out)


def fuzz(seconds: float, seed: int = 1) -> Iterator[Fuzzed]:
    """Each format for so many seconds."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as place, Sandbox() as sandbox:
        path = Path(place) / "mutant"
        for name, make in GOOD.items():
            good = make()
            form = format_for(name, good[:4096])
            assert form is not None
            called = next(n for n, f in formats().items() if f is form)
            done, begun = Fuzzed(name), time.monotonic()
            while time.monotonic() - begun < seconds:
                path.write_bytes(mutated(good, chance))
                with sandbox.read(called, path) as reading:
                    done.mutants += 1
                    why = reading.failure.what if reading.failure else ""
                    done.read += not why
                    done.died += "could not be parsed" in why
                    done.refused += bool(why) and "could not be parsed" not in why
                    if "could not be parsed" in why:
                        done.worst = why[:100]
            done.seconds = time.monotonic() - begun
            yield done
