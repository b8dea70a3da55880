"""One visit to one address with a headless browser: all that was answered, as a WARC; what a reader saw, as copies."""

from __future__ import annotations

import io
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from bilan.intake.capture.addresses import Rule, checked_url, is_global, resolved
from bilan.intake.capture.proxy import Proxy, Traffic
from bilan.model.errors import BilanError, Refused

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Response

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_MOST_TEXT = 4 << 20
_LONGEST_BODY = 100 << 20
_UNPACKED = frozenset({"content-encoding", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True)
class Browsing:
    """How a visit goes. allowed: which addresses may be connected to; by default those of the open internet.

    seconds     for everything; the page has half of them to load, the rest is for what it fetches then
    most_bytes  through the network
    """

    seconds: float = 60.0
    most_bytes: int = 200 << 20
    most_answers: int = 2000
    most_redirects: int = 10
    allowed: Rule = is_global
    executable: str | None = None


@dataclass(slots=True)
class Captured:
    """What a visit brought.

    warc        all answers, as they were after unpacking what travelled packed
    name        for the WARC as an exhibit
    url, final  the address that was asked for, and where its redirects led
    notes       what could not be fetched or was not allowed
    """

    url: str
    final: str
    name: str
    warc: BinaryIO
    screenshot: bytes
    text: str
    tool: str
    version: str
    parameters: dict[str, str]
    notes: list[str] = field(default_factory=list)


def capture(url: str, how: Browsing | None = None) -> Captured:
    """Visit an address. Raises `Refused` when it, or a redirect, leads off the open internet; else `BilanError`."""
    how = how or Browsing()
    parts = urlsplit(checked_url(url))
    assert parts.hostname is not None
    resolved(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), how.allowed)  # a clear word early
    try:
        from playwright.sync_api import Error
    except ImportError as error:
        raise BilanError(
            "an address can only be captured with a browser, and playwright is not installed",
            why="nothing was captured",
            advice="install it (`pip install 'bilan[capture]'`), and Chromium (`apt install chromium`)",
        ) from error
    with Proxy(how.seconds, how.most_bytes, how.allowed) as proxy:
        try:
            with _browser(how, proxy.address) as browser:
                return _visit(browser, url, how, proxy.traffic)
        except Error as error:
            raise _failed(url, proxy.traffic, str(error)) from error


@contextmanager
def _browser(how: Browsing, proxy: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    executable = how.executable or next((p for name in _BROWSERS if (p := shutil.which(name))), None)
    if executable is None:
        raise BilanError(
            "no browser is to be found", why="nothing was captured", advice="install Chromium: `apt install chromium`"
        )
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=executable,
            proxy={"server": proxy, "bypass": "<-loopback>"},
            chromium_sandbox=os.geteuid() != 0,
            args=[
                "--proxy-bypass-list=<-loopback>",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                "--disable-quic",
                "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
                "--disable-background-networking",
                "--no-pings",
            ],
        )
        try:
            yield browser
        finally:
            browser.close()


def _visit(browser: Browser, url: str, how: Browsing, traffic: Traffic) -> Captured:
    from playwright.sync_api import Error, TimeoutError

    begun = datetime.now(UTC)
    context = browser.new_context(
        accept_downloads=False, service_workers="block", viewport={"width": 1280, "height": 900}, locale="en-US"
    )
    context.set_default_timeout(how.seconds * 500)
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    asked: set[str] = set()  # the hosts that the page asked for; the browser asks for others by itself
    page.on("request", lambda request: asked.add((urlsplit(request.url).hostname or "").lower()))
    page.on("dialog", lambda dialog: dialog.dismiss())
    notes: list[str] = []
    main = page.goto(url, wait_until="domcontentloaded", timeout=how.seconds * 500)
    if main is None:
        raise BilanError(f"{url} gave no answer", why="nothing was captured")
    hops = _hops(main)
    if hops > how.most_redirects:
        raise Refused(f"{url} redirects {hops} times", why="nothing was captured")
    try:
        page.wait_for_load_state("networkidle", timeout=how.seconds * 250)
    except TimeoutError:
        notes.append("The page went on fetching when its time was over.")
    text, screenshot = _seen(page, notes)
    out = io.BytesIO()
    kept = _write(out, answers, traffic, how, notes, begun, browser.version)
    for host, why in sorted({**traffic.unreached, **traffic.refused}.items()):
        if host in asked:
            notes.append(f"It asked for {host} in vain: {why}.")
    if traffic.is_over:
        notes.append("Its time or its bytes were used up; what came later is missing.")
    final = page.url
    try:
        context.close()
    except Error:
        notes.append("The browser ended before it was told to.")
    out.seek(0)
    return Captured(
        url=url,
        final=final,
        name=f"{urlsplit(url).hostname}-{begun:%Y%m%dT%H%M%SZ}.warc.gz",
        warc=out,
        screenshot=screenshot,
        text=text,
        tool="chromium",
        version=browser.version,
        parameters={
            "captured": begun.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "playwright": _version("playwright"),
            "answers": str(kept),
            "bytes": str(traffic.bytes),
            "final": final[:2000],
            "redirects": str(hops),
            "status": str(main.status),
        },
        notes=notes,
    )


