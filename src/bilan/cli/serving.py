"""`serve`: look at the last built site in a browser on this machine, and on no other."""

from __future__ import annotations

import ipaddress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Annotated

import typer

from bilan.cli.options import DossierArgument, Json, example
from bilan.cli.rendering import say, say_json, warn
from bilan.model.errors import BilanError, Refused

LOOPBACK = "127.0.0.1"


def register(app: typer.Typer) -> None:
    app.command(epilog=example("bilan serve dossier --port 8017"))(serve)


def serve(
    dossier: DossierArgument,
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 takes a free one.")] = 8017,
    host: Annotated[
        str, typer.Option("--host", metavar="HOST", help="A loopback address; any other is refused.")
    ] = LOOPBACK,
    as_json: Json = False,
) -> None:
    """Serve the last built site to this machine alone, until Ctrl-C."""
    from bilan.cli.opening import last_site
    from bilan.evidence import Dossier

    address = _loopback(host)
    with Dossier.open(dossier) as opened:
        site = last_site(opened)
    with _server(address, port, site) as server:
        where = f"http://{address}:{server.server_address[1]}/"
        if as_json:
            say_json({"url": where, "site": str(site)})
        else:
            say(f"The draft site is at {where} (this machine only). Ctrl-C ends it.")
        _flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            warn("Stopped serving; nothing was changed.")


def _flush() -> None:
    import sys

    sys.stdout.flush()


def _loopback(host: str) -> str:
    """The address itself when it is a loopback address; a draft is for nobody else's eyes."""
    if host == "localhost":
        return LOOPBACK
    try:
        if ipaddress.IPv4Address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise Refused(
        f"a draft is not served on {host}",
        why="it may hold names and places that nobody has reviewed, and others could read it",
        advice="leave --host out; to publish, use a release",
    )


def _server(address: str, port: int, site: Path) -> ThreadingHTTPServer:
    try:
        return ThreadingHTTPServer((address, port), partial(_Pages, directory=str(site)))
    except OSError as error:
        raise BilanError(
            f"port {port} cannot be used: {error.strerror}", advice="try --port 0 for a free one"
        ) from error


class _Pages(SimpleHTTPRequestHandler):
    """Files of the site and nothing else: no listing of folders, no log of who looked at what."""

    server_version = "bilan"
    sys_version = ""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Robots-Tag", "noindex")
        super().end_headers()

    def send_head(self):  # type: ignore[no-untyped-def]  # the library's own return type is not public
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host not in ("localhost", *self._own()):
            self.send_error(421, "this site answers to its own address only")
            return None
        return super().send_head()

    def _own(self) -> tuple[str, ...]:
        address = self.server.server_address
        return (str(address[0]),) if isinstance(address, tuple) else ()

    def list_directory(self, path):  # type: ignore[no-untyped-def]
        self.send_error(404, "no such page")
        return None

    def log_message(self, format: str, *args: object) -> None:
        pass
