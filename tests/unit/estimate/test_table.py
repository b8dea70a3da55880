"""The capture table: what it holds, what it refuses, what it says about itself."""

from __future__ import annotations

import numpy as np
import pytest

from bilan.estimate import BadTable, CaptureTable, NoEstimate, Remark, as_csv, read_capture_table, tables_of_draws

TINY = "Ward,Court,Press,Freq\n1,0,0,40\n0,1,0,30\n0,0,1,25\n1,1,0,6\n1,0,1,5\n0,1,1,4\n1,1,1,3\n"


def remarks(table: CaptureTable) -> set[Remark]:
    return {f.remark for f in table.findings}


def test_a_table_counts_people_by_pattern() -> None:
    table = read_capture_table(TINY)
    assert (table.n, table.lists, table.sizes) == (113, ("Ward", "Court", "Press"), (54, 43, 37))
    assert table.counts.tolist() == [0, 40, 30, 6, 25, 5, 4, 3]
    assert table.captures.tolist() == [0, 95, 15, 3]
    assert table.patterns[2].tolist() == [1, 1, 0]
    assert table.people.sum() == table.n
    assert table.findings == ()


def test_a_pattern_left_out_is_zero_and_said() -> None:
    table = read_capture_table("A,B,C,Freq\n1,0,0,5\n0,1,1,2\n1,1,0,3\n")
    assert table.counts.tolist() == [0, 5, 0, 3, 0, 0, 2, 0]
    filled = next(f for f in table.findings if f.remark is Remark.FILLED)
    assert filled.number == 4


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("A,B,Freq\n1,0,-3\n0,1,4\n", "line 2: Freq says -3"),
        ("A,B,Freq\n1,0,3.5\n0,1,4\n", "line 2: Freq says '3.5'"),
        ("A,B,Freq\n1,0,many\n0,1,4\n", "line 2: Freq says 'many'"),
        ("A,B,Freq\n1,0,1e3\n0,1,4\n", "line 2: Freq says '1e3'"),
        ("A,B,Freq\n1,0,0\n0,1,0\n", "every count is zero"),
        ("A,B,Freq\n0,0,7\n1,0,4\n", "7 people are on none of the lists"),
        ("A,B,Freq\n1,0,\n0,1,4\n", "line 2: Freq is empty"),
        ("A,B,Freq\n1,0,2\n1,0,4\n", "lines 2 and 3 both count pattern 10"),
        ("A,B,Freq\n1,0,2\n1,2,4\n0,1,3\n", "line 3: list B says '2'"),
        ("A,Freq\n1,3\n", "only one list"),
        ("A,A,Freq\n1,0,3\n", "two columns are called 'A'"),
        ("A,B,Freq\n1,0\n", "line 2 has 2 cells"),
        ("A,B,Freq\n", "no line below it"),
        ("", "the table is empty"),
        ("who,when\nx,y\n", "no column says 0 or 1"),
        ("A,B\n1,0\n0,0\n", "this person is on none of the lists"),
        ('A,B,Freq\n1,"0,3\n', "cannot be read as CSV"),
    ],
)
def test_a_bad_table_gets_a_clear_error(text: str, says: str) -> None:
    with pytest.raises(BadTable) as error:
        read_capture_table(text)
    assert says in error.value.one_line


def test_forty_lists_are_refused_and_thirty_six_are_not() -> None:
    def wide(width: int) -> str:
        names = [f"L{j}" for j in range(width)]
        return ",".join([*names, "Freq"]) + "\n" + ",".join(["1"] * width + ["3"]) + "\n"

    assert read_capture_table(wide(36)).n == 3
    with pytest.raises(BadTable, match="40 lists"):
        read_capture_table(wide(40))


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ({(1, 0): -1, (0, 1): 2}, "cannot be negative"),
        ({(1, 0): 1.5, (0, 1): 2}, "whole number"),
        ({(0, 0): 4, (0, 1): 2}, "on none of the lists"),
        ({(1, 0): 0, (0, 1): 0}, "every count is zero"),
        ({(1, 0, 1): 2}, "does not say yes"),
        ({(1, 3): 2}, "does not say yes"),
    ],
)
def test_the_constructor_refuses_what_the_reader_refuses(people: dict[tuple[int, ...], int], says: str) -> None:
    with pytest.raises(BadTable, match=says):
        CaptureTable.from_patterns(("A", "B"), people)


def test_the_unseen_cell_may_stand_empty() -> None:
    table = read_capture_table("y;S1;S2;area\nNA;un;un;north\n4;obs;un;north\n2;un;obs;north\n1;obs;obs;north\n")
    assert table.n == 7
    assert remarks(table) >= {Remark.UNSEEN, Remark.COLUMN_LEFT_ASIDE}


def test_one_line_per_person_is_understood() -> None:
    text = "name_id,in_1,in_2,in_3,is_adult,year\nx,1,0,0,1,1999\ny,1,1,0,0,1999\nz,1,1,0,1,2000\n"
    table = read_capture_table(text, strata=["year"])
    assert table.lists == ("in_1", "in_2", "in_3")
    assert {key: t.n for key, t in table.split().items()} == {("1999",): 2, ("2000",): 1}


