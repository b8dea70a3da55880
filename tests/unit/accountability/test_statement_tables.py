"""Responses from a recorder's tables: the layout, the gap table, the recorder's code beside the words. All invented."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from bilan.accountability.checks import grid, literal, numbers
from bilan.accountability.reporting import Report, report
from bilan.accountability.response import Number
from bilan.accountability.statement_layout import BUILT_IN, built_in, read_statement_layout
from bilan.accountability.statement_table import Filed, read_statements
from bilan.lint import built_in as incident_layout
from bilan.lint.mgrs import read_mgrs
from bilan.model.errors import WrongUse
from bilan.model.vocab import ResponseKind

K = ResponseKind
GRID = "37SEV0505"
LAYOUT = """
date_forms = ["%d.%m.%Y"]
[statements]
incident = { code = "case" }
party = "who"
member = "for"
said = "day"
words = "text"
mgrs = "square"
conceded = "dead"
conceded_injured = "hurt"
only = { type = ["reply"] }
[parties]
nobody = ""
[[position]]
kind = "admitted"
where = { verdict = ["accepted"] }
[[position]]
kind = "no_response"
where = { verdict = ["open"] }
"""
STATEMENTS = [
    # the code says accepted; an early denial, a late admission
    {"case": "A1", "day": "01.05.2019", "text": "No allied strikes were carried out there.", "verdict": "accepted", "dead": "3"},
    {"case": "A1", "day": "01.09.2020", "text": "Three civilians were unintentionally killed.", "verdict": "accepted", "dead": "3"},
    # a member speaks for itself
    {"case": "A1", "for": "Netherlands", "day": "02.09.2020", "text": "We did not strike the mill.", "verdict": "accepted"},
    # the words do not say which; the code does
    {"case": "A2", "day": "01.06.2019", "text": "Closed.", "verdict": "accepted", "dead": "2"},
    # conceded injured only
    {"case": "A3", "day": "01.06.2019", "text": "One civilian was unintentionally injured.", "verdict": "accepted", "hurt": "1"},
    # no statement, only the code
    {"case": "A4", "type": "strike", "text": "Two strikes near the mill.", "verdict": "open"},
    # the code still open, the statement admits
    {"case": "A5", "day": "01.07.2019", "text": "One civilian was unintentionally killed.", "verdict": "open"},
]  # fmt: skip
INCIDENTS = [
    {"code": "A1", "date": "2019-04-01", "killed_min": "5", "killed_max": "8"},
    {"code": "A2", "date": "2019-04-01", "killed_min": "2", "killed_max": "2"},
    {"code": "A3", "date": "2019-04-01", "killed_min": "0", "killed_max": "1"},
    {"code": "A4", "date": "2019-04-01", "killed_min": "4", "killed_max": "4"},
    {"code": "A5", "date": "2019-08-01", "killed_min": "1", "killed_max": "1"},
]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    columns = list(dict.fromkeys(c for row in rows for c in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def filed(folder: Path, statements: list[dict[str, str]] = STATEMENTS) -> Filed:
    lat, lon = read_mgrs(GRID)
    rows = [
        {"type": "reply", "who": "US-led Coalition", "for": "nobody", "square": "", "hurt": "", "dead": "", **s}
        for s in statements
    ]
    places = [{**row, "lat": f"{lat:.4f}", "lon": f"{lon:.4f}"} for row in INCIDENTS]
    return read_statements(
        [write(folder / "replies.csv", rows)],
        read_statement_layout(LAYOUT),
        [write(folder / "incidents.csv", places)],
        incident_layout("csv"),
    )


@pytest.fixture
def told(tmp_path: Path) -> Report:
    return report(filed(tmp_path), as_of=date(2019, 5, 1))


def test_the_gap_table_has_every_incident_that_the_recorder_codes_as_admitted(told: Report) -> None:
    rows = {r.incident: r for r in told.gap}
    assert set(rows) == {"A1", "A2", "A3"}
    assert (rows["A1"].conceded, rows["A1"].alleged, rows["A1"].gap) == (Number(3, 3), Number(5, 8), Number(2, 5))
    assert rows["A1"].lag_days == 519, "to the admission, not to the denial before it"
    assert (rows["A2"].lag_days, rows["A2"].gap) == (61, Number(0, 0))
    assert (rows["A3"].conceded, rows["A3"].gap) == (Number(0, 0), Number(0, 1)), (
        "who concedes injured concedes no dead"
    )
    assert told.sums() == {
        "incidents": 3,
        "without_a_number": 0,
        "conceded": {"low": 5, "high": 5},
        "alleged": {"low": 7, "high": 11},
    }
    assert (told.lags["event_to_admission"].median_days, told.lags["event_to_admission"].n) == (61, 3)


def test_the_words_decide_before_the_code_and_the_code_where_they_say_nothing(told: Report) -> None:
    own = {h.subject: h for h in told.histories if h.party.name == "US-led Coalition"}
    assert [r.kind for r in own["A1"].responses] == [K.DENIED_NO_ACTIVITY, K.ADMITTED_LOWER]
    assert own["A1"].responses[0].conceded is None, "a denial concedes nothing, whatever the incident is coded with"
    assert own["A2"].standing is K.ADMITTED_FULL


def test_a_code_that_the_latest_statement_contradicts_is_listed(told: Report) -> None:
    (differs,) = told.differs
    assert (differs.incident, differs.code, differs.standing) == ("A5", K.NO_RESPONSE, K.ADMITTED)


def test_an_incident_without_a_statement_is_silence_by_the_recorders_code(told: Report) -> None:
    silent = next(h for h in told.histories if h.subject == "A4")
    assert (silent.standing, silent.silent_days) == (K.NO_RESPONSE, 30)


def test_a_member_that_speaks_for_itself_stands_beside_the_alliance(told: Report) -> None:
    (row,) = [b for b in told.beside if b.members]
    assert (row.subject, row.says, dict(row.members)) == ("A1", K.ADMITTED_LOWER, {"Netherlands": K.DENIED_NO_ACTIVITY})
    assert [r.incident for r in told.gap].count("A1") == 1


def test_a_statement_dated_before_the_event_is_left_out_of_the_median(told: Report) -> None:
    every = told.lags["event_to_every_statement"]
    assert (every.n, every.before_the_event) == (5, 1)


def test_statements_repeated_across_files_count_once(tmp_path: Path) -> None:
    layout = read_statement_layout(LAYOUT)
    one = filed(tmp_path)
    (tmp_path / "copy.csv").write_bytes((tmp_path / "replies.csv").read_bytes())
    both = report(
        read_statements(
            [tmp_path / "replies.csv", tmp_path / "copy.csv"],
            layout,
            [tmp_path / "incidents.csv"],
            incident_layout("csv"),
        )
    )
    alone = report(one)
    assert (both.statements, both.repeats, both.texts) == (alone.statements, alone.statements, alone.texts)
    assert both.totals == alone.totals
    assert both.gap == alone.gap


def test_one_sentence_that_answers_many_allegations_is_one_text_and_many_statements(tmp_path: Path) -> None:
    same = [
        {"case": c, "day": "01.05.2019", "text": "No allied strikes were conducted.", "verdict": ""}
        for c in ("A1", "A2")
    ]
    told = report(filed(tmp_path, same))
    assert (told.statements, told.texts, told.totals) == (2, 1, {K.DENIED_NO_ACTIVITY: 2})


def test_only_one_party_may_be_asked_about(tmp_path: Path) -> None:
    everything = filed(tmp_path)
    member = next(s.response.party for s in everything.statements if s.response.party.name == "Netherlands")
    assert [h.party.name for h in report(everything, of=member.id).histories] == ["Netherlands"]


def test_incidents_that_the_table_lacks_are_named(tmp_path: Path) -> None:
    odd = [{"case": "Z9", "day": "01.05.2019", "text": "No allied strikes were conducted.", "verdict": ""}]
    assert report(filed(tmp_path, odd)).unknown == ("Z9",)


def test_rows_without_an_incident_and_statements_without_a_date_are_counted(tmp_path: Path) -> None:
    odd = [
        {"case": "", "day": "01.05.2019", "text": "No allied strikes were conducted.", "verdict": ""},
        {"case": "A1", "day": "31.02.2019", "text": "No allied strikes were conducted.", "verdict": ""},
    ]
    told = report(filed(tmp_path, odd))
    assert (told.statements, told.nameless, told.undated) == (1, 1, 1)


def test_the_number_coded_must_stand_in_the_words(tmp_path: Path) -> None:
    rows = [
        {"case": "A1", "day": "01.05.2019", "text": "Twenty one civilians were unintentionally killed.", "dead": "21"},
        {"case": "A2", "day": "01.05.2019", "text": "Sixteen civilians were unintentionally killed.", "dead": "10"},
        {"case": "A3", "day": "01.05.2019", "text": "One civilian was unintentionally wounded.", "dead": "0"},
        {"case": "A4", "day": "01.05.2019", "text": "Four civilians were unintentionally killed.", "dead": "0"},
    ]
    found = literal(filed(tmp_path, [{"verdict": "accepted", **r} for r in rows]))
    assert found.looked_at == 4
    assert [s.response.subject for s in found.missing] == ["A2", "A4"]


def test_numbers_are_read_in_digits_and_in_words() -> None:
    assert {33, 4} <= numbers("Thirty three civilians and 4 guards were killed.")
    assert 22 in numbers("Vingt-deux civils ont été tués.")


def test_a_grid_reference_far_from_the_incident_is_measured_and_a_broken_one_named(tmp_path: Path) -> None:
    rows = [("A1", GRID), ("A2", "37FSV0505"), ("A3", "37SEV050"), ("A4", GRID), ("A4", GRID)]
    statements = [
        {"case": c, "day": "01.05.2019", "text": f"Closed {i}.", "square": g} for i, (c, g) in enumerate(rows)
    ]
    found = grid(filed(tmp_path, [{"verdict": "accepted", **s} for s in statements]))
    assert (len(found.distances), found.near) == (3, 2), "a pair of incident and reference is looked at once"
    assert found.distances[0][0] == "A2"
    assert found.distances[0][2] > 5_000
    assert [u[0] for u in found.unreadable] == ["A3"]


# ------------------------------------------------------------------ layouts


def test_the_built_in_layouts_are_known_by_their_columns(tmp_path: Path) -> None:
    assert [built_in(name).name for name in BUILT_IN] == list(BUILT_IN)
    rows = [{"incident": "A1", "party": "Russia", "said": "2019-05-01", "words": "The ministry denies it.", "kind": ""}]
    (one,) = read_statements([write(tmp_path / "s.csv", rows)]).statements
    assert (one.response.party.name, one.response.kind, one.response.said) == ("Russia", K.DENIED, date(2019, 5, 1))
    with pytest.raises(WrongUse, match="no table of statements"):
        read_statements([write(tmp_path / "x.csv", [{"a": "1"}])])


def test_a_person_may_say_the_kind_in_any_language(tmp_path: Path) -> None:
    rows = [
        {
            "incident": "A1",
            "party": "Russia",
            "said": "2019-05-01",
            "words": "The ministry denies it.",
            "kind": "versement",
        }
    ]
    (one,) = read_statements([write(tmp_path / "s.csv", rows)]).statements
    assert one.response.kind is K.PAYMENT


def test_a_kind_that_is_none_names_its_row(tmp_path: Path) -> None:
    rows = [{"incident": "A1", "party": "Russia", "said": "", "words": "", "kind": "sorrow"}]
    with pytest.raises(WrongUse, match="row 2: 'sorrow' is no response kind"):
        read_statements([write(tmp_path / "s.csv", rows)])


def test_a_column_that_a_persons_own_layout_names_must_be_there(tmp_path: Path) -> None:
    rows = [
        {"type": "reply", "who": "Russia", "case": "A1", "day": "01.05.2019", "text": "", "verdict": "", "dead": ""}
    ]
    with pytest.raises(WrongUse, match="lacks the column for, square, hurt"):
        read_statements([write(tmp_path / "s.csv", rows)], read_statement_layout(LAYOUT))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "statements"),
        ("date_forms = ['%d%d']\n[statements]\nincident = { code = 'c' }\nparty = 'p'\nwords = 'w'\n", "date_forms"),
        ("[statements]\nparty = 'p'\nwords = 'w'\n", "statements.incident"),
        ("[statements]\nincident = { code = 'c' }\nparty = 'p'\n", "statements"),
        ("[statements]\nincident = { code = 'c' }\nparty = 'p'\nwords = 'w'\ncolour = 'x'\n", "statements.colour"),
        ("[statements]\nincident = { code = 'c' }\nparty = 'p'\nwords = 'w'\nconceded = 4\n", "statements.conceded"),
        (
            "[statements]\nincident = { code = 'c' }\nparty = 'p'\nwords = 'w'\n[[position]]\nkind = 'sorry'\n",
            "position[0].kind",
        ),
    ],
)
def test_a_layout_that_cannot_be_read_names_its_key(text: str, key: str) -> None:
    with pytest.raises(WrongUse, match=rf"`{key.replace('[', chr(92) + '[').replace(']', chr(92) + ']')}`"):
        read_statement_layout(text)


# ------------------------------------------------------------------ the public record of one alliance, read in place


def test_the_public_statements_of_the_coalition(shared: Path, tmp_path: Path) -> None:
    """The facts that its description states hold of the part that is for development, where the same share holds."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    data = shared / "data"
    file, incidents = data / "coalition_responses/dev/responses.parquet", data / "airwars_syria/dev/incidents.parquet"
    if not (file.is_file() and incidents.is_file()):
        pytest.skip("the official statements (../shared/data/coalition_responses) are not beside this checkout")
    found = read_statements([file, file], incidents=[incidents])
    told = report(found)
    assert (told.statements, told.repeats) == (1505, 1505)
    assert told.own_texts == 705, "886 over both parts"
    sums = told.sums()
    assert sums["incidents"] == 155
    assert sums["conceded"] == {"low": 569, "high": 571}
    assert sums["alleged"] == {"low": 846, "high": 1669}
    lag = told.lags["event_to_admission"]
    assert (lag.median_days, lag.n, lag.before_the_event) == (221, 153, 2)
    words = literal(found)
    assert 1 - len(words.missing) / words.looked_at == pytest.approx(402 / 415, abs=0.015)
    places = grid(found)
    assert places.near / len(places.distances) == pytest.approx(0.95, abs=0.005)
    assert [km > 9_000 for _, _, km in places.distances[:2]] == [True, False]
