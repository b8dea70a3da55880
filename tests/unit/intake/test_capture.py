"""Capturing an address: all it answered is kept, and it can never make us open our own network."""

from __future__ import annotations

import http.client
import ipaddress
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.captures import PAGE

from bilan.evidence import Dossier
from bilan.intake import add_addresses
from bilan.intake.capture import Browsing, capture, checked_url, is_global
from bilan.intake.capture.addresses import Address, connected
from bilan.intake.capture.proxy import Proxy
from bilan.model.errors import BilanError, Refused, WrongUse

CLOSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.127.255.255",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001:0:1::1",
    "2001:db8::1",
    "2001:10::1",
    "2002:7f00:1::",
    "2002:c0a8:101::",
    "fc00::1",
    "fd12::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "fe80::1%1",
]
OPEN = [
    "8.8.8.8",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "2606:2800:220:1::1",
    "2a00:1450::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
]


@pytest.mark.parametrize("text", CLOSED)
def test_what_is_not_on_the_open_internet_is_refused(text: str) -> None:
    assert not is_global(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", OPEN)
def test_the_open_internet_is_open(text: str) -> None:
    """The control."""
    assert is_global(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://a.example/",
        "javascript:alert(1)",
        "https://",
        "a.example",
        "http://u:p@a.example/",
        "http://[::1",
        "http://a.example:99999/",
    ],
)
def test_only_addresses_of_pages_are_addresses(url: str) -> None:
    with pytest.raises(WrongUse):
        checked_url(url)


def loopback(address: Address) -> bool:
    """The allowance of these tests: one address, handed to the constructor, and nowhere else to be had."""
    return str(address) == "127.0.0.1"