def test_strata_split_pool_and_come_back() -> None:
    text = "place,A,B,Freq\nnorth,1,0,5\nnorth,1,1,2\nsouth,1,0,7\nsouth,0,1,1\n"
    table = read_capture_table(text, strata=["place"])
    parts = table.split()
    assert parts[("north",)].n == 7
    assert parts[("south",)].counts.tolist() == [0, 7, 1, 0]
    assert table.pooled().counts.tolist() == [0, 12, 1, 2]
    again = read_capture_table(as_csv(table), strata=["place"])
    assert (again.hash, again.strata) == (table.hash, table.strata)
    assert read_capture_table(text).n == table.n  # the column left aside is summed over, and said
    assert Remark.SUMMED in remarks(read_capture_table(text))


def test_identical_strata_have_one_hash() -> None:
    text = "place,A,B,Freq\nnorth,1,0,5\nnorth,1,1,2\nsouth,1,0,5\nsouth,1,1,2\nwest,1,0,5\nwest,1,1,3\n"
    hashes = {key[0]: t.hash for key, t in read_capture_table(text, strata=["place"]).split().items()}
    assert hashes["north"] == hashes["south"] != hashes["west"]


def test_linked_lists_give_a_table_and_their_duplicates() -> None:
    rows = [("p1", "A", ("m",)), ("p1", "A", ("m",)), ("p1", "B", ("m",)), ("p2", "B", ("f",))]
    table = CaptureTable.from_people(rows, by=("sex",))
    assert {k: t.cells for k, t in table.split().items()} == {("m",): ((3, 1),), ("f",): ((2, 1),)}
    duplicates = next(f for f in table.findings if f.remark is Remark.DUPLICATES)
    assert (duplicates.lists, duplicates.number) == (("A",), 1)
    with pytest.raises(BadTable, match="two strata"):
        CaptureTable.from_people([*rows, ("p1", "B", ("f",))], by=("sex",))
    with pytest.raises(BadTable, match="not one of"):
        CaptureTable.from_people(rows, lists=("A",), by=("sex",))


def test_draws_of_a_linkage_share_their_lists() -> None:
    first = [("p1", "A", ()), ("p1", "B", ())]
    second = [("p1", "A", ()), ("p2", "B", ()), ("p2", "C", ())]
    one, two = tables_of_draws([first, second])
    assert one.lists == two.lists == ("A", "B", "C")
    assert one.cells == ((3, 1),)
    assert two.cells == ((1, 1), (6, 1))


def test_lists_can_be_dropped_merged_and_found_empty() -> None:
    table = read_capture_table(TINY)
    assert table.without("Press").counts.tolist() == [0, 45, 34, 9]
    joined = table.merged(["Ward", "Press"], "Both")
    assert joined.lists == ("Both", "Court")
    assert joined.counts.tolist() == [0, 70, 30, 13]
    wide = CaptureTable(("A", "B", "Nobody"), (((), ((1, 5), (2, 4), (3, 1))),))
    assert wide.active().lists == ("A", "B")
    assert Remark.EMPTY_LIST in remarks(wide)
    with pytest.raises(NoEstimate, match="only one list, A,"):
        CaptureTable.from_patterns(("A", "B"), {(1, 0): 5}).active()
    with pytest.raises(BadTable, match="no list Nowhere"):
        table.without("Nowhere")
    with pytest.raises(BadTable, match="only one list"):
        table.keep(["Ward"])


def test_the_report_sees_lists_that_never_meet_or_copy() -> None:
    apart = CaptureTable.from_patterns(("A", "B", "C"), {(1, 0, 0): 5, (0, 1, 0): 4, (0, 0, 1): 2})
    assert remarks(apart) == {Remark.FILLED, Remark.NO_OVERLAP}
    copied = CaptureTable.from_patterns(
        ("A", "B", "C"), {(1, 0, 0): 5, (1, 1, 0): 4, (1, 1, 1): 2, (1, 0, 1): 3, (0, 0, 1): 2}
    )
    inside = next(f for f in copied.findings if f.remark is Remark.CONTAINED_LIST)
    assert (inside.lists, inside.number) == (("B", "A"), 6)
    lonely = CaptureTable.from_patterns(("A", "B", "C"), {(1, 1, 0): 5, (1, 0, 0): 1, (0, 1, 0): 2, (0, 0, 1): 2})
    assert Remark.ISOLATED_LIST in remarks(lonely)


def test_numpy_counts_are_welcome() -> None:
    assert CaptureTable.from_counts(("A", "B"), np.array([0, 3, 2, 1])).n == 6


@pytest.mark.parametrize("name", ["kosovo_1999_4lists", "sparsemse_NewOrl", "verdata_reclutamiento_R1_hombre_1999"])
def test_published_tables_are_read(shared, name: str) -> None:
    said = {
        "kosovo_1999_4lists": (4400, 4),
        "sparsemse_NewOrl": (185, 8),
        "verdata_reclutamiento_R1_hombre_1999": (982, 20),
    }
    table = read_capture_table((shared / f"data/mse/tables/{name}.csv").read_text("utf-8"))
    assert (table.n, len(table.lists)) == said[name]


def test_every_published_table_is_read(shared) -> None:
    files = sorted((shared / "data/mse/tables").glob("*.csv"))
    assert len(files) == 20
    for file in files:
        assert read_capture_table(file.read_text("utf-8")).n > 0
