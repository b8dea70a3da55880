#!/usr/bin/env python3
"""Check a release, or a log, with nothing but this file and Python (3.9 or newer). It writes nothing and asks no network.

    python3 -I verify.py RELEASE [--since OLD-CHECKPOINT] [--key NAME+ID+KEY] [--policy FILE] [--json]

What is checked: the signatures under the log's checkpoint and under the list of files; that the log continues a
checkpoint which you kept (--since); that the witnesses you trust saw it (--policy, C2SP tlog-policy); every file; the whole
tree; the proof of every published item; every published figure, by its certificate. What is not: whether a claim is true, and
what never reached the journal. Take this file from somebody else than the release. Exit 0: all is well; 1: something is not.
"""

# fmt: off
# ruff: noqa: B905, E401, I001, SIM115  (dense, to be read at one sitting; Python 3.9 knows no strict zip)
from __future__ import annotations

import argparse, base64, csv, hashlib, json, math, os, re, stat, sys
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

FORMAT = "bilan-release/1"
MOST_FILES, MOST_BYTES, MOST_READ, MOST_LINE, MOST_NOTE, MOST_DIGITS = 4_000_000, 1 << 36, 1 << 30, 1 << 26, 64_000, 400
SHAPE = (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError, OSError,
         ZeroDivisionError, MemoryError, csv.Error)  # what hostile bytes can bring about, and all that they can
SAME = ("count", "harm", "group", "stance", "cause", "as_of", "running", "possible")  # published as decided
Key = tuple[str, bytes, int, bytes]  # name, id, type, public key
class Broken(Exception):
    """What is wrong, in one sentence."""
def need(holds: object, sentence: str) -> None:
    if not holds:
        raise Broken(sentence)
def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
# ------------------------------------------------------------------ Ed25519 (RFC 8032), strict
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, P - 2, P) % P, pow(2, (P - 1) // 4, P)
def add(a: Any, b: Any) -> Any:
    """Two points in extended coordinates."""
    x, y = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    t, z = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = y - x, z - t, z + t, y + x
    return e * f % P, g * h % P, f * g % P, e * h % P
def times(n: int, a: Any) -> Any:
    found: Any = (0, 1, 1, 0)
    while n:
        found, a, n = add(found, a) if n & 1 else found, add(a, a), n >> 1
    return found
def point(raw: bytes) -> Any:
    """A point from its 32 bytes; None for what RFC 8032 does not allow, and for points of small order."""
    y, sign = int.from_bytes(raw, "little") & (1 << 255) - 1, raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    small = times(8, (x, y, 1, x * y % P))
    return None if small[0] % P == 0 and (small[1] - small[2]) % P == 0 else (x, y, 1, x * y % P)
BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    a, r = (point(public), point(signature[:32])) if (len(public), len(signature)) == (32, 64) else (None, None)
    if a is None or r is None or (s := int.from_bytes(signature[32:], "little")) >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))
# ------------------------------------------------------------------ notes, keys, checkpoints, policies (C2SP)
def unbase64(text: str) -> bytes:
    raw = base64.b64decode(text)
    need(base64.b64encode(raw).decode() == text, "something in base64 is not written as it should be")
    return raw
def read_key(text: str) -> Key:
    name, id_, rest = [*text.strip().split("+", 2), "", ""][:3]
    raw = unbase64(rest)
    fits = len(raw) == 33 and raw[0] in (1, 4) and sha(name.encode() + b"\n" + raw)[:4].hex() == id_
    need(fits, "this is no key, written NAME+ID+KEY: " + text[:60])
    return name, bytes.fromhex(id_), raw[0], raw[1:]

def read_note(data: bytes) -> Any:
    """(text, [(name, key id, signature)]) of a signed note."""
    need(len(data) <= MOST_NOTE, "a signed note is too long")
    text, _, lines = data.decode("utf-8").rpartition("\n\n")
    text, signed = text + "\n", []
    for line in lines[:-1].split("\n"):
        name, encoded = line.split(" ")[1:]
        signed.append((name, unbase64(encoded)[:4], unbase64(encoded)[4:]))
    again = text + "\n" + "".join(f"\u2014 {n} {base64.b64encode(i + s).decode()}\n" for n, i, s in signed)
    need(again.encode() == data and not re.search(r"[\x00-\x09\x0b-\x1f]", again), "this is no signed note")
    return text, signed
