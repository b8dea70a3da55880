"""Many passages: in order, on several processors, to be continued, and none of them can spoil the others."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from tests.journeys.cast import Bilan

PROGRAM = [sys.executable, "-c", "import sys; from bilan.cli.shell import main; main(sys.argv[1:])"]
_TEXTS = (
    "Police said {n} people were killed in a raid on the market.",
    "Au moins {n} civils ont été tués lundi, selon l'hôpital.",
    "قُتل {n} مدنيين في غارة جوية.",
    "The council met on Tuesday and agreed on the budget of {n} schools.",
)


def _passages(file: Path, count: int) -> Path:
    lines = [json.dumps({"id": f"p{i}", "text": _TEXTS[i % 4].format(n=i % 90 + 2)}) for i in range(count)]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _bytes_of(bilan: Bilan, source: Path, out: Path) -> bytes:
    assert bilan("read", source, "--out", out).status == 0
    return out.read_bytes()


@pytest.mark.slow
def test_a_reading_that_was_killed_goes_on_to_the_same_bytes(bilan: Bilan, tmp_path: Path) -> None:
    source, out = _passages(tmp_path / "in.jsonl", 160), tmp_path / "out.jsonl"
    lines = source.read_text(encoding="utf-8").splitlines()
    lines[100] = json.dumps({"id": "p100", "text": _TEXTS[0].format(n=3) + "\n" + _TEXTS[3] * 6_000})  # keeps it busy
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with subprocess.Popen([*PROGRAM, "read", str(source), "--out", str(out)], stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + 60
        while not (out.exists() and out.read_bytes().count(b"\n") >= 20) and time.monotonic() < until:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.wait()
    half = out.read_bytes()
    assert 20 <= half.count(b"\n") <= 100
    with out.open("ab") as file:
        file.write(b'{"id": "p1')  # what a crash may leave of a line
    again = bilan("read", source, "--out", out)
    assert again.status == 0
    assert f"{half.count(bytes([10]))} were there already" in again.err
    whole = out.read_bytes()
    assert whole.startswith(half[: half.rindex(b"\n") + 1])
    assert whole == _bytes_of(bilan, source, tmp_path / "other.jsonl")
    assert [json.loads(line)["id"] for line in whole.splitlines()] == [f"p{i}" for i in range(160)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "other.jsonl", "out.jsonl"]


def test_the_file_holds_what_standard_output_would(bilan: Bilan, tmp_path: Path) -> None:
    source = _passages(tmp_path / "in.jsonl", 12)
    with source.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"id": "\ud800\u202e", "text": "Three men were killed.\u0007"}) + "\n")
    written = _bytes_of(bilan, source, tmp_path / "out.jsonl")
    for workers in (1, 3):
        said = subprocess.run([*PROGRAM, "read", str(source), "--workers", str(workers)], capture_output=True)
        assert said.stdout == written


def test_a_whole_file_is_left_alone_and_a_longer_input_is_read_on(bilan: Bilan, tmp_path: Path) -> None:
    source, out = _passages(tmp_path / "in.jsonl", 5), tmp_path / "out.jsonl"
    whole = _bytes_of(bilan, source, out)
    again = bilan("read", source, "--out", out)
    assert (again.status, again.out, out.read_bytes()) == (0, "", whole)
    assert "0 passages read" in again.err
    _passages(source, 7)
    assert bilan("read", source, "--out", out).status == 0
    assert out.read_bytes().startswith(whole)
    assert out.read_bytes().count(b"\n") == 7


def test_nothing_that_is_not_an_answer_to_this_input_is_touched(bilan: Bilan, tmp_path: Path) -> None:
    source, other = _passages(tmp_path / "in.jsonl", 3), tmp_path / "notes.txt"
    for held in ("My notes,\nunfinished", "x", '{"id": "p9", "claims": []}\n{"id"'):
        other.write_text(held, encoding="utf-8")
        said = bilan("read", source, "--out", other)
        assert said.status == 3
        assert other.read_text(encoding="utf-8") == held
    assert bilan("read", source, "--out", tmp_path).status == 2


def test_half_a_file_is_not_continued_by_other_rules(bilan: Bilan, tmp_path: Path) -> None:
    source, out = _passages(tmp_path / "in.jsonl", 3), tmp_path / "out.jsonl"
    terms = tmp_path / "out.jsonl.state"
    whole = _bytes_of(bilan, source, out)
    out.write_bytes(whole.splitlines(keepends=True)[0])
    terms.write_text(json.dumps({"version": "older", "lang": "auto", "published": None}), encoding="utf-8")
    said = bilan("read", source, "--out", out)
    assert said.status == 3
    assert "another version of the rules" in said.err
    terms.unlink()
    said = bilan("read", source, "--out", out)
    assert (said.status, out.read_bytes()) == (0, whole)
    assert "nothing says by which rules" in said.err


def test_a_broken_line_keeps_its_place_across_a_break(bilan: Bilan, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(
        '{"id": 1, "text": "Two men were killed."}\n{oops\n\n{"id": 3, "text": "No."}\n', encoding="utf-8"
    )
    assert bilan("read", source, "--out", out).status == 1
    whole = out.read_bytes()
    assert [json.loads(line).get("line") for line in whole.splitlines()] == [None, 2, None]
    out.write_bytes(whole[: whole.index(b"\n") + 5])
    said = bilan("read", source, "--out", out)
    assert (said.status, out.read_bytes()) == (1, whole)
    assert "1 line says why there is no reading" in said.err


def test_out_is_for_json_lines(bilan: Bilan, reports: Path, tmp_path: Path) -> None:
    assert bilan("read", reports / "monitor.txt", "--out", tmp_path / "o").status == 2


# ------------------------------------------------------------------ a reader that breaks


@pytest.fixture
def breaking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader for the language "xx" that breaks, dies, hangs or chatters as its text says."""
    package = tmp_path / "plugins" / "breaking"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(
        textwrap.dedent("""
        import os, signal, time
        class Reader:
            lang, version = "xx", "1"
            def read(self, text, published):
                if text == "break": raise IndexError("no such word")
                if text == "die": os.kill(os.getpid(), signal.SIGKILL)
                if text == "hang": time.sleep(600)
                if text == "chatter": print("hello" * 9000, flush=True)
                if text == "leave": os._exit(0)
                return []
        reader = Reader()
        """),
        encoding="utf-8",
    )
    info = tmp_path / "plugins" / "breaking-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: breaking\nVersion: 1\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[bilan.readers]\nxx = breaking:reader\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "plugins"))


