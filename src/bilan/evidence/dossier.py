"""A dossier: one investigation, in one folder."""

from __future__ import annotations

import json
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bilan.evidence.commitment import SALT_BYTES
from bilan.evidence.journal import Clock, Journal, Salts
from bilan.evidence.keys import Keys
from bilan.evidence.projections import project
from bilan.evidence.records import AdoptedCodebook, Anchor, Decision, GradeDecision, Judged, ModelAnswer
from bilan.evidence.schema import FORMAT, PROJECTION
from bilan.evidence.sealing import finish_seals, holes, sealed_rows
from bilan.evidence.settings import Settings, is_dossier, read_settings
from bilan.evidence.sqlite_store import SqliteStore
from bilan.evidence.storage import Storage, writing
from bilan.evidence.store import Store, tables
from bilan.evidence.vault import Vault
from bilan.model.errors import BrokenDossier, WrongUse
from bilan.model.exhibit import Exhibit, Failure, OtherCopy, Sensitivity, WorkingCopy
from bilan.model.ids import ClaimId, ExhibitId, IncidentId, TextId
from bilan.model.period import Period
from bilan.model.vocab import ClaimState


def _now() -> datetime:
    return datetime.now(UTC)


def _salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


class Dossier:
    """Facts (`journal`, `vault`) and the plain reads of what follows from them.

    Open it with `create`, `open` or `open_or_create`; close it, or use it in a `with` block.
    Clock and salts come in by the front door, for tests.
    """

    def __init__(self, path: Path, store: Store, storage: Storage, clock: Clock, salts: Salts) -> None:
        self.path = path
        self.store = store
        self.journal = Journal(store, clock, salts)
        self.keys = Keys(store)
        self.vault = Vault(storage, self.keys)

    # ------------------------------------------------------------ opening and closing

    @classmethod
    def create(
        cls, path: Path | str, settings: Settings | None = None, *, clock: Clock = _now, salts: Salts = _salt
    ) -> Self:
        """Begin a dossier in a folder that is new or empty. `settings`: where journal and vault lie, if not in it."""
        path = Path(path)
        if is_dossier(path):
            raise WrongUse(f"there is a dossier in {path} already", advice="open it, or choose another folder")
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise _not_empty(path)
        if settings is not None:
            settings.check()
            _make_folder(path)
            settings.write(path)
        return cls.open_or_create(path, clock=clock, salts=salts)

    @classmethod
    def open(cls, path: Path | str, *, clock: Clock = _now, salts: Salts = _salt) -> Self:
        """Open the dossier that is in this folder."""
        path = Path(path)
        if not is_dossier(path):
            raise WrongUse(f"there is no dossier in {path}", advice=f"begin one: bilan add FILES --dossier {path}")
        return cls._opened(path, clock, salts, begin=False)

    @classmethod
    def open_or_create(cls, path: Path | str, *, clock: Clock = _now, salts: Salts = _salt) -> Self:
        """Open the dossier of this folder, or begin it there."""
        path = Path(path)
        if path.exists() and not path.is_dir():
            raise WrongUse(f"{path} is a file, and a dossier is a folder", advice="choose another folder")
        if path.is_dir() and not is_dossier(path) and any(path.iterdir()):
            raise _not_empty(path)
        _make_folder(path)
        return cls._opened(path, clock, salts, begin=True)

    @classmethod
    def _opened(cls, path: Path, clock: Clock, salts: Salts, *, begin: bool) -> Self:
        settings = read_settings(path)
        store, storage = settings.open_store(path), settings.open_storage(path)
        try:
            dossier = cls(path, store, storage, clock, salts)
            for folder in ("vault", "derived", "releases") if dossier.can_be_written else ():
                with writing(f"the folder {path}"):
                    (path / folder).mkdir(exist_ok=True)
            dossier._begin_or_check(begin)
            finish_seals(dossier)
        except BaseException:
            store.close()
            raise
        return dossier

    def _begin_or_check(self, begin: bool) -> None:
        if self.store.numbers() is None:
            if not begin or next(self.vault.storage.names(), None) is not None:
                raise BrokenDossier(
                    "the journal of this dossier is empty",
                    why="what was recorded in it is lost, and nothing is begun in its place",
                    advice="restore the dossier from a backup",
                )
            with self.store.transaction():
                if self.store.numbers() is None:
                    self.store.begin()
                    self.store.make_projections()
                    self.store.execute("INSERT INTO dossier_format VALUES (1, ?, ?)", (FORMAT, PROJECTION))
                    self.journal.append("dossier_opened", {"format": FORMAT, "dossier": secrets.token_hex(16)})
        found = self.store.numbers()
        if found is None or found[0] != FORMAT:
            raise BrokenDossier(
                f"this dossier has format {found and found[0]}, and this program reads format {FORMAT}",
                why="reading it could misunderstand it",
                advice="use the version of Bilan that wrote it, or a newer one",
            )
        if found[1] != PROJECTION:
            self.rebuild()

    def close(self) -> None:
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------ what follows from the facts

    @property
    def can_be_written(self) -> bool:
        """Whether facts can be added here, or the folder may only be read."""
        return os.access(self.path, os.W_OK)

    @property
    def derived(self) -> Path:
        """The folder of what can be deleted at any time and made again."""
        return self.path / "derived"

    def exhibits(self) -> list[Exhibit]:
        """All exhibits in the order in which they were received."""
        rows = self._read(
            "SELECT e.id, e.name, e.media_type, e.size, e.how, e.received, e.by, coalesce(e.origin, w.url), "
            "w.published, w.publisher, coalesce(w.title, ''), w.lang, e.sensitivity "
            "FROM exhibit e LEFT JOIN working_copy w ON w.exhibit = e.id ORDER BY e.seq"
        )
        return [
            Exhibit(
                id=ExhibitId(i), name=name, media_type=media, size=size, how=how, when=when, by=by, origin=origin,
                published=read_period(published), publisher=publisher, title=title, lang=lang,
                sensitivity=Sensitivity(sensitivity),
            )
            for i, name, media, size, how, when, by, origin, published, publisher, title, lang, sensitivity in rows
        ]  # fmt: skip

    def sensitivities(self) -> dict[ExhibitId, Sensitivity]:
        """Every exhibit, and whether it is restricted: little to hold, where a dossier has many."""
        return {ExhibitId(id): Sensitivity(s) for id, s in self._read("SELECT id, sensitivity FROM exhibit")}

    def exhibits_with_text(self) -> set[ExhibitId]:
        """The exhibits whose text could be read."""
        return {ExhibitId(id) for (id,) in self._read("SELECT exhibit FROM working_copy")}

    def working_copies(self) -> dict[ExhibitId, WorkingCopy]:
        """The newest working copy of each exhibit whose text could be read."""
        rows = self._read("SELECT exhibit, text, tool, version, parameters FROM working_copy ORDER BY exhibit")
        return {
            ExhibitId(exhibit): WorkingCopy(
                ExhibitId(exhibit), TextId(text), tool, version, tuple(sorted(json.loads(parameters).items()))
            )
            for exhibit, text, tool, version, parameters in rows
        }

    def other_copies(self) -> list[OtherCopy]:
        """What was made of the exhibits besides their text: the newest of each kind, in the order of making."""
        rows = self._read(
            "SELECT exhibit, kind, copy, media_type, tool, version, parameters, sensitivity FROM copy ORDER BY seq"
        )
        return [
            OtherCopy(ExhibitId(i), k, c, m, t, v, tuple(sorted(json.loads(p).items())), Sensitivity(s))
            for i, k, c, m, t, v, p, s in rows
        ]

    def failures(self) -> list[Failure]:
        """What could not be read and still cannot, in the order in which it was found out."""
        rows = self._read("SELECT path, reason, exhibit FROM failure ORDER BY seq")
        return [Failure(path, reason, ExhibitId(exhibit) if exhibit else None) for path, reason, exhibit in rows]

    def mappings(self) -> dict[ExhibitId, dict[str, Any]]:
        """How the columns of each table exhibit are to be understood."""
        rows = self._read("SELECT exhibit, body FROM mapping ORDER BY exhibit")
        return {ExhibitId(exhibit): json.loads(body) for exhibit, body in rows}

    def decisions(self) -> dict[ClaimId, Decision]:
        """The latest decision on each claim that a person has judged."""
        rows = self._read("SELECT claim, seq, state, by, time, reason, body FROM decision ORDER BY seq")
        return {ClaimId(row[0]): _decision(*row) for row in rows}

    def anchors(self) -> dict[ClaimId, Anchor]:
        """The words of each claim that a person has judged or linked."""
        rows = self._read("SELECT claim, body FROM anchor ORDER BY claim")
        return {ClaimId(claim): Anchor.from_json(json.loads(body)) for claim, body in rows}

    def links(self) -> list[tuple[ClaimId, ClaimId]]:
        """Pairs of claims that a person says are about one incident."""
        return [(ClaimId(a), ClaimId(b)) for a, b in self._read("SELECT a, b FROM link ORDER BY a, b")]

    def answers(self) -> dict[TextId, list[ModelAnswer]]:
        """What language models answered about each text: the latest per stretch, model and instructions."""
        found: dict[TextId, list[ModelAnswer]] = {}
        for text, *values in self._read('SELECT text, start, "end", model, prompt, raw, seq FROM answer ORDER BY seq'):
            found.setdefault(TextId(text), []).append(ModelAnswer(*values))
        return found

    def grades(self) -> list[GradeDecision]:
        """The latest decision on each incident and codebook, in the order in which they were taken."""
        rows = self._read(
            "SELECT incident, codebook, version, grade, by, time, reason, seq, body FROM grade ORDER BY seq"
        )
        return [_grade(*row) for row in rows]

    def codebooks(self, kind: str) -> list[AdoptedCodebook]:
        """The codebooks adopted for a purpose, each version once, in the order in which they came into force."""
        rows = self._read("SELECT kind, id, version, hash, by, time, reason, seq, body FROM codebook ORDER BY seq")
        return [
            AdoptedCodebook(kind, id, version, hash, by, time, reason, seq, json.loads(body))
            for of, id, version, hash, by, time, reason, seq, body in rows
            if of == kind
        ]

    # ------------------------------------------------------------ replay

    def rebuild(self) -> None:
        """Forget every projection and make it again from the journal alone."""
        with self.store.transaction():
            self.store.begin()
            self.store.execute("UPDATE dossier_format SET projection = ?", (PROJECTION,))
            self._project_into(self.store)

    def _project_into(self, store: Store) -> None:
        store.make_projections()
        for entry in self.journal.entries():
            try:
                project(store, entry)
            except (KeyError, TypeError, ValueError, IndexError) as error:
                raise BrokenDossier(f"row {entry.seq} of the journal cannot be understood: {error!r}") from error

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every projection, row by row: two dossiers with equal snapshots answer alike."""
        return {table: _rows(self.store, table) for table in tables()}

    def lying(self) -> list[str]:
        """The projections that do not follow from the journal. Nothing is changed: the rebuild is made elsewhere."""
        scratch = SqliteStore.scratch()
        try:
            with scratch.transaction(), self.store.looking():
                self._project_into(scratch)
                there = self.store.projection_tables()
                return [t for t in tables() if t not in there or _rows(scratch, t) != _rows(self.store, t)]
        finally:
            scratch.close()

    def problems(self, *, read_vault: bool = True) -> list[str]:
        """Everything that does not agree: changed rows, lost or changed bytes, projections that lie. Empty: all is well."""
        found: list[str] = []
        try:
            for _ in self.journal.entries():
                pass
        except BrokenDossier as error:
            found.append(error.what)
        gone, sealed = set(holes(self)), set(sealed_rows(self))
        found += [f"entry {n} of the journal was destroyed, and no seal says so" for n in sorted(gone - sealed)]
        found += [f"entry {n} of the journal was sealed, and is there again" for n in sorted(sealed - gone)]
        kept: list[str] = [e.id for e in self.exhibits()] + [w.text for w in self.working_copies().values()]
        kept += [c.copy for c in self.other_copies()]
        for sha in dict.fromkeys(kept) if read_vault else ():
            try:
                self.vault.open(sha, verify=True).close()
            except BrokenDossier as error:
                found.append(error.what)
        return found

    def _read(self, sql: str) -> list[tuple[Any, ...]]:
        return self.store.execute(sql)


def _rows(store: Store, table: str) -> list[tuple[Any, ...]]:
    return sorted(store.execute(f'SELECT * FROM "{table}"'), key=repr)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUse(f"no dossier can be kept in {path}: {error.strerror}") from error


def read_period(text: str | None) -> Period | None:
    """The inverse of `Period.iso`; None stays None.

    >>> read_period("2017-02-19/2017-06-19")
    Period(start=datetime.date(2017, 2, 19), end=datetime.date(2017, 6, 19))
    """
    if text is None:
        return None
    start, mark, end = text.partition("/")
    if not mark:
        return Period.parse(text)
    return Period(
        None if start == ".." else Period.parse(start).start,
        None if end == ".." else Period.parse(end).end,
    )


def _decision(claim: str, seq: int, state: str, by: str, time: str, reason: str, body: str) -> Decision:
    parts = json.loads(body)
    result = Judged.from_json(parts["result"])
    return Decision(
        claim=ClaimId(claim), state=ClaimState(state), record=result.record, by=by, time=time, reason=reason, seq=seq,
        anchor=Anchor.from_json(parts["anchor"]), judged=Judged.from_json(parts["judged"]), result=result,
    )  # fmt: skip


def _grade(
    incident: str, codebook: str, version: str, grade: str, by: str, time: str, reason: str, seq: int, body: str
) -> GradeDecision:
    parts = json.loads(body)
    return GradeDecision(
        incident=IncidentId(incident), codebook=codebook, version=version, grade=grade, by=by, time=time,
        reason=reason, seq=seq, claims=tuple(ClaimId(c) for c in parts["claims"]), proposed=parts["proposed"],
    )  # fmt: skip


def _not_empty(path: Path) -> WrongUse:
    return WrongUse(
        f"{path} is not an empty folder",
        why="its files would be mixed up with the dossier's",
        advice="choose a folder that is new or empty",
    )
