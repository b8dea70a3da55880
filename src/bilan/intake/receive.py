"""Receiving documents: evidence first, reading second, and every failure a fact."""

from __future__ import annotations

import mimetypes
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from bilan.evidence import Dossier
from bilan.intake.formats import Extracted, Format, format_for, formats
from bilan.intake.sandbox import Limits, Sandbox
from bilan.intake.walk import Found, is_regular, shown_name, walk
from bilan.model.errors import BilanError, UnreadableExhibit, WrongUse
from bilan.model.exhibit import Failure, Sensitivity
from bilan.model.ids import ExhibitId

_HEAD = 4096
_IMAGE_ADVICE = "Type its words into a .txt file, or recognise them with another program (OCR), and add that"
_OTHER_ADVICE = "Save it as .txt, .md, .html, .pdf or .csv and add that"

Progress = Callable[[int, int, str], None]
Now = Callable[[], datetime]


class Mapping(Protocol):
    """What the columns of tables mean (`bilan.exchange.mapping`)."""

    def table_for(self, filename: str, header: Iterable[str]) -> dict[str, Any] | None: ...


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
) -> Added:
    """Take in files and folders. A document that was received before is kept once, and read now if it was not."""
    if not by.strip():
        raise WrongUse("it must be said who adds a document", advice="give a name or initials")
    seen = walk([Path(s) for s in sources])
    left_out = {p.resolve() for p in skip}
    files = [f for f in seen.found if f.path.resolve() not in left_out]
    with Sandbox(limits) as sandbox:
        desk = _Reception(dossier, by, mapping, now, sandbox)
        for failure in seen.failures:
            desk.fail(failure)
        for number, found in enumerate(files):
            if progress:
                progress(number, len(files), found.shown)
            desk.receive(found)
        if progress and files:
            progress(len(files), len(files), files[-1].shown)
    return Added(list(desk.exhibits), [*seen.absent, *desk.failures], desk.new)


