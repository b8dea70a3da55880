"""Web captures as one archive (WACZ): what it says of its own files is checked, then its captures are read."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bilan.intake.formats import About, Container, Part, has_suffix
from bilan.intake.formats.warc import Found, pages_of, records_copy
from bilan.intake.formats.zipped import damaged, opened, pieces, refusal
from bilan.model.errors import UnreadableExhibit

_PACKAGE = "datapackage.json"
_SEAL = "datapackage-digest.json"
_LARGEST_LIST = 16 << 20
_MOST_PAGES = 5000


class Wacz(Container):
    about = About("wacz", "1", "application/wacz", rank=14, imports=("warcio.archiveiterator",))

    def accepts(self, name: str, head: bytes) -> bool:
        return head.startswith(b"PK\x03\x04") and (has_suffix(name, ".wacz") or b"datapackage.json" in head[:200])

    def unpack(self, path: Path) -> Iterator[Part]:
        found = Found()
        with opened(path) as archive:
            files = {info.filename: info for info in archive.infolist() if not info.is_dir()}
            package = _object(archive, files.get(_PACKAGE), found)
            fixity = dict(_fixity(archive, files, package, found))
            pages = list(_pages(archive, files, found))
            for name, info in files.items():
                if not has_suffix(name, ".warc", ".warc.gz"):
                    continue
                why = refusal(info)
                if why:
                    found.complain(f"{name}: {why}.")
                    continue
                with archive.open(info) as source:
                    yield from pages_of(source, found)  # type: ignore[arg-type]
        if not found.captures:
            found.complain("It holds no capture that can be read.")
        yield records_copy(found, package=_shown(package), fixity=fixity, pages=pages)
        yield from found.notes()


def _object(archive: zipfile.ZipFile, info: zipfile.ZipInfo | None, found: Found) -> dict[str, Any]:
    if info is None:
        found.complain(f"It lacks {_PACKAGE}: nothing says which files it should hold.")
        return {}
    try:
        said = json.loads(_whole(archive, info))
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        found.complain(f"{info.filename} is no JSON that can be read.")
        return {}
    return said


def _fixity(
    archive: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo], package: dict[str, Any], found: Found
) -> Iterator[tuple[str, str]]:
    """Each file that the package lists, with "good" or what is wrong with it."""
    listed = package.get("resources")
    for one in listed if isinstance(listed, list) else []:
        name = str(one.get("path", ""))[:500] if isinstance(one, dict) else ""
        info = files.get(name)
        verdict = "absent" if info is None else _verdict(archive, info, str(one.get("hash", "")), one.get("bytes"))
        if verdict != "good":
            found.complain(f"{name or 'A file without a name'}: {_IN_WORDS[verdict]}.")
        yield name, verdict
    seal = files.get(_SEAL)
    if seal is not None and _PACKAGE in files:
        said = _object(archive, seal, found)
        verdict = _verdict(archive, files[_PACKAGE], str(said.get("hash", "")), None)
        if verdict != "good":
            found.complain(f"{_PACKAGE}, by {_SEAL}: {_IN_WORDS[verdict]}.")
        yield _PACKAGE, verdict


_IN_WORDS = {
    "absent": "the package lists it, and it is not there",
    "wrong": "its bytes do not match the hash that the package states",
    "wrong size": "it has another size than the package states",
    "no hash": "the package states no SHA-256 for it, and it could not be checked",
    "too large": "it unpacks to suspiciously much, and was not checked",
}


def _verdict(archive: zipfile.ZipFile, info: zipfile.ZipInfo, stated: str, size: object) -> str:
    if refusal(info):
        return "too large"
    kind, _, wanted = stated.partition(":")
    if kind != "sha256" or not wanted:
        return "no hash"
    digest = hashlib.sha256()
    try:
        for piece in pieces(archive, info):
            digest.update(piece)
    except UnreadableExhibit:  # its own check sum speaks against it already
        return "wrong"
    if digest.hexdigest() != wanted.lower():
        return "wrong"
    return "wrong size" if isinstance(size, int) and size != info.file_size else "good"


def _pages(archive: zipfile.ZipFile, files: dict[str, zipfile.ZipInfo], found: Found) -> Iterator[dict[str, str]]:
    """The pages that a person captured on purpose: address, title, time. Their first line is about the list itself."""
    info = files.get("pages/pages.jsonl")
    if info is None:
        return
    for number, line in enumerate(_whole(archive, info).splitlines()[: _MOST_PAGES + 1]):
        try:
            one = json.loads(line)
        except (ValueError, RecursionError):
            found.complain(f"pages/pages.jsonl: line {number + 1} is no JSON that can be read.")
            continue
        if isinstance(one, dict) and "url" in one:
            yield {key: str(one.get(key, ""))[:2000] for key in ("url", "title", "ts")}


def _whole(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.file_size > _LARGEST_LIST:
        raise damaged(ValueError(f"{info.filename[:200]} is too long to be a list"))
    return b"".join(pieces(archive, info))


def _shown(package: dict[str, Any]) -> dict[str, str]:
    return {k: str(v)[:500] for k, v in package.items() if isinstance(v, str)}


format = Wacz()
