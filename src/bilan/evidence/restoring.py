"""From a backup back to a dossier: checked on the way, and with every seal applied anew."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from bilan.evidence.backup import ARCHIVE_FORMAT, FOLDER, JOURNAL, KEYS, MANIFEST, VAULT, Manifest, is_other
from bilan.evidence.commitment import commitment, read_payload
from bilan.evidence.dossier import Dossier
from bilan.evidence.records import Entry, Row
from bilan.evidence.schema import FORMAT
from bilan.evidence.sealing import holes, objects_in, seal
from bilan.evidence.settings import Settings, is_dossier
from bilan.evidence.storage import Storage, sync_folder, writing
from bilan.evidence.store import Store
from bilan.model.errors import BilanError, BrokenDossier, WrongUse

Progress = Callable[[int, int, str], None]
_NEVER_PROJECTED = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back. `sealed`: rows that the archive still told of and that were destroyed, because a seal says so."""

    rows: int
    objects: int
    sealed: int


@dataclass(frozen=True, slots=True)
class Seals:
    """The seals of a newer copy of the dossier, for a backup that is older than they are."""

    rows: dict[int, Row]
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, dossier: Dossier) -> Seals:
        return cls({row.seq: row for row in dossier.journal.rows()}, tuple(dossier.journal.entries("item_sealed")))


def restore(
    archive: Path,
    out: Path,
    settings: Settings | None = None,
    *,
    seals: Seals | None = None,
    progress: Progress | None = None,
) -> Restored:
    """Make the dossier of an archive again in a new folder: whole, or not at all.

    What `dossier.toml` said of other places is not restored: journal and vault come to lie in the folder, unless
    `settings` says where.
    """
    settings = settings or Settings()
    settings.check()
    if is_dossier(out) or (out.exists() and (not out.is_dir() or any(out.iterdir()))):
        raise WrongUse(f"{out} is not an empty folder", advice="restore into a folder that is new")
    with writing(out.name):
        out.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    try:
        settings.write(new)
        restored = _restore(archive, new, settings, progress or (lambda done, total, name: None))
        with Dossier.open(new) as dossier:
            more = _seal_as(dossier, seals) if seals else 0
            problems = dossier.problems(read_vault=False)
            if problems:
                raise BrokenDossier(f"what came back does not agree: {problems[0]}", why="nothing was restored")
        with writing(out.name):
            if out.exists():
                out.rmdir()
            new.replace(out)
            sync_folder(out.parent)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return Restored(restored.rows, restored.objects, restored.sealed + more)


def _restore(archive: Path, new: Path, settings: Settings, progress: Progress) -> Restored:
    storage, store = settings.open_storage(new), settings.open_store(new)
    try:
        if store.numbers() is not None:
            raise WrongUse("there is a dossier in this schema already", advice="name another one")
        with tempfile.TemporaryDirectory(dir=new, prefix=".reading-") as spool, _told_plainly(archive):
            return _Reading(Path(spool), new, storage, store, progress).read(archive)
    finally:
        store.close()


class _Reading:
    """One pass over an archive. Facts are loaded last, in one transaction, when everything else was found whole."""

    def __init__(self, spool: Path, new: Path, storage: Storage, store: Store, progress: Progress) -> None:
        self._spool, self._new, self._storage, self._store, self._progress = spool, new, storage, store, progress
        self._files: dict[str, str] = {}
        self._objects: set[str] = set()
        self._size = 0
        self._plan: _Plan | None = None
        self._manifest: Manifest | None = None

    def read(self, archive: Path) -> Restored:
        with tarfile.open(archive, "r|") as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isreg() else None
                if source is None or self._manifest is not None:
                    raise ValueError(f"{member.name[:80]!r} does not belong there")
                self._take(PurePosixPath(member.name), source, member.mode & 0o700)
        manifest, plan = self._manifest, self._plan
        if manifest is None or plan is None:
            raise ValueError("it ends before its end")
        if manifest.files != self._files or (manifest.objects, manifest.size) != (len(self._objects), self._size):
            raise ValueError("it does not hold what its manifest says")
        self._storage.sync()
        with self._store.transaction():
            self._store.begin()
            self._store.make_projections()
            self._store.execute("INSERT INTO dossier_format VALUES (1, ?, ?)", (FORMAT, _NEVER_PROJECTED))
            count, head = self._load(plan)
            if (count, head) != (manifest.rows, manifest.head):
                raise ValueError("its journal is not the one that its manifest speaks of")
        return Restored(count, len(self._objects & plan.objects), plan.resealed)

    def _take(self, name: PurePosixPath, source: IO[bytes], mode: int) -> None:
        if name.is_absolute() or ".." in name.parts:
            raise ValueError(f"{str(name)[:80]!r} leads out of it")
        top = name.parts[0]
        if str(name) == MANIFEST:
            self._manifest = Manifest.from_bytes(source.read(64 << 20))
            if (self._manifest.archive, self._manifest.format) != (ARCHIVE_FORMAT, FORMAT):
                raise BrokenDossier(
                    f"this backup has format {self._manifest.archive}, and this program reads {ARCHIVE_FORMAT}",
                    advice="use the version of Bilan that wrote it, or a newer one",
                )
        elif str(name) in (JOURNAL, KEYS):
            self._files[str(name)] = _spooled(source, self._spool / str(name))
            if str(name) == KEYS:
                self._plan = _Plan.of(self._spool)
        elif top == VAULT and self._plan is not None:
            self._object("".join(name.parts[1:]), source, self._plan)
        elif top == FOLDER and len(name.parts) > 1 and is_other(name.parts[1]):
            target = self._new / PurePosixPath(*name.parts[1:])
            with writing(target.name):
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._files[str(name)] = _spooled(source, target)
                target.chmod(mode | 0o400)
        else:
            raise ValueError(f"{str(name)[:80]!r} does not belong there")

    def _object(self, name: str, source: IO[bytes], plan: _Plan) -> None:
        with writing("the vault"):
            handle, temporary = tempfile.mkstemp(dir=self._storage.landing, prefix="incoming-")
        path = Path(temporary)
        try:
            os.close(handle)
            if _spooled(source, path, wait=False) != name:
                raise ValueError(f"the bytes kept as {name[:16]}… are not those that were received")
            self._size += path.stat().st_size
            self._objects.add(name)
            self._progress(len(self._objects), len(plan.objects), name[:16])
            if name in plan.objects and not self._storage.holds(name):
                self._storage.settle(path, name, wait=False)
        finally:
            path.unlink(missing_ok=True)

    def _load(self, plan: _Plan) -> tuple[int, str]:
        count, head = 0, ""
        for row in _lines(self._spool / JOURNAL):
            count, head = int(row["seq"]), str(row["commitment"])
            self._store.execute("INSERT INTO journal VALUES (?, ?, ?, ?)", (count, row["type"], row["time"], head))
            if "body" in row and count not in plan.sealed:
                body, salt = row["body"].encode(), bytes.fromhex(row["salt"])
                self._store.execute("INSERT INTO payload VALUES (?, ?, ?)", (count, body, salt))
        for key in _lines(self._spool / KEYS):
            if key["sha"] in plan.names:
                self._store.execute(
                    "INSERT INTO blob_key VALUES (?, ?, ?)", (key["sha"], key["object"], bytes.fromhex(key["key"]))
                )
        return count, head


