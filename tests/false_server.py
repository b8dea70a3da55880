"""A server on this machine that plays an OpenAI-compatible endpoint: well, badly or maliciously, as a test asks."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Request = Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """One reply: status, body, headers. `drip`: the body again and again until the other side leaves.

    `promised`: the length it announces, where that is a lie.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: bool = False
    promised: int | None = None


def claim(quote: str, count: str, low: int, **changes: Any) -> dict[str, Any]:
    """A claim as a model puts it: so many people killed, exactly, reported, unless said otherwise."""
    return {
        "quote": quote, "count_words": count, "nth": 1, "low": low, "high": low, "hedge": "exactly",
        "harm": "killed", "groups": ["person"], "stance": "reports", "stance_words": None, "speaker_words": None,
        "cites_words": [], "by_words": [], "place_words": [], "period": None, "part_of": None, "same_as": None,
        **changes,
    }  # fmt: skip


def completion(content: Any, *, finish: str = "stop", usage: Any = None) -> Page:
    """A chat completion whose message is this content (JSON unless it is a string)."""
    words = content if isinstance(content, str) else json.dumps(content)
    said = {
        "id": "c1",
        "model": "reader-7b",
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": words}}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 100, "cost": 0.002} if usage is None else usage,
    }
    return Page(json.dumps(said).encode())


def claims(*found: Mapping[str, Any]) -> Page:
    return completion({"claims": list(found)})


def error(status: int, words: str, **headers: str) -> Page:
    return Page(
        json.dumps({"error": {"message": words}}).encode(), status, {k.replace("_", "-"): v for k, v in headers.items()}
    )


class FalseServer:
    """Answers with what `behave` makes of each request, and remembers what it was asked."""

    def __init__(self, behave: Callable[[Request], Page]) -> None:
        self.behave = behave
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.ended = threading.Event()
        served = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                served.asked.append({**request, "path": self.path})
                served.headers.append(dict(self.headers))
                page = served.behave(request)
                try:
                    served._send(self, page)
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}/v1"

    def _send(self, to: BaseHTTPRequestHandler, page: Page) -> None:
        to.send_response(page.status)
        to.send_header("Content-Type", "application/json")
        to.send_header("Connection", "close")
        if not page.drip and "Transfer-Encoding" not in page.headers:
            to.send_header("Content-Length", str(len(page.body) if page.promised is None else page.promised))
        for name, value in page.headers.items():
            to.send_header(name, value)
        to.end_headers()
        if not page.drip:
            to.wfile.write(page.body)
        while page.drip and not self.ended.wait(0.02):
            to.wfile.write(page.body)
            to.wfile.flush()

    def stop(self) -> None:
        self.ended.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join(5)


@contextmanager
def serving(behave: Callable[[Request], Page] | Page | Sequence[Page]) -> Iterator[FalseServer]:
    """A server for one block. Several pages are given one after the other, the last for ever."""
    if isinstance(behave, Page):
        page = behave
        server = FalseServer(lambda request: page)
    elif isinstance(behave, Sequence):
        pages = list(behave)
        server = FalseServer(lambda request: pages.pop(0) if len(pages) > 1 else pages[0])
    else:
        server = FalseServer(behave)
    server.thread.start()
    try:
        yield server
    finally:
        server.stop()


def piece_of(request: Request) -> str:
    """The document as it stands between the two lines of the fence."""
    shown = str(request["messages"][1]["content"])
    fence = shown.split("two lines that say ")[1].split(".")[0]
    return shown.split(f"BEGIN {fence}\n")[1].split(f"\nEND {fence}")[0]