class _Reception:
    """One round of receiving: what was seen so far, and where it is recorded."""

    def __init__(self, dossier: Dossier, by: str, mapping: Mapping | None, now: Now | None, sandbox: Sandbox) -> None:
        self._dossier = dossier
        self._by = by
        self._mapping = mapping
        self._now = now
        self._sandbox = sandbox
        self._held = {e.id for e in dossier.exhibits()}
        self._read = set(dossier.working_copies())
        self._mappings = dossier.mappings()
        self._standing = {(f.path if f.exhibit is None else f.exhibit): f.reason for f in dossier.failures()}
        self.exhibits: dict[ExhibitId, None] = {}
        self.new: list[ExhibitId] = []
        self.failures: list[Failure] = []

    def receive(self, found: Found) -> None:
        """Evidence first: the bytes are in the vault and the journal before anybody looks into them."""
        try:
            exhibit, size = self._keep(found.path)
        except OSError as error:
            reason = "it is gone" if isinstance(error, FileNotFoundError) else error.strerror or type(error).__name__
            self.fail(Failure(found.shown, f"it cannot be opened: {reason}. Make it readable and add it again."))
            return
        except UnreadableExhibit as error:
            self.fail(Failure(found.shown, error.one_line))
            return
        if found.shown in self._standing:
            self._record("failure_settled", {"path": found.shown, "exhibit": None})
            del self._standing[found.shown]
        first_time = exhibit not in self.exhibits
        self.exhibits[exhibit] = None
        with self._dossier.vault.open(exhibit) as source:
            head = source.read(_HEAD)
        form = format_for(found.path.name, head)
        if exhibit not in self._held:
            self._register(exhibit, size, found, form)
        if first_time and self._wants_reading(exhibit, form):
            self._try_reading(exhibit, found, form)
        elif first_time and exhibit in self._standing:
            self.fail(Failure(found.shown, self._standing[exhibit], exhibit))

    def _keep(self, path: Path) -> tuple[ExhibitId, int]:
        if not is_regular(path):
            raise UnreadableExhibit(
                "it is not a file with an end", why="it cannot be kept", advice="add a copy of its content"
            )
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as source:
            sha, size = self._dossier.vault.put_stream(source)
        return ExhibitId(sha), size

    def _register(self, exhibit: ExhibitId, size: int, found: Found, form: Format | None) -> None:
        self._held.add(exhibit)
        self.new.append(exhibit)
        self._record(
            "exhibit_received",
            {
                "exhibit": exhibit,
                "name": shown_name(found.path.name),
                "media_type": form.about.media_type if form else media_type(found.path.name),
                "size": size,
                "how": "file",
                "origin": None,
                "by": self._by,
                "sensitivity": Sensitivity.OPEN.value,
            },
        )

    def _wants_reading(self, exhibit: ExhibitId, form: Format | None) -> bool:
        """What was read is not read again, except a table for which a mapping is given now."""
        return exhibit not in self._read or (form is not None and form.about.is_table and self._mapping is not None)

    def _try_reading(self, exhibit: ExhibitId, found: Found, form: Format | None) -> None:
        try:
            if form is None:
                raise _unknown(found.path.name)
            extracted = self._sandbox.extract(_name_of(form), self._dossier.vault.path(exhibit))
            table = self._table(exhibit, extracted, found) if form.about.is_table else None
        except BilanError as error:
            self.fail(Failure(found.shown, error.one_line, exhibit))
            return
        if exhibit in self._read and table == self._mappings.get(exhibit):
            return
        with self._dossier.journal.transaction():
            if table is not None:
                self._record("mapping_recorded", {"exhibit": exhibit, "mapping": table, "by": self._by})
            if exhibit not in self._read:
                self._record("text_extracted", self._working_copy(exhibit, extracted, form))
        self._read.add(exhibit)
        self._standing.pop(exhibit, None)
        for note in extracted.notes:
            self.fail(Failure(found.shown, note, exhibit))

    def _table(self, exhibit: ExhibitId, extracted: Extracted, found: Found) -> dict[str, Any]:
        table = self._mapping.table_for(found.path.name, extracted.columns) if self._mapping else None
        table = table or self._mappings.get(exhibit)
        if table is None:
            raise UnreadableExhibit(
                "no mapping says what the columns of this table mean",
                why="it is kept as evidence, but no claim is read from it",
                advice=f"add it with --mapping M, where M describes its columns ({', '.join(extracted.columns)[:300]})",
            )
        return table

    def _working_copy(self, exhibit: ExhibitId, e: Extracted, form: Format) -> dict[str, Any]:
        return {
            "exhibit": exhibit,
            "text": self._dossier.vault.put_text(e.text),
            "tool": form.about.name,
            "version": form.about.version,
            "parameters": dict(e.parameters),
            "title": e.title[:500],
            "published": e.published.iso if e.published else None,
            "publisher": e.publisher[:200] if e.publisher else None,
            "lang": e.lang.lower()[:20] if e.lang else None,
            "url": e.url[:2000] if e.url else None,
        }

    def fail(self, failure: Failure) -> None:
        """List a failure, and record it unless the very same one stands already."""
        self.failures.append(failure)
        key = failure.path if failure.exhibit is None else failure.exhibit
        if self._standing.get(key) != failure.reason:
            self._standing[key] = failure.reason
            self._record(
                "reading_failed",
                {"path": failure.path, "reason": failure.reason, "exhibit": failure.exhibit, "by": self._by},
            )

    def _record(self, kind: str, payload: dict[str, Any]) -> None:
        self._dossier.journal.append(kind, payload, at=self._now() if self._now else None)


def media_type(name: str) -> str:
    """What the ending of a name promises."""
    return mimetypes.guess_type(shown_name(name))[0] or "application/octet-stream"


def _name_of(form: Format) -> str:
    return next(name for name, known in formats().items() if known is form)


def _unknown(name: str) -> UnreadableExhibit:
    media = media_type(name)
    if media.startswith(("image/", "audio/", "video/")):
        kind = {"image": "an image", "audio": "a recording", "video": "a film"}[media.partition("/")[0]]
        return UnreadableExhibit(
            f"it is {kind} ({media}), and no text can be read from it",
            why="it is kept as evidence only",
            advice=_IMAGE_ADVICE,
        )
    return UnreadableExhibit(
        f"no reader knows this kind of file ({media})", why="it is kept as evidence only", advice=_OTHER_ADVICE
    )
