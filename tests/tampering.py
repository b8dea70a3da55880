"""Ways to tamper with a published release or log, and releases made up to be tampered with. Shared with bench/verify.py."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bilan.evidence.commitment import canonical_bytes, commitment
from bilan.evidence.log import Checkpoint, SigningKey, TileFolder, entry_of, root
from bilan.evidence.log.opening import Opened
from bilan.evidence.records import Row
from bilan.release.bundle import Bundle, Item

Chance = random.Random

# ------------------------------------------------------------------ mutations of the bytes that were published


@dataclass
class Restored:
    """Remembers what files were before a mutation, and puts them back."""

    folder: Path
    kept: dict[Path, bytes | None]

    @classmethod
    def of(cls, folder: Path) -> Restored:
        return cls(folder, {})

    def keep(self, path: Path) -> None:
        self.kept.setdefault(path, path.read_bytes() if path.is_file() else None)

    def write(self, path: Path, content: bytes) -> None:
        self.keep(path)
        path.write_bytes(content)

    def remove(self, path: Path) -> None:
        self.keep(path)
        path.unlink()

    def put_back(self) -> None:
        for path, content in self.kept.items():
            if path.is_symlink() or content is None:
                path.unlink(missing_ok=True)
            if content is not None:
                path.write_bytes(content)
        self.kept.clear()


Mutation = Callable[[Restored, list[Path], Chance], None]


def _any(files: list[Path], chance: Chance, *, least: int = 1) -> Path:
    """Any file, those of the log and the proofs as often as all pages together."""
    some = [f for f in files if f.stat().st_size >= least]
    inner = [f for f in some if not f.name.endswith((".html", ".css"))]
    return chance.choice(inner if inner and chance.random() < 0.7 else some)


def _flip(r: Restored, files: list[Path], chance: Chance) -> None:
    path = _any(files, chance)
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    r.write(path, bytes(data))


def _delete_bytes(r: Restored, files: list[Path], chance: Chance) -> None:
    path = _any(files, chance)
    data = path.read_bytes()
    start = chance.randrange(len(data))
    r.write(path, data[:start] + data[start + chance.randint(1, 40) :])


def _insert(r: Restored, files: list[Path], chance: Chance) -> None:
    path = _any(files, chance)
    data = path.read_bytes()
    start = chance.randint(0, len(data))
    new = chance.choice([b"\n", b" ", b"\0", chance.randbytes(chance.randint(1, 30))])
    r.write(path, data[:start] + new + data[start:])


def _truncate(r: Restored, files: list[Path], chance: Chance) -> None:
    path = _any(files, chance)
    r.write(path, path.read_bytes()[: chance.randrange(path.stat().st_size)])


def _remove(r: Restored, files: list[Path], chance: Chance) -> None:
    r.remove(_any(files, chance))


def _add(r: Restored, files: list[Path], chance: Chance) -> None:
    where = chance.choice(files).parent
    r.write(where / f"{chance.getrandbits(40):x}{chance.choice(['', '.html', '.json', '.p'])}", chance.randbytes(20))


def _reorder_lines(r: Restored, files: list[Path], chance: Chance) -> None:
    path = chance.choice([f for f in files if f.read_bytes().count(b"\n") > 2])
    lines = path.read_bytes().splitlines(keepends=True)
    a, b = next(_unlike(lines, chance))
    lines[a], lines[b] = lines[b], lines[a]
    r.write(path, b"".join(lines))


def _unlike(lines: Sequence[bytes], chance: Chance) -> Iterator[tuple[int, int]]:
    """Places of two lines that differ."""
    if len(set(lines)) < 2:
        raise ValueError("all lines are alike")
    while True:
        a, b = chance.sample(range(len(lines)), 2)
        if lines[a] != lines[b]:
            yield a, b


def _swap_files(r: Restored, files: list[Path], chance: Chance) -> None:
    a, b = chance.sample(files, 2)
    one, two = a.read_bytes(), b.read_bytes()
    if one == two:
        return _swap_files(r, files, chance)
    r.write(a, two)
    return r.write(b, one)


def _swap_proofs(r: Restored, files: list[Path], chance: Chance) -> None:
    path = next(f for f in files if f.name == "proofs.jsonl")
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    a, b = chance.sample(range(len(rows)), 2)
    keys = ["proof"] if rows[a]["proof"] != rows[b]["proof"] else ["seq"]
    for key in keys if chance.random() < 0.7 else ["seq", "type", "time", "commitment", "proof", "body", "salt"]:
        one, two = rows[a].get(key), rows[b].get(key)
        rows[a] |= {key: two} if two is not None else {}
        rows[b] |= {key: one} if one is not None else {}
    if rows[a] == rows[b]:
        return _swap_proofs(r, files, chance)
    return r.write(path, "".join(json.dumps(row, sort_keys=True) + "\n" for row in rows).encode())


def _alter_checkpoint(r: Restored, files: list[Path], chance: Chance) -> None:
    path = next(f for f in files if f.name == "checkpoint")
    text, _, signed = path.read_text().partition("\n\n")
    origin, size, top = text.split("\n")
    stranger = SigningKey.generate(origin)
    found = Checkpoint(origin, max(0, int(size) + chance.choice([-1, 1, 1000])), chance.randbytes(32))
    if chance.random() < 0.5:
        found = Checkpoint(origin, int(size), base64.b64decode(top))  # the same, signed by a stranger
        signed = str(stranger.sign(found.text))
    r.write(path, (found.text + "\n" + signed).encode())


def _alter_json_number(r: Restored, files: list[Path], chance: Chance) -> None:
    """A figure, a claim or a certificate says another number."""
    path = chance.choice([f for f in files if f.suffix in (".jsonl", ".json", ".csv") and f.name != "manifest.json"])
    text = path.read_text()
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    if not digits:
        return _alter_json_number(r, files, chance)
    at = chance.choice(digits)
    new = str((int(text[at]) + chance.randint(1, 9)) % 10)
    return r.write(path, (text[:at] + new + text[at + 1 :]).encode())


def _link(r: Restored, files: list[Path], chance: Chance) -> None:
    """A link to the same bytes elsewhere."""
    path = _any(files, chance)
    r.keep(path)
    other = r.folder.parent / "elsewhere"
    other.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(other)


MUTATIONS: dict[str, Mutation] = {
    "a bit flipped": _flip,
    "bytes deleted": _delete_bytes,
    "bytes inserted": _insert,
    "a file cut short": _truncate,
    "a file removed": _remove,
    "a file added": _add,
    "lines re-ordered": _reorder_lines,
    "two files exchanged": _swap_files,
    "a proof exchanged": _swap_proofs,
    "a checkpoint altered": _alter_checkpoint,
    "a number altered": _alter_json_number,
    "a file made a link": _link,
}


def files_of(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def mutations(folder: Path, times: int, seed: int) -> Iterator[tuple[str, Restored]]:
    """One mutation after the other; the caller looks, then calls `put_back`."""
    chance, files, names = Chance(seed), files_of(folder), list(MUTATIONS)
    for n in range(times):
        name = names[n % len(names)]
        restored = Restored.of(folder)
        MUTATIONS[name](restored, files, chance)
        yield name, restored


# ------------------------------------------------------------------ histories, honest and rewritten


def entries(count: int, chance: Chance) -> list[bytes]:
    return [chance.randbytes(32) for _ in range(count)]


def write_log(folder: Path, told: Sequence[bytes], key: SigningKey) -> bytes:
    """A log of these entries in an empty folder; its signed checkpoint."""
    shutil.rmtree(folder, ignore_errors=True)
    tiles = TileFolder(folder)
    size = tiles.extend(0, told)
    note = str(Checkpoint(key.name, size, root(size, tiles.tiles(size).at)).signed(key)).encode()
    (folder / "checkpoint").write_bytes(note)
    return note


def rewritten(told: list[bytes], seen: int, chance: Chance) -> tuple[str, list[bytes]]:
    """Another history: among the first `seen` entries something is not as it was."""
    new, at = list(told), chance.randrange(seen)
    kind = chance.choice(["changed", "dropped", "inserted", "moved", "cut"])
    if kind == "changed":
        new[at] = chance.randbytes(32)
    elif kind == "dropped":
        del new[at]
        new += entries(1 + max(0, seen - len(new)), chance)
    elif kind == "inserted":
        new.insert(at, chance.randbytes(32))
    elif kind == "moved":
        other = (at + chance.randint(1, max(1, seen - 1))) % len(new)
        new[at], new[other] = new[other], new[at]
        if new == told:
            new[at] = chance.randbytes(32)
    else:
        new = new[: chance.randrange(seen)]
    return kind, new


# ------------------------------------------------------------------ releases made up


def made_release(
    folder: Path, key: SigningKey, claims: int, *, lie: Callable[[list[dict[str, Any]]], None] | None = None, seed: int = 0
) -> Bundle:  # fmt: skip
    """A release without pages, signed as a real one: so many decided claims, a figure for every ten of them.

    `lie`: alters the records of the figures before everything is listed, logged and signed as if they were true
    """
    chance = Chance(seed)
    exhibits = [hashlib.sha256(f"{seed} {n}".encode()).hexdigest() for n in range(max(1, claims // 50))]
    rows: list[Opened] = []

    def wrote(type: str, payload: dict[str, Any]) -> int:
        seq, time, body, salt = (
            len(rows) + 1,
            "2026-01-02T03:04:05.000000Z",
            canonical_bytes(payload),
            chance.randbytes(32),
        )
        rows.append(Opened(Row(seq, type, time, commitment(seq, type, time, body, salt)), body, salt))
        return seq

    items = [Item(f"exhibit:{e}", wrote("exhibit_received", {"exhibit": e, "by": "A. Researcher"})) for e in exhibits]
    told = [_claim(n, exhibits[n % len(exhibits)], chance) for n in range(claims)]
    for claim in told:
        same = {k: claim[k] for k in ("count", "harm", "group", "stance", "cause", "as_of", "running", "possible")}
        payload = {"claim": claim["id"], "result": {"record": same}, "by": "A. Reviewer"}
        items.append(Item(f"claim:{claim['id']}", wrote("claim_accepted", payload)))
    figures = [_figure(n, told[n : n + 10]) for n in range(0, claims, 10)]
    if lie is not None:
        lie(figures)
    folder.mkdir(parents=True)
    bundle = Bundle(folder)
    bundle.publish(told, ({"id": e} for e in exhibits), figures)
    shown = [{k: f[k] for k in ("id", "low", "high")} for f in figures]
    bundle.write("data/figures.json", json.dumps({"unredacted": True, "figures": shown}).encode())
    bundle.describe({"origin": key.name, "key": str(key.verifier), "witnesses": [], "unredacted": True})
    items.append(Item("release", wrote("release_made", {"content": bundle.content, "profile": "unredacted"})))
    tiles = TileFolder(folder.parent / f"{folder.name}.tiles")
    size = tiles.extend(0, (entry_of(o.row) for o in rows))
    point = Checkpoint(key.name, size, root(size, tiles.tiles(size).at)).signed(key)
    bundle.add_log(point, tiles.tiles(size), tiles.read)
    bundle.add_proofs(items, lambda seqs: (rows[s - 1] for s in seqs), tiles.tiles(size))
    bundle.sign(key)
    shutil.rmtree(tiles.folder)
    return bundle


def _claim(n: int, exhibit: str, chance: Chance) -> dict[str, Any]:
    low = chance.randint(1, 60)
    high = low + chance.choice([0, 0, 5])
    return {
        "id": f"{n:020x}", "exhibit": exhibit, "state": "accepted", "voice": f"v{n % 7}", "page": f"claims/{n:020x}.html",
        "count": {"low": low, "high": high, "hedge": "exactly", "verbatim": str(low), "span": [0, 2]},
        "harm": "killed", "group": ["civilian"], "stance": "reports", "cause": None, "as_of": None, "running": False,
        "possible": False, "text": "An invented sentence, long enough to be a sentence of a report.",
    }  # fmt: skip


def _figure(n: int, claims: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Disjoint claims, which add up: everybody's floor and everybody's most, with multipliers of one."""
    rows = [
        {"kind": kind, "claims": [c["id"]], "terms": {f"x{i}": 1}, "sense": sense, "bound": c["count"][side]}
        for kind, sense, side in (("floor", ">=", "low"), ("most", "<=", "high"))
        for i, c in enumerate(claims)
    ]  # fmt: skip
    target = [f"x{i}" for i in range(len(claims))]

    def side(direction: str, key: str, sense: str) -> dict[str, Any]:
        return {
            "direction": direction,
            "value": str(sum(c["count"][key] for c in claims)),
            "target": target,
            "rows": [{**r, "multiplier": "1" if r["sense"] == sense else "0"} for r in rows],
            "world": {f"x{i}": str(c["count"][key]) for i, c in enumerate(claims)},
        }

    certificate = {"low": side("min", "low", ">="), "high": side("max", "high", "<=")}
    return {
        "id": f"incident-{n}", "measure": "alleged", "actor": None, "until": None, "row": None, "feasible": True,
        "reviewed": True, "policy": "airwars", "best": None, "claims": [c["id"] for c in claims],
        "low": int(certificate["low"]["value"]), "high": int(certificate["high"]["value"]), "certificate": certificate,
    }  # fmt: skip


