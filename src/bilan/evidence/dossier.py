"""A dossier: one investigation, in one folder."""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bilan.evidence.commitment import SALT_BYTES
from bilan.evidence.journal import Clock, Journal, Salts, told_plainly
from bilan.evidence.projections import project
from bilan.evidence.records import AdoptedCodebook, Anchor, Decision, GradeDecision, Judged, ModelAnswer
from bilan.evidence.schema import APPLICATION_ID, FACTS, FORMAT, PROJECTION, PROJECTION_TABLES, PROJECTIONS
from bilan.evidence.vault import Vault
from bilan.model.errors import BrokenDossier, WrongUse
from bilan.model.exhibit import Exhibit, Failure, OtherCopy, Sensitivity, WorkingCopy
from bilan.model.ids import ClaimId, ExhibitId, IncidentId, TextId
from bilan.model.period import Period
from bilan.model.vocab import ClaimState

JOURNAL_FILE = "journal.sqlite"
_WAIT_SECONDS = 30.0


def _now() -> datetime:
    return datetime.now(UTC)


def _salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


class Dossier:
    """Facts (`journal`, `vault`) and the plain reads of what follows from them.

    Open it with `create`, `open` or `open_or_create`; close it, or use it in a `with` block.
    Clock and salts come in by the front door, for tests.
    """

    def __init__(self, path: Path, db: sqlite3.Connection, clock: Clock, salts: Salts) -> None:
        self.path = path
        self._db = db
        self.journal = Journal(db, clock, salts)
        self.vault = Vault(path / "vault")

    # ------------------------------------------------------------ opening and closing

    @classmethod
    def create(cls, path: Path | str, *, clock: Clock = _now, salts: Salts = _salt) -> Self:
        """Begin a dossier in a folder that is new or empty."""
        path = Path(path)
        if (path / JOURNAL_FILE).exists():
            raise WrongUse(f"there is a dossier in {path} already", advice="open it, or choose another folder")
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise _not_empty(path)
        return cls.open_or_create(path, clock=clock, salts=salts)

    @classmethod
    def open(cls, path: Path | str, *, clock: Clock = _now, salts: Salts = _salt) -> Self:
        """Open the dossier that is in this folder."""
        path = Path(path)
        if not (path / JOURNAL_FILE).is_file():
            raise WrongUse(f"there is no dossier in {path}", advice=f"begin one: bilan add FILES --dossier {path}")
        return cls._opened(path, clock, salts, begin=False)

    @classmethod
    def open_or_create(cls, path: Path | str, *, clock: Clock = _now, salts: Salts = _salt) -> Self:
        """Open the dossier of this folder, or begin it there."""
        path = Path(path)
        if path.exists() and not path.is_dir():
            raise WrongUse(f"{path} is a file, and a dossier is a folder", advice="choose another folder")
        held = {item.name for item in path.iterdir()} if path.is_dir() else set()
        if held and JOURNAL_FILE not in held:
            raise _not_empty(path)
        try:
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise WrongUse(f"no dossier can be kept in {path}: {error.strerror}") from error
        held_bytes = any(item.is_file() for item in (path / "vault").glob("??/*"))
        return cls._opened(path, clock, salts, begin=not held_bytes)

    @classmethod
    def _opened(cls, path: Path, clock: Clock, salts: Salts, *, begin: bool) -> Self:
        with told_plainly():
            db = (_connect if os.access(path, os.W_OK) else _connect_to_read)(path / JOURNAL_FILE)
            try:
                dossier = cls(path, db, clock, salts)
                for folder in ("vault", "derived", "releases") if dossier.can_be_written else ():
                    (path / folder).mkdir(exist_ok=True)
                dossier._begin_or_check(begin)
            except BaseException:
                db.close()
                raise
        return dossier

    def _begin_or_check(self, begin: bool) -> None:
        if _format_of(self._db) is None:
            if not begin:
                raise BrokenDossier(
                    "the journal of this dossier is empty",
                    why="what was recorded in it is lost, and nothing is begun in its place",
                    advice="restore journal.sqlite from a backup",
                )
            with self.journal.transaction():
                if _format_of(self._db) is None:
                    for statement in _statements(FACTS + PROJECTIONS):
                        self._db.execute(statement)
                    self._db.execute("INSERT INTO dossier_format VALUES (1, ?, ?)", (FORMAT, PROJECTION))
                    self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    self.journal.append("dossier_opened", {"format": FORMAT, "dossier": secrets.token_hex(16)})
        found = _format_of(self._db)
        if found is None or found[0] != FORMAT:
            raise BrokenDossier(
                f"this dossier has format {found and found[0]}, and this program reads format {FORMAT}",
                why="reading it could misunderstand it",
                advice="use the version of Bilan that wrote it, or a newer one",
            )
        if found[1] != PROJECTION:
            self.rebuild()

    def close(self) -> None:
        self._db.close()

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
        with self.journal.transaction():
            for table in PROJECTION_TABLES:
                self._db.execute(f"DROP TABLE IF EXISTS {table}")
            for statement in _statements(PROJECTIONS):
                self._db.execute(statement)
            self._db.execute("UPDATE dossier_format SET projection = ?", (PROJECTION,))
            for entry in self.journal.entries():
                try:
                    project(self._db, entry)
                except (KeyError, TypeError, ValueError, IndexError) as error:
                    raise BrokenDossier(f"row {entry.seq} of the journal cannot be understood: {error!r}") from error

    def snapshot(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every projection, row by row: two dossiers with equal snapshots answer alike."""
        return {table: self._rows(table) for table in PROJECTION_TABLES}

    def _rows(self, table: str) -> list[tuple[Any, ...]]:
        return sorted(self._read(f"SELECT * FROM {table}"), key=repr)

    def lying(self) -> list[str]:
        """The projections that do not follow from the journal. Nothing is changed: the rebuild is made in memory."""
        with told_plainly():
            copy = sqlite3.connect(":memory:", isolation_level=None)
            try:
                self._db.backup(copy)
                again = Dossier(self.path, copy, self.journal.clock, self.journal.salts)
                again.rebuild()
                right = again.snapshot()
            finally:
                copy.close()
        there = {name for (name,) in self._read("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return [t for t in PROJECTION_TABLES if t not in there or right[t] != self._rows(t)]

    def problems(self, *, read_vault: bool = True) -> list[str]:
        """Everything that does not agree: changed rows, lost or changed bytes, projections that lie. Empty: all is well."""
        found: list[str] = []
        try:
            for _ in self.journal.entries():
                pass
        except BrokenDossier as error:
            found.append(error.what)
        kept: list[str] = [e.id for e in self.exhibits()] + [w.text for w in self.working_copies().values()]
        kept += [c.copy for c in self.other_copies()]
        for sha in dict.fromkeys(kept) if read_vault else ():
            try:
                self.vault.open(sha, verify=True).close()
            except BrokenDossier as error:
                found.append(error.what)
        return found

    def _read(self, sql: str) -> list[tuple[Any, ...]]:
        with told_plainly():
            return self._db.execute(sql).fetchall()


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


def _connect(file: Path) -> sqlite3.Connection:
    db = sqlite3.connect(file, timeout=_WAIT_SECONDS, isolation_level=None)
    try:
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            db.execute(f"PRAGMA {pragma}")
        _switch_to_wal(db, time.monotonic() + _WAIT_SECONDS)
    except BaseException:
        db.close()
        raise
    return db


def _connect_to_read(file: Path) -> sqlite3.Connection:
    """A dossier in a folder that may not be written (an archive, a lent disk) can be read and asked all the same."""
    unfinished = file.with_name(file.name + "-wal")
    if unfinished.is_file() and unfinished.stat().st_size:
        raise BrokenDossier(
            "this dossier was not closed, and its folder may not be written",
            why="its newest facts cannot be read here",
            advice="copy the folder to a place where you may write, and open the copy",
        )
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def _switch_to_wal(db: sqlite3.Connection, deadline: float) -> None:
    """SQLite does not wait by itself when two processes begin the same dossier at once."""
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _format_of(db: sqlite3.Connection) -> tuple[int, int] | None:
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'dossier_format'").fetchone():
        return None
    row = db.execute("SELECT format, projection FROM dossier_format").fetchone()
    return (int(row[0]), int(row[1])) if row else None


def _statements(script: str) -> list[str]:
    """The statements of a script, one by one (`executescript` would commit the transaction)."""
    found, held = [], ""
    for line in script.splitlines():
        held += line + "\n"
        if sqlite3.complete_statement(held):
            found.append(held.strip())
            held = ""
    return found
