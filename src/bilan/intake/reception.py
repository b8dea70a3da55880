"""One round of receiving: evidence first, reading second, and every failure a fact."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from bilan.evidence import Dossier
from bilan.intake.arrival import Arrival, Budget, media_type_of, unknown_kind
from bilan.intake.formats import Extracted, Format, format_for, formats
from bilan.intake.parsers import Parsers
from bilan.intake.reading import Held, Reading
from bilan.intake.sandbox import Sandbox
from bilan.intake.walk import Found, is_regular, shown_name
from bilan.model.errors import BilanError, UnreadableExhibit
from bilan.model.exhibit import Failure, Sensitivity
from bilan.model.ids import ExhibitId, TextId

LISTING = "listing"
_HEAD = 4096
_BATCH = 16
_DEEPEST = 4  # a document in a document in a document …

Now = Callable[[], datetime]


class Mapping(Protocol):
    """What the columns of tables mean (`bilan.exchange.mapping`)."""

    def table_for(self, filename: str, header: Iterable[str]) -> dict[str, Any] | None: ...


@dataclass(slots=True)
class _Item:
    """A document on its way in. `reading`: None while nobody looks into it."""

    exhibit: ExhibitId
    arrival: Arrival
    form: Format | None
    budget: Budget
    reading: Future[Reading] | None = None


class Reception:
    """What was seen so far, and where it is recorded.

    Documents come in by batches: while one is parsed (by several processes), the next one is put into the vault.
    """

    def __init__(
        self,
        dossier: Dossier,
        by: str,
        parsers: Parsers,
        mapping: Mapping | None = None,
        now: Now | None = None,
        sensitivity: Sensitivity = Sensitivity.OPEN,
    ) -> None:
        self._dossier = dossier
        self._by = by
        self._mapping = mapping
        self._now = now
        self._parsers = parsers
        self._new_are = sensitivity
        self._held = dossier.sensitivities()
        self._read = dossier.exhibits_with_text()
        self._copies = {(c.exhibit, c.kind): c.copy for c in dossier.other_copies()}
        self._mappings = dossier.mappings()
        self._standing = {(f.path if f.exhibit is None else f.exhibit): f.reason for f in dossier.failures()}
        self._facts: list[tuple[str, dict[str, Any]]] = []
        self.exhibits: dict[ExhibitId, None] = {}
        self.new: list[ExhibitId] = []
        self.failures: list[Failure] = []

    # ------------------------------------------------------------ what comes

    def receive(self, files: Iterable[Found]) -> None:
        """Take in files, in their order."""
        self._take_in_all(self._arrived(found) for found in files)

    def receive_stream(self, source: BinaryIO, arrival: Arrival) -> ExhibitId:
        """Take in bytes that are no file: what was captured from an address."""
        sha, size = self._dossier.vault.put_stream(source, self._new_are)
        self._take_in_all([self._noted(ExhibitId(sha), size, arrival, Budget())])
        return ExhibitId(sha)

    def keep_copy(self, exhibit: ExhibitId, kind: str, source: BinaryIO, facts: dict[str, Any]) -> None:
        """Keep something made of an exhibit. `facts`: media_type, tool, version, parameters, sensitivity."""
        sha, _ = self._dossier.vault.put_stream(source, Sensitivity(facts["sensitivity"]))
        if self._copies.get((exhibit, kind)) != sha:
            self._copies[exhibit, kind] = sha
            self._fact("copy_made", {"exhibit": exhibit, "kind": kind, "copy": sha, "by": self._by, **facts})

    def settle(self, path: str) -> None:
        """What could not be opened under this name has come in now."""
        if self._standing.pop(path, None):
            self._fact("failure_settled", {"path": path, "exhibit": None})

    def facts(self, exhibit: ExhibitId, about: dict[str, Any], parameters: dict[str, str]) -> dict[str, Any]:
        """What is recorded of a copy that was not made by a parser: it is as restricted as its exhibit."""
        return {**about, "parameters": parameters, "sensitivity": self._held[exhibit].value}

    def fail(self, failure: Failure) -> None:
        """List a failure, and record it unless the very same one stands already."""
        self.failures.append(failure)
        key = failure.path if failure.exhibit is None else failure.exhibit
        if self._standing.get(key) != failure.reason:
            self._standing[key] = failure.reason
            self._fact(
                "reading_failed",
                {"path": failure.path, "reason": failure.reason, "exhibit": failure.exhibit, "by": self._by},
            )

    def record(self) -> None:
        """Write down what became known, all of it or nothing."""
        facts, self._facts = self._facts, []
        if facts:
            self._dossier.vault.sync()
            with self._dossier.journal.transaction():
                for kind, payload in facts:
                    self._dossier.journal.append(kind, payload, at=self._now() if self._now else None)

    # ------------------------------------------------------------ batch by batch

    def _take_in_all(self, items: Iterable[_Item | None]) -> None:
        """Evidence first: the bytes are in the vault and the journal before anybody looks into them."""
        before: list[_Item] = []
        coming = iter(items)
        while batch := list(islice(coming, _BATCH)):
            self.record()
            now = [item for item in batch if item is not None]
            for item in now:
                self._begin_reading(item)
            self._finish(before)
            before = now
        self._finish(before)

    def _arrived(self, found: Found) -> _Item | None:
        try:
            exhibit, size = self._keep(found.path)
        except OSError as error:
            reason = "it is gone" if isinstance(error, FileNotFoundError) else error.strerror or type(error).__name__
            self.fail(Failure(found.shown, f"it cannot be opened: {reason}. Make it readable and add it again."))
            return None
        except UnreadableExhibit as error:
            self.fail(Failure(found.shown, error.one_line))
            return None
        self.settle(found.shown)
        return self._noted(exhibit, size, Arrival(found.path.name, found.shown), Budget())

    def _keep(self, path: Path) -> tuple[ExhibitId, int]:
        if not is_regular(path):
            raise UnreadableExhibit(
                "it is not a file with an end", why="it cannot be kept", advice="add a copy of its content"
            )
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(handle, "rb") as source:
            sha, size = self._dossier.vault.put_stream(source, self._new_are)
        return ExhibitId(sha), size

    def _noted(self, exhibit: ExhibitId, size: int, arrival: Arrival, budget: Budget) -> _Item | None:
        """What is to be looked into; None: it was, in this round or before."""
        first_time = exhibit not in self.exhibits
        self.exhibits[exhibit] = None
        with self._dossier.vault.open(exhibit) as source:
            head = source.read(_HEAD)
        form = format_for(arrival.name, head)
        if exhibit not in self._held:
            self._register(exhibit, size, arrival, form)
        if first_time and self._wants_reading(exhibit, form):
            return _Item(exhibit, arrival, form, budget)
        if first_time and exhibit in self._standing:
            self.fail(Failure(arrival.shown, self._standing[exhibit], exhibit))
        return None

    def _register(self, exhibit: ExhibitId, size: int, arrival: Arrival, form: Format | None) -> None:
        parent_is = self._held[arrival.parent] if arrival.parent else self._new_are
        is_open = parent_is is Sensitivity.OPEN and not self._dossier.vault.is_encrypted(exhibit)
        self._held[exhibit] = Sensitivity.OPEN if is_open else Sensitivity.RESTRICTED
        self.new.append(exhibit)
        self._fact(
            "exhibit_received",
            {
                **arrival.facts(),
                "exhibit": exhibit,
                "media_type": media_type_of(form, arrival.name),
                "size": size,
                "by": self._by,
                "sensitivity": self._held[exhibit].value,
            },
        )

    def _wants_reading(self, exhibit: ExhibitId, form: Format | None) -> bool:
        """What was read is not read again, except a table for which a mapping is given now."""
        done = exhibit in self._read or ((exhibit, LISTING) in self._copies and exhibit not in self._standing)
        return not done or (form is not None and form.about.is_table and self._mapping is not None)

    def _begin_reading(self, item: _Item) -> None:
        if item.form is None or item.arrival.depth > _DEEPEST:
            return
        item.reading = self._parsers.submit(partial(self._look_into, item, _name_of(item.form)))

    def _look_into(self, item: _Item, format_name: str, sandbox: Sandbox) -> Reading:
        """In the background: have the document parsed, and its text put into the vault."""
        left = item.budget.begin()
        with self._dossier.vault.as_file(item.exhibit) as path:
            private = self._held[item.exhibit] is Sensitivity.RESTRICTED
            reading = sandbox.read(format_name, path, private=private, seconds=left)
        item.budget.count(reading)
        table = item.form is not None and item.form.about.is_table  # it may lack its mapping
        if reading.extracted is not None and item.exhibit not in self._read and not table:
            reading.text = self._put_text(item.exhibit, reading.extracted.text)
        return reading

    def _finish(self, items: list[_Item]) -> None:
        holding: list[tuple[_Item, Reading]] = []
        try:
            for item in items:
                try:
                    if item.form is None:
                        raise unknown_kind(item.arrival.name)
                    if item.reading is None:
                        raise _too_deep()
                    reading = item.reading.result()
                except UnreadableExhibit as error:
                    self.fail(Failure(item.arrival.shown, error.one_line, item.exhibit))
                    continue
                holding.append((item, reading))
                self._note(item, item.form, reading)
            self.record()
            for item, reading in holding:
                if reading.members and item.form is not None:
                    self._take_in_members(item, item.form, reading)
        finally:
            for _, reading in holding:
                reading.close()

    # ------------------------------------------------------------ what was read

    def _note(self, item: _Item, form: Format, reading: Reading) -> None:
        reasons = [reading.failure.one_line, *reading.notes] if reading.failure else list(reading.notes)
        same = False
        if reading.extracted is not None:
            try:
                same = not self._keep_text(item, form, reading, reading.extracted)
                reasons += reading.extracted.notes
            except BilanError as error:
                reasons.insert(0, error.one_line)
        for held in reading.copies:
            with reading.open(held) as source:
                self.keep_copy(item.exhibit, held.kind[:100], source, self._facts_of(item, held, form, reading))
        if reasons:
            self.fail(Failure(item.arrival.shown, " ".join(reasons)[:4000], item.exhibit))
        elif not same and item.exhibit in self._standing:
            del self._standing[item.exhibit]
            self._fact("failure_settled", {"path": item.arrival.shown, "exhibit": item.exhibit})

    def _keep_text(self, item: _Item, form: Format, reading: Reading, extracted: Extracted) -> bool:
        """Whether it says more than before: what stands against a table still stands when it is read as it was."""
        exhibit = item.exhibit
        table = self._table(item, extracted) if form.about.is_table else None
        if exhibit in self._read and table == self._mappings.get(exhibit):
            return False
        if table is not None:
            self._mappings[exhibit] = table
            self._fact("mapping_recorded", {"exhibit": exhibit, "mapping": table, "by": self._by})
        if exhibit not in self._read:
            text = reading.text or self._put_text(exhibit, extracted.text)
            self._fact("text_extracted", {"exhibit": exhibit, "text": text, **_told(extracted, form, reading)})
        self._read.add(exhibit)
        self._standing.pop(exhibit, None)
        return True

    def _table(self, item: _Item, extracted: Extracted) -> dict[str, Any]:
        name = item.arrival.name.rpartition("/")[2]
        table = self._mapping.table_for(name, extracted.columns) if self._mapping else None
        table = table or self._mappings.get(item.exhibit)
        if table is None:
            raise UnreadableExhibit(
                "no mapping says what the columns of this table mean",
                why="it is kept as evidence, but no claim is read from it",
                advice=f"add it with --mapping M, where M describes its columns ({', '.join(extracted.columns)[:300]})",
            )
        return table

    def _take_in_members(self, item: _Item, form: Format, reading: Reading) -> None:
        """The documents inside are exhibits themselves, each naming the one it was found in; a listing names them all."""
        listed: list[dict[str, Any]] = []
        found: list[tuple[ExhibitId, int, Arrival]] = []
        for held in reading.members:
            with reading.open(held) as source:
                sha, size = self._dossier.vault.put_stream(source, self._held[item.exhibit])
            found.append((ExhibitId(sha), size, _inside(item.exhibit, held, item.arrival)))
            listed.append({"name": held.name, "exhibit": sha, "size": size, "url": held.url, "captured": held.date})
        listing = json.dumps(listed, ensure_ascii=False, indent=1).encode("utf-8")
        size = len(listed)
        about = Held(LISTING, 0, 0, media_type="application/json", parameters=(("members", str(size)),))
        self.keep_copy(item.exhibit, LISTING, io.BytesIO(listing), self._facts_of(item, about, form, reading))
        self._take_in_all(self._noted(*one, item.budget) for one in found)

    def _put_text(self, exhibit: ExhibitId, text: str) -> TextId:
        """The text of what is restricted is restricted, like everything made of it or found in it."""
        return self._dossier.vault.put_text(text, self._held[exhibit])

    def _facts_of(self, item: _Item, held: Held, form: Format, reading: Reading) -> dict[str, Any]:
        restricted = held.restricted or self._held[item.exhibit] is Sensitivity.RESTRICTED
        return {
            "media_type": held.media_type[:100],
            "tool": form.about.name,
            "version": form.about.version,
            "parameters": {**dict(held.parameters), "sandbox": reading.mode},
            "sensitivity": (Sensitivity.RESTRICTED if restricted else Sensitivity.OPEN).value,
        }

    def _fact(self, kind: str, payload: dict[str, Any]) -> None:
        """It becomes a row of the journal with the others of its batch (`record`)."""
        self._facts.append((kind, payload))


def _told(e: Extracted, form: Format, reading: Reading) -> dict[str, Any]:
    return {
        "tool": form.about.name,
        "version": form.about.version,
        "parameters": {**dict(e.parameters), "sandbox": reading.mode},
        "title": e.title[:500],
        "published": e.published.iso if e.published else None,
        "publisher": e.publisher[:200] if e.publisher else None,
        "lang": e.lang.lower()[:20] if e.lang else None,
        "url": e.url[:2000] if e.url else None,
    }


def _inside(exhibit: ExhibitId, held: Held, arrival: Arrival) -> Arrival:
    name = shown_name(held.name)[:300] or "unnamed"
    return Arrival(
        name=name,
        shown=f"{arrival.shown} › {name}"[:1000],
        how="derived" if held.derived else "member",
        origin=held.url[:2000] if held.url else None,
        captured=held.date[:100] if held.date else None,
        parent=exhibit,
        inside=name,
        depth=arrival.depth + 1,
    )


def _name_of(form: Format) -> str:
    return next(name for name, known in formats().items() if known is form)


def _too_deep() -> UnreadableExhibit:
    return UnreadableExhibit(
        f"it lies more than {_DEEPEST} documents deep",
        why="it is kept as evidence, but nobody has looked into it",
        advice="unpack what holds it with another program and add it by itself",
    )
