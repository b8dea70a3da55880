"""Time on a line: what was said and what was answered, as precisely as known, in both directions of reading."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bilan.evidence import Dossier
from bilan.intake import add
from bilan.model.ids import ActorId, ClaimId
from bilan.model.period import Period
from bilan.reconcile.world import World
from bilan.release import build_site
from bilan.release.book import open_book
from bilan.release.chronicle import MOST_EVENTS, Chronicle, Event, Kind, Lane, _readable, chronicle
from bilan.release.timeline import LEAST, picture
from bilan.release.words import Words

REPORTS = {
    "recorder.txt": (
        "publisher: Airwars\npublished: 2017-04-03\nlang: en\n\n"
        "Airwars reported that at least 105 civilians were killed in Mosul by the US-led Coalition on 17 March 2017."
    ),
    "army.txt": (
        "publisher: US military\npublished: 2017-05\nlang: en\n\n"
        "The US military admitted that it killed 352 civilians since 2014, including 105 civilians killed in Mosul in "
        "March 2017."
    ),
    "ministry.txt": (
        "publisher: Russian Ministry of Defence\npublished: 2017-06-09\nlang: en\n\n"
        "The Russian Ministry of Defence denied that it killed any civilians in Deir Ezzor."
    ),
}


def _event(kind: Kind, period: str, claim: str = "c") -> Event:
    return Event(kind, Period.parse(period), (ClaimId(claim),))


def _told(*events: Event, also: tuple[str, ...] = ()) -> Chronicle:
    return Chronicle((Lane(ActorId("united-states"), events, also=tuple(ActorId(a) for a in also)),))


TOLD = _told(
    _event(Kind.HAPPENED, "2017-03-17"), _event(Kind.HAPPENED, "2017-03", "d"),
    _event(Kind.SAID, "2017-04-03"), _event(Kind.ADMITTED, "2017-05", "d"),
)  # fmt: skip


def _marks(told: Chronicle, lang: str) -> list[tuple[str, float, float, int]]:
    drawn = picture(told, Words(lang))
    return [(m.kind, m.x, m.width, m.row) for strip in drawn.strips for track in strip.tracks for m in track.marks]


def test_in_arabic_time_runs_the_other_way() -> None:
    for (kind, x, width, _), (same, mirrored, as_wide, _) in zip(_marks(TOLD, "fr"), _marks(TOLD, "ar"), strict=True):
        assert (kind, width) == (same, as_wide)
        assert x + width == pytest.approx(100 - mirrored, abs=0.02)
    ticks = [[t.x for t in picture(TOLD, Words(lang)).ticks] for lang in ("fr", "ar")]
    assert ticks[0] == sorted(ticks[0])
    assert ticks[1] == sorted(ticks[1], reverse=True)


def test_later_stands_further_along() -> None:
    x = {(kind, row): at for kind, at, _, row in _marks(TOLD, "en")}
    assert min(at for (kind, _), at in x.items() if kind == "said") < next(
        at for (kind, _), at in x.items() if kind == "admitted"
    )


def test_a_month_is_a_bar_and_a_day_is_a_sign() -> None:
    widths = {(kind, width > 3 * LEAST) for kind, _, width, _ in _marks(TOLD, "en")}
    assert widths == {("happened", False), ("happened", True), ("said", False), ("admitted", True)}


def test_every_mark_has_its_row_in_the_table() -> None:
    drawn = picture(TOLD, Words("en"))
    rows = {e.number: e for e in drawn.entries}
    marks = [(m.row, m.kind) for strip in drawn.strips for track in strip.tracks for m in track.marks]
    assert len(marks) == 4
    assert all(rows[row].kind == kind for row, kind in marks)
    assert set(rows) == {row for row, _ in marks}


def test_a_period_that_nobody_ends_runs_out_of_the_picture() -> None:
    open_ended = Event(Kind.HAPPENED, Period(date(2014, 8, 8), None), (ClaimId("e"),))
    drawn = picture(_told(open_ended, _event(Kind.SAID, "2017-04-03")), Words("en"))
    (mark,) = (m for t in drawn.strips[0].tracks for m in t.marks if m.kind is Kind.HAPPENED)
    assert mark.before
    assert mark.after


def test_many_dates_are_gathered_until_a_reader_can_take_them_in() -> None:
    days = [Event(Kind.SAID, Period.day(date(2017, 1 + n % 12, 1 + n // 12)), (ClaimId(str(n)),)) for n in range(240)]
    gathered = _readable([Lane(ActorId("united-states"), tuple(days))])
    assert gathered.grain == "month"
    assert len(gathered.lanes[0].events) == 12 <= MOST_EVENTS
    assert {c for e in gathered.lanes[0].events for c in e.claims} == {str(n) for n in range(240)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("timeline")
    (folder / "in").mkdir()
    for name, text in REPORTS.items():
        (folder / "in" / name).write_text(text, encoding="utf-8")
    with Dossier.open_or_create(folder / "dossier") as dossier:
        add(dossier, sorted((folder / "in").iterdir()), by="researcher")
        world = World.load(dossier, as_of=date(2017, 7, 1))
        build_site(dossier, world, folder / "out")
        lanes = chronicle(open_book(dossier, world)).lanes
    assert {lane.actor for lane in lanes} >= {"us-led-coalition", "united-states", "russia"}
    return folder / "out"


@pytest.mark.parametrize("lang", ["fr", "en", "ar"])
def test_on_the_page_each_mark_points_to_a_row_and_each_picture_has_a_name(site: Path, lang: str) -> None:
    page = (site / lang / "timeline.html").read_text(encoding="utf-8")
    rows = re.findall(r'data-row="(\d+)"', page)
    assert rows
    assert all(f'id="t-{row}"' in page for row in rows)
    pictures = re.findall(r'<svg class="strip" role="img" aria-labelledby="(\S+) (\S+)"', page)
    assert len(pictures) >= 3
    for title, words in pictures:
        assert f'<title id="{title}">' in page
        assert f'<desc id="{words}">' in page


def test_a_denial_is_drawn_as_a_denial_and_a_missing_admission_is_said(site: Path) -> None:
    page = (site / "en/timeline.html").read_text(encoding="utf-8")
    assert re.search(r'<g class="m denied', page)
    assert "Admitted: nothing dated on file" in page
    assert "No dated admission is on file; first answer: Denied, 9 June 2017." in page


def test_how_long_it_took_is_said_without_calling_anybody_silent(site: Path) -> None:
    page = (site / "en/timeline.html").read_text(encoding="utf-8")
    assert "First dated allegation on file: 3 April 2017." in page
    assert "That alone is no silence" in page or "silent" not in page.lower()