@pytest.mark.slow
@pytest.mark.usefixtures("breaking")
def test_a_passage_that_breaks_its_reader_costs_its_own_line_only() -> None:
    from bilan.claims.bulk import answers
    from bilan.claims.lines import Line

    told = ["fine", "break", "die", "fine", "hang", "chatter", "leave", "fine"]
    lines = [
        Line(i, data, len(data))
        for i, text in enumerate(told, 1)
        for data in [json.dumps({"id": text, "text": text, "lang": "xx"}).encode()]
    ]
    got = list(answers(lines, workers=2, patience=4))
    read = [json.loads(a.text) for a in got]
    assert [r["id"] for r in read] == told
    assert [a.failed for a in got] == [t in ("break", "die", "hang", "leave") for t in told]
    said = {r["id"]: r["error"] for r in read if "error" in r}
    assert "IndexError: no such word" in said["break"]
    assert "signal 9" in said["die"]
    assert "more than 4 seconds" in said["hang"]
    assert all(r["line"] == i for i, r in enumerate(read, 1) if "error" in r)


def test_a_reading_process_is_replaced_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    from bilan.claims import reading_process
    from bilan.claims.lines import Line

    monkeypatch.setattr(reading_process, "FRESH_AFTER", 2)
    process = reading_process.Process(["en", ""], 60)
    seen = set()
    for i in range(1, 5):
        assert json.loads(process.read(Line(i, b'{"text": "Two men were killed."}', 32)).text)["claims"]
        seen.add(process.pid)
    process.end()
    assert len(seen - {None}) == 2


def test_lines_are_taken_only_as_fast_as_answers() -> None:
    from bilan.claims.bulk import AHEAD, answers
    from bilan.claims.lines import Line

    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield Line(taken, b'{"text": ""}', 12)

    several = answers(endless(), workers=1)  # type: ignore[arg-type]
    for _ in range(5):
        next(several)
    time.sleep(0.2)
    assert taken <= AHEAD + 6
    several.close()  # type: ignore[attr-defined]


def test_a_line_too_long_to_be_held_is_said_where_it_stands() -> None:
    import io

    from bilan.claims.lines import answer, lines_of

    held = list(lines_of(io.BytesIO(b'{"text": "' + b"x" * 500 + b'"}\n{"id": 2, "text": ""}\n'), longest=200))
    assert [(line.number, line.data is None) for line in held] == [(1, True), (2, False)]
    assert "one passage a line" in answer(held[0])["error"]
    assert answer(held[1])["claims"] == []


def test_the_helpers_end_with_the_program(tmp_path: Path) -> None:
    source = _passages(tmp_path / "in.jsonl", 2000)
    with subprocess.Popen([*PROGRAM, "read", str(source)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if not children.exists():
            pytest.skip("this system does not list a program's children")
        pids = [
            int(p) for t in Path(f"/proc/{process.pid}/task").iterdir() for p in (t / "children").read_text().split()
        ]
        process.kill()
        process.stdout.close()
        process.wait()
    assert pids
    until = time.monotonic() + 20
    while any(_runs(p) for p in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_runs(p) for p in pids)


def _runs(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text() and os.path.exists(f"/proc/{pid}")
    except OSError:
        return False
