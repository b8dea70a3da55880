"""A release as files: what is published, the log that it is anchored in, proofs, and a signed list of every file.

index.html, fr/, en/, ar/, data/    the site
published/                          the published rows: claims, documents, figures with their certificates
anchors/                            earlier checkpoints with what time-stamping authorities signed about them
release.json                        what this release is, and whose key signs it
verify.py                           checks all of it, with nothing but Python
log/                                checkpoint and tiles (C2SP tlog-tiles)
proofs.jsonl                        for each published item its row of the journal, and the proof that the log holds it
manifest.json, manifest.sig         every file with its SHA-256, signed
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from bilan.evidence.log import Note, SigningKey, Tiles, tile_files, tile_path
from bilan.evidence.log.opening import Opened
from bilan.evidence.log.tree import inclusion
from bilan.evidence.verify import FORMAT
from bilan.model.errors import WrongUse

MANIFEST, SIGNATURE, RECORD, PROOFS = "manifest.json", "manifest.sig", "release.json", "proofs.jsonl"
_AFTERWARDS = ("log/", PROOFS)  # what can only be written once the journal has recorded the rest

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Item:
    """Something published, and the journal row that it rests on.

    about  "claim:ID", "exhibit:ID" or "release"
    shown  whether the row is laid open, with its salt, or stays a commitment
    """

    about: str
    seq: int
    shown: bool = True


@dataclass
class Bundle:
    """A release in the making. Every file goes through here, so that none is missing from the list."""

    folder: Path
    listed: dict[str, tuple[str, int]] = field(default_factory=dict)

    def write(self, path: str, content: bytes) -> None:
        self.write_all(path, [content])

    def write_all(self, path: str, blocks: Iterable[bytes]) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        with target.open("wb") as out:
            for block in blocks:
                digest.update(block)
                size += len(block)
                out.write(block)
        self.listed[path] = (digest.hexdigest(), size)

    def copy_tree(self, source: Path, *, leave: Sequence[str] = ()) -> None:
        """Every file of a folder, in the order of their paths."""
        for found in sorted(p for p in source.rglob("*") if p.is_file()):
            path = found.relative_to(source).as_posix()
            if path not in leave:
                with found.open("rb") as file:
                    self.write_all(path, iter(lambda f=file: f.read(1 << 20), b""))  # type: ignore[misc]

    @property
    def content(self) -> str:
        """A digest of everything but the log and the proofs: what the journal records of a release."""
        lines = (f"{p}\0{sha}\n" for p, (sha, _) in sorted(self.listed.items()) if not p.startswith(_AFTERWARDS))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    # ------------------------------------------------------------ what is published

    def publish(
        self,
        claims: Iterable[Mapping[str, Any]],
        exhibits: Iterable[Mapping[str, Any]],
        figures: Iterable[Mapping[str, Any]],
    ) -> None:
        """The published rows, as JSON lines and as tables."""
        tables: dict[str, list[list[Any]]] = {"claims": [], "figures": []}

        def told(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
            for row in rows:
                if name == "claims":
                    tables[name].append([row["id"], row["count"]["low"], row["count"]["high"], *_claim_cells(row)])
                elif name == "figures":
                    tables[name].append([row["id"], row["low"], row["high"], *(_text(row[k]) for k in _FIGURE)])
                yield _line(row)

        self.write_all("published/claims.jsonl", told("claims", claims))
        self.write_all("published/exhibits.jsonl", told("exhibits", exhibits))
        self.write_all("published/figures.jsonl", told("figures", figures))
        self.write("published/claims.csv", _table(["id", "low", "high", *_CLAIM], tables["claims"]))
        self.write("published/figures.csv", _table(["id", "low", "high", *_FIGURE], tables["figures"]))

    def describe(self, record: Mapping[str, Any]) -> None:
        """`release.json`, and the program that checks."""
        self.write(RECORD, (json.dumps({"format": FORMAT, **record}, indent=1, sort_keys=True) + "\n").encode())
        self.write("verify.py", files("bilan.evidence").joinpath("verify.py").read_bytes())

    # ------------------------------------------------------------ what follows the journal's record

    def add_log(self, checkpoint: Note, tiles: Tiles, read: Callable[[str, int], bytes]) -> None:
        """The checkpoint, and exactly the tiles of a log of its size."""
        self.write("log/checkpoint", str(checkpoint).encode())
        for tile in tile_files(tiles.size):
            path = tile_path(*tile)
            self.write(f"log/{path}", read(path, 1 << 24))

    def add_proofs(
        self, items: Sequence[Item], rows: Callable[[Sequence[int]], Iterator[Opened]], tiles: Tiles
    ) -> None:
        """A line for each item: its row, and the hashes that lead from it to the root."""
        by_seq: dict[int, list[Item]] = {}
        for item in items:
            by_seq.setdefault(item.seq, []).append(item)

        def lines() -> Iterator[bytes]:
            for opened in rows(sorted(by_seq)):
                proof = [_base64(h) for h in inclusion(opened.row.seq - 1, tiles.size, tiles.at)]
                for item in by_seq[opened.row.seq]:
                    yield _line(_proof(item, opened, proof))

        self.write_all(PROOFS, lines())

    def sign(self, key: SigningKey) -> None:
        """The list of every file, and the signature under it."""
        listed = {p: {"sha256": sha, "size": size} for p, (sha, size) in sorted(self.listed.items())}
        lines = ",\n".join(f"{json.dumps(path)}: {json.dumps(made)}" for path, made in listed.items())
        raw = f'{{"format": {json.dumps(FORMAT)},\n"files": {{\n{lines}\n}}}}\n'.encode()
        (self.folder / MANIFEST).write_bytes(raw)
        text = f"{FORMAT}\n{key.name}\n{hashlib.sha256(raw).hexdigest()}\n"
        (self.folder / SIGNATURE).write_bytes(str(Note(text, (key.sign(text),))).encode())


def is_release(folder: Path) -> bool:
    return (folder / MANIFEST).is_file() and (folder / SIGNATURE).is_file()


def refuse_what_is_no_release(out: Path) -> None:
    """A release replaces a release, and nothing else."""
    if out.is_symlink() or (out.exists() and (not out.is_dir() or (any(out.iterdir()) and not is_release(out)))):
        raise WrongUse(
            f"{out} holds something that is not a release of Bilan's",
            why="publishing there would overwrite it",
            advice="choose a folder that is new or empty",
        )


def add_witnessed(release: Path, note: Note) -> None:
    """Put partners' signatures beside a published checkpoint: the one file of a release that may come afterwards."""
    path = release / "log" / "checkpoint.witnessed"
    there = Note.parse((path if path.is_file() else release / "log" / "checkpoint").read_bytes())
    if there.text != note.text:
        raise WrongUse("these signatures are under another checkpoint than this release's")
    for signature in note.signatures:
        there = there.with_signature(signature)
    new = path.with_name(path.name + ".new")
    new.write_bytes(str(there).encode())
    os.replace(new, path)


