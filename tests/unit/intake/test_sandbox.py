"""Whatever a document does to its parser, the batch goes on and the reason is known."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bilan.intake.confinement import Mode, Wish
from bilan.intake.sandbox import Limits, Sandbox
from bilan.model.errors import BilanError, Refused, UnreadableExhibit

HOSTILE = """
import os, signal, socket, subprocess, time
from bilan.intake.formats import About, Container, Extracted, Member, Note

def told(attempt):
    try:
        return attempt()
    except OSError as error:
        return type(error).__name__

class Hostile(Container):
    about = About("hostile", "1", "text/x-hostile", rank=1)
    def accepts(self, name, head):
        return name.endswith(".hostile")
    def unpack(self, path):
        what, _, rest = path.read_text().partition(" ")
        if what == "crash": os.kill(os.getpid(), signal.SIGSEGV)
        if what == "hang": time.sleep(60)
        if what == "spin":
            while True: pass
        if what == "eat": yield Extracted("x" * (4 << 30))
        if what == "raise": raise KeyError("a secret detail")
        if what == "leave": os._exit(3)
        if what == "recurse": yield from self.unpack(path)
        if what == "write":
            with open(rest, "w") as out: out.write("x")
        if what == "binary": yield Extracted("\\x00\\x01\\x02 a" * 100)
        if what == "half": yield Extracted("a \\ud800 b")
        if what == "forge":
            from bilan.intake.channel import frame
            os.write(1, frame(b"N", b"forged"))
            os.write(0, b"{}")
        if what == "noise": os.write(int(rest), b"Z" * 99)
        if what == "huge":
            from bilan.intake.channel import HEAD
            for fd in range(3, 9): told(lambda: os.write(fd, HEAD.pack(b"M", 1 << 60)))
        if what == "lie": yield Extracted(["not", "words"])
        if what == "title":
            yield Extracted("twelve died", title="a \\ud800 b")
            return
        if what == "many":
            for n in range(10): yield Member(f"{n}.txt", [b"one died"])
        if what == "large": yield Member("large.bin", (b"x" * 65536 for _ in range(1000)))
        if what == "half-way":
            yield Member("1.txt", [b"one died"])
            yield Note("the second one is broken")
            os.kill(os.getpid(), signal.SIGSEGV)
        if what == "fork":
            if os.fork() == 0: time.sleep(60)
        if what == "net": return (yield Extracted("said " + str(told(lambda: socket.create_connection(("127.0.0.1", int(rest)), 3)))))
        if what == "look": return (yield Extracted("said " + str(told(lambda: len(os.listdir(rest))))))
        if what == "env": return (yield Extracted("said " + ",".join(sorted(os.environ))))
        if what == "processes": return (yield Extracted("said " + str(sum(n.isdigit() for n in os.listdir("/proc")))))
        yield Extracted("twelve people died", lang="en")

format = Hostile()
"""


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A hostile format is installed, as a plugin of its own."""
    place = tmp_path_factory.mktemp("plugin")
    (place / "hostile.py").write_text(HOSTILE)
    (place / "hostile-1.dist-info").mkdir()
    (place / "hostile-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1\n")
    (place / "hostile-1.dist-info" / "entry_points.txt").write_text("[bilan.formats]\nhostile = hostile:format\n")
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(str(place))
    yield
    patch.undo()


LIMITS = Limits(memory_bytes=1 << 30, cpu_seconds=1, wall_seconds=6.0, members=3, bytes_out=1 << 20)


@pytest.fixture(scope="module", params=[Wish.REQUIRE, Wish.LIMITS])
def sandbox(plugin: None, request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """Under bubblewrap, and with process limits alone."""
    if request.param is Wish.REQUIRE and not has_bubblewrap():
        pytest.skip("bubblewrap does not work on this machine")
    with Sandbox(LIMITS, request.param) as opened:
        yield opened


@cache
def has_bubblewrap() -> bool:
    with Sandbox(LIMITS, Wish.AUTO) as one:
        return one.begin() is Mode.BUBBLEWRAP


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ("crash", "SIGSEGV"),
        ("spin", "computing time|more than 6 seconds"),
        ("eat", "memory"),
        ("raise", "KeyError"),
        ("leave", "without an answer"),
        ("binary", "not text"),
        ("half", "halves of characters"),
        ("write {}/written", "OSError|No such file|Read-only"),
        ("huge", "makes no sense"),
        ("many", "more than 3 documents"),
        ("large", "larger than"),
        ("recurse", "RecursionError"),
        ("lie", "AttributeError|TypeError"),
    ],
)
def test_a_hostile_document_fails_with_its_reason(sandbox: Sandbox, tmp_path: Path, what: str, reason: str) -> None:
    file = tmp_path / "a.hostile"
    file.write_text(what.format(tmp_path))
    with sandbox.read("hostile", file) as reading, pytest.raises(UnreadableExhibit, match=reason):
        raise reading.failure or AssertionError("it was read")
    file.write_text("tame")
    assert sandbox.extract("hostile", file).text == "twelve people died"
    if what.startswith("write"):
        written = tmp_path / "written"
        assert not written.exists() or written.stat().st_size == 0


