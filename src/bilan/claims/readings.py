"""Reading every working copy once: a derivation, kept under the hash of all it depends on."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from bilan.evidence import ModelAnswer, Vault, read_period
from bilan.model.claim import RULES, Claim, Proposal, Why, canonical, claim_from_json, claim_to_json
from bilan.model.errors import BilanError, WrongUse
from bilan.model.ids import ExhibitId, TextId
from bilan.model.text import Span
from bilan.plugins import offers
from bilan.plugins.own_files import own_files

READERS = "bilan.readers"
_ROOMS = ("bilan.model", "bilan.exchange", "bilan.actors", "bilan.places", "bilan.claims")
_WORTH_A_PROCESS = 600_000  # bytes of text; below, starting processes costs more than it gains

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Job:
    """One working copy to read: as prose, or as a table through its mapping; `answers`: what models said of it."""

    exhibit: ExhibitId
    name: str
    text: TextId
    published: str | None
    mapping: Mapping[str, Any] | None
    answers: tuple[ModelAnswer, ...] = ()

    @property
    def key(self) -> str:
        """What the reading depends on: the text, its date, its mapping, models' answers, the readers and the code."""
        inputs: list[Any] = [self.text, self.published, self.mapping, _readers(), code_version()]
        if self.answers:
            inputs.append([asdict(a) for a in self.answers])
        return hashlib.sha256(canonical(inputs).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """A proposal and the words that anchor it (see `bilan.evidence.Anchor`)."""

    proposal: Proposal
    quote: str
    occurrence: int
    count: str
    nth: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the machine finds in one working copy."""

    lang: str
    found: tuple[Found, ...]


def read_all(
    vault: Vault, derived: Path, jobs: Sequence[Job], progress: Progress | None = None, workers: int | None = None
) -> dict[ExhibitId, Reading]:
    """The reading of each working copy: from the cache, or anew; on all processors when there is much to read."""
    shelf = derived / "readings"
    done: dict[ExhibitId, Reading] = {}
    waiting: list[Job] = []
    for job in jobs:
        kept = _kept(shelf, job.key)
        if kept is None:
            waiting.append(job)
        else:
            done[job.exhibit] = kept

    def tell(name: str) -> None:
        if progress:
            progress(len(done), len(jobs), name)

    tell("")
    for job, answer in _read(vault, waiting, workers):
        if not vault.is_encrypted(job.text):  # the words of what is restricted lie nowhere in the open
            _keep(shelf, job.key, answer)
        done[job.exhibit] = _from_json(json.loads(answer))
        tell(job.name)
    return done


def read_one(
    text: str, published: str | None, mapping: Mapping[str, Any] | None, answers: Sequence[ModelAnswer] = ()
) -> str:
    """The reading of one text, as the JSON that is kept."""
    if mapping is not None:
        from bilan.claims.tables import read_table

        lang, proposals = str(mapping.get("lang") or "und"), tuple(read_table(text, mapping))
    else:
        from bilan.claims import read_text

        reading = read_text(text, "auto", read_period(published))
        lang, proposals = reading.lang, tuple(reading.proposals)
        if answers:
            from bilan.claims.agreement import joined
            from bilan.claims.language_model import proposals_of

            told = proposals_of(text, answers, lang, read_period(published))
            proposals = tuple(joined(proposals, [(t.model, t.proposals) for t in told]))
    return canonical({"lang": lang, "claims": [_to_json(text, p) for p in proposals]})


# ---------------------------------------------------------------- on one processor, or on all


def _read(vault: Vault, jobs: Sequence[Job], workers: int | None) -> Iterator[tuple[Job, str]]:
    size = sum(vault.size(job.text) for job in jobs if vault.holds(job.text))
    many = min(workers if workers is not None else os.cpu_count() or 1, len(jobs))
    if many < 2 or (workers is None and size < _WORTH_A_PROCESS):
        for job in jobs:
            yield job, _read_here(vault, job)
        return
    helpers: SimpleQueue[_Helper] = SimpleQueue()
    started = [_Helper() for _ in range(many)]
    for helper in started:
        helpers.put(helper)

    def ask(job: Job) -> str | None:
        helper = helpers.get()
        try:
            return helper.read(vault.read_text(job.text), job)
        finally:
            helpers.put(helper)

    try:
        with ThreadPoolExecutor(many) as pool:
            asked = {pool.submit(ask, job): job for job in jobs}
            for future in as_completed(asked):
                job, answer = asked[future], future.result()
                # A helper that gave up is asked again here, where its error can be seen.
                yield job, answer or _read_here(vault, job)
    finally:
        for helper in started:
            helper.stop()


def _read_here(vault: Vault, job: Job) -> str:
    try:
        return read_one(vault.read_text(job.text), job.published, job.mapping, job.answers)
    except WrongUse as error:
        raise BilanError(
            f"the table {job.name} cannot be read through its mapping: {error.what}",
            why="its claims would be missing",
            advice=f"describe its columns anew, and add it again with --mapping M ({error.advice})",
        ) from error


class _Helper:
    """Another Python that reads texts: one line in, one line out."""

    def __init__(self) -> None:
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p), "PYTHONSAFEPATH": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bilan.claims.reading_helper"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )

    def read(self, text: str, job: Job) -> str | None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        answers = [asdict(a) for a in job.answers]
        request = json.dumps({"text": text, "published": job.published, "mapping": job.mapping, "answers": answers})
        try:
            self._process.stdin.write(request.encode("ascii") + b"\n")
            self._process.stdin.flush()
        except OSError:
            return None
        line = self._process.stdout.readline()
        return str(json.loads(line)["reading"]) if line.endswith(b"\n") else None

    def stop(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()


# ---------------------------------------------------------------- the cache


def _kept(shelf: Path, key: str) -> Reading | None:
    """The reading on the shelf; None: there is none, or somebody or something changed it, so it is made again."""
    try:
        seal, _, answer = _place(shelf, key).read_text(encoding="utf-8").partition("\n")
        return _from_json(json.loads(answer)) if seal == _seal(key, answer) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _seal(key: str, answer: str) -> str:
    return hashlib.sha256(f"{key}\n{answer}".encode()).hexdigest()


def _keep(shelf: Path, key: str, answer: str) -> None:
    """Put a reading on the shelf. Where there is no room or no right to write, it is made again next time."""
    place = _place(shelf, key)
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                out.write(f"{_seal(key, answer)}\n{answer}")
            Path(name).replace(place)
        finally:
            Path(name).unlink(missing_ok=True)


def _place(shelf: Path, key: str) -> Path:
    return shelf / key[:2] / f"{key}.json"


@cache
def code_version() -> str:
    """A hash of the code and the word lists that a reading depends on."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path, data in own_files(room):
            digest.update(path.encode() + b"\0" + hashlib.sha256(data).digest())
    return digest.hexdigest()


def rules_version() -> str:
    """A hash of everything that decides how a text is read: our code and word lists, and the readers installed."""
    return hashlib.sha256(canonical([code_version(), _readers()]).encode()).hexdigest()


@cache
def _readers() -> tuple[tuple[str, ...], ...]:
    return tuple((o.name, o.value, o.package, o.version) for o in offers(READERS))


# ---------------------------------------------------------------- JSON


def _to_json(text: str, p: Proposal) -> dict[str, Any]:
    c = p.claim
    quote, count = c.quote.of(text), c.count_span.of(text)
    return {
        "claim": claim_to_json(c),
        "confidence": p.confidence,
        "why": [[w.rule, w.says, [w.span.start, w.span.end] if w.span else None] for w in p.why],
        "quote": quote,
        "occurrence": _before(text, quote, 0, c.quote.start),
        "count": count,
        "nth": _before(text, count, _from(c), c.count_span.start),
    } | ({} if p.proposers == (RULES,) else {"proposers": list(p.proposers)})


def _from(c: Claim) -> int:
    return c.quote.start if c.quote.contains(c.count_span) else 0


def _before(text: str, words: str, start: int, end: int) -> int:
    """How often the words begin between two places of the text."""
    times, at = 0, text.find(words, start)
    while 0 <= at < end:
        times, at = times + 1, text.find(words, at + 1)
    return times


def _from_json(o: Mapping[str, Any]) -> Reading:
    return Reading(
        lang=o["lang"],
        found=tuple(
            Found(
                Proposal(
                    claim_from_json(c["claim"]),
                    float(c["confidence"]),
                    tuple(Why(rule, says, Span(*span) if span else None) for rule, says, span in c["why"]),
                    tuple(c.get("proposers", (RULES,))),
                ),
                c["quote"],
                int(c["occurrence"]),
                c["count"],
                int(c["nth"]),
            )
            for c in o["claims"]
        ),
    )
