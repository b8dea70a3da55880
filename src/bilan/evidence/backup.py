"""A backup: one file with everything that could not be made again, readable in twenty years without this program.

A tar archive: `journal.jsonl` (every row, its payload and salt where they are left), `keys.jsonl` (the keys of what is
restricted), `vault/` (each object under its own SHA-256), `folder/` (whatever else lies in the dossier's folder and is not
derived: its log's key, its releases), and last `manifest.json`, without which the archive is not whole.
What was sealed is in none of them.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bilan.evidence.commitment import read_payload
from bilan.evidence.kept import kept_by
from bilan.evidence.schema import FORMAT
from bilan.evidence.sealing import objects_in
from bilan.evidence.storage import sync_folder, writing
from bilan.model.errors import BilanError, BrokenDossier, WrongUse

if TYPE_CHECKING:
    from bilan.evidence.dossier import Dossier

ARCHIVE_FORMAT = 1
JOURNAL, KEYS, VAULT, FOLDER, MANIFEST = "journal.jsonl", "keys.jsonl", "vault", "folder", "manifest.json"
_IN_MEMORY = 8 << 20
_DERIVED = frozenset({"derived", "vault", "dossier.toml"})

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds.

    head   the commitment of the newest row
    size   the bytes of the vault's objects together
    files  the SHA-256 of every member that is not named by its own hash
    """

    archive: int
    format: int
    rows: int
    head: str
    objects: int
    size: int
    files: dict[str, str]

    def to_bytes(self) -> bytes:
        return (json.dumps(asdict(self), indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        o = json.loads(data)
        return cls(**{field: o[field] for field in cls.__slots__})


def back_up(dossier: Dossier, out: Path, progress: Progress | None = None) -> Manifest:
    """Write the archive while others go on working: it holds the dossier as it was at one moment.

    Refused when something that the journal speaks of is not in the vault, or when an item is sealed meanwhile: then
    there is no archive, and the old one, if any, is as it was.
    """
    if out.resolve().is_relative_to(dossier.path.resolve()):
        raise WrongUse("a backup inside the dossier is lost with it", advice="write it to another disk: --out F")
    with writing(out.name):
        folder = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name}-"))
    try:
        new = folder / "new"
        with writing(out.name), os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as raw:
            manifest = _write(dossier, raw, folder, progress or (lambda done, total, name: None))
            raw.flush()
            os.fsync(raw.fileno())
        with writing(out.name):
            new.replace(out)
            sync_folder(out.parent)
    finally:
        for left in folder.iterdir():
            left.unlink()
        folder.rmdir()
    return manifest


def _write(dossier: Dossier, raw: Any, folder: Path, progress: Progress) -> Manifest:
    with dossier.store.looking():
        rows, head, names = _dump_rows(dossier, folder / JOURNAL)
        keys = {k.sha: k for k in dossier.keys.all()}
    lines = (json.dumps({"sha": k.sha, "object": k.object, "key": k.key.hex()}) for k in keys.values())
    (folder / KEYS).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    files: dict[str, str] = {}
    objects = size = 0
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name in (JOURNAL, KEYS):
            files[name] = _add_file(tar, folder / name, name)
        for done, sha in enumerate(sorted(names)):
            progress(done, len(names), sha[:16])
            name = keys[sha].object if sha in keys else sha
            if not dossier.vault.storage.holds(name):
                if names[sha]:
                    raise _absent(dossier, sha)
                continue  # what only looks like a name
            size += _add_object(tar, dossier, name, folder / "object")
            objects += 1
        for path in _other_files(dossier.path):
            member = f"{FOLDER}/{path.relative_to(dossier.path).as_posix()}"
            files[member] = _add_file(tar, path, member)
        manifest = Manifest(ARCHIVE_FORMAT, FORMAT, rows, head, objects, size, files)
        _add_bytes(tar, manifest.to_bytes(), MANIFEST)
    seals = dossier.store.execute("SELECT count(*) FROM journal WHERE type = 'item_sealed' AND seq > ?", (rows,))
    if seals != [(0,)]:
        raise BilanError(
            "an item was sealed while the backup was written",
            why="the backup would hold what was just destroyed; it was thrown away",
            advice="make it again",
        )
    progress(len(names), len(names), "")
    return manifest


def _dump_rows(dossier: Dossier, path: Path) -> tuple[int, str, dict[str, bool]]:
    """Write every row; how many, the newest commitment, and what could lie in the vault (True: it must)."""
    count, head, names = 0, "", dict[str, bool]()
    with path.open("w", encoding="utf-8") as out:
        for entry, body, salt in dossier.journal.laid_open():
            row: dict[str, Any] = {
                "seq": entry.seq,
                "type": entry.type,
                "time": entry.time,
                "commitment": entry.commitment,
            }
            if body is not None and salt is not None:
                row |= {"body": body.decode("utf-8"), "salt": salt.hex()}
                for sha in objects_in(read_payload(body)):
                    names.setdefault(sha, False)
            kept = kept_by(entry)
            if kept is not None:
                names[kept] = True
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count, head = entry.seq, entry.commitment
    return count, head, names


def _absent(dossier: Dossier, sha: str) -> BilanError:
    return BrokenDossier(
        f"the vault lacks {sha[:16]}…, which the journal speaks of",
        why="the backup would lack it too; none was written",
        advice=f"see what else is wrong: bilan doctor {dossier.path.name}",
    )


def is_other(name: str) -> bool:
    """Whether something of this name in a dossier's folder is neither the database nor derived nor the vault's."""
    return name not in _DERIVED and not name.startswith(("journal.sqlite", "."))


def _other_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if not is_other(path.name) or path.is_symlink():
            continue
        yield from (
            (p for p in sorted(path.rglob("*")) if p.is_file() and not p.is_symlink()) if path.is_dir() else (path,)
        )


def _add_file(tar: tarfile.TarFile, path: Path, name: str) -> str:
    with path.open("rb") as source:
        sha = hashlib.file_digest(source, "sha256").hexdigest()
        source.seek(0)
        info = tarfile.TarInfo(name)
        info.size, info.mode = os.fstat(source.fileno()).st_size, path.stat().st_mode & 0o700
        tar.addfile(info, source)
    return sha


def _add_object(tar: tarfile.TarFile, dossier: Dossier, name: str, spool: Path) -> int:
    """An object of the vault, checked against its name before it is added; large ones by way of the disk."""
    with (
        dossier.vault.storage.open(name) as source,
        io.BytesIO() if dossier.vault.storage.size(name) <= _IN_MEMORY else spool.open("w+b") as held,
    ):
        digest = hashlib.sha256()
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            held.write(chunk)
        if digest.hexdigest() != name:
            raise BrokenDossier(
                f"the bytes kept as {name[:16]}… are no longer those that were received",
                why="the backup would hold the wrong bytes; none was written",
                advice="restore this file of the vault from an older backup",
            )
        info = tarfile.TarInfo(f"{VAULT}/{name[:2]}/{name[2:]}")
        info.size, info.mode = held.tell(), 0o400
        held.seek(0)
        tar.addfile(info, held)
    return info.size


def _add_bytes(tar: tarfile.TarFile, data: bytes, name: str) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))
