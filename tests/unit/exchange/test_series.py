"""A series that reports itself: what adds up, what does not, what cannot be checked."""

from __future__ import annotations

from pathlib import Path

from bilan.exchange.cells import whole_number
from bilan.exchange.mapping import built_in, load_mapping
from bilan.exchange.series import check_series
from bilan.exchange.series_file import check_file, records

ROOT = Path(__file__).parents[3]
TABLE = built_in("monthly_reports").tables[0]
REPORTS = [
    {"month_covered": "2031-01", "published": "2031-02-02", "carried_over": "5", "received": "10", "completed": "8",
     "credible": "3", "non_credible": "4", "duplicate": "1", "open_end": "7", "deaths_this_report": "", "cumulative_deaths": "100"},
    {"month_covered": "2031-02", "published": "2031-03-02", "carried_over": "7", "received": "4", "completed": "6",
     "credible": "2", "non_credible": "4", "duplicate": "0", "open_end": "5", "deaths_this_report": "9", "cumulative_deaths": "109"},
]  # fmt: skip


def test_an_invented_series_adds_up() -> None:
    identities = check_series(REPORTS, TABLE)
    assert len(identities) == 6
    assert all(i.holds for i in identities)


def test_an_error_in_any_cell_of_a_sum_is_found() -> None:
    taking_part = [
        (at, column)
        for at, row in enumerate(REPORTS)
        for column in row
        if row[column].isdigit() and not (at == 0 and column == "deaths_this_report")
    ]
    for at, column in taking_part:
        changed = [dict(row) for row in REPORTS]
        changed[at][column] = str(int(changed[at][column]) + 1)
        assert any(not i.holds for i in check_series(changed, TABLE)), (at, column)


def test_a_missing_cell_leaves_its_sum_unchecked_and_a_word_fails_it() -> None:
    without = [{**row, "duplicate": ""} for row in REPORTS]
    assert not [i for i in check_series(without, TABLE) if "credible" in i.rule]
    word = [{**row, "duplicate": "few"} for row in REPORTS]
    assert [i.found for i in check_series(word, TABLE) if "credible" in i.rule and not i.holds] == ["8", "6"]


def test_months_that_do_not_follow_each_other_are_not_compared() -> None:
    apart = [REPORTS[0], {**REPORTS[1], "month_covered": "2031-03"}]
    assert len(check_series(apart, TABLE)) == len(check_series(REPORTS, TABLE)) - 2


def test_the_official_series_closes(shared: Path) -> None:
    identities = check_file(shared / "data/coalition_claims_ledger/monthly_reports.csv", "monthly_reports")
    assert all(i.holds for i in identities)
    assert "352 + 132 = 484" in {i.terms for i in identities}
    assert "42 + 43 - 47 = 38" in {i.terms for i in identities}


def test_the_example_mapping_describes_the_same_series(shared: Path) -> None:
    path = shared / "data/coalition_claims_ledger/monthly_reports.csv"
    mapping = load_mapping(ROOT / "examples/mappings/coalition_claims_ledger.toml")
    assert check_file(path, mapping) == check_file(path, "monthly_reports")


def test_every_injected_error_in_the_official_series_is_found(shared: Path) -> None:
    folder = shared / "data/coalition_claims_ledger"
    rows = records((folder / "monthly_reports.csv").read_text(encoding="utf-8"))
    beside = {"cumulative_claims.csv": records((folder / "cumulative_claims.csv").read_text(encoding="utf-8"))}
    before = check_series(rows, TABLE, beside)
    columns = ("carried_over", "received", "completed", "credible", "non_credible", "duplicate", "open_end",
               "deaths_this_report", "cumulative_deaths")  # fmt: skip
    found = tried = 0
    for at, row in enumerate(rows):
        for column in columns:
            if not row[column]:
                continue
            blank = [dict(r) for r in rows]
            blank[at][column] = ""
            if len(check_series(blank, TABLE, beside)) == len(before):
                continue  # the cell takes part in no sum
            changed = [dict(r) for r in rows]
            changed[at][column] = str((whole_number(row[column]) or 0) + 1)
            tried += 1
            found += any(not i.holds for i in check_series(changed, TABLE, beside))
    assert found == tried > 40


def test_seven_days_of_the_daily_totals_contradict_themselves(shared: Path) -> None:
    identities = check_file(shared / "data/official_daily_totals/casualties_daily.csv", "official_daily")
    assert len(identities) == 998
    assert sum(i.holds for i in identities) == 991