@pytest.mark.slow
def test_a_document_that_hangs_is_given_up(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "a.hostile"
    file.write_text("hang")
    begun = time.monotonic()
    with pytest.raises(UnreadableExhibit, match="more than 6 seconds"):
        sandbox.extract("hostile", file)
    assert time.monotonic() - begun < 20


def test_a_helper_that_is_gone_is_replaced(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "a.hostile"
    file.write_text("tame")
    sandbox.extract("hostile", file)
    assert sandbox._helper is not None
    os.kill(sandbox._helper.pid, 9)
    with pytest.raises(UnreadableExhibit, match="stopped"):
        sandbox.extract("hostile", file)
    assert sandbox.extract("hostile", file).text == "twelve people died"


def test_a_document_cannot_speak_for_another_one(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "a.hostile"
    for what in ("forge", "fork", "tame"):
        file.write_text(what)
        assert sandbox.extract("hostile", file).text == "twelve people died"


def test_half_a_character_in_a_title_harms_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "a.hostile"
    file.write_text("title")
    assert sandbox.extract("hostile", file).title == "a ? b"


def test_what_was_given_before_a_crash_stays_given(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "a.hostile"
    file.write_text("half-way")
    with sandbox.read("hostile", file) as reading:
        assert [m.name for m in reading.members] == ["1.txt"]
        assert reading.open(reading.members[0]).read() == b"one died"
        assert reading.notes == ["the second one is broken"]
        assert reading.failure is not None
        assert "SIGSEGV" in reading.failure.what


def test_no_process_of_a_document_outlives_it(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "a.hostile"
    file.write_text("fork")
    begun = time.monotonic()
    sandbox.extract("hostile", file)
    assert time.monotonic() - begun < 3


def test_under_bubblewrap_a_parser_is_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    """No network, no files but its program, no processes, no environment. Without it all of these are there: the control."""
    file, confined = tmp_path / "a.hostile", sandbox.mode is Mode.BUBBLEWRAP
    (tmp_path / "vault").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as server:
        file.write_text(f"net {server.getsockname()[1]}")
        said = sandbox.extract("hostile", file).text
        assert ("Error" in said) == confined
    for place in (tmp_path, tmp_path / "vault"):
        file.write_text(f"look {place}")
        assert ("FileNotFoundError" in sandbox.extract("hostile", file).text) == confined
    file.write_text("processes")
    assert (int(sandbox.extract("hostile", file).text.split()[1]) <= 2) == confined
    file.write_text("env")
    assert "HOME" not in sandbox.extract("hostile", file).text


def test_bubblewrap_may_be_required(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where it is missing, required means refused, and auto means less, which each text then says."""
    (tmp_path / "a.txt").write_text("Twelve people died.")
    monkeypatch.setattr("bilan.intake.confinement.shutil.which", lambda *_, **__: None)
    monkeypatch.setenv("BILAN_SANDBOX", "require")
    with Sandbox() as strict, pytest.raises(Refused, match="bubblewrap"):
        strict.read("text", tmp_path / "a.txt")
    monkeypatch.setenv("BILAN_SANDBOX", "auto")
    with Sandbox() as lenient, lenient.read("text", tmp_path / "a.txt") as reading:
        assert reading.mode == "process limits only"
        assert reading.extracted is not None
    monkeypatch.setenv("BILAN_SANDBOX", "perhaps")
    with Sandbox() as wrong, pytest.raises(BilanError, match="BILAN_SANDBOX"):
        wrong.read("text", tmp_path / "a.txt")
