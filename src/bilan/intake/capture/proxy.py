"""The only way out that the browser has: it looks up each name itself, and connects to the address it has checked.

So a name that changes its address between two look-ups (DNS rebinding), a redirect or a picture cannot reach our own
network: whatever the browser believes, this is where the connection is made.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import socketserver
import threading
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from bilan.intake.capture.addresses import Rule, connected, is_global
from bilan.model.errors import BilanError, Refused

_HEAD = 64 << 10
_PIECE = 64 << 10


@dataclass(slots=True)
class Traffic:
    """What went through. refused: the hosts that were not let through; unreached: those that did not answer; and why."""

    deadline: float
    most_bytes: int
    seen: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    unreached: dict[str, str] = field(default_factory=dict)
    bytes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, count: int) -> None:
        with self.lock:
            self.bytes += count

    @property
    def is_over(self) -> bool:
        return self.bytes > self.most_bytes or time.monotonic() > self.deadline


class Proxy:
    """Listens on a port of this machine while it is open. `allowed` says which addresses may be reached."""

    def __init__(self, seconds: float, most_bytes: int, allowed: Rule = is_global) -> None:
        self.traffic = Traffic(time.monotonic() + seconds, most_bytes)
        traffic = self.traffic

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with contextlib.suppress(OSError, ValueError):
                    _serve(self.request, traffic, allowed)

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.traffic.deadline = 0.0  # and so every connection ends
        self._server.shutdown()
        self._server.server_close()


def _serve(client: socket.socket, traffic: Traffic, allowed: Rule) -> None:
    """One request: a tunnel (https), or a plain page. Who may not go there hears nothing, so nothing is mistaken for a page."""
    client.settimeout(10)
    head, rest = _read_head(client)
    method, target, _ = head.split(b"\r\n", 1)[0].split(b" ", 2)
    if method == b"CONNECT":
        host, _, port = target.decode("ascii").rpartition(":")
        there = _connect(host.strip("[]"), int(port), traffic, allowed)
        if there is not None:
            client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
            _pass_on(client, there, traffic, rest)
        return
    parts = urlsplit(target.decode("ascii"))
    if parts.scheme != "http" or not parts.hostname:
        return
    there = _connect(parts.hostname, parts.port or 80, traffic, allowed)
    if there is not None:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        _pass_on(client, there, traffic, _plain_head(head, method, path) + rest)


def _connect(host: str, port: int, traffic: Traffic, allowed: Rule) -> socket.socket | None:
    if traffic.is_over:
        return None
    try:
        link, address = connected(host, port, allowed, timeout=10)
    except Refused as error:
        traffic.refused[host.lower()] = error.what
        return None
    except BilanError as error:
        traffic.unreached[host.lower()] = error.what
        return None
    traffic.seen[host.lower()] = str(address)
    return link


def _plain_head(head: bytes, method: bytes, path: str) -> bytes:
    """The request as a server wants it, and one request a connection, so that each is checked."""
    lines = [line for line in head.split(b"\r\n")[1:] if line]
    dropped = (b"proxy-", b"connection:", b"keep-alive:", b"upgrade:")
    kept = [line for line in lines if not line.lower().startswith(dropped)]
    return b"\r\n".join([b"%s %s HTTP/1.1" % (method, path.encode("ascii")), *kept, b"Connection: close", b"", b""])


def _read_head(client: socket.socket) -> tuple[bytes, bytes]:
    held = b""
    while b"\r\n\r\n" not in held:
        piece = client.recv(_PIECE)
        if not piece or len(held) > _HEAD:
            raise ValueError("no request")
        held += piece
    head, _, rest = held.partition(b"\r\n\r\n")
    return head, rest


def _pass_on(client: socket.socket, there: socket.socket, traffic: Traffic, first: bytes) -> None:
    """Bytes both ways, until one side ends, the time is over, or there were too many."""
    with there, selectors.DefaultSelector() as waiting:
        there.sendall(first)
        waiting.register(client, selectors.EVENT_READ, there)
        waiting.register(there, selectors.EVENT_READ, client)
        while not traffic.is_over:
            for key, _ in waiting.select(0.5):
                source: socket.socket = key.fileobj  # type: ignore[assignment]
                piece = source.recv(_PIECE)
                if not piece:
                    return
                traffic.add(len(piece))
                key.data.sendall(piece)
