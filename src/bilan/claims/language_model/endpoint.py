"""Where a language model is asked: the address, the model's name, the key that is never written anywhere."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bilan.model.claim import RULES
from bilan.model.errors import WrongUse

_PATH = "/chat/completions"
_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[\w][\w .:/@+-]{0,119}")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A chat-completions endpoint and the model to ask there.

    >>> here = Endpoint.at("http://127.0.0.1:8080/v1", "reader-7b")
    >>> here.where, here.path, here.is_loopback
    ('127.0.0.1:8080', '/v1/chat/completions', True)
    """

    scheme: str
    host: str
    port: int
    path: str
    model: str
    key: str = field(default="", repr=False)

    @classmethod
    def at(cls, url: str, model: str, key: str = "") -> Endpoint:
        """From a base URL. Credentials in it are refused: a URL ends up in logs and histories."""
        advice = "write its base address, such as http://127.0.0.1:8080/v1"
        try:
            parts = urlsplit(url.strip())
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise WrongUse("this is no address of an endpoint", advice=advice) from error
        if parts.username is not None or parts.password is not None:
            raise WrongUse(
                "the address of the endpoint holds credentials",
                why="it would be shown and kept with them",
                advice="leave them out, and put the key into BILAN_MODEL_KEY",
            )
        if parts.scheme not in _PORTS or not host or parts.query or parts.fragment:
            raise WrongUse("this is no address of an endpoint", advice=advice)
        path = parts.path.rstrip("/")
        path = path if path.endswith(_PATH) else path + _PATH
        if not _is_plain(path) or not _is_plain(host) or " " in path:
            raise WrongUse("the address of the endpoint holds odd characters", advice=advice)
        found = cls(parts.scheme, host, port or _PORTS[parts.scheme], path, _named(model), _key(key))
        if found.scheme == "http" and not found.is_loopback:
            raise WrongUse(
                f"{found.where} would be asked without encryption",
                why="the texts and the key could be read by anybody on the way",
                advice="use its https address, or a tunnel that ends at 127.0.0.1",
            )
        return found

    @property
    def where(self) -> str:
        """Host and port, without anything secret: what the journal and the screen say."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether the texts stay on this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def _named(model: str) -> str:
    name = model.strip()
    if not _NAME.fullmatch(name) or name.casefold() == RULES:
        raise WrongUse(f"{name[:80]!r} cannot be the name of a model", advice="give the name that the endpoint knows")
    return name


def _key(key: str) -> str:
    key = key.strip()
    if key and (not _is_plain(key) or " " in key):
        raise WrongUse("the key of the endpoint holds odd characters", advice="look at BILAN_MODEL_KEY again")
    return key


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()