class Site(BaseHTTPRequestHandler):
    asked: list[str]
    redirect = ""

    def do_GET(self) -> None:
        type(self).asked.append(self.path)
        if self.path == "/moved":
            return self._answer(302, b"", ("Location", "/"))
        if self.path == "/away":
            return self._answer(302, b"", ("Location", self.redirect))
        if self.path == "/loop":
            return self._answer(302, b"", ("Location", "/loop"))
        if self.path == "/large":
            return self._answer(200, bytes(4 << 20))
        if self.path == "/image.png":
            return self._answer(200, b"\x89PNG", ("Content-Type", "image/png"))
        if self.path == "/reaching":
            body = f"{PAGE}<img src='{self.redirect}'><img src='/image.png'><script>fetch('{self.redirect}')</script>"
            return self._answer(200, body.encode(), ("Content-Type", "text/html"))
        return self._answer(200, PAGE.encode(), ("Content-Type", "text/html; charset=utf-8"))

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def site(where: str = "127.0.0.1", redirect: str = "") -> Iterator[tuple[str, list[str]]]:
    """A server of this machine, and what was asked of it."""
    handler = type("Handler", (Site,), {"asked": [], "redirect": redirect})
    with ThreadingHTTPServer((where, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://{where}:{server.server_address[1]}", handler.asked
        server.shutdown()


def through(proxy: Proxy, url: str) -> http.client.HTTPResponse:
    there = urlsplit(proxy.address)
    line = http.client.HTTPConnection(there.hostname or "", there.port, timeout=5)
    line.request("GET", url)
    return line.getresponse()


def test_the_proxy_refuses_this_machine_and_passes_it_when_allowed() -> None:
    with site() as (url, asked):
        with Proxy(10, 1 << 20) as closed, pytest.raises(http.client.RemoteDisconnected):
            through(closed, f"{url}/")
        assert asked == []
        assert "127.0.0.1" in closed.traffic.refused
        with Proxy(10, 1 << 20, loopback) as opened:
            assert PAGE.encode() == through(opened, f"{url}/").read()
        assert asked == ["/"]


def test_a_tunnel_is_checked_like_a_page() -> None:
    with site() as (url, _):
        port = urlsplit(url).port
        for allowed, answer in ((is_global, b""), (loopback, b"HTTP/1.1 200 Connected")):
            with Proxy(10, 1 << 20, allowed) as proxy:
                there = urlsplit(proxy.address)
                with socket.create_connection((there.hostname or "", there.port or 0), 5) as line:
                    line.sendall(f"CONNECT 127.0.0.1:{port} HTTP/1.1\r\n\r\n".encode())
                    assert line.recv(100).startswith(answer)
                    assert answer or line.recv(100) == b""


@pytest.mark.parametrize(
    "name", ["localhost", "127.1", "2130706433", "0x7f000001", "0", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_other_names_of_this_machine_do_not_help(name: str) -> None:
    with Proxy(10, 1 << 20) as proxy, pytest.raises(http.client.RemoteDisconnected):
        through(proxy, f"http://{name}:9/")


def test_a_name_that_changes_its_address_does_not_help(monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first look-up gives an open address, the next one ours. There is only one look-up a connection."""
    answers = [["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8", "127.0.0.1"]]
    reached: list[Any] = []

    def lookup(host: str, port: int, **_: Any) -> list[Any]:
        return [(2, 1, 6, "", (a, port)) for a in answers.pop(0)]

    def connect(address: Any, timeout: float) -> Any:
        reached.append(address)
        raise OSError("nobody there")

    monkeypatch.setattr("bilan.intake.capture.addresses.socket.getaddrinfo", lookup)
    monkeypatch.setattr("bilan.intake.capture.addresses.socket.create_connection", connect)
    for _ in range(3):
        with pytest.raises(BilanError):
            connected("rebinding.example", 80, is_global, 1)
    assert reached == [("8.8.8.8", 80)], "connected to what was checked, never to the name"


def test_an_answer_from_elsewhere_than_was_checked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with site() as (url, asked):
        port = urlsplit(url).port or 0

        def elsewhere(address: tuple[str, int], timeout: float) -> socket.socket:
            link = socket.socket()
            link.connect(("127.0.0.1", address[1]))
            return link

        monkeypatch.setattr(
            "bilan.intake.capture.addresses.socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("8.8.8.8", port))]
        )
        monkeypatch.setattr("bilan.intake.capture.addresses.socket.create_connection", elsewhere)
        with pytest.raises(Refused, match=r"answered from 127\.0\.0\.1"):
            connected("odd.example", port, is_global, 1)
        assert asked == []


def test_no_more_bytes_and_no_more_time_than_allowed() -> None:
    with site() as (url, _):
        with Proxy(10, 100_000, loopback) as small:
            with pytest.raises(http.client.IncompleteRead):
                through(small, f"{url}/large").read()
            assert small.traffic.is_over
            with pytest.raises(http.client.RemoteDisconnected):
                through(small, f"{url}/")
        with Proxy(-1, 1 << 20, loopback) as late, pytest.raises(http.client.RemoteDisconnected):
            through(late, f"{url}/")


def test_loopback_is_refused_by_default_before_any_browser_starts(tmp_path: Path) -> None:
    with site() as (url, asked):
        begun = time.monotonic()
        with pytest.raises(Refused, match="not on the open internet"):
            capture(url)
        assert time.monotonic() - begun < 2
        with Dossier.create(tmp_path / "d") as dossier:
            added = add_addresses(dossier, [url], by="R")
            assert added.exhibits == []
            assert [f.path for f in dossier.failures()] == [url]
        assert asked == []


def test_without_a_browser_the_advice_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilan.intake.capture.browse.shutil.which", lambda _: None)
    with site() as (url, _), pytest.raises(BilanError, match="apt install chromium"):
        capture(url, Browsing(allowed=loopback))


browser = pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")


@browser
@pytest.mark.slow
def test_a_page_is_captured_with_its_redirect_its_pictures_and_its_looks(tmp_path: Path) -> None:
    with site() as (url, _), Dossier.create(tmp_path / "d") as dossier:
        added = add_addresses(dossier, [f"{url}/moved"], by="R", how=Browsing(seconds=30, allowed=loopback))
        assert added.failures == []
        whole, page = dossier.exhibits()
        assert (whole.how, whole.origin, whole.media_type) == ("url", f"{url}/moved", "application/warc")
        assert (page.how, page.origin) == ("member", f"{url}/")
        assert "Tarvenhof killed seven" in dossier.vault.read_text(dossier.working_copies()[page.id].text)
        made = {c.kind: c for c in dossier.other_copies() if c.exhibit == whole.id}
        assert {"screenshot", "rendered_text", "records", "listing"} <= set(made)
        assert dossier.vault.read_bytes(made["screenshot"].copy).startswith(b"\x89PNG")
        assert b"Tarvenhof" in dossier.vault.read_bytes(made["rendered_text"].copy)
        assert dict(made["screenshot"].parameters)["redirects"] == "1"
        records = dossier.vault.read_bytes(made["records"].copy)
        assert records.count(b'"good"') == 2
        assert dossier.problems() == []


@browser
@pytest.mark.slow
def test_neither_a_redirect_nor_a_picture_opens_another_network(tmp_path: Path) -> None:
    """The page is allowed; where it leads is not: another address of this machine. The last visit is the control."""

    def both(address: Address) -> bool:
        return str(address) in ("127.0.0.1", "127.0.0.2")

    with site("127.0.0.2") as (inside, asked), site(redirect=f"{inside}/secret") as (url, _):
        with pytest.raises(Refused, match=r"127\.0\.0\.2"):
            capture(f"{url}/away", Browsing(seconds=30, allowed=loopback))
        found = capture(f"{url}/reaching", Browsing(seconds=30, allowed=loopback))
        assert asked == []
        assert any("127.0.0.2" in note for note in found.notes)
        assert b"secret" not in found.warc.read() or asked == []
        capture(f"{url}/reaching", Browsing(seconds=30, allowed=both))
        assert "/secret" in asked


@browser
@pytest.mark.slow
def test_redirects_without_end_end() -> None:
    with site() as (url, asked), pytest.raises(BilanError):
        capture(f"{url}/loop", Browsing(seconds=30, allowed=loopback))
    assert len(asked) < 50