def _hops(main: Response) -> int:
    hops, request = 0, main.request
    while request.redirected_from is not None:
        hops, request = hops + 1, request.redirected_from
    return hops


def _seen(page: Page, notes: list[str]) -> tuple[str, bytes]:
    """What a reader sees: the words on the page, and a picture of it."""
    from playwright.sync_api import Error

    text, picture = "", b""
    try:
        text = str(page.evaluate("document.body ? document.body.innerText : ''"))[:_MOST_TEXT]
        picture = page.screenshot(full_page=True, type="png", timeout=10_000)
    except Error as error:
        notes.append(f"No picture of the page could be taken: {str(error).splitlines()[0][:200]}.")
    return text, picture


def _write(
    out: BinaryIO,
    answers: list[Response],
    traffic: Traffic,
    how: Browsing,
    notes: list[str],
    begun: datetime,
    made: str,
) -> int:
    from warcio.warcwriter import WARCWriter

    writer = WARCWriter(out, gzip=True)
    about = {"software": f"bilan with Chromium {made}", "format": "WARC File Format 1.1", "isPartOf": "one address"}
    writer.write_record(writer.create_warcinfo_record("capture", about))
    kept, until = 0, time.monotonic() + how.seconds / 2
    for answer in answers:
        if kept >= how.most_answers or time.monotonic() > until:
            notes.append(
                f"{len(answers) - kept:,} of {len(answers):,} answers were not recorded: too many, or too slow."
            )
            break
        if urlsplit(answer.url).scheme in ("http", "https"):
            _record(writer, answer, traffic, notes, begun)
            kept += 1
    return kept


def _record(writer: Any, answer: Response, traffic: Traffic, notes: list[str], begun: datetime) -> None:
    """The answer and its question. Bodies are recorded as they were after unpacking: the browser gives no others."""
    from playwright.sync_api import Error
    from warcio.statusandheaders import StatusAndHeaders

    url = answer.url
    try:
        body = b"" if 300 <= answer.status < 400 else answer.body()
        headers = [(h["name"], h["value"].replace("\n", ", ")) for h in answer.headers_array()]
        asked = [(h["name"], h["value"].replace("\n", ", ")) for h in answer.request.headers_array()]
    except Error as error:
        notes.append(f"The answer of {url[:200]} could not be kept: {str(error).splitlines()[0][:150]}.")
        return
    if len(body) > _LONGEST_BODY:
        notes.append(f"The answer of {url[:200]} has more than {_LONGEST_BODY >> 20} MB and was not kept.")
        return
    plain = [(k, v) for k, v in headers if k.lower() not in _UNPACKED] + [("Content-Length", str(len(body)))]
    more = {"WARC-Date": begun.strftime("%Y-%m-%dT%H:%M:%SZ")}
    address = traffic.seen.get((urlsplit(url).hostname or "").lower())
    if address:
        more["WARC-IP-Address"] = address
    status = StatusAndHeaders(f"{answer.status} {answer.status_text}".strip(), plain, protocol="HTTP/1.1")
    record = writer.create_warc_record(
        url, "response", io.BytesIO(body), http_headers=status, warc_headers_dict=dict(more)
    )
    line = StatusAndHeaders(f"{answer.request.method} {_path(url)} HTTP/1.1", asked, is_http_request=True)
    sent = answer.request.post_data_buffer or b""
    question = writer.create_warc_record(
        url, "request", io.BytesIO(sent), http_headers=line, warc_headers_dict=dict(more)
    )
    writer.write_request_response_pair(question, record)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _failed(url: str, traffic: Traffic, said: str) -> BilanError:
    if traffic.refused:
        host, why = next(iter(traffic.refused.items()))
        return Refused(
            f"{url} leads to {host}: {why}",
            why="a page could make this machine open its own network, so nothing was captured",
            advice="save the page yourself and add the file",
        )
    first = said.strip().splitlines()[0][:300] if said.strip() else "no reason given"
    return BilanError(f"{url} could not be captured: {first}", why="nothing was received", advice="try again later")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "unknown"