def settle() -> None:
    """See to it that what was written survives a power cut, before it takes anybody's place."""
    os.sync()


_CONTROLS = re.compile("[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]")
_CLAIM = ("harm", "stance", "hedge", "group", "state", "voice", "exhibit", "page")
_FIGURE = ("measure", "actor", "until", "row", "feasible", "reviewed", "policy")


def _claim_cells(row: Mapping[str, Any]) -> list[str]:
    told = {**row, "hedge": row["count"]["hedge"], "group": " ".join(row["group"])}
    return [_text(told[k]) for k in _CLAIM]


def _text(value: Any) -> str:
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(head)
    table.writerows([_harmless(v) for v in row] for row in rows)
    return out.getvalue().encode()


def _harmless(value: Any) -> Any:
    """A cell on one line that no spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return value
    line = _CONTROLS.sub(" ", value)
    return f"'{line}" if line[:1] in ("=", "+", "-", "@") else line


def _proof(item: Item, opened: Opened, proof: list[str]) -> dict[str, Any]:
    row = opened.row
    told: dict[str, Any] = {
        "about": item.about,
        "seq": row.seq,
        "type": row.type,
        "time": row.time,
        "commitment": row.commitment,
        "proof": proof,
    }
    if item.shown and opened.body is not None and opened.salt is not None:
        told |= {"body": opened.body.decode(), "salt": _base64(opened.salt)}
    return told


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _line(row: Mapping[str, Any]) -> bytes:
    return (json.dumps(row, sort_keys=True, default=_plain) + "\n").encode()


def _plain(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
