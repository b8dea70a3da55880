"""What must hold of every estimate, whatever the table: order, emptiness, floor, scale."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bilan.estimate import BadTable, CaptureTable, Estimate, NoEstimate, as_csv, read_capture_table
from bilan.estimate.averaging import averaged
from bilan.estimate.chao import chao
from bilan.estimate.closed import closed
from bilan.estimate.loglinear import loglinear

Method = Callable[[CaptureTable], Estimate]


def _loglinear(table: CaptureTable) -> Estimate:
    return loglinear(table, replicates=0)


def _averaged(table: CaptureTable) -> Estimate:
    return averaged(table, upto=3000)


METHODS: dict[str, Method] = {
    "chao": chao,
    "Mt": lambda t: closed(t, "Mt"),
    "Mth": lambda t: closed(t, "Mth", "gamma"),
    "loglinear": _loglinear,
    "averaged": _averaged,
}


@st.composite
def tables(draw: st.DrawFn, most: int = 40) -> CaptureTable:
    width = draw(st.integers(3, 4))
    counts = draw(st.lists(st.integers(0, most), min_size=2**width - 1, max_size=2**width - 1))
    assume(sum(counts) > 0)
    table = CaptureTable.from_counts(tuple("ABCD"[:width]), [0, *counts])
    assume(all(table.sizes))
    return table


def answer(method: Method, table: CaptureTable) -> Estimate | str:
    try:
        return method(table)
    except NoEstimate as refusal:
        return refusal.reason


def same(one: Estimate | str, two: Estimate | str) -> bool:
    if isinstance(one, str) or isinstance(two, str):
        return one == two
    pairs = ((one.median, two.median), (one.low, two.low), (one.high, two.high))
    return all(a is b is None or np.isclose(a, b, rtol=1e-6) for a, b in pairs)


@pytest.mark.parametrize("name", METHODS)
@given(table=tables(), data=st.data())
@settings(max_examples=25)
def test_the_order_of_the_lists_changes_nothing(name: str, table: CaptureTable, data: st.DataObject) -> None:
    turned = table.keep(data.draw(st.permutations(table.lists)))
    assert turned.hash == table.hash
    one, two = answer(METHODS[name], table), answer(METHODS[name], turned)
    if name == "loglinear" and not isinstance(one, str) and not isinstance(two, str):
        assert one.diagnostics["value"] == pytest.approx(two.diagnostics["value"])  # ties may fall either way
    else:
        assert same(one, two)


@pytest.mark.parametrize("name", METHODS)
@given(table=tables())
@settings(max_examples=25)
def test_what_holds_nobody_changes_nothing(name: str, table: CaptureTable) -> None:
    with_stratum = CaptureTable(table.lists, ((("here",), table.cells), (("nowhere",), ())), ("place",))
    with_list = CaptureTable((*table.lists, "Z"), table.strata)
    one = answer(METHODS[name], table)
    assert same(one, answer(METHODS[name], with_stratum))
    assert same(one, answer(METHODS[name], with_list))


@pytest.mark.parametrize("name", METHODS)
@given(table=tables())
@settings(max_examples=25)
def test_nobody_counted_is_lost(name: str, table: CaptureTable) -> None:
    found = answer(METHODS[name], table)
    if not isinstance(found, str):
        assert table.n - 1e-9 <= found.low <= found.median
        assert found.high is None or found.median <= found.high * (1 + 1e-12)
        assert found.n_observed == table.n


@pytest.mark.parametrize("name", ["Mt", "Mth"])
@given(table=tables(), times=st.integers(2, 50))
@settings(max_examples=25)
def test_ten_times_the_people_are_ten_times_the_missing(name: str, table: CaptureTable, times: int) -> None:
    one = answer(METHODS[name], table)
    many = answer(METHODS[name], CaptureTable.from_counts(table.lists, table.counts * times))
    if isinstance(one, str) or isinstance(many, str):
        assert one == many
        return
    assert many.median == pytest.approx(one.median * times, rel=1e-6)
    assert many.high / many.median <= one.high / one.median * (1 + 1e-9)  # and known better


@pytest.mark.parametrize("name", [*METHODS, "bootstrap"])
@given(table=tables(most=1))
@example(table=CaptureTable.from_counts(tuple("ABCDE"), [0, 0, 0, 0, 1, *[0] * 21, 1, *[0] * 5]))
@settings(max_examples=25)
def test_a_handful_of_people_is_answered_or_refused(name: str, table: CaptureTable) -> None:
    found = answer(METHODS.get(name, lambda t: loglinear(t, replicates=20)), table)
    assert isinstance(found, str) or np.isfinite(found.low)


@given(table=tables(), other=tables())
@settings(max_examples=50)
def test_a_hash_tells_tables_apart(table: CaptureTable, other: CaptureTable) -> None:
    if (table.lists, table.cells) != (other.lists, other.cells):
        assert table.hash != other.hash
    again = read_capture_table(as_csv(table))
    assert (again.hash, again.cells) == (table.hash, table.cells)


@given(text=st.text(alphabet='AB10,;\n"-. nFreq\t|', max_size=80))
@settings(max_examples=200)
def test_whatever_is_read_is_a_table_or_a_clear_error(text: str) -> None:
    with contextlib.suppress(BadTable):  # any other error fails the law
        assert read_capture_table(text).n > 0
