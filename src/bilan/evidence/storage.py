"""Where the vault's objects lie: a folder, or any place that fsspec knows (S3 and what speaks like it).

An object appears under its name only when all of its bytes are safely there. Its name is the SHA-256 of its own
bytes, so that anybody can check a copy of the vault without the dossier, with `sha256sum` alone.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

from bilan.model.errors import BilanError, WrongUse

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


_SIDE_BY_SIDE = 16


class Storage(Protocol):
    """Objects by name. Names are 64 hexadecimal digits; what is no such name was refused before."""

    @property
    def landing(self) -> Path:
        """A folder of this machine for files that are still being written."""
        ...

    def settle(self, temporary: Path, name: str, *, wait: bool = True) -> None:
        """Take in a whole file under this name. It is durable when this returns, or, without `wait`, after `sync`."""
        ...

    def sync(self) -> None:
        """Make durable what was taken in without waiting."""
        ...

    def open(self, name: str) -> BinaryIO:
        """The bytes; `FileNotFoundError` when there is no such object."""
        ...

    def holds(self, name: str) -> bool: ...

    def size(self, name: str) -> int: ...

    def remove(self, name: str) -> None:
        """Remove an object for good; nothing happens when there is none."""
        ...

    def names(self) -> Iterator[str]:
        """Every object."""
        ...

    def path(self, name: str) -> Path | None:
        """The file of this machine that is the object; None: it lies elsewhere."""
        ...


class FolderStorage:
    """A folder: `ab/cdef…`, read-only files; what is being written lies in `tmp/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._unsynced: list[Path] = []
        self._guard = threading.Lock()

    @property
    def landing(self) -> Path:
        tmp = self.folder / "tmp"
        if not tmp.is_dir():
            with writing("the vault"):
                tmp.mkdir(mode=0o700, parents=True, exist_ok=True)
                sync_folder(self.folder)
        return tmp

    def path(self, name: str) -> Path:
        return self.folder / name[:2] / name[2:]

    def settle(self, temporary: Path, name: str, *, wait: bool = True) -> None:
        target = self.path(name)
        with writing("the vault"):
            if wait:
                sync_path(temporary)
            new_folder = not target.parent.is_dir()
            target.parent.mkdir(mode=0o700, exist_ok=True)
            temporary.chmod(0o444)
            temporary.replace(target)
            with self._guard:
                self._unsynced += [target, target.parent, *([self.folder] if new_folder else [])]
        if wait:
            self.sync()

    def sync(self) -> None:
        """Files first, then the folders that name them. Side by side: the disk does many in the time of one."""
        with self._guard:
            paths, self._unsynced = sorted(set(self._unsynced)), []
        folders = {p for p in paths if p.is_dir()}
        files = [p for p in paths if p not in folders]
        with writing("the vault"):
            for some in (files, sorted(folders)):
                if len(some) < 3:
                    for path in some:
                        sync_path(path)
                else:
                    with ThreadPoolExecutor(min(_SIDE_BY_SIDE, len(some))) as pool:
                        list(pool.map(sync_path, some))

    def open(self, name: str) -> BinaryIO:
        return self.path(name).open("rb")

    def holds(self, name: str) -> bool:
        return self.path(name).is_file()

    def size(self, name: str) -> int:
        return self.path(name).stat().st_size

    def remove(self, name: str) -> None:
        with writing("the vault"):
            self.path(name).unlink(missing_ok=True)
            with suppress(FileNotFoundError):
                sync_folder(self.path(name).parent)

    def names(self) -> Iterator[str]:
        for folder in sorted(self.folder.glob("??")):
            yield from sorted(folder.name + file.name for file in folder.iterdir() if len(file.name) == 62)


class ObjectStorage:
    """Any place that fsspec knows: `s3://bucket/prefix`, `memory://name` … Whole objects, written in one step each."""

    def __init__(self, url: str) -> None:
        self._fs, self._root = _filesystem(url)
        self._landing: Path | None = None

    @property
    def landing(self) -> Path:
        if self._landing is None:
            self._landing = Path(tempfile.gettempdir())
        return self._landing

    def path(self, name: str) -> None:
        return None

    def settle(self, temporary: Path, name: str, *, wait: bool = True) -> None:
        with self._reached():
            self._fs.makedirs(f"{self._root}/{name[:2]}", exist_ok=True)
            self._fs.put_file(os.fspath(temporary), self._at(name))

    def sync(self) -> None:
        """Whoever keeps objects elsewhere has them when the upload ends."""

    def open(self, name: str) -> BinaryIO:
        with self._reached():
            return cast(BinaryIO, self._fs.open(self._at(name), "rb"))

    def holds(self, name: str) -> bool:
        with self._reached():
            return bool(self._fs.isfile(self._at(name)))

    def size(self, name: str) -> int:
        with self._reached():
            return int(self._fs.size(self._at(name)))

    def remove(self, name: str) -> None:
        with self._reached(), suppress(FileNotFoundError):
            self._fs.rm_file(self._at(name))

    def names(self) -> Iterator[str]:
        with self._reached():
            try:
                found = sorted(self._fs.find(self._root))
            except FileNotFoundError:
                return
        for path in found:
            name = "".join(str(path).split("/")[-2:])
            if len(name) == 64:
                yield name

    def _at(self, name: str) -> str:
        return f"{self._root}/{name[:2]}/{name[2:]}"

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """An absent object is `FileNotFoundError`; whatever else goes wrong there is said plainly."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (OSError, RuntimeError, ValueError, TimeoutError) as error:
            raise BilanError(
                f"the store of the vault cannot be used: {error}",
                why="no document can be kept or shown",
                advice="check its address in dossier.toml, the network, and your right to use it",
            ) from error


def storage_at(place: Path, url: str | None) -> Storage:
    """The storage of a dossier: its own folder `vault`, or the place that its settings name."""
    return ObjectStorage(url) if url else FolderStorage(place / "vault")


def _filesystem(url: str) -> tuple[AbstractFileSystem, str]:
    import fsspec
    from fsspec.core import url_to_fs

    try:
        filesystem, root = url_to_fs(url)
    except ImportError as error:
        raise BilanError(
            f"the vault lies at {url}, and what speaks to such a place is not installed: {error}",
            why="no document can be kept or shown",
            advice="install it: pip install 'bilan[s3]' for s3://",
        ) from error
    except ValueError as error:
        raise WrongUse(
            f"no vault can be kept at {url}: {error}",
            advice=f"known are {', '.join(sorted(fsspec.available_protocols()))}",
        ) from error
    return filesystem, str(root).rstrip("/")


# ------------------------------------------------------------------ writing so that it lasts


@contextmanager
def writing(what: str) -> Iterator[None]:
    """Say plainly why something cannot be written: no room, no right, no disk."""
    try:
        yield
    except OSError as error:
        raise cannot_write(what, error) from error


def cannot_write(what: str, error: OSError) -> BilanError:
    advice = "look after the disk of the dossier, and do it again"
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        advice = "make room on the disk of the dossier and add it again"
    elif error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        advice = "give yourself the right to write there, or copy the dossier to a place where you have it"
    reason = error.strerror or type(error).__name__
    return BilanError(f"{what} cannot take more bytes: {reason}", why="this was not kept", advice=advice)


def sync_folder(folder: Path) -> None:
    """Names, too, are on disk only when their folder is."""
    sync_path(folder)


def sync_path(path: Path) -> None:
    """Wait until a file, or what a folder names, is on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a small file so that it is there whole, or not at all."""
    with writing(path.name):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            temporary.chmod(mode)
            temporary.replace(path)
            sync_folder(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


def copy_to(source: BinaryIO, path: Path) -> None:
    """Write a stream into a new file that only this user may read."""
    with writing(path.name), os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
