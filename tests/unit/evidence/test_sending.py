"""Only the address that was named is connected to, and only a small answer is taken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tests.unit.evidence.authority import LocalAuthority

from bilan.evidence.anchors.authorities import Unreached, read_authorities, send_over_http
from bilan.evidence.anchors.timestamps import LARGEST_ANSWER
from bilan.model.errors import WrongUse

asked: list[str] = []


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked.append(self.path)
        query = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/good")
            self.end_headers()
            return
        self.send_response(500 if self.path == "/broken" else 200)
        self.end_headers()
        self.wfile.write(b"x" * (LARGEST_ANSWER + 10) if self.path == "/huge" else b"answer to " + query)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    here = HTTPServer(("127.0.0.1", 0), _Answers)
    threading.Thread(target=here.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{here.server_port}"
    here.shutdown()
    here.server_close()


def test_a_query_is_posted_and_its_answer_comes_back(server: str) -> None:
    assert send_over_http(f"{server}/good", b"query") == b"answer to query"


def test_a_redirection_is_not_followed(server: str) -> None:
    asked.clear()
    with pytest.raises(Unreached):
        send_over_http(f"{server}/elsewhere", b"query")
    assert asked == ["/elsewhere"]


def test_an_answer_without_end_is_cut_and_an_error_is_said(server: str) -> None:
    assert len(send_over_http(f"{server}/huge", b"query")) == LARGEST_ANSWER + 1  # more than any that is accepted
    with pytest.raises(Unreached, match="500"):
        send_over_http(f"{server}/broken", b"query")
    with pytest.raises(Unreached, match="waits in the queue"):
        send_over_http("http://127.0.0.1:9/", b"query")


def test_authorities_are_those_that_the_file_names(tmp_path: Path) -> None:
    assert read_authorities(tmp_path) == []
    root = LocalAuthority.begin(tmp_path / "a").root
    one = f'[[authority]]\nname = "notary"\nurl = "https://tsa.example/"\nroot = "{root.relative_to(tmp_path)}"\n'
    (tmp_path / "anchors.toml").write_text(one)
    assert [(a.name, a.url, len(a.roots)) for a in read_authorities(tmp_path)] == [
        ("notary", "https://tsa.example/", 1)
    ]
    for bad in (one + one, one.replace("https", "file"), one.replace("name", "nom"), "[[authority]", "authority = 3"):
        (tmp_path / "anchors.toml").write_text(bad)
        with pytest.raises(WrongUse):
            read_authorities(tmp_path)