LIES: dict[str, Callable[[list[dict[str, Any]], Chance], None]] = {}


def _lie(name: str) -> Callable[[Callable[[dict[str, Any], Chance], None]], None]:
    def keep(alter: Callable[[dict[str, Any], Chance], None]) -> None:
        LIES[name] = lambda figures, chance: alter(chance.choice(figures), chance)

    return keep


@_lie("a figure alone")
def _(f: dict[str, Any], chance: Chance) -> None:
    side = chance.choice(["low", "high"])
    f[side] += chance.choice([-1, 1, 50])


@_lie("a figure and what its certificate says it proves")
def _(f: dict[str, Any], chance: Chance) -> None:
    side = chance.choice(["low", "high"])
    f[side] += chance.choice([-1, 1, 50])
    f["certificate"][side]["value"] = str(f[side])


@_lie("a row counts more than its claim")
def _(f: dict[str, Any], chance: Chance) -> None:
    more = chance.randint(1, 30)
    for side, key in (("low", "low"), ("high", "high")):
        c = f["certificate"][side]
        c["rows"][0]["bound"] += more
        c["world"]["x0"] = str(int(c["world"]["x0"]) + (more if key == "low" else 0))
    f["certificate"]["low"]["value"] = str(int(f["certificate"]["low"]["value"]) + more)
    f["low"] += more


@_lie("a multiplier")
def _(f: dict[str, Any], chance: Chance) -> None:
    c = f["certificate"][chance.choice(["low", "high"])]
    chance.choice(c["rows"])["multiplier"] = chance.choice(["2", "-1", "1/2", "1/3"])


@_lie("a row left out of one bound")
def _(f: dict[str, Any], chance: Chance) -> None:
    c = f["certificate"][chance.choice(["low", "high"])]
    del c["rows"][chance.randrange(len(c["rows"]))]


@_lie("a claim that is not published")
def _(f: dict[str, Any], chance: Chance) -> None:
    for side in ("low", "high"):
        f["certificate"][side]["rows"][0]["claims"] = ["f" * 20]


@_lie("a number without end")
def _(f: dict[str, Any], chance: Chance) -> None:
    c = f["certificate"][chance.choice(["low", "high"])]
    c["value"] = chance.choice(["1e999999999", "9" * 5000, "1/0", "NaN", "0x10", " 5"])


def clear(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder.parent, exist_ok=True)
