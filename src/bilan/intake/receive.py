"""Receiving files, folders and addresses, one by one."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bilan.evidence import Dossier
from bilan.intake.arrival import Arrival
from bilan.intake.capture import Browsing, Captured, capture, checked_url
from bilan.intake.parsers import Parsers
from bilan.intake.reception import Mapping, Now, Reception
from bilan.intake.sandbox import Limits
from bilan.intake.walk import Found, walk
from bilan.model.errors import BilanError, WrongUse
from bilan.model.exhibit import Failure, Sensitivity
from bilan.model.ids import ExhibitId

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Added:
    """What became of the sources.

    exhibits  every document that they hold and that is now evidence, in their order
    failures  what could not be opened or read, with the reason
    new       those exhibits that were not held before
    """

    exhibits: list[ExhibitId]
    failures: list[Failure]
    new: list[ExhibitId] = field(default_factory=list)

    @property
    def already_held(self) -> list[ExhibitId]:
        return [e for e in self.exhibits if e not in set(self.new)]


def add(
    dossier: Dossier,
    sources: Sequence[Path],
    *,
    by: str,
    mapping: Mapping | None = None,
    now: Now | None = None,
    progress: Progress | None = None,
    skip: Collection[Path] = (),
    limits: Limits | None = None,
    sensitivity: Sensitivity = Sensitivity.OPEN,
) -> Added:
    """Take in files and folders. A document that was received before is kept once, and read now if it was not.

    `sensitivity`: of those that are new; one that is held already stays what it is.
    """
    if not by.strip():
        raise WrongUse("it must be said who adds a document", advice="give a name or initials")
    seen = walk([Path(s) for s in sources])
    left_out = {p.resolve() for p in skip}
    files = [f for f in seen.found if f.path.resolve() not in left_out]
    with Parsers(limits) as parsers, dossier.vault.deferring():
        desk = Reception(dossier, by, parsers, mapping, now, sensitivity)
        for failure in seen.failures:
            desk.fail(failure)
        desk.receive(_told(files, progress))
        desk.record()
    return Added(list(desk.exhibits), [*seen.absent, *desk.failures], desk.new)


def add_addresses(
    dossier: Dossier,
    addresses: Sequence[str],
    *,
    by: str,
    how: Browsing | None = None,
    now: Now | None = None,
    progress: Progress | None = None,
    limits: Limits | None = None,
    sensitivity: Sensitivity = Sensitivity.OPEN,
) -> Added:
    """Visit addresses and keep what they answer as captures (WARC), with a picture and the words that were on the page.

    An address that cannot be captured is a failure, recorded under the address.
    """
    for address in addresses:
        checked_url(address)
    with Parsers(limits) as parsers:
        desk = Reception(dossier, by, parsers, None, now, sensitivity)
        for number, address in enumerate(addresses):
            if progress:
                progress(number, len(addresses), address)
            try:
                captured = capture(address, how)
            except BilanError as error:
                desk.fail(Failure(address, error.one_line))
            else:
                _keep(desk, captured, address)
            desk.record()
    return Added(list(desk.exhibits), list(desk.failures), desk.new)


def _keep(desk: Reception, captured: Captured, address: str) -> None:
    moment = captured.parameters["captured"]
    arrival = Arrival(captured.name, address, how="url", origin=captured.url, captured=moment)
    exhibit = desk.receive_stream(captured.warc, arrival)
    copies = (("screenshot", "image/png", captured.screenshot), ("rendered_text", "text/plain", captured.text.encode()))
    for kind, media_type, data in copies:
        if data:
            about = {"media_type": media_type, "tool": captured.tool, "version": captured.version}
            desk.keep_copy(exhibit, kind, io.BytesIO(data), desk.facts(exhibit, about, captured.parameters))
    if captured.notes:
        desk.fail(Failure(address, " ".join(captured.notes)[:4000], exhibit))
    desk.settle(address)


def _told(files: Sequence[Found], progress: Progress | None) -> Iterator[Found]:
    """The files one by one, each announced before its turn comes."""
    for number, found in enumerate(files):
        if progress:
            progress(number, len(files), found.shown)
        yield found
    if progress and files:
        progress(len(files), len(files), files[-1].shown)
