"""Whatever bytes a document has, intake goes on: there is something read, or there is a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.captures import GOOD

from bilan.intake.formats import Format, format_for, formats
from bilan.intake.sandbox import Limits, Sandbox

pytestmark = pytest.mark.slow

ODD = (
    b"",
    b"\0",
    b"\xff" * 8,
    b"-1",
    b"9" * 12,
    b"<" * 99,
    b"PK\x05\x06",
    b"\r\n\r\n",
    b"From ",
    b"WARC/1.0\r\n",
    b"%PDF-",
)
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 600), st.sampled_from(ODD) | st.binary(max_size=40), st.integers(1, 40)),
    min_size=1,
    max_size=6,
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(cpu_seconds=5, wall_seconds=10)) as opened:
        yield opened


def changed(data: bytes, changes: list[tuple[float, int, bytes, int]]) -> bytes:
    """Stretches of it replaced by something else, so many times over."""
    for where, length, new, times in changes:
        at = int(where * len(data))
        data = data[:at] + new * times + data[at + length :]
    return data


def form_of(name: str, data: bytes) -> Format:
    found = format_for(name, data[:4096])
    assert found is not None
    return found


@pytest.mark.parametrize("name", GOOD)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=CHANGES)
def test_a_mutant_is_read_or_refused(sandbox: Sandbox, tmp_path: Path, name: str, changes: list[Any]) -> None:
    good = GOOD[name]()
    called = next(n for n, f in formats().items() if f is form_of(name, good))
    (tmp_path / "mutant").write_bytes(changed(good, changes))
    with sandbox.read(called, tmp_path / "mutant") as reading:
        something = reading.extracted or reading.members or reading.copies
        assert something or reading.failure or reading.notes
        assert reading.peak_bytes < 1 << 30
        for held in reading.members:
            assert len(reading.open(held).read()) == held.size
    assert sandbox._helper is not None, "the helper outlived it"


def test_the_unchanged_files_are_read(sandbox: Sandbox, tmp_path: Path) -> None:
    """The control."""
    for name, make in GOOD.items():
        (tmp_path / "good").write_bytes(make())
        called = next(n for n, f in formats().items() if f is form_of(name, make()))
        with sandbox.read(called, tmp_path / "good") as reading:
            assert reading.extracted or reading.members or reading.copies, name
