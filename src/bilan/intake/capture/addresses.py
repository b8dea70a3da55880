"""Which addresses are on the open internet. A page must not make us open our own network to it."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from bilan.model.errors import BilanError, Refused, WrongUse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Rule = Callable[[Address], bool]

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NEVER = tuple(
    ipaddress.ip_network(net)
    for net in ("192.88.99.0/24", "192.0.0.0/24", "64:ff9b:1::/48", "100::/64", "2001::/23", "fec0::/10", "3fff::/20")
)


def is_global(address: Address) -> bool:
    """Whether this is a place on the open internet: not ours, not our neighbour's, not nobody's.

    An IPv4 address inside an IPv6 one counts as itself: that is where the bytes would go.

    >>> [is_global(ipaddress.ip_address(a)) for a in ("93.184.216.34", "127.0.0.1", "10.1.2.3", "169.254.169.254")]
    [True, False, False, False]
    >>> [is_global(ipaddress.ip_address(a)) for a in ("::ffff:127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "100.64.0.1")]
    [False, False, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address.teredo is not None or address.scope_id is not None:
            return False
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_global(inner)
        if int(address) >> 32 == 0:  # ::a.b.c.d, long out of use
            return False
    if any(address.version == net.version and address in net for net in _NEVER):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def checked_url(url: str) -> str:
    """The address itself, if it is one of a web page."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise WrongUse(f"{url!r} is no address of a page: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise WrongUse(f"{url!r} is no address of a page", advice="write it whole: https://…")
    if parts.username or parts.password:
        raise WrongUse("the address holds a name or a password", why="both would be recorded for good")
    return url


def resolved(host: str, port: int, allowed: Rule) -> list[tuple[Address, int]]:
    """Where this name leads, every one of its addresses checked. One that is not allowed condemns them all (`Refused`)."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise BilanError(f"nobody knows where {host!r} is: {error}", why="nothing was captured") from error
    addresses = [ipaddress.ip_address(where[0]) for *_, where in found]
    bad = [a for a in addresses if not allowed(a)]
    if bad:
        raise Refused(
            f"{host} leads to {', '.join(map(str, bad))}, which is not on the open internet",
            why="a page could make this machine open its own network",
            advice="save the page yourself and add the file",
        )
    return [(a, port) for a in dict.fromkeys(addresses)]


def connected(host: str, port: int, allowed: Rule, timeout: float) -> tuple[socket.socket, Address]:
    """A connection to that name, made to an address that was checked, and checked again once it stands."""
    last: OSError | None = None
    for address, where in resolved(host, port, allowed):
        try:
            link = socket.create_connection((str(address), where), timeout)
        except OSError as error:
            last = error
            continue
        there = ipaddress.ip_address(link.getpeername()[0])
        if not allowed(there):
            link.close()
            raise Refused(f"{host} answered from {there}, which is not on the open internet")
        return link, there
    raise BilanError(f"{host} cannot be reached: {last}", why="nothing was captured")