@dataclass(frozen=True, slots=True)
class _Plan:
    """What may come back: nothing that a seal in the very same archive names.

    sealed    the rows that the seals name; `resealed`: those of them that the archive still tells of
    names     what the rows that are left could name in the vault; `objects`: the objects that may hold it
    """

    sealed: frozenset[int]
    resealed: int
    names: frozenset[str]
    objects: frozenset[str]

    @classmethod
    def of(cls, spool: Path) -> _Plan:
        sealed: set[int] = set()
        for row in _lines(spool / JOURNAL):
            if row["type"] == "item_sealed" and "body" in row:
                sealed |= {int(n) for n in _payload(row)["rows"]}
        names, resealed = set[str](), 0
        for row in _lines(spool / JOURNAL):
            if "body" in row and row["seq"] in sealed:
                resealed += 1
            elif "body" in row:
                names |= objects_in(_payload(row))
        keys = {k["sha"]: k["object"] for k in _lines(spool / KEYS)}
        return cls(frozenset(sealed), resealed, frozenset(names), frozenset(keys.get(n, n) for n in names))


def _payload(row: dict[str, Any]) -> dict[str, Any]:
    """What a row tells, checked against its commitment."""
    body, salt = row["body"].encode(), bytes.fromhex(row["salt"])
    if commitment(row["seq"], row["type"], row["time"], body, salt) != row["commitment"]:
        raise ValueError(f"row {row['seq']} of its journal does not hold what it committed itself to")
    return read_payload(body)


def _seal_as(dossier: Dossier, seals: Seals) -> int:
    """Seal what a newer copy of the same dossier has sealed: each seal in the words of the one who made it."""
    done = 0
    for entry in seals.entries:
        assert entry.payload is not None
        gone = set(holes(dossier))
        here = {row.seq: row for row in dossier.journal.rows()}
        rows = [n for n in entry.payload["rows"] if n in here and n not in gone]
        if not rows:
            continue
        if any(here[n] != seals.rows[n] for n in rows):
            raise BilanError(
                "the copy that the seals come from is not a copy of this dossier",
                why="what it sealed would be something else here; nothing was restored",
            )
        seal(dossier, rows, by=entry.payload["by"], reason=entry.payload["reason"])
        done += len(rows)
    return done


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def _spooled(source: IO[bytes], path: Path, *, wait: bool = True) -> str:
    """Write a member of the archive, durably unless somebody else waits for the disk; its SHA-256."""
    digest = hashlib.sha256()
    with writing(path.name), path.open("wb") as out:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        if wait:
            os.fsync(out.fileno())
    return digest.hexdigest()


class _told_plainly:
    """Whatever is met in a file that is no backup, or a damaged one, is said in one way."""

    def __init__(self, archive: Path) -> None:
        self._archive = archive

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, FileNotFoundError) and not self._archive.exists():
            raise WrongUse(f"there is no file {self._archive}") from error
        if isinstance(error, tarfile.TarError | ValueError | KeyError | TypeError | EOFError | OSError):
            raise BrokenDossier(
                f"{self._archive.name} is no whole backup: {error}",
                why="nothing was restored",
                advice="take another copy of it",
            ) from error