def signatures(note: Any, key: Key) -> int:
    """How many signatures of a key stand under a note; one that is false breaks it."""
    mine = [raw for name, id_, raw in note[1] if (name, id_) == key[:2]]
    for raw in mine:
        head, raw = ("", raw) if key[2] == 1 else (f"cosignature/v1\ntime {int.from_bytes(raw[:8], 'big')}\n", raw[8:])
        need(is_signed(key[3], (head + note[0]).encode(), raw), f"the signature of {key[0]} is false: the text was altered")
    return len(mine)
def read_checkpoint(text: str) -> tuple[str, int, bytes]:
    lines = text.split("\n")
    need(len(lines) == 4 and not lines[3] and re.fullmatch(r"0|[1-9][0-9]{0,15}", lines[1]), "this is no checkpoint")
    need(len(unbase64(lines[2])) == 32, "the root in a checkpoint is not 32 bytes long")
    return lines[0], int(lines[1]), unbase64(lines[2])

def quorum(policy: str, seen: set[bytes]) -> tuple[bool, list[Key], list[Key]]:
    """Whether the witnesses that signed (their public keys) suffice for a policy; its logs; its witnesses."""
    logs, witnesses, groups = [], [], {"none": True}
    for line in policy.splitlines():
        word, name, *rest = [*line.split(), "", ""]
        if word == "log":
            logs.append(read_key(name))
        elif word == "witness" and name not in groups:
            witnesses.append(read_key(rest[0]))
            groups[name] = witnesses[-1][3] in seen
        elif word == "group" and name not in groups:
            members = rest[1:-2]
            k = {"any": 1, "all": len(members)}.get(rest[0]) or int(rest[0])
            need(1 <= k <= len(set(members)) == len(members) and "none" not in members, "a group of the policy makes no sense")
            groups[name] = sum(groups[m] for m in members) >= k
        else:
            need(not word or word[0] == "#" or (word == "quorum" and "" not in groups), f"the policy makes no sense here: {line[:60]}")
            groups.update({"": groups[name]} if word == "quorum" else {})
    need("" in groups and len({w[3] for w in witnesses}) == len(witnesses), "the policy needs one quorum, and each key once")
    return groups[""], logs, witnesses
# ------------------------------------------------------------------ the tree (RFC 6962) in tiles (C2SP tlog-tiles)
def split(n: int) -> int:
    return 1 << ((n - 1).bit_length() - 1)
