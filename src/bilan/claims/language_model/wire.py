"""One request, one reply: bounded in time and in size, sent to the address that was named and to no other.

No proxy is used and no redirect is followed: both would show the text to somebody else. Where the endpoint is on this
machine, the other end of the connection is looked at before a word is sent.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection

from bilan.claims.language_model.endpoint import Endpoint
from bilan.claims.language_model.errors import NoAnswer


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `wait`: how many seconds the endpoint asks us to wait; None: it does not say."""

    status: int
    body: bytes
    wait: float | None = None


def post(to: Endpoint, body: bytes, *, seconds: float, most_bytes: int) -> Reply:
    """Send one request; `seconds` is for all of it, `most_bytes` for the reply."""
    connection = _connection(to, seconds)
    late = threading.Event()
    timer: threading.Timer | None = None
    try:
        connection.connect()
        _must_be_where_it_says(to, connection.sock)
        timer = threading.Timer(seconds, _cut, (connection.sock, late))
        timer.daemon = True
        timer.start()
        connection.request("POST", to.path, body, _headers(to))
        response = connection.getresponse()
        data = response.read(most_bytes + 1)
        reply = Reply(response.status, data, _wait(response.getheader("Retry-After")))
    except (OSError, HTTPException, ValueError) as error:
        raise _unheard(to, seconds, error, late.is_set()) from error
    finally:
        if timer is not None:
            timer.cancel()
        connection.close()
    if late.is_set():
        raise _unheard(to, seconds, None, True)
    if response.length and len(data) <= most_bytes:
        raise _unheard(to, seconds, EOFError("the reply broke off"), False)
    if len(data) > most_bytes:
        raise NoAnswer(
            f"{to.where} answered with more than {most_bytes} bytes",
            why="the rest was not read, and nothing was taken from it",
            advice="look at what the endpoint does",
        )
    return reply


def _connection(to: Endpoint, seconds: float) -> HTTPConnection:
    if to.scheme == "https":
        return HTTPSConnection(to.host, to.port, timeout=seconds, context=ssl.create_default_context())
    return HTTPConnection(to.host, to.port, timeout=seconds)


def _headers(to: Endpoint) -> dict[str, str]:
    said = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "bilan"}
    return said | {"Authorization": f"Bearer {to.key}"} if to.key else said


def _must_be_where_it_says(to: Endpoint, sock: socket.socket) -> None:
    if to.is_loopback and not ipaddress.ip_address(sock.getpeername()[0]).is_loopback:
        raise NoAnswer(
            f"{to.where} is not on this machine",
            why="nothing was sent",
            advice="see what the name stands for, or use 127.0.0.1",
            final=True,
        )


def _cut(sock: socket.socket, late: threading.Event) -> None:
    """End a connection that has had its time, however busily it drips."""
    late.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _wait(header: str | None) -> float | None:
    """ "Retry-After" in seconds; a date is not worth the trouble."""
    return float(header) if header is not None and header.isascii() and header.isdigit() and len(header) < 6 else None


def _unheard(to: Endpoint, seconds: float, error: Exception | None, late: bool) -> NoAnswer:
    if late or isinstance(error, TimeoutError):
        return NoAnswer(
            f"{to.where} did not answer within {seconds:g} seconds",
            advice="give it more time with --timeout, or see whether it is overloaded",
            again=True,
        )
    if isinstance(error, ssl.SSLCertVerificationError):
        return NoAnswer(
            f"{to.where} cannot prove that it is who it says",
            why="nothing was sent",
            advice="look at its certificate",
            final=True,
        )
    if isinstance(error, ConnectionRefusedError | socket.gaierror):
        return NoAnswer(f"nobody answers at {to.where}", advice="start the server, or correct --endpoint", again=True)
    return NoAnswer(
        f"the connection to {to.where} broke ({type(error).__name__})", advice="run the same command again", again=True
    )
