"""A series that reports itself: what adds up, what does not, what cannot be checked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bilan.exchange.cells import whole_number
from bilan.exchange.editions import corrections, falls
from bilan.exchange.mapping import built_in, load_mapping
from bilan.exchange.series import check_series
from bilan.exchange.series_file import check_file, examine_file, examine_text, records
from bilan.exchange.series_rules import series_rules
from bilan.model.errors import WrongUse

ROOT = Path(__file__).parents[3]
TABLE = built_in("monthly_reports").tables[0]
REPORTS = [
    {"month_covered": "2031-01", "published": "2031-02-02", "carried_over": "5", "received": "10", "completed": "8",
     "credible": "3", "non_credible": "4", "duplicate": "1", "open_end": "7", "deaths_this_report": "", "cumulative_deaths": "100"},
    {"month_covered": "2031-02", "published": "2031-03-02", "carried_over": "7", "received": "4", "completed": "6",
     "credible": "2", "non_credible": "4", "duplicate": "0", "open_end": "5", "deaths_this_report": "9", "cumulative_deaths": "109"},
]  # fmt: skip


FULLY_STATED = ("2017-02", "2017-03", "2018-11", "2018-12", "2019-08")


def wrong_numbers(words: str) -> set[str]:
    n = whole_number(words)
    assert n is not None
    return {str(w) for w in (n + 1, n - 1, n * 10, int(str(n)[::-1]), n + 100) if w != n and w >= 0}


def _mutated(
    rows: list[dict[str, str]], table: dict[str, Any], beside: dict[str, list[dict[str, str]]] | None = None
) -> tuple[list[tuple[int, str, str]], list[tuple[int, str, str]]]:
    """Every wrong number in every cell that takes part in a sum: those that were tried, and those that passed."""
    before = check_series(rows, table, beside)
    tried, missed = [], []
    for at, row in enumerate(rows):
        for column in series_rules(table).figures:
            if whole_number(row.get(column, "")) is None:
                continue
            blank = [dict(r) for r in rows]
            blank[at][column] = ""
            if check_series(blank, table, beside) == before:
                continue  # the cell takes part in no sum
            for wrong in wrong_numbers(row[column]):
                changed = [dict(r) for r in rows]
                changed[at][column] = wrong
                tried.append((at, column, wrong))
                failing = {(i.period, i.rule) for i in before if not i.holds}
                now = {(i.period, i.rule) for i in check_series(changed, table, beside) if not i.holds}
                if not now - failing:
                    missed.append((at, column, wrong))
    return tried, missed


def test_an_invented_series_adds_up() -> None:
    identities = check_series(REPORTS, TABLE)
    assert len(identities) == 6
    assert all(i.holds for i in identities)


def test_an_error_in_any_cell_of_a_sum_is_found() -> None:
    tried, missed = _mutated(REPORTS, TABLE)
    assert not missed
    cells = {(at, column) for at, column, _ in tried}
    assert len(cells) == 17  # every number but the deaths of the first report, which has no total before it


def test_a_missing_cell_leaves_its_sum_unchecked_and_a_word_fails_it() -> None:
    without = [{**row, "duplicate": "", "received": ""} for row in REPORTS]
    assert not [i for i in check_series(without, TABLE) if "credible" in i.rule]
    word = [{**row, "duplicate": "few"} for row in REPORTS]
    assert [i.found for i in check_series(word, TABLE) if "credible" in i.rule and not i.holds] == ["8", "6"]


def test_a_full_report_that_names_no_duplicate_had_none() -> None:
    """It states what was carried over, received, completed and left open: what it does not name, it does not have."""
    unnamed = [{**row, "duplicate": ""} for row in REPORTS]
    told = [i for i in check_series(unnamed, TABLE) if "credible" in i.rule]
    assert [(i.holds, i.terms) for i in told] == [(False, "3 + 4 = 8"), (True, "2 + 4 = 6")]


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
    """Any cell that takes part in a sum, and any wrong number in it: one more or less, ten times, digits exchanged."""
    folder = shared / "data/coalition_claims_ledger"
    rows = records((folder / "monthly_reports.csv").read_text(encoding="utf-8"))
    beside = {"cumulative_claims.csv": records((folder / "cumulative_claims.csv").read_text(encoding="utf-8"))}
    tried, missed = _mutated(rows, TABLE, beside)
    assert not missed
    full = {(at, c) for at, c, _ in tried if rows[at]["month_covered"] in FULLY_STATED}
    given = {
        (at, c)
        for at, row in enumerate(rows)
        if row["month_covered"] in FULLY_STATED
        for c in ("carried_over", "received", "completed", "credible", "non_credible", "duplicate", "open_end")
        if row[c]
    }
    assert given <= full
    assert len(given) == 33
    assert len(tried) > 200


def test_the_five_fully_stated_months_hold(shared: Path) -> None:
    identities = check_file(shared / "data/coalition_claims_ledger/monthly_reports.csv", "monthly_reports")
    for month in FULLY_STATED:
        of_month = [i for i in identities if i.period == month]
        assert len(of_month) >= 2
        assert all(i.holds for i in of_month)


def test_seven_days_of_the_daily_totals_contradict_themselves(shared: Path) -> None:
    identities = check_file(shared / "data/official_daily_totals/casualties_daily.csv", "official_daily")
    assert len(identities) == 998
    assert sum(i.holds for i in identities) == 991


def test_the_other_daily_series_hold_and_their_falls_are_told(shared: Path) -> None:
    folder = shared / "data/official_daily_totals"
    lebanon = examine_file(folder / "lebanon_casualties_daily.csv", "official_daily")
    assert (
        len(lebanon.identities) == 594
    )  # 149 with the count carried on, 148 within the phases, and both for the injured
    assert all(i.holds for i in lebanon.identities)
    assert not lebanon.falls  # the count of 5 March 2026 begins anew: no fall
    west_bank = examine_file(folder / "west_bank_daily.csv", "official_daily")
    assert len(west_bank.identities) == 398 + 398 + 384 + 384
    assert all(i.holds for i in west_bank.identities)
    assert [(f.column, f.before, f.after) for f in west_bank.falls] == [("injured_children_cum", 1903, 1902)]
    gaza = examine_file(folder / "casualties_daily.csv", "official_daily")
    assert [(f.column, f.before, f.after) for f in gaza.falls] == [
        ("killed_women_cum", 1032, 1000),
        ("killed_women_cum", 1000, 967),
        ("famine_cum", 104, 101),
    ]


def test_a_count_that_begins_anew_without_a_phase_is_a_fall(shared: Path) -> None:
    rows = records((shared / "data/official_daily_totals/lebanon_casualties_daily.csv").read_text(encoding="utf-8"))
    rules = series_rules({**built_in("official_daily").tables[0], "totals": ["killed_cum_reported"]})
    assert len(falls(rows, rules)) == 1


# ---------------------------------------------------------------- every identity, on invented series


def _daily(columns: str, *rows: str) -> list[dict[str, str]]:
    return [dict(zip(columns.split(","), row.split(","), strict=True)) for row in rows]


INVENTED: dict[str, tuple[int, list[dict[str, str]], dict[str, list[dict[str, str]]]]] = {
    "monthly": (
        0,
        [
            *REPORTS,
            {"month_covered": "2031-03", "published": "2031-04-02", "carried_over": "5", "received": "3", "completed": "4",
             "credible": "1", "non_credible": "3", "duplicate": "", "open_end": "4", "deaths_this_report": "6", "cumulative_deaths": "115"},
        ],
        {
            "cumulative_claims.csv": _daily(
                "as_of,quantity,scope,qualifier,min", "2031-03-02,killed admitted,since 2030,,109", "2031-04-02,killed admitted,since 2030,,115"
            ),
            "admissions_by_month.csv": _daily("month_covered,deaths", "2031-03,4", "2031-03,2", "2031-02,9"),
            "admissions_since_the_start.csv": _daily("month_covered,deaths", "2031-01,100", "2031-02,9", "2031-03,4", "2031-03,2"),
        },
    ),
    "phases": (
        0,
        _daily(
            "report_date,phase,killed,killed_cum,killed_cum_reported,injured,injured_cum,injured_cum_reported",
            "2031-05-01,1,,40,40,,90,90", "2031-05-02,1,3,43,43,5,95,95", "2031-05-03,2,2,45,2,4,99,4", "2031-05-04,2,7,52,9,6,105,10",
        ),
        {},
    ),
    "daily": (1, _daily("report_date,killed,killed_cum", "2031-05-01,,40", "2031-05-02,3,43", "2031-05-03,2,45"), {}),
    "verified": (
        2,
        _daily(
            "report_date,verified.killed,verified.killed_cum,verified.injured,verified.injured_cum,verified.killed_children,"
            "verified.killed_children_cum,verified.injured_children,verified.injured_children_cum",
            "2031-05-01,,14,,60,,5,,20", "2031-05-02,3,17,9,69,1,6,4,24",
        ),
        {},
    ),
    "injured": (0, _daily("report_date,injured,injured_cum", "2031-05-01,,60", "2031-05-02,9,69"), {}),
}  # fmt: skip
FORMAT_OF = {"monthly": "monthly_reports", "injured": "official_daily_injured"}


@pytest.mark.parametrize("name", INVENTED)
def test_every_identity_holds_on_an_invented_series_and_fires_on_an_error(name: str) -> None:
    at, rows, beside = INVENTED[name]
    table = built_in(FORMAT_OF.get(name, "official_daily")).tables[at]
    held = check_series(rows, table, beside)
    assert all(i.holds for i in held)
    assert {i.rule for i in held} == {rule.name for rule in series_rules(table).rules}
    tried, missed = _mutated(rows, table, beside)
    assert tried
    assert not missed
    fired = set()
    for row, column, wrong in tried:
        changed = [dict(r) for r in rows]
        changed[row][column] = wrong
        fired |= {i.rule for i in check_series(changed, table, beside) if not i.holds}
    assert fired == {i.rule for i in held}


def test_an_error_in_one_itemised_admission_is_found() -> None:
    _, rows, beside = INVENTED["monthly"]
    for name in ("admissions_by_month.csv", "admissions_since_the_start.csv"):
        for at in range(len(beside[name])):
            items = [dict(r) for r in beside[name]]
            items[at]["deaths"] = str(int(items[at]["deaths"]) + 1)
            broken = [i for i in check_series(rows, TABLE, {**beside, name: items}) if not i.holds]
            assert broken, (name, at)
            assert all("itemised" in i.rule for i in broken)


def test_the_items_of_a_total_are_shown_and_an_empty_one_leaves_it_unchecked() -> None:
    _, rows, beside = INVENTED["monthly"]
    assert "4 + 2 = 6" in {i.terms for i in check_series(rows, TABLE, beside)}
    items = [{**r, "deaths": ""} if r["deaths"] == "4" else r for r in beside["admissions_by_month.csv"]]
    told = check_series(rows, TABLE, {"admissions_by_month.csv": items})
    assert [i.period for i in told if i.rule.startswith("itemised admissions of the month")] == ["2031-02"]


def test_items_cannot_be_what_a_sum_equals() -> None:
    table = {**TABLE, "identity": [{"rule": "r", "sum": ["deaths_this_report"], "equals": "beside.admissions_so_far"}]}
    with pytest.raises(WrongUse, match="equals a list of items"):
        series_rules(table)


# ---------------------------------------------------------------- editions


RESTATED = {**REPORTS[0], "published": "2031-05-20", "completed": "9", "credible": "4", "open_end": "6"}


def test_a_later_edition_is_a_correction_and_both_are_kept() -> None:
    rows = [*REPORTS, RESTATED]
    assert all(i.holds for i in check_series(rows, TABLE))
    assert [i.period for i in check_series(rows, TABLE)].count("2031-01") == 2 * [
        i.period for i in check_series(REPORTS, TABLE)
    ].count("2031-01")
    told = corrections(rows, series_rules(TABLE))
    assert {(c.column, c.before, c.after) for c in told} == {
        ("completed", "8", "9"),
        ("credible", "3", "4"),
        ("open_end", "7", "6"),
    }
    assert {(c.period, c.earlier, c.later) for c in told} == {("2031-01", "2031-02-02", "2031-05-20")}


def test_an_edition_that_says_the_same_corrects_nothing() -> None:
    assert corrections([*REPORTS, {**REPORTS[0], "published": "2031-05-20"}], series_rules(TABLE)) == []


def test_a_report_is_held_to_the_edition_that_stood_when_it_was_published() -> None:
    after = {**REPORTS[1], "month_covered": "2031-02", "published": "2031-06-01", "carried_over": "6", "open_end": "4"}
    assert all(i.holds for i in check_series([*REPORTS, RESTATED, after], TABLE))
    too_early = {**after, "published": "2031-04-01"}
    failing = [i for i in check_series([*REPORTS, RESTATED, too_early], TABLE) if not i.holds]
    assert [i.terms for i in failing] == ["7 = 6"]


def test_an_error_inside_a_correction_is_still_an_error() -> None:
    wrong = {**RESTATED, "credible": "5"}
    assert [i.terms for i in check_series([*REPORTS, wrong], TABLE) if not i.holds] == ["5 + 4 + 1 = 9"]


def test_a_day_reported_twice_is_a_correction_in_a_daily_series() -> None:
    text = "report_date,killed,killed_cum\n2031-05-01,,40\n2031-05-02,3,43\n2031-05-02,4,44\n2031-05-03,2,46\n"
    told = examine_text("d.csv", text, "official_daily")
    assert all(i.holds for i in told.identities)
    assert [(c.column, c.before, c.after, c.earlier, c.later) for c in told.corrections] == [
        ("killed_cum", "43", "44", "row 3", "row 4"),
        ("killed", "3", "4", "row 3", "row 4"),
    ]


def test_a_running_total_that_falls_is_told_and_one_that_rises_is_not() -> None:
    fallen = [{**REPORTS[0], "cumulative_deaths": "120"}, REPORTS[1]]
    told = falls(fallen, series_rules(TABLE))
    assert [(f.period, f.column, f.before, f.after, f.since) for f in told] == [
        ("2031-02", "cumulative_deaths", 120, 109, "2031-01")
    ]
    assert falls(REPORTS, series_rules(TABLE)) == []


def test_a_fall_is_seen_across_reports_that_do_not_give_the_total() -> None:
    rows = _daily("report_date,killed,killed_cum", "2031-05-01,,40", "2031-05-02,,", "2031-05-03,,39")
    told = falls(rows, series_rules(built_in("official_daily").tables[1]))
    assert [(f.since, f.before, f.after) for f in told] == [("2031-05-01", 40, 39)]