class Tree:
    """All complete subtrees over some leaves: `levels[k][i]` is over 2^k of them."""
    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = [leaves]
        while len(self.levels[-1]) > 1:
            row = self.levels[-1]
            self.levels.append([sha(b"\x01" + row[i] + row[i + 1]) for i in range(0, len(row) - 1, 2)])

    def root(self, size: int, low: int = 0) -> bytes:
        if size & (size - 1) == 0:
            return self.levels[size.bit_length() - 1][low // size] if size else sha(b"")
        half = split(size)
        return sha(b"\x01" + self.root(half, low) + self.root(size - half, low + half))
def climbed(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """The root to which an inclusion proof leads from a leaf; nothing, where it is too long or too short."""
    if size <= 1 or not proof:
        return leaf if size == 1 and not proof else b""
    half = split(size)
    if index < half:
        return sha(b"\x01" + climbed(index, half, leaf, proof[:-1]) + proof[-1])
    return sha(b"\x01" + proof[-1] + climbed(index - half, size - half, leaf, proof[:-1]))

def tiles_of(size: int) -> Iterator[tuple[str, int, int, int]]:
    """Path, level (-1: entries), number and width of every tile of a log."""
    for level in range(-1, 8):
        wide = size >> 8 * max(level, 0)
        for n in range((wide + 255) // 256):
            width, digits = min(256, wide - 256 * n), f"{n:03d}"
            digits = digits.zfill(-len(digits) // 3 * -3)
            parts = [digits[i : i + 3] for i in range(0, len(digits), 3)]
            path = f"tile/{'entries' if level < 0 else level}/" + "/".join(["x" + p for p in parts[:-1]] + parts[-1:])
            yield path + ("" if width == 256 else f".p/{width}"), level, n, width
# ------------------------------------------------------------------ certificates: additions of fractions, no solver
def number(text: Any) -> Any:
    """An integer or a fraction p/q, exactly; nothing that could grow without end."""
    if type(text) is int:
        return text
    good = isinstance(text, str) and len(text) <= MOST_DIGITS and re.fullmatch(r"-?[0-9]+(/0*[1-9][0-9]*)?", text)
    need(good, "a certificate holds something that is no number")
    return Fraction(text) if "/" in text else int(text)
def numbers(world: Any) -> Any:
    found = {name: number(v) for name, v in world.items()}
    need(all(v >= 0 for v in found.values()), "a certificate counts fewer than nobody")
    return found
def holds(row: Any, world: Any, bound: Any) -> bool:
    lhs = sum(number(k) * world.get(name, 0) for name, k in row["terms"].items())
    return bool(lhs >= bound if row["sense"] == ">=" else lhs <= bound)

def proven(rows: Any, multipliers: Any, target: Any, is_min: bool) -> Any:
    """What the weighted sum of the rows shows; every multiplier must have the right sign, no unknown be overdrawn."""
    need(len(rows) == len(multipliers), "there is not one multiplier for each row")
    total, slack = 0, {name: target.count(name) for name in target}
    for row, text in zip(rows, multipliers):
        if y := number(text):
            need((y > 0) == ((row["sense"] == ">=") == is_min), "a multiplier has the wrong sign")
            total += y * number(row["bound"])
            for name, k in row["terms"].items():
                slack[name] = slack.get(name, 0) - y * number(k)
    need(all(s >= 0 if is_min else s <= 0 for s in slack.values()), "the multipliers overdraw an unknown")
    return total

def bound(c: Any, direction: str) -> Any:
    """The whole number of people that a certificate proves; None: it proves that there is no ceiling."""
    rows, target, is_min = c["rows"], c["target"], direction == "min"
    need(c["direction"] == direction, "its certificate proves the other bound")
    need(all(r["sense"] in (">=", "<=") for r in rows), "a row is neither at least nor at most")
    if c["value"] is None:
        ray = numbers(c["ray"])
        need(not is_min and sum(ray.get(u, 0) for u in target) > 0, "nothing grows along the way that should have no end")
        need(all(holds(r, ray, 0) for r in rows), "a row sets an end to what should have none")
        return None
    value, world = number(c["value"]), numbers(c["world"])
    need(sum(world.get(u, 0) for u in target) == value, f"the world given does not reach {value}")
    need(all(holds(r, world, number(r["bound"])) for r in rows), "a row does not hold in the world given")
    shown = proven(rows, [r["multiplier"] for r in rows], target, is_min)
    need(shown == value, f"the multipliers prove {shown}, not {value}")
    return whole(c, is_min) if "whole" in c else math.ceil(value) if is_min else math.floor(value)

def whole(c: Any, is_min: bool) -> Any:
    """The bound in whole people: parts that share nothing, each with every way to make its unknowns whole."""
    people, rows, value = c["whole"], c["rows"], number(c["whole"]["value"])
    owner: dict[str, int] = {}
    row_of: dict[int, int] = {}
    for n, part in enumerate(people["parts"]):
        need(all(owner.setdefault(u, n) == n for u in part["unknowns"]), "two parts share an unknown")
        need(all(row_of.setdefault(r, n) == n for r in part["rows"]), "two parts share a row")
    need(all(owner.get(u) == row_of.get(r) for r, row in enumerate(rows) for u in row["terms"]), "a row reaches beyond its part")
    total = sum(number(row["multiplier"]) * number(row["bound"]) for r, row in enumerate(rows) if r not in row_of)
    for n, part in enumerate(people["parts"]):
        own, most, target = [rows[r] for r in part["rows"]], number(part["value"]), [u for u in c["target"] if owner.get(u) == n]
        ways: list[Any] = [(part["way"], [])]
        total += most
        while ways:
            way, choices = ways.pop()
            if "unknown" in way:
                at, one = number(way["at_most"]), {way["unknown"]: 1}
                ways.append((way["fewer"], [*choices, {"terms": one, "sense": "<=", "bound": at}]))
                ways.append((way["more"], [*choices, {"terms": one, "sense": ">=", "bound": at + 1}]))
            elif way.get("impossible"):
                need(proven(own + choices, way["multipliers"], [], True) > 0, "a way called impossible is not")
            else:
                best = proven(own + choices, way["multipliers"], target, is_min)
                need(math.ceil(best) >= most if is_min else math.floor(best) <= most, "a way leads further than is said")
    need(total == value and type(value) is int, f"the parts prove {total} whole people, not {value}")
    if "world" in people:
        world = numbers(people["world"])
        need(all(type(v) is int for v in world.values()), "half a person is counted")
        need(all(holds(r, world, number(r["bound"])) for r in rows), "a row does not hold of whole people")
        need(sum(world.get(u, 0) for u in c["target"]) == value, f"whole people do not reach {value}")
    return value

def span(proof: Any, claims: Any, size: int) -> tuple[Any, ...]:
    """(low, high, best, whether all can hold, how many rows are blinded) that the certificates of a figure prove."""
    if "parts" in proof:
        lows, highs, bests, agree, blind = zip(*(span(part, claims, size) for part in proof["parts"]))
        high, best = (None if None in values else sum(values) for values in (highs, bests))
        return sum(lows), high, best, all(agree), sum(blind)
    best = bound(proof["best"], "min") if "best" in proof else None
    if "sets" in proof:
        lows, highs, _, _, blind = zip(*(span(one, claims, size) for one in proof["sets"]))
        return min(lows), None if None in highs else max(highs), best, False, sum(blind)
    low, high = proof["low"], proof["high"]
    bare = [[{k: v for k, v in r.items() if k != "multiplier"} for r in c["rows"]] for c in (low, high)]
    need(low["target"] == high["target"] and bare[0] == bare[1], "its two bounds are proven from different rows")
    return bound(low, "min"), bound(high, "max"), best, True, backed(low["rows"], claims, size)

def backed(rows: Any, claims: Any, size: int) -> int:
    """Every row with a number rests on published claims, or on journal rows that a redaction has blinded: how many do."""
    blind = 0
    for row in rows:
        hidden, factors = row.get("blinded", []), [number(k) for k in row["terms"].values()]
        need(all(type(n) is int and 1 <= n <= size for n in hidden), "a blinded row is not in the log")
        if row["kind"] in ("asked", "split", "spoken"):
            need(number(row["bound"]) == 0 and set(factors) <= {1, -1}, "a row of logic counts people")
            continue
        blind += bool(hidden)
        need(hidden or row["claims"], "a row counts people and names no claim")
        need(all(c in claims for c in row["claims"]), "it rests on a claim that is not published")
        need(set(factors) <= {1}, "a row counts somebody more than once")
        if row["kind"] == "floor" and not hidden:
            said = max(number(claims[c]["count"]["low"]) for c in row["claims"])
            need(number(row["bound"]) <= said, f"it counts {row['bound']} where its claims say {said}")
    return blind
# ------------------------------------------------------------------ the release
def once(pairs: Any) -> Any:
    found = dict(pairs)
    need(len(found) == len(pairs), "a record names a value twice")
    return found
def integer(digits: str) -> int:
    need(len(digits) <= MOST_DIGITS, "a number is too long to count people")
    return int(digits)
READER = json.JSONDecoder(object_pairs_hook=once, parse_int=integer, parse_float=str, parse_constant=str)
def parse(text: bytes) -> Any:
    return READER.decode(text.decode("utf-8"))

class Release:
    """A folder that somebody hands you: nothing in it is believed before it is checked."""
    def __init__(self, folder: str, key: str | None, since: bytes | None, policy: str | None, is_log: bool) -> None:
        self.folder, self.since, self.policy, self.is_log = folder, since, policy, is_log
        self.log, self.files, self.claims, self.about, self.meta = "" if is_log else "log/", {}, {}, {"release"}, {}  # type: ignore[var-annotated]
        self.pinned = [read_key(key)] if key else quorum(policy, set())[1] if policy else []

    def open(self, path: str) -> Any:
        need(path in self.files, f"{path} is missing")
        return open(os.path.join(self.folder, *path.split("/")), "rb")
    def read(self, path: str, most: int = MOST_LINE) -> bytes:
        with self.open(path) as file:
            need(self.files[path] <= most, f"{path} is larger than it can be")
            return bytes(file.read(self.files[path]))
    def lines(self, path: str) -> Iterator[Any]:
        with self.open(path) as file:
            while line := file.readline(MOST_LINE):
                need(line.endswith(b"\n"), f"{path} has a line that does not end")
                yield parse(line)
    def table(self, path: str, rows: list[Any]) -> None:
        told = [row for row in csv.reader(self.read(path, MOST_READ).decode("utf-8").split("\n")) if row][1:]
        need([["" if v is None else str(v) for v in r] for r in rows] == [r[:3] for r in told], f"{path} does not say what the records say")

    def check_folder(self) -> str:
        left = [""]
        while left:
            inside = left.pop()
            for item in os.scandir(os.path.join(self.folder, inside)):
                path, info = inside + item.name, item.stat(follow_symlinks=False)
                if stat.S_ISDIR(info.st_mode):
                    left.append(path + "/")
                else:
                    need(stat.S_ISREG(info.st_mode), f"{path} is neither a file nor a folder: a link leads elsewhere")
                    self.files[path] = info.st_size
                need(len(self.files) + len(left) <= MOST_FILES and path.count("/") < 40, "it is larger than any release")
        need(sum(self.files.values()) <= MOST_BYTES, "it is larger than any release")
        return f"{len(self.files)} files, no links"

    def check_checkpoint(self) -> str:
        note = read_note(self.read(self.log + "checkpoint", MOST_NOTE))
        self.origin, self.size, self.root = read_checkpoint(note[0])
        self.meta = {} if self.is_log else parse(self.read("release.json"))
        need(self.is_log or self.meta["format"] == FORMAT, "this is a release of a format that is not known here")
        need(self.pinned or not self.is_log, "a log alone does not say whose it is: give its key (--key)")
        found = [k for k in self.pinned or [read_key(self.meta["key"])] if k[0] == self.origin and k[2] == 1 and signatures(note, k)]
        need(found, f"the checkpoint of {self.origin} is not signed with the key expected")
        self.key = found[0]
        how = "the key that you gave" if self.pinned else "the release's own key: compare it with one that reached you another way"
        return f"{self.size} entries, signed by {self.origin} with {how} (SHA-256 {hashlib.sha256(self.key[3]).hexdigest()})"

    def check_witnesses(self) -> str:
        known, seen = [read_key(k) for k in self.meta.get("witnesses", [])], set()
        known = quorum(self.policy, set())[2] if self.policy else known
        if self.log + "checkpoint.witnessed" in self.files:
            note = read_note(self.read(self.log + "checkpoint.witnessed", MOST_NOTE))
            need(read_checkpoint(note[0]) == (self.origin, self.size, self.root), "the witnesses signed another checkpoint")
            need(signatures(note, self.key), "the witnessed checkpoint lacks the log's own signature")
            strangers = {s[:2] for s in note[1]} - {k[:2] for k in [self.key, *known]}
            need(self.policy or not strangers, "a signature under the checkpoint is of nobody whom the release names")
            seen = {k[3] for k in known if k[2] == 4 and signatures(note, k)}
        need(not self.policy or quorum(self.policy, seen)[0], f"{len(seen)} of the witnesses that you trust have signed it: too few")
        return f"{len(seen)} of {len(known)} known witnesses have signed it" + ("" if self.policy else "; you gave no policy")

    def check_manifest(self) -> str:
        raw, note = self.read("manifest.json", MOST_READ), read_note(self.read("manifest.sig", MOST_NOTE))
        need(note[0] == f"{FORMAT}\n{self.origin}\n{hashlib.sha256(raw).hexdigest()}\n", "the list of files is not the one that was signed")
        need(len(note[1]) == 1 and signatures(note, self.key) == 1, "the list of files is not signed with the log's key")
        listed = parse(raw)["files"]
        missing = sorted(set(listed) - set(self.files))
        extra = sorted(set(self.files) - set(listed) - {"manifest.json", "manifest.sig", "log/checkpoint.witnessed"})
        need(not missing, f"{len(missing)} files are missing, the first is {missing[:1]}")
        need(not extra, f"{len(extra)} files are not on the list, the first is {extra[:1]}")
        wrong = [p for p, v in listed.items() if self.files[p] != v["size"] or self.sha256(p) != v["sha256"]]
        need(not wrong, f"{len(wrong)} files are not as they were signed, the first is {wrong[:1]}")
        lines = (f"{p}\0{v['sha256']}\n" for p, v in sorted(listed.items()) if not p.startswith("log/") and p != "proofs.jsonl")
        self.content = hashlib.sha256("".join(lines).encode()).hexdigest()
        return f"{len(listed)} files are as they were signed"

    def sha256(self, path: str) -> str:
        digest = hashlib.sha256()
        with self.open(path) as file:
            while block := file.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()

    def check_tree(self) -> str:
        there = {p for p in self.files if p.startswith(self.log + "tile/")}
        need(self.size <= 256 * len(there), "the log has fewer tiles than its checkpoint says")
        wanted = {self.log + path: place for path, *place in tiles_of(self.size)}
        odd = sorted(there ^ set(wanted))
        need(not odd, f"the log should have exactly the tiles of {self.size} entries, and differs at {odd[:1]}")
        leaves = []
        for path, (level, _, width) in wanted.items():
            raw = self.read(path, 34 * 256) if level < 0 else b""
            need(level >= 0 or (len(raw) == 34 * width and raw[::34] + raw[1::34] == b"\0" * width + b" " * width), f"{path} does not hold {width} entries")
            leaves += [sha(b"\x00" + raw[i + 2 : i + 34]) for i in range(0, len(raw), 34)]
        self.tree = Tree(leaves)
        for path, (level, n, width) in wanted.items():
            fits = level < 0 or self.read(path, 8192) == b"".join(self.tree.levels[8 * level][256 * n : 256 * n + width])
            need(fits, f"{path} does not follow from the entries")
        need(self.tree.root(self.size) == self.root, "the entries do not lead to the root that was signed")
        return f"{self.size} entries lead to the root that was signed"

    def check_since(self) -> str:
        anchored = [self.read(p, MOST_NOTE) for p in sorted(self.files) if re.fullmatch(r"anchors/[^/]*\.checkpoint", p)]
        size = 0
        for data in [*anchored, *([self.since] if self.since else [])]:
            note = read_note(data)
            origin, size, root = read_checkpoint(note[0])
            need(origin == self.origin and signatures(note, self.key), "an older checkpoint was not signed with this log's key")
            need(size <= self.size, f"an older checkpoint has {size} entries and this one {self.size}: something was taken away")
            need(self.tree.root(size) == root, f"history was rewritten: the first {size} entries are not those of an older checkpoint")
        told = f"the {size} entries that you saw before are the first of these" if self.since else "you gave no older checkpoint"
        return f"{told}; {len(anchored)} anchored checkpoints lead here"

    def check_rows(self) -> str:
        for row in self.lines("published/claims.jsonl"):
            need(row["id"] not in self.claims, f"claim {row['id']} is published twice")
            self.claims[row["id"]] = {k: row.get(k) for k in ("state", "exhibit", *SAME)}
        exhibits = {row["id"] for row in self.lines("published/exhibits.jsonl")}
        need(all(c["exhibit"] in exhibits for c in self.claims.values()), "a claim comes from a document that is not listed")
        self.about |= {"exhibit:" + e for e in exhibits}
        self.about |= {"claim:" + i for i, c in self.claims.items() if c["state"] in ("accepted", "corrected")}
        self.table("published/claims.csv", [(i, c["count"]["low"], c["count"]["high"]) for i, c in self.claims.items()])
        return f"{len(self.claims)} claims from {len(exhibits)} documents"

    def check_proofs(self) -> str:
        told, opened = set(), 0
        for row in self.lines("proofs.jsonl"):
            what, seq, head = row["about"], row["seq"], f"{row['seq']} {row['type']} {row['time']}"
            leaf = sha(b"\x00" + sha(b"bilan/log/entry/v1\0" + f"{head} {row['commitment']}\n".encode()))
            need(what in self.about, f"a proof is about {what!r}, which is not published")
            fits = 1 <= seq <= self.size and climbed(seq - 1, self.size, leaf, [unbase64(h) for h in row["proof"]]) == self.root
            need(fits, f"the proof of {what} does not lead to the root that was signed")
            told.add(what)
            if "body" in row:
                made = hashlib.sha256(b"bilan/journal/row/v1\0" + unbase64(row["salt"]) + f"{head}\n{row['body']}".encode())
                need(made.hexdigest() == row["commitment"], f"the journal row shown for {what} is not the one it was committed to")
                self.check_body(what, row["type"], parse(row["body"].encode()))
                opened += 1
        bare = sorted(self.about - told)
        need(not bare, f"{len(bare)} published items have no proof, the first is {bare[:1]}")
        return f"{len(told)} items are in the log, {opened} of them with the journal row laid open"

    def check_body(self, what: str, type_: str, body: Any) -> None:
        kind, _, id_ = what.partition(":")
        claim: Any = self.claims[id_] if kind == "claim" else {"state": ""}
        wanted = {"release": "release_made", "exhibit": "exhibit_received"}.get(kind, "claim_" + claim["state"])
        fits = type_ == wanted and body["content" if kind == "release" else kind] == (id_ or self.content)
        need(fits, f"the journal row shown for {what} is of something else, or of other files than these")
        if kind == "claim":
            decided = body["result"]["record"]
            same = [claim[k] == decided[k] for k in SAME[1:]] + [claim["count"][k] == decided["count"][k] for k in ("low", "high")]
            need(all(same), f"{what} is published otherwise than it was decided")

    def check_figures(self) -> str:
        known: dict[str, Any] = {}
        blind, gaps = 0, []
        for row in self.lines("published/figures.jsonl"):
            what = f"figure {row['id']}: "
            need(row["id"] not in known, what + "it is published twice")
            known[row["id"]] = (row["low"], row["high"])
            if "gap" in row:
                gaps.append((what, row))
                continue
            try:
                low, high, best, agree, hidden = span(row["certificate"], self.claims, self.size)
            except Broken as error:
                raise Broken(what + str(error)) from error
            blind += hidden
            need(known[row["id"]] == (low, high), what + f"it says {known[row['id']]} where its certificate proves {(low, high)}")
            need(row["feasible"] == agree, what + "it says wrongly whether its claims can all hold")
            best = best if best is None else max(best, low) if high is None else min(max(best, low), high)
            need(row["best"] == best, what + f"its best estimate is {row['best']} where its certificate proves {best}")
        for what, row in gaps:
            (a, b), (c, d) = known[row["gap"][0]], known[row["gap"][1]]
            low = 0 if d is None else max(0, a - d)
            need(known[row["id"]] == (low, None if b is None else max(low, b - c)), what + "it is not the difference of its two parts")
        for row in parse(self.read("data/figures.json", MOST_READ))["figures"]:
            need(known.get(row["id"]) == (row["low"], row["high"]), f"data/figures.json says something else of figure {row['id']}")
        self.table("published/figures.csv", [(i, *range_) for i, range_ in known.items()])
        return f"{len(known)} figures follow from the published rows; {blind} rows are blinded"

def verify(folder: str, key: str | None = None, since: bytes | None = None, policy: str | None = None) -> list[dict[str, Any]]:
    """The checks of a release, or of a log (a folder with `checkpoint` and `tile`): [{"name", "ok", "detail"}]."""
    is_log = os.path.isfile(os.path.join(folder, "checkpoint")) and not os.path.exists(os.path.join(folder, "release.json"))
    names = "folder checkpoint witnesses tree since" if is_log else "folder checkpoint witnesses manifest tree since rows proofs figures"
    checks: list[dict[str, Any]] = []
    release, failed = None, ""
    for name in names.split():
        detail, ok = f"not checked, because of what is said under {failed}", False
        if failed not in ("folder", "checkpoint") and not (failed and name in ("since", "proofs", "figures")):
            try:
                release = release or Release(folder, key, since, policy, is_log)
                detail, ok = getattr(release, "check_" + name)(), True
            except Broken as error:
                detail = str(error)
            except SHAPE as error:
                detail = f"this part is not as it should be ({type(error).__name__}: {str(error)[:100]})"
        checks.append({"name": name, "ok": ok, "detail": detail})
        failed = failed or ("" if ok or name == "witnesses" else name)
    return checks

def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("release", nargs="?", default=os.path.dirname(os.path.abspath(__file__)))
    for name, words in (("key", "the log's key: NAME+ID+KEY"), ("since", "a checkpoint that you kept"), ("policy", "whom you trust")):
        options.add_argument("--" + name, help=words)
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    since, policy = (open(path, "rb").read(MOST_NOTE) if path else b"" for path in (given.since, given.policy))
    checks = verify(given.release, given.key, since, policy.decode())
    ok = all(c["ok"] for c in checks)
    lines = (f"{'good' if c['ok'] else 'BAD '}  {c['name']}: {c['detail']}" for c in checks)
    text = json.dumps({"ok": ok, "checks": checks}) if given.json else "\n".join(lines)
    sys.stdout.write("".join(c if " " <= c <= "~" or c == "\n" else "?" for c in text) + "\n")
    return 0 if ok else 1
if __name__ == "__main__":
    sys.exit(main())
