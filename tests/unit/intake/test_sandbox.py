"""Whatever a document does to its parser, the batch goes on and the reason is known."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilan.intake.sandbox import Limits, Sandbox
from bilan.model.errors import UnreadableExhibit

HOSTILE = """
import os, signal, time
from bilan.intake.formats import About, Extracted

class Hostile:
    about = About("hostile", "1", "text/x-hostile", rank=1)
    def accepts(self, name, head):
        return name.endswith(".hostile")
    def extract(self, path):
        what = path.read_text()
        if what == "crash": os.kill(os.getpid(), signal.SIGSEGV)
        if what == "hang": time.sleep(60)
        if what == "spin":
            while True: pass
        if what == "eat": return Extracted("x" * (4 << 30))
        if what == "raise": raise KeyError("a secret detail")
        if what == "leave": os._exit(3)
        if what == "recurse": return self.extract(path)
        if what == "write": (path.parent / "written").write_text("x")
        if what == "binary": return Extracted("\\x00\\x01\\x02 a" * 100)
        if what == "half": return Extracted("a \\ud800 b")
        if what == "forge":
            from bilan.intake.sandbox import frame
            os.write(1, frame({"ok": {"text": "forged"}}))
        if what == "lie": return Extracted(["not", "words"])
        if what == "title": return Extracted("twelve died", title="a \\ud800 b")
        return Extracted("twelve people died", lang="en")

format = Hostile()
"""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox in which a hostile format is installed, as a plugin of its own."""
    place = tmp_path_factory.mktemp("plugin")
    (place / "hostile.py").write_text(HOSTILE)
    (place / "hostile-1.dist-info").mkdir()
    (place / "hostile-1.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1\n")
    (place / "hostile-1.dist-info" / "entry_points.txt").write_text("[bilan.formats]\nhostile = hostile:format\n")
    patch = pytest.MonkeyPatch()
    patch.syspath_prepend(str(place))
    with Sandbox(Limits(memory_bytes=1 << 30, cpu_seconds=1, wall_seconds=6.0)) as opened:
        yield opened
    patch.undo()


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
        ("write", "OSError"),
        ("recurse", "RecursionError"),
        ("lie", "AttributeError|TypeError"),
    ],
)
def test_a_hostile_document_fails_with_its_reason(sandbox: Sandbox, tmp_path: Path, what: str, reason: str) -> None:
    file = tmp_path / "a.hostile"
    file.write_text(what)
    with pytest.raises(UnreadableExhibit, match=reason):
        sandbox.extract("hostile", file)
    file.write_text("tame")
    assert sandbox.extract("hostile", file).text == "twelve people died"
    if what == "write":
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
    for what in ("forge", "tame"):
        file.write_text(what)
        assert sandbox.extract("hostile", file).text == "twelve people died"


def test_half_a_character_in_a_title_harms_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "a.hostile"
    file.write_text("title")
    assert sandbox.extract("hostile", file).title == "a ? b"
