"""Whom a dossier asks for time stamps: `anchors.toml` in its folder. Nobody else is ever sent anything.

[[authority]]
name = "notary"                          # as the journal calls it
url = "https://tsa.notary.example/tsr"   # the only address that is connected to
root = "signing/notary-root.pem"         # its root certificate, as it reached you another way
"""

from __future__ import annotations

import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO

from cryptography.x509 import Certificate

from bilan.evidence.anchors.timestamps import LARGEST_ANSWER, read_roots
from bilan.model.errors import BilanError, WrongUse

SETTINGS = "anchors.toml"
_WAIT_SECONDS = 30.0

Send = Callable[[str, bytes], bytes]


class Unreached(BilanError):
    """An authority could not be asked. What was queued stays queued."""


@dataclass(frozen=True, slots=True)
class Authority:
    name: str
    url: str
    roots: tuple[Certificate, ...]


def read_authorities(folder: Path) -> list[Authority]:
    """The authorities of a dossier; none where it has no `anchors.toml`."""
    path = folder / SETTINGS
    if not path.is_file():
        return []
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get("authority", [])
        found = [Authority(a["name"], a["url"], read_roots(folder / a["root"])) for a in told]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        raise WrongUse(
            f"{path} is not as it should be: {error!r}", advice="each [[authority]] has name, url and root"
        ) from error
    if len({a.name for a in found}) != len(found) or not all(a.url.startswith(("https://", "http://")) for a in found):
        raise WrongUse(f"{path}: each authority needs a name of its own and an address beginning with https://")
    return found


def send_over_http(url: str, query: bytes) -> bytes:
    """Send a query to exactly this address; a redirection elsewhere is not followed."""
    opener = urllib.request.build_opener(_Stay)
    request = urllib.request.Request(url, query, {"Content-Type": "application/timestamp-query"})
    try:
        with opener.open(request, timeout=_WAIT_SECONDS) as answer:
            body: bytes = answer.read(LARGEST_ANSWER + 1)
    except (urllib.error.URLError, HTTPException, OSError, ValueError) as error:
        raise Unreached(
            f"{url} could not be asked: {error}",
            why="the checkpoint waits in the queue",
            advice="try again when there is a network: bilan anchor DIR",
        ) from error
    return body


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None  # the answer is then an error, and says so
